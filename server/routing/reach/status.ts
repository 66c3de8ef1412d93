// Which status is active, and when that changes by itself: a status set by hand (do not disturb is one) before roaming, before
// the schedule, before the base status. Source: step 2, A-40 of routing-and-reach.md
import type { DeviceOverride, ReachFacts, Status } from '../../domain/telephony/reach.ts';
import { type ActiveStatus, activeBy } from './cells.ts';
import type { CompiledReach } from './compile.ts';
import { nextScheduleChange, scheduledStatus } from './schedule.ts';

/** Exactly one at any moment. Source */
export function activeStatus(compiled: CompiledReach, facts: ReachFacts, nowMs: number): ActiveStatus {
  const { statuses, reach } = compiled;
  const manual = manualStatus(compiled, facts, nowMs);
  if (manual) return activeBy(manual.id === reach.defaults.doNotDisturb ? 'doNotDisturb' : 'manual', manual);
  const roaming = facts.roaming ? statuses.get(reach.roamingStatus ?? '') : undefined;
  if (roaming) return activeBy('roaming', roaming);
  const scheduled = scheduledStatus(compiled.schedule, compiled.clock, nowMs);
  return (scheduled === undefined ? undefined : compiled.scheduled.get(scheduled)) ?? compiled.base;
}

function manualStatus({ statuses }: CompiledReach, { manual }: ReachFacts, nowMs: number): Status | undefined {
  return manual && isInForce(manual, nowMs) ? statuses.get(manual.status) : undefined;
}

/** What holds once the status chosen by hand is taken away. Source: R-54 */
export function withoutManual({ manual: _taken, ...rest }: ReachFacts): ReachFacts {
  return rest;
}

/** Until its end, which is not part of it. Source: R-53, R-55c */
export function isInForce({ until }: { readonly until?: string | undefined }, nowMs: number): boolean {
  return until === undefined || nowMs < Date.parse(until);
}

/** Source */
export function isDoNotDisturb(compiled: CompiledReach, facts: ReachFacts, nowMs: number): boolean {
  return activeStatus(compiled, facts, nowMs).source === 'doNotDisturb';
}

/** The devices that were chosen by hand, while that holds. Source */
export function deviceOverride({ devices }: ReachFacts, nowMs: number): DeviceOverride | undefined {
  return devices && isInForce(devices, nowMs) ? devices : undefined;
}

/**
 * When another status becomes active by itself, or devices chosen by hand cease to be.
 * @returns undefined when nothing will, as long as nobody does anything
 * Source
 */
export function changesAt(compiled: CompiledReach, facts: ReachFacts, nowMs: number): number | undefined {
  const picture = (atMs: number) => {
    const { status } = activeStatus(compiled, facts, atMs);
    return `${status.id} ${deviceOverride(facts, atMs) !== undefined}`;
  };
  const now = picture(nowMs);
  const ends = [facts.manual?.until, facts.devices?.until].flatMap((until) => (until ? [Date.parse(until)] : []));
  let atMs = nowMs;
  for (;;) {
    const later = [...ends.filter((end) => end > atMs), ...followingSchedule(compiled, facts, atMs)];
    if (later.length === 0) return undefined;
    atMs = Math.min(...later);
    if (picture(atMs) !== now) return atMs;
  }
}

/** The next change of the schedule, while it is the schedule that counts. */
function followingSchedule(compiled: CompiledReach, facts: ReachFacts, atMs: number): readonly number[] {
  const { source } = activeStatus(compiled, facts, atMs);
  if (source !== 'schedule' && source !== 'base') return [];
  const next = nextScheduleChange(compiled.schedule, compiled.clock, atMs, compiled.base.status.id);
  return next === undefined ? [] : [next];
}
