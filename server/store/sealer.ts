// Seals secrets with AES-256-GCM. The key comes from a setting or from a file under the data folder, made at first start.
// An envelope names its key, so that a wrong one is told as such. Source: design.md "Processes and settings"
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { keyBytes, type Sealed, type Sealer } from '../domain/sealed.ts';
import { AppError } from '../errors.ts';
import { defineModel } from './model.ts';

export const KEY_FILE = 'secret.key';
const VERSION = 'v1';

/** @param key  32 bytes */
export function createSealer(key: Buffer): Sealer & { readonly keyId: string } {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return {
    keyId,
    seal: (plain) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const envelope = Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
      return `${VERSION}:${keyId}:${envelope}` as Sealed;
    },
    unseal: (sealed) => {
      const [version, usedKey, envelope = ''] = sealed.split(':');
      if (version !== VERSION || usedKey !== keyId) throw new AppError('SEALED_WITH_OTHER_KEY');
      const bytes = Buffer.from(envelope, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}

/**
 * The key that the settings give, else the one under the data folder; made there, mode 0600, when there is none.
 * @throws Error  the file is there but holds no key
 */
export function loadSecretKey(dataDir: string, given: string | undefined): Buffer {
  if (given !== undefined) return must(keyBytes(given), 'BELLHOP_SECRET_KEY');
  const path = join(dataDir, KEY_FILE);
  if (!existsSync(path)) makeKeyFile(dataDir, path);
  return must(keyBytes(readFileSync(path, 'utf8').trim()), path);
}

interface KeyDocument {
  _id: string;
  keyId: string;
}

/**
 * Remembers the first key that this store's secrets are sealed with, and refuses any other.
 * @throws SEALED_WITH_OTHER_KEY
 */
export async function checkSecretKey(connection: Connection, keyId: string): Promise<void> {
  const keys = defineModel<KeyDocument>(connection, {
    name: 'SecretKey',
    collection: 'secretKeys',
    fields: { _id: String, keyId: String },
  });
  await keys.updateOne({ _id: 'current' }, { $setOnInsert: { keyId } }, { upsert: true });
  const kept = await keys.findById('current').lean();
  if (kept?.keyId !== keyId) throw new AppError('SEALED_WITH_OTHER_KEY');
}

/** Written whole under another name first: a start that is killed here leaves no half key behind. */
function makeKeyFile(dataDir: string, path: string): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft);
  }
}

function must(key: Buffer | undefined, where: string): Buffer {
  if (key?.length !== 32) throw new Error(`${where} must hold 32 bytes in hex or base64`);
  return key;
}
