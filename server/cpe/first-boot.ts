// The URL for a phone that asks where to go and has no credentials yet: only while it would be let in without any.
// Source: design.md "Phones' URLs and trust", way 5
import { phoneUrlOf } from '../devices/dhcp.ts';
import { findDevice } from '../devices/registry.ts';
import type { Mac } from '../domain/mac.ts';
import { judge } from '../provisioning/trust.ts';
import { provisioningUrl } from './cpes.ts';
import type { CpeDeps } from './deps.ts';

/**
 * @param from  the address that asks
 * @returns a URL that carries the enrolment token, in the form that the phone's family takes; undefined unless the CPE's
 *   first-boot window is open, and open for this address
 */
export async function firstBootUrl(deps: CpeDeps, mac: Mac, from: string): Promise<string | undefined> {
  const { records, sealer, now } = deps;
  const cpe = await records.cpes.find(mac);
  const account = cpe?.accountId === undefined ? undefined : await records.accounts.find(cpe.accountId);
  const bare = { tokenHash: undefined, certificate: undefined, digest: undefined, isChallenged: false };
  const verdict = judge({ ...bare, remoteAddress: from, at: now() }, cpe, account);
  if (!verdict.trusted || verdict.by !== 'openWindow' || !cpe?.enrolment) return undefined;
  const device = findDevice(cpe.vendor, cpe.model, cpe.track);
  const folder = provisioningUrl(deps, cpe, sealer.unseal(cpe.enrolment.token.sealed));
  return device && URL.canParse(folder) ? phoneUrlOf(device.family.name, folder, mac) : undefined;
}
