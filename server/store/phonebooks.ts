// Phonebooks: one document for each account, so that an import is there whole or not at all.
import type { Connection } from 'mongoose';
import type { RecordStore } from '../cpe/deps.ts';
import type { Phonebook } from '../domain/phonebook.ts';
import { defineModel } from './model.ts';
import { KEPT_FIELDS, repository, type StoredBase } from './records.ts';

const text = { type: String, required: true } as const;

export function createPhonebooks(connection: Connection): RecordStore<Phonebook> {
  const entry = {
    _id: false,
    id: text,
    revision: Number,
    name: text,
    work: String,
    mobile: String,
    home: String,
    fax: String,
  };
  const phonebooks = defineModel<StoredBase>(connection, {
    name: 'Phonebook',
    collection: 'phonebooks',
    fields: { ...KEPT_FIELDS, partnerId: text, accountId: text, entries: [entry] },
    indexes: [[{ partnerId: 1, accountId: 1 }]],
  });
  return repository<Phonebook>(phonebooks, () => {});
}
