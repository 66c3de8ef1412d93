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
  const url = provisioningUrl(deps, cpe, sealer.unseal(cpe.enrolment.token.sealed));
  return URL.canParse(url) ? url : undefined;
}
