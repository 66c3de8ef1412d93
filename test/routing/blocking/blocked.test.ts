// Call blocking at both levels, in each country, and in calls.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BlockingRules } from '../../../server/domain/telephony/blocking.ts';
import { CATEGORY_IDS, categoriesOf } from '../../../server/domain/telephony/blocking-categories.ts';
import { emergencyNumbersOf } from '../../../server/domain/telephony/system-extensions.ts';
import { isTextKey } from '../../../server/domain/texts.ts';
import { compileBlocking, judge, knownCategories } from '../../../server/routing/blocking/blocked.ts';
import { stepText } from '../../../server/routing/step.ts';
import { ACall, aSnapshot, fromUser } from '../../support/telephony.ts';

const PREMIUM = '+319001234';
const blocks = (...blocked: string[]): BlockingRules => ({ blocked });
const judged = (account: BlockingRules, user: BlockingRules, number = PREMIUM, country = 'NL', by = '201') =>
  judge(compileBlocking(account, { '201': user }, country), number, by);

describe('two levels', () => {
  test.each([
    ['a', blocks(), blocks(), undefined],
    ['b', blocks(), blocks('premium'), 'userBlocks'],
    ['c', blocks('premium'), blocks(), 'accountBlocks'],
    ['d', blocks('premium'), blocks('premium'), 'accountBlocks'],
    ['f', blocks(), blocks('premium'), 'userBlocks'],
  ])('CB-1 CB-2 CB-3 CB-4 CB-9%s', (_, account, user, because) => {
    const { isBlocked, step } = judged(account, user);
    expect([isBlocked, step?.because]).toEqual([because !== undefined, because]);
  });

  test('CB-4 CB-9e what one user may not is allowed to another, and to nobody in particular', () => {
    const rules = compileBlocking(blocks(), { '201': blocks('premium') }, 'NL');
    expect([judge(rules, PREMIUM, '201').isBlocked, judge(rules, PREMIUM, '202').isBlocked]).toEqual([true, false]);
    expect(judge(rules, PREMIUM).isBlocked).toBe(false);
    expect(judge(compileBlocking(blocks('premium'), {}, 'NL'), PREMIUM).isBlocked).toBe(true);
  });

  test('CB-4 the union of both levels, whatever is blocked and called', () => {
    const some = fc.subarray([...CATEGORY_IDS]);
    const number = fc.constantFrom(PREMIUM, '+31612345678', '+31201234567', '+18005551234', '+8816123', '1850', '112');
    fc.assert(
      fc.property(some, some, number, (account, user, called) => {
        const alone = (blocked: string[]) => judged(blocks(...blocked), blocks(), called).isBlocked;
        expect(judged(blocks(...account), blocks(...user), called).isBlocked).toBe(alone(account) || alone(user));
      }),
    );
  });
});

describe('categories', () => {
  test('CB-5 each country has its own, named in both languages', () => {
    const ids = (country: string) => categoriesOf(country).map(({ id }) => id);
    expect(ids('DK')).not.toContain('mobile');
    expect(ids('DE')).toContain('personalNumbers');
    expect(ids('ZZ')).toEqual(['outsideEurope', 'satellite']);
    const countries = ['NL', 'BE', 'DE', 'GB', 'DK', 'FI', 'LV', 'ES', 'ZZ'];
    const seen = new Set(countries.flatMap(ids));
    expect([...seen].toSorted()).toEqual([...CATEGORY_IDS].toSorted());
    for (const id of seen) expect(isTextKey(`blocking.category.${id}`), id).toBe(true);
  });

  test.each([
    ['NL', '+3120123', []],
    ['NL', '+31612345678', ['mobile']],
    ['NL', '+319091234', ['premium']],
    ['NL', '+3225551234', ['international']],
    ['NL', '+18005551234', ['international', 'outsideEurope']],
    ['NL', '+881612345', ['international', 'outsideEurope', 'satellite']],
    ['NL', '1850', ['directory']],
    ['BE', '+3290123456', ['premium']],
    ['DE', '+49900123456', ['premium']],
    ['GB', '+447012345678', ['personalNumbers']],
    ['GB', '+447712345678', ['mobile']],
  ])('CB-5 in %s %s is of %j', (country, number, expected) => {
    const found = categoriesOf(country).filter(({ id }) => judged(blocks(id), blocks(), number, country).isBlocked);
    expect(found.map(({ id }) => id)).toEqual(expected);
  });

  test('R-51 what a user may not call goes by the categories of his country', () => {
    const user = blocks('personalNumbers');
    expect(judged(blocks(), user, '+447012345678', 'GB')).toMatchObject({ isBlocked: true });
    expect(judged(blocks(), user, '+447012345678', 'NL')).toMatchObject({ isBlocked: false });
    expect(judged(blocks('personalNumbers'), blocks(), '+447012345678', 'GB').isBlocked).toBe(true);
    expect(judged(blocks(), user, '+442071234567', 'GB').isBlocked).toBe(false);
  });

  test("CB-5 an account's own category takes the place of ours with its id, and stands beside the others", () => {
    const own = [
      { id: 'premium', leading: ['+31909'], except: [] },
      { id: 'cuba', name: 'Cuba', leading: ['+53'], except: ['+5399'] },
    ];
    expect(knownCategories('NL', own).filter(({ id }) => id === 'premium')).toEqual([own[0]]);
    const account = { blocked: ['premium', 'cuba', 'gone'], categories: own };
    const calls = ['+319001234', '+319091234', '+531', '+53991'];
    expect(calls.map((number) => judged(account, blocks(), number).isBlocked)).toEqual([false, true, true, false]);
    const { step } = judged(account, blocks(), '+531');
    expect(step && stepText(step, 'en')).toBe('+531 is of the category Cuba, which the account does not allow.');
  });

  test('CB-6 emergency numbers are never blocked, whatever the categories say', () => {
    const everything = [{ id: 'all', name: 'All', leading: ['1', '9', '0', '+'], except: [] }];
    let seen = 0;
    for (const country of ['NL', 'BE', 'DE', 'GB', 'DK', 'FI'])
      for (const number of emergencyNumbersOf(country)) {
        const { isBlocked, step } = judged(
          { blocked: ['all'], categories: everything },
          blocks('all'),
          number,
          country,
        );
        expect([isBlocked, step?.because], `${country} ${number}`).toEqual([false, 'emergencyPasses']);
        seen += 1;
      }
    expect(seen).toBeGreaterThanOrEqual(7);
  });
});

describe('in a call', () => {
  const dial = (number: string, blocking: { account: BlockingRules; users: Record<string, BlockingRules> }) =>
    new ACall(aSnapshot({ blocking }), fromUser('201'), number);

  test('CB-2 CB-3 a call to a blocked category is refused, and says why in words', () => {
    const call = dial('09001234', { account: blocks('premium'), users: {} });
    expect(call.because).toContain('accountBlocks');
    expect(call.rings).toEqual([]);
    const step = call.last.steps.find(({ room }) => room === 'blocking');
    expect(step && stepText(step, 'en')).toBe(
      '+319001234 is of the category premium rate numbers, which the account does not allow.',
    );
    expect(step && stepText(step, 'nl')).toContain('betaalnummers');
  });

  test('CB-4 CB-9e a user is refused what others may call', () => {
    const users = { '202': blocks('mobile') };
    expect(dial('0612345678', { account: blocks(), users }).rings).toEqual(['+31612345678']);
    const other = new ACall(aSnapshot({ blocking: { account: blocks(), users } }), fromUser('202'), '0612345678');
    expect([other.rings, other.because.includes('userBlocks')]).toEqual([[], true]);
  });

  test('CB-6 112 rings for whoever may call nothing', () => {
    const all = [{ id: 'all', name: 'All', leading: ['1', '0', '+'], except: [] }];
    expect(dial('112', { account: { blocked: ['all'], categories: all }, users: {} }).rings).toEqual(['112']);
  });
});
