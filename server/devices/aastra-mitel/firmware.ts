// What follows from a firmware version of these phones. Versions are `3.3.1.4365`: release, then a build number that
// only grows within its release. Source: facts/aastra-mitel.md, "Terms used below" and 0 no. 1
import { compareFirmware, type FirmwareVersion, parseFirmwareVersion } from '../../domain/firmware-version.ts';
import type { DeviceModel, Known } from '../types.ts';
import { aastraMitelModelOf } from './models.ts';

/**
 * 2: firmware 2.x, 3.x and 4.0.0, asks for aastra.cfg. 4: from 4.0.0 SP1 on, asks for startup.cfg.
 * Which builds of 4.0.0 are SP1 is in no source, so 4.0.0 is `unknown`; both files are served to every phone anyway.
 * Source: facts/aastra-mitel.md 0 no. 1, 1.3
 */
export function generationOf(model: DeviceModel, firmware: FirmwareVersion | undefined): Known<number> {
  const { speaks } = aastraMitelModelOf(model);
  if (speaks !== 'byFirmware') return speaks;
  if (!firmware) return 'unknown';
  if (isBefore(firmware, '4.0.0')) return 2;
  return isBefore(firmware, '4.0.1') ? 'unknown' : 4;
}

/**
 * Whether a line that starts with `^` (take the server's value, not the one changed on the phone) is sure to be read.
 * The sheet dates only its sister `!`, to 2.4; an unknown firmware is taken for older, since an unread line is lost.
 * Source: facts/aastra-mitel.md 4.1, 5 no. 6
 */
export function readsForcedLines(firmware: FirmwareVersion | undefined): boolean {
  return firmware !== undefined && !isBefore(firmware, '2.4');
}

function isBefore(firmware: FirmwareVersion, text: string): boolean {
  const gate = parseFirmwareVersion(text);
  return gate !== undefined && compareFirmware(firmware, gate) < 0;
}
