// The path of a simulated call as a picture: from the caller down along a line, with a dot for each moment, a box for each step and
// what rings branching off, to how it ends. Shapes and places only; the page draws them as SVG. Lines of text are broken here,
// since SVG breaks none.
import { DateTime } from 'luxon';
import { text } from '../domain/texts.ts';
import type { Target } from '../routing/decision.ts';
import type { ToldSimulation, ToldStep } from '../routing/simulation-text.ts';
import type { PageLanguage } from './language.ts';

const WIDTH = 720;
const LINE = 20;
const GAP = 10;
const PAD = 8;
/** About as many characters as fit beside a requirement's id. */
const STEP_CHARS = 66;
const HEADING_CHARS = 70;
/** More phones than this are counted, not drawn. */
const DRAWN_TARGETS = 6;

interface Lines {
  readonly y: number;
  readonly lines: readonly string[];
}

/** Everything below another; `y` is the top and `height` what it takes. In pixels. */
export type Shape =
  | ({ readonly kind: 'start' | 'end'; readonly height: number; readonly isGood: boolean } & Lines)
  | ({ readonly kind: 'moment'; readonly height: number; readonly clock: string } & Lines)
  | ({ readonly kind: 'step'; readonly height: number; readonly rule: string; readonly room: string } & Lines)
  | ({ readonly kind: 'rings'; readonly height: number } & Lines);

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

type Unplaced = Shape extends infer S ? (S extends Shape ? Omit<S, 'y' | 'height'> : never) : never;

/** @param from  as it was typed; empty: withheld */
export function callPicture(told: ToldSimulation, from: string, language: PageLanguage): Picture {
  const { timeline, ends, timeZone } = told;
  const isGood =
    ends.is !== 'over' || ends.why === 'callerHungUp' || ends.why === 'calleeHungUp' || ends.why === 'done';
  const unplaced: readonly Unplaced[] = [
    { kind: 'start', isGood: true, lines: [from === '' ? text(language, 'calls.withheld') : from] },
    ...timeline.flatMap((moment): readonly Unplaced[] => [
      {
        kind: 'moment',
        clock: DateTime.fromISO(moment.at, { zone: timeZone }).toFormat('HH:mm:ss'),
        lines: broken(moment.text, HEADING_CHARS),
      },
      ...moment.steps.map(stepShape),
      ...moment.actions.flatMap((action) => (action.do === 'ring' ? rings(action.targets, language) : [])),
    ]),
    { kind: 'end', isGood, lines: broken(ends.text, HEADING_CHARS) },
  ];
  return placed(unplaced);
}

function stepShape({ text: words, rule, room }: ToldStep): Unplaced {
  return { kind: 'step', rule, room, lines: broken(words, STEP_CHARS) };
}

function rings(targets: readonly Target[], language: PageLanguage): readonly Unplaced[] {
  const shown = targets.slice(0, DRAWN_TARGETS).map((target) => text(language, 'calls.rings', { who: nameOf(target) }));
  const count = targets.length - shown.length;
  const all = count > 0 ? [...shown, text(language, 'calls.ringsMore', { count })] : shown;
  return all.map((line) => ({ kind: 'rings', lines: broken(line, STEP_CHARS) }));
}

function nameOf(target: Target): string {
  switch (target.kind) {
    case 'channel':
      return `${target.user} · ${target.channel}`;
    case 'number':
      return target.number;
    case 'app':
      return `${target.extension} · ${target.app}`;
    default:
      return target satisfies never;
  }
}

/** One below the other. */
function placed(unplaced: readonly Unplaced[]): Picture {
  const shapes: Shape[] = [];
  let y = GAP;
  for (const shape of unplaced) {
    const height = shape.lines.length * LINE + 2 * PAD;
    shapes.push({ ...shape, y, height });
    y += height + GAP;
  }
  return { width: WIDTH, height: y, shapes };
}

/** Between words where it can be; a word that is too long for a line is cut. */
function broken(words: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ').flatMap((whole) => cut(whole, most))) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function cut(word: string, most: number): readonly string[] {
  return word.length <= most ? [word] : [word.slice(0, most), ...cut(word.slice(most), most)];
}
