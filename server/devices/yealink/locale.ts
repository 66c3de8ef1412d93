// Yealink's own words for languages, tones, time zones and codecs. Source: facts/yealink.md 4.2, 4.4
import type { Country, Language } from '../../domain/locale.ts';
import type { ClockChange, ZoneRule } from '../../domain/time-zone.ts';

/** Languages seen in images; a phone without the word stays in English, so the others are sent as English. */
const LANGUAGE_WORDS: Readonly<Partial<Record<Language, string>>> = {
  nl: 'Dutch',
  en: 'English',
  de: 'German',
  fr: 'French',
  it: 'Italian',
  es: 'Spanish',
  pt: 'Portuguese',
  da: 'Danish',
  ru: 'Russian',
  tr: 'Turkish',
};

export function languageWord(language: Language): string {
  return LANGUAGE_WORDS[language] ?? 'English';
}

const TONE_WORDS: Readonly<Record<Country, string>> = {
  AU: 'Australia',
  AT: 'Austria',
  BE: 'Belgium',
  BR: 'Brazil',
  CL: 'Chile',
  CN: 'China',
  CZ: 'Czech',
  DK: 'Denmark',
  FI: 'Finland',
  FR: 'France',
  DE: 'Germany',
  GB: 'Great Britain',
  GR: 'Greece',
  HU: 'Hungary',
  IN: 'India',
  IT: 'Italy',
  JP: 'Japan',
  LT: 'Lithuania',
  MX: 'Mexico',
  NL: 'Netherlands',
  NZ: 'New Zealand',
  NO: 'Norway',
  PT: 'Portugal',
  RU: 'Russia',
  ES: 'Spain',
  SE: 'Sweden',
  CH: 'Switzerland',
  US: 'United States',
};

/** Undefined where the phone has no tones of that country: it then keeps its own. */
export function toneWord(country: Country): string | undefined {
  return TONE_WORDS[country];
}

/** Labels that turn on the phone's own daylight-saving table. Zones without a label of their own take Berlin's where the rule is the same. */
const ZONE_LABELS: Readonly<Record<string, string>> = {
  'Europe/London': 'United Kingdom(London)',
  'Europe/Dublin': 'Ireland(Dublin)',
  'Europe/Lisbon': 'Portugal(Lisboa,Porto,Funchal)',
  'Europe/Berlin': 'Germany(Berlin)',
  'Europe/Vienna': 'Austria(Vienna)',
  'Europe/Paris': 'France(Paris)',
  'Europe/Rome': 'Italy(Rome)',
  'Europe/Madrid': 'Spain(Madrid)',
  'Europe/Amsterdam': 'Netherlands(Amsterdam)',
  'Europe/Brussels': 'Belgium(Brussels)',
  'Europe/Copenhagen': 'Denmark(Kopenhagen)',
  'Europe/Stockholm': 'Sweden(Stockholm)',
  'Europe/Prague': 'Czech Republic(Prague)',
  'Europe/Budapest': 'Hungary(Budapest)',
  'Europe/Luxembourg': 'Luxembourg(Luxembourg)',
  'Europe/Zagreb': 'Croatia(Zagreb)',
  'Europe/Athens': 'Greece(Athens)',
  'Europe/Helsinki': 'Finland(Helsinki)',
  'Europe/Bucharest': 'Romania(Bucharest)',
  'Europe/Tallinn': 'Estonia(Tallinn)',
  'Europe/Riga': 'Latvia(Riga)',
  'Europe/Zurich': 'Germany(Berlin)',
  'Europe/Warsaw': 'Germany(Berlin)',
  'Europe/Oslo': 'Germany(Berlin)',
  'Europe/Bratislava': 'Germany(Berlin)',
  'America/New_York': 'United States-Eastern Time',
  'America/Chicago': 'United States-Central Time',
  'America/Denver': 'United States-Mountain Time',
  'America/Los_Angeles': 'United States-Pacific Time',
  'America/Anchorage': 'United States-Alaska Time',
  'Asia/Kolkata': 'India(Calcutta)',
  'Asia/Shanghai': 'China(Beijing)',
  'Asia/Tokyo': 'Japan(Tokyo)',
  'Pacific/Auckland': 'New Zealand(Wellington,Auckland)',
};

/** How the clock is set: by the phone's own table (automatic), by our rule, or without daylight saving. */
export type ClockView =
  | { readonly offset: string; readonly summer: 'automatic'; readonly label: string }
  | {
      readonly offset: string;
      readonly summer: 'rule';
      readonly start: string;
      readonly end: string;
      readonly savedMinutes: number;
    }
  | { readonly offset: string; readonly summer: 'none' };

export function clockOf(timeZone: string, zone: ZoneRule): ClockView {
  const offset = offsetWord(zone.standardOffsetMinutes);
  const label = ZONE_LABELS[timeZone];
  if (label !== undefined) return { offset, summer: 'automatic', label };
  if (!zone.daylightSaving) return { offset, summer: 'none' };
  const { start, end, savedMinutes } = zone.daylightSaving;
  return { offset, summer: 'rule', start: changeWord(start), end: changeWord(end), savedMinutes };
}

/** `+1`, `-4:30`, `0`. */
function offsetWord(minutes: number): string {
  const whole = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const sign = minutes < 0 ? '-' : minutes > 0 ? '+' : '';
  return sign + whole + (rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`);
}

/** Month/Week/Day/Hour, week 5 = last, day 1 = Monday. */
function changeWord({ month, week, weekday, hour }: ClockChange): string {
  return `${month}/${week}/${weekday}/${hour}`;
}

/** The index form of codecs, for firmware up to generation 82. OPUS has no agreed index, so it has none here. */
export const CODEC_INDEX: Readonly<
  Record<string, { readonly index: number; readonly payloadType: string; readonly rtpmap: number }>
> = {
  pcmu: { index: 1, payloadType: 'PCMU', rtpmap: 0 },
  pcma: { index: 2, payloadType: 'PCMA', rtpmap: 8 },
  g729: { index: 5, payloadType: 'G729', rtpmap: 18 },
  g722: { index: 6, payloadType: 'G722', rtpmap: 9 },
  ilbc: { index: 7, payloadType: 'iLBC', rtpmap: 106 },
  g726_32: { index: 10, payloadType: 'G726-32', rtpmap: 102 },
};
