// A user's reachability made ready for many decisions: what they look up by number, status or class is found at once.
import type { Country } from '../../domain/locale.ts';
import { callerNumberOf, leadingDigits } from '../../domain/telephony/dialled-number.ts';
import type { CallClass, Reach, Status } from '../../domain/telephony/reach.ts';
import { type ActiveStatus, activeBy, type Cell, type CellOf, cellsOf } from './cells.ts';
import { type Clock, clockOf } from './clock.ts';
import { type ResolvedProfile, resolveProfile } from './profile.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

/** What of the account is needed to read a user's settings. */
export interface ReachPlace {
  /** IANA. */
  readonly timeZone: string;
  /** Whose dialling habits numbers and first digits are written in. */
  readonly country: Country;
}

export interface CompiledReach {
  readonly reach: Reach;
  readonly country: Country;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly statuses: ReadonlyMap<string, Status>;
  readonly callClasses: ReadonlyMap<string, CallClass>;
  readonly profiles: ReadonlyMap<string, ResolvedProfile>;
  readonly defaultProfile: ResolvedProfile;
  readonly base: ActiveStatus;
  /** By the id of each status that has times. */
  readonly scheduled: ReadonlyMap<string, ActiveStatus>;
  readonly baseClass: CallClass;
  /** By status, then call class: the profile of the matrix. */
  readonly matrix: ReadonlyMap<string, ReadonlyMap<string, ResolvedProfile>>;
  readonly cellOf: CellOf;
  /** Of base status and base class: what most calls come to. */
  readonly usual: Cell;
  readonly contacts: ReadonlyMap<string, CallClass>;
  readonly extensions: ReadonlyMap<string, CallClass>;
  readonly prefixes: ReadonlyMap<string, CallClass>;
  readonly longestPrefix: number;
}

/**
 * @param reach  checked by checkReach; what does not fit is left out as if nobody had set it
 * Source
 */
export function compileReach(reach: Reach, { timeZone, country }: ReachPlace): CompiledReach {
  const profiles = new Map(reach.profiles.map((profile) => [profile.id, resolveProfile(reach, profile)]));
  const statuses = byId(reach.statuses);
  const callClasses = byId(reach.callClasses);
  const matrix = new Map<string, Map<string, ResolvedProfile>>();
  for (const cell of reach.matrix) {
    const profile = profiles.get(cell.profile);
    const row = matrix.get(cell.status) ?? new Map<string, ResolvedProfile>();
    if (profile) matrix.set(cell.status, row.set(cell.callClass, profile));
  }
  const defaultProfile = wanted(profiles, reach.defaults.profile);
  const base = activeBy('base', wanted(statuses, reach.defaults.status));
  const baseClass = wanted(callClasses, reach.defaults.callClass);
  const cellOf = cellsOf(matrix, defaultProfile);
  const prefixes = criteria(reach, ({ prefixes }) => prefixes.map((prefix) => leadingDigits(prefix, country)));
  return {
    reach,
    country,
    clock: clockOf(timeZone),
    schedule: scheduleOf(reach.statuses),
    statuses,
    callClasses,
    profiles,
    defaultProfile,
    base,
    scheduled: new Map(
      reach.statuses.flatMap((status) =>
        status.times.length === 0 ? [] : [[status.id, activeBy('schedule', status)] as const],
      ),
    ),
    baseClass,
    matrix,
    cellOf,
    usual: cellOf(base.status, baseClass),
    contacts: criteria(reach, ({ contacts }) =>
      contacts.flatMap(({ numbers }) => numbers.map((number) => callerNumberOf(number, country))),
    ),
    extensions: criteria(reach, ({ extensions }) => extensions),
    prefixes,
    longestPrefix: Math.max(0, ...[...prefixes.keys()].map((prefix) => prefix.length)),
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** The named one, else the first: there is always one. */
function wanted<T>(items: ReadonlyMap<string, T>, id: string): T {
  const found = items.get(id) ?? items.values().next().value;
  if (found === undefined) throw new Error('a reachability without any profile, call class or status');
  return found;
}

/** The class that stands first in the list has what two of them name. */
function criteria(
  { callClasses }: Reach,
  keysOf: (callClass: CallClass) => readonly string[],
): ReadonlyMap<string, CallClass> {
  const found = new Map<string, CallClass>();
  for (const callClass of callClasses)
    for (const key of keysOf(callClass)) if (!found.has(key)) found.set(key, callClass);
  return found;
}
