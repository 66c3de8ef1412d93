// Versions as texts that sort as the versions do.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAMILIES } from '../../server/devices/registry.ts';
import { compareFirmware, type FirmwareVersion } from '../../server/domain/firmware-version.ts';
import type { CpeReport } from '../../server/domain/records.ts';
import { compareWithin } from '../../server/firmware/offer.ts';
import { newestOf, rankOf } from '../../server/firmware/rank.ts';
import { mac } from '../support/records.ts';

const versions = fc
  .array(fc.oneof(fc.nat(20), fc.nat(999_999_999)), { minLength: 2, maxLength: 8 })
  .map((fields): FirmwareVersion => ({ text: fields.join('.'), fields }));
const sign = (difference: number) => Math.sign(difference);

test('DEV-37: ranks sort as the versions do, of every family', () => {
  expect(FAMILIES.length).toBeGreaterThan(3);
  for (const family of FAMILIES)
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        const [one, other] = [rankOf(family, a), rankOf(family, b)];
        // Of one hardware, as the versions of one phone are.
        const same = { ...b, fields: [a.fields[0] ?? 0, ...b.fields.slice(1)] };
        const expected = family.hardwareIdInFirmware ? compareWithin(family, a, same) : compareFirmware(a, b);
        expect(one < other ? -1 : Number(one > other)).toBe(sign(expected));
      }),
    );
});

test('the newest version that a phone ever ran is read back, of the hardware it is', () => {
  for (const family of FAMILIES)
    fc.assert(
      fc.property(versions, fc.nat(9), (version, more) => {
        const [first = 0, ...rest] = version.fields.map((field) => field % 1000);
        const running = { text: '', fields: [first, ...rest] };
        const newest = { text: '', fields: [first, ...rest.map((field) => field + 1 + more)] };
        const reported = (now: FirmwareVersion): CpeReport => ({
          mac: mac('805ec0000001'),
          address: '192.0.2.1',
          transport: 'http',
          lastFile: 'y.cfg',
          lastAt: new Date(0),
          firmwareRank: rankOf(family, now),
          newestFirmwareRank: rankOf(family, newest),
        });
        expect(newestOf(running, reported(running))).toBe(newest.fields.join('.'));
        expect(newestOf(newest, reported(newest))).toBeUndefined();
      }),
    );
});
