// Seals secrets with AES-256-GCM. The key comes from a setting or from a file under the data folder, made at first start.
// An envelope names its key, so that a wrong one is told as such. Source: design.md "Processes and settings"
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { keyBytes, type Sealed, type Sealer } from '../domain/sealed.ts';
import { AppError } from '../errors.ts';
import { defineModel } from './model.ts';

export const KEY_FILE = 'secret.key';
/** The key of a rotation under way; it takes the other's name when nothing is left under that. */
export const NEXT_KEY_FILE = 'secret.key.next';
/** The collection that says which key the store is sealed with. */
export const SECRET_KEYS = 'secretKeys';
const VERSION = 'v1';
const ENVELOPE = /^v1:([0-9a-f]{8}):[A-Za-z0-9_-]{38,}$/;

export type KeyedSealer = Sealer & { readonly keyId: string };

export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** Which key a text was sealed with, as far as its looks tell; undefined for what is no envelope. */
export function readEnvelope(text: string): { readonly keyId: string } | undefined {
  const keyId = ENVELOPE.exec(text)?.[1];
  return keyId === undefined ? undefined : { keyId };
}

/** @param key  32 bytes */
export function createSealer(key: Buffer): KeyedSealer {
  const keyId = keyIdOf(key);
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
  return loadKeyFile(dataDir, KEY_FILE);
}

/** The key of the rotation under way, else one that begins it: the one given, or a random one. */
export function loadNextKey(dataDir: string, given?: Buffer): Buffer {
  return loadKeyFile(dataDir, NEXT_KEY_FILE, given);
}

/** Puts the rotation's key in the place of the old one, in one step; nothing to do when that was done before. */
export function adoptNextKey(dataDir: string): void {
  const next = join(dataDir, NEXT_KEY_FILE);
  if (existsSync(next)) renameSync(next, join(dataDir, KEY_FILE));
}

function loadKeyFile(dataDir: string, name: string, key?: Buffer): Buffer {
  const path = join(dataDir, name);
  if (!existsSync(path)) makeKeyFile(dataDir, path, key);
  return readKeyFile(path);
}

/** @throws Error  the file is there but holds no key */
export function readKeyFile(path: string): Buffer {
  return must(keyBytes(readFileSync(path, 'utf8').trim()), path);
}

interface KeyDocument {
  _id: string;
  keyId: string;
  /** Of a rotation under way. */
  nextKeyId?: string;
}

/**
 * Remembers the first key that this store's secrets are sealed with, and refuses any other.
 * @throws SEALED_WITH_OTHER_KEY, KEY_ROTATION_UNFINISHED
 */
export async function checkSecretKey(connection: Connection, keyId: string): Promise<void> {
  const keys = defineModel<KeyDocument>(connection, {
    name: 'SecretKey',
    collection: SECRET_KEYS,
    fields: { _id: String, keyId: String, nextKeyId: String },
  });
  await keys.updateOne({ _id: 'current' }, { $setOnInsert: { keyId } }, { upsert: true });
  const kept = await keys.findById('current').lean();
  if (kept?.nextKeyId !== undefined) throw new AppError('KEY_ROTATION_UNFINISHED');
  if (kept?.keyId !== keyId) throw new AppError('SEALED_WITH_OTHER_KEY');
}

/** Written whole under another name first: a start that is killed here leaves no half key behind. */
function makeKeyFile(dataDir: string, path: string, key: Buffer = randomBytes(32)): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
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
