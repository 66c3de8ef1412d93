// The queues of an account as a state machine: an event goes in, what is to be done comes out, with the reasons. No clock, no
// socket, no chance of its own: `now` and the seed come in. Source: spec chapter 1, order of decisions Q-181
import type { Step } from '../step.ts';
import { onAgentHungUp, onAnswered, onCallerHungUp, onPickup } from './answers.ts';
import { arrive, onForwardDue, onSoundEnd } from './arrive.ts';
import { refreshAgent } from './availability.ts';
import { onConfigChanged, onQueueRemoved } from './config.ts';
import { dispatch } from './dispatch.ts';
import type { QueueAction, QueueEvent, QueueLogEntry } from './events.ts';
import { forwardCall } from './leave.ts';
import { onLogin, onLogout, onPaused } from './members.ts';
import { endRest, onOfferFailed, onRingTimeout } from './offers.ts';
import { onAnnouncementDue, onInfotainmentDue } from './sounds.ts';
import { agentOf, type Due, type QueueState } from './state.ts';
import { nextTimer, type Timer, takeDue } from './timers.ts';
import { type Because, newTurn, say, type Turn } from './turn.ts';

export interface QueueStepResult {
  /** The state that was given, changed: whoever wants the former one keeps a copyOf it. */
  readonly state: QueueState;
  /** To be carried out in this order. */
  readonly actions: readonly QueueAction[];
  readonly steps: readonly Step<Because>[];
  /** To be kept for statistics. */
  readonly log: readonly QueueLogEntry[];
}

/**
 * Works one event, and everything that is due by then.
 * What names an unknown call, agent or queue changes nothing (an unknown queue refuses the call).
 * @param now  milliseconds, never less than at the call before
 * Source
 */
export function queueStep(state: QueueState, event: QueueEvent, now: number): QueueStepResult {
  const turn = newTurn(state, now);
  // A phone that was answered before its ringing was stopped keeps the call, though the time was up.
  const answers = event.type === 'agentAnswered' || event.type === 'pickup';
  if (!answers) runTimers(turn);
  handle(turn, event);
  dispatch(turn);
  if (answers) runTimers(turn);
  return { state, actions: turn.actions, steps: turn.steps, log: turn.log };
}

/** When the next `timer` event is due; undefined when nothing will happen by itself. */
export function nextTimerAt(state: QueueState): number | undefined {
  return nextTimer(state.timers)?.at;
}

function handle(turn: Turn, event: QueueEvent) {
  const { state } = turn;
  switch (event.type) {
    case 'callArrived':
      return arrive(turn, event.call, event.queue);
    case 'callerHungUp':
      return onCallerHungUp(turn, event.call);
    case 'digit':
      return onDigit(turn, event.call, event.digit);
    case 'soundEnded': {
      const call = state.calls.get(event.call);
      return call === undefined ? say(turn, 'nothingToDo') : onSoundEnd(turn, call);
    }
    case 'agentAnswered':
      return onAnswered(turn, event.call, event.agent);
    case 'offerFailed': {
      const call = state.calls.get(event.call);
      const agent = state.agents.get(event.agent);
      return call === undefined || agent === undefined
        ? say(turn, 'nothingToDo')
        : onOfferFailed(turn, call, agent, event.why);
    }
    case 'agentHungUp':
      return onAgentHungUp(turn, event.call, event.agent);
    case 'pickup':
      return onPickup(turn, event.queue, event.by);
    case 'agentLoggedIn':
      return onLogin(turn, event.queue, event.agent);
    case 'agentLoggedOut':
      return onLogout(turn, event.queue, event.agent);
    case 'agentPaused':
      return onPaused(turn, event.agent, event.paused);
    case 'wrapUpDone': {
      const agent = state.agents.get(event.agent);
      return agent?.rest?.why === 'wrapUp' ? endRest(turn, agent) : say(turn, 'nothingToDo');
    }
    case 'agentReachable':
    case 'agentCallStateChanged':
    case 'agentForwardsChanged':
      return onAgentTold(turn, event);
    case 'configChanged':
      return onConfigChanged(turn, event.settings);
    case 'queueRemoved':
      return onQueueRemoved(turn, event.queue);
    case 'timer':
      return;
    default:
      return event satisfies never;
  }
}

type AgentTold = Extract<
  QueueEvent,
  { readonly type: 'agentReachable' | 'agentCallStateChanged' | 'agentForwardsChanged' }
>;

function onAgentTold(turn: Turn, event: AgentTold): void {
  const agent = agentOf(turn.state, event.agent);
  if (event.type === 'agentReachable') agent.reachable = event.reachable;
  else if (event.type === 'agentCallStateChanged') agent.privateCalls = event.privateCalls;
  else agent.forwards = event.forwards;
  refreshAgent(turn, agent);
}

/** Key 1 breaks out, but not through an introduction or infotainment. Source */
function onDigit(turn: Turn, id: string, digit: string) {
  const call = turn.state.calls.get(id);
  const to = call?.queue.settings.breakOutTo;
  if (call === undefined || to === undefined || digit !== '1' || call.phase !== 'waiting')
    return say(turn, 'digitIgnored', { digit });
  say(turn, 'breakOut', { call: id, to });
  forwardCall(turn, call, to, 'breakOut');
}

/** All that is due comes before any new offer: of agents whose ringing ends at one moment, each must be seen to be free. */
function runTimers(turn: Turn) {
  for (
    let timer = takeDue(turn.state.timers, turn.now);
    timer !== undefined;
    timer = takeDue(turn.state.timers, turn.now)
  )
    runTimer(turn, timer);
  dispatch(turn);
}

function runTimer(turn: Turn, { due, at }: Timer<Due>) {
  switch (due.what) {
    case 'forward':
      return onForwardDue(turn, due.call);
    case 'sound':
      return onSoundEnd(turn, due.call);
    case 'infotainment':
      return onInfotainmentDue(turn, due.call);
    case 'announcement':
      return onAnnouncementDue(turn, due.call, at);
    case 'ring':
      return onRingTimeout(turn, due.call, due.agent);
    case 'rest':
      return endRest(turn, due.agent);
    default:
      return due satisfies never;
  }
}
