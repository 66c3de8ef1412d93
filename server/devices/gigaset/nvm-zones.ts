// The time zones that nvm bases know, by name. Source: facts/gigaset-auerswald.md 7.2
import type { ZoneRule } from '../../domain/time-zone.ts';

const EUROPE = `
Belfast Dublin Guernsey Isle_of_Man Jersey Lisbon London
Amsterdam Andorra Belgrade Berlin Bratislava Brussels Budapest Busingen Copenhagen Gibraltar Ljubljana Luxembourg Madrid
Malta Monaco Oslo Paris Podgorica Prague Rome San_Marino Sarajevo Skopje Stockholm Tirane Vaduz Vatican Vienna Warsaw
Zagreb Zurich
Athens Bucharest Chisinau Helsinki Kaliningrad Kiev Mariehamn Nicosia Riga Sofia Tallinn Tiraspol Uzhgorod Vilnius
Zaporozhye Istanbul Kirov Minsk Moscow Simferopol Volgograd
Astrakhan Samara Ulyanovsk`;
const ELSEWHERE = `
Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Chicago America/New_York America/Caracas
America/Sao_Paulo Greenwich Africa/Cairo Asia/Dubai Asia/Karachi Asia/Dhaka Asia/Hong_Kong Asia/Tokyo
Australia/Adelaide Australia/Darwin Australia/Brisbane Australia/Sydney Pacific/Noumea`;

export const NVM_ZONES: readonly string[] = [...words(EUROPE).map((city) => `Europe/${city}`), ...words(ELSEWHERE)];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Old names of zones that are called otherwise now. */
const FORMER_NAMES: Readonly<Record<string, string>> = { 'Europe/Kyiv': 'Europe/Kiev' };

/** Which zone stands for the others of its standard offset, in minutes: with daylight saving and without. */
const BY_OFFSET: Readonly<Record<number, readonly [saving: string, constant: string]>> = {
  [-600]: ['Pacific/Honolulu', 'Pacific/Honolulu'],
  [-540]: ['America/Anchorage', 'America/Anchorage'],
  [-480]: ['America/Los_Angeles', 'America/Los_Angeles'],
  [-420]: ['America/Denver', 'America/Denver'],
  [-360]: ['America/Chicago', 'America/Chicago'],
  [-300]: ['America/New_York', 'America/New_York'],
  [-240]: ['America/Caracas', 'America/Caracas'],
  [-180]: ['America/Sao_Paulo', 'America/Sao_Paulo'],
  0: ['Europe/London', 'Greenwich'],
  60: ['Europe/Berlin', 'Europe/Berlin'],
  120: ['Europe/Athens', 'Europe/Kaliningrad'],
  180: ['Europe/Moscow', 'Europe/Moscow'],
  240: ['Asia/Dubai', 'Asia/Dubai'],
  300: ['Asia/Karachi', 'Asia/Karachi'],
  360: ['Asia/Dhaka', 'Asia/Dhaka'],
  480: ['Asia/Hong_Kong', 'Asia/Hong_Kong'],
  540: ['Asia/Tokyo', 'Asia/Tokyo'],
  570: ['Australia/Adelaide', 'Australia/Darwin'],
  600: ['Australia/Sydney', 'Australia/Brisbane'],
  660: ['Pacific/Noumea', 'Pacific/Noumea'],
};

/** The zone by its own name where the base knows it, else one of the same standard offset; undefined where it has none. */
export function nvmTimeZone(timeZone: string, rule: ZoneRule): string | undefined {
  const name = FORMER_NAMES[timeZone] ?? timeZone;
  if (NVM_ZONES.includes(name)) return name;
  const [saving, constant] = BY_OFFSET[rule.standardOffsetMinutes] ?? [];
  return rule.daylightSaving ? saving : constant;
}
