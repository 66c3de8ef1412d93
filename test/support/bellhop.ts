// A whole server for end-to-end tests: real listeners on free ports, a database of its own, one logged-in admin.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Bellhop, startBellhop } from '../../server/bellhop.ts';
import { type Config, readConfig } from '../../server/config.ts';
import type { Role } from '../../server/domain/actor.ts';
import { freshDatabase } from './database.ts';

export const PROJECT = new URL('../..', import.meta.url).pathname;
export const ADMIN_PASSWORD = 'test-password-1';
export const T46S_AGENT = 'Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly json: any;
}

export type CallApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Somebody with a role, logged in at the API. */
export interface TestPerson {
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly api: CallApi;
}

export interface TestBellhop extends Bellhop {
  readonly dataDir: string;
  readonly token: string;
  /** Calls the API as admin. */
  readonly api: CallApi;
  /** Calls the API with another token; none: without. */
  readonly apiWith: (token: string | undefined) => CallApi;
  /** Adds somebody with this role, over the accounts given, and logs them in. */
  readonly person: (role: Role, given?: object) => Promise<TestPerson>;
  /** Asks the phone listener (plain HTTP) for what stands after /p/. */
  readonly phone: (
    path: string,
    options?: { method?: string; userAgent?: string; headers?: Record<string, string>; body?: string | Buffer },
  ) => Promise<Answer>;
}

export function testConfig(dataDir: string, env: Record<string, string> = {}): Config {
  return readConfig({
    BELLHOP_DATA: dataDir,
    BELLHOP_ADMIN_LISTEN: '127.0.0.1:0',
    BELLHOP_PHONE_HTTP: '127.0.0.1:0',
    BELLHOP_PHONE_HTTPS: '127.0.0.1:0',
    BELLHOP_TFTP: '127.0.0.1:0',
    BELLHOP_SIP: '127.0.0.1:0',
    BELLHOP_SIPS: '127.0.0.1:0',
    BELLHOP_PUBLIC_HOST: '127.0.0.1',
    BELLHOP_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ...env,
  });
}

export async function startTestBellhop(
  options: { env?: Record<string, string>; dataDir?: string; mongoUri?: string; demo?: boolean } = {},
): Promise<TestBellhop> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bellhop-e2e-'));
  const config = testConfig(dataDir, { MONGODB_URI: options.mongoUri ?? freshDatabase().uri, ...options.env });
  const log = pino({ level: 'error' }, pino.destination(2));
  const bellhop = await startBellhop({ config, log, projectDir: PROJECT, ...(options.demo && { demo: true }) });
  const base = `http://127.0.0.1:${bellhop.ports.admin}/api/v1`;
  const login = await call(`${base}/tokens`, 'POST', { username: 'admin', password: ADMIN_PASSWORD });
  const token = String(login.json.token);
  const apiWith =
    (bearer: string | undefined): CallApi =>
    (method, path, body, headers = {}) =>
      call(base + path, method, body, { ...(bearer && { authorization: `Bearer ${bearer}` }), ...headers });
  let people = 0;
  return {
    ...bellhop,
    dataDir,
    token,
    api: apiWith(token),
    apiWith,
    person: async (role, given = {}) => {
      const username = `${role.toLowerCase()}-${++people}`;
      const password = `correct horse ${people}`;
      const added = await apiWith(token)('POST', '/people', { username, name: role, role, password, ...given });
      const session = await apiWith(undefined)('POST', '/tokens', { username, password });
      if (session.status !== 201) throw new Error(`no ${role}: ${added.text} ${session.text}`);
      return { username, password, token: String(session.json.token), api: apiWith(session.json.token) };
    },
    phone: async (path, { method = 'GET', userAgent, headers = {}, body } = {}) => {
      const response = await fetch(`http://127.0.0.1:${bellhop.ports.http}/p/${path}`, {
        method,
        headers: { ...(userAgent && { 'user-agent': userAgent }), ...headers },
        ...(body !== undefined && { body }),
      });
      return answerOf(response);
    },
    close: async () => {
      await bellhop.close();
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answerOf(response);
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

/** The values of a `key = value` file by key, the last one of each. */
export function readConfigFile(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .flatMap((line) =>
        line.includes(' = ') && !line.startsWith('#')
          ? [[line.slice(0, line.indexOf(' = ')), line.slice(line.indexOf(' = ') + 3)] as const]
          : [],
      ),
  );
}
