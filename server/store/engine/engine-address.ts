// Where a running server's engine is reached, written into the data folder (mode 0600) so that a backup can be taken while
// the server runs, and so that a server after a crash knows what the last one left behind.

import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** Stands in the data folder; not part of a backup. */
export const ADDRESS_FILE = 'engine.json';

const EngineAddress = Type.Object({
  uri: Type.String(),
  runDir: Type.String(),
  serverPid: Type.Integer({ minimum: 1 }),
  /** When that process began, epoch milliseconds: containers give every server the same pid. */
  serverStartedAt: Type.Number(),
});
export type EngineAddress = Type.Static<typeof EngineAddress>;

export async function recordAddress(dataDir: string, address: EngineAddress): Promise<void> {
  const file = join(dataDir, ADDRESS_FILE);
  await writeFile(`${file}.new`, `${JSON.stringify(address)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** @returns undefined when no server left one, or what is there is not one */
export async function readAddress(dataDir: string): Promise<EngineAddress | undefined> {
  let text: string;
  try {
    text = await readFile(join(dataDir, ADDRESS_FILE), 'utf8');
  } catch {
    return undefined;
  }
  const address: unknown = parseJson(text);
  if (!Value.Check(EngineAddress, address)) return undefined;
  // The folder named here gets removed: it must be one this program makes.
  return basename(address.runDir).startsWith('bellhop-') ? address : undefined;
}

export async function forgetAddress(dataDir: string): Promise<void> {
  await rm(join(dataDir, ADDRESS_FILE), { force: true });
}

/** Whether the server that wrote the address may still run, this very process included. */
export function isServerAlive({ serverPid, serverStartedAt }: EngineAddress): boolean {
  if (serverPid === process.pid) return serverStartedAt === performance.timeOrigin;
  return isAlive(serverPid);
}

/** False for a process that has ended and only waits to be collected by its parent. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
