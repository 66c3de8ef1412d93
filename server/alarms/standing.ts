// Raising an alarm and clearing it: each once, whichever node does it. An alarm is one record; its revision decides who was
// first. Webhooks read alarms from these records (see alarmEvents), so none is lost when a node dies in between.
import type { RecordStore } from '../cpe/deps.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { NoticeEvent } from '../domain/notice.ts';
import type { EventSource } from '../webhooks/deps.ts';

export type Cause = Pick<Alarm, 'kind' | 'subject' | 'moment' | 'partnerId' | 'accountId'>;

const PAGE = 500;

export function alarmId({ kind, subject }: Pick<Cause, 'kind' | 'subject'>): string {
  return `${kind}:${subject.id}`;
}

/** @param withMail  whether somebody is to get a mail. @returns false  it stands already, or is about what was over before */
export async function raise(
  alarms: RecordStore<Alarm>,
  cause: Cause,
  { now, withMail }: { readonly now: Date; readonly withMail: boolean },
): Promise<boolean> {
  const id = alarmId(cause);
  const former = await alarms.find(id);
  const raised = { ...cause, id, changedAt: now, raisedAt: now, isMailDue: withMail, isTold: false };
  if (!former) return (await alarms.insert({ ...raised, revision: 1, createdAt: now })).length === 0;
  if (!former.clearedAt || cause.moment <= former.moment) return false;
  const next = { ...raised, revision: former.revision + 1, createdAt: former.createdAt };
  return (await alarms.replace(next, former.revision)) === 'done';
}

/** @returns false  another was faster */
export async function clear(alarms: RecordStore<Alarm>, alarm: Alarm, now: Date): Promise<boolean> {
  // Whoever was not told that it was raised need not be told that it is over.
  const next = { ...alarm, clearedAt: now, changedAt: now, isMailDue: alarm.isTold, revision: alarm.revision + 1 };
  return (await alarms.replace(next, alarm.revision)) === 'done';
}

export async function* everyOne<T extends { readonly id: string }>(
  store: RecordStore<T>,
  filter: Readonly<Record<string, unknown>>,
): AsyncGenerator<readonly T[]> {
  for (let after: string | undefined; ; ) {
    const page = await store.list(filter, '_id', { limit: PAGE, ...(after !== undefined && { after }) });
    if (page.length > 0) yield page;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** Items under what they have in common, in the order in which they come. */
export function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** What webhooks are told of alarms. */
export function alarmEvents(alarms: RecordStore<Alarm>): EventSource {
  return {
    read: async function* (since, until) {
      const within = { $gt: since, $lte: until };
      const changed = { $or: [{ raisedAt: within }, { clearedAt: within }] };
      for await (const page of everyOne(alarms, changed))
        for (const alarm of page) {
          const { raisedAt, clearedAt } = alarm;
          if (raisedAt > since && raisedAt <= until) yield eventOf(alarm, 'alarm.raised', raisedAt);
          if (clearedAt && clearedAt > since && clearedAt <= until) yield eventOf(alarm, 'alarm.cleared', clearedAt);
        }
    },
  };
}

function eventOf(alarm: Alarm, kind: 'alarm.raised' | 'alarm.cleared', at: Date): NoticeEvent {
  const { id, partnerId, accountId, subject, moment } = alarm;
  return {
    id: `${kind}-${id}-${at.getTime()}`,
    kind,
    at,
    ...(partnerId !== undefined && { partnerId }),
    ...(accountId !== undefined && { accountId }),
    subject,
    data: { alarm: alarm.kind, moment: moment.toISOString(), ...(subject.kind === 'cpe' && { mac: subject.id }) },
  };
}
