// What an archive holds and under which names. It is a gzipped tar, in this order:
//   bellhop-archive.json           what it is, in which version of this layout
//   database/<name>.metadata.json  options and indexes of a collection, extended JSON
//   database/<name>.bson           its documents, one after another
//   files/<path>                   a file of the data folder
//   manifest.json                  last: size and SHA-256 of every entry between; without it the archive was cut short
// The names under database/ are those of mongodump, so that `mongorestore` reads an unpacked archive too.

import { Type } from 'typebox';

export const LAYOUT_VERSION = 1;
export const HEADER_ENTRY = 'bellhop-archive.json';
export const MANIFEST_ENTRY = 'manifest.json';
export const DATABASE_FOLDER = 'database';
export const FILES_FOLDER = 'files';

export const Header = Type.Object({
  format: Type.Literal('bellhop-archive'),
  version: Type.Integer({ minimum: 1 }),
  createdAt: Type.String(),
});
export type Header = Type.Static<typeof Header>;

const Entry = Type.Object({
  name: Type.String(),
  sizeBytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
export type Entry = Type.Static<typeof Entry>;

export const Manifest = Type.Object({
  entries: Type.Array(Entry),
  collections: Type.Array(Type.Object({ name: Type.String(), documents: Type.Integer({ minimum: 0 }) })),
});
export type Manifest = Type.Static<typeof Manifest>;

/** A collection's metadata; options and indexes are what listCollections and listIndexes say. */
export const Metadata = Type.Object({
  collectionName: Type.String({ minLength: 1 }),
  type: Type.Literal('collection'),
  options: Type.Record(Type.String(), Type.Unknown()),
  indexes: Type.Array(
    Type.Object(
      { name: Type.String(), key: Type.Record(Type.String(), Type.Unknown()) },
      { additionalProperties: true },
    ),
  ),
});
export type Metadata = Type.Static<typeof Metadata>;

export function documentsEntry(collection: string): string {
  return `${DATABASE_FOLDER}/${encodeURIComponent(collection)}.bson`;
}

export function metadataEntry(collection: string): string {
  return `${DATABASE_FOLDER}/${encodeURIComponent(collection)}.metadata.json`;
}

/** True for a relative path with plain parts only: nothing that could lead out of the folder it is put into. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
