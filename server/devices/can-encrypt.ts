// Whether encrypted SIP may be switched on for a model at all. Pure. Source: FAC-92, FAC-101, DEV-17
import { capabilitiesAt } from './capabilities.ts';
import { findDevice } from './registry.ts';

/** Whether the model encrypts, with whichever firmware; false for one that nobody knows. */
export function canEncrypt({
  vendor,
  model,
  track,
}: {
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
}): boolean {
  const device = findDevice(vendor, model, track);
  const at = device && capabilitiesAt(device.family, device.model, undefined).sipEncryption;
  return at === 'yes' || at === 'firmwareUnknown';
}
