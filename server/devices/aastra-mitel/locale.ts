// Aastra's and Mitel's own words for languages, tones, dates and time zones. Source: facts/aastra-mitel.md 4.6
import type { Country, Language } from '../../domain/locale.ts';
import type { ClockChange, ZoneRule } from '../../domain/time-zone.ts';

export interface LanguageWords {
  /** Language file, loaded into slot 1; absent for English, which every phone has. */
  readonly file?: string;
  /** What letters the keypad writes. */
  readonly input: string;
}

const ENGLISH: LanguageWords = { input: 'English' };
/** The Dutch file's name is one project's; the others were seen in two (facts/aastra-mitel.md 4.6). */
const LANGUAGE_WORDS: Readonly<Partial<Record<Language, LanguageWords>>> = {
  nl: { file: 'lang_nl_nl.txt', input: 'Dutch' },
  de: { file: 'lang_de.txt', input: 'German' },
  fr: { file: 'lang_fr.txt', input: 'French' },
  it: { file: 'lang_it.txt', input: 'Italian' },
  es: { file: 'lang_es.txt', input: 'Spanish' },
  pt: { file: 'lang_pt.txt', input: 'Portuguese' },
  ru: { file: 'lang_ru.txt', input: 'English' },
};

export function languageWords(language: Language): LanguageWords {
  return LANGUAGE_WORDS[language] ?? ENGLISH;
}

const TONE_SETS: Readonly<Record<Country, string>> = {
  AU: 'Australia',
  BR: 'Brazil',
  DE: 'Germany',
  FR: 'France',
  GB: 'UK',
  IT: 'Italy',
  MX: 'Mexico',
  US: 'US',
};

/** A country without a set of its own gets the European one. */
export function toneSet(country: Country): string {
  return TONE_SETS[country] ?? 'Europe';
}

/** 12 h and MM/DD/YYYY in the United States, 24 h and DD/MM/YYYY elsewhere. */
export function dateWords(country: Country): { readonly timeFormat: number; readonly dateFormat: number } {
  return country === 'US' ? { timeFormat: 0, dateFormat: 6 } : { timeFormat: 1, dateFormat: 3 };
}

/** The zones whose list name was read, with the abbreviation that goes with it. */
const ZONES: Readonly<Record<string, { readonly name: string; readonly code: string }>> = {
  'Europe/Amsterdam': { name: 'NL-Amsterdam', code: 'CET' },
  'Europe/Berlin': { name: 'DE-Berlin', code: 'CET' },
  'Europe/Brussels': { name: 'BE-Brussels', code: 'CET' },
  'Europe/London': { name: 'GB-London', code: 'GMT' },
  'Europe/Paris': { name: 'FR-Paris', code: 'CET' },
  'America/New_York': { name: 'US-Eastern', code: 'EST' },
};

/** A change of the clock as the phone counts: week -1 is the last one, day 1 is Sunday. */
export interface ClockWords {
  readonly month: number;
  readonly week: number;
  readonly day: number;
  readonly hour: number;
}

export type ZoneWords =
  | { readonly form: 'listed'; readonly name: string; readonly code: string }
  | {
      readonly form: 'custom';
      /** Positive WEST of Greenwich: 300 for UTC-5, -60 for UTC+1. */
      readonly minutesWest: number;
      readonly daylightSaving?: { readonly start: ClockWords; readonly end: ClockWords; readonly savedMinutes: number };
    };

/** A zone that the phone's list has by a name we know, else its rule spelled out. */
export function zoneWords(timeZone: string, { standardOffsetMinutes, daylightSaving }: ZoneRule): ZoneWords {
  const listed = ZONES[timeZone];
  if (listed) return { form: 'listed', ...listed };
  return {
    form: 'custom',
    minutesWest: 0 - standardOffsetMinutes,
    ...(daylightSaving && {
      daylightSaving: {
        start: clockWords(daylightSaving.start),
        end: clockWords(daylightSaving.end),
        savedMinutes: daylightSaving.savedMinutes,
      },
    }),
  };
}

function clockWords({ month, week, weekday, hour }: ClockChange): ClockWords {
  return { month, week: week === 5 ? -1 : week, day: (weekday % 7) + 1, hour };
}
