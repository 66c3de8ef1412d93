// How Gigaset devices, and the DECT bases that Gigaset makes for Auerswald, name themselves: `[brand ]model/firmware[;MAC]
// [;Handset=n]`, sometimes in double quotes. Source: facts/gigaset-auerswald.md 2.2
import { type FirmwareVersion, parseFirmwareVersion } from '../../domain/firmware-version.ts';
import { parseMac } from '../../domain/mac.ts';
import type { Claim } from '../types.ts';

const USER_AGENT =
  /^"?(?:(?<brand>Gigaset|Auerswald(?: COMfortel)?) )?(?<model>[A-Z0-9][A-Za-z0-9 -]*?)\/(?<firmware>[\w.+-]{1,64})(?:;(?<mac>[0-9A-Fa-f]{12}))?(?:;Handset=(?<handsets>\d{1,4}))?"?$/;

/** The oldest N720 write their name with dashes; other names keep theirs (WS-500M). */
const DASHED_NAME = /^(N720)-(DM|IP)-(PRO)$/;

/**
 * Reads the shape alone: a Mozilla fits it too, so the product must be one of a model's before it says anything.
 * Auerswald's products come with their series in front (`COMFORTEL WS-500M`), so that nobody else's are taken for them.
 */
export function readGigasetUserAgent(userAgent: string): Claim | undefined {
  const groups = USER_AGENT.exec(userAgent)?.groups;
  if (!groups) return undefined;
  const series = groups.brand?.startsWith('Auerswald') ? 'COMFORTEL ' : '';
  const name = (groups.model ?? '').replace(DASHED_NAME, '$1 $2 $3');
  const firmware = readGigasetFirmware(groups.firmware ?? '');
  const mac = parseMac(groups.mac ?? '');
  return {
    product: (series + name).toUpperCase(),
    ...(firmware && { firmware }),
    ...(mac && { mac }),
    ...(groups.handsets !== undefined && { handsetCapacity: Number(groups.handsets) }),
  };
}

/**
 * `83.V2.64.0-160-g758db0bf`, `V2.53.0+build.c0ed5a2` and `2.65.0` to their three numbers; `42.245.00.000.000` as it stands.
 * Source: facts/gigaset-auerswald.md 2.2
 */
export function readGigasetFirmware(text: string): FirmwareVersion | undefined {
  return parseFirmwareVersion(text.replace(/[+-].*$/, '').replace(/^(?:83\.)?V/, ''));
}
