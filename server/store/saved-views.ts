// Searches for phones that people gave a name.
import type { Connection } from 'mongoose';
import type { RecordStore } from '../cpe/deps.ts';
import type { SavedView } from '../domain/saved-view.ts';
import { defineModel } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

const text = { type: String, required: true } as const;

export function createSavedViews(connection: Connection): RecordStore<SavedView> {
  const views = defineModel<StoredBase>(connection, {
    name: 'SavedView',
    collection: 'savedViews',
    fields: { ...KEPT_FIELDS, username: text, name: text, query: String, sharedWith: String, partnerId: String },
    indexes: [
      [{ username: 1, name: 1 }, { unique: true }],
      [{ sharedWith: 1, name: 1 }, { sparse: true }],
    ],
  });
  return repository<SavedView>(views, () => {});
}
