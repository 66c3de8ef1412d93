// Lock step over a fast path spends most of its time on being put to sleep and woken between two packets. So, after a
// send, the event loop polls on for a few rounds instead of sleeping. Rounds are only spent while answers do come that
// soon (never over a slow path) and while few transfers are open (many keep the loop awake by themselves).

/** Rounds polled after a send: some tens of microseconds. */
const ROUNDS = 20;
/** Answers in a row that came too late, after which a peer is waited for asleep. */
const MISSES_ALLOWED = 8;
const MAX_OPEN = 4;

export interface KeenPoll {
  open(): KeenWatch;
}

/** One transfer's part in the polling. */
export interface KeenWatch {
  sent(): void;
  answered(): void;
  close(): void;
}

export function createKeenPoll(): KeenPoll {
  let roundsLeft = 0;
  let polling = false;
  let openWatches = 0;

  function round(): void {
    roundsLeft -= 1;
    polling = roundsLeft > 0;
    if (polling) setImmediate(round);
  }

  return {
    open() {
      let misses = 0;
      openWatches += 1;
      return {
        sent() {
          if (misses > MISSES_ALLOWED || openWatches > MAX_OPEN) return;
          roundsLeft = ROUNDS;
          if (polling) return;
          polling = true;
          setImmediate(round);
        },
        answered() {
          misses = polling ? 0 : misses + 1;
        },
        close() {
          openWatches -= 1;
        },
      };
    },
  };
}
