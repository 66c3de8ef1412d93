// What becomes of a call to a user: the order of R-87. A forward of the phones goes first, then what the profile says that active
// status and class of the caller give.
// Source
import { destinationText } from '../../domain/telephony/destination.ts';
import type { CallClass, ReachFacts } from '../../domain/telephony/reach.ts';
import type { Step } from '../step.ts';
import { classify, type OtherParty } from './call-class.ts';
import type { Cell } from './cells.ts';
import type { CompiledReach } from './compile.ts';
import { type ReachRoute, type Routed, routeFor } from './routes.ts';
import { activeStatus, deviceOverride, withoutManual } from './status.ts';
import { type ReachStep, reachStep } from './steps.ts';

export interface ReachCall {
  readonly caller: OtherParty;
  /** The user talks, or may not be offered another call. Source: R-13, EXT-48 */
  readonly isBusy: boolean;
  /** The caller is one of the user's assistants, or nobody of them could be reached. Source: FAC-14 */
  readonly passesAssistants: boolean;
}

/** Where the call goes, and why by its ids. */
export interface Reached {
  readonly route: ReachRoute;
  /** Ids; the status is the one whose row of the matrix was used. */
  readonly status: string;
  readonly callClass: string;
  readonly profile: string;
  /** Recorded and analysed from its start. Source */
  readonly callAnalysis: boolean;
}

export interface ReachDecision extends Reached {
  readonly steps: readonly Step[];
}

/** Source: R-87 */
export function reachFor(compiled: CompiledReach, call: ReachCall, facts: ReachFacts, nowMs: number): ReachDecision {
  const steps: Step[] = [];
  return { ...reach(compiled, call, facts, nowMs, steps), steps };
}

/**
 * As reachFor, for whoever has steps already.
 * @param steps  to which those of this decision are added
 */
export function reach(
  compiled: CompiledReach,
  call: ReachCall,
  facts: ReachFacts,
  nowMs: number,
  steps: Step[],
): Reached {
  const { callClass, step } = classify(compiled, call.caller);
  const forced = phoneForward(facts, call);
  const cell = cellFor(compiled, facts, callClass, nowMs, step, forced ? [] : steps);
  const { route, callAnalysis, because } = forced ?? routeOf(cell, call, facts, nowMs);
  for (const each of because) steps.push(each);
  const { status, profile } = cell;
  return { route, status: status.id, callClass: callClass.id, profile: profile.id, callAnalysis };
}

/** Before everything else. Source, R-88a */
function phoneForward({ forwards }: ReachFacts, { isBusy }: ReachCall): Routed | undefined {
  const to = forwards?.always ?? (isBusy ? forwards?.busy : undefined);
  if (to === undefined) return undefined;
  const because = forwards?.always ? 'phone.always' : 'phone.busy';
  return {
    route: { do: 'forward', onward: { to, shows: 'caller' } },
    callAnalysis: false,
    because: [reachStep('R-83', because, { to: destinationText(to) })],
  };
}

/** Status times class gives one profile. Source */
export function cellFor(
  compiled: CompiledReach,
  facts: ReachFacts,
  callClass: CallClass,
  nowMs: number,
  classStep: ReachStep,
  steps: Step[],
): Cell {
  const active = activeStatus(compiled, facts, nowMs);
  const isUsual = active === compiled.base && callClass === compiled.baseClass;
  const cell = isUsual ? compiled.usual : compiled.cellOf(active.status, callClass);
  steps.push(active.step, classStep);
  if (!cell.isEmpty || active.source !== 'doNotDisturb') {
    steps.push(cell.step);
    return cell;
  }
  const otherwise = activeStatus(compiled, withoutManual(facts), nowMs);
  const instead = compiled.cellOf(otherwise.status, callClass);
  steps.push(reachStep('R-79', 'dndNotForClass', { class: callClass.name }), otherwise.step, instead.step);
  return instead;
}

/** Mostly nothing is set by hand, and the cell knows. */
function routeOf(cell: Cell, call: ReachCall, facts: ReachFacts, nowMs: number): Routed {
  const { isBusy, passesAssistants } = call;
  if (facts.devices === undefined && facts.forwards === undefined) return cell.route(isBusy, passesAssistants);
  const { status, profile } = cell;
  const override = deviceOverride(facts, nowMs);
  return routeFor({ status, profile, isBusy, passesAssistants, override, forwards: facts.forwards });
}
