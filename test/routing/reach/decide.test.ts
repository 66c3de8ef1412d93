import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../server/domain/telephony/destination.ts';
import type { Profile, ReachFacts } from '../../../server/domain/telephony/reach.ts';
import { isTextKey } from '../../../server/domain/texts.ts';
import { type ReachCall, reachFor } from '../../../server/routing/reach/decide.ts';
import type { ReachRoute } from '../../../server/routing/reach/routes.ts';
import { syncReach } from '../../../server/routing/reach/sync.ts';
import { stepText } from '../../../server/routing/step.ts';
import {
  always,
  at,
  COLLEAGUE,
  compiled,
  EXAMPLE,
  FAMILY,
  freeCall,
  NOBODY,
  NOON,
  OWNER,
  profile,
  STRANGER,
  TUESDAY,
} from './example.ts';

const U: Destination = { kind: 'number', e164: '+31611111111' };
const B: Destination = { kind: 'number', e164: '+31622222222' };
const N: Destination = { kind: 'number', e164: '+31633333333' };
const on = (to: Destination) => ({ mode: 'on', to }) as const;
const OFF = { mode: 'off' } as const;

/** In one line: who rings, or where it goes. */
function told(route: ReachRoute): string {
  switch (route.do) {
    case 'forward':
      return route.onward.to.kind === 'number' ? route.onward.to.e164 : `${route.onward.to.kind}`;
    case 'assistants':
      return `assistants, else ${told(route.otherwise)}`;
    case 'ring':
      return route.devices.join(' and ');
    case 'unreachable':
      return 'unreachable';
    default:
      return route satisfies never;
  }
}
const routed = (reach: ReturnType<typeof compiled>, call: ReachCall, facts: ReachFacts, ms: number) =>
  told(reachFor(reach, call, facts, ms).route);

describe('the matrix', () => {
  const manual = (status: string): ReachFacts => ({ manual: { status } });
  test.each([
    ['a', 'work', COLLEAGUE, 'fixed and mobile'],
    ['b', 'out', COLLEAGUE, 'voicemail'],
    ['c', 'work', FAMILY, 'mobile'],
    ['d', 'lunch', FAMILY, 'mobile'],
    ['e', 'out', FAMILY, 'mobile'],
  ])('R-7 R-2 R-4 row %s: %s', (_, status, caller, expected) => {
    expect(routed(compiled(), freeCall(caller), manual(status), NOON)).toBe(expected);
  });

  test('R-6: a combination without a profile uses the default profile', () => {
    const decision = reachFor(compiled(), freeCall(STRANGER), manual('work'), NOON);
    expect(decision.profile).toBe('default');
    expect(told(decision.route)).toBe('fixed and mobile and web');
    expect(decision.steps.map(({ because }) => because)).toContain('profileDefault');
  });

  test('R-1 R-5: who is in no class is in the base class; outside all times the base status holds', () => {
    const decision = reachFor(compiled(), freeCall({}), NOBODY, at(`${TUESDAY}T22:00`));
    expect([decision.callClass, decision.status]).toEqual(['base', 'out']);
  });
});

describe('a profile', () => {
  const rings = { mode: 'on', fixed: true, mobile: false, web: false } as const;
  const busyAfter = { unconditional: OFF, busy: on(B), noAnswer: { ...on(N), afterSec: 20 } };
  const none = { unconditional: OFF, busy: OFF, noAnswer: { ...OFF, afterSec: 20 } };
  const busyCall = { ...freeCall(STRANGER), isBusy: true };

  test.each([
    ['a, free', { ...busyAfter, unconditional: on(U) }, freeCall(STRANGER), U],
    ['a, in a call', { ...busyAfter, unconditional: on(U) }, busyCall, U],
    ['b', busyAfter, busyCall, B],
  ] as const)('R-20 R-12 R-13 row %s', (_, set, call, to) => {
    const { route } = reachFor(always(set), call, NOBODY, NOON);
    expect(route).toEqual({ do: 'forward', onward: { to, shows: 'caller' } });
  });

  test('R-20 R-13 row c: a status that means busy is busy (A-38)', () => {
    const facts = { manual: { status: 'busy' } };
    const statuses = [...EXAMPLE.statuses, { id: 'busy', name: 'Busy', availability: 'busy' as const, times: [] }];
    const reach = compiled({ profiles: [profile('default', busyAfter)], matrix: [], statuses });
    expect(routed(reach, freeCall(STRANGER), facts, NOON)).toBe(B.kind === 'number' && B.e164);
    expect(routed(reach, freeCall(STRANGER), NOBODY, NOON)).toBe('fixed and mobile and web');
  });

  test.each([
    ['d', { ...none, noAnswer: { ...on(N), afterSec: 20 } }, undefined],
    ['e', busyAfter, { to: B, shows: 'caller' }],
  ] as const)('R-20 R-14 row %s: after 20 seconds without answer', (_, set, busy) => {
    const { route } = reachFor(always(set), freeCall(STRANGER), NOBODY, NOON);
    expect(route).toEqual({
      do: 'ring',
      devices: ['fixed', 'mobile', 'web'],
      noAnswer: { to: N, shows: 'caller', afterSec: 20 },
      ...(busy && { busy }),
    });
  });

  test('R-20 row f: nothing set, devices ring until somebody answers or the caller ends', () => {
    const { route } = reachFor(always(none), freeCall(STRANGER), NOBODY, NOON);
    expect(route).toEqual({ do: 'ring', devices: ['fixed', 'mobile', 'web'] });
  });

  test('R-20 row g, R-8 R-9: an inherited forward is that of the default profile, and follows it', () => {
    const withDefault = (unconditional: Profile['unconditional']) =>
      compiled({
        profiles: [profile('default', { unconditional }), profile('work', { devices: rings })],
        matrix: [{ status: 'work', callClass: 'base', profile: 'work' }],
      });
    const facts = { manual: { status: 'work' } };
    const decision = reachFor(withDefault(on(U)), freeCall(STRANGER), facts, NOON);
    expect([decision.profile, told(decision.route)]).toEqual(['work', '+31611111111']);
    expect(decision.steps.at(-1)?.values).toMatchObject({ profile: 'default' });
    expect(routed(withDefault(on(B)), freeCall(STRANGER), facts, NOON)).toBe('+31622222222');
    expect(routed(withDefault(OFF), freeCall(STRANGER), facts, NOON)).toBe('fixed');
  });

  test.each(['user', 'caller', 'dialled'] as const)('R-15: a forward shows the number of %s', (forwardShows) => {
    const callerId = { mode: 'on', e164: '+31201111111' } as const;
    const reach = always({ forwardShows, callerId, unconditional: on(U) });
    expect(reachFor(reach, freeCall(STRANGER), NOBODY, NOON).route).toEqual({
      do: 'forward',
      onward: { to: U, shows: forwardShows, callerId: '+31201111111' },
    });
  });

  test('R-16: calls of the profile are recorded and analysed from their start', () => {
    const analysed = reachFor(always({ callAnalysis: 'on' }), freeCall(STRANGER), NOBODY, NOON);
    expect([analysed.callAnalysis, analysed.steps.at(-1)?.because]).toEqual([true, 'callAnalysis']);
    expect(reachFor(always({}), freeCall(STRANGER), NOBODY, NOON).callAnalysis).toBe(false);
  });

  test('R-17: with device selection only ticked devices ring', () => {
    expect(routed(always({ devices: rings }), freeCall(STRANGER), NOBODY, NOON)).toBe('fixed');
    expect(routed(always({ devices: { ...rings, mode: 'off' } }), freeCall(STRANGER), NOBODY, NOON)).toBe(
      'fixed and mobile and web',
    );
  });

  test('R-18 FAC-14: assistants answer; the rest holds for their own calls, and when none of them can be had', () => {
    const reach = always({ assistantGroup: 'on', busy: on(B) });
    expect(routed(reach, freeCall(STRANGER), NOBODY, NOON)).toBe('assistants, else fixed and mobile and web');
    const fromAssistant = { ...freeCall(COLLEAGUE), passesAssistants: true };
    expect(routed(reach, fromAssistant, NOBODY, NOON)).toBe('fixed and mobile and web');
    expect(routed(reach, { ...fromAssistant, isBusy: true }, NOBODY, NOON)).toBe('+31622222222');
  });
});

describe('devices chosen by hand', () => {
  const reach = always({ devices: { mode: 'on', fixed: true, mobile: false, web: true } });
  const fixedOnly = { fixed: true, mobile: false, web: false };
  test.each<[string, ReachFacts['devices'], string]>([
    ['a', undefined, 'fixed and web'],
    ['b', fixedOnly, 'fixed'],
    ['c', { fixed: false, mobile: false, web: true }, 'web'],
    ['d', { ...fixedOnly, until: '2026-11-24T12:00:00+01:00' }, 'fixed and web'],
  ])('R-63 R-59 R-60 R-61 row %s', (_, devices, expected) => {
    expect(routed(reach, freeCall(STRANGER), devices ? { devices } : {}, NOON)).toBe(expected);
  });

  test('R-62: the mobile phone can be chosen too', () => {
    const devices = { fixed: false, mobile: true, web: false };
    expect(routed(reach, freeCall(STRANGER), { devices }, NOON)).toBe('mobile');
  });

  test('R-59: none at all is as good as no answer, at once', () => {
    const devices = { fixed: false, mobile: false, web: false };
    expect(routed(reach, freeCall(STRANGER), { devices }, NOON)).toBe('unreachable');
    const forwarding = always({ noAnswer: { ...on(N), afterSec: 20 } });
    expect(routed(forwarding, freeCall(STRANGER), { devices }, NOON)).toBe('+31633333333');
  });
});

describe('do not disturb', () => {
  const dnd: ReachFacts = { manual: { status: 'dnd' } };
  // Row e: customers have profiles in the other statuses, none in this one.
  const reach = compiled({
    matrix: [...EXAMPLE.matrix, { status: 'work', callClass: 'customers', profile: 'private' }],
  });
  const weekday = at(`${TUESDAY}T10:00`);

  test('R-81 R-74 row a, DEV-31: the key of a phone switches it on for all devices', () => {
    const { facts, effects } = syncReach(reach, {}, { type: 'doNotDisturb', on: true }, weekday);
    expect(facts).toEqual(dnd);
    expect(effects[0]).toEqual({ do: 'tellPhones', features: { doNotDisturb: true, forwards: {} } });
    expect(routed(reach, freeCall(STRANGER), facts, weekday)).toBe('voicemail');
  });

  test.each([
    ['b', STRANGER, 'voicemail'],
    ['c', FAMILY, 'mobile'],
    ['e', { number: '0301234567' }, 'mobile'],
  ])('R-81 R-72 R-73 R-79 DEV-32 row %s', (_, caller, expected) => {
    expect(routed(reach, freeCall(caller), dnd, weekday)).toBe(expected);
  });

  test('R-79 R-81 row e says that it does not hold for the class', () => {
    const { steps, status } = reachFor(reach, freeCall({ number: '0301234567' }), dnd, weekday);
    expect(status).toBe('work');
    expect(steps.map(({ because }) => because)).toContain('dndNotForClass');
  });

  test('R-81 row d R-75: off in the desktop client is off for all devices', () => {
    const { facts, effects } = syncReach(reach, dnd, { type: 'doNotDisturb', on: false }, weekday);
    expect(facts).toEqual({});
    expect(effects[0]).toEqual({ do: 'tellPhones', features: { doNotDisturb: false, forwards: {} } });
  });
});

describe('forwards of phones', () => {
  const to: Destination = { kind: 'number', e164: '+31611111111' };
  const dnd = { manual: { status: 'dnd' } };

  test.each<[string, ReachFacts, string]>([
    ['a', { ...dnd, forwards: { always: to } }, '+31611111111'],
    ['b', dnd, 'voicemail'],
    ['c', {}, 'fixed and mobile'],
  ])('R-88 R-82 R-83 R-87 row %s', (row, facts, expected) => {
    const caller = row === 'c' ? COLLEAGUE : STRANGER;
    expect(routed(compiled(), freeCall(caller), facts, at(`${TUESDAY}T10:00`))).toBe(expected);
  });

  test('R-83 R-84 DEV-34: on busy goes before an unconditional forward of the profile, only during a call', () => {
    const reach = always({ unconditional: on(U) });
    const facts = { forwards: { busy: B } };
    expect(routed(reach, { ...freeCall(STRANGER), isBusy: true }, facts, NOON)).toBe('+31622222222');
    expect(routed(reach, freeCall(STRANGER), facts, NOON)).toBe('+31611111111');
  });

  test('R-83 R-84: on no answer replaces that of the profile', () => {
    const reach = always({ noAnswer: { ...on(U), afterSec: 30 } });
    const { route } = reachFor(reach, freeCall(STRANGER), { forwards: { noAnswer: { to: N, afterSec: 15 } } }, NOON);
    expect(route).toMatchObject({ do: 'ring', noAnswer: { to: N, afterSec: 15 } });
  });
});

describe('whatever is set', () => {
  const destination = fc.constantFrom<Destination>(U, B, { kind: 'voicemail', of: OWNER });
  const mode = fc.constantFrom('inherit' as const, 'off' as const, 'on' as const);
  const forward = fc.record({ mode, to: destination });
  const someProfile = (id: string) =>
    fc
      .record({
        unconditional: forward,
        busy: forward,
        noAnswer: fc.record({ mode, to: destination, afterSec: fc.integer({ min: 1, max: 60 }) }),
        devices: fc.record({ mode, fixed: fc.boolean(), mobile: fc.boolean(), web: fc.boolean() }),
        assistantGroup: mode,
        callAnalysis: mode,
      })
      .map((set) => profile(id, set));
  const ids = ['default', 'p1', 'p2'];
  const statusIds = ['work', 'lunch', 'out', 'dnd', 'abroad'];
  const classIds = ['base', 'colleagues', 'family', 'germany', 'customers'];
  const reach = fc
    .record({
      profiles: fc.tuple(someProfile('default'), someProfile('p1'), someProfile('p2')),
      matrix: fc.uniqueArray(
        fc.record({
          status: fc.constantFrom(...statusIds),
          callClass: fc.constantFrom(...classIds),
          profile: fc.constantFrom(...ids),
        }),
        { selector: ({ status, callClass }) => `${status} ${callClass}` },
      ),
    })
    .map((changes) => ({ compiled: compiled(changes), ...changes }));
  const devices = fc.option(fc.record({ fixed: fc.boolean(), mobile: fc.boolean(), web: fc.boolean() }), {
    nil: undefined,
  });
  const facts = fc
    .record({ status: fc.option(fc.constantFrom(...statusIds), { nil: undefined }), devices, roaming: fc.boolean() })
    .map(({ status, devices: chosen, roaming }) => ({
      roaming,
      ...(status && { manual: { status } }),
      ...(chosen && { devices: chosen }),
    }));
  const call = fc.record({
    caller: fc.constantFrom({}, FAMILY, STRANGER, COLLEAGUE, { number: '0049301234567' }),
    isBusy: fc.boolean(),
    passesAssistants: fc.boolean(),
  });
  const moment = fc.integer({ min: at('2026-01-01T00:00'), max: at('2027-01-01T00:00') });

  test('R-2 R-6 R-31: every call gets one profile, that of its cell or the default; and every step has words', () => {
    fc.assert(
      fc.property(reach, call, facts, moment, (made, aCall, someFacts, ms) => {
        const decision = reachFor(made.compiled, aCall, someFacts, ms);
        const cells = made.matrix.filter(
          ({ status, callClass }) => status === decision.status && callClass === decision.callClass,
        );
        expect(decision.profile).toBe(cells[0]?.profile ?? 'default');
        expect(cells.length).toBeLessThanOrEqual(1);
        for (const step of decision.steps) {
          expect(isTextKey(`reach.step.${step.because}`)).toBe(true);
          for (const language of ['nl', 'en']) expect(stepText(step, language)).not.toMatch(/[{}]|undefined/);
        }
      }),
    );
  });

  test('R-13 FAC-14: one call says nothing of the next: busy or not, through assistants or past them', () => {
    const set: Partial<Profile> = { busy: { mode: 'on', to: { kind: 'voicemail', of: '200' } }, assistantGroup: 'on' };
    const shared = always(set);
    const calls = [false, true, false, true].flatMap((isBusy) =>
      [true, false].map((passesAssistants) => ({ caller: STRANGER, isBusy, passesAssistants })),
    );
    const alone = calls.map((aCall) => reachFor(always(set), aCall, NOBODY, NOON));
    expect(calls.map((aCall) => reachFor(shared, aCall, NOBODY, NOON))).toEqual(alone);
    expect(new Set(alone.map(({ route }) => JSON.stringify(route))).size).toBe(4);
  });

  test('R-17 R-59: no device rings that is not enabled, and a call is never left without an answer', () => {
    fc.assert(
      fc.property(reach, call, facts, moment, (made, aCall, someFacts, ms) => {
        const decision = reachFor(made.compiled, aCall, someFacts, ms);
        const resolved = made.compiled.profiles.get(decision.profile);
        const enabled = someFacts.devices ?? resolved?.devices ?? { fixed: true, mobile: true, web: true };
        const end = decision.route.do === 'assistants' ? decision.route.otherwise : decision.route;
        if (end.do === 'ring') {
          expect(end.devices.length).toBeGreaterThan(0);
          expect(end.devices.every((device) => enabled[device])).toBe(true);
        } else if (end.do === 'unreachable') expect(Object.values(enabled)).not.toContain(true);
        else expect(end.onward.to).toBeDefined();
      }),
    );
  });
});
