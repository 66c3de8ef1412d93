// How a dialogue asks: what is heard, how many keys are taken, and how long it waits for them.
import type { Prompt } from '../decision.ts';

export interface Question {
  readonly prompts: readonly Prompt[];
  /** Keys are taken as the answer at once when there are so many; `#` ends them sooner. */
  readonly maxDigits: number;
  /** Until the first key, from the end of the prompts. */
  readonly firstMs: number;
  /** Between two keys. */
  readonly betweenMs: number;
}

const FIRST_MS = 7000;
/** Source: EXT-106 "recommended 3 s" */
const BETWEEN_MS = 3000;
/** How often a question is asked before it is given up. Source: EXT-107, EXT-122, EXT-100 */
export const MOST_ASKED = 3;

export function question(prompts: readonly Prompt[], maxDigits: number, firstMs = FIRST_MS): Question {
  return { prompts, maxDigits, firstMs, betweenMs: BETWEEN_MS };
}
