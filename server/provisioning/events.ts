// What phones report by action URL: DND and forwards switched on or off. The name stands where a file's name would,
// `event/<mac>/dnd_on`, so that it passes the same trust as files do. Source: facts/yealink.md 4.13, 5.2; DEV-31, DEV-34
import { type Mac, parseMac } from '../domain/mac.ts';

export const FEATURES = ['dnd', 'always_fwd', 'busy_fwd', 'no_answer_fwd'] as const;
export type Feature = (typeof FEATURES)[number];

export interface PhoneEvent {
  readonly mac: Mac;
  readonly feature: Feature;
  readonly on: boolean;
}

export function readEvent(name: string): PhoneEvent | undefined {
  const match = /^event\/([0-9a-f]{12})\/([a-z_]+)_(on|off)$/i.exec(name);
  const mac = parseMac(match?.[1] ?? '');
  const feature = FEATURES.find((known) => known === match?.[2]?.toLowerCase());
  return mac && feature ? { mac, feature, on: match?.[3]?.toLowerCase() === 'on' } : undefined;
}
