// Which phone a line of syslog is from. UDP proves nothing: a line counts where a phone that is to log here was last seen at the
// very address; behind one address with several phones the line must name its phone, as Yealink does when told to.
import { findDevice } from '../../devices/registry.ts';
import { type Mac, parseMac } from '../../domain/mac.ts';
import { addressKey } from '../../domain/networks.ts';
import type { PhoneFiles } from '../../provisioning/phone-files.ts';
import type { FleetNotes } from './deps.ts';

export interface LogSenders {
  /** All phones last seen at the address. */
  readonly there: readonly Mac[];
  /** Those of them that are to log here. */
  readonly logging: readonly Mac[];
}

export const NOBODY: LogSenders = { there: [], logging: [] };

export interface LogSenderDeps {
  readonly fleet: Pick<FleetNotes, 'macsReported' | 'recordsOf'>;
  readonly files: Pick<PhoneFiles, 'contextOf'>;
  readonly now: () => Date;
}

/** Phones looked at behind one address. */
const MOST_THERE = 500;

export async function logSendersAt({ fleet, files, now }: LogSenderDeps, address: string): Promise<LogSenders> {
  const key = addressKey(address);
  if (key === undefined) return NOBODY;
  const there = await fleet.macsReported({ from: { first: key, last: key } }, MOST_THERE);
  const logging = (await fleet.recordsOf(there)).filter((records) => {
    const { vendor, model, track } = records.cpe;
    const device = findDevice(vendor, model, track);
    return device && files.contextOf({ records, device, firmware: undefined, now: now() }).syslog?.value.enabled;
  });
  return { there, logging: logging.map(({ cpe }) => cpe.mac) };
}

/** Where a phone puts its MAC: in front, behind the time. */
const HEAD_CHARS = 80;
const MAC_TEXT = /(?<![0-9a-f])(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})(?![0-9a-f])/gi;

/** @returns undefined  it is of none of them, or of which cannot be told */
export function senderOf({ there, logging }: LogSenders, text: string): Mac | undefined {
  const head = text.slice(0, HEAD_CHARS).match(MAC_TEXT) ?? [];
  const named = head.map((one) => parseMac(one)).find((mac) => mac && there.includes(mac));
  if (named) return logging.find((mac) => mac === named);
  return there.length === 1 ? logging[0] : undefined;
}
