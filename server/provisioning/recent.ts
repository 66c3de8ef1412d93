// What was written lately, in bounded memory, at the same cost however full: two generations, of which the older one goes as
// a whole. (One Map that drops its first key each time gets slower by the thousands it holds.)

export interface Recent<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
}

/** @param most  keys kept at once; the half that was written last is always there */
export function createRecent<T>(most: number): Recent<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      if (young.size >= most / 2 && !young.has(key)) {
        old = young;
        young = new Map();
      }
      young.set(key, value);
    },
  };
}
