// The connection to MongoDB: one per process, the same options for the embedded engine and a real deployment.
import mongoose, { type Connection } from 'mongoose';
import { connectionOptions } from './engine/connection-options.ts';

/** Opens a connection whose acknowledged writes are on disk. Members that are undefined are not written. */
export async function connect(uri: string): Promise<Connection> {
  return mongoose
    .createConnection(uri, { ...connectionOptions, ignoreUndefined: true, autoIndex: false, maxPoolSize: 50 })
    .asPromise();
}
