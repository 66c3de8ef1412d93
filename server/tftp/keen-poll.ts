// Lock step over a fast path spends most of its time on being put to sleep and woken between two packets. So, after a
// send, the event loop polls on for a moment before it sleeps: only while answers do come that soon (never over a
// slow path), while few transfers are open (many keep the loop awake), and while nobody else wants the processor.

/** How long the loop polls after a send. */
const POLL_MS = 0.15;
/** Answers in a row that came too late before a transfer rests from polling. */
const MISSES_ALLOWED = 8;
/** A round of the loop that takes longer than this was robbed of the processor, or had much else to do. */
const ROBBED_MS = 1;
/** So many robbed rounds among so many sends, and a transfer rests too. */
const ROBBED_ALLOWED = 2;
const SENDS_WATCHED = 256;
/** Sends without polling, after which it is tried again. */
const REST_SENDS = 2048;
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

/** @param now  a clock in milliseconds, with fractions, that does not jump back */
export function createKeenPoll(now: () => number): KeenPoll {
  let pollUntil = 0;
  let lastRound = 0;
  let polling = false;
  let robbed = 0;
  let openWatches = 0;

  function poll(): void {
    const sentAt = now();
    pollUntil = sentAt + POLL_MS;
    if (polling) return;
    polling = true;
    lastRound = sentAt;
    setImmediate(round);
  }

  function round(): void {
    const at = now();
    if (at - lastRound > ROBBED_MS) robbed += 1;
    lastRound = at;
    polling = at < pollUntil;
    if (polling) setImmediate(round);
  }

  return {
    open() {
      let misses = 0;
      let rest = 0;
      let sends = 0;
      let robbedBefore = robbed;
      openWatches += 1;
      return {
        sent() {
          if (rest > 0) {
            rest -= 1;
            return;
          }
          if (openWatches > MAX_OPEN) return;
          sends += 1;
          if (robbed - robbedBefore > ROBBED_ALLOWED) rest = REST_SENDS;
          else poll();
          if (rest > 0 || sends % SENDS_WATCHED === 0) robbedBefore = robbed;
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
