// Versions as texts that sort as the versions do, so that a store can keep the newest one without reading the former.
import type { DeviceFamily } from '../devices/types.ts';
import { type FirmwareVersion, hardwareIdOf } from '../domain/firmware-version.ts';
import type { CpeReport } from '../domain/records.ts';

const FIELDS = 8;
const DIGITS = 9;

/** Without the hardware id where versions start with one: it says nothing about age. */
export function rankOf(family: DeviceFamily, { fields }: FirmwareVersion): string {
  const told = family.hardwareIdInFirmware ? [0, ...fields.slice(1)] : fields;
  return Array.from({ length: FIELDS }, (_, i) => String(told[i] ?? 0).padStart(DIGITS, '0')).join('.');
}

/** The newest version a phone ever ran, if that is newer than what it runs. */
export function newestOf(
  running: FirmwareVersion,
  { firmwareRank, newestFirmwareRank }: CpeReport,
): string | undefined {
  if (firmwareRank === undefined || newestFirmwareRank === undefined || newestFirmwareRank <= firmwareRank)
    return undefined;
  const [first = 0, ...rest] = newestFirmwareRank.split('.').map(Number).slice(0, running.fields.length);
  return [first === 0 ? hardwareIdOf(running) : first, ...rest].join('.');
}
