// The records as they would be: reads what stands, and keeps what is written to itself. So a use case can be run to see what
// comes of it, by the same code that would do it.
import type { RecordStore } from '../cpe/deps.ts';

/** @param standing  found under its id instead of what the store has; everything else is read from the store */
export function shadowOf<T extends { readonly id: string; readonly revision: number }>(
  store: RecordStore<T>,
  standing: readonly T[],
): { readonly store: RecordStore<T>; readonly written: ReadonlyMap<string, T> } {
  const known = new Map(standing.map((record) => [record.id, record]));
  const written = new Map<string, T>();
  return {
    written,
    store: {
      ...store,
      find: async (id) => written.get(id) ?? known.get(id) ?? store.find(id),
      replace: async (record) => {
        written.set(record.id, record);
        return 'done';
      },
      insert: async () => {
        throw new Error('a plan adds no records');
      },
      remove: async () => {
        throw new Error('a plan takes no records away');
      },
    },
  };
}
