// CPEs: adding many at once, changing one, opening and closing its first-boot window, taking it away.
// Source: DEV-1, DEV-2, DEV-5, DEV-11, DEV-21, DEV-37, DEV-38; design.md "Phones' URLs and trust"
import { canEncrypt } from '../devices/can-encrypt.ts';
import { capabilitiesAt } from '../devices/capabilities.ts';
import { phoneUrlOf } from '../devices/dhcp.ts';
import { findDevice, type KnownDevice, tracksOf } from '../devices/registry.ts';
import { isCountry, type Language } from '../domain/locale.ts';
import { formatMac, type Mac, parseMac } from '../domain/mac.ts';
import { isNetwork, type Network } from '../domain/networks.ts';
import type { Account, Channel, Cpe, Enrolment } from '../domain/records.ts';
import { hasControlCharacters } from '../domain/text.ts';
import { AppError, below, type FieldError, invalid, refuseIf } from '../errors.ts';
import { schemeFor } from '../provisioning/context.ts';
import { newChannel, nextNames } from './channels.ts';
import { type CpeDeps, edit } from './deps.ts';
import { type HandsetWish, handsetProblems, layHandsets } from './handsets.ts';
import { refuseUnknownPartner } from './partners.ts';
import { newLastingToken, newToken, newWebPasswords } from './secrets.ts';
import { changeSettings, type SettingsPatch } from './settings.ts';

export interface NewDevice {
  readonly mac: string;
  readonly serialNumber?: string;
  readonly label?: string;
  readonly location?: string;
}

/** What may be said of a new CPE besides which it is. */
export interface NewCpe extends Omit<NewDevice, 'mac'> {
  readonly vendor: string;
  readonly model: string;
  readonly accountId?: string;
  readonly language?: Language;
  readonly country?: string;
  readonly areaCode?: string;
}

export interface NewCpes {
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
  readonly accountId?: string;
  /** Whose it is while no account has it; by default the partner of who adds it. */
  readonly partnerId?: string;
  readonly createChannel?: boolean;
  /** Of the channels that are created. Source: DEV-19, FAC-100 */
  readonly encryptedSip?: boolean;
  readonly language?: Language;
  readonly country?: string;
  readonly areaCode?: string;
  readonly devices: readonly NewDevice[];
}

export interface AddedCpe {
  readonly cpe: Cpe;
  /** The token that the first-boot URL carries. */
  readonly enrolmentToken: string;
}

const NAME_TRIES = 5;
/** Source: FAC-92 */
export const CANNOT_ENCRYPT = 'phones of this model cannot encrypt';

/**
 * Adds many CPEs of one model: all of them or none, whatever happens meanwhile.
 * @throws INPUT_INVALID naming every bad row; ACCOUNT_NOT_FOUND
 * Source: DEV-1, DEV-2
 */
export async function addCpes(deps: CpeDeps, input: NewCpes): Promise<readonly AddedCpe[]> {
  const { records } = deps;
  const device = findDevice(input.vendor, input.model, input.track);
  const macs = input.devices.map(({ mac }) => parseMac(mac));
  const errors = [...modelProblems(input, device), ...rowProblems(input.devices, macs)];
  if (input.createChannel && input.accountId === undefined)
    errors.push({ pointer: '/createChannel', detail: 'a channel belongs to an account: name one in accountId' });
  if (input.encryptedSip !== undefined && !input.createChannel)
    errors.push({ pointer: '/encryptedSip', detail: 'is for a channel that is created: say so in createChannel' });
  if (input.encryptedSip && device && !canEncrypt(device.model))
    errors.push({ pointer: '/encryptedSip', detail: CANNOT_ENCRYPT });
  if (input.country !== undefined && !isCountry(input.country))
    errors.push({ pointer: '/country', detail: 'must be two capital letters (ISO 3166-1), such as NL' });
  const known = macs.flatMap((mac) => mac ?? []);
  const standing = new Set((await records.cpes.findMany(known)).map(({ mac }) => mac));
  errors.push(...takenProblems(macs, (mac) => standing.has(mac)));
  const account = input.accountId === undefined ? undefined : await records.accounts.find(input.accountId);
  if (input.accountId !== undefined && !account)
    errors.push({ pointer: '/accountId', detail: 'there is no such account' });
  refuseIf(errors);
  if (!account) await refuseUnknownPartner(deps, input.partnerId);
  const partnerId = account?.partnerId ?? input.partnerId ?? deps.partnerId;
  if (!device) throw new AppError('MODEL_NOT_FOUND');

  const at = deps.now();
  for (let attempt = 0; attempt < NAME_TRIES; attempt++) {
    const channels =
      account && input.createChannel ? await newChannels(deps, account, known.length, input.encryptedSip) : [];
    const added = known.map((mac, i) =>
      newCpe(deps, { ...input, ...input.devices[i], partnerId }, device, mac, channels[i], at),
    );
    const taken = await records.addTogether(deps.newId(), { cpes: added.map(({ cpe }) => cpe), channels }, at);
    if (!taken) return added;
    refuseIf(takenProblems(macs, (mac) => taken.macs.includes(mac)));
  }
  throw new AppError('CHANNEL_NAME_TAKEN');
}

/** What stands against adding a phone of this model. */
export function modelProblems(
  { vendor, model, track }: Pick<NewCpes, 'vendor' | 'model' | 'track'>,
  device: KnownDevice | undefined,
): FieldError[] {
  if (device) {
    if (device.model.autoProvisioning !== 'retired') return [];
    return [
      { pointer: '/model', detail: `${vendor} ${model} is retired: it is no longer supported and cannot be added` },
    ];
  }
  const tracks = tracksOf(vendor, model).flatMap((row) => row.model.track ?? []);
  if (tracks.length === 0)
    return [{ pointer: '/model', detail: `${vendor} ${model} is not known; GET /api/v1/device-models lists all` }];
  return [{ pointer: '/track', detail: `${model} has no track ${track}: it is one of ${tracks.join(', ')}` }];
}

function rowProblems(devices: readonly NewDevice[], macs: readonly (Mac | undefined)[]): FieldError[] {
  const first = new Map<string, number>();
  return devices.flatMap((device, i) => {
    const { mac: text } = device;
    const mac = macs[i];
    const problems = [...below(`/devices/${i}`, noteProblems(device))];
    if (!mac)
      return [
        ...problems,
        { pointer: `/devices/${i}/mac`, detail: `"${text.slice(0, 40)}" is no MAC: it takes twelve hex digits` },
      ];
    const former = first.get(mac);
    if (former !== undefined)
      problems.push({ pointer: `/devices/${i}/mac`, detail: `${formatMac(mac)} stands in row ${former} too` });
    else first.set(mac, i);
    return problems;
  });
}

/** What may be written of a CPE in free text, and how long it may be. */
export const NOTE_LENGTHS = { serialNumber: 64, label: 64, location: 128 } as const;

export function noteProblems(notes: { readonly [K in keyof typeof NOTE_LENGTHS]?: string | null }): FieldError[] {
  return Object.entries(NOTE_LENGTHS).flatMap(([name, most]) => {
    const note = Object.entries(notes).find(([given]) => given === name)?.[1] ?? '';
    if (!hasControlCharacters(note) && note.length <= most) return [];
    return [{ pointer: `/${name}`, detail: `must be one line of ${most} characters at most` }];
  });
}

function takenProblems(macs: readonly (Mac | undefined)[], isTaken: (mac: Mac) => boolean): FieldError[] {
  return macs.flatMap((mac, i) =>
    mac && isTaken(mac) ? [{ pointer: `/devices/${i}/mac`, detail: `${formatMac(mac)} is there already` }] : [],
  );
}

async function newChannels(
  deps: CpeDeps,
  account: Account,
  count: number,
  encryptedSip = false,
): Promise<readonly Channel[]> {
  const names = await nextNames(deps, account, count);
  return names.map((name) => newChannel(deps, account, { name, encryptedSip }));
}

/** A CPE as it is on its first day: window open, passwords and tokens of its own. */
export function newCpe(
  deps: CpeDeps,
  {
    vendor,
    model,
    accountId,
    partnerId,
    language,
    country,
    areaCode,
    serialNumber,
    label,
    location,
  }: NewCpe & { readonly partnerId: string },
  device: KnownDevice,
  mac: Mac,
  channel: Channel | undefined,
  at: Date,
): AddedCpe {
  const enrolment = openWindow(deps, at, deps.enrolmentHours * 60, []);
  const cpe: Cpe = {
    id: mac,
    mac,
    vendor,
    model,
    partnerId,
    channelIds: channel ? [channel.id] : [],
    handsets: [],
    settings: {},
    lastingToken: newLastingToken(deps),
    enrolment: enrolment.enrolment,
    ...newWebPasswords(deps, device.family),
    revision: 1,
    createdAt: at,
    changedAt: at,
    ...(device.model.track !== undefined && { track: device.model.track }),
    ...(accountId !== undefined && { accountId }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(label !== undefined && { label }),
    ...(location !== undefined && { location }),
    ...(language && { language }),
    ...(country && { country }),
    ...(areaCode !== undefined && { areaCode }),
  };
  return { cpe, enrolmentToken: enrolment.plain };
}

function openWindow(
  deps: CpeDeps,
  at: Date,
  minutes: number,
  networks: readonly Network[],
): { enrolment: Enrolment; plain: string } {
  const { token, plain } = newToken(deps);
  return { plain, enrolment: { token, openedAt: at, until: new Date(at.getTime() + minutes * 60_000), networks } };
}

/** The URL to type into a phone, or to hand out by DHCP, for its first boot; without a token it is no secret. */
export function provisioningUrl(deps: CpeDeps, cpe: Cpe, token: string | undefined): string {
  const device = findDevice(cpe.vendor, cpe.model, cpe.track);
  const address = deps.address();
  // What the phone's own certificate store makes of ours is only known once it loaded our CA: first boot with our CA goes by http.
  const scheme =
    device && !address.ownCa
      ? schemeFor(device, capabilitiesAt(device.family, device.model, undefined), 'auto', address)
      : 'http';
  const base = (scheme === 'https' ? address.httpsUrl : (address.httpUrl ?? address.httpsUrl)) ?? '';
  const folder = token === undefined ? base : `${base}${token}/`;
  return device ? phoneUrlOf(device.family.name, folder, cpe.mac) : folder;
}

export interface CpePatch {
  readonly accountId?: string | null;
  readonly channelIds?: readonly string[];
  readonly model?: string;
  readonly track?: string;
  readonly language?: Language | null;
  readonly country?: string | null;
  readonly areaCode?: string | null;
  readonly serialNumber?: string | null;
  readonly label?: string | null;
  readonly location?: string | null;
  readonly handsets?: readonly HandsetWish[];
  readonly settings?: SettingsPatch;
}

/** @throws CPE_NOT_FOUND, REVISION_STALE, INPUT_INVALID. Source: DEV-11, DEV-21 */
export function editCpe(deps: CpeDeps, mac: Mac, patch: CpePatch, expected?: number): Promise<Cpe> {
  return edit(deps, deps.records.cpes, mac, expected, { missing: 'CPE_NOT_FOUND' }, async (former) => {
    const { settings } = patch;
    const handsets = patch.handsets && layHandsets(former.handsets, patch.handsets, deps.sealer, deps.now());
    const merged = await withItsPartner(deps, { ...patched(former, patch), ...(handsets && { handsets }) });
    const next = patch.model !== undefined && patch.track === undefined ? withDefaultTrack(merged) : merged;
    const device = findDevice(next.vendor, next.model, next.track);
    const capacity = patch.handsets && (await deps.findReport(mac))?.handsetCapacity;
    const errors = [
      ...modelProblems(next, device),
      ...noteProblems(patch),
      ...(await linkProblems(deps, next, device)),
      ...handsetProblems(patch.handsets ?? [], device?.model, next.channelIds, capacity),
    ];
    if (next.country !== undefined && !isCountry(next.country))
      errors.push({ pointer: '/country', detail: 'must be two capital letters (ISO 3166-1), such as NL' });
    refuseIf(errors);
    if (!settings) return next;
    return { ...next, settings: changeSettings(former.settings, settings, device?.family, deps.sealer) };
  });
}

/** A CPE follows its account to that account's partner. */
async function withItsPartner({ records }: CpeDeps, cpe: Cpe): Promise<Cpe> {
  const account = cpe.accountId === undefined ? undefined : await records.accounts.find(cpe.accountId);
  return account ? { ...cpe, partnerId: account.partnerId } : cpe;
}

/** After its model changed. */
export function withDefaultTrack({ track: _, ...cpe }: Cpe): Cpe {
  const device = findDevice(cpe.vendor, cpe.model);
  return device?.model.track === undefined ? cpe : { ...cpe, track: device.model.track };
}

/** What a change may take away as well as set. */
const OPTIONAL = ['accountId', 'language', 'country', 'areaCode', 'serialNumber', 'label', 'location'] as const;

/** The CPE with what the change names: null takes a value away, what is not named stays. */
function patched(former: Cpe, patch: CpePatch): Cpe {
  const { channelIds = former.channelIds, model = former.model, track } = patch;
  const next: { -readonly [K in keyof Cpe]: Cpe[K] } = { ...former, channelIds, model };
  if (track !== undefined) next.track = track;
  for (const field of OPTIONAL) {
    if (patch[field] === null) delete next[field];
    else Object.assign(next, patch[field] !== undefined && { [field]: patch[field] });
  }
  return next;
}

async function linkProblems({ records }: CpeDeps, cpe: Cpe, device: KnownDevice | undefined): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  const { accountId, channelIds } = cpe;
  if (accountId !== undefined && !(await records.accounts.find(accountId)))
    errors.push({ pointer: '/accountId', detail: 'there is no such account' });
  const most = device?.model.maxChannels ?? 'unknown';
  if (most !== 'unknown' && channelIds.length > most)
    errors.push({ pointer: '/channelIds', detail: `this model has ${most} channels at most` });
  const found = new Map((await records.channels.findMany(channelIds)).map((channel) => [channel.id, channel]));
  for (const [i, id] of channelIds.entries()) {
    const channel = found.get(id);
    if (!channel) errors.push({ pointer: `/channelIds/${i}`, detail: 'there is no such channel' });
    else if (channel.accountId !== accountId)
      errors.push({ pointer: `/channelIds/${i}`, detail: 'the channel belongs to another account' });
    if (channelIds.indexOf(id) !== i)
      errors.push({ pointer: `/channelIds/${i}`, detail: 'the channel is named twice' });
    const [other] = (await records.cpes.list({ channelIds: id }, 'mac', { limit: 2 })).filter(
      ({ mac }) => mac !== cpe.mac,
    );
    if (other)
      errors.push({ pointer: `/channelIds/${i}`, detail: `the channel is on ${formatMac(other.mac)} already` });
  }
  return errors;
}

/** @throws CPE_NOT_FOUND, REVISION_STALE */
export async function removeCpe({ records }: CpeDeps, mac: Mac, expected?: number): Promise<void> {
  if (await records.cpes.remove(mac, expected)) return;
  throw new AppError((await records.cpes.find(mac)) ? 'REVISION_STALE' : 'CPE_NOT_FOUND', { detail: mac });
}

/**
 * Opens the first-boot window with a new enrolment token; a window that was open before ends.
 * @param minutes   how long; by default as long as for a new CPE
 * @param networks  only from here; empty: from the account's networks, or from anywhere when it has none
 * @throws CPE_NOT_FOUND, INPUT_INVALID
 */
export async function openEnrolment(
  deps: CpeDeps,
  mac: Mac,
  minutes?: number,
  networks: readonly Network[] = [],
): Promise<AddedCpe> {
  const errors = networks.flatMap((network, i) =>
    isNetwork(network)
      ? []
      : [{ pointer: `/networks/${i}`, detail: 'must be an address or a block such as 192.0.2.0/24' }],
  );
  if (errors.length > 0) throw invalid(errors);
  const { enrolment, plain } = openWindow(deps, deps.now(), minutes ?? deps.enrolmentHours * 60, networks);
  const cpe = await edit(deps, deps.records.cpes, mac, undefined, { missing: 'CPE_NOT_FOUND' }, (former) => ({
    ...former,
    enrolment,
  }));
  return { cpe, enrolmentToken: plain };
}

/** @throws CPE_NOT_FOUND */
export function closeEnrolment(deps: CpeDeps, mac: Mac): Promise<Cpe> {
  return edit(
    deps,
    deps.records.cpes,
    mac,
    undefined,
    { missing: 'CPE_NOT_FOUND' },
    ({ enrolment: _, ...former }) => former,
  );
}
