// Requests that came while there was no place for them: kept in the order in which they came, for as long as a phone waits for
// a first answer. An ERROR would be final for most phones, silence only makes them ask again. Nothing here has a timer.

export interface WaitingLimits {
  readonly maxWaiting: number;
  readonly waitMs: number;
}

export interface WaitingLine<T> {
  /** @returns false when the line is full; what waits already keeps its place */
  readonly add: (key: string, item: T, nowMs: number) => boolean;
  /** Offers places, the longest wait first; who waited too long is dropped. @param take  false when there is none for this one */
  readonly offer: (take: (item: T) => boolean, nowMs: number) => void;
  readonly clear: () => void;
}

/** Looked at for one free place: those before may all be of an address that has its share. */
const MAX_PASSED_OVER = 64;

export function createWaitingLine<T>({ maxWaiting, waitMs }: WaitingLimits): WaitingLine<T> {
  const line = new Map<string, { readonly item: T; readonly since: number }>();
  return {
    add: (key, item, nowMs) => {
      if (line.has(key)) return true;
      if (line.size >= maxWaiting) return false;
      line.set(key, { item, since: nowMs });
      return true;
    },
    offer: (take, nowMs) => {
      let passedOver = 0;
      for (const [key, { item, since }] of line) {
        if (nowMs - since > waitMs || take(item)) line.delete(key);
        else if (++passedOver >= MAX_PASSED_OVER) return;
      }
    },
    clear: () => line.clear(),
  };
}
