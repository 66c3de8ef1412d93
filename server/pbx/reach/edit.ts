// Changes a user's reachability: the settings as a whole, back to those that everybody begins with, and what is switched by
// hand, on phones or in clients. Source, DEV-31 to DEV-34
import type { ReachFacts } from '../../domain/telephony/reach.ts';
import { ReachSchema } from '../../domain/telephony/reach.ts';
import { AppError, invalid, refuseIf } from '../../errors.ts';
import { checkReach, destinationProblems } from '../../routing/reach/check.ts';
import { defaultReach } from '../../routing/reach/defaults.ts';
import { type ReachEffect, type ReachEvent, type ReachRefusal, syncReach } from '../../routing/reach/sync.ts';
import type { TelephonyDeps, TelephonyWrite } from '../deps.ts';
import { loopsIn, newRecord, nextOf, write } from '../edit.ts';
import { readValue } from '../read-value.ts';
import {
  compiledOf,
  loadReach,
  surroundingsOf,
  telephonyOf,
  type UserReach,
  userReach,
  type WhoseReach,
} from './user-reach.ts';

/**
 * Sets it whole.
 * @param expected  the revision that the caller saw; 0: none was kept yet
 * @throws INPUT_INVALID  everything that is wrong, forwards that send calls round without end among it; REVISION_STALE,
 *   TELEPHONY_NOT_FOUND
 */
export async function putReach(
  deps: TelephonyDeps,
  whose: WhoseReach,
  input: unknown,
  expected: number | undefined,
): Promise<UserReach> {
  const standing = await loadReach(deps, whose);
  if (expected !== undefined && expected !== (standing.record?.revision ?? 0)) throw new AppError('REVISION_STALE');
  const reach = readValue(ReachSchema, input);
  const around = surroundingsOf(standing.account, whose.extension, await telephonyOf(deps, whose.accountId));
  refuseIf(checkReach(reach, around));
  const next = { ...standing, reach };
  const settings = settingsWrites(deps, next);
  for (const { record } of settings) refuseIf(await loopsIn(deps, record, standing.record));
  await keep(deps, [...settings, ...stateWrites(deps, next, fitting(next))]);
  return loadReach(deps, whose);
}

/**
 * Removes all settings, and what was set by hand; forwards that phones set stay, as they stand on the phones.
 * @param confirmed  the extension again, by whoever asks: it cannot be undone
 * @throws INPUT_INVALID  not confirmed; TELEPHONY_NOT_FOUND
 * Source, DEV-33
 */
export async function wipeReach(deps: TelephonyDeps, whose: WhoseReach, confirmed: string): Promise<UserReach> {
  const standing = await loadReach(deps, whose);
  if (confirmed !== whose.extension)
    throw invalid([{ pointer: '/confirm', detail: `must be ${whose.extension}: this cannot be undone` }]);
  const { forwards, roaming } = standing.facts;
  const facts: ReachFacts = { ...(forwards && { forwards }), ...(roaming !== undefined && { roaming }) };
  const next = { ...standing, reach: defaultReach(whose.extension, standing.account.language) };
  await keep(deps, [...settingsWrites(deps, next), ...stateWrites(deps, next, facts)]);
  return loadReach(deps, whose);
}

/** How often a switch is tried again when somebody else switched at the same moment. */
const TRIES = 5;

export interface Switched {
  readonly reach: UserReach;
  /** What phones and others are to be told. */
  readonly effects: readonly ReachEffect[];
}

/**
 * Something was switched: a status, do not disturb, devices, a forward.
 * @throws INPUT_INVALID  no such status, an end in the past, a destination that is not there or sends calls back;
 *   REACH_NO_DND_STATUS
 * Source
 */
export async function switchReach(deps: TelephonyDeps, whose: WhoseReach, event: ReachEvent): Promise<Switched> {
  for (let tries = 1; ; tries += 1) {
    const standing = await loadReach(deps, whose);
    if (event.type === 'forward' && event.to !== undefined) {
      const around = surroundingsOf(standing.account, whose.extension, await telephonyOf(deps, whose.accountId));
      refuseIf(destinationProblems(event.to, '/to', around));
    }
    const { facts, effects, refused } = syncReach(compiledOf(standing), standing.facts, event, deps.now().getTime());
    if (refused) throw refusalOf(refused);
    try {
      const writes = stateWrites(deps, standing, facts);
      for (const { record: next } of writes)
        refuseIf((await loopsIn(deps, next, standing.stateRecord)).map((loop) => ({ ...loop, pointer: '/to' })));
      await keep(deps, writes);
      const { account, record, extension, name } = standing;
      const state = await deps.records.findByKey('reachState', whose.accountId, extension);
      return { reach: userReach(account, { extension, name }, record, state), effects };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'REVISION_STALE' && tries < TRIES)) throw error;
    }
  }
}

function refusalOf(refused: ReachRefusal): AppError {
  switch (refused) {
    case 'noDndStatus':
      return new AppError('REACH_NO_DND_STATUS');
    case 'noSuchStatus':
      return invalid([{ pointer: '/status', detail: 'there is no such status' }]);
    case 'endsInThePast':
      return invalid([{ pointer: '/until', detail: 'must be in the future' }]);
    default:
      return refused satisfies never;
  }
}

/** Without a status that the settings have no more. */
export function fitting({ reach, facts }: Pick<UserReach, 'reach' | 'facts'>): ReachFacts {
  const { manual, ...rest } = facts;
  return manual && reach.statuses.some(({ id }) => id === manual.status) ? facts : rest;
}

/** What keeps the settings of `next`, in the place of those that it was read with. */
export function settingsWrites(deps: TelephonyDeps, { account, extension, record, reach }: UserReach) {
  const value = { extension, ...reach };
  return [
    written(
      record,
      () => newRecord(deps, account, 'reach', value),
      (former) => nextOf(deps, former, value),
    ),
  ];
}

/** Nothing where it stays as it is. */
export function stateWrites(
  deps: TelephonyDeps,
  { account, extension, stateRecord, facts }: UserReach,
  next: ReachFacts,
) {
  if (JSON.stringify(facts) === JSON.stringify(next)) return [];
  const value = { extension, ...next };
  return [
    written(
      stateRecord,
      () => newRecord(deps, account, 'reachState', value),
      (former) => nextOf(deps, former, value),
    ),
  ];
}

function written<R extends TelephonyWrite['record']>(former: R | undefined, added: () => R, next: (former: R) => R) {
  const write: TelephonyWrite = former
    ? { do: 'replace', record: next(former), formerRevision: former.revision }
    : { do: 'add', record: added() };
  return write;
}

/** @throws REVISION_STALE  also when somebody else was the first to keep it */
export async function keep(deps: TelephonyDeps, writes: readonly TelephonyWrite[]): Promise<void> {
  try {
    await write(deps, writes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'TELEPHONY_KEY_TAKEN') throw new AppError('REVISION_STALE');
    throw error;
  }
}
