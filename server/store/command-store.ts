// The store for a command that changes something while a server may be running on it: a deployment, the running server's own
// engine, or an engine of the command's own. What the command does stands in the audit log as the server's does.
import { randomBytes } from 'node:crypto';
import { machineOrigin } from '../audit/audited-desk.ts';
import { auditedFirmware } from '../audit/doors.ts';
import { createAuditLog } from '../audit/log.ts';
import type { FirmwareCatalogue } from '../cpe/deps.ts';
import type { Logger } from '../log.ts';
import { assertNoUnfinishedRestore } from './archive.ts';
import type { StoredAudit } from './audit.ts';
import { connect } from './connection.ts';
import { deploymentUri } from './engine/connection-options.ts';
import { openEngine } from './engine/engine.ts';
import { isServerAlive, readAddress } from './engine/engine-address.ts';
import { checkSecretKey, createSealer, type KeyedSealer, loadSecretKey } from './sealer.ts';
import { openStore, type Store } from './store.ts';

export interface CommandStoreOptions {
  readonly dataDir: string;
  readonly mongoUri: string | undefined;
  readonly secretKey: string | undefined;
  readonly log: Logger;
  /** How the audit log names the command. */
  readonly name: string;
}

export interface CommandStore {
  readonly store: Store;
  /** Under the audit log. */
  readonly firmware: FirmwareCatalogue;
  readonly close: () => Promise<void>;
}

/** @throws EngineError, ArchiveError  the store cannot be opened, or a restore of it is unfinished; AppError  another key */
export async function openCommandStore(options: CommandStoreOptions): Promise<CommandStore> {
  const { dataDir, log } = options;
  const { uri, alone, closeEngine } = await reach(options);
  try {
    const connection = await connect(uri);
    try {
      if (connection.db) await assertNoUnfinishedRestore(connection.db);
      const store = await openStore(connection, { dataDir, log, alone });
      const sealer = createSealer(loadSecretKey(dataDir, options.secretKey));
      await checkSecretKey(connection, sealer.keyId);
      const key = await auditKey(store.audit, sealer);
      const audit = createAuditLog({ sink: store.audit, key, now: () => new Date(), randomHex });
      const firmware = auditedFirmware(store.firmware, audit, machineOrigin(options.name, 'command'));
      return { store, firmware, close: () => store.close().finally(closeEngine) };
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    await closeEngine();
    throw error;
  }
}

/** The key of the audit log's chain, made when there is none yet. */
export async function auditKey(audit: StoredAudit, sealer: KeyedSealer): Promise<Buffer> {
  return Buffer.from(sealer.unseal(await audit.key(sealer.seal(randomHex(32)))), 'hex');
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

async function reach({ dataDir, mongoUri, log }: CommandStoreOptions) {
  const nothing = async () => {};
  if (mongoUri !== undefined) return { uri: deploymentUri(mongoUri), alone: false, closeEngine: nothing };
  const running = await readAddress(dataDir);
  if (running && isServerAlive(running)) return { uri: running.uri, alone: false, closeEngine: nothing };
  const engine = await openEngine({ dataDir, log });
  return { uri: engine.uri, alone: true, closeEngine: engine.close };
}
