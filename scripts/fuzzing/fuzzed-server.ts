// The whole server on loopback, in this process, so that whatever nobody caught is seen. Refusals are not held back here:
// slowing strangers down is tested on its own, and would leave a fuzzer waiting.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startBellhop } from '../../server/bellhop.ts';
import { readConfig } from '../../server/config.ts';
import { type JsonRoute, jsonRoutesOf } from './api-routes.ts';

export interface FuzzedServer {
  readonly adminPort: number;
  readonly phonePort: number;
  readonly tftpPort: number;
  readonly token: string;
  /** The API's routes, as it describes them itself. */
  readonly routes: readonly JsonRoute[];
  /** Names in the store, to be put where a route wants one. */
  readonly known: readonly string[];
  /** Exceptions and rejections that nobody caught since the last call. */
  readonly takeUncaught: () => readonly unknown[];
  readonly close: () => Promise<void>;
}

export interface FuzzedServerOptions {
  readonly projectDir: string;
  /** A database; absent: an embedded engine of its own. */
  readonly mongoUri?: string;
}

export async function openFuzzedServer({ projectDir, mongoUri }: FuzzedServerOptions): Promise<FuzzedServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bellhop-fuzz-'));
  const password = randomBytes(12).toString('hex');
  const config = readConfig({
    BELLHOP_DATA: dataDir,
    BELLHOP_ADMIN_LISTEN: '127.0.0.1:0',
    BELLHOP_PHONE_HTTP: '127.0.0.1:0',
    BELLHOP_PHONE_HTTPS: 'off',
    BELLHOP_TFTP: '127.0.0.1:0',
    BELLHOP_SIP: 'off',
    BELLHOP_SIPS: 'off',
    BELLHOP_PUBLIC_HOST: '127.0.0.1',
    BELLHOP_ADMIN_PASSWORD: password,
    ...(mongoUri !== undefined && { MONGODB_URI: mongoUri }),
  });
  const bellhop = await startBellhop({
    config,
    log: pino({ level: 'silent' }),
    projectDir,
    demo: true,
    slowDown: { delayFor: () => 0, isSpent: () => false },
  });
  const { admin: adminPort, http: phonePort = 0, tftp: tftpPort = 0 } = bellhop.ports;
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  const api = `http://127.0.0.1:${adminPort}/api/v1`;
  const login = await fetch(`${api}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const token = memberOf(await login.json(), 'token');
  const get = async (path: string): Promise<unknown> =>
    (await fetch(api + path, { headers: { authorization: `Bearer ${token}` } })).json();
  const known = [
    ...itemsOf(await get('/accounts?limit=3')).map((account) => memberOf(account, 'id')),
    ...itemsOf(await get('/cpes?limit=5')).map((cpe) => memberOf(cpe, 'mac')),
  ];
  return {
    adminPort,
    phonePort,
    tftpPort,
    token,
    known,
    routes: jsonRoutesOf(await get('/openapi.json')),
    takeUncaught: () => uncaught.splice(0),
    close: async () => {
      await bellhop.close();
      process.off('uncaughtException', note);
      process.off('unhandledRejection', note);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function memberOf(value: unknown, name: string): string {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof member !== 'string') throw new Error(`the API gave no ${name}`);
  return member;
}

function itemsOf(page: unknown): readonly unknown[] {
  const items: unknown = typeof page === 'object' && page !== null ? Reflect.get(page, 'items') : undefined;
  return Array.isArray(items) ? items : [];
}
