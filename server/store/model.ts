// Defines a Mongoose model. In one place, because Mongoose's schema types cost the compiler seconds each time they meet.
import type { Connection, Model, SchemaDefinition } from 'mongoose';
import { Schema } from 'mongoose';

/** Fields of an index and whether it is unique or leaves out documents without the field. */
export type IndexDefinition = readonly [
  Readonly<Record<string, 1 | -1>>,
  { readonly unique?: boolean; readonly sparse?: boolean }?,
];

export interface ModelDefinition {
  readonly name: string;
  readonly collection: string;
  readonly fields: SchemaDefinition;
  readonly indexes?: readonly IndexDefinition[];
}

/** @typeParam T  the document as it lies in the store; a member that `fields` does not name is refused when written */
export function defineModel<T>(
  connection: Connection,
  { name, collection, fields, indexes = [] }: ModelDefinition,
): Model<T> {
  const schema: Schema = new Schema(fields, { versionKey: false, minimize: false, strict: 'throw' });
  for (const [keys, options = {}] of indexes) schema.index({ ...keys }, options);
  return connection.model<T, Model<T>>(name, schema, collection);
}
