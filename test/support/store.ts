// A store on a database of its own, for tests of use cases and of the store itself.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { pino } from 'pino';
import { connect } from '../../server/store/connection.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import { freshDatabase } from './database.ts';

export interface TestStore {
  readonly store: Store;
  readonly connection: Connection;
  readonly uri: string;
  /** A second node on the same database. */
  readonly another: (options?: { alone?: boolean }) => Promise<Store>;
  readonly close: () => Promise<void>;
}

export const silentLog = pino({ level: 'silent' });

export async function openTestStore(): Promise<TestStore> {
  const { uri } = freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-store-'));
  const opened: Store[] = [];
  const open = async (alone: boolean) => {
    const connection = await connect(uri);
    const store = await openStore(connection, { dataDir, log: silentLog, alone });
    opened.push(store);
    return { store, connection };
  };
  const first = await open(true);
  return {
    ...first,
    uri,
    another: async ({ alone = false } = {}) => (await open(alone)).store,
    close: async () => {
      for (const store of opened) await store.close();
    },
  };
}
