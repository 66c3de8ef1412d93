// A call in a queue: what the queue's machine decides is carried out for this call, and what phones answer is told to it.
// Source
import type { Destination } from '../../domain/telephony/destination.ts';
import { readDialledNumber } from '../../domain/telephony/dialled-number.ts';
import type { FailureReason, Target } from '../decision.ts';
import type { QueueAction } from '../queue/events.ts';
import { connect, talkWith } from './connect.ts';
import { type Outcome, refused, SETTLED } from './outcome.ts';
import { reachable } from './reachability.ts';
import type { Offered, Situation } from './state.ts';
import { devicesOf } from './targets.ts';
import { togetherOf } from './together.ts';
import { act, become, end, say, type Turn } from './turn.ts';

type Queued = Extract<Situation, { is: 'queued' }>;
type Offer = Extract<QueueAction, { do: 'offer' }>;

export function onQueueDid(turn: Turn, queued: Queued, action: QueueAction): Outcome {
  switch (action.do) {
    case 'offer':
      return offer(turn, queued, action);
    case 'cancelOffer':
      return withdraw(turn, queued, action.agent, action.elsewhere);
    case 'connect':
      return onConnect(turn, queued, action.agent);
    case 'releaseAgent': {
      const answered = queued.offers.find(({ agent }) => agent === action.agent)?.answered;
      if (answered !== undefined) act(turn, { do: 'releaseTarget', target: answered });
      return SETTLED;
    }
    case 'play':
      turn.state.answered = true;
      act(turn, { do: 'queueSounds', sounds: action.sounds });
      return SETTLED;
    case 'setBackground':
      turn.state.answered = true;
      act(turn, { do: 'background', background: action.background });
      return SETTLED;
    case 'forward': {
      const { through: _, ...state } = turn.state;
      turn.state = state;
      const to = action.to.map((text) => destinationOf(turn, text));
      say(turn, 'queueForwards', { queue: queued.queue, to: action.to.join('; ') });
      return { next: 'send', to, followForwards: action.followForwards };
    }
    case 'refuse':
      return refused(action.reason === 'queueFull' ? 'queueFull' : 'queueClosed');
    case 'refusePickup':
    case 'tellStatus':
      return SETTLED;
    default:
      return action satisfies never;
  }
}

/** A queue's destinations are texts: an extension, or a telephone number as people write it. Source: Q-164 */
function destinationOf({ compiled }: Turn, text: string): Destination {
  if (compiled.extensions.has(text)) return { kind: 'extension', number: text };
  const read = readDialledNumber(text, compiled.account.country, compiled.account.areaCode);
  return read.kind === 'e164' ? { kind: 'number', e164: read.e164 } : { kind: 'extension', number: text };
}

/** Rings the agent's devices, or what his own forward says in their place. Source */
function offer(turn: Turn, queued: Queued, { agent, at, forSec }: Offer): Outcome {
  const { targets, why } = at === 'devices' ? agentTargets(turn, agent) : numberTargets(turn, at.number);
  const { id: call } = turn.state;
  if (targets.length === 0) {
    act(turn, { do: 'tellQueue', event: { type: 'offerFailed', call, agent, why } });
    return SETTLED;
  }
  act(turn, { do: 'ring', targets, forSec });
  become(turn, { ...queued, offers: [...queued.offers, { agent, targets }] });
  return SETTLED;
}

interface Found {
  readonly targets: readonly Target[];
  readonly why: 'busy' | 'unreachable';
}

function agentTargets(turn: Turn, agent: string): Found {
  const extension = turn.compiled.extensions.get(agent);
  if (extension?.kind === 'user') {
    const { targets, busy } = devicesOf(turn, agent, reachable(turn, extension, false, true).devices);
    return { targets, why: busy ? 'busy' : 'unreachable' };
  }
  const { ringing } = togetherOf(turn, { kind: 'extension', number: agent }, { followForwards: false });
  return { targets: ringing.map(({ target }) => target), why: 'unreachable' };
}

function numberTargets(turn: Turn, text: string): Found {
  const { ringing } = togetherOf(turn, destinationOf(turn, text), { followForwards: false });
  return { targets: ringing.map(({ target }) => target), why: 'unreachable' };
}

function withdraw(turn: Turn, queued: Queued, agent: string, elsewhere: boolean): Outcome {
  const offered = queued.offers.find((each) => each.agent === agent);
  if (offered !== undefined) act(turn, { do: 'stopRinging', targets: offered.targets.map(({ id }) => id), elsewhere });
  become(turn, { ...queued, offers: queued.offers.filter((each) => each !== offered) });
  return SETTLED;
}

/** Somebody who picked the call up has no offer: his own leg is taken. Source: Q-51 */
function onConnect(turn: Turn, { queue, offers }: Queued, agent: string): Outcome {
  const offered = offers.find((each) => each.agent === agent);
  const target = offered?.targets.find(({ id }) => id === offered.answered) ?? offered?.targets[0];
  if (target !== undefined) {
    connect(turn, target, { id: queue, agent });
    return SETTLED;
  }
  act(turn, { do: 'connectPicker', agent });
  say(turn, 'connected', { target: agent });
  talkWith(turn, pickerTarget(turn, agent), { id: queue, agent });
  return SETTLED;
}

function pickerTarget(turn: Turn, agent: string): Target {
  const shown = { prefix: turn.state.prefix };
  return { kind: 'channel', id: agent, channel: agent, user: agent, shown, alert: 'queue' };
}

export function onOfferAnswered(turn: Turn, queued: Queued, id: string): Outcome {
  const offered = queued.offers.find(({ targets }) => targets.some((target) => target.id === id));
  if (offered === undefined) {
    act(turn, { do: 'releaseTarget', target: id });
    return SETTLED;
  }
  const others = offered.targets.map((target) => target.id).filter((each) => each !== id);
  if (others.length > 0) act(turn, { do: 'stopRinging', targets: others, elsewhere: true });
  const taken: Offered = { ...offered, answered: id };
  become(turn, { ...queued, offers: queued.offers.map((each) => (each === offered ? taken : each)) });
  act(turn, { do: 'tellQueue', event: { type: 'agentAnswered', call: turn.state.id, agent: offered.agent } });
  return SETTLED;
}

export function onOfferFailed(turn: Turn, queued: Queued, id: string, why: FailureReason): Outcome {
  const offered = queued.offers.find(({ targets }) => targets.some((target) => target.id === id));
  if (offered === undefined) return SETTLED;
  const left = why === 'declined' ? [] : offered.targets.filter((target) => target.id !== id);
  const dropped = offered.targets.map((target) => target.id).filter((each) => each !== id);
  if (why === 'declined' && dropped.length > 0) act(turn, { do: 'stopRinging', targets: dropped, elsewhere: false });
  const others = queued.offers.filter((each) => each !== offered);
  const kept = left.length > 0 ? [{ ...offered, targets: left }] : [];
  become(turn, { ...queued, offers: [...others, ...kept] });
  if (left.length === 0)
    act(turn, { do: 'tellQueue', event: { type: 'offerFailed', call: turn.state.id, agent: offered.agent, why } });
  return SETTLED;
}

/** His phones stop here: what the queue says of them afterwards meets a call that is over. */
export function onQueuedLeft(turn: Turn, { offers }: Queued): Outcome {
  for (const { targets } of offers)
    act(turn, { do: 'stopRinging', targets: targets.map(({ id }) => id), elsewhere: false });
  act(turn, { do: 'tellQueue', event: { type: 'callerHungUp', call: turn.state.id } });
  end(turn, 'callerHungUp');
  return SETTLED;
}
