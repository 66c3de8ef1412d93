// Extensions: their numbers, their PINs, and what each kind needs beyond keeping what was sent. Those that are ordered (users,
// IVRs, queues, smart apps) are made and ended by orders; the others here. Source: EXT-5 to EXT-16, EXT-33, EXT-44 to EXT-46, EXT-70

import { pinProblem } from '../domain/pin.ts';
import type { Account } from '../domain/records.ts';
import type { Extension, ExtensionKind } from '../domain/telephony/extension.ts';
import { extensionNumberProblem, type NumberProblem } from '../domain/telephony/system-extensions.ts';
import { hasControlCharacters } from '../domain/text.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';
import { seatsOf } from './channel-links.ts';
import type { TelephonyDeps, TelephonyWrite } from './deps.ts';
import { accountOf, addRecords, newRecord, nextOf, removeRecord, replaceRecord } from './edit.ts';
import type { TelephonyRecord } from './kinds.ts';
import { licenceProblems } from './licences.ts';
import { mergePatch } from './merge-patch.ts';
import { readKind, standing, type Which } from './records.ts';
import { refusePersonal, type SettingsRecord, settingsOf, settingsWrite } from './settings.ts';

export type ExtensionRecord = TelephonyRecord<'extension'>;

/** Kinds that an order makes, and its end takes away. Source: EXT-11 */
export const ORDERED_KINDS: readonly ExtensionKind[] = ['user', 'queue', 'ivr', 'smartApp'];

export function isOrdered(kind: ExtensionKind): boolean {
  return ORDERED_KINDS.includes(kind);
}

/**
 * Adds an extension of a kind that is not ordered.
 * @param input  its fields, and its PINs in the clear
 * @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, TELEPHONY_KEY_TAKEN
 */
export async function addExtension(deps: TelephonyDeps, accountId: string, input: unknown): Promise<ExtensionRecord> {
  const account = await accountOf(deps, accountId);
  return again(async () => {
    const { record, settings } = await newExtension(deps, account, input);
    if (isOrdered(record.value.kind))
      throw invalid([{ pointer: '/kind', detail: `${record.value.kind} extensions are ordered: place an order` }]);
    await addRecords(deps, [record], settings);
    return record;
  });
}

/**
 * An extension that is not kept yet, checked against its account.
 * @returns settings: what is to be written with it, since the first one fixes the length of all (EXT-7)
 * @throws INPUT_INVALID
 */
export async function newExtension(
  deps: TelephonyDeps,
  account: Account,
  input: unknown,
): Promise<{ readonly record: ExtensionRecord; readonly settings: readonly TelephonyWrite[] }> {
  const { value: given, pins } = splitPins(deps, input);
  const value = readKind('extension', given);
  const settings = await settingsOf(deps, account);
  refuseIf([
    ...numberProblems(value.number, account, settings),
    ...(await accountProblems(deps, account, settings, value)),
    ...pinProblems(value, pins),
    ...missingPins(value, pins),
  ]);
  const id = deps.newId();
  const record = { ...newRecord(deps, account, 'extension', value, await hashed(deps, id, pins)), id };
  if (settings.value.extensionLength !== undefined) return { record, settings: [] };
  const fixed = { ...settings.value, extensionLength: value.number.length };
  return { record, settings: [settingsWrite(deps, settings, fixed)] };
}

/**
 * @param patch  RFC 7396; a PIN that is not named stays
 * @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND, INPUT_INVALID, TELEPHONY_IN_USE, TELEPHONY_KEY_TAKEN, REVISION_STALE
 */
export async function changeExtension(
  deps: TelephonyDeps,
  which: Which<'extension'>,
  patch: unknown,
  references: 'refuse' | 'follow',
): Promise<ExtensionRecord> {
  const account = await accountOf(deps, which.accountId);
  const former = await standing(deps, which);
  const { value: given, pins } = splitPins(deps, mergePatch(former.value, patch));
  const value = readKind('extension', given);
  const settings = await settingsOf(deps, account);
  refuseIf([
    ...unchangeable(former.value, value),
    ...(value.number === former.value.number ? [] : numberProblems(value.number, account, settings)),
    ...(await accountProblems(deps, account, settings, value)),
    ...(await licenceProblems(deps, account, former.value, value)),
    ...(await twinningProblems(deps, account, former.value, value)),
    ...pinProblems(value, pins),
  ]);
  const standingPins = pinsThatStay(former.pins ?? {}, value);
  refuseIf(missingPins(value, { ...standingPins, ...pins }));
  const next = nextOf(deps, former, value, { ...standingPins, ...(await hashed(deps, former.id, pins)) });
  // A queue's settings carry its number and its name too.
  return replaceRecord(deps, former, next, references);
}

/** @throws TELEPHONY_ORDERED  it ends with its order (EXT-16); as removeRecord() */
export async function removeExtension(
  deps: TelephonyDeps,
  which: Which<'extension'>,
  references: 'refuse' | 'clear',
): Promise<void> {
  const record = await standing(deps, which);
  if (isOrdered(record.value.kind)) throw new AppError('TELEPHONY_ORDERED', { detail: record.key });
  await removeRecord(deps, record, references);
}

/**
 * The lowest free number above those of users, else the lowest free one.
 * @throws INPUT_INVALID  the account has no extension yet, and no length was given (EXT-33); or none is free
 * Source: EXT-33
 */
export async function nextAvailable(deps: TelephonyDeps, account: Account, length?: number): Promise<string> {
  const digits = (await settingsOf(deps, account)).value.extensionLength ?? length;
  if (digits === undefined)
    throw invalid([{ pointer: '/number', detail: 'choose the first one: it fixes how many digits all have (EXT-7)' }]);
  const all = await deps.records.all(account.id, ['extension']);
  const taken = new Set(all.map(({ key }) => key));
  const users = all.flatMap(({ key, value }) => (isUser(value) ? [Number(key)] : []));
  const isFree = (n: number) => {
    const number = String(n);
    return !taken.has(number) && extensionNumberProblem(number, account.country) === undefined;
  };
  const [first, last] = [10 ** (digits - 1), 10 ** digits - 1];
  const above = Math.max(first, ...users.map((n) => n + 1));
  for (const [from, until] of [
    [above, last],
    [first, above - 1],
  ] as const)
    for (let n = from; n <= until; n += 1) if (isFree(n)) return String(n);
  throw invalid([{ pointer: '/number', detail: `every number of ${digits} digits is taken` }]);
}

function isUser(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === 'user';
}

const NUMBER_PROBLEMS: Readonly<Record<NumberProblem, string>> = {
  digits: 'must be 2 to 5 digits',
  system: 'is a system extension of this country',
  startsLikeSystem: 'begins like a system extension that takes more digits, and could not be told from it',
  emergency: 'is an emergency number',
};

/** Source: EXT-6, EXT-7, EXT-10 */
function numberProblems(number: string, { country }: Account, { value }: SettingsRecord): readonly FieldError[] {
  const problem = extensionNumberProblem(number, country);
  if (problem) return [{ pointer: '/number', detail: NUMBER_PROBLEMS[problem] }];
  const { extensionLength } = value;
  return extensionLength === undefined || extensionLength === number.length
    ? []
    : [
        {
          pointer: '/number',
          detail: `must have ${extensionLength} digits, as all extensions of this account (EXT-7)`,
        },
      ];
}

/** What depends on the account. Source: EXT-52, EXT-94, EXT-116, FAC-68, FAC-114 */
async function accountProblems(
  deps: TelephonyDeps,
  account: Account,
  settings: SettingsRecord,
  value: Extension,
): Promise<readonly FieldError[]> {
  const name = hasControlCharacters(value.name) || value.name.trim() === '';
  const problems: FieldError[] = name ? [{ pointer: '/name', detail: 'must be one line, and not blank' }] : [];
  if (value.kind === 'user') {
    await refusePersonal(deps, account.id, value.emergencyCallerId, '/emergencyCallerId');
    if (value.rights.callRecording && !settings.value.recording.active)
      problems.push({
        pointer: '/rights/callRecording',
        detail: 'takes call recording to be on for the account (EXT-52)',
      });
  }
  if (value.kind === 'voicemail' && value.smsTo !== undefined)
    problems.push({
      pointer: '/smsTo',
      detail: 'cannot be used: this server has no provider of text messages (EXT-94)',
    });
  if (value.kind === 'lbr' && value.routing.by === 'areaCode' && account.country === 'LV')
    problems.push({ pointer: '/routing/by', detail: 'area codes tell nothing in Latvia (EXT-116)' });
  return problems;
}

/** Source: FAC-31, FAC-122 */
async function twinningProblems(
  deps: TelephonyDeps,
  { id }: Account,
  former: Extension,
  next: Extension,
): Promise<readonly FieldError[]> {
  if (former.kind !== 'user' || next.kind !== 'user' || !former.rights.twinning || next.rights.twinning) return [];
  const { links, logins } = await seatsOf(deps, id);
  const seats =
    links.filter(({ value }) => value.linkedTo === former.number).length +
    logins.filter(({ value }) => value.user === former.number).length;
  return seats > 1 ? [{ pointer: '/rights/twinning', detail: 'is in use: he is on two phones now' }] : [];
}

/** Source: EXT-22, EXT-35 */
function unchangeable(former: Extension, next: Extension): readonly FieldError[] {
  if (former.kind !== next.kind) return [{ pointer: '/kind', detail: 'cannot be changed: make another extension' }];
  return former.kind === 'user' && next.kind === 'user' && former.tier !== next.tier
    ? [{ pointer: '/tier', detail: 'is changed by changing the order' }]
    : [];
}

type Pins = Readonly<Record<string, string>>;
const entryPin = (id: string) => `entry ${id}`;
const OWN_PINS = ['pin', 'voicemailPin'] as const;

/** The input without its PINs, and these by what each opens. Entries of an authentication extension get ids. */
function splitPins({ newId }: TelephonyDeps, input: unknown): { readonly value: unknown; readonly pins: Pins } {
  if (!isMap(input)) return { value: input, pins: {} };
  const pins: Record<string, string> = {};
  const value: Record<string, unknown> = { ...input };
  for (const name of OWN_PINS) {
    const pin = value[name];
    if (typeof pin !== 'string') continue;
    pins[name] = pin;
    Reflect.deleteProperty(value, name);
  }
  if (value.kind === 'authentication' && Array.isArray(value.entries))
    value.entries = value.entries.map((entry: unknown) => {
      if (!isMap(entry)) return entry;
      const { pin, ...rest } = entry;
      const id = typeof rest.id === 'string' ? rest.id : newId();
      if (typeof pin === 'string') pins[entryPin(id)] = pin;
      return { ...rest, id };
    });
  return { value, pins };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Source: EXT-44 to EXT-46, EXT-90, EXT-99 */
function pinProblems(value: Extension, pins: Pins): readonly FieldError[] {
  const seen = new Set<string>();
  return Object.entries(pins).flatMap(([name, pin]) => {
    if (name === 'pin' && value.kind === 'user') return problemAt('/pin', pinProblem(pin, { by: 'admin' }));
    if (name === 'voicemailPin' && value.kind === 'user')
      return problemAt('/voicemailPin', pinProblem(pin, { by: 'admin', hasOneTimePin: false }));
    if (name === 'pin' && value.kind === 'voicemail')
      return problemAt('/pin', pinProblem(pin, { by: 'admin', hasOneTimePin: false }));
    const at = value.kind === 'authentication' ? value.entries.findIndex(({ id }) => entryPin(id) === name) : -1;
    if (at < 0) return [{ pointer: `/${name}`, detail: 'is not known here' }];
    if (seen.has(pin)) return [{ pointer: `/entries/${at}/pin`, detail: 'stands in the list already' }];
    seen.add(pin);
    return problemAt(`/entries/${at}/pin`, /^[0-9]{4,12}$/.test(pin) ? undefined : 'must be 4 to 12 digits');
  });
}

function problemAt(pointer: string, detail: string | undefined): readonly FieldError[] {
  return detail === undefined ? [] : [{ pointer, detail }];
}

/** Kinds that cannot be without one. @param pins  hashes or PINs, those that stand included */
function missingPins(value: Extension, pins: Pins): readonly FieldError[] {
  if ((value.kind === 'user' || value.kind === 'voicemail') && !pins.pin)
    return [{ pointer: '/pin', detail: 'is missing' }];
  if (value.kind !== 'authentication' || value.by !== 'pin') return [];
  return value.entries.flatMap(({ id }, i) =>
    pins[entryPin(id)] ? [] : [{ pointer: `/entries/${i}/pin`, detail: 'is missing' }],
  );
}

/** Without those of entries that are gone. */
function pinsThatStay(former: Pins, value: Extension): Pins {
  if (value.kind !== 'authentication') return former;
  const names = new Set(value.entries.map(({ id }) => entryPin(id)));
  return Object.fromEntries(Object.entries(former).filter(([name]) => names.has(name)));
}

/** PINs of a list share the extension's salt, so that the one a caller keys in is found by its hash, and a double one seen. */
async function hashed({ hashPin }: TelephonyDeps, extensionId: string, pins: Pins): Promise<Pins> {
  const pairs = Object.entries(pins).map(async ([name, pin]) => {
    const isListed = !OWN_PINS.some((own) => own === name);
    return [name, await hashPin(pin, isListed ? extensionId : undefined)] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

const TRIES = 5;

/** Tries again while somebody else was faster; for what names no revision. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const wasFaster = error instanceof AppError && error.code === 'REVISION_STALE';
      if (!wasFaster || attempt === TRIES) throw error;
    }
  }
}
