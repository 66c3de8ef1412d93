// From a caller's arrival to the wait proper, in the order of Q-181: nobody logged in, full, ringback tone, position, introduction.
import type { CallId, QueueId } from '../../domain/queue.ts';
import { forwardCall, forwardTo, refuse, sendTo } from './leave.ts';
import { announce, arm, playFile, positionOf, settle, soundLasts, startWaiting, turnsBefore } from './sounds.ts';
import { type Call, newCall, type Queue } from './state.ts';
import { say, type Turn } from './turn.ts';

/** One tone of the European ringing cadence. Source: Q-154; ETSI TR 101 041-2: 1 s on, 4 s off */
export const RINGBACK_MS = 1000;

/** Source */
export function arrive(turn: Turn, id: CallId, queueId: QueueId) {
  const { state } = turn;
  if (state.calls.has(id) || state.conversations.has(id)) return void say(turn, 'known', { call: id });
  const queue = state.queues.get(queueId);
  if (queue === undefined) {
    say(turn, 'unknownQueue', { queue: queueId });
    return refuse(turn, id, 404, 'noSuchQueue');
  }
  const { noAgentTo } = queue.settings;
  if (queue.activeMembers === 0 && noAgentTo !== undefined) {
    say(turn, 'noAgent', { queue: queueId, to: noAgentTo });
    turn.log.push({ at: turn.now, queue: queueId, what: 'left', call: id, why: 'noAgent', waitedMs: 0 });
    return sendTo(turn, id, queue, noAgentTo, 'noAgent');
  }
  if (queue.line.length >= queue.settings.callLimit) return meetFull(turn, id, queue);
  const call = newCall(id, queue, state.serial, turn.now);
  state.serial += 1;
  state.calls.set(id, call);
  queue.line.push(call);
  if (!queue.settings.ringbackTone) return enter(turn, call);
  say(turn, 'ringback', { call: id });
  turn.actions.push({ do: 'play', call: id, sounds: [{ kind: 'ringbackTone' }] });
  soundLasts(turn, call, RINGBACK_MS);
}

/** */
function meetFull(turn: Turn, id: CallId, queue: Queue): void {
  const to = forwardTo(queue.settings);
  turn.log.push({
    at: turn.now,
    queue: queue.id,
    what: 'left',
    call: id,
    why: to === undefined ? 'queueFull' : 'full',
    waitedMs: 0,
  });
  say(turn, to === undefined ? 'full' : 'fullForward', {
    limit: queue.settings.callLimit,
    ...(to !== undefined && { to }),
  });
  if (to === undefined) refuse(turn, id, 486, 'queueFull');
  else sendTo(turn, id, queue, to, 'full');
}

/** The caller takes his position; the introduction plays unless it can be skipped. Source */
function enter(turn: Turn, call: Call) {
  const { queue } = call;
  const { introduction, skipIntroduction } = queue.settings;
  const position = positionOf(call);
  const isFree = queue.available.length > 0;
  call.enteredAt = turn.now;
  call.phase = 'waiting';
  call.turns = isFree ? undefined : turnsBefore(queue, position);
  turn.log.push({ at: turn.now, queue: queue.id, what: 'entered', call: call.id });
  say(turn, 'entered', { call: call.id, queue: queue.id, position });
  armForward(turn, call);
  if (introduction === undefined) return waitFor(turn, call, isFree);
  if (skipIntroduction && isFree) {
    say(turn, 'introductionSkipped', {});
    return startWaiting(turn, call);
  }
  call.phase = 'introduction';
  say(turn, 'introduction', { seconds: Math.round(introduction.durationMs / 1000) });
  playFile(turn, call, { kind: 'introduction', file: introduction });
}

function waitFor(turn: Turn, call: Call, isFree: boolean): void {
  if (!isFree) say(turn, 'nobodyAvailable', { active: call.queue.activeMembers });
  startWaiting(turn, call);
}

/** The forward timer counts from entry. Source: Q-162, Q-173f */
export function armForward(turn: Turn, call: Call): void {
  arm(turn, call, 'forward', Math.max(turn.now, forwardDueAt(call)));
}

function forwardDueAt({ enteredAt, queue }: Call): number {
  const { when, afterSec } = queue.settings.forwarding;
  return when === 'never' || afterSec === undefined ? Number.POSITIVE_INFINITY : enteredAt + afterSec * 1000;
}

/** The ringback tone, the introduction or a file of infotainment is over. */
export function onSoundEnd(turn: Turn, call: Call) {
  arm(turn, call, 'sound', Number.POSITIVE_INFINITY);
  switch (call.phase) {
    case 'ringback':
      return enter(turn, call);
    case 'introduction':
      return startWaiting(turn, call);
    case 'infotainment':
      call.phase = 'waiting';
      if (forwardDueAt(call) <= turn.now) return onForwardDue(turn, call);
      settle(turn, call);
      if (call.missedAnnouncement && !isPlaying(call)) announce(turn, call);
      return;
    case 'waiting':
      return;
  }
}

/** Read anew: settle may have begun the next file. */
function isPlaying({ phase }: Call): boolean {
  return phase === 'infotainment';
}

/** also while it rings; infotainment is heard to its end first. */
export function onForwardDue(turn: Turn, call: Call) {
  const to = forwardTo(call.queue.settings);
  if (to === undefined) return;
  if (call.phase === 'infotainment') return say(turn, 'waitsForSound', { call: call.id });
  say(turn, 'waitedTooLong', { call: call.id, seconds: Math.round((turn.now - call.enteredAt) / 1000), to });
  forwardCall(turn, call, to, 'waitedTooLong');
}
