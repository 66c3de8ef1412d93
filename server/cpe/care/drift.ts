// Drift: what a user changed on the phone, read from the file in which the phone collects such changes and uploads, held against
// what the phone would get from here now. Secrets are masked on both sides.
// Source: DEV-31, DEV-34; facts/yealink.md 3.3 (`<mac>-local.cfg`)

import type { DocumentFormatName } from '../../devices/formats.ts';
import { FORMATS } from '../../devices/formats.ts';
import type { Mac } from '../../domain/mac.ts';
import { looksSecret } from '../../domain/raw-lines.ts';
import type { PreviewDeps } from '../../provisioning/preview.ts';
import type { FileLine } from '../../provisioning/render.ts';
import { MASK } from '../../provisioning/render.ts';
import { readPhone } from './read-phone.ts';

export interface DriftLine {
  readonly key: string;
  /** What the user set. */
  readonly set: string;
  /** What the phone would get; null: nothing is sent under this key. */
  readonly sent: string | null;
}

export interface PhoneDrift {
  /** undefined: the phone sent nothing, or its kind does not. */
  readonly uploadedAt: Date | undefined;
  readonly lines: readonly DriftLine[];
}

/** @throws CPE_NOT_FOUND */
export async function driftOfPhone(preview: PreviewDeps, mac: Mac): Promise<PhoneDrift> {
  const { state } = await readPhone(preview, mac);
  const { family } = state.device;
  const upload = await preview.world.store.findUpload(mac, 'localConfig');
  const own = family.files.find(({ kind }) => kind === 'own');
  const lines = own && preview.files.linesOf(state, own);
  if (!upload || !lines) return { uploadedAt: upload?.storedAt, lines: [] };
  return { uploadedAt: upload.storedAt, lines: driftOf(upload.bytes, lines, family.format) };
}

/** A pair as phones write it, with or without blanks around what separates. */
const PAIR = { '=': /^\s*([^=#\s][^=]*?)\s*=\s?(.*)$/, ':': /^\s*([^:#\s][^:]*?)\s*:\s?(.*)$/ } as const;

/**
 * @param uploaded  as the phone sent it
 * @param lines     of its own file as it would get it now
 * @returns the settings of the user that differ, by key; the last of a key counts, on both sides
 */
export function driftOf(
  uploaded: Buffer,
  lines: readonly FileLine[],
  formatName: DocumentFormatName,
): readonly DriftLine[] {
  const format = FORMATS[formatName];
  if (!format.writeLine) return [];
  const sent = new Map(
    lines.flatMap((line) => (line.key === undefined ? [] : [[format.sameKey(line.key), line] as const])),
  );
  const set = new Map<string, { readonly key: string; readonly value: string }>();
  for (const text of uploaded.toString('utf8').split(/\r?\n/)) {
    const match = PAIR[format.rawSeparator].exec(text);
    const [key, value] = [match?.[1], match?.[2]];
    if (key !== undefined && value !== undefined) set.set(format.sameKey(key), { key, value: value.trim() });
  }
  return [...set].flatMap(([same, { key, value }]) => {
    const line = sent.get(same);
    const ours = line && (format.readLine(line.text)?.value ?? '');
    if (ours === value) return [];
    const isSecret = looksSecret(key) || (line !== undefined && line.masked !== line.text);
    return [{ key, set: isSecret ? MASK : value, sent: ours === undefined ? null : isSecret ? MASK : ours }];
  });
}
