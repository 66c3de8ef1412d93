// What the rooms reach/, number-plan/ and blocking/ say, in the words of a call.
import type { DeviceKind } from '../../domain/telephony/channel.ts';
import type { Destination, E164, ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { UserExtension } from '../../domain/telephony/extension.ts';
import type { PlanNumber } from '../../domain/telephony/number-plan.ts';
import { CALLER_ID_CODES, type CallerIdCode, type ReachFacts } from '../../domain/telephony/reach.ts';
import { judge } from '../blocking/blocked.ts';
import { numberLeads } from '../number-plan/active.ts';
import type { OtherParty } from '../reach/call-class.ts';
import { callerIdFor } from '../reach/caller-id.ts';
import { reach } from '../reach/decide.ts';
import type { Onward, ReachRoute } from '../reach/routes.ts';
import type { Sends } from './state.ts';
import type { Turn } from './turn.ts';

/** Somewhere else, and the number that goes along. */
export interface Away {
  readonly to: Destination;
  readonly sends: Sends;
}

/** How a user can be reached by the caller of this call, now. Source: R-87 */
export interface Reachable {
  /** Goes there at once, or because he is busy. */
  readonly away?: Away;
  /** The assistant group answers in his place. */
  readonly assistants: boolean;
  /** When all of his devices are busy. */
  readonly onBusy?: Away | undefined;
  readonly onNoAnswer?: (Away & { readonly afterSec: number }) | undefined;
  /** Those that ring; absent: all. */
  readonly devices?: readonly DeviceKind[];
  readonly analyse: boolean;
}

const NOTHING_SET: Reachable = { assistants: false, analyse: false };
const NO_FACTS: ReachFacts = {};

/**
 * @param isBusy            he talks, and takes no second call
 * @param passesAssistants  an assistant calls, or none could be reached
 * Source
 */
export function reachable(turn: Turn, user: UserExtension, isBusy: boolean, passesAssistants: boolean): Reachable {
  const compiled = turn.compiled.reach(user.number);
  if (compiled === undefined) return NOTHING_SET;
  const call = { caller: callerParty(turn), isBusy, passesAssistants };
  const { route, callAnalysis } = reach(compiled, call, factsOf(turn, user.number), turn.now, turn.steps);
  return ofRoute(user.number, route, callAnalysis);
}

function ofRoute(user: ExtensionNumber, route: ReachRoute, analyse: boolean): Reachable {
  const assistants = route.do === 'assistants';
  const plain = assistants ? route.otherwise : route;
  switch (plain.do) {
    case 'forward':
      return { assistants, away: awayOf(user, plain.onward), analyse };
    case 'unreachable':
      return { assistants, devices: [], analyse };
    case 'ring': {
      const { devices, busy, noAnswer } = plain;
      const onBusy = busy && awayOf(user, busy);
      const onNoAnswer = noAnswer && { ...awayOf(user, noAnswer), afterSec: noAnswer.afterSec };
      return { assistants, onBusy, onNoAnswer, devices, analyse };
    }
    default:
      return plain satisfies never;
  }
}

/** Source: R-15 */
function awayOf(user: ExtensionNumber, { to, shows, callerId }: Onward): Away {
  if (shows === 'caller') return { to, sends: { kind: 'caller' } };
  if (shows === 'dialled') return { to, sends: { kind: 'called' } };
  return { to, sends: callerId === undefined ? { kind: 'own', of: user } : { kind: 'number', e164: callerId } };
}

function callerParty({ state: { caller } }: Turn): OtherParty {
  if (caller.user !== undefined) return { extension: caller.user };
  return caller.number === undefined ? {} : { number: caller.number };
}

function factsOf({ live }: Turn, user: ExtensionNumber): ReachFacts {
  return live.reach[user] ?? NO_FACTS;
}

/** The number that his reachability has him send. Source: R-49 */
export function ownCallerId(
  turn: Turn,
  user: ExtensionNumber,
  called: string,
  code: string | undefined,
): E164 | undefined {
  const compiled = turn.compiled.reach(user);
  if (compiled === undefined) return undefined;
  const party = isCode(code) ? { number: called, code } : { number: called };
  const { sent, steps } = callerIdFor(compiled, party, factsOf(turn, user), turn.now);
  for (const step of steps) turn.steps.push(step);
  return sent.kind === 'number' ? sent.e164 : undefined;
}

function isCode(code: string | undefined): code is CallerIdCode {
  return code !== undefined && CALLER_ID_CODES.some((known) => known === code);
}

/** Where a number of the account leads now; undefined while no plan of its schema leads it anywhere. Source: NP-18, NP-41 */
export function planned({ compiled, now, steps }: Turn, e164: E164): PlanNumber | undefined {
  const timetable = compiled.timetables.get(e164);
  if (timetable === undefined) return undefined;
  const leads = numberLeads(timetable, e164, now);
  for (const step of leads.steps) steps.push(step);
  return leads.row;
}

/** Whether nobody may be called there: neither by the account nor by this user. Source: CB-1 to CB-9 */
export function isBarred({ compiled, steps }: Turn, number: string, user: ExtensionNumber | undefined): boolean {
  const { isBlocked, step } = judge(compiled.blocking, number, user);
  if (step !== undefined) steps.push(step);
  return isBlocked;
}
