// 915: number plans switched by telephone, key by key, and what then holds.
import { describe, expect, test } from 'vitest';
import type { NumberPlanSchema } from '../../../server/domain/telephony/number-plan.ts';
import { activePlan } from '../../../server/routing/number-plan/active.ts';
import { withOverride } from '../../../server/routing/number-plan/rules.ts';
import { timetableOf } from '../../../server/routing/number-plan/timetable.ts';
import type { Snapshot } from '../../../server/routing/snapshot.ts';
import { ACall, aSnapshot, aUser, fromOutside, fromUser, NOW } from '../../support/telephony.ts';
import { AMSTERDAM, always, at, schema, weekly } from '../number-plan/support.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const main = schema({ times: [weekly(EVERY_DAY, '09:00', '17:00', 1), always(2)] });
const shop = schema({ id: 's2', name: 'Shop', number: 7, isMain: false });
const snapshotOf = (schemas: readonly NumberPlanSchema[], timeConfiguration = true, country = 'NL'): Snapshot => {
  const right = { ...aUser('201').rights, timeConfiguration };
  const base = aSnapshot({ numberPlanSchemas: schemas });
  return {
    ...base,
    account: { ...base.account, country },
    extensions: base.extensions.map((each) => (each.number === '201' ? aUser('201', { rights: right }) : each)),
  };
};
const dial = (schemas: readonly NumberPlanSchema[], code = '915', right = true, country = 'NL') =>
  new ACall(snapshotOf(schemas, right, country), fromUser('201'), code);
const prompts = (call: ACall) =>
  call.did('play').flatMap((played) => played.prompts.map((each) => (each.kind === 'system' ? each.name : each.kind)));
const asked = (call: ACall) => call.did('ask').map(({ request }) => request);
const ok = { type: 'told', answer: { is: 'ok' } } as const;
const MENU = 'planMenu';

describe('the menu', () => {
  test.each([
    ['a', [main], '1#4#', ['enterPlan'], { schemaId: 's1', override: { kind: 'temporary', plan: 4 } }],
    [
      'b',
      [main, shop],
      '1#7#4#',
      ['enterSchema', 'enterPlan'],
      { schemaId: 's2', override: { kind: 'temporary', plan: 4 } },
    ],
    ['c', [main], '2#4#', ['enterPlan'], { schemaId: 's1', override: { kind: 'permanent', plan: 4 } }],
    [
      'd',
      [main, shop],
      '2#1#9#',
      ['enterSchema', 'enterPlan'],
      { schemaId: 's1', override: { kind: 'permanent', plan: 9 } },
    ],
    ['e', [main], '3#', [], { schemaId: 's1', override: { kind: 'none' } }],
    ['f', [main, shop], '3#7#', ['enterSchema'], { schemaId: 's2', override: { kind: 'none' } }],
  ])('NP-8 NP-50 NP-51 NP-52 NP-53 NP-58 NP-60%s', (_, schemas, keys, expected, wanted) => {
    const call = dial(schemas).keys(keys);
    expect(prompts(call)).toEqual([MENU, ...expected]);
    expect(asked(call)).toEqual([{ ask: 'override', ...wanted }]);
    call.event(ok);
    expect(prompts(call).at(-1)).toBe('changed');
    expect(call.because).toContain('changed');
  });

  test('NP-53 NP-58 the step names the schema as people call it', () => {
    const steps = (keys: string) =>
      dial([main, shop])
        .keys(keys)
        .last.steps.map(({ because, values }) => [because, values]);
    expect(steps('1#7#4#')).toContainEqual(['overridesPlan', { schema: 'Shop', plan: 4 }]);
    expect(steps('3#7#')).toContainEqual(['followsTimes', { schema: 'Shop' }]);
  });

  test('NP-49 NP-60g NP-63 NP-65b SYS-49 without the right nobody gets in, whatever keys follow', () => {
    const call = dial([main], '915', false).keys('1#4#');
    expect([prompts(call), asked(call), call.because.at(-1)]).toEqual([['noRight'], [], 'noTimeRight']);
  });

  test('NP-63 NP-65a with the right the menu is offered', () => {
    expect(prompts(dial([main]))).toEqual([MENU]);
  });

  test.each([
    ['NL', '915'],
    ['DK', '915'],
    ['FI', '915'],
    ['GB', '8815'],
  ])('NP-48 SYS-49 in %s it is %s', (country, code) => {
    expect(prompts(dial([main], code, true, country))).toEqual([MENU]);
  });

  test('NP-54 NP-60h an unknown plan, schema or choice changes nothing and is asked for again', () => {
    const plan = dial([main]).keys('1#44#');
    expect([prompts(plan), asked(plan)]).toEqual([[MENU, 'enterPlan', 'invalid', 'enterPlan'], []]);
    expect(asked(plan.keys('4#'))).toMatchObject([{ override: { kind: 'temporary', plan: 4 } }]);
    const other = dial([main, shop]).keys('2#5#');
    expect([prompts(other), asked(other)]).toEqual([[MENU, 'enterSchema', 'invalid', 'enterSchema'], []]);
    const choice = dial([main]).keys('9#');
    expect([prompts(choice), asked(choice)]).toEqual([[MENU, 'invalid', MENU], []]);
  });

  test('NP-53 what could not be kept is told as such', () => {
    const call = dial([main])
      .keys('1#4#')
      .event({ type: 'told', answer: { is: 'wrong' } });
    expect([prompts(call).at(-1), call.because.at(-1)]).toEqual(['invalid', 'notChanged']);
  });
});

describe('from outside', () => {
  test('NP-59 a system extension offers the menu on a telephone number, to whoever says who he is and has the right', () => {
    const reached = (right: boolean) => {
      const base = snapshotOf([main], right);
      const system = { kind: 'system', number: '460', name: 'Plans', to: 'timeConfiguration' } as const;
      const numbers = [{ e164: '+31201111111', kind: 'fixed', linkedTo: '460' }] as const;
      const snapshot = { ...base, extensions: [...base.extensions, system], numbers };
      return new ACall(snapshot, fromOutside('0612345678'), '0201111111').keys('201').keys('4711').event(ok);
    };
    const call = reached(true).keys('2#5#');
    expect(prompts(call).slice(-2)).toEqual([MENU, 'enterPlan']);
    expect(asked(call).at(-1)).toEqual({ ask: 'override', schemaId: 's1', override: { kind: 'permanent', plan: 5 } });
    expect(prompts(reached(false)).at(-1)).toBe('noRight');
  });
});

describe('what then holds', () => {
  /** Keys in the code and the menu at a moment; gives the schemas as they are kept then. */
  const keyIn = (schemas: readonly NumberPlanSchema[], keys: string, ms: number): readonly NumberPlanSchema[] => {
    const [request] = asked(dial(schemas).keys(keys));
    if (request?.ask !== 'override') throw new Error('nothing was asked for');
    const { schemaId, override } = request;
    return schemas.map((each) => {
      const switched = each.id === schemaId && withOverride(each, override, new Date(ms), '201');
      return switched ? { ...switched, id: each.id } : each;
    });
  };
  const plans = (schemas: readonly NumberPlanSchema[], ms: number) =>
    schemas.map((each) => activePlan(timetableOf(each, AMSTERDAM), ms).plan?.slot);

  test('NP-9 switching one schema leaves the other alone', () => {
    const two = [main, { ...main, id: 's2', name: 'Shop', number: 7 }];
    expect(plans(two, NOW)).toEqual([1, 1]);
    expect(plans(keyIn(two, '2#7#5#', NOW), NOW)).toEqual([1, 5]);
  });

  test('NP-53 NP-55 NP-57 NP-58 NP-61a NP-61b NP-61c NP-61d NP-61e NP-61f the timeline', () => {
    const temporary = keyIn([main], '1#3#', at('2026-11-24 14:00'));
    const on = (schemas: readonly NumberPlanSchema[], wall: string) => plans(schemas, at(wall))[0];
    expect(on(temporary, '2026-11-24 14:00')).toBe(3);
    expect(on(temporary, '2026-11-24 16:59')).toBe(3);
    expect(on(temporary, '2026-11-24 17:00')).toBe(2);
    const permanent = keyIn(temporary, '2#4#', at('2026-11-25 10:00'));
    expect([on(permanent, '2026-11-25 10:00'), on(permanent, '2026-11-25 17:00')]).toEqual([4, 4]);
    const automatic = keyIn(permanent, '3#', at('2026-11-25 18:00'));
    expect(on(automatic, '2026-11-25 18:00')).toBe(2);
    expect(automatic[0]?.override).toBeUndefined();
  });
});
