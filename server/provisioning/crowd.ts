// When more phones ask at once than can be answered soon, the others are told to come again, at moments that lie apart: a
// short answer now is better for a phone than a long wait. Source: design.md "Speed that is asked for"
import type { ServeFile } from './file-request.ts';
import { inTurns } from './turns.ts';

/** What a slow machine answers within about two seconds. */
const MAX_AT_ONCE = 2_000;
const SOONEST_SEC = 2;
const SPREAD_SEC = 8;

/** @param maxAtOnce  requests under way; one more is told to come again in 2 to 9 s */
export function unlessCrowded(serveFile: ServeFile, maxAtOnce = MAX_AT_ONCE): ServeFile {
  const takeTurn = inTurns();
  let underWay = 0;
  let turnedAway = 0;
  return async (request) => {
    if (underWay >= maxAtOnce) {
      turnedAway += 1;
      return { status: 'busy', retryAfterSec: SOONEST_SEC + (turnedAway % SPREAD_SEC) };
    }
    underWay += 1;
    try {
      await takeTurn();
      return await serveFile(request);
    } finally {
      underWay -= 1;
    }
  };
}
