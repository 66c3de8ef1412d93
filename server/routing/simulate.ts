// A call as it would go: begun at a moment, with what happens next told beforehand. Time passes by itself between the events, queues
// decide as they do for real calls, and what is asked of the store is answered as the script says. Whoever is consulted is called
// by a call of its own, which the same core decides. Nothing is carried out. Source: design.md "Every call can explain itself"
import type { DeviceKind } from '../domain/telephony/channel.ts';
import type { Destination } from '../domain/telephony/destination.ts';
import { type CallState, nextDueAt } from './call/state.ts';
import type { Compiled } from './compile.ts';
import type { Action, Origin, Target } from './decision.ts';
import { nextTimerAt } from './queue/step.ts';
import type { ScriptedEvent } from './script.ts';
import {
  afterwards,
  CALL_ID,
  happen,
  type Leg,
  type Moment,
  newWorld,
  tellQueue,
  type World,
} from './simulation-world.ts';
import type { Live } from './snapshot.ts';
import type { Step } from './step.ts';

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
  const decision = { waitsFor: world.main.state.situation.is, actions: first?.actions ?? [] };
  for (const event of events) {
    passTime(world, world.now + (event.afterSec ?? 0) * 1000);
    play(world, event);
  }
  settle(world);
  return {
    decision,
    steps: world.timeline.flatMap(({ steps }) => steps),
    timeline: world.timeline,
    state: world.main.state,
  };
}

function play(world: World, event: ScriptedEvent): void {
  const { main, consulted } = world;
  // When the two others were connected, their conversation is the consulted one's call.
  const talking = main.state.situation.is === 'joined' ? (consulted ?? main) : main;
  switch (event.type) {
    case 'answered': {
      const { leg, target } = rungBy(world, event.by);
      happen(world, leg, { type: 'answered', target }, event.by);
      break;
    }
    case 'failed': {
      const { leg, target } = rungBy(world, event.by);
      happen(world, leg, { type: 'failed', target, why: event.why }, `${event.by}: ${event.why}`);
      break;
    }
    case 'keys':
      for (const digit of event.keys)
        happen(world, talking, { type: 'digit', digit, ...(event.party && { from: event.party }) }, digit);
      break;
    case 'hangUp':
      happen(world, talking, { type: event.party === 'caller' ? 'callerHungUp' : 'calleeHungUp' }, event.party);
      break;
    case 'transfer':
      happen(world, talking, { type: 'transfer', by: event.party, to: event.to }, event.to);
      break;
    case 'deflected': {
      const { leg, target } = rungBy(world, event.by);
      happen(world, leg, { type: 'deflected', target, to: event.to }, `${event.by}: ${event.to}`);
      break;
    }
    case 'park':
      happen(world, talking, { type: 'park', by: event.party }, event.party);
      break;
    case 'analyse':
      happen(world, talking, { type: 'analyse', by: event.party, on: event.on }, event.party);
      break;
    case 'consultAnswered':
    case 'consultEnded':
      if (consulted) consultedDoes(world, consulted, event.type);
      else happen(world, main, { type: event.type }, '');
      break;
    case 'pickedUp':
      happen(world, main, { type: 'pickedUp', by: event.by, target: event.channel ?? event.by }, event.by);
      break;
    case 'agentCall':
      happen(world, main, { type: 'agentCall', active: event.active }, event.active ? 'begins' : 'ends');
      break;
    case 'appTransfer':
      happen(world, main, { type: 'appTransfer', to: destinationOf(event.to) }, event.to);
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

/** Whoever rings first answers, or whoever answered hangs up; while nobody rings, neither happens. */
function consultedDoes(world: World, leg: Leg, what: 'consultAnswered' | 'consultEnded'): void {
  if (what === 'consultEnded') {
    happen(world, leg, { type: leg.state.situation.is === 'talking' ? 'calleeHungUp' : 'callerHungUp' }, '');
    return;
  }
  const [first] = ringingIn(leg.state.situation);
  if (first) happen(world, leg, { type: 'answered', target: first.id }, first.id);
}

function destinationOf(text: string): Destination {
  return text.startsWith('+') ? { kind: 'number', e164: text } : { kind: 'extension', number: text };
}

/** The target that is meant by an extension or number: one that rings there, of the consultation before that of the call. */
function rungBy({ main, consulted }: World, by: string): { readonly leg: Leg; readonly target: string } {
  for (const leg of consulted ? [consulted, main] : [main]) {
    const found = ringingIn(leg.state.situation).find(
      (target) => target.id === by || (target.kind === 'channel' && target.user === by) || target.id.endsWith(by),
    );
    if (found) return { leg, target: found.id };
  }
  return { leg: main, target: by };
}

function ringingIn(situation: CallState['situation']): readonly Target[] {
  if (situation.is === 'ringing') return situation.ringing.map(({ target }) => target);
  if (situation.is === 'parked') return situation.recall.map(({ target }) => target);
  return situation.is === 'queued' ? situation.offers.flatMap(({ targets }) => targets) : [];
}

/** Everything that is due until then. */
function passTime(world: World, until: number): void {
  for (let moments = 0; moments < MOST_MOMENTS; moments += 1) {
    answerQuestions(world);
    const { leg, own } = nextLegDue(world);
    const queues = nextTimerAt(world.queues) ?? Number.POSITIVE_INFINITY;
    const at = Math.min(own, queues);
    if (at > until) break;
    world.now = Math.max(world.now, at);
    if (queues <= own) {
      tellQueue(world, { type: 'timer' }, world.main);
      afterwards(world, world.main, []);
    } else happen(world, leg, { type: 'timer' }, '');
  }
  world.now = Math.max(world.now, until);
}

function nextLegDue({ main, consulted }: World): { readonly leg: Leg; readonly own: number } {
  const due = (leg: Leg) => nextDueAt(leg.state) ?? Number.POSITIVE_INFINITY;
  return consulted && due(consulted) < due(main)
    ? { leg: consulted, own: due(consulted) }
    : { leg: main, own: due(main) };
}

/** What was asked of the store is answered at once. */
function answerQuestions(world: World): void {
  for (const leg of [world.main, world.consulted]) {
    const situation = leg?.state.situation;
    if (leg === undefined || situation?.is !== 'dialogue' || situation.phase !== 'waiting') continue;
    const answer = world.answers.shift() ?? { is: 'ok' };
    happen(world, leg, { type: 'told', answer }, answer.is);
  }
}

/** After the script only what comes without anybody doing anything, and without waiting. */
function settle(world: World): void {
  passTime(world, world.now);
}
