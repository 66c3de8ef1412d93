// The portal alone, on a store of its own, for tests that inject requests: who is logged in, and forms with their token.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { createAccess, ensureFirstUser } from '../../server/access/login.ts';
import { createPasswordReset } from '../../server/access/password-reset.ts';
import { createAuditLog } from '../../server/audit/log.ts';
import type { CpeDeps } from '../../server/cpe/deps.ts';
import { ensureFirstPartner, FIRST_PARTNER } from '../../server/cpe/partners.ts';
import { desksOf } from '../../server/desks.ts';
import type { Sealed } from '../../server/domain/sealed.ts';
import type { TelephonyDeps } from '../../server/pbx/deps.ts';
import { createPortal } from '../../server/portal/portal.ts';
import { createPhoneFiles } from '../../server/provisioning/phone-files.ts';
import type { World } from '../../server/provisioning/world.ts';
import { connect } from '../../server/store/connection.ts';
import { createSealer } from '../../server/store/sealer.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import type { JobDeps } from '../../server/work/deps.ts';
import { createWatch } from '../../server/work/watch.ts';
import { freshDatabase } from '../support/database.ts';
import { testWebhooks } from '../support/notices.ts';
import { ADDRESS, renderer } from '../support/records.ts';

const AUDIT_KEY = randomBytes(32);
export const PASSWORD = 'portal-test-1';
export const TEMPLATES = new URL('../../templates', import.meta.url).pathname;

/** A browser as far as tests need one: it keeps cookies and sends the token of the form it looks at. */
export interface Visitor {
  readonly get: (url: string, headers?: Record<string, string>) => Promise<LightMyRequestResponse>;
  /** Sends a form with the token of the page at `from`; null: without any. */
  readonly post: (
    url: string,
    fields: Record<string, string>,
    from?: string | null,
    headers?: Record<string, string>,
  ) => Promise<LightMyRequestResponse>;
  /** Sends a body as it is. */
  readonly send: (url: string, payload: Buffer, contentType: string) => Promise<LightMyRequestResponse>;
  readonly cookies: ReadonlyMap<string, string>;
}

export interface TestPortal {
  readonly cpe: CpeDeps;
  readonly store: Store;
  /** Of all tenants. */
  readonly telephony: TelephonyDeps;
  readonly visitor: () => Visitor;
  readonly loggedIn: () => Promise<Visitor>;
  readonly setAvailable: (available: boolean) => void;
  readonly close: () => Promise<void>;
}

export async function openPortal(): Promise<TestPortal> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-portal-'));
  const log = pino({ level: 'silent' });
  const connection = await connect(freshDatabase().uri);
  const store = await openStore(connection, { dataDir, log, alone: false });
  const sealer = createSealer(randomBytes(32));
  const now = () => new Date();
  const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
  const address = () => ADDRESS;
  const cpe: CpeDeps = {
    records: store,
    firmware: store.firmware,
    assets: store.assets,
    findReport: store.notebook.findReport,
    partnerId: FIRST_PARTNER,
    sealer,
    address,
    now,
    newId: randomUUID,
    randomHex,
    enrolmentHours: 24,
    firmwareStuckAfter: { fetches: 3, hours: 24 },
  };
  const people = { ...store.people, sealer, now, randomHex };
  await ensureFirstPartner(cpe);
  await ensureFirstUser(people, PASSWORD);
  const world: World = {
    store: store.provisioning,
    notebook: store.notebook,
    sealer,
    address,
    caPem: () => undefined,
  };
  const preview = { world, files: createPhoneFiles(world, renderer), renderer, now };
  const certificates = {
    store: store.certificates,
    seal: { seal: sealer.seal, unseal: (text: string) => sealer.unseal(text as Sealed) },
    now,
    authorities: store.clientAuthorities,
    issued: store.deviceCertificates,
    folder: dataDir,
    changed: async () => undefined,
  };
  const jobs: JobDeps = { jobs: store.jobs, now, randomHex, announce: async () => {} };
  let available = true;
  const app = Fastify({ trustProxy: true, ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
  const desk = desksOf({
    cpe,
    jobs,
    plans: store.plans,
    preview,
    reports: store.notebook,
    uploads: store.uploads,
    notes: store.notes,
    fleet: store.fleet,
    views: store.views,
    redirects: [],
    alarms: store.alarms,
    phonebooks: store.phonebooks,
    webhooks: testWebhooks(store, sealer),
    telephony: store.telephony,
    sounds: store.sounds,
    people,
    describeUser: store.people.describeUser,
    auditLog: createAuditLog({ sink: store.audit, key: AUDIT_KEY, now, randomHex }),
    auditStore: store.audit,
    auditKey: AUDIT_KEY,
    certificates,
  });
  await createPortal({
    access: createAccess(people),
    desk,
    reset: createPasswordReset({ ...people, log }),
    watchJob: createWatch(store, { askMs: 20, beatMs: 15_000 }),
    isAvailable: () => available,
    helpLinks: { ios: 'https://help.example.com/ios?a=1&b=2' },
    templatesFolder: TEMPLATES,
  })(app);
  await app.ready();
  const visitor = () => createVisitor(app);
  return {
    cpe,
    store,
    telephony: desk({ actor: { kind: 'machine', name: 'test' }, door: 'command' }).telephony,
    visitor,
    loggedIn: async () => {
      const someone = visitor();
      const answer = await someone.post('/login', { username: 'admin', password: PASSWORD });
      if (answer.statusCode !== 303) throw new Error(`login answered ${answer.statusCode}`);
      return someone;
    },
    setAvailable: (is) => {
      available = is;
    },
    close: async () => {
      await app.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function createVisitor(app: FastifyInstance): Visitor {
  const cookies = new Map<string, string>();
  const keep = (answer: LightMyRequestResponse) => {
    for (const { name, value } of answer.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const get = async (url: string, headers: Record<string, string> = {}) =>
    keep(await app.inject({ method: 'GET', url, headers, cookies: Object.fromEntries(cookies) }));
  return {
    cookies,
    get,
    send: async (url, payload, contentType) =>
      keep(
        await app.inject({
          method: 'POST',
          url,
          cookies: Object.fromEntries(cookies),
          headers: { 'content-type': contentType },
          payload,
        }),
      ),
    post: async (url, fields, from = url, headers = {}) => {
      const token = from === null ? undefined : tokenIn((await get(from)).body);
      return keep(
        await app.inject({
          method: 'POST',
          url,
          cookies: Object.fromEntries(cookies),
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ ...fields, ...(token !== undefined && { _csrf: token }) }).toString(),
        }),
      );
    },
  };
}

function tokenIn(html: string): string {
  const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error('the page has no form with a token');
  return token;
}
