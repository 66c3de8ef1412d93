// What happens next to a call that was begun: every event, in every situation. What does not fit the situation changes nothing.
import type { Compiled } from '../compile.ts';
import type { CallEvent, Target } from '../decision.ts';
import type { Live } from '../snapshot.ts';
import { onAskTime, onKey, onPromptEnd, onTold } from './ask.ts';
import type { Decided } from './begin.ts';
import { carry } from './carry.ts';
import { connect } from './connect.ts';
import { deflect } from './deflect.ts';
import { onAgentCall, onListeningKey } from './listen-in.ts';
import { type Outcome, refused, SETTLED, sent } from './outcome.ts';
import { onParkedLeft, onParkTime, onRecallFailed, unpark } from './park.ts';
import { system } from './prompts.ts';
import { onOfferAnswered, onOfferFailed, onQueueDid, onQueuedLeft } from './queue-calls.ts';
import { onQueueStatus } from './queue-login.ts';
import { onFailed, onRingTime, stop, takeAnswered } from './ring.ts';
import type { AfterSound, CallState, Situation } from './state.ts';
import { onClient, onConsulted, onTalkEnd, onTalkKey, onTalkTime } from './talking.ts';
import { shownCaller } from './targets.ts';
import { transfer } from './transfer.ts';
import { act, end, languageOf, newTurn, release, say, type Turn } from './turn.ts';

/**
 * Works one event of a call.
 * @param now  milliseconds since 1970, never less than at the event before
 */
export function onEvent(compiled: Compiled, live: Live, state: CallState, event: CallEvent, now: number): Decided {
  const turn = newTurn(compiled, live, now, { ...state });
  carry(turn, handle(turn, state.situation, event));
  return turn;
}

function handle(turn: Turn, situation: Situation, event: CallEvent): Outcome {
  switch (event.type) {
    case 'answered':
      return onAnswered(turn, situation, event.target);
    case 'failed':
      if (situation.is === 'ringing') return onFailed(turn, situation, event.target, event.why);
      if (situation.is === 'queued') return onOfferFailed(turn, situation, event.target, event.why);
      return situation.is === 'parked' ? onRecallFailed(turn, situation, event.target) : SETTLED;
    case 'digit':
      return onDigit(turn, situation, event);
    case 'soundEnded':
      return onSoundEnded(turn, situation);
    case 'callerHungUp':
      return onCallerHungUp(turn, situation);
    case 'calleeHungUp':
      return situation.is === 'talking' ? onTalkEnd(turn, situation, 'callee') : SETTLED;
    case 'queueDid':
      return onQueue(turn, situation, event);
    case 'transfer':
      return situation.is === 'talking' ? transfer(turn, situation, event.by, event.to) : SETTLED;
    case 'deflected':
      return situation.is === 'ringing'
        ? deflect(turn, situation, event.target, event.to)
        : handle(turn, situation, { type: 'failed', target: event.target, why: 'declined' });
    case 'park':
    case 'analyse':
      return situation.is === 'talking' ? onClient(turn, situation, event) : SETTLED;
    case 'pickedUp':
      return onPickedUp(turn, situation, event);
    case 'consultAnswered':
    case 'consultEnded':
      return situation.is === 'talking' ? onConsulted(turn, situation, event.type === 'consultAnswered') : SETTLED;
    case 'told':
      return situation.is === 'dialogue' ? onTold(turn, situation, event.answer) : SETTLED;
    case 'agentCall':
      return situation.is === 'listeningIn' ? onAgentCall(turn, situation, event.active) : SETTLED;
    case 'appTransfer':
      return onAppTransfer(turn, situation, event);
    case 'timer':
      return onTimer(turn, situation);
    default:
      return event satisfies never;
  }
}

function onAnswered(turn: Turn, situation: Situation, id: string): Outcome {
  if (situation.is === 'queued') return onOfferAnswered(turn, situation, id);
  if (situation.is === 'parked') {
    const target = situation.recall.find((each) => each.target.id === id)?.target;
    if (target !== undefined) return unpark(turn, situation, target);
  }
  const target = situation.is === 'ringing' ? takeAnswered(turn, situation, id) : undefined;
  if (target !== undefined) connect(turn, target);
  else if (situation.is !== 'talking' || situation.callee.target.id !== id)
    act(turn, { do: 'releaseTarget', target: id });
  return SETTLED;
}

function onDigit(turn: Turn, situation: Situation, { digit, from }: Extract<CallEvent, { type: 'digit' }>): Outcome {
  if (!/^[0-9*#]$/.test(digit)) return SETTLED;
  switch (situation.is) {
    case 'dialogue':
      return onKey(turn, situation, digit);
    case 'talking':
      return onTalkKey(turn, situation, from ?? 'caller', digit);
    case 'queued':
      act(turn, { do: 'tellQueue', event: { type: 'digit', call: turn.state.id, digit } });
      return SETTLED;
    case 'listeningIn':
      return onListeningKey(turn, situation, digit);
    case 'leavingMessage':
      if (digit === '#') release(turn, 'done');
      return SETTLED;
    default:
      return SETTLED;
  }
}

function onSoundEnded(turn: Turn, situation: Situation): Outcome {
  if (situation.is === 'playing') return afterSound(turn, situation.then);
  if (situation.is === 'dialogue') return onPromptEnd(turn, situation);
  if (situation.is === 'queued') act(turn, { do: 'tellQueue', event: { type: 'soundEnded', call: turn.state.id } });
  return SETTLED;
}

function afterSound(turn: Turn, then: AfterSound): Outcome {
  if (then.do === 'dialogue') return { next: 'ask', dialogue: then.dialogue };
  if (then.do === 'refuse') return refused(then.reason);
  release(turn, then.reason);
  return SETTLED;
}

function onCallerHungUp(turn: Turn, situation: Situation): Outcome {
  switch (situation.is) {
    case 'talking':
      return onTalkEnd(turn, situation, 'caller');
    case 'queued':
      return onQueuedLeft(turn, situation);
    case 'parked':
      return onParkedLeft(turn, situation);
    case 'over':
      return SETTLED;
    case 'ringing':
      stop(turn, situation.ringing, false);
      break;
    default:
  }
  say(turn, 'hungUp', { party: 'caller' });
  end(turn, 'callerHungUp');
  return SETTLED;
}

function onQueue(turn: Turn, situation: Situation, { action }: Extract<CallEvent, { type: 'queueDid' }>): Outcome {
  if (situation.is === 'queued') return onQueueDid(turn, situation, action);
  const { dialogue } = situation.is === 'dialogue' ? situation : { dialogue: undefined };
  if (action.do === 'tellStatus' && dialogue?.of === 'queueLogin') return onQueueStatus(turn, action);
  if (action.do === 'refusePickup' && situation.is === 'joined') {
    const said = action.reason === 'nothingRings' ? 'nothingRings' : 'noRight';
    return { next: 'sayAndEnd', prompts: [system(said, languageOf(turn))], reason: 'nothingThere' };
  }
  if (action.do === 'releaseAgent' && situation.is === 'talking')
    act(turn, { do: 'releaseTarget', target: action.agent });
  return SETTLED;
}

/** Somebody else took what rang, or what was parked. Source: CALL-19, CALL-27 */
function onPickedUp(turn: Turn, situation: Situation, event: Extract<CallEvent, { type: 'pickedUp' }>): Outcome {
  const { by: user, target: channel } = event;
  const target: Target = { kind: 'channel', id: channel, channel, user, shown: shownCaller(turn), alert: 'internal' };
  if (situation.is === 'parked') return unpark(turn, situation, target);
  if (situation.is !== 'ringing') return SETTLED;
  say(turn, 'pickedUp', { user });
  stop(turn, situation.ringing, true);
  connect(turn, target);
  return SETTLED;
}

/** Source: EXT-149 (d) */
function onAppTransfer(turn: Turn, situation: Situation, { to }: Extract<CallEvent, { type: 'appTransfer' }>): Outcome {
  if (situation.is !== 'talking' || situation.callee.target.kind !== 'app') return SETTLED;
  say(turn, 'appTransfers');
  act(turn, { do: 'releaseParty', party: 'callee' });
  return sent(to);
}

function onTimer(turn: Turn, situation: Situation): Outcome {
  switch (situation.is) {
    case 'ringing':
      return onRingTime(turn, situation);
    case 'dialogue':
      return situation.until <= turn.now ? onAskTime(turn, situation) : SETTLED;
    case 'playing':
      return situation.until <= turn.now ? afterSound(turn, situation.then) : SETTLED;
    case 'leavingMessage':
      if (situation.until <= turn.now) release(turn, 'done');
      return SETTLED;
    case 'parked':
      return situation.until <= turn.now ? onParkTime(turn, situation) : SETTLED;
    case 'talking':
      return onTalkTime(turn, situation);
    default:
      return SETTLED;
  }
}
