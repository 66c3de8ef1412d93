// Reaches the store for a command that archives it: a deployment, a running server's embedded engine, or an engine of its own.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import mongoose from 'mongoose';
import { connectionOptions, deploymentUri } from '../engine/connection-options.ts';
import { ENGINE_FOLDER, type EngineLog, openEngine } from '../engine/engine.ts';
import { readAddress } from '../engine/engine-address.ts';
import { ArchiveError } from './archive-error.ts';
import type { Database } from './collections.ts';

export interface StoreAddress {
  readonly dataDir: string;
  /** MONGODB_URI; absent: the embedded engine of the data folder. */
  readonly mongoUri?: string | undefined;
  readonly log: EngineLog;
}

export interface OpenedStore {
  readonly db: Database;
  readonly through: 'deployment' | 'running server' | 'own engine';
  readonly close: () => Promise<void>;
}

/**
 * For reading: a running server need not stop.
 * @throws ArchiveError NOTHING_TO_BACK_UP
 * @throws EngineError  the embedded engine cannot be opened
 */
export async function openForBackup({ dataDir, mongoUri, log }: StoreAddress): Promise<OpenedStore> {
  if (mongoUri !== undefined) return connectTo(deploymentUri(mongoUri), 'deployment');
  if (!existsSync(join(dataDir, ENGINE_FOLDER)))
    throw new ArchiveError(
      'NOTHING_TO_BACK_UP',
      `${resolve(dataDir)} holds no store; set BELLHOP_DATA to the folder that does`,
    );

  const running = await readAddress(dataDir);
  if (running !== undefined) {
    // What a crashed server left names a socket that nobody answers on.
    const store = await connectTo(running.uri, 'running server', 2_000).catch(() => undefined);
    if (store !== undefined) return store;
  }
  return openOwn(dataDir, log);
}

/**
 * For replacing what is there: no server may be running on the data folder.
 * @throws EngineError DATA_FOLDER_IN_USE
 */
export async function openForRestore({ dataDir, mongoUri, log }: StoreAddress): Promise<OpenedStore> {
  return mongoUri === undefined ? openOwn(dataDir, log) : connectTo(deploymentUri(mongoUri), 'deployment');
}

async function openOwn(dataDir: string, log: EngineLog): Promise<OpenedStore> {
  const engine = await openEngine({ dataDir, log });
  try {
    const { db, close } = await connectTo(engine.uri, 'own engine');
    return { db, through: 'own engine', close: () => close().finally(() => engine.close()) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function connectTo(
  uri: string,
  through: OpenedStore['through'],
  serverSelectionTimeoutMS: number = connectionOptions.serverSelectionTimeoutMS,
): Promise<OpenedStore> {
  const client = new mongoose.mongo.MongoClient(uri, { ...connectionOptions, serverSelectionTimeoutMS });
  try {
    await client.connect();
    await client.db().command({ ping: 1 });
  } catch (error) {
    await client.close();
    throw error;
  }
  return { db: client.db(), through, close: () => client.close() };
}
