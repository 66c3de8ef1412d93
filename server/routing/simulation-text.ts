// A simulated call in words: each moment, its steps, and how it stands at the end.
import { isTextKey, text } from '../domain/texts.ts';
import type { Simulated } from './simulate.ts';
import type { Moment } from './simulation-world.ts';
import { type Step, stepText } from './step.ts';

export interface ToldStep extends Step {
  readonly text: string;
}

/** As people and programs read it: plain data, texts included. */
export interface ToldSimulation {
  readonly language: string;
  /** IANA: the clock of the account. */
  readonly timeZone: string;
  /** At once, before anything happens. */
  readonly decision: Simulated['decision'];
  /** Of all moments. */
  readonly steps: readonly ToldStep[];
  readonly timeline: readonly (Omit<Moment, 'at' | 'steps'> & {
    /** ISO 8601. */
    readonly at: string;
    readonly text: string;
    readonly steps: readonly ToldStep[];
  })[];
  /** How it stands when the script is over, and why it ended if it did. */
  readonly ends: { readonly is: string; readonly why?: string; readonly text: string };
}

/**
 * @param language  as text() takes it
 */
export function toldSimulation(
  { decision, steps, timeline, state: { situation } }: Simulated,
  { language, timeZone }: Pick<ToldSimulation, 'language' | 'timeZone'>,
): ToldSimulation {
  const told = (step: Step) => ({ ...step, text: stepText(step, language) });
  const why = situation.is === 'over' ? situation.why : undefined;
  const ends = [`simulation.stands.${situation.is}`, `simulation.why.${why}`];
  return {
    language,
    timeZone,
    decision,
    steps: steps.map(told),
    timeline: timeline.map((moment) => ({
      ...moment,
      at: new Date(moment.at).toISOString(),
      text: momentText(moment, language),
      steps: moment.steps.map(told),
    })),
    ends: {
      is: situation.is,
      ...(why !== undefined && { why }),
      text: ends.flatMap((key) => (isTextKey(key) ? [text(language, key)] : [])).join(' '),
    },
  };
}

function momentText({ event, about, isConsultation }: Moment, language: string): string {
  const key = `simulation.event.${event}`;
  const what = isTextKey(key) ? text(language, key, { about }) : event;
  return isConsultation ? text(language, 'simulation.consultation', { what }) : what;
}

/** A line for each thing that happened, and below it why; for a terminal. */
export function simulationLines({ timeline, ends, timeZone }: ToldSimulation): readonly string[] {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  const moments = timeline.flatMap(({ at, text: what, steps }) => [
    `${clock.format(new Date(at))}  ${what}`,
    ...steps.map((step) => `            ${step.text} [${step.rule}]`),
  ]);
  return [...moments, ends.text];
}
