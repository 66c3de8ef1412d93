// All families, and the ways to find a model in them.
import { aastraMitel } from './aastra-mitel/family.ts';
import { auerswald } from './auerswald/family.ts';
import { gigaset } from './gigaset/family.ts';
import type { DeviceFamily, DeviceModel } from './types.ts';
import { yealink } from './yealink/family.ts';

export const FAMILIES: readonly DeviceFamily[] = [aastraMitel, auerswald, gigaset, yealink];

/** A model together with the family it belongs to. */
export interface KnownDevice {
  readonly family: DeviceFamily;
  readonly model: DeviceModel;
}

export const DEVICES: readonly KnownDevice[] = FAMILIES.flatMap((family) =>
  family.models.map((model) => ({ family, model })),
);

const BY_KEY = new Map(
  DEVICES.map((device) => [keyOf(device.model.vendor, device.model.model, device.model.track), device]),
);

/**
 * Finds a model as admins name it.
 * @param track  undefined: the model's only track, or the one a CPE gets by default
 */
export function findDevice(vendor: string, model: string, track?: string): KnownDevice | undefined {
  if (track !== undefined) return BY_KEY.get(keyOf(vendor, model, track));
  const rows = tracksOf(vendor, model);
  return rows.find((row) => row.model.defaultTrack) ?? rows[0];
}

/** Every track of a model; empty when it is not known. */
export function tracksOf(vendor: string, model: string): readonly KnownDevice[] {
  return DEVICES.filter((device) => device.model.vendor === vendor && device.model.model === model);
}

/** The families that have phones of a vendor. */
export function familiesOf(vendor: string): readonly DeviceFamily[] {
  return FAMILIES.filter((family) => family.models.some((model) => model.vendor === vendor));
}

function keyOf(vendor: string, model: string, track: string | undefined): string {
  return `${vendor}|${model}|${track ?? ''}`;
}
