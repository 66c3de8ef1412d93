// What follows from a country: time zone and feature codes.
import { describe, expect, test } from 'vitest';
import { featureCodesOf, isCountry, LANGUAGES, timeZoneOf } from '../../server/domain/locale.ts';
import { isTimeZone } from '../../server/domain/time-zone.ts';

describe('countries', () => {
  test.each([
    ['NL', 'Europe/Amsterdam'],
    ['DE', 'Europe/Berlin'],
    ['GB', 'Europe/London'],
    ['US', 'America/New_York'],
    ['XX', undefined],
    ['nl', undefined],
  ])('%s: %s', (country, zone) => {
    expect(timeZoneOf(country)).toBe(zone);
  });

  test('every zone of the list is one', () => {
    const zones = [
      'NL',
      'BE',
      'DE',
      'GB',
      'IE',
      'FR',
      'LU',
      'AT',
      'CH',
      'IT',
      'ES',
      'PT',
      'DK',
      'SE',
      'NO',
      'FI',
      'PL',
      'CZ',
      'US',
    ].map(timeZoneOf);
    expect(zones).toHaveLength(19);
    for (const zone of zones) expect(zone && isTimeZone(zone)).toBe(true);
  });

  test('codes are two capitals', () => {
    expect(['NL', 'DE'].map(isCountry)).toEqual([true, true]);
    for (const text of ['', 'N', 'nl', 'NLD', 'N1', 'NL\n']) expect(isCountry(text)).toBe(false);
  });
});

describe('DEV-3, SYS-5 feature codes', () => {
  test.each([
    ['NL', { login: '901', logout: '902', pickup: '*8', voicemail: '1233' }],
    ['GB', { login: '8801', logout: '8802', pickup: '*8', voicemail: '8888' }],
    ['DK', { login: '901', logout: '902', pickup: '*8', voicemail: '999' }],
    ['FI', { login: '901', logout: '902', pickup: '*8', voicemail: '999' }],
    ['DE', { login: '901', logout: '902', pickup: '*8', voicemail: '1233' }],
  ])('%s', (country, codes) => {
    expect(featureCodesOf(country)).toEqual(codes);
  });
});

test('languages are two lower-case letters, each once', () => {
  expect(new Set(LANGUAGES).size).toBe(LANGUAGES.length);
  for (const language of LANGUAGES) expect(language).toMatch(/^[a-z]{2}$/);
});
