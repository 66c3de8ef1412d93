// Auerswald's D-series desk phones (the WS-500 base takes Gigaset's documents and stands with them).
// Identities and keys: facts/gigaset-auerswald.md 8.4. How many modules a phone takes is not known, only their 60 keys.
import type { DeviceModel } from '../types.ts';

const dSeries = {
  vendor: 'Auerswald',
  kind: 'desk',
  autoProvisioning: 'yes',
  sipEncryption: 'yes',
  // The web interface has both, but the document's names for them are in no source (facts/gigaset-auerswald.md 8.4, 12).
  notProvisioned: ['sipEncryption', 'opus'],
  distinctiveRingtones: 'no',
  opus: 'yes',
  hardwareIds: [],
  maxChannels: 6,
  lineKeys: 'unknown',
  keysPerPage: 'unknown',
  expansion: 'unknown',
  tls: 'unknown',
  template: 'auerswald/d-series.xml.njk',
} as const;

export const dSeriesModels: readonly DeviceModel[] = [
  { ...dSeries, model: 'COMfortel D-110', productNames: ['COMFORTEL D-110'] },
  { ...dSeries, model: 'COMfortel D-210', productNames: ['COMFORTEL D-210'] },
  { ...dSeries, model: 'COMfortel D-400', productNames: ['COMFORTEL D-400'], lineKeys: 60 },
  { ...dSeries, model: 'COMfortel D-600', productNames: ['COMFORTEL D-600'], lineKeys: 60 },
];
