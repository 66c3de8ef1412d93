// Number plans switched at a clock that is set, and the week that people are shown.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSchema, changeSchema, findSchema, schemasOf } from '../../../server/pbx/number-plans/schemas.ts';
import { switchPlan } from '../../../server/pbx/number-plans/switching.ts';
import { schemaView, shownSchedule } from '../../../server/pbx/number-plans/view.ts';
import { mondayOf, todayIn, weekOf } from '../../../server/pbx/number-plans/week.ts';
import { openTelephonyDesk, type TelephonyDesk } from '../../support/telephony-desk.ts';

let shop: TelephonyDesk;
beforeAll(async () => {
  shop = await openTelephonyDesk();
});
afterAll(() => shop?.desks.close());

const plans = [1, 2, 3].map((slot) => ({ slot, name: `Plan ${slot}` }));
const weekly = (startTime: string, endTime: string, plan: number) => ({
  ...{ kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], startTime, endTime, plan },
});
const times = [weekly('09:00', '17:00', 1), { kind: 'period', plan: 2 }];
let schemas = 0;
async function aSchema(fields: object = {}) {
  schemas += 1;
  const { id } = await addSchema(shop.deps, shop.account.id, { name: `Schema ${schemas}`, plans, times, ...fields });
  const which = { accountId: shop.account.id, schema: id };
  const now = async (iso: string) => {
    const at = shop.at(iso);
    const { record, account } = await findSchema(shop.deps, which);
    return schemaView(record, account, at);
  };
  return { which, now };
}

describe('a temporary plan', () => {
  test('NP-55 NP-56 NP-61 stands in the schedule until the next planned change, and is gone then', async () => {
    const { which, now } = await aSchema();
    shop.at('2026-11-24T13:00:00Z');
    await switchPlan(shop.deps, which, { kind: 'temporary', plan: 3 }, 'anna');
    const during = await now('2026-11-24T15:59:00Z');
    expect([during.now.plan, during.value.override?.by]).toEqual([3, 'anna']);
    expect(during.now.changesAt).toBe(Date.parse('2026-11-24T16:00:00Z'));
    const { record, account } = await findSchema(shop.deps, which);
    const day = [Date.parse('2026-11-24T12:00:00Z'), Date.parse('2026-11-24T18:00:00Z')] as const;
    const shown = shownSchedule(record, account, new Date('2026-11-24T13:00:00Z'), day);
    expect(shown.map(({ by, plan }) => [by, plan])).toEqual([
      ['weekly', 1],
      ['temporary', 3],
      ['period', 2],
    ]);
    const after = await now('2026-11-24T16:00:00Z');
    expect([after.now.plan, after.value.override]).toEqual([2, undefined]);
  });

  test('NP-56 one that has expired does not come back when times are changed afterwards', async () => {
    const { which, now } = await aSchema();
    shop.at('2026-11-24T13:00:00Z');
    await switchPlan(shop.deps, which, { kind: 'temporary', plan: 3 }, 'anna');
    shop.at('2026-11-24T17:00:00Z');
    // With these times no change would have come before 21:00.
    const open = [weekly('09:00', '21:00', 1), { kind: 'period', plan: 2 }];
    const { value } = await changeSchema(shop.deps, which, { times: open });
    expect(value.override).toBeUndefined();
    expect((await now('2026-11-24T17:00:00Z')).now.plan).toBe(1);
  });

  test('NP-62k a permanent one is replaced, and two who switch at one moment both come through', async () => {
    const { which, now } = await aSchema();
    shop.at('2026-11-24T13:00:00Z');
    await switchPlan(shop.deps, which, { kind: 'permanent', plan: 2 }, 'anna');
    await Promise.all([
      switchPlan(shop.deps, which, { kind: 'temporary', plan: 3 }, 'anna'),
      switchPlan(shop.deps, which, { kind: 'temporary', plan: 3 }, 'bert'),
    ]);
    const { value } = await now('2026-11-24T13:00:00Z');
    expect(value.override).toMatchObject({ kind: 'temporary', plan: 3 });
  });

  test('NP-3 two who are the first to set something of the main schema: one comes through, one is told to read again', async () => {
    const fresh = await openTelephonyDesk();
    const [main] = (await schemasOf(fresh.deps, fresh.account.id)).all;
    const which = { accountId: fresh.account.id, schema: main?.id ?? '' };
    const both = await Promise.allSettled(['Open', 'Closed'].map((name) => changeSchema(fresh.deps, which, { name })));
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(refused).toEqual(['REVISION_STALE']);
    expect((await schemasOf(fresh.deps, fresh.account.id)).all).toHaveLength(1);
    await fresh.desks.close();
  });
});

describe('the week', () => {
  test('NP-37 NP-38 each day says from when to when which plan holds, and which of them is now', async () => {
    const { which } = await aSchema();
    const { record, account } = await findSchema(shop.deps, which);
    const now = new Date('2026-11-24T10:30:00Z');
    const days = weekOf(record, account, now, '2026-11-23');
    expect(days.map(({ date }) => date)).toEqual(
      ['23', '24', '25', '26', '27', '28', '29'].map((day) => `2026-11-${day}`),
    );
    expect(days[1]?.blocks.map(({ from, until, plan, isNow }) => [from, until, plan, isNow])).toEqual([
      [0, 540, 2, false],
      [540, 1020, 1, true],
      [1020, 1440, 2, false],
    ]);
    expect(days.map((day) => day.now)).toEqual([undefined, 690, ...Array(5).fill(undefined)]);
    expect([
      mondayOf('2026-11-29'),
      mondayOf('2026-11-23'),
      todayIn(account, new Date('2026-11-24T23:30:00Z')),
    ]).toEqual(['2026-11-23', '2026-11-23', '2026-11-25']);
  });

  test('NP-37 days on which clocks change are whole in both directions', async () => {
    const { which } = await aSchema({ times: [weekly('01:30', '02:30', 1), { kind: 'period', plan: 2 }] });
    const { record, account } = await findSchema(shop.deps, which);
    for (const monday of ['2027-03-22', '2027-10-25']) {
      const days = weekOf(record, account, new Date('2026-11-24T10:30:00Z'), monday);
      for (const { date, blocks } of days) {
        expect([blocks[0]?.from, blocks.at(-1)?.until], date).toEqual([0, 1440]);
        for (const [i, { from }] of blocks.entries()) expect(from, date).toBe(blocks[i - 1]?.until ?? 0);
      }
      expect(days).toHaveLength(7);
    }
    const spring = weekOf(record, account, new Date('2026-11-24T10:30:00Z'), '2027-03-22')[6]?.blocks;
    // 02:00 to 03:00 is not there: what should end within ends when clocks are put forward.
    expect(spring?.map(({ from, until, plan }) => [from, until, plan])).toEqual([
      [0, 90, 2],
      [90, 180, 1],
      [180, 1440, 2],
    ]);
  });
});
