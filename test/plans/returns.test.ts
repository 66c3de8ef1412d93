// When a phone counts as back, and why it does not: the rules on reports in hand.
import { describe, expect, it } from 'vitest';
import { returnWithChange, returnWithout, whyLate } from '../../server/plans/returns.ts';

const outAt = new Date('2026-03-01T02:00:00Z');
const fetchedAt = new Date('2026-03-01T02:03:00Z');
const phone = { outAt, formerEtag: '"a"', plannedEtag: '"b"' };
const fetched = { fetchedAt, fetchedEtag: '"b"' };

describe('coming back with the change', () => {
  const wanted = { ...phone, wantedFirmware: '66.86.0.99' };
  const onOld = { why: 'onOldFirmware', ...fetched };
  it.each([
    ['nothing was fetched yet', phone, {}, undefined],
    ['it fetched before its turn only', phone, { fetchedAt: new Date('2026-03-01T01:59:59Z') }, undefined],
    ['it fetched the new file', phone, fetched, { state: 'back', ...fetched }],
    [
      'it fetched the old one',
      phone,
      { fetchedAt, fetchedEtag: '"a"' },
      { why: 'onOldFile', fetchedAt, fetchedEtag: '"a"' },
    ],
    [
      'its file is to stay as it is',
      { ...phone, plannedEtag: '"a"' },
      { fetchedAt, fetchedEtag: '"a"' },
      { state: 'back', fetchedAt, fetchedEtag: '"a"' },
    ],
    [
      'DEV-10: it fetched the file and still runs the old firmware',
      wanted,
      { ...fetched, firmware: '66.86.0.15' },
      onOld,
    ],
    [
      'DEV-10: it runs what it is to run',
      wanted,
      { ...fetched, firmware: '66.86.0.99' },
      { state: 'back', ...fetched },
    ],
    ['DEV-10: it never says what it runs', wanted, fetched, { state: 'back', ...fetched }],
    [
      'DEV-10: it runs that, with the old file',
      wanted,
      { fetchedAt, fetchedEtag: '"a"', firmware: '66.86.0.99' },
      { why: 'onOldFile', fetchedAt, fetchedEtag: '"a"' },
    ],
    [
      'that is noted already',
      { ...wanted, why: 'onOldFirmware' as const },
      { ...fetched, firmware: '66.86.0.15' },
      undefined,
    ],
  ])('%s', (_, before, report, expected) => {
    expect(returnWithChange(before, report, false)).toEqual(expected);
  });
});

describe('why it is late', () => {
  it.each([
    [undefined, 'notFetched'],
    [{ told: 'accepted' as const }, 'notFetched'],
    [{ told: 'noAnswer' as const }, 'noAnswer'],
    [{ told: 'refused' as const }, 'tellingRefused'],
    [{ told: 'noAnswer' as const, why: 'onOldFile' as const }, 'onOldFile'],
    [{ told: 'accepted' as const, why: 'onOldFirmware' as const }, 'onOldFirmware'],
  ])('DEV-14: %j: %s', (late, why) => {
    expect(whyLate(late)).toBe(why);
  });
});

describe('coming back without the change', () => {
  const undone = { undoneAt: outAt, formerEtag: '"a"', plannedEtag: '"b"' };
  it('DEV-14: anything but the file with the change will do, fetched since', () => {
    expect(returnWithout(undone, fetched)).toBeUndefined();
    expect(returnWithout(undone, { fetchedAt, fetchedEtag: '"a"' })).toEqual({ fetchedAt, fetchedEtag: '"a"' });
    expect(returnWithout(undone, { fetchedAt: new Date(0), fetchedEtag: '"a"' })).toBeUndefined();
  });
});

it('D mustRegister: with the new file and not registered it is not back; it comes back once it is, late or not', () => {
  const at = new Date(Date.UTC(2026, 10, 23));
  const phone = { outAt: at, formerEtag: '"a"', plannedEtag: '"b"' };
  const fetched = { fetchedAt: at, fetchedEtag: '"b"' };
  expect(returnWithChange(phone, fetched, true)).toEqual({ why: 'notRegistered', ...fetched });
  expect(returnWithChange({ ...phone, why: 'notRegistered' }, fetched, true)).toBeUndefined();
  expect(returnWithChange({ ...phone, why: 'notRegistered' }, fetched, false)).toEqual({ state: 'back', ...fetched });
  expect(returnWithChange(phone, { ...fetched, fetchedEtag: '"a"' }, true)).toMatchObject({ why: 'onOldFile' });
  expect(whyLate({ why: 'notRegistered', told: 'noAnswer' })).toBe('notRegistered');
});
