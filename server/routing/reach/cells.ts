// What a status and a call class give together, with the steps that say so: the same for every call, so each is made once.
// Source
import type { CallClass, Status } from '../../domain/telephony/reach.ts';
import type { ResolvedProfile } from './profile.ts';
import { type Routed, routeFor } from './routes.ts';
import { type ReachStep, reachStep } from './steps.ts';

export type StatusSource = 'manual' | 'doNotDisturb' | 'roaming' | 'schedule' | 'base';

/** The status that counts, and what made it so. */
export interface ActiveStatus {
  readonly status: Status;
  readonly source: StatusSource;
  readonly step: ReachStep;
}

const RULE: Readonly<Record<StatusSource, string>> = {
  manual: 'R-52',
  doNotDisturb: 'R-73',
  roaming: 'R-56',
  schedule: 'R-27',
  base: 'R-50',
};

export function activeBy(source: StatusSource, status: Status): ActiveStatus {
  return { status, source, step: reachStep(RULE[source], `status.${source}`, { status: status.name }) };
}

/** A cell of the matrix. */
export interface Cell {
  readonly status: Status;
  readonly profile: ResolvedProfile;
  /** No profile is chosen here: it is the default one. */
  readonly isEmpty: boolean;
  readonly step: ReachStep;
  /** What becomes of a call while nothing else is set by hand. */
  readonly route: (isBusy: boolean, passesAssistants: boolean) => Routed;
}

type Profiles = ReadonlyMap<string, ReadonlyMap<string, ResolvedProfile>>;
export type CellOf = (status: Status, callClass: CallClass) => Cell;

/** @param matrix  by status, then call class. @returns finds a cell, which is made when it is first asked for */
export function cellsOf(matrix: Profiles, defaultProfile: ResolvedProfile): CellOf {
  const known = new Map<Status, Map<CallClass, Cell>>();
  return (status, callClass) => {
    const found = known.get(status)?.get(callClass);
    if (found !== undefined) return found;
    const made = newCell(status, callClass, matrix.get(status.id)?.get(callClass.id), defaultProfile);
    const row = known.get(status) ?? new Map<CallClass, Cell>();
    known.set(status, row.set(callClass, made));
    return made;
  };
}

function newCell(
  status: Status,
  callClass: CallClass,
  chosen: ResolvedProfile | undefined,
  defaultProfile: ResolvedProfile,
): Cell {
  const profile = chosen ?? defaultProfile;
  const values = { status: status.name, class: callClass.name, profile: profile.name };
  const step = chosen ? reachStep('R-2', 'profile', values) : reachStep('R-6', 'profileDefault', values);
  return { status, profile, isEmpty: chosen === undefined, step, route: routesOf(status, profile) };
}

function routesOf(status: Status, profile: ResolvedProfile): Cell['route'] {
  const known: (Routed | undefined)[] = [];
  return (isBusy, passesAssistants) => {
    const place = (isBusy ? 2 : 0) + (passesAssistants ? 1 : 0);
    const found = known[place];
    if (found !== undefined) return found;
    const made = routeFor({ status, profile, isBusy, passesAssistants });
    known[place] = made;
    return made;
  };
}
