// What holds for every call, whatever was set up and whatever happens to it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../server/routing/blocking/blocked.ts';
import type { Origin } from '../../../server/routing/decision.ts';
import { stepText } from '../../../server/routing/step.ts';
import {
  dialled,
  type FuzzedAccount,
  fuzzedAccount,
  type Happening,
  happening,
  origin,
  PREMIUM,
} from './fuzzed-account.ts';
import { FuzzedCall } from './fuzzed-call.ts';

const happenings = fc.array(happening, { maxLength: 25 });
const RUNS = { numRuns: 300 };
/** Where it is counted how often something was met, always the same calls. */
const COUNTED = { numRuns: 600, seed: 7 };
const DAY_SEC = 86_400;

function played(account: FuzzedAccount, from: Origin, to: string, all: readonly Happening[]): FuzzedCall {
  const call = new FuzzedCall(account, from, to);
  for (const each of all) call.happen(each);
  return call;
}

/** Both parties hang up, and then nobody does anything any more. */
function ended(call: FuzzedCall): FuzzedCall {
  call.happen({ event: { type: 'callerHungUp' } });
  call.happen({ event: { type: 'calleeHungUp' } });
  call.happen({ passSec: DAY_SEC });
  call.happen({ event: { type: 'callerHungUp' } });
  return call;
}

describe('every call', () => {
  test('waits for something at every moment, and is over once everybody has hung up', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(fuzzedAccount, origin, dialled, happenings, (account, from, to, all) => {
        const call = new FuzzedCall(account, from, to);
        met.add(call.is);
        for (const each of all) {
          call.happen(each);
          met.add(call.is);
        }
        expect(met).not.toContain('new');
        ended(call);
        expect(['over', 'joined']).toContain(call.is);
        expect(call.wrong).toEqual([]);
      }),
      RUNS,
    );
    expect([...met]).toEqual(expect.arrayContaining(['dialogue', 'ringing', 'talking', 'queued', 'over']));
  });

  test('leaves nothing behind: no phone rings on, no queue holds it, no call limit counts it', () => {
    fc.assert(
      fc.property(fuzzedAccount, origin, dialled, happenings, (account, from, to, all) => {
        const call = ended(played(account, from, to, all));
        if (call.is !== 'over') return;
        expect([...call.ringing]).toEqual([]);
        expect(call.queues.calls.has('call')).toBe(false);
        const counted = new Map<string, number>();
        for (const action of call.actions)
          if (action.do === 'countLimit')
            counted.set(action.extension, (counted.get(action.extension) ?? 0) + action.by);
        expect([...counted.values()].filter((count) => count !== 0)).toEqual([]);
        const ends = call.actions.filter(({ do: what }) => what === 'refuse' || what === 'release');
        expect(ends.length).toBeLessThanOrEqual(1);
        const lines = call.actions.reduce(
          (open, action) => open + (action.do === 'park' ? 1 : action.do === 'unpark' ? -1 : 0),
          0,
        );
        expect(lines).toBe(0);
      }),
      RUNS,
    );
  });

  test('nothing happens any more once it is over', () => {
    fc.assert(
      fc.property(fuzzedAccount, origin, dialled, happenings, happenings, (account, from, to, all, more) => {
        const call = ended(played(account, from, to, all));
        const before = call.actions.length;
        for (const each of more) call.happen(each);
        const late = call.actions.slice(before).filter(({ do: what }) => what !== 'releaseTarget');
        expect(late).toEqual([]);
      }),
      RUNS,
    );
  });

  test('CB-1 CB-2 EXT-138: nobody rings a number that the account blocks, whatever way leads there', () => {
    let outside = 0;
    fc.assert(
      fc.property(fuzzedAccount, origin, dialled, happenings, (account, from, to, all) => {
        const call = played(account, from, to, all);
        for (const target of call.rung) {
          if (target.kind !== 'number') continue;
          outside += 1;
          expect(judge(call.compiled.blocking, target.number).isBlocked, target.number).toBe(false);
        }
      }),
      COUNTED,
    );
    expect(outside).toBeGreaterThan(10);
    expect(
      judge(
        new FuzzedCall(fc.sample(fuzzedAccount, 1)[0] ?? never(), { kind: 'outside' }, '1').compiled.blocking,
        PREMIUM,
      ).isBlocked,
    ).toBe(true);
  });

  test('CB-3 CB-4: a user rings no number that he is blocked from', () => {
    let refused = 0;
    fc.assert(
      fc.property(fuzzedAccount, fc.constantFrom('0612345678', '004930123456', '#31#0612345678'), (account, to) => {
        const call = new FuzzedCall(account, { kind: 'channel', channel: 'desk202' }, to);
        const number = to.startsWith('00') ? '+4930123456' : '+31612345678';
        const { isBlocked } = judge(call.compiled.blocking, number, '202');
        if (isBlocked) refused += 1;
        expect(call.rung.length === 0).toBe(
          isBlocked || call.steps.some(({ because }) => because === 'externalCallLimit'),
        );
      }),
      COUNTED,
    );
    expect(refused).toBeGreaterThan(20);
  });

  test('CB-6 FAC-78 FAC-116: an emergency call rings at once, whoever calls and whatever is set', () => {
    const anywhere = fc.oneof(
      fc
        .constantFrom('desk201', 'desk202', 'lobby', 'nowhere')
        .map((channel): Origin => ({ kind: 'channel', channel })),
      fc
        .constantFrom('fixed' as const, 'mobile' as const, 'web' as const)
        .map((device): Origin => ({ kind: 'user', extension: '202', device })),
    );
    const everything = {
      account: { blocked: ['all'], categories: [{ id: 'all', leading: ['1', '+'], except: [] }] },
      users: {},
    };
    fc.assert(
      fc.property(fuzzedAccount, anywhere, fc.boolean(), (account, from, anonymously) => {
        const snapshot = {
          ...account.snapshot,
          account: { ...account.snapshot.account, externalCallLimit: 1, ipListing: { active: true, allow: [] } },
          blocking: everything,
        };
        const live = {
          ...account.live,
          externalCalls: 9,
          unknownAddress: { desk201: true, desk202: true, lobby: true } as const,
        };
        const isMobile = from.kind === 'user' && from.device === 'mobile';
        const call = new FuzzedCall({ snapshot, live }, from, anonymously ? `${isMobile ? '131' : '#31#'}112` : '112');
        expect(call.rung).toMatchObject([{ kind: 'number', number: '112', isEmergency: true }]);
        expect(call.rung).toEqual([expect.objectContaining({ callerId: expect.stringMatching(/^\+31/) })]);
        expect(call.is).toBe('ringing');
      }),
      RUNS,
    );
  });

  test('EXT-13: circles of extensions end, after twenty at most', () => {
    let loops = 0;
    fc.assert(
      fc.property(fuzzedAccount, origin, dialled, happenings, (account, from, to, all) => {
        const call = played(account, from, to, all);
        loops += call.steps.filter(({ because }) => because === 'loop').length;
        const { visited } = call.decided.state;
        expect(visited.length).toBeLessThanOrEqual(20);
        expect(new Set(visited).size).toBe(visited.length);
      }),
      COUNTED,
    );
    expect(loops).toBeGreaterThan(0);
  });

  test('says why in words, in both languages', () => {
    fc.assert(
      fc.property(fuzzedAccount, origin, dialled, happenings, (account, from, to, all) => {
        const { steps } = played(account, from, to, all);
        expect(steps.length).toBeGreaterThan(0);
        for (const step of steps) {
          expect(step.rule).toMatch(/^(EXT|CALL|FAC|SYS|NP|CB|R|Q)-\d+[a-z]?$/);
          for (const language of ['nl', 'en']) {
            const told = stepText(step, language);
            expect(told, step.because).not.toBe(step.because);
            expect(told, step.because).not.toMatch(/[{}]|undefined/);
          }
        }
      }),
      RUNS,
    );
  });
});

function never(): never {
  throw new Error('fast-check gave nothing');
}
