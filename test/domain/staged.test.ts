// A change of an account on its way: each phone has wholly what was or wholly what comes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountSeenBefore, accountSeenBy, STAGED_FIELDS } from '../../server/domain/staged.ts';
import { account, plainSealer } from '../support/records.ts';

const host = fc.constantFrom('a.example.com', 'b.example.com', 'c.example.com');
const at = fc.date({ noInvalidDate: true });
const choicesOf = <T>(value: fc.Arbitrary<T>) => fc.array(fc.record({ value, at }), { maxLength: 3 });
const tone = fc.constantFrom(null, 'Ring1.wav', 'Ring2.wav');
const ringtones = fc.record({ internal: tone, group: tone, national: tone, international: tone, queue: tone });
/** What an account has of everything that a plan may change. */
const values = {
  settings: fc.record({ ntpServers: fc.array(host) }),
  models: fc.dictionary(
    fc.constantFrom('Yealink/T46S', 'Aastra/6867i'),
    fc.record({ settings: fc.record({ adminPassword: fc.string().map(plainSealer.seal) }) }),
  ),
  ringtones: fc.dictionary(fc.constantFrom('Yealink'), choicesOf(ringtones)),
  sipProxies: choicesOf(host),
  sipEncryption: choicesOf(fc.record({ enabled: fc.boolean(), proxy: host })),
  changedAt: at,
};
/** Some of it, or all. */
const planned = fc.record(values, { requiredKeys: [] });
const planId = fc.constantFrom('plan-1', 'plan-2');

test('DEV-14: a phone sees wholly what was until its turn has come, wholly what comes from then on, and after an undo what was', () => {
  const seen = { ofPlan: 0, ofAccount: 0 };
  fc.assert(
    fc.property(
      fc.record(values),
      planned,
      planId,
      fc.option(planId, { nil: undefined }),
      (own, fields, id, reached) => {
        const former = account({ ...own, timeZone: 'Europe/Amsterdam' });
        const during = { ...former, staged: { planId: id, fields } };
        const cpe = { ...(reached !== undefined && { planId: reached }) };
        const view = accountSeenBy(during, cpe);
        const isReached = reached === id;
        seen[isReached ? 'ofPlan' : 'ofAccount'] += 1;
        for (const field of STAGED_FIELDS)
          expect(view[field]).toEqual(isReached && Object.hasOwn(fields, field) ? fields[field] : former[field]);
        const { staged: _, ...rest } = view;
        // Nothing else of the account goes along.
        expect(rest).toEqual(isReached ? { ...former, ...fields } : former);
        // And where it was before is known while it is on its way.
        expect(accountSeenBefore(view)).toEqual(isReached ? former : { ...former, ...fields });
        expect(accountSeenBefore(former)).toBeUndefined();
        // Taken back: the plan's values are gone from the account, or the plan's id from the phone.
        expect(accountSeenBy(former, cpe)).toEqual(former);
        expect(accountSeenBy(during, {})).toEqual(during);
      },
    ),
  );
  expect(Math.min(seen.ofPlan, seen.ofAccount)).toBeGreaterThan(10);
});

test('every field that a plan may change is met', () => {
  expect(Object.keys(values).sort()).toEqual([...STAGED_FIELDS].sort());
});
