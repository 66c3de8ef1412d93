// DEV-28, DEV-30: five call types and the Alert-Info text of each.
import { expect, test } from 'vitest';
import { ALERT_INFO_TEXTS, CALL_TYPES, NO_RINGTONES } from '../../server/domain/ringtones.ts';

test('DEV-30: the texts that the PBX puts into Alert-Info', () => {
  expect(CALL_TYPES.map((type) => [type, ALERT_INFO_TEXTS[type]])).toEqual([
    ['internal', 'alert-community-1'],
    ['group', 'alert-group'],
    ['queue', 'alert-acd'],
    ['national', 'alert-external'],
    ['international', 'alert-community-2'],
  ]);
});

test('facts/yealink.md 4.10: a text has 32 lower-case characters at most, and none is like another', () => {
  const texts = Object.values(ALERT_INFO_TEXTS);
  for (const text of texts) expect(text).toMatch(/^[a-z0-9-]{1,32}$/);
  expect(new Set(texts).size).toBe(5);
});

test('DEV-28: without a choice no call type has a ringtone', () => {
  expect(Object.keys(NO_RINGTONES)).toEqual([...CALL_TYPES]);
  expect(Object.values(NO_RINGTONES).every((ringtone) => ringtone === null)).toBe(true);
});
