// Channels: SIP accounts with their credentials. Source: DEV-5, DEV-6
import type { Language } from '../domain/locale.ts';
import type { Account, Channel } from '../domain/records.ts';
import type { Sealed } from '../domain/sealed.ts';
import { hasControlCharacters } from '../domain/text.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';
import { type CpeDeps, edit } from './deps.ts';

export interface NewChannel {
  readonly name?: string;
  readonly username?: string;
  /** Made at random when absent, which is the advice. */
  readonly password?: string;
  readonly displayName?: string;
  readonly label?: string;
  readonly encryptedSip?: boolean;
  readonly dtmf?: Channel['dtmf'];
  readonly areaCode?: string;
  readonly callLimit?: number;
  readonly language?: Language;
  readonly country?: string;
}

const PASSWORD_BYTES = 12;
const NAME_TRIES = 5;

/** @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, CHANNEL_NAME_TAKEN */
export async function addChannel(deps: CpeDeps, accountId: string, input: NewChannel): Promise<Channel> {
  refuseIf(channelProblems(input));
  const account = await deps.records.accounts.find(accountId);
  if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: accountId });
  for (let attempt = 0; attempt < NAME_TRIES; attempt++) {
    const [name] = input.name === undefined ? await nextNames(deps, account, 1) : [input.name.trim()];
    const channel = newChannel(deps, account, { ...input, name: name ?? '' });
    const taken = await deps.records.channels.insert(channel);
    if (taken.length === 0) return channel;
    if (input.name !== undefined || input.username !== undefined)
      throw new AppError('CHANNEL_NAME_TAKEN', { detail: taken.join(', ') });
  }
  throw new AppError('CHANNEL_NAME_TAKEN');
}

export function newChannel(deps: CpeDeps, account: Account, input: NewChannel & { readonly name: string }): Channel {
  const at = deps.now();
  return {
    id: deps.newId(),
    partnerId: account.partnerId,
    accountId: account.id,
    name: input.name,
    username: input.username ?? input.name.toLowerCase().replace(/[^a-z0-9._-]/g, ''),
    password: input.password === undefined ? newSipPassword(deps) : deps.sealer.seal(input.password),
    encryptedSip: input.encryptedSip ?? false,
    dtmf: input.dtmf ?? 'rfc4733',
    callLimit: input.callLimit ?? 2,
    language: input.language ?? account.language,
    country: input.country ?? account.country,
    revision: 1,
    createdAt: at,
    changedAt: at,
    ...(input.displayName !== undefined && { displayName: input.displayName }),
    ...(input.label !== undefined && { label: input.label }),
    ...((input.areaCode ?? account.areaCode) !== undefined && { areaCode: input.areaCode ?? account.areaCode ?? '' }),
  };
}

export function newSipPassword({ sealer, randomHex }: Pick<CpeDeps, 'sealer' | 'randomHex'>): Sealed {
  return sealer.seal(randomHex(PASSWORD_BYTES));
}

/** The next free names of an account: its number, `EC`, and two digits or more (DEV-5). */
export async function nextNames({ records }: CpeDeps, account: Account, count: number): Promise<readonly string[]> {
  const prefix = `${account.number}EC`;
  const form = new RegExp(`^${prefix}(\\d+)$`);
  let last = 0;
  let after: string | undefined;
  for (;;) {
    const page = await records.channels.list({ accountId: account.id }, 'name', {
      limit: 1000,
      ...(after !== undefined && { after }),
    });
    for (const { name } of page) last = Math.max(last, Number(form.exec(name)?.[1] ?? 0));
    after = page.at(-1)?.name;
    if (page.length < 1000) break;
  }
  return Array.from({ length: count }, (_, i) => prefix + String(last + i + 1).padStart(2, '0'));
}

/** @throws CHANNEL_NOT_FOUND, REVISION_STALE, INPUT_INVALID, CHANNEL_NAME_TAKEN */
export function editChannel(deps: CpeDeps, id: string, patch: NewChannel, expected?: number): Promise<Channel> {
  refuseIf(channelProblems(patch));
  const { password, ...plain } = patch;
  return edit(
    deps,
    deps.records.channels,
    id,
    expected,
    { missing: 'CHANNEL_NOT_FOUND', taken: 'CHANNEL_NAME_TAKEN' },
    (former) => ({
      ...former,
      ...plain,
      ...(password !== undefined && { password: deps.sealer.seal(password) }),
    }),
  );
}

/** @throws CHANNEL_NOT_FOUND, CHANNEL_IN_USE, REVISION_STALE */
export async function removeChannel({ records }: CpeDeps, id: string, expected?: number): Promise<void> {
  const users = await records.cpes.list({ channelIds: id }, 'mac', { limit: 5 });
  if (users.length > 0)
    throw new AppError('CHANNEL_IN_USE', { detail: `assigned to ${users.map(({ mac }) => mac).join(', ')}` });
  if (await records.channels.remove(id, expected)) return;
  throw new AppError((await records.channels.find(id)) ? 'REVISION_STALE' : 'CHANNEL_NOT_FOUND');
}

function channelProblems({ name, username, password, displayName, label }: NewChannel): readonly FieldError[] {
  const problems: FieldError[] = [];
  const oneLine = (pointer: string, text: string | undefined, max: number) => {
    if (text === undefined) return;
    if (hasControlCharacters(text)) problems.push({ pointer, detail: 'must be one line without control characters' });
    if (text.trim() === '' || text.length > max) problems.push({ pointer, detail: `must have 1 to ${max} characters` });
  };
  oneLine('/name', name, 64);
  oneLine('/displayName', displayName, 64);
  oneLine('/label', label, 64);
  if (username !== undefined && !/^[A-Za-z0-9._~-]{1,64}$/.test(username))
    problems.push({ pointer: '/username', detail: 'must be 1 to 64 letters, digits and . _ ~ -' });
  if (password !== undefined && !/^[\x21-\x7e]{8,64}$/.test(password))
    problems.push({ pointer: '/password', detail: 'must be 8 to 64 printable ASCII characters without blanks' });
  return problems;
}
