// What a waiting caller hears and when: position and expected wait at an interval, infotainment once a minute, music
// or a ringing tone behind it all. While infotainment plays, everything else waits for its end.
import type { Background, Sound } from './events.ts';
import { expectedWait, measured, turnsOf } from './recent-waits.ts';
import type { Audio } from './settings.ts';
import { indexFor, insert, remove } from './sorted.ts';
import { byArrival, type Call, type Due, type Queue, URGENCY } from './state.ts';
import { cancelTimer, setTimer } from './timers.ts';
import { say, type Turn } from './turn.ts';

/** */
export const INFOTAINMENT_EVERY_MS = 60_000;
/** When infotainment is due but an agent can take the call at once, it is looked at again after this. */
const LOOK_AGAIN_MS = 1000;

/** 1 for the caller who is next. Source */
export function positionOf(call: Call): number {
  return indexFor(call.queue.line, call, byArrival) + 1;
}

/** Q-22e, Q-136, Q-138 */
export function backgroundOf({ settings }: Queue): Background {
  return settings.music ? { kind: 'music', files: settings.musicFiles } : { kind: 'ringing' };
}

/**
 * Where a playlist stands after so much of it was heard: one file after another, again from the first.
 * @returns undefined for an empty playlist
 * Source: Q-137
 */
export function placeIn(
  files: readonly Audio[],
  heardMs: number,
): { readonly file: Audio; readonly atMs: number } | undefined {
  const wholeMs = files.reduce((sum, { durationMs }) => sum + durationMs, 0);
  let atMs = wholeMs === 0 ? 0 : heardMs % wholeMs;
  for (const file of files) {
    if (atMs < file.durationMs) return { file, atMs };
    atMs -= file.durationMs;
  }
  return undefined;
}

/** Begins the wait proper: background, timers of announcements and infotainment, then the call can be offered. */
export function startWaiting(turn: Turn, call: Call): void {
  call.phase = 'waiting';
  call.waitsSince = turn.now;
  turn.actions.push({ do: 'setBackground', call: call.id, background: backgroundOf(call.queue) });
  armAnnouncement(turn, call, turn.now);
  armInfotainment(turn, call);
  settle(turn, call);
}

/** A caller who rings nowhere: he hears the infotainment that fell due meanwhile, unless an agent can take him now. */
export function settle(turn: Turn, call: Call) {
  if (call.queue.available.length === 0 && infotainmentDueAt(call) <= turn.now) return startInfotainment(turn, call);
  makeReady(turn, call);
  armInfotainment(turn, call);
}

export function makeReady(turn: Turn, call: Call): void {
  insert(call.queue.ready, call, byArrival);
  turn.woken.add(call.queue);
}

/** When the next file is due: file n at n minutes of waiting; never, when all were heard. Source */
export function infotainmentDueAt({ heard, queue, waitsSince }: Call): number {
  return heard < queue.settings.infotainmentFiles.length
    ? waitsSince + (heard + 1) * INFOTAINMENT_EVERY_MS
    : Number.POSITIVE_INFINITY;
}

export function onInfotainmentDue(turn: Turn, call: Call): void {
  // While it rings at an agent, the file waits: an agent who answers must not be kept waiting by it.
  if (call.offers.size > 0 || call.phase !== 'waiting') return;
  startInfotainment(turn, call);
}

/** position first, then the expected wait. */
export function onAnnouncementDue(turn: Turn, call: Call, dueAt: number): void {
  armAnnouncement(turn, call, dueAt);
  if (call.phase === 'infotainment') {
    call.missedAnnouncement = true;
    say(turn, 'waitsForSound', { call: call.id });
  } else announce(turn, call);
}

export function announce(turn: Turn, call: Call): void {
  call.missedAnnouncement = false;
  const { language, announcePosition, announceWait } = call.queue.settings;
  const position = positionOf(call);
  const sounds: Sound[] = [];
  if (announcePosition) sounds.push({ kind: 'position', position, language });
  if (announceWait) sounds.push({ kind: 'expectedWait', minutes: expectedMinutes(turn, call, position), language });
  if (sounds.length === 0) return;
  say(turn, 'announced', { call: call.id, position });
  turn.actions.push({ do: 'play', call: call.id, sounds });
}

/** Timers that the settings decide on, for a call that waits already. */
export function rearm(turn: Turn, call: Call): void {
  if (call.phase !== 'waiting' && call.phase !== 'infotainment') return;
  armAnnouncement(turn, call, turn.now);
  if (call.phase === 'waiting') armInfotainment(turn, call);
}

/** How many agents' turns a position is away, at this moment. */
export function turnsBefore({ activeMembers }: Queue, position: number): number {
  return turnsOf(position, activeMembers);
}

/** Whole minutes, at least one: what prompts can say. */
function expectedMinutes({ now }: Turn, { queue }: Call, position: number): number {
  const waitMs = expectedWait(measured(queue.waits, now), position, queue.activeMembers);
  return Math.max(1, Math.ceil(waitMs / 60_000));
}

function startInfotainment(turn: Turn, call: Call): void {
  const file = call.queue.settings.infotainmentFiles[call.heard];
  if (file === undefined) return;
  remove(call.queue.ready, call, byArrival);
  call.phase = 'infotainment';
  call.heard += 1;
  say(turn, 'infotainment', { call: call.id, count: call.heard });
  playFile(turn, call, { kind: 'infotainment', file });
}

/** A recording that the call waits for: its end is a timer, so that a silent player keeps nobody waiting. */
export function playFile(turn: Turn, call: Call, sound: Extract<Sound, { readonly file: Audio }>): void {
  turn.actions.push({ do: 'play', call: call.id, sounds: [sound] });
  soundLasts(turn, call, sound.file.durationMs);
}

export function soundLasts(turn: Turn, call: Call, forMs: number): void {
  arm(turn, call, 'sound', turn.now + forMs);
}

function armInfotainment(turn: Turn, call: Call): void {
  const dueAt = infotainmentDueAt(call);
  arm(turn, call, 'infotainment', dueAt <= turn.now ? turn.now + LOOK_AGAIN_MS : dueAt);
}

/** The next tick after `from`; ticks that lie in the past by now are left out. */
function armAnnouncement(turn: Turn, call: Call, from: number): void {
  const { announceEverySec, announcePosition, announceWait } = call.queue.settings;
  const everyMs = (announceEverySec ?? 0) * 1000;
  const wanted = everyMs > 0 && (announcePosition || announceWait);
  const missed = wanted ? Math.floor((turn.now - from) / everyMs) : 0;
  arm(turn, call, 'announcement', wanted ? from + (missed + 1) * everyMs : Number.POSITIVE_INFINITY);
}

/** Sets one of the call's timers anew; none when the moment never comes. */
export function arm(turn: Turn, call: Call, what: keyof Call['timers'], at: number): void {
  cancelTimer(turn.state.timers, call.timers[what]);
  call.timers[what] = undefined;
  if (at === Number.POSITIVE_INFINITY) return;
  const due: Due = { what, call };
  call.timers[what] = setTimer(turn.state.timers, at, URGENCY[what], due);
}
