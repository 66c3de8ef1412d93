// Does something again and again, never twice at a time, until it is stopped.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.ts';

export interface Rounds {
  /** Resolves when the step that runs has ended. */
  readonly stop: () => Promise<void>;
}

/** @param step  what fails is logged and done again at the next round */
export function startRounds(
  name: string,
  everyMs: number,
  step: () => Promise<unknown>,
  log: Pick<Logger, 'warn'>,
): Rounds {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await step();
      } catch (err) {
        log.warn({ err, round: name }, 'a round failed and is done again');
      }
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
