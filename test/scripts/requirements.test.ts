// docs/requirements.md says what the tests say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readProofs, TABLE_FILE } from '../../scripts/project-sources.ts';
import { idsIn, idsInNames, prove, tableOf } from '../../scripts/proof.ts';

const PROJECT = join(import.meta.dirname, '../..');

test('the table is up to date: scripts/requirements writes it anew', () => {
  const proofs = readProofs(PROJECT);
  expect(proofs.length).toBeGreaterThan(800);
  expect(new Set(proofs.map(({ id }) => id)).size).toBe(proofs.length);
  const stale = proofs.filter(({ state, elsewhere }) => state === 'proven' && elsewhere !== undefined);
  expect(
    stale.map(({ id }) => id),
    'proven here, so not elsewhere',
  ).toEqual([]);
  const committed = readFileSync(join(PROJECT, TABLE_FILE), 'utf8');
  expect(committed === tableOf(proofs), `${TABLE_FILE} is out of date: run scripts/requirements`).toBe(true);
});

describe('what counts', () => {
  // Prefixes that no requirement has: these lines must not prove anything.
  const ids = (text: string) => [...idsIn(text)];

  test('ids, rows of tables, and ranges', () => {
    expect(ids('ZZ-1, ZZ-2c and XX-30')).toEqual(['ZZ-1', 'ZZ-2', 'XX-30']);
    expect(ids('ZZ-7 to ZZ-10')).toEqual(['ZZ-7', 'ZZ-8', 'ZZ-9', 'ZZ-10']);
    expect(ids('TC-rZZ-1 ZZ-x UTF-8')).toEqual(['UTF-8']);
  });

  test('names of tests prove, comments only name', () => {
    const text = "// ZZ-1\ntest('ZZ-2: it does', () => {}); // ZZ-3\n/** ZZ-4 */\ntest(`ZZ-5 %s`, () => {});";
    expect([...idsInNames(text)]).toEqual(['ZZ-2', 'ZZ-5']);
    const requirements = ['ZZ-1', 'ZZ-2', 'ZZ-9'].map((id) => ({ id, title: 'so it is' }));
    const proofs = prove(requirements, [{ path: 'a.test.ts', text }], [{ path: 'b.ts', text: 'ZZ-1 ZZ-2' }]);
    expect(proofs.map(({ state, files }) => [state, ...files])).toEqual([
      ['named', 'a.test.ts', 'b.ts'],
      ['proven', 'a.test.ts'],
      ['open'],
    ]);
    expect(tableOf(proofs)).toContain('| ZZ | 3 | 1 | 0 | 1 | 1 |');
  });

  test('what is said to be elsewhere is so until a test proves it', () => {
    const requirements = ['ZZ-1', 'ZZ-2'].map((id) => ({ id, title: 'so it is', elsewhere: 'Portal' }));
    const proofs = prove(requirements, [{ path: 'a.test.ts', text: "test('ZZ-2', () => {});" }], []);
    expect(proofs.map(({ state }) => state)).toEqual(['elsewhere', 'proven']);
    expect(tableOf(proofs)).toContain('| ZZ-1 | so it is | elsewhere | Portal. |');
  });
});
