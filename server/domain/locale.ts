// Countries and languages that Bellhop knows, and what follows from a country: its default time zone and feature codes.

export const LANGUAGES = ['nl', 'en', 'de', 'fr', 'it', 'es', 'pt', 'da', 'ru', 'tr', 'fi', 'sv', 'pl'] as const;
/** ISO 639-1, as an admin chooses it; a phone that does not have it shows English. */
export type Language = (typeof LANGUAGES)[number];

export function isLanguage(text: string): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** ISO 3166-1 alpha-2, upper case. */
export type Country = string;

const TIME_ZONES: Readonly<Record<Country, string>> = {
  NL: 'Europe/Amsterdam',
  BE: 'Europe/Brussels',
  DE: 'Europe/Berlin',
  GB: 'Europe/London',
  IE: 'Europe/Dublin',
  FR: 'Europe/Paris',
  LU: 'Europe/Luxembourg',
  AT: 'Europe/Vienna',
  CH: 'Europe/Zurich',
  IT: 'Europe/Rome',
  ES: 'Europe/Madrid',
  PT: 'Europe/Lisbon',
  DK: 'Europe/Copenhagen',
  SE: 'Europe/Stockholm',
  NO: 'Europe/Oslo',
  FI: 'Europe/Helsinki',
  PL: 'Europe/Warsaw',
  CZ: 'Europe/Prague',
  US: 'America/New_York',
};

/** The zone of a country's capital; undefined for a country without one on our list. */
export function timeZoneOf(country: Country): string | undefined {
  return TIME_ZONES[country];
}

export function isCountry(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}

/** Codes that a phone's keys dial. Source: routing-and-reach.md SYS-5, SYS-6, SYS-23; extensions-and-facilities.md 5.1 */
export interface FeatureCodes {
  readonly login: string;
  readonly logout: string;
  readonly pickup: string;
  readonly voicemail: string;
}

const NL_CODES: FeatureCodes = { login: '901', logout: '902', pickup: '*8', voicemail: '1233' };
const CODES: Readonly<Record<Country, FeatureCodes>> = {
  NL: NL_CODES,
  GB: { login: '8801', logout: '8802', pickup: '*8', voicemail: '8888' },
  DK: { ...NL_CODES, voicemail: '999' },
  FI: { ...NL_CODES, voicemail: '999' },
};

/** The country's own codes, the Dutch ones where it has none. */
export function featureCodesOf(country: Country): FeatureCodes {
  return CODES[country] ?? NL_CODES;
}
