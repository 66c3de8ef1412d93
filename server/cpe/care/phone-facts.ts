// What people are told about one phone, decided from its records and its reports: its first-boot window, whether it fetched
// its newest file, by which scheme and why, and whether it says it is another model than it is set to. Pure.
import { recognise } from '../../devices/recognise.ts';
import type { Account, Cpe, CpeReport } from '../../domain/records.ts';
import type { TextKey } from '../../domain/texts.ts';
import { schemeFor } from '../../provisioning/context.ts';
import type { PhoneFiles, PhoneState } from '../../provisioning/phone-files.ts';
import type { ServerAddress } from '../../provisioning/world.ts';

export interface WindowFacts {
  readonly until: Date;
  /** From where; empty: from anywhere. */
  readonly networks: readonly string[];
  /** Whether they are the account's, as the window names none itself. */
  readonly ofAccount: boolean;
}

/** undefined: closed. */
export function windowOf(
  { enrolment }: Cpe,
  account: Pick<Account, 'networks'> | undefined,
  now: Date,
): WindowFacts | undefined {
  if (!enrolment || now >= enrolment.until) return undefined;
  const own = enrolment.networks.length > 0;
  return { until: enrolment.until, networks: own ? enrolment.networks : (account?.networks ?? []), ofAccount: !own };
}

/** `T46S (Lydis)` */
export function modelText({ vendor, model, track }: Pick<Cpe, 'vendor' | 'model' | 'track'>): string {
  return `${vendor} ${model}${track === undefined ? '' : ` (${track})`}`;
}

/** The model that the phone's User-Agent names, when it is another one than it is set to. */
export function otherModelOf(cpe: Pick<Cpe, 'vendor' | 'model'>, userAgent: string | undefined): string | undefined {
  if (userAgent === undefined) return undefined;
  const { devices } = recognise({ userAgent });
  const isThis = devices.some(
    ({ model }) => model.vendor === cpe.vendor && (model.model === cpe.model || model.kind === 'generic'),
  );
  const [claimed] = devices;
  return claimed && !isThis ? `${claimed.model.vendor} ${claimed.model.model}` : undefined;
}

export type Fetched = 'never' | 'current' | 'behind' | 'none';

/** How the file that the phone fetched last compares with the one it would get now. */
export function fetchedOf(files: PhoneFiles, state: PhoneState, report: CpeReport | undefined): Fetched {
  const rule = state.device.family.files.find(({ kind }) => kind === 'own');
  const made = rule && files.bytesOf(state, rule);
  if (!made) return 'none';
  if (report?.fetchedEtag === undefined) return 'never';
  return report.fetchedEtag === made.etag ? 'current' : 'behind';
}

export interface SchemeFacts {
  readonly scheme: 'https' | 'http';
  readonly because: TextKey;
}

/** By which scheme the phone's files send it here, and why. Source: design.md "Phones' URLs and trust" */
export function schemeOf(files: PhoneFiles, state: PhoneState, address: ServerAddress): SchemeFacts {
  const { server, caps } = files.contextOf(state);
  const scheme = server.url.value.startsWith('https:') ? 'https' : 'http';
  if (address.httpsUrl === undefined) return { scheme, because: 'scheme.httpsOff' };
  if (address.httpUrl === undefined) return { scheme, because: 'scheme.httpOff' };
  const byItself = schemeFor(state.device, caps, 'auto', address);
  if (scheme !== byItself) return { scheme, because: `scheme.setting.${scheme}` };
  return { scheme, because: `scheme.${address.ownCa ? 'ownCa' : 'given'}.${scheme}` };
}
