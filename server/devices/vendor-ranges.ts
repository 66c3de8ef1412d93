// The first three octets that makers' phones carry. A hint at most: no MAC is refused for its range.
// Source: facts/yealink.md 2.3, facts/aastra-mitel.md 2.3, facts/gigaset-auerswald.md 2.1
import type { Vendor } from './types.ts';

/** One range of each vendor, for made-up phones of demos and simulations. */
export const RANGE_OF: Readonly<Record<Vendor, string>> = {
  Aastra: '00085d',
  'Aastra/Mitel': '00085d',
  Auerswald: '000952',
  Gigaset: '7c2f80',
  Mitel: '1400e9',
  Yealink: '805ec0',
};
