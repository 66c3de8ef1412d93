// Who is logged in to which queue: as 903 and 904 leave it, or a client, or an administrator. Whoever logs in to an open queue
// becomes a member of it; who logs out stays one, with his rank. Source
import type { AgentId, QueueId } from '../domain/queue.ts';
import type { ExtensionNumber } from '../domain/telephony/destination.ts';
import type { QueueLoginStatus } from '../domain/telephony/queue-login.ts';
import { AppError } from '../errors.ts';
import { mayLogIn } from '../routing/queue/members.ts';
import type { Live } from '../routing/snapshot.ts';
import type { TelephonyDeps, TelephonyWrite } from './deps.ts';
import { accountOf, findRecord, newRecord, nextOf, write } from './edit.ts';
import { again } from './extensions.ts';
import { type AnyTelephony, ofKind, type TelephonyRecord, type ValueOf } from './kinds.ts';
import type { WhoseReach } from './reach/user-reach.ts';

type QueueRecord = TelephonyRecord<'queue'>;
type Member = ValueOf<'queue'>['members'][number];

/** A member of a queue, as it stands now. */
export interface QueueAgent {
  readonly agent: AgentId;
  /** Of his extension. */
  readonly name: string;
  readonly kind: Member['kind'];
  readonly status: QueueLoginStatus;
  /** When he logged in or out himself; absent: he is as the settings of the queue have him. */
  readonly since?: string;
}

/** Highest rank first. @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND. Source */
export async function queueAgents(
  deps: TelephonyDeps,
  accountId: string,
  queue: string,
): Promise<readonly QueueAgent[]> {
  await accountOf(deps, accountId);
  const record = await findRecord(deps, 'queue', accountId, queue);
  const all = await deps.records.all(accountId, ['extension', 'queueLogin']);
  const names = new Map(ofKind(all, 'extension').map(({ key, value }) => [key, value.name]));
  const logins = queueLoginsBy(all).get(record.key);
  return record.value.members.map((member) => {
    const told = logins?.get(member.agent);
    return {
      agent: member.agent,
      name: names.get(member.agent) ?? member.agent,
      kind: member.kind,
      status: told?.status ?? settingOf(member),
      ...(told && { since: told.since }),
    };
  });
}

function settingOf({ active = true }: Member): QueueLoginStatus {
  return active ? 'active' : 'inactive';
}

/** A queue as a user sees it who may log in to it. */
export interface OwnQueue {
  readonly queue: QueueId;
  readonly name: string;
  readonly access: ValueOf<'queue'>['access'];
  readonly isMember: boolean;
  /** Of whoever is no member: inactive. */
  readonly status: QueueLoginStatus;
}

/** Those that he may log in to, by number: a closed one is there for its members alone. Source */
export async function ownQueues(
  deps: TelephonyDeps,
  { accountId, extension }: WhoseReach,
): Promise<readonly OwnQueue[]> {
  const all = await deps.records.all(accountId, ['queue', 'extension', 'queueLogin']);
  const names = new Map(ofKind(all, 'extension').map(({ key, value }) => [key, value.name]));
  const logins = queueLoginsBy(all);
  return ofKind(all, 'queue')
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ key, value: { access, members } }): readonly OwnQueue[] => {
      const member = members.find(({ agent }) => agent === extension);
      if (!mayLogIn({ access }, member !== undefined)) return [];
      const told = logins.get(key)?.get(extension)?.status;
      const status = member === undefined ? 'inactive' : (told ?? settingOf(member));
      return [{ queue: key, name: names.get(key) ?? key, access, isMember: member !== undefined, status }];
    });
}

export interface WhoseLogin {
  readonly accountId: string;
  readonly queue: string;
  readonly agent: string;
}

/**
 * Logs a user in to a queue or out of it; doing so twice changes nothing.
 * @throws ACCOUNT_NOT_FOUND; TELEPHONY_NOT_FOUND  no such queue or user extension; QUEUE_LOGIN_REFUSED  the queue is closed and he
 *   is no member, or he logs out where he is none; REVISION_STALE
 * Source, SYS-7, SYS-8, SYS-39
 */
export async function setQueueLogin(deps: TelephonyDeps, whose: WhoseLogin, status: QueueLoginStatus): Promise<void> {
  const { accountId, queue, agent } = whose;
  await again(async () => {
    const account = await accountOf(deps, accountId);
    const record = await findRecord(deps, 'queue', accountId, queue);
    const user = await deps.records.findByKey('extension', accountId, agent);
    if (user?.value.kind !== 'user') throw new AppError('TELEPHONY_NOT_FOUND', { detail: agent });
    const isMember = record.value.members.some((member) => member.agent === agent);
    if (!(status === 'active' ? mayLogIn(record.value, isMember) : isMember))
      throw new AppError('QUEUE_LOGIN_REFUSED', { detail: `${agent} is no member of ${record.key}` });
    const kept = await deps.records.findByKey('queueLogin', accountId, agent);
    const others = kept?.value.queues.filter((one) => one.queue !== record.key) ?? [];
    if (isMember && kept?.value.queues.some((one) => one.queue === record.key && one.status === status)) return;
    const since = deps.now().toISOString();
    const value = { extension: agent, queues: [...others, { queue: record.key, status, since }] };
    const login: TelephonyWrite = kept
      ? { do: 'replace', record: nextOf(deps, kept, value), formerRevision: kept.revision }
      : { do: 'add', record: newRecord(deps, account, 'queueLogin', value) };
    await keep(deps, isMember ? [login] : [joined(deps, record, agent), login]);
  });
}

/** Behind all others. Source: Q-44, Q-47b */
function joined(deps: TelephonyDeps, record: QueueRecord, agent: AgentId): TelephonyWrite {
  const members = [...record.value.members, { agent, kind: 'user' as const }];
  const next = nextOf(deps, record, { ...record.value, members });
  return { do: 'replace', record: next, formerRevision: record.revision };
}

/** Whoever is the first to keep something of a user may meet another one. */
async function keep(deps: TelephonyDeps, writes: readonly TelephonyWrite[]): Promise<void> {
  try {
    await write(deps, writes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'TELEPHONY_KEY_TAKEN') throw new AppError('REVISION_STALE');
    throw error;
  }
}

/**
 * What takes away the logins of members that an administrator removed, or whose status he sets: his word is the later one.
 * @param members  as he sent them, not as they stood: `active` is told of those alone whose status he sets
 * Source
 */
export async function loginsSetAside(
  deps: TelephonyDeps,
  former: QueueRecord,
  members: readonly Member[],
): Promise<readonly TelephonyWrite[]> {
  const wanted = new Map(members.map((member) => [member.agent, member.active]));
  const touched = former.value.members.filter(({ agent }) => !wanted.has(agent) || wanted.get(agent) !== undefined);
  if (touched.length === 0) return [];
  const agents = new Set(touched.map(({ agent }) => agent));
  return ofKind(await deps.records.all(former.accountId, ['queueLogin']), 'queueLogin').flatMap(
    (record): TelephonyWrite[] => {
      const { extension, queues } = record.value;
      const rest = queues.filter(({ queue }) => queue !== former.key);
      if (!agents.has(extension) || rest.length === queues.length) return [];
      const next = nextOf(deps, record, { extension, queues: rest });
      return [{ do: 'replace', record: next, formerRevision: record.revision }];
    },
  );
}

type Login = ValueOf<'queueLogin'>['queues'][number];

function queueLoginsBy(records: readonly AnyTelephony[]): ReadonlyMap<QueueId, ReadonlyMap<ExtensionNumber, Login>> {
  const byQueue = new Map<QueueId, Map<ExtensionNumber, Login>>();
  for (const { key, value } of ofKind(records, 'queueLogin'))
    for (const login of value.queues) {
      const agents = byQueue.get(login.queue) ?? new Map<ExtensionNumber, Login>();
      byQueue.set(login.queue, agents.set(key, login));
    }
  return byQueue;
}

/** As calls are decided by them. */
export function queueLoginsOf(records: readonly AnyTelephony[]): Live['queueLogins'] {
  return Object.fromEntries(
    [...queueLoginsBy(records)].map(([queue, agents]) => [
      queue,
      Object.fromEntries([...agents].map(([agent, { status }]) => [agent, status])),
    ]),
  );
}
