// How these phones name themselves: `<Vendor><model> MAC:XX-XX-XX-XX-XX-XX V:<version>`. Source: facts/aastra-mitel.md 2.1
import { parseFirmwareVersion } from '../../domain/firmware-version.ts';
import { parseMac } from '../../domain/mac.ts';
import type { Claim } from '../types.ts';

const SHAPE =
  /^(?:Aastra|Mitel)(?<minet>MINET_)?(?<product>\d{2,4}[a-z]*)(?: (?:CT|RP|Cordless))? MAC:(?<mac>(?:[0-9A-F]{2}-){5}[0-9A-F]{2}) V:(?<firmware>[\d.]+)(?:-\S+)?$/i;
/** Cordless and "RP" variants take the files of the model that they vary, and may be written without the blank. */
const VARIANT = /(?:CT|RP|CORDLESS)$/;

/**
 * Reads a User-Agent. A phone that still runs MiNET has no SIP firmware, so its version is not told: it would be compared
 * with versions of another product.
 */
export function readUserAgent(userAgent: string): Claim | undefined {
  const groups = SHAPE.exec(userAgent)?.groups;
  if (!groups) return undefined;
  const product = (groups.product ?? '').toUpperCase().replace(VARIANT, '');
  const firmware = groups.minet ? undefined : parseFirmwareVersion(groups.firmware ?? '');
  const mac = parseMac(groups.mac ?? '');
  return {
    product,
    namesVendor: true,
    ...(groups.minet && { speaksSip: false }),
    ...(firmware && { firmware }),
    ...(mac && { mac }),
  };
}
