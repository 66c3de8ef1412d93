// Which plan of a schema holds at a moment, why, and when the next one takes over: the next change is computed from the times, so
// that nobody has to look again and again. By hand before a holiday before the days of the week before longer periods.
// Source: NP-13, NP-41, NP-44 to NP-47, NP-55 to NP-58, NP-62
import type { E164 } from '../../domain/telephony/destination.ts';
import type { NumberPlan, Override, PlanNumber } from '../../domain/telephony/number-plan.ts';
import type { Step } from '../step.ts';
import { type Chosen, type Planned, type Timetable, WHOLE_CYCLE } from './timetable.ts';

export type PlanBecause = 'permanent' | 'temporary' | Chosen['by'] | 'nothing';

/** What chose a plan. */
export type Chooser =
  | Chosen
  | { readonly by: 'permanent' | 'temporary'; readonly entry: Override }
  | { readonly by: 'nothing' };

/** A time in which one thing chooses the plan. Times in milliseconds; infinite without an end. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly chooser: Chooser;
}

export interface ActivePlan {
  readonly plan?: NumberPlan;
  readonly chooser: Chooser;
  readonly step: Step<PlanBecause>;
  /** When another plan, or none, holds; absent: never. Milliseconds. */
  readonly changesAt?: number;
}

export interface NumberLeads {
  /** Absent: the number reaches nobody now. */
  readonly row: PlanNumber | undefined;
  readonly steps: readonly Step[];
  readonly changesAt: number | undefined;
}

const RULES: Readonly<Record<PlanBecause, string>> = {
  permanent: 'NP-46',
  temporary: 'NP-55',
  holiday: 'NP-32',
  weekly: 'NP-35',
  period: 'NP-36',
  nothing: 'NP-41',
};

/** The last answer of a timetable, which holds until its stretch ends: most decisions find theirs here. */
interface Remembered {
  readonly stretch: Stretch;
  readonly answer: ActivePlan;
}
const REMEMBERED = new WeakMap<Timetable, Remembered>();

/** @param now  milliseconds */
export function activePlan(timetable: Timetable, now: number): ActivePlan {
  const known = REMEMBERED.get(timetable);
  if (known && known.stretch.from <= now && now < known.stretch.until) return known.answer;
  const stretch = stretchAt(timetable, now);
  const answer = answerOf(timetable, stretch);
  REMEMBERED.set(timetable, { stretch, answer });
  return answer;
}

/** Where a number of the schema leads. Source: NP-18, NP-41 */
export function numberLeads(timetable: Timetable, e164: E164, now: number): NumberLeads {
  const { plan, step, changesAt } = activePlan(timetable, now);
  const found = plan && timetable.numbers.get(plan.slot)?.get(e164);
  const why: Step = found?.step ?? {
    room: 'numberPlan',
    rule: 'NP-41',
    because: 'numberNowhere',
    values: { number: e164 },
  };
  return { row: found?.row, steps: [step, why], changesAt };
}

/**
 * Which plan holds when, from one moment up to another, without holes.
 * @param most  stretches at most; the list then ends before `until`
 */
export function scheduleOf(timetable: Timetable, from: number, until: number, most: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let at = from; at < until && found.length < most; ) {
    const stretch = stretchAt(timetable, at);
    const end = Math.min(stretch.until, until);
    const last = found.at(-1);
    if (last && isSame(last.chooser, stretch.chooser)) found[found.length - 1] = { ...last, until: end };
    else found.push({ ...stretch, until: end });
    at = end;
  }
  return found;
}

/**
 * When a temporary override ends that is made at this moment: with the first change that the times plan to another plan or to
 * none. What holidays do is planned too.
 * @returns undefined when no change is planned: it stays
 * Source: NP-55, NP-62i, NP-62j
 */
export function nextPlannedChange(timetable: Timetable, since: number): number | undefined {
  return changeAfter(timetable, since, (at) => plannedStretch(timetable, at));
}

/** Whether the override still counts. Source: NP-56 */
export function overrideStands(timetable: Timetable, now: number): boolean {
  const { override } = timetable.schema;
  return override !== undefined && now < overrideEnd(timetable, override);
}

function stretchAt(timetable: Timetable, at: number): Stretch {
  const { override } = timetable.schema;
  if (override === undefined) return plannedStretch(timetable, at);
  const since = Date.parse(override.since);
  if (at < since) {
    const planned = plannedStretch(timetable, at);
    return { ...planned, until: Math.min(planned.until, since) };
  }
  const end = overrideEnd(timetable, override);
  if (at >= end) return plannedStretch(timetable, at);
  return { from: at, until: end, chooser: { by: override.kind, entry: override } };
}

const ENDS = new WeakMap<Timetable, number>();

/** Infinite when it stays. */
function overrideEnd(timetable: Timetable, { kind, since }: Override): number {
  if (kind === 'permanent') return Number.POSITIVE_INFINITY;
  const known = ENDS.get(timetable);
  if (known !== undefined) return known;
  const end = nextPlannedChange(timetable, Date.parse(since)) ?? Number.POSITIVE_INFINITY;
  ENDS.set(timetable, end);
  return end;
}

/** What the times say, without what was set by hand. */
function plannedStretch({ clock, planned }: Timetable, at: number): Stretch {
  const { chosen, until }: Planned = planned(clock.wallMinuteAt(at));
  return {
    from: at,
    until: until === Number.POSITIVE_INFINITY ? until : clock.momentOf(until),
    chooser: chosen ?? { by: 'nothing' },
  };
}

function answerOf(timetable: Timetable, { from, chooser }: Stretch): ActivePlan {
  const slot = slotOf(chooser);
  const plan = slot === undefined ? undefined : timetable.plans.get(slot);
  const changesAt = changeAfter(timetable, from, (at) => stretchAt(timetable, at));
  return {
    ...(plan && { plan }),
    chooser,
    step: stepOf(timetable, chooser, plan),
    ...(changesAt !== undefined && { changesAt }),
  };
}

/** The first moment after this one with another plan. */
function changeAfter(timetable: Timetable, from: number, stretchFrom: (at: number) => Stretch): number | undefined {
  const first = stretchFrom(from);
  let stretch = first;
  let quietSince = from;
  while (stretch.until !== Number.POSITIVE_INFINITY) {
    const isPlanned = stretch.chooser.by !== 'temporary' && !isOverrideAhead(timetable, stretch.from);
    if (!isPlanned) quietSince = stretch.until;
    stretch = stretchFrom(stretch.until);
    if (slotOf(stretch.chooser) !== slotOf(first.chooser)) return stretch.from;
    if (isPlanned && isWholeCycle(timetable, quietSince, stretch.from)) return undefined;
  }
  return undefined;
}

/** Whether so much was seen after the last date that no change can come any more. */
function isWholeCycle({ clock, lastDated }: Timetable, since: number, at: number): boolean {
  return clock.wallMinuteAt(at) > Math.max(clock.wallMinuteAt(since), lastDated) + WHOLE_CYCLE;
}

function isOverrideAhead({ schema }: Timetable, at: number): boolean {
  return schema.override !== undefined && at < Date.parse(schema.override.since);
}

export function slotOf(chooser: Chooser): number | undefined {
  return chooser.by === 'nothing' ? undefined : chooser.entry.plan;
}

function isSame(a: Chooser, b: Chooser): boolean {
  return a.by === 'nothing' || b.by === 'nothing' ? a.by === b.by : a.entry === b.entry;
}

function stepOf({ schema }: Timetable, chooser: Chooser, plan: NumberPlan | undefined): Step<PlanBecause> {
  const values = { schema: schema.name, plan: slotOf(chooser) ?? 0, name: plan?.name ?? '' };
  const described = chooser.by === 'holiday' ? { ...values, holiday: chooser.entry.description } : values;
  return { room: 'numberPlan', rule: RULES[chooser.by], because: chooser.by, values: described };
}
