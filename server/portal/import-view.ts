// What an import did, or would do, as its page shows it. The result was written by the import and comes back from the store.
import Type from 'typebox';
import { Value } from 'typebox/value';
import type { Job } from '../domain/job.ts';

const ResultShape = Type.Object({
  dryRun: Type.Boolean(),
  added: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  bad: Type.Array(Type.Object({ row: Type.Integer(), pointer: Type.String(), detail: Type.String() })),
});

/** More would make a page that nobody reads. */
const BAD_SHOWN = 200;

/** null: it is no import, or has not got so far. */
export function importView({ kind, result }: Job) {
  if (kind !== 'csvImport' || !Value.Check(ResultShape, result)) return null;
  const { bad, ...counts } = result;
  return {
    ...counts,
    badRows: new Set(bad.map(({ row }) => row)).size,
    bad: bad.slice(0, BAD_SHOWN).map(({ row, pointer, detail }) => ({ row, column: pointer.slice(1), detail })),
    isCut: bad.length > BAD_SHOWN,
    canApply: counts.dryRun && bad.length === 0 && counts.added + counts.updated > 0,
  };
}
