// Firmware versions as phones report them: dotted integers, compared field by field.
// For makers that put a hardware id in the first field (Yealink), a version of other hardware never fits (DEV-37).

export interface FirmwareVersion {
  /** As it was read, for people. */
  readonly text: string;
  /** The dotted fields as integers, most significant first; at least two, at most eight. */
  readonly fields: readonly number[];
}

const DOTTED = /^\d{1,9}(?:\.\d{1,9}){1,7}$/;

/**
 * Reads `66.83.188.6`. Prefixes and build suffixes of single makers are removed by their family before this is called.
 * @returns undefined for anything but two to eight dotted integers
 * Source: DEV-37
 */
export function parseFirmwareVersion(text: string): FirmwareVersion | undefined {
  if (!DOTTED.test(text)) return undefined;
  return { text, fields: text.split('.').map(Number) };
}

/** Negative when a is older than b, zero when equal, positive when newer; missing fields count as 0. Source: DEV-37 */
export function compareFirmware(a: FirmwareVersion, b: FirmwareVersion): number {
  const length = Math.max(a.fields.length, b.fields.length);
  for (let i = 0; i < length; i++) {
    const difference = (a.fields[i] ?? 0) - (b.fields[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first field: the hardware id of a maker that numbers so. */
export function hardwareIdOf(version: FirmwareVersion): number {
  return version.fields[0] ?? 0;
}
