// The calls of a simulation and what surrounds them: the call itself, the one to whoever is consulted, queues, and what is noted
// of each moment. An event is worked by the core, and whatever answers to what was done follows at once.
import type { CallId } from '../domain/queue.ts';
import { begin } from './call/begin.ts';
import { isSecret } from './call/dialogue.ts';
import { onEvent } from './call/on-event.ts';
import type { CallState } from './call/state.ts';
import type { Compiled } from './compile.ts';
import type { Action, Answer, CallEvent, IncomingCall, Origin, Party } from './decision.ts';
import type { QueueEvent } from './queue/events.ts';
import { newQueueState } from './queue/state.ts';
import { queueStep } from './queue/step.ts';
import type { Live } from './snapshot.ts';
import type { Step } from './step.ts';

export const CALL_ID = 'simulated';
const CONSULTATION_ID = 'consultation';

export type MomentEvent = CallEvent['type'] | 'begin' | 'queue';

/** One moment of a simulated call. PINs are masked. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What happened; `begin` for the first, `queue` for what a queue decided by itself. */
  readonly event: MomentEvent;
  /** Of it, such as who answered. */
  readonly about: string;
  /** It happened to the call to whoever is consulted. Source: CALL-3 */
  readonly isConsultation?: true;
  readonly steps: readonly Step[];
  readonly actions: readonly Action[];
}

/** A call that is decided. */
export interface Leg {
  readonly id: CallId;
  state: CallState;
}

export interface World {
  readonly compiled: Compiled;
  readonly live: Live;
  readonly queues: ReturnType<typeof newQueueState>;
  readonly main: Leg;
  /** The call to whoever is consulted; it stays when both others are connected. */
  consulted?: Leg | undefined;
  now: number;
  readonly timeline: Moment[];
  /** Events that follow from what was done, in their order. */
  readonly following: { readonly leg: Leg; readonly event: CallEvent }[];
  readonly answers: Answer[];
}

/** The call begun, and what follows from that at once. */
export function newWorld(compiled: Compiled, live: Live, call: IncomingCall, now: number): World {
  const queues = newQueueState(1);
  for (const settings of compiled.snapshot.queues) {
    const logins = live.queueLogins[settings.number] ?? {};
    const members = settings.members.map((member) => {
      const told = logins[member.agent];
      return told === undefined ? member : { ...member, active: told === 'active' };
    });
    queueStep(queues, { type: 'configChanged', settings: { ...settings, members } }, now);
  }
  const { state, steps, actions } = begin(compiled, live, call, now);
  const main: Leg = { id: call.id, state };
  const begun: Moment = { at: now, event: 'begin', about: call.to, steps, actions: actions.map(masked) };
  const world: World = { compiled, live, queues, main, now, timeline: [begun], following: [], answers: [] };
  afterwards(world, main, actions);
  return world;
}

/** Works one event of one of the calls, and what follows from it at once. */
export function happen(world: World, leg: Leg, event: CallEvent, about: string): void {
  const { compiled, live, now } = world;
  const { situation } = leg.state;
  const wasAnswered = leg.state.answered;
  const decided = onEvent(compiled, live, leg.state, event, now);
  const isPin = event.type === 'digit' && situation.is === 'dialogue' && isSecret(situation.dialogue);
  const { steps } = decided;
  const actions = decided.actions.map(masked);
  leg.state = decided.state;
  if (event.type !== 'timer' || actions.length + steps.length > 0)
    note(world, leg, { at: now, event: event.type, about: isPin ? MASKED : about, steps, actions });
  if (leg !== world.main) tellHolder(world, leg, wasAnswered);
  afterwards(world, leg, decided.actions);
}

function note({ main, timeline }: World, leg: Leg, moment: Moment): void {
  timeline.push(leg === main ? moment : { ...moment, isConsultation: true });
}

/** What becomes of the consultation is an event of the call that it was begun in. Source: CALL-3, CALL-11, CALL-15 */
function tellHolder(world: World, leg: Leg, wasAnswered: boolean): void {
  const { main, following } = world;
  if (leg.state.situation.is === 'over') {
    const isKnown = world.consulted !== leg || main.state.situation.is !== 'talking';
    world.consulted = undefined;
    if (!isKnown) following.push({ leg: main, event: { type: 'consultEnded' } });
  } else if (!wasAnswered && leg.state.answered) following.push({ leg: main, event: { type: 'consultAnswered' } });
}

/** The holder's second call. Source: CALL-3 */
function consult(world: World, { holder, to }: Extract<Action, { do: 'consult' }>): void {
  const origin = originOfParty(world.main.state, holder);
  if (origin === undefined) return;
  const { compiled, live, now } = world;
  const { state, steps, actions } = begin(compiled, live, { id: CONSULTATION_ID, origin, to }, now);
  const leg: Leg = { id: CONSULTATION_ID, state };
  world.consulted = leg;
  note(world, leg, { at: now, event: 'begin', about: to, steps, actions: actions.map(masked) });
  tellHolder(world, leg, false);
  afterwards(world, leg, actions);
}

/** As whom a party of ours makes another call; undefined for somebody outside. */
function originOfParty({ caller, situation }: CallState, party: Party): Origin | undefined {
  if (party === 'caller') {
    const { channel, user, device } = caller;
    if (channel !== undefined) return { kind: 'channel', channel };
    return user === undefined || device === 'outside' ? undefined : { kind: 'user', extension: user, device };
  }
  const target = situation.is === 'talking' ? situation.callee.target : undefined;
  return target?.kind === 'channel' ? { kind: 'channel', channel: target.channel } : undefined;
}

/** The holder gave it up. */
function endConsultation(world: World): void {
  const leg = world.consulted;
  world.consulted = undefined;
  if (leg) happen(world, leg, { type: 'callerHungUp' }, '');
}

const MASKED = '*';

/** PINs go to the store and nowhere else. */
function masked(action: Action): Action {
  if (action.do !== 'ask' || !('digits' in action.request)) return action;
  return { do: 'ask', request: { ...action.request, digits: MASKED } };
}

/** What queues, the store and a consultation answer to what was done. */
export function afterwards(world: World, leg: Leg, actions: readonly Action[]): void {
  for (const action of actions) {
    if (action.do === 'enterQueue') tellQueue(world, { type: 'callArrived', call: leg.id, queue: action.queue }, leg);
    if (action.do === 'tellQueue') tellQueue(world, action.event, leg);
    if (action.do === 'consult') consult(world, action);
    if (action.do === 'endConsultation') endConsultation(world);
  }
  for (let next = world.following.shift(); next !== undefined; next = world.following.shift())
    happen(world, next.leg, next.event, aboutOf(next.event));
}

function aboutOf(event: CallEvent): string {
  return event.type === 'queueDid' ? event.action.do : '';
}

/** @param from  the call that told it */
export function tellQueue(world: World, event: QueueEvent, from: Leg): void {
  const { actions, steps } = queueStep(world.queues, event, world.now);
  if (steps.length > 0) note(world, from, { at: world.now, event: 'queue', about: event.type, steps, actions: [] });
  for (const action of actions) {
    const leg = 'call' in action ? legOf(world, action.call) : from;
    if (leg) world.following.push({ leg, event: { type: 'queueDid', action } });
  }
}

function legOf({ main, consulted }: World, call: CallId): Leg | undefined {
  return [main, consulted].find((leg) => leg?.id === call);
}
