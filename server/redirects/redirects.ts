// Makers' redirect services: where a factory-fresh phone asks its maker for its server. One interface, a driver for each maker;
// off unless the installation has an account there.
import { provisioningUrl } from '../cpe/cpes.ts';
import type { CpeDeps } from '../cpe/deps.ts';
import type { Mac } from '../domain/mac.ts';
import type { Cpe } from '../domain/records.ts';
import { AppError, invalid } from '../errors.ts';

export interface RedirectService {
  readonly name: 'yealinkRps' | 'gigaset';
  /** As CPEs name it. */
  readonly vendor: string;
  /** What it wants to know besides the MAC: four characters behind the MAC on the box. */
  readonly needsMacId: boolean;
  /** Puts the URL in the place of the one that stands there. @throws AppError REDIRECT_REFUSED, REDIRECT_UNREACHABLE */
  readonly put: (phone: { readonly mac: Mac; readonly macId: string; readonly url: string }) => Promise<void>;
  /** Also when it is not there. @throws AppError REDIRECT_REFUSED, REDIRECT_UNREACHABLE */
  readonly remove: (mac: Mac) => Promise<void>;
}

export interface RedirectDeps {
  readonly cpe: CpeDeps;
  readonly redirects: readonly RedirectService[];
}

/**
 * Tells the maker where this phone finds its files: with the token of the first boot while its window is open.
 * @throws REDIRECT_OFF, INPUT_INVALID, REDIRECT_REFUSED, REDIRECT_UNREACHABLE
 */
export async function redirectPhone(deps: RedirectDeps, cpe: Cpe, macId = ''): Promise<RedirectService> {
  const service = serviceFor(deps, cpe);
  if (service.needsMacId && !/^[A-Z0-9]{4}$/.test(macId.toUpperCase()))
    throw invalid([{ pointer: '/macId', detail: 'must be the four characters behind the MAC on the box' }]);
  const { sealer, now } = deps.cpe;
  const isOpen = cpe.enrolment !== undefined && now() < cpe.enrolment.until;
  const token = isOpen && cpe.enrolment ? sealer.unseal(cpe.enrolment.token.sealed) : undefined;
  await service.put({ mac: cpe.mac, macId: macId.toUpperCase(), url: provisioningUrl(deps.cpe, cpe, token) });
  return service;
}

/** @throws REDIRECT_OFF, REDIRECT_REFUSED, REDIRECT_UNREACHABLE */
export async function endRedirect(deps: RedirectDeps, cpe: Cpe): Promise<RedirectService> {
  const service = serviceFor(deps, cpe);
  await service.remove(cpe.mac);
  return service;
}

function serviceFor({ redirects }: RedirectDeps, { vendor }: Cpe): RedirectService {
  const service = redirects.find((one) => one.vendor === vendor);
  if (!service) throw new AppError('REDIRECT_OFF', { detail: vendor });
  return service;
}
