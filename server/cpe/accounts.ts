// Accounts and what they choose for their phones: settings, key layouts, ringtones, proxies, encryption, firmware.
// All of it lies in the account's one document, so every change is one atomic write. Source: DEV-7, DEV-9, DEV-13, DEV-16, DEV-28, DEV-29
import { isDeepStrictEqual } from 'node:util';
import { capabilitiesAt } from '../devices/capabilities.ts';
import { familiesOf, findDevice, type KnownDevice } from '../devices/registry.ts';
import { choose } from '../domain/choice.ts';
import { withChoice } from '../domain/firmware.ts';
import { parseHostPort } from '../domain/host-port.ts';
import { type IpListing, rangeProblem } from '../domain/ip-listing.ts';
import { checkLayout, type KeyLayout, succeed } from '../domain/key-layout.ts';
import { isCountry, type Language, timeZoneOf } from '../domain/locale.ts';
import { isNetwork } from '../domain/networks.ts';
import { type Account, type ModelChoice, modelKey, type SipEncryption } from '../domain/records.ts';
import { CALL_TYPES, type CallType, NO_RINGTONES, type Ringtones } from '../domain/ringtones.ts';
import { STAGED_FIELDS } from '../domain/staged.ts';
import { hasControlCharacters } from '../domain/text.ts';
import { isTimeZone } from '../domain/time-zone.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';
import { firmwareThatEncrypts } from '../firmware/lines.ts';
import { type CpeDeps, edit } from './deps.ts';
import { refuseUnknownPartner } from './partners.ts';
import { changeSettings, type SettingsPatch } from './settings.ts';

export interface NewAccount {
  /** By default the partner of who adds it. */
  readonly partnerId?: string;
  readonly name: string;
  readonly number: string;
  readonly country?: string;
  readonly language?: Language;
  readonly timeZone?: string;
  readonly areaCode?: string;
  readonly networks?: readonly string[];
  readonly tftpSecrets?: boolean;
  readonly legacyTls?: boolean;
  readonly strictCertificates?: boolean;
  readonly signOnIssuer?: string;
  readonly settings?: SettingsPatch;
}
export type AccountPatch = Partial<Omit<NewAccount, 'partnerId'>>;

/** @throws INPUT_INVALID, ACCOUNT_NUMBER_TAKEN */
export async function addAccount(deps: CpeDeps, input: NewAccount): Promise<Account> {
  const country = input.country ?? 'NL';
  refuseIf(accountProblems({ ...input, country }));
  await refuseUnknownPartner(deps, input.partnerId);
  const at = deps.now();
  const account: Account = {
    id: deps.newId(),
    partnerId: input.partnerId ?? deps.partnerId,
    name: input.name.trim(),
    number: input.number.trim(),
    country,
    language: input.language ?? 'nl',
    timeZone: input.timeZone ?? timeZoneOf(country) ?? 'Europe/Amsterdam',
    networks: input.networks ?? [],
    tftpSecrets: input.tftpSecrets ?? false,
    settings: changeSettings({}, input.settings ?? {}, undefined, deps.sealer),
    models: {},
    ringtones: {},
    sipProxies: [],
    sipEncryption: [],
    revision: 1,
    createdAt: at,
    changedAt: at,
    ...(input.areaCode !== undefined && { areaCode: input.areaCode }),
    ...(input.legacyTls !== undefined && { legacyTls: input.legacyTls }),
    ...(input.strictCertificates !== undefined && { strictCertificates: input.strictCertificates }),
    ...(input.signOnIssuer !== undefined && { signOnIssuer: input.signOnIssuer }),
  };
  const taken = await deps.records.accounts.insert(account);
  if (taken.length > 0) throw new AppError('ACCOUNT_NUMBER_TAKEN', { detail: account.number });
  return account;
}

/** @throws ACCOUNT_NOT_FOUND, REVISION_STALE, INPUT_INVALID, ACCOUNT_NUMBER_TAKEN */
export function editAccount(deps: CpeDeps, id: string, patch: AccountPatch, expected?: number): Promise<Account> {
  refuseIf(accountProblems(patch));
  const { settings, ...plain } = patch;
  return change(deps, id, expected, (former) => ({
    ...former,
    ...plain,
    ...(settings && { settings: changeSettings(former.settings, settings, undefined, deps.sealer) }),
  }));
}

function accountProblems(input: AccountPatch): readonly FieldError[] {
  const problems: FieldError[] = [];
  const { name, number, country, timeZone, networks = [], signOnIssuer = '' } = input;
  if (name !== undefined && (name.trim() === '' || hasControlCharacters(name)))
    problems.push({ pointer: '/name', detail: 'must be one line of text' });
  if (number !== undefined && !/^[A-Za-z0-9]{1,20}$/.test(number.trim()))
    problems.push({ pointer: '/number', detail: 'must be 1 to 20 letters and digits' });
  if (country !== undefined && !isCountry(country))
    problems.push({ pointer: '/country', detail: 'must be two capital letters (ISO 3166-1), such as NL' });
  if (timeZone !== undefined && !isTimeZone(timeZone))
    problems.push({ pointer: '/timeZone', detail: 'must be an IANA time zone such as Europe/Amsterdam' });
  if (signOnIssuer !== '' && !(URL.canParse(signOnIssuer) && /^https?:$/.test(new URL(signOnIssuer).protocol)))
    problems.push({
      pointer: '/signOnIssuer',
      detail: 'must be the URL by which the provider calls itself in its tokens',
    });
  for (const [i, network] of networks.entries()) {
    if (!isNetwork(network))
      problems.push({ pointer: `/networks/${i}`, detail: 'must be an address or a block such as 192.0.2.0/24' });
  }
  return problems;
}

/** The whole key layout of a model. @throws MODEL_NOT_FOUND, INPUT_INVALID, ACCOUNT_NOT_FOUND, REVISION_STALE. Source: DEV-7, DEV-8 */
export function putKeyLayout(
  deps: CpeDeps,
  id: string,
  vendor: string,
  model: string,
  layout: KeyLayout,
  expected?: number,
): Promise<Account> {
  const { family, model: record } = deviceOf(vendor, model);
  refuseIf(checkLayout(layout, capabilitiesAt(family, record, undefined)));
  return changeModel(deps, id, vendor, model, expected, (choice) => ({
    ...choice,
    keyLayout: succeed(choice.keyLayout, layout),
  }));
}

/** Back to the phone's own default: one line key a channel. Keys of modules stay cleared. */
export function removeKeyLayout(
  deps: CpeDeps,
  id: string,
  vendor: string,
  model: string,
  expected?: number,
): Promise<Account> {
  deviceOf(vendor, model);
  return changeModel(deps, id, vendor, model, expected, ({ keyLayout: _, ...choice }) => choice);
}

/** Settings for all the account's phones of a model. */
export function editModelSettings(
  deps: CpeDeps,
  id: string,
  vendor: string,
  model: string,
  patch: SettingsPatch,
  expected?: number,
): Promise<Account> {
  const { family } = deviceOf(vendor, model);
  return changeModel(deps, id, vendor, model, expected, (choice) => ({
    ...choice,
    settings: changeSettings(choice.settings ?? {}, patch, family, deps.sealer, ''),
  }));
}

/** A ringtone as people name it: its name, with or without `.wav`, or its number from 1; null for none. */
export type RingtoneWish = string | number | null;

/** @throws INPUT_INVALID, MODEL_NOT_FOUND, ACCOUNT_NOT_FOUND, REVISION_STALE. Source: DEV-28, DEV-29 */
export function putRingtones(
  deps: CpeDeps,
  id: string,
  vendor: string,
  wishes: Readonly<Partial<Record<CallType, RingtoneWish>>>,
  force: boolean,
  expected?: number,
): Promise<Account> {
  const offered = ringtonesOf(vendor);
  const named = CALL_TYPES.map((type) => [type, nameOfRingtone(offered, wishes[type] ?? null)] as const);
  refuseIf(
    named.flatMap(([type, name]) => {
      if (name !== undefined) return [];
      const choice =
        offered.length > 0
          ? `must be null or one of ${offered.join(', ')}`
          : `phones of ${vendor} have no distinctive ringtones`;
      return [{ pointer: `/${type}`, detail: choice }];
    }),
  );
  const ringtones: Ringtones = {
    ...NO_RINGTONES,
    ...Object.fromEntries(named.map(([type, name]) => [type, name ?? null])),
  };
  return change(deps, id, expected, (former) => ({
    ...former,
    ringtones: { ...former.ringtones, [vendor]: choose(former.ringtones[vendor] ?? [], ringtones, deps.now(), force) },
  }));
}

/** undefined: there is no such ringtone. */
function nameOfRingtone(offered: readonly string[], wish: RingtoneWish): string | null | undefined {
  if (wish === null) return null;
  if (typeof wish === 'number') return offered[wish - 1];
  const wanted = wish.toLowerCase().replace(/\.wav$/, '');
  return offered.find((name) => name.toLowerCase() === wanted);
}

/** The ringtones to choose from for a vendor's phones. @throws MODEL_NOT_FOUND  no such vendor. Source: DEV-28 */
export function ringtonesOf(vendor: string): readonly string[] {
  const families = familiesOf(vendor);
  if (families.length === 0) throw new AppError('MODEL_NOT_FOUND', { detail: vendor });
  return [...new Set(families.flatMap(({ ringtones }) => ringtones))];
}

/** The account's proxy without encryption. Source: DEV-13 */
export function putSipProxy(
  deps: CpeDeps,
  id: string,
  proxy: string,
  force: boolean,
  expected?: number,
): Promise<Account> {
  refuseIf(proxyProblems(proxy));
  return change(deps, id, expected, (former) => ({
    ...former,
    sipProxies: choose(former.sipProxies, proxy, deps.now(), force),
  }));
}

function withVersions(
  models: Account['models'],
  chosen: readonly { readonly device: KnownDevice; readonly version: string }[],
): Account['models'] {
  const next = new Map(Object.entries(models));
  for (const { device, version } of chosen) {
    const key = modelKey(device.model.vendor, device.model.model);
    const former = next.get(key);
    next.set(key, { ...former, firmware: withChoice(former?.firmware ?? [], device.model.track, version) });
  }
  return Object.fromEntries(next);
}

/**
 * The account's option, for all its phones: each then follows its channels, which cpe/encryption.ts switches.
 * @param withFirmware  also choose the recommended release for every model that needs a minimum firmware to encrypt; a model
 *   without one that is new enough keeps its choice (firmwareForEncryption then says why its phones stay unencrypted)
 * Source: DEV-16, DEV-20, FAC-96; what phones that cannot do it get: DEV-17
 */
export async function putSipEncryption(
  deps: CpeDeps,
  id: string,
  encryption: SipEncryption,
  withFirmware: boolean,
  expected?: number,
): Promise<Account> {
  refuseIf(proxyProblems(encryption.proxy));
  const firmware = withFirmware ? await firmwareThatEncrypts(deps.firmware) : [];
  return change(deps, id, expected, (former) => ({
    ...former,
    sipEncryption: choose([], encryption, deps.now(), true),
    models: withVersions(former.models, firmware),
  }));
}

/** IP listing and its allow-list, whole. @throws INPUT_INVALID, ACCOUNT_NOT_FOUND, REVISION_STALE. Source: FAC-74, FAC-81 to FAC-84 */
export function putIpListing(deps: CpeDeps, id: string, listing: IpListing, expected?: number): Promise<Account> {
  refuseIf(
    listing.allow.flatMap((range, i) => {
      const problem = rangeProblem(range);
      return problem ? [{ pointer: `/allow/${i}/${problem.at}`, detail: problem.detail }] : [];
    }),
  );
  return change(deps, id, expected, (former) => {
    if (listing.active && former.country !== 'NL')
      throw invalid([{ pointer: '/active', detail: 'IP listing is for accounts in the Netherlands' }]);
    return { ...former, ipListing: listing };
  });
}

function proxyProblems(proxy: string): readonly FieldError[] {
  return parseHostPort(proxy)
    ? []
    : [{ pointer: '/proxy', detail: 'must be host or host:port, with a port from 1 to 65535' }];
}

function deviceOf(vendor: string, model: string): KnownDevice {
  const device = findDevice(vendor, model);
  if (!device) throw new AppError('MODEL_NOT_FOUND', { detail: `${vendor} ${model}` });
  return device;
}

/** Changes what the account chose for one model, of which the caller knows that it is there. @throws ACCOUNT_NOT_FOUND, REVISION_STALE */
export function changeModel(
  deps: CpeDeps,
  id: string,
  vendor: string,
  model: string,
  expected: number | undefined,
  next: (former: ModelChoice) => ModelChoice,
): Promise<Account> {
  const key = modelKey(vendor, model);
  return change(deps, id, expected, (former) => ({
    ...former,
    models: { ...former.models, [key]: next(former.models[key] ?? {}) },
  }));
}

function change(
  deps: CpeDeps,
  id: string,
  expected: number | undefined,
  next: (former: Account) => Account,
): Promise<Account> {
  return edit(
    deps,
    deps.records.accounts,
    id,
    expected,
    { missing: 'ACCOUNT_NOT_FOUND', taken: 'ACCOUNT_NUMBER_TAKEN' },
    (former) => refuseHeld(former, next(former)),
  );
}

/** What a plan brings to the phones one by one is nobody else's to change until it has ended. @throws PLAN_IN_THE_WAY */
function refuseHeld(former: Account, next: Account): Account {
  const held = STAGED_FIELDS.filter(
    (field) => former.staged && field !== 'changedAt' && Object.hasOwn(former.staged.fields, field),
  );
  const touched = held.find((field) => !isDeepStrictEqual(former[field], next[field]));
  if (touched) throw new AppError('PLAN_IN_THE_WAY', { detail: touched });
  return next;
}
