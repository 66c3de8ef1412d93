// Numbers by which symbol documents name codecs, tones, languages, countries and time zones.
// Source: facts/gigaset-auerswald.md 5.3, 5.4, 5.6
import type { ZoneRule } from '../../domain/time-zone.ts';

const CODEC_IDS: Readonly<Record<string, number>> = { pcmu: 0x00, pcma: 0x01, g726_32: 0x02, g729: 0x03, g722: 0x05 };
const NO_CODEC = 0xff;
const CODEC_PLACES = 5;

/** Five ids, best first; undefined when the device has none of the codecs. */
export function codecList(codecs: readonly string[]): string | undefined {
  const ids = codecs.flatMap((codec) => CODEC_IDS[codec] ?? []);
  if (ids.length === 0) return undefined;
  const places = Array.from({ length: CODEC_PLACES }, (_, i) => ids[i] ?? NO_CODEC);
  return places.map(hexByte).join(',');
}

/** Bytes as the documents write them: `0x0a`. */
export function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

/** Tone schemes; a country without its own gets the international one. */
const TONES: Readonly<Record<string, number>> = {
  US: 1,
  CH: 2,
  ZA: 3,
  AT: 4,
  CZ: 5,
  ES: 6,
  FR: 7,
  GB: 8,
  NL: 9,
  PL: 10,
  RU: 11,
  DE: 12,
  IT: 13,
};
export function toneOf(country: string): number {
  return TONES[country] ?? 0;
}

const WEB_LANGUAGES: Readonly<Record<string, number>> = { en: 1, de: 2, es: 4, it: 7, fr: 9, nl: 10, tr: 16, pl: 17 };
/** English is built in, so it stands for every language that the device does not have. */
export function webLanguageOf(language: string): number {
  return WEB_LANGUAGES[language] ?? 1;
}

const OTHER_COUNTRY = 78;
const COUNTRIES: Readonly<Record<string, number>> = {
  AT: 3,
  BE: 6,
  CZ: 18,
  DK: 19,
  FI: 23,
  FR: 24,
  DE: 25,
  GR: 26,
  HU: 28,
  IE: 32,
  IT: 34,
  LI: 41,
  LU: 43,
  NL: 48,
  NO: 50,
  PL: 56,
  PT: 57,
  RO: 59,
  RU: 60,
  SK: 64,
  SI: 65,
  ES: 67,
  SE: 68,
  CH: 69,
  TR: 72,
  GB: 74,
  US: 75,
};
export function timeCountryOf(country: string): number {
  return COUNTRIES[country] ?? OTHER_COUNTRY;
}

interface ZoneRow {
  readonly index: number;
  readonly offsetMinutes: number;
  readonly zones?: readonly string[];
}

/** The first row of an offset stands for all zones of that offset that have no row of their own. */
const ZONES: readonly ZoneRow[] = [
  { index: 0, offsetMinutes: -720 },
  { index: 1, offsetMinutes: -660 },
  { index: 2, offsetMinutes: -600 },
  { index: 3, offsetMinutes: -540 },
  { index: 4, offsetMinutes: -480 },
  { index: 7, offsetMinutes: -420 },
  { index: 5, offsetMinutes: -420, zones: ['America/Phoenix'] },
  { index: 9, offsetMinutes: -360 },
  { index: 13, offsetMinutes: -300 },
  { index: 15, offsetMinutes: -240 },
  { index: 16, offsetMinutes: -240, zones: ['America/Caracas'] },
  { index: 17, offsetMinutes: -240, zones: ['America/Santiago'] },
  { index: 18, offsetMinutes: -210 },
  { index: 19, offsetMinutes: -180 },
  { index: 20, offsetMinutes: -180, zones: ['America/Argentina/Buenos_Aires', 'America/Buenos_Aires'] },
  { index: 22, offsetMinutes: -120 },
  { index: 23, offsetMinutes: -60 },
  { index: 24, offsetMinutes: -60, zones: ['Atlantic/Cape_Verde'] },
  { index: 26, offsetMinutes: 0 },
  { index: 27, offsetMinutes: 60 },
  { index: 28, offsetMinutes: 60, zones: ['Europe/Prague', 'Europe/Budapest'] },
  { index: 29, offsetMinutes: 60, zones: ['Europe/Paris', 'Europe/Madrid', 'Europe/Brussels'] },
  { index: 30, offsetMinutes: 60, zones: ['Europe/Warsaw', 'Europe/Zagreb'] },
  { index: 31, offsetMinutes: 60, zones: ['Africa/Lagos'] },
  { index: 32, offsetMinutes: 120 },
  { index: 33, offsetMinutes: 120, zones: ['Europe/Bucharest'] },
  { index: 34, offsetMinutes: 120, zones: ['Africa/Cairo'] },
  { index: 35, offsetMinutes: 120, zones: ['Africa/Harare'] },
  { index: 36, offsetMinutes: 120, zones: ['Europe/Helsinki', 'Europe/Kyiv', 'Europe/Kiev'] },
  { index: 37, offsetMinutes: 120, zones: ['Asia/Jerusalem'] },
  { index: 40, offsetMinutes: 180 },
  { index: 38, offsetMinutes: 180, zones: ['Asia/Baghdad'] },
  { index: 39, offsetMinutes: 180, zones: ['Asia/Kuwait'] },
  { index: 41, offsetMinutes: 180, zones: ['Africa/Nairobi'] },
  { index: 42, offsetMinutes: 210 },
  { index: 43, offsetMinutes: 240 },
  { index: 44, offsetMinutes: 240, zones: ['Asia/Baku'] },
  { index: 45, offsetMinutes: 270 },
  { index: 46, offsetMinutes: 300 },
  { index: 48, offsetMinutes: 330 },
  { index: 49, offsetMinutes: 345 },
  { index: 50, offsetMinutes: 360 },
  { index: 53, offsetMinutes: 390 },
  { index: 54, offsetMinutes: 420 },
  { index: 56, offsetMinutes: 480 },
  { index: 61, offsetMinutes: 540 },
  { index: 64, offsetMinutes: 570 },
  { index: 67, offsetMinutes: 600 },
  { index: 72, offsetMinutes: 720 },
  { index: 80, offsetMinutes: 780 },
];

/**
 * The index of a zone: its own where the device knows it and its offset is still the same, else that of its standard offset.
 * @returns undefined for an offset that the device does not have
 */
export function zoneIndexOf(timeZone: string, rule: ZoneRule): number | undefined {
  const rows = ZONES.filter(({ offsetMinutes }) => offsetMinutes === rule.standardOffsetMinutes);
  return (rows.find(({ zones }) => zones?.includes(timeZone)) ?? rows[0])?.index;
}
