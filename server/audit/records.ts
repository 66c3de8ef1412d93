// Lays the audit log over the records: each change is noted, and acknowledged, before it is done. When it then is not done
// (stale, taken) a second entry `notDone` says so. An entry without one may, after a crash, still stand for a change that
// was never made: the record's revision tells; a change without an entry there is not.
import type { CpeChange, RecordStore, Records } from '../cpe/deps.ts';
import type { Origin } from '../domain/actor.ts';
import { formatMac } from '../domain/mac.ts';
import type { Account, Channel, Cpe, Partner } from '../domain/records.ts';
import type { User } from '../domain/user.ts';
import type { LineMarks } from '../firmware/lines.ts';
import { diffRecords } from './diff.ts';
import { type AuditAction, auditOrigin, type Happening, type SubjectKind, type Tenant } from './entry.ts';
import type { AuditLog } from './log.ts';

interface Recorded {
  readonly id: string;
  readonly revision: number;
}

/** How the log speaks of one kind of record. */
export interface Manner<T> {
  readonly kind: SubjectKind;
  readonly label: (record: T) => string;
  readonly tenant: (record: T) => Tenant | Promise<Tenant>;
  /** What a change is called; by default `changed`. */
  readonly action?: (before: T, after: T) => AuditAction;
}

/** What may be said about changes. */
export interface AuditManners {
  /** Tell which places changed, not from what to what: while a person is erased. */
  readonly hideValues?: boolean;
}

/** How changes of any kind of record are noted before they are done. */
function noting(audit: AuditLog, origin: Origin, hideValues: boolean) {
  const from = auditOrigin(origin);

  const happening = async <T extends Recorded>(
    manner: Manner<T>,
    before: T | undefined,
    after: T | undefined,
  ): Promise<Happening> => {
    const seen = after ?? before;
    if (!seen) throw new Error('nothing happened');
    return {
      origin: from,
      tenant: await tenantOfBoth(manner, before, after),
      subject: { kind: manner.kind, id: seen.id, label: hideValues ? seen.id : manner.label(seen) },
      action: before && after ? (manner.action?.(before, after) ?? 'changed') : after ? 'added' : 'removed',
      revision: after?.revision ?? seen.revision,
      ...diffRecords(before, after, hideValues),
    };
  };
  const takeBack = async (
    done: readonly Happening[],
    ids: readonly string[],
    why: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const { changes } = diffRecords(undefined, why);
    await audit.append(
      done.map(({ more: _, ...rest }, i) => ({ ...rest, action: 'notDone', changes, outcomeOf: ids[i] ?? '' })),
    );
  };

  const overStore = <T extends Recorded>(store: RecordStore<T>, manner: Manner<T>): RecordStore<T> => {
    // Whoever changes a record read it just before; this spares reading it again.
    let lastSeen: T | undefined;
    const standing = async (id: string, revision: number | undefined): Promise<T | undefined> => {
      const known = lastSeen?.id === id && lastSeen.revision === revision ? lastSeen : await store.find(id);
      return revision === undefined || known?.revision === revision ? known : undefined;
    };
    return {
      ...store,
      find: async (id) => {
        lastSeen = await store.find(id);
        return lastSeen;
      },
      insert: async (record) => {
        const noted = await happening(manner, undefined, record);
        const ids = await audit.append([noted]);
        const taken = await store.insert(record);
        if (taken.length > 0) await takeBack([noted], ids, { taken });
        return taken;
      },
      replace: async (record, formerRevision) => {
        const before = await standing(record.id, formerRevision);
        if (!before) return 'stale';
        const noted = await happening(manner, before, record);
        const ids = await audit.append([noted]);
        const outcome = await store.replace(record, formerRevision);
        if (outcome !== 'done') await takeBack([noted], ids, outcome === 'stale' ? { stale: true } : outcome);
        return outcome;
      },
      remove: async (id, revision) => {
        const before = await standing(id, revision);
        if (!before) return false;
        const noted = await happening(manner, before, undefined);
        const ids = await audit.append([noted]);
        const removed = await store.remove(id, revision);
        if (!removed) await takeBack([noted], ids, { stale: true });
        return removed;
      },
    };
  };

  return { happening, takeBack, overStore };
}

/** People: who may do what. */
export function auditedUsers(
  users: RecordStore<User>,
  audit: AuditLog,
  origin: Origin,
  hideValues = false,
): RecordStore<User> {
  return noting(audit, origin, hideValues).overStore(users, {
    kind: 'user',
    label: ({ id }) => id,
    tenant: ({ partnerId, accountIds: [first, ...others] }) => ({
      ...(partnerId !== undefined && { partnerId }),
      // Who works for several accounts is their partner's affair.
      ...(first !== undefined && others.length === 0 && { accountId: first }),
    }),
  });
}

/** What is said of firmware releases: the platform's affair. */
export function auditedMarks(marks: RecordStore<LineMarks>, audit: AuditLog, origin: Origin): RecordStore<LineMarks> {
  return noting(audit, origin, false).overStore(marks, { kind: 'firmware', label: ({ id }) => id, tenant: () => ({}) });
}

/** Records of one kind that stand for themselves. */
export function auditedStore<T extends Recorded>(
  store: RecordStore<T>,
  manner: Manner<T>,
  audit: AuditLog,
  origin: Origin,
  hideValues = false,
): RecordStore<T> {
  return noting(audit, origin, hideValues).overStore(store, manner);
}

export function auditedRecords(
  records: Records,
  audit: AuditLog,
  origin: Origin,
  { hideValues = false }: AuditManners = {},
): Records {
  const manners = mannersOf(records);
  const { happening, takeBack, overStore } = noting(audit, origin, hideValues);
  return {
    settle: records.settle,
    partners: overStore(records.partners, manners.partner),
    accounts: overStore(records.accounts, manners.account),
    channels: overStore(records.channels, manners.channel),
    cpes: overStore(records.cpes, manners.cpe),
    addTogether: async (id, together, at) => {
      // Many records of few accounts: each account is read once.
      const { cpe, channel } = mannersOf({ ...records, accounts: readOnce(records.accounts) });
      const noted = await Promise.all([
        ...together.cpes.map((record) => happening(cpe, undefined, record)),
        ...together.channels.map((record) => happening(channel, undefined, record)),
        ...(await changedPairs(records, together.changes ?? [], at)).map(([before, after]) =>
          happening(cpe, before, after),
        ),
      ]);
      const ids = await audit.append(noted);
      const taken = await records.addTogether(id, together, at);
      if (taken) await takeBack(noted, ids, taken);
      return taken;
    },
  };
}

/** Who may see it: what moves between two accounts is its partner's affair, between two partners the platform's. */
async function tenantOfBoth<T>(manner: Manner<T>, before: T | undefined, after: T | undefined): Promise<Tenant> {
  const [one, other] = await Promise.all([before && manner.tenant(before), after && manner.tenant(after)]);
  if (!one || !other) return one ?? other ?? {};
  if (one.partnerId !== other.partnerId) return {};
  const isMoved = one.accountId !== undefined && other.accountId !== undefined && one.accountId !== other.accountId;
  const accountId = isMoved ? undefined : (other.accountId ?? one.accountId);
  return {
    ...(one.partnerId !== undefined && { partnerId: one.partnerId }),
    ...(accountId !== undefined && { accountId }),
  };
}

export function tenantOfCpe({ partnerId, accountId }: Cpe): Tenant {
  return { partnerId, ...(accountId !== undefined && { accountId }) };
}

export async function tenantOfChannel(records: Pick<Records, 'accounts'>, { accountId }: Channel): Promise<Tenant> {
  const account = await records.accounts.find(accountId);
  return { ...(account && { partnerId: account.partnerId }), accountId };
}

export function labelOfCpe({ mac, vendor, model }: Cpe): string {
  return `${formatMac(mac)} ${vendor} ${model}`;
}

function mannersOf(records: Pick<Records, 'accounts'>) {
  const partner: Manner<Partner> = {
    kind: 'partner',
    label: ({ name }) => name,
    tenant: ({ id }) => ({ partnerId: id }),
  };
  const account: Manner<Account> = {
    kind: 'account',
    label: ({ number, name }) => `${number} ${name}`,
    tenant: ({ id, partnerId }) => ({ partnerId, accountId: id }),
  };
  const channel: Manner<Channel> = {
    kind: 'channel',
    label: ({ name }) => name,
    tenant: (record) => tenantOfChannel(records, record),
  };
  const cpe: Manner<Cpe> = { kind: 'cpe', label: labelOfCpe, tenant: tenantOfCpe, action: windowAction };
  return { partner, account, channel, cpe };
}

function windowAction({ enrolment: before }: Cpe, { enrolment: after }: Cpe): AuditAction {
  if (before && !after) return 'windowClosed';
  return after && after.token.hash !== before?.token.hash ? 'windowOpened' : 'changed';
}

/** Each CPE as it stands and as the change will leave it; one that is gone is left to the store to refuse. */
async function changedPairs(
  { cpes }: Pick<Records, 'cpes'>,
  changes: readonly CpeChange[],
  at: Date,
): Promise<readonly (readonly [Cpe, Cpe])[]> {
  const standing = new Map((await cpes.findMany(changes.map(({ mac }) => mac))).map((found) => [found.mac, found]));
  return changes.flatMap(({ mac, set, unset }) => {
    const before = standing.get(mac);
    if (!before) return [];
    const after: Cpe & { -readonly [K in keyof Cpe]: Cpe[K] } = {
      ...before,
      ...set,
      changedAt: at,
      revision: before.revision + 1,
    };
    for (const field of unset) Reflect.deleteProperty(after, field);
    return [[before, after] as const];
  });
}

function readOnce<T>(store: RecordStore<T>): RecordStore<T> {
  const found = new Map<string, Promise<T | undefined>>();
  return {
    ...store,
    find: (id) => {
      const known = found.get(id) ?? store.find(id);
      found.set(id, known);
      return known;
    },
  };
}
