// What follows from a firmware version of these phones. Versions are `3.3.1.4365`: release, then a build number that
// only grows within its release. Source: facts/aastra-mitel.md, "Terms used below" and 0 no. 1

import { MAIN_ROLE } from '../../domain/firmware.ts';
import { compareFirmware, type FirmwareVersion, parseFirmwareVersion } from '../../domain/firmware-version.ts';
import type { DeviceModel, FirmwareHabits, Known } from '../types.ts';
import { aastraMitelModelOf, MODELS } from './models.ts';

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

const IMAGE = /^(?<product>[0-9]{2,4}[a-z]?)(?:[-_](?<version>\d+(?:\.\d+)+))?\.st$/i;

/**
 * A phone asks for `<product>.st`, in a folder that it is told: the name under which an image lies here may say its version too,
 * since all images of a model are called the same. Source: facts/aastra-mitel.md 1.2, 1.4
 */
export const aastraMitelFirmware: FirmwareHabits = {
  example: '6867i.st or 6867i-6.3.0.1020.st',
  readName: (name) => {
    const { product = '', version } = IMAGE.exec(name)?.groups ?? {};
    const models = MODELS.filter(({ productNames }) => productNames.includes(product.toUpperCase()));
    if (models.length === 0) return undefined;
    return { models: models.map(({ model }) => model), ...(version !== undefined && { version }) };
  },
  rolesOf: () => [MAIN_ROLE],
};
