// Time zones, countries, tones and codecs by number and by name. Source: facts/gigaset-auerswald.md 5.3, 5.4, 5.6, 7.2
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { NVM_ZONES, nvmTimeZone } from '../../../server/devices/gigaset/nvm-zones.ts';
import {
  codecList,
  timeCountryOf,
  toneOf,
  webLanguageOf,
  zoneIndexOf,
} from '../../../server/devices/gigaset/symbol-tables.ts';
import { isTimeZone, zoneRule } from '../../../server/domain/time-zone.ts';

const YEAR = 2026;

test.each([
  ['Europe/London', 26],
  ['Europe/Dublin', 26],
  ['Europe/Berlin', 27],
  ['Europe/Amsterdam', 27],
  ['Europe/Rome', 27],
  ['Europe/Vienna', 27],
  ['Europe/Stockholm', 27],
  ['Europe/Prague', 28],
  ['Europe/Budapest', 28],
  ['Europe/Paris', 29],
  ['Europe/Madrid', 29],
  ['Europe/Brussels', 29],
  ['Europe/Warsaw', 30],
  ['Europe/Zagreb', 30],
  ['Europe/Athens', 32],
  ['Europe/Bucharest', 33],
  ['Europe/Helsinki', 36],
  ['Europe/Kyiv', 36],
  ['Asia/Jerusalem', 37],
  ['Europe/Moscow', 40],
  // Once with Athens, now three hours ahead: the offset decides, not the name.
  ['Europe/Istanbul', 40],
  ['America/New_York', 13],
  ['America/Chicago', 9],
  ['America/Denver', 7],
  ['America/Phoenix', 5],
  ['America/Caracas', 16],
  ['America/Argentina/Buenos_Aires', 20],
  ['America/St_Johns', 18],
  ['Asia/Kolkata', 48],
  ['Asia/Kathmandu', 49],
  ['Australia/Sydney', 67],
  ['Australia/Adelaide', 64],
  ['Pacific/Auckland', 72],
  ['UTC', 26],
])('5.6: %s is index %i', (zone, index) => expect(zoneIndexOf(zone, zoneRule(zone, YEAR))).toBe(index));

test('5.6: an offset that the base lacks has no index', () => {
  expect(zoneIndexOf('Australia/Eucla', zoneRule('Australia/Eucla', YEAR))).toBeUndefined();
});

test('7.2: the list has every zone once, and each is one', () => {
  expect(NVM_ZONES).toHaveLength(82);
  expect(new Set(NVM_ZONES).size).toBe(NVM_ZONES.length);
  expect(NVM_ZONES.filter((zone) => zone !== 'Greenwich' && !isTimeZone(zone))).toEqual([]);
});

test.each([
  ['Europe/Amsterdam', 'Europe/Amsterdam'],
  ['Asia/Hong_Kong', 'Asia/Hong_Kong'],
  ['Europe/Kyiv', 'Europe/Kiev'],
  ['Africa/Lagos', 'Europe/Berlin'],
  ['Africa/Johannesburg', 'Europe/Kaliningrad'],
  ['Asia/Jerusalem', 'Europe/Athens'],
  ['Africa/Accra', 'Greenwich'],
  ['Atlantic/Canary', 'Europe/London'],
  ['America/Toronto', 'America/New_York'],
  ['Asia/Singapore', 'Asia/Hong_Kong'],
  ['Australia/Melbourne', 'Australia/Sydney'],
  ['UTC', 'Greenwich'],
])('7.2: %s is written as %s', (zone, name) => expect(nvmTimeZone(zone, zoneRule(zone, YEAR))).toBe(name));

test('7.2: a zone of another name stands for one of the same standard offset', () => {
  const standard = (zone: string) =>
    Math.min(...[1, 7].map((month) => DateTime.fromObject({ year: YEAR, month }, { zone }).offset));
  const named = Intl.supportedValuesOf('timeZone').flatMap((zone) => {
    const name = nvmTimeZone(zone, { standardOffsetMinutes: standard(zone) });
    return name === undefined || NVM_ZONES.includes(zone) ? [] : [[zone, name] as const];
  });
  expect(named.length).toBeGreaterThan(250);
  expect(named.filter(([zone, name]) => standard(zone) !== standard(name))).toEqual([]);
});

test('7.2: an offset that the base lacks has no name', () => {
  expect(nvmTimeZone('Asia/Kolkata', zoneRule('Asia/Kolkata', YEAR))).toBeUndefined();
});

test('5.4, 5.6: countries, tones, languages', () => {
  expect(['NL', 'GB', 'DE', 'FR', 'BE', 'JP'].map(timeCountryOf)).toEqual([48, 74, 25, 24, 6, 78]);
  expect(['NL', 'GB', 'DE', 'FR', 'BE'].map(toneOf)).toEqual([9, 8, 12, 7, 0]);
  expect(['en', 'de', 'nl', 'tr', 'pl', 'sv'].map(webLanguageOf)).toEqual([1, 2, 10, 16, 17, 1]);
});

test('5.3: codec lists have five places', () => {
  expect(codecList(['g722', 'pcma', 'pcmu', 'g726_32', 'g729'])).toBe('0x05,0x01,0x00,0x02,0x03');
  expect(codecList(['pcma'])).toBe('0x01,0xff,0xff,0xff,0xff');
  expect(codecList(['opus', 'ilbc'])).toBeUndefined();
});
