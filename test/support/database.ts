// A database of its own for each test file, on the run's one engine.

import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly name: string;
  /** Names the database; pass it to mongoose together with connectionOptions. */
  readonly uri: string;
}

/** A new, empty database. It goes away with the run's engine, so nothing has to be dropped. */
export function freshDatabase(): TestDatabase {
  const name = `test-${randomBytes(6).toString('hex')}`;
  const uri = new URL(inject('mongoUri'));
  uri.pathname = name;
  return { name, uri: uri.href };
}
