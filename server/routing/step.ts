// Why a decision was taken, step by step, as data: shown for a real call and for a simulated one (design.md "Every call can
// explain itself"). People read it as the text `<room>.step.<because>` of domain/texts.ts.
import { isTextKey, text } from '../domain/texts.ts';

export interface Step<Because extends string = string> {
  /** The room of routing/ that took it. */
  readonly room: string;
  /** The requirement that says so, such as `Q-75`. */
  readonly rule: string;
  readonly because: Because;
  /** What stands in the places of the text. */
  readonly values: Readonly<Record<string, string | number>>;
}

/**
 * A step in words.
 * @param language  as text() takes it
 * Source: design.md "Calls"
 */
export function stepText(step: Step, language: string): string {
  const key = `${step.room}.step.${step.because}`;
  return isTextKey(key) ? text(language, key, inWords(step.values, language)) : step.because;
}

/** A value that is the key of a text, as categories of numbers are, stands there as that text. */
function inWords(values: Step['values'], language: string): Step['values'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && isTextKey(value) ? text(language, value) : value,
    ]),
  );
}
