// The project's own files as scripts/requirements reads them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Proof, prove, type Requirement, type Source } from './proof.ts';

const RequirementsSchema = Type.Array(
  Type.Object({
    id: Type.String({ pattern: '^[A-Z]+-[0-9]+$' }),
    title: Type.String({ minLength: 1 }),
    elsewhere: Type.Optional(Type.String({ minLength: 1 })),
  }),
);

/** Where the table lies, and what its ids are read from; both from the project's folder. */
export const TABLE_FILE = 'docs/requirements.md';
const IDS_FILE = 'docs/requirements-ids.json';

/** @returns the proofs of the project as it lies in this folder, in the order of the ids */
export function readProofs(project: string): readonly Proof[] {
  const requirements: readonly Requirement[] = Value.Parse(
    RequirementsSchema,
    JSON.parse(readFileSync(join(project, IDS_FILE), 'utf8')),
  );
  const tests = sourcesBelow(project, 'test', /\.test\.ts$/);
  const others = [
    ...sourcesBelow(project, 'test', /(?<!\.test)\.ts$/),
    ...['server', 'scripts'].flatMap((folder) => sourcesBelow(project, folder, /\.m?ts$/)),
    ...sourcesBelow(project, 'templates', /\.njk$/),
  ];
  return prove(requirements, tests, others);
}

function sourcesBelow(project: string, folder: string, which: RegExp): readonly Source[] {
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && which.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({ path: path.slice(project.length + 1), text: readFileSync(path, 'utf8') }));
}
