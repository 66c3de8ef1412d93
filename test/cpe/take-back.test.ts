// The way back of a rotation, on records in hand.
import { describe, expect, it } from 'vitest';
import { rotatedChannel, rotatedCpe } from '../../server/cpe/rotation.ts';
import { restoredChannel, restoredCpe } from '../../server/cpe/take-back.ts';
import { CPE_SECRETS } from '../../server/domain/records.ts';
import { channel, cpe, plainSealer } from '../support/records.ts';

let made = 0;
const deps = { sealer: plainSealer, randomHex: (bytes: number) => (++made).toString(16).padStart(bytes * 2, '0') };
const at = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-01T10:05:00Z');
const backAt = new Date('2026-03-01T11:00:00Z');
const digest = { username: 'phone_1', password: plainSealer.seal('1') };

describe('taking a rotation back', () => {
  it.each(CPE_SECRETS)(
    '%s: the former one stands again, its successor is good still, and a second time changes nothing',
    (kind) => {
      const before = cpe({ digest });
      const rotated = rotatedCpe(deps, before, [kind], at);
      const { former: _, ...secrets } = rotated;
      expect(secrets).not.toEqual(before);
      const back = restoredCpe(rotated, [kind], { at, backAt });
      if (typeof back === 'string') throw new Error(back);
      const { former, ...restored } = back;
      expect(restored).toEqual(before);
      expect(former).toEqual([expect.objectContaining({ kind, replacedAt: backAt })]);
      // Rotated back once more, what was new stands: so it was kept whole.
      const again = restoredCpe(back, [kind], { at: backAt, backAt: later });
      if (typeof again === 'string') throw new Error(again);
      expect({ ...again, former: undefined }).toEqual({ ...rotated, former: undefined });
      expect(restoredCpe(back, [kind], { at, backAt })).toEqual(back);
    },
  );

  it('all of a phone or none: one that is in use, or was replaced once more, keeps the others from going back', () => {
    const rotated = rotatedCpe(deps, cpe({ digest }), CPE_SECRETS, at);
    const used = { ...rotated, former: (rotated.former ?? []).filter(({ kind }) => kind !== 'lastingToken') };
    expect(restoredCpe(used, CPE_SECRETS, { at, backAt })).toBe('taken');
    expect(restoredCpe(rotatedCpe(deps, rotated, ['digest'], later), CPE_SECRETS, { at, backAt })).toBe('changedSince');
  });

  it('a channel likewise', () => {
    const before = channel();
    const rotated = rotatedChannel(deps, before, at);
    expect(rotated.password).not.toBe(before.password);
    const back = restoredChannel(rotated, { at, backAt });
    const formerPasswords = [{ password: rotated.password, replacedAt: backAt }];
    expect(back).toEqual({ ...before, formerPasswords });
    if (typeof back === 'string') throw new Error(back);
    expect(restoredChannel(back, { at, backAt })).toBe(back);
    expect(restoredChannel({ ...rotated, formerPasswords: [] }, { at, backAt })).toBe('taken');
    expect(restoredChannel(rotatedChannel(deps, rotated, later), { at, backAt })).toBe('changedSince');
  });
});
