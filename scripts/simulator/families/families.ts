// All families that can be simulated, and which models of theirs.
import { DEVICES, type KnownDevice } from '../../../server/devices/registry.ts';
import type { SimulatedFamily } from '../phone.ts';
import { aastraMitel } from './aastra-mitel.ts';
import { auerswald } from './auerswald.ts';
import { gigaset } from './gigaset.ts';
import { yealink } from './yealink.ts';

export const SIMULATED: readonly SimulatedFamily[] = [aastraMitel, auerswald, gigaset, yealink];

export function familyOf({ family }: KnownDevice): SimulatedFamily | undefined {
  return SIMULATED.find(({ name }) => name === family.name);
}

/** The models that can be added and simulated, every track of each. */
export function bootableDevices(family?: string, model?: string): readonly KnownDevice[] {
  return DEVICES.filter(
    (device) =>
      device.model.autoProvisioning !== 'retired' &&
      device.model.kind !== 'generic' &&
      (family === undefined || device.family.name === family) &&
      (model === undefined || device.model.model.toLowerCase() === model.toLowerCase()) &&
      familyOf(device)?.firmwareOf(device) !== undefined,
  );
}
