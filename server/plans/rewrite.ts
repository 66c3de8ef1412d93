// How a plan writes a record of a phone: anew from how it stands, so that what others changed meanwhile stays.
import type { RecordStore } from '../cpe/deps.ts';
import { AppError } from '../errors.ts';

/** Of a record that others change all the time. */
export const TRIES = 5;

/** Writes a record anew from how it stands, without the time of change: that is part of some files. @throws REVISION_STALE */
export async function rewriteRecord<T extends { readonly revision: number }>(
  store: RecordStore<T>,
  id: string,
  next: (record: T) => Promise<T | undefined>,
): Promise<'done' | 'gone'> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const record = await store.find(id);
    if (!record) return 'gone';
    const changed = await next(record);
    if (!changed) return 'done';
    const outcome = await store.replace({ ...changed, revision: record.revision + 1 }, record.revision);
    if (outcome === 'done') return 'done';
  }
  throw new AppError('REVISION_STALE', { detail: id });
}
