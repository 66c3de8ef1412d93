// A week as a drawing: a row for each day, a bar for each plan, what holds now in green. Numbers only; the template writes the SVG.
// Source: NP-37, NP-38
import type { Block, Day } from '../pbx/number-plans/week.ts';
import type { PageLanguage } from './language.ts';

/** Units of the drawing. */
const LEFT = 84;
const WIDTH = 720;
const TOP = 22;
const ROW = 30;
const BAR = 22;
const MINUTES = 1440;
/** Bars that are narrower have no room for a number. */
const NARROWEST_TEXT = 16;
/** Classes of colours in portal.css. */
const COLOURS = 8;

const xOf = (minute: number) => LEFT + (minute * WIDTH) / MINUTES;
const rounded = (value: number) => Math.round(value * 10) / 10;

/** @param slots  of all plans, so that each keeps its colour in every week */
export function pictureOf(days: readonly Day[], slots: readonly number[], language: PageLanguage) {
  const locale = language === 'en' ? 'en-GB' : language;
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' });
  return {
    width: LEFT + WIDTH + 12,
    height: TOP + days.length * ROW + 4,
    hours: [0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => ({ hour, x: rounded(xOf(hour * 60)) })),
    top: TOP,
    bottom: TOP + days.length * ROW,
    rows: days.map(({ date, blocks, now }, i) => ({
      date,
      label: format.format(Date.parse(`${date}T00:00:00Z`)),
      y: TOP + i * ROW,
      textY: TOP + i * ROW + 18,
      barHeight: BAR,
      barY: TOP + i * ROW + 4,
      bars: blocks.map((block) => barOf(block, slots)),
      nowX: now === undefined ? null : rounded(xOf(now)),
    })),
  };
}

function barOf({ from, until, plan, name, by, description, isNow }: Block, slots: readonly number[]) {
  const width = rounded(xOf(until) - xOf(from));
  const colour = plan === undefined ? 'plan-none' : `plan-${(Math.max(slots.indexOf(plan), 0) % COLOURS) + 1}`;
  return {
    x: rounded(xOf(from)),
    width,
    textX: rounded(xOf((from + until) / 2)),
    kind: isNow ? 'plan-now' : colour,
    isWide: width >= NARROWEST_TEXT,
    plan: plan ?? null,
    name: name ?? '',
    by,
    description: description ?? '',
    from: clockText(from),
    until: clockText(until),
  };
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
