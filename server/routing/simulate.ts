// A call as it would go: begun at a moment, with what happens next told beforehand. Time passes by itself between the events, queues
// decide as they do for real calls, and what is asked of the store is answered as the script says. Nothing is carried out.

import type { DeviceKind } from '../domain/telephony/channel.ts';
import type { Destination } from '../domain/telephony/destination.ts';
import { begin } from './call/begin.ts';
import { isSecret } from './call/dialogue.ts';
import { onEvent } from './call/on-event.ts';
import { type CallState, nextDueAt } from './call/state.ts';
import type { Compiled } from './compile.ts';
import type { Action, Answer, CallEvent, IncomingCall, Origin, Target } from './decision.ts';
import type { QueueAction, QueueEvent } from './queue/events.ts';
import { newQueueState } from './queue/state.ts';
import { nextTimerAt, queueStep } from './queue/step.ts';
import type { ScriptedEvent } from './script.ts';
import type { Live } from './snapshot.ts';
import type { Step } from './step.ts';

export type MomentEvent = CallEvent['type'] | 'begin' | 'queue';

/** One moment of a simulated call. PINs are masked. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What happened; `begin` for the first, `queue` for what a queue decided by itself. */
  readonly event: MomentEvent;
  /** Of it, such as who answered. */
  readonly about: string;
  readonly steps: readonly Step[];
  readonly actions: readonly Action[];
}

export interface Simulated {
  /** What is done at once, and what the call waits for then. */
  readonly decision: { readonly waitsFor: CallState['situation']['is']; readonly actions: readonly Action[] };
  /** Of all moments. */
  readonly steps: readonly Step[];
  readonly timeline: readonly Moment[];
  /** How it stands when the script is over. */
  readonly state: CallState;
}

/** What comes after a script that says nothing more: so many moments at most. */
const MOST_MOMENTS = 200;
const CALL_ID = 'simulated';

/**
 * Who calls, from what people write: an extension, a channel, a telephone number, or `anonymous`.
 * @param device  from which an extension calls
 */
export function originOf({ extensions, channels }: Compiled, from: string, device: DeviceKind): Origin {
  if (extensions.get(from)?.kind === 'user') return { kind: 'user', extension: from, device };
  if (channels.has(from)) return { kind: 'channel', channel: from };
  return from === 'anonymous' || from === '' ? { kind: 'outside' } : { kind: 'outside', number: from };
}

export interface SimulatedCall {
  readonly origin: Origin;
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly events: readonly ScriptedEvent[];
}

export function simulate(compiled: Compiled, live: Live, { origin, to, at, events }: SimulatedCall): Simulated {
  const world = newWorld(compiled, live, { id: CALL_ID, origin, to }, at);
  const [first] = world.timeline;
  const decision = { waitsFor: world.state.situation.is, actions: first?.actions ?? [] };
  for (const event of events) {
    passTime(world, world.now + (event.afterSec ?? 0) * 1000);
    play(world, event);
  }
  settle(world);
  return {
    decision,
    steps: world.timeline.flatMap(({ steps }) => steps),
    timeline: world.timeline,
    state: world.state,
  };
}

interface World {
  readonly compiled: Compiled;
  readonly live: Live;
  readonly queues: ReturnType<typeof newQueueState>;
  state: CallState;
  now: number;
  readonly timeline: Moment[];
  /** Events that follow from what was done, in their order. */
  readonly following: CallEvent[];
  readonly answers: Answer[];
}

function newWorld(compiled: Compiled, live: Live, call: IncomingCall, now: number): World {
  const queues = newQueueState(1);
  for (const settings of compiled.snapshot.queues) {
    const logins = live.queueLogins[settings.number] ?? {};
    const members = settings.members.map((member) => {
      const told = logins[member.agent];
      return told === undefined ? member : { ...member, active: told === 'active' };
    });
    queueStep(queues, { type: 'configChanged', settings: { ...settings, members } }, now);
  }
  const begun = begin(compiled, live, call, now);
  const world: World = {
    compiled,
    live,
    queues,
    state: begun.state,
    now,
    timeline: [{ at: now, event: 'begin', about: call.to, steps: begun.steps, actions: begun.actions.map(masked) }],
    following: [],
    answers: [],
  };
  afterwards(world, begun.actions);
  return world;
}

function play(world: World, event: ScriptedEvent): void {
  switch (event.type) {
    case 'answered':
      happen(world, { type: 'answered', target: rungBy(world, event.by) }, event.by);
      break;
    case 'failed':
      happen(world, { type: 'failed', target: rungBy(world, event.by), why: event.why }, `${event.by}: ${event.why}`);
      break;
    case 'keys':
      for (const digit of event.keys)
        happen(world, { type: 'digit', digit, ...(event.party && { from: event.party }) }, digit);
      break;
    case 'hangUp':
      happen(world, { type: event.party === 'caller' ? 'callerHungUp' : 'calleeHungUp' }, event.party);
      break;
    case 'transfer':
      happen(world, { type: 'transfer', by: event.party, to: event.to }, event.to);
      break;
    case 'consultAnswered':
    case 'consultEnded':
      happen(world, { type: event.type }, '');
      break;
    case 'pickedUp':
      happen(world, { type: 'pickedUp', by: event.by, target: event.channel ?? event.by }, event.by);
      break;
    case 'agentCall':
      happen(world, { type: 'agentCall', active: event.active }, event.active ? 'begins' : 'ends');
      break;
    case 'appTransfer':
      happen(world, { type: 'appTransfer', to: destinationOf(event.to) }, event.to);
      break;
    case 'told':
      world.answers.push(event.answer);
      break;
    case 'wait':
      break;
    default:
      event satisfies never;
  }
}

function destinationOf(text: string): Destination {
  return text.startsWith('+') ? { kind: 'number', e164: text } : { kind: 'extension', number: text };
}

/** The target that is meant by an extension or number: one that rings there. */
function rungBy({ state: { situation } }: World, by: string): string {
  const found = ringingIn(situation).find(
    (target) => target.id === by || (target.kind === 'channel' && target.user === by) || target.id.endsWith(by),
  );
  return found?.id ?? by;
}

function ringingIn(situation: CallState['situation']): readonly Target[] {
  if (situation.is === 'ringing') return situation.ringing.map(({ target }) => target);
  if (situation.is === 'parked') return situation.recall.map(({ target }) => target);
  return situation.is === 'queued' ? situation.offers.flatMap(({ targets }) => targets) : [];
}

function happen(world: World, event: CallEvent, about: string): void {
  const { compiled, live, state, now } = world;
  const decided = onEvent(compiled, live, state, event, now);
  const { situation } = state;
  const isPin = event.type === 'digit' && situation.is === 'dialogue' && isSecret(situation.dialogue);
  const { steps } = decided;
  const actions = decided.actions.map(masked);
  world.state = decided.state;
  if (event.type !== 'timer' || actions.length + steps.length > 0)
    world.timeline.push({ at: now, event: event.type, about: isPin ? MASKED : about, steps, actions });
  afterwards(world, decided.actions);
}

const MASKED = '*';

/** PINs go to the store and nowhere else. */
function masked(action: Action): Action {
  if (action.do !== 'ask' || !('digits' in action.request)) return action;
  return { do: 'ask', request: { ...action.request, digits: MASKED } };
}

/** What queues and the store answer to what was done. */
function afterwards(world: World, actions: readonly Action[]): void {
  for (const action of actions) {
    if (action.do === 'enterQueue') tellQueue(world, { type: 'callArrived', call: CALL_ID, queue: action.queue });
    if (action.do === 'tellQueue') tellQueue(world, action.event);
  }
  for (let event = world.following.shift(); event !== undefined; event = world.following.shift())
    happen(world, event, aboutOf(event));
}

function aboutOf(event: CallEvent): string {
  return event.type === 'queueDid' ? event.action.do : '';
}

function tellQueue(world: World, event: QueueEvent): void {
  const { actions, steps } = queueStep(world.queues, event, world.now);
  if (steps.length > 0) world.timeline.push({ at: world.now, event: 'queue', about: event.type, steps, actions: [] });
  for (const action of actions) if (concerns(action)) world.following.push({ type: 'queueDid', action });
}

function concerns(action: QueueAction): boolean {
  return !('call' in action) || action.call === CALL_ID;
}

/** Everything that is due until then. */
function passTime(world: World, until: number): void {
  for (let moments = 0; moments < MOST_MOMENTS; moments += 1) {
    answerQuestion(world);
    const own = nextDueAt(world.state) ?? Number.POSITIVE_INFINITY;
    const queues = nextTimerAt(world.queues) ?? Number.POSITIVE_INFINITY;
    const at = Math.min(own, queues);
    if (at > until) break;
    world.now = Math.max(world.now, at);
    if (queues <= own) {
      tellQueue(world, { type: 'timer' });
      afterwards(world, []);
    } else happen(world, { type: 'timer' }, '');
  }
  world.now = Math.max(world.now, until);
}

/** What was asked of the store is answered at once. */
function answerQuestion(world: World): void {
  const { situation } = world.state;
  if (situation.is !== 'dialogue' || situation.phase !== 'waiting') return;
  const answer = world.answers.shift() ?? { is: 'ok' };
  happen(world, { type: 'told', answer }, answer.is);
}

/** After the script only what comes without anybody doing anything, and without waiting. */
function settle(world: World): void {
  passTime(world, world.now);
}
