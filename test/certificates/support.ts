// What the certificate tests share: a store in memory with the promises of CertificateStore, a seal that is visibly one,
// and the openssl command as a second opinion on every certificate.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import type {
  CertificateDeps,
  CertificateStore,
  Seal,
  StoredCertificate,
} from '../../server/certificates/certificate-store.ts';

export const DAY_MS = 24 * 3600 * 1000;

export class MemoryStore implements CertificateStore {
  readonly records: Map<string, StoredCertificate>;
  /** Awaited by every load after it has looked: a test can hold several nodes at the same point. */
  afterLoad: (name: string) => Promise<void> = async () => {};

  /** @param records  what it holds at first, copied: making keys is slow, so tests begin with the same ones */
  constructor(records: Iterable<[string, StoredCertificate]> = []) {
    this.records = new Map(records);
  }

  async load(name: string): Promise<StoredCertificate | undefined> {
    const found = this.records.get(name);
    await this.afterLoad(name);
    return found;
  }

  async insertIfAbsent(record: StoredCertificate): Promise<StoredCertificate> {
    const standing = this.records.get(record.name) ?? record;
    this.records.set(record.name, standing);
    return standing;
  }

  async replace(record: StoredCertificate, formerCertificatePem: string): Promise<boolean> {
    if (this.records.get(record.name)?.certificatePem !== formerCertificatePem) return false;
    this.records.set(record.name, record);
    return true;
  }
}

/** Resolves for all callers at once, when the given number of them has come. */
export function meetingOf(callers: number): () => Promise<void> {
  let come = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    come += 1;
    if (come === callers) open();
    return all;
  };
}

export const seal: Seal = {
  seal: (plain) => `sealed:${Buffer.from(plain).toString('base64')}`,
  unseal: (sealed) => {
    if (!sealed.startsWith('sealed:')) throw new Error('not sealed');
    return Buffer.from(sealed.slice('sealed:'.length), 'base64').toString();
  },
};

export interface World extends CertificateDeps {
  readonly store: MemoryStore;
  /** What now() answers; tests move it. */
  time: Date;
}

export function worldAt(time: Date, store = new MemoryStore()): World {
  const world: World = { store, seal, time, now: () => world.time };
  return world;
}

const run = promisify(execFile);

/**
 * Runs openssl with nothing on its standard input.
 * @returns all that it printed, standard output first
 * @throws Error  it is not installed, or it ended with a fault (the message holds what it printed)
 */
export async function openssl(...args: string[]): Promise<string> {
  try {
    const running = run('openssl', args);
    running.child.stdin?.end();
    const { stdout, stderr } = await running;
    return stdout + stderr;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error('The openssl command is missing: install the Debian package "openssl".');
    }
    throw error;
  }
}

/** Writes a PEM into a folder of its own. */
export async function asFile(pem: string): Promise<string> {
  const path = join(await freshFolder(), 'certificate.pem');
  await writeFile(path, pem);
  return path;
}

/** An empty folder, gone when the test file has ended. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-certificates-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** What `openssl x509 -text` says of a certificate. */
export async function textOf(pem: string): Promise<string> {
  return openssl('x509', '-text', '-noout', '-in', await asFile(pem));
}

/** `openssl verify` as a TLS client at the given moment; rejects when it refuses the certificate. */
export async function verify(pem: string, caPem: string, at: Date, ...more: string[]): Promise<string> {
  const clock = String(Math.floor(at.getTime() / 1000));
  const files = ['-CAfile', await asFile(caPem), await asFile(pem)];
  return openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-attime', clock, ...more, ...files);
}
