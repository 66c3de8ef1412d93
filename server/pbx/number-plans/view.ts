// A schema as people see it: which plan holds now and why, what changes next, what is worth a warning, and its days to come.
// Source: NP-17, NP-37, NP-38, NP-39, NP-41, NP-56
import type { Account } from '../../domain/records.ts';
import type { NumberPlanSchemaValue } from '../../domain/telephony/number-plan.ts';
import { activePlan, type Chooser, scheduleOf, slotOf } from '../../routing/number-plan/active.ts';
import { type PlanWarning, warningsOf } from '../../routing/number-plan/rules.ts';
import type { Step } from '../../routing/step.ts';
import { currentValue, type SchemaRecord, timetable } from './schemas.ts';

/** What holds, and for how long. Times in milliseconds. */
export interface SchemaNow {
  /** Absent: no plan. */
  readonly plan?: number;
  readonly name?: string;
  readonly by: Chooser['by'];
  readonly step: Step;
  /** When another plan holds, or none; absent: never. */
  readonly changesAt?: number;
  /** What holds then; absent: none does. */
  readonly next?: { readonly plan: number; readonly name: string };
}

export interface SchemaView {
  readonly value: NumberPlanSchemaValue;
  readonly now: SchemaNow;
  readonly warnings: readonly PlanWarning[];
}

export function schemaView(record: SchemaRecord, account: Account, now: Date): SchemaView {
  const value = currentValue(record, account, now);
  const table = timetable(record, value, account);
  const { plan, chooser, step, changesAt } = activePlan(table, now.getTime());
  const next = changesAt === undefined ? undefined : activePlan(table, changesAt).plan;
  return {
    value,
    warnings: warningsOf(value),
    now: {
      ...(plan && { plan: plan.slot, name: plan.name }),
      by: chooser.by,
      step,
      ...(changesAt !== undefined && { changesAt }),
      ...(next && { next: { plan: next.slot, name: next.name } }),
    },
  };
}

/** One time in which one thing chooses the plan; milliseconds. */
export interface Shown {
  readonly from: number;
  readonly until: number;
  readonly plan?: number;
  readonly name?: string;
  readonly by: Chooser['by'];
  /** Of a holiday: what it is called. */
  readonly description?: string;
}

/** More than a picture or a list can use. */
const MOST_SHOWN = 2000;

/** Which plan holds when. Source: NP-37, NP-38, NP-56 */
export function shownSchedule(
  record: SchemaRecord,
  account: Account,
  now: Date,
  [from, until]: readonly [number, number],
): readonly Shown[] {
  const value = currentValue(record, account, now);
  const table = timetable(record, value, account);
  return scheduleOf(table, from, until, MOST_SHOWN).map(({ from: begins, until: ends, chooser }) => {
    const plan = slotOf(chooser);
    const name = plan === undefined ? undefined : table.plans.get(plan)?.name;
    return {
      from: begins,
      until: ends,
      by: chooser.by,
      ...(plan !== undefined && { plan }),
      ...(name !== undefined && { name }),
      ...(chooser.by === 'holiday' && { description: chooser.entry.description }),
    };
  });
}
