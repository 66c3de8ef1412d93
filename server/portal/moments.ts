// Times and sizes as a page shows them.
import type { PageLanguage } from './language.ts';

/** A moment: exact for machines and on demand, and as people say it. */
export interface Moment {
  readonly iso: string;
  /** `2026-11-22 12:00:00 UTC` */
  readonly utc: string;
  /** `3 minutes ago`, `in 2 hours` */
  readonly relative: string;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

export function momentOf(language: PageLanguage, at: Date, now: Date): Moment {
  const iso = at.toISOString();
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const [unit, size] = UNITS.find(([, sizeSec]) => Math.abs(seconds) >= sizeSec) ?? (['second', 1] as const);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
  return { iso, utc: `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`, relative };
}

/** `12,345 bytes` or `12.3 kB`, in the language's own form. */
export function sizeText(language: PageLanguage, sizeBytes: number): string {
  const [unit, divisor] = sizeBytes < 1000 ? (['byte', 1] as const) : (['kilobyte', 1000] as const);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(sizeBytes / divisor);
}
