// How Yealinks take firmware: one ROM for a desk phone, one for a DECT base and one more for each kind of its handsets.
// No source describes the head of a ROM. Source: facts/yealink.md 1.7, 4.15, 5
import { MAIN_ROLE } from '../../domain/firmware.ts';
import type { FirmwareHabits } from '../types.ts';
import { yealinkModels } from './models.ts';

const ROM = /^[^/]*\.rom$/i;
const VERSION = /(?:^|[^0-9.])(?<version>\d{1,3}(?:\.\d{1,3}){3})\.rom$/i;

export const yealinkFirmware: FirmwareHabits = {
  example: 'T46S(T48S,T42S,T41S)-66.86.0.15.rom',
  readName: (name) => {
    if (!ROM.test(name)) return undefined;
    const version = VERSION.exec(name)?.groups?.version;
    return version === undefined ? {} : { version };
  },
  rolesOf: ({ model }) => {
    const record = yealinkModels.find((one) => one.model === model);
    return [MAIN_ROLE, ...(record?.handsetFirmware ?? [])];
  },
};
