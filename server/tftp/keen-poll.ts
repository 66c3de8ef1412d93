// Lock step over a fast path spends most of its time on being put to sleep and woken between two packets. So, after a
// send, the event loop polls on for a few rounds before it sleeps: only while answers do come that soon (never over a
// slow path), while few transfers are open (many keep the loop awake), and while nobody else wants the processor.

/** Rounds polled after a send: some tens of microseconds. */
const ROUNDS = 50;
/** Answers in a row that came too late before a transfer rests from polling. */
const MISSES_ALLOWED = 8;
/** Sends without polling, after which it is tried again. */
const REST_SENDS = 2048;
const MAX_OPEN = 4;
/** Sends between two looks at whether the processor was taken from us, and how often it may have been. */
const SENDS_PER_LOOK = 32;
const LOSSES_ALLOWED = 1;

export interface KeenPoll {
  open(): KeenWatch;
}

/** One transfer's part in the polling. */
export interface KeenWatch {
  sent(): void;
  answered(): void;
  close(): void;
}

/** @param processorLosses  how often the system has taken the processor from this process so far */
export function createKeenPoll(processorLosses: () => number): KeenPoll {
  let roundsLeft = 0;
  let polling = false;
  let openWatches = 0;

  function poll(): void {
    roundsLeft = ROUNDS;
    if (!polling) setImmediate(round);
    polling = true;
  }

  function round(): void {
    roundsLeft -= 1;
    polling = roundsLeft > 0;
    if (polling) setImmediate(round);
  }

  return {
    open() {
      let misses = 0;
      let rest = 0;
      let sends = 0;
      let losses = processorLosses();
      openWatches += 1;

      function crowded(): boolean {
        const before = losses;
        losses = processorLosses();
        return losses - before > LOSSES_ALLOWED;
      }

      return {
        sent() {
          if (rest > 0) {
            rest -= 1;
            return;
          }
          if (openWatches > MAX_OPEN) return;
          sends += 1;
          if (sends % SENDS_PER_LOOK === 0 && crowded()) rest = REST_SENDS;
          else poll();
        },
        answered() {
          if (rest > 0) return;
          misses = polling ? 0 : misses + 1;
          if (misses <= MISSES_ALLOWED) return;
          misses = 0;
          rest = REST_SENDS;
        },
        close() {
          openWatches -= 1;
        },
      };
    },
  };
}
