// The VERSION of a ProviderFrame: the device keeps it as a number and ignores the whole document when it equals the one it
// has. So it must differ whenever anything else in the document does, however soon after another change, and only then
// (its flash wears). Source: facts/gigaset-auerswald.md 3.3
import { hash } from 'node:crypto';

/** Minutes of thirty years: as many different versions. */
const FIRST_MINUTE = Date.UTC(2000, 0, 1) / 60_000;
const MINUTES = 30 * 365 * 24 * 60;

/**
 * A moment made of the content, written `ddmmyyhhmm`: it must be a valid one, but is never compared as one.
 * @param content  everything else that stands in the document
 */
export function versionOf(content: unknown): string {
  const digest = Buffer.from(hash('sha256', JSON.stringify(content), 'hex'), 'hex');
  const minute = FIRST_MINUTE + (digest.readUIntBE(0, 6) % MINUTES);
  const [date = '', time = ''] = new Date(minute * 60_000).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}${month}${year.slice(2)}${time.slice(0, 2)}${time.slice(3, 5)}`;
}
