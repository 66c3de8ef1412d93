// Work is begun a little at a time. Node takes one new connection per listener in each turn of its event loop: where a turn
// begins all that has come in, turns grow to 50 ms, and a phone that is not connected yet waits up to 20 s while others are
// served at once (measured with 1,000 phones at a time). Short turns treat all alike.
// Source: design.md "Speed that is asked for" (boot storm)

/** A turn above this begins half as many the next time, one below it one more. */
const LONG_TURN_MS = 3;
const MOST_PER_TURN = 64;

/** @returns undefined: go on; else a promise that is kept when its turn has come, in the order of asking */
export type TakeTurn = () => Promise<void> | undefined;

/** @param now  a clock in ms */
export function inTurns(now: () => number = () => performance.now()): TakeTurn {
  const line: (() => void)[] = [];
  let perTurn = 8;
  let begun = 0;
  let turnSince: number | undefined;
  const endTurn = (): void => {
    const at = now();
    const tookMs = at - (turnSince ?? at);
    perTurn = tookMs > LONG_TURN_MS ? Math.max(1, perTurn >> 1) : Math.min(perTurn + 1, MOST_PER_TURN);
    begun = Math.min(perTurn, line.length);
    for (const go of line.splice(0, begun)) go();
    turnSince = begun > 0 ? at : undefined;
    if (turnSince !== undefined) setImmediate(endTurn);
  };
  return () => {
    if (turnSince === undefined) {
      turnSince = now();
      begun = 0;
      setImmediate(endTurn);
    }
    if (line.length > 0 || begun >= perTurn) return new Promise((resolve) => line.push(resolve));
    begun += 1;
    return undefined;
  };
}
