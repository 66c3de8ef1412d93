// A simulated call in words: each moment, its steps, and how it stands at the end.
import { isTextKey, text } from '../domain/texts.ts';
import type { Moment, Simulated } from './simulate.ts';
import { stepText } from './step.ts';

/** @param language  as text() takes it */
export function momentText({ event, about }: Pick<Moment, 'event' | 'about'>, language: string): string {
  const key = `simulation.event.${event}`;
  return isTextKey(key) ? text(language, key, { about }) : event;
}

/** How the call stands when the script is over, and why it ended if it did. */
export function endText({ situation }: Simulated['state'], language: string): string {
  const stands = `simulation.stands.${situation.is}`;
  const why = situation.is === 'over' ? `simulation.why.${situation.why}` : '';
  return [stands, why].flatMap((key) => (isTextKey(key) ? [text(language, key)] : [])).join(' ');
}

/**
 * The whole call, a line for each thing that happened and below it why; for a terminal.
 * @param timeZone  IANA: the clock that its times are of
 */
export function simulationLines({ timeline, state }: Simulated, language: string, timeZone: string): readonly string[] {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  const moments = timeline.flatMap((moment) => [
    `${clock.format(moment.at)}  ${momentText(moment, language)}`,
    ...moment.steps.map((step) => `            ${stepText(step, language)} [${step.rule}]`),
  ]);
  return [...moments, endText(state, language)];
}
