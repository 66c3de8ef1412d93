// How Gigaset's bases take firmware: the name of the file says version and hardware. How the files of an N300A or a DE are
// called and named to them is in no source, so these take none from here. Source: facts/gigaset-auerswald.md 5.8, 7.3
import { MAIN_ROLE } from '../../domain/firmware.ts';
import type { DeviceModel, FirmwareHabits, FirmwareName } from '../types.ts';
import { nvmModels, symbolModels } from './models.ts';

/** What other files than the first are for: an N720 has bases beside its manager. */
const SATELLITE = 'satellite';
const ANY_NVM = /^[^/]*-V(?<version>\d+\.\d+\.\d+)[^/]*\.bin$/i;

/** `merkur262_42.bin` is 42.262; the names of satellites say nothing that can be compared. */
function readSymbolName(name: string): FirmwareName | undefined {
  for (const { model, hardwareIds, firmwareFiles } of symbolModels) {
    const kind = Object.values(firmwareFiles).findIndex((pattern) => pattern.test(`/${name}`));
    const build = /(\d+)_\d+\.bin$/.exec(name)?.[1];
    if (kind > 0) return { models: [model], role: SATELLITE };
    if (kind === 0 && build !== undefined)
      return { models: [model], role: MAIN_ROLE, version: `${hardwareIds[0]}.${build}` };
  }
  return undefined;
}

function readNvmName(name: string): FirmwareName | undefined {
  const own = nvmModels.find(({ firmwareName }) => firmwareName?.test(name));
  const version = ANY_NVM.exec(name)?.groups?.version;
  return version === undefined ? undefined : { version, ...(own && { models: [own.model] }) };
}

function isNvm(model: DeviceModel): boolean {
  return nvmModels.some((nvm) => nvm.model === model.model);
}

export const gigasetFirmware: FirmwareHabits = {
  example: 'merkur262_42.bin, einsteiniwu117_70.bin or Gigaset-Nx70-V2.65.0-build.8504c90.bin',
  readName: (name) => readSymbolName(name) ?? readNvmName(name),
  rolesOf: (model) => {
    if (isNvm(model)) return [MAIN_ROLE];
    const symbol = symbolModels.find((one) => one.model === model.model);
    return Object.keys(symbol?.firmwareFiles ?? {}).map((_, i) => (i === 0 ? MAIN_ROLE : SATELLITE));
  },
  neverDown: isNvm,
};
