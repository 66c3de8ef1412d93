// Resolves the gates of a model at one firmware into plain values. The only place that compares firmware versions with
// what a model needs. Source: DEV-17, DEV-20, DEV-37
import {
  compareFirmware,
  type FirmwareVersion,
  hardwareIdOf,
  parseFirmwareVersion,
} from '../domain/firmware-version.ts';
import type { Capabilities, DeviceFamily, DeviceModel, Gate } from './types.ts';

/**
 * @param firmware  what the phone last reported; undefined before its first request
 */
export function capabilitiesAt(
  family: DeviceFamily,
  model: DeviceModel,
  firmware: FirmwareVersion | undefined,
): Capabilities {
  const { kind, distinctiveRingtones, opus, tls, maxChannels, lineKeys, keysPerPage, expansion, notProvisioned } =
    model;
  return {
    kind,
    autoProvisioning: passesGate(family, model.autoProvisioning, firmware),
    sipEncryption: notProvisioned?.includes('sipEncryption')
      ? 'notProvisioned'
      : passesGate(family, model.sipEncryption, firmware),
    distinctiveRingtones,
    opus: notProvisioned?.includes('opus') ? 'notProvisioned' : opus,
    tls,
    maxChannels,
    lineKeys,
    keysPerPage,
    expansion,
    expansionModule: typeof expansion === 'object' ? expansion.module : expansion,
    generation: family.generationOf(model, firmware),
  };
}

function passesGate<T extends string>(
  family: DeviceFamily,
  gate: T | Extract<Gate, object>,
  firmware: FirmwareVersion | undefined,
): T | 'yes' | 'firmwareTooOld' | 'firmwareUnknown' {
  if (typeof gate === 'string') return gate;
  if (!firmware) return 'firmwareUnknown';
  return reaches(family, firmware, gate.since) ? 'yes' : 'firmwareTooOld';
}

/** True when the version is at least the gate's and, where versions carry a hardware id, of the same hardware. Source: DEV-37 */
function reaches(family: DeviceFamily, firmware: FirmwareVersion, since: string): boolean {
  const oldest = parseFirmwareVersion(since);
  if (!oldest) return false;
  if (family.hardwareIdInFirmware && hardwareIdOf(firmware) !== hardwareIdOf(oldest)) return false;
  return compareFirmware(firmware, oldest) >= 0;
}

/** Whether an image of this version can run on the model at all. Source: DEV-37, facts/yealink.md 4.15 */
export function fitsHardware(family: DeviceFamily, model: DeviceModel, firmware: FirmwareVersion): boolean {
  if (!family.hardwareIdInFirmware || model.hardwareIds.length === 0) return true;
  return model.hardwareIds.includes(hardwareIdOf(firmware));
}
