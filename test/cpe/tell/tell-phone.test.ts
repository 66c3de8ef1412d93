// Telling phones over a real socket, with a real store: which words, by which way, and what is kept of it.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ContactSource, TellDeps } from '../../../server/cpe/tell/tell-phone.ts';
import { NO_CONTACTS, tellPhone } from '../../../server/cpe/tell/tell-phone.ts';
import { FAMILIES } from '../../../server/devices/registry.ts';
import type { Mac } from '../../../server/domain/mac.ts';
import type { Account } from '../../../server/domain/records.ts';
import { createPhoneHttp } from '../../../server/http/phone-control.ts';
import { startSipEdge } from '../../../server/sip/edge.ts';
import { firstHeader } from '../../../server/sip/message/message.ts';
import { createTransactions, type Incoming } from '../../../server/sip/transaction/layer.ts';
import { TIMING } from '../../../server/sip/transaction/timers.ts';
import { openTransport } from '../../../server/sip/transport/transport.ts';
import { ADDRESS, account, channel, cpe, mac, NOW, partner, plainSealer } from '../../support/records.ts';
import { openTestStore, type TestStore } from '../../support/store.ts';

const ADMIN_PASSWORD = 'n3wAdmin';
const log = pino({ level: 'silent' });
let opened: TestStore;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  opened = await openTestStore();
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});
afterAll(() => opened.close());

let names = 0;
const randomHex = (bytes: number) => (++names).toString(16).padStart(bytes * 2, '0');
const FAST = { ...TIMING, t1Ms: 5, t2Ms: 20, t4Ms: 20 };

async function phone(respond: (incoming: Incoming) => void) {
  const heard: Incoming[] = [];
  const transport = await openTransport({
    plain: { host: '127.0.0.1', port: 0 },
    publicHost: '127.0.0.1',
    log,
    receive: (message, peer) => layer.receive(message, peer),
  });
  const layer = createTransactions({
    send: transport.send,
    randomHex,
    onRequest: (incoming) => {
      heard.push(incoming);
      respond(incoming);
    },
  });
  closers.push(async () => {
    layer.close();
    await transport.close();
  });
  return { port: transport.port, heard };
}

const PHONES = {
  yealink: ['Yealink', 'T46S'],
  aastra: ['Aastra/Mitel', '6867i'],
  n510: ['Gigaset', 'N510 IP PRO'],
} as const;

async function tell(
  what: 'resync' | 'reboot',
  given: {
    kind?: keyof typeof PHONES;
    port?: number;
    proxyPort?: number;
    seen?: boolean;
    contacts?: ContactSource;
    /** Where its HTTP listens, when its account lets it be told that way. */
    httpPort?: number;
    networks?: Account['networks'];
  } = {},
) {
  const {
    kind = 'yealink',
    port = 9,
    proxyPort,
    seen = true,
    contacts = NO_CONTACTS,
    httpPort,
    networks = ['127.0.0.0/8'],
  } = given;
  const [vendor, model] = PHONES[kind];
  const own: Mac = mac(`805ec0${(++names).toString(16).padStart(6, '0')}`);
  const [theChannel, thePartner, theAccount] = [channel(), partner(), account({ networks })];
  const sipProxy = proxyPort === undefined ? ADDRESS.host : `127.0.0.1:${proxyPort}`;
  const { track, ...theCpe } = cpe({
    mac: own,
    vendor,
    model,
    channelIds: [theChannel.id],
    settings: { sipProxy, ...(httpPort !== undefined && { httpControl: true }) },
  });
  const records = {
    cpe: kind === 'yealink' && track !== undefined ? { ...theCpe, track } : theCpe,
    partner: thePartner,
    account: theAccount,
    channels: [theChannel],
    stamp: '1',
  };
  const report = { mac: own, address: '127.0.0.1', transport: 'http', lastFile: 'x', lastAt: NOW } as const;
  const edge = await startSipEdge({
    plain: { host: '127.0.0.1', port: 0 },
    publicHost: '127.0.0.1',
    randomHex,
    log,
    timing: FAST,
    resolver: { addresses: async () => [] },
  });
  closers.push(edge.close);
  const deps: TellDeps = {
    world: {
      store: {
        ...opened.store.provisioning,
        recordsOf: async () => records,
        findReport: async () => (seen ? report : undefined),
      },
      sealer: plainSealer,
      address: () => ADDRESS,
    },
    contacts,
    sip: edge.user,
    http: createPhoneHttp(httpPort ?? 9, () => ADDRESS.httpUrl),
    notifications: opened.store.notifications,
    now: () => NOW,
    phonePort: port,
  };
  const outcome = await tellPhone(deps, own, what);
  expect(await opened.store.notifications.of(own)).toEqual([outcome]);
  return { outcome, again: () => tellPhone(deps, own, what), mac: own, username: theChannel.username };
}

const event = ({ request }: Incoming) => firstHeader(request, 'event');
const ok = ({ respond }: Incoming) => respond({ status: 200 });

describe('words', () => {
  test.each([
    ['yealink', 'resync', 'check-sync;reboot=false'],
    ['yealink', 'reboot', 'check-sync;reboot=true'],
    ['aastra', 'resync', 'check-sync'],
    ['n510', 'resync', 'check-sync'],
  ] as const)('%s, %s: %s', async (kind, what, expected) => {
    const { port, heard } = await phone(ok);
    const { outcome, username } = await tell(what, { kind, port });
    expect(outcome).toMatchObject({ result: 'accepted', what, at: NOW, tries: [{ way: 'lastAddress', status: 200 }] });
    expect(heard.map(event)).toEqual([expected]);
    expect(heard[0]?.request).toMatchObject({ method: 'NOTIFY', uri: `sip:${username}@127.0.0.1:${port}` });
  });

  test('an N510 cannot be told to start anew, and is sent nothing (gigaset-auerswald.md 9)', async () => {
    const { port, heard } = await phone(ok);
    const { outcome } = await tell('reboot', { kind: 'n510', port });
    expect(outcome).toMatchObject({ result: 'cannot', tries: [], why: expect.stringContaining('ignores') });
    expect(heard).toEqual([]);
  });

  test('every model of every family has its words', () => {
    const words = FAMILIES.flatMap((family) => family.models.map((model) => family.notify(model)));
    expect(words).toHaveLength(77);
    expect(words.every(({ resync }) => 'event' in resync && resync.event.startsWith('check-sync'))).toBe(true);
  });
});

describe('ways', () => {
  test('where it registered comes first, then the proxy, then where it was last seen', async () => {
    const registered = await phone(({ respond }) => respond({ status: 480 }));
    const proxy = await phone(({ respond }) => respond({ status: 404, reason: 'Not Found' }));
    const seen = await phone(ok);
    const contacts = { contactsOf: async () => [{ uri: `sip:x@127.0.0.1:${registered.port}` }] };
    const { outcome } = await tell('resync', { port: seen.port, proxyPort: proxy.port, contacts });
    expect(outcome.tries.map(({ way, result, status }) => [way, result, status])).toEqual([
      ['contact', 'refused', 480],
      ['proxy', 'refused', 404],
      ['lastAddress', 'accepted', 200],
    ]);
    expect(outcome.result).toBe('accepted');
  });

  test('the first that takes it is the last that is tried', async () => {
    const registered = await phone(ok);
    const seen = await phone(ok);
    const contacts = { contactsOf: async () => [{ uri: `sip:x@127.0.0.1:${registered.port}` }] };
    await tell('resync', { port: seen.port, contacts });
    expect([registered.heard.length, seen.heard.length]).toEqual([1, 0]);
  });
});

describe('over HTTP, where the account wants that', () => {
  async function webPhone(status = 200) {
    const heard: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[] =
      [];
    const server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      heard.push({ method, url, headers, body: await text(request) });
      response.writeHead(status).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closers.push(() => server.close());
    const address = server.address();
    return { port: typeof address === 'object' && address ? address.port : 0, heard };
  }

  test.each([
    ['resync', '/servlet?key=AutoP'],
    ['reboot', '/servlet?key=Reboot'],
  ] as const)('Yealink, %s: its action URI with its admin password (yealink.md 4.16)', async (what, path) => {
    const { port, heard } = await webPhone();
    const { outcome } = await tell(what, { httpPort: port });
    expect(outcome.tries.map(({ way, uri, result, status }) => [way, uri, result, status]).at(-1)).toEqual([
      'http',
      `http://127.0.0.1${path}`,
      'accepted',
      200,
    ]);
    const basic = Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64');
    expect(heard).toMatchObject([{ method: 'GET', url: path, headers: { authorization: `Basic ${basic}` } }]);
    expect(JSON.stringify(outcome)).not.toContain(ADMIN_PASSWORD);
  });

  test('Aastra: an XML object is pushed to start it anew; none makes it fetch (aastra-mitel.md 4.12)', async () => {
    const { port, heard } = await webPhone();
    expect((await tell('reboot', { kind: 'aastra', httpPort: port })).outcome.result).toBe('accepted');
    expect(heard).toMatchObject([
      { method: 'POST', url: '/', headers: { 'content-type': 'text/xml', referer: ADDRESS.httpUrl } },
    ]);
    expect(heard[0]?.headers.authorization).toBeUndefined();
    expect(heard[0]?.body).toMatch(/^xml=<AastraIPPhoneExecute><ExecuteItem URI="Command: Reset"\/>/);
    const { outcome } = await tell('resync', { kind: 'aastra', httpPort: port });
    expect(outcome.tries.some(({ way }) => way === 'http')).toBe(false);
  });

  test('not when SIP reached it, not outside the networks of its account, not without being switched on', async () => {
    const { port, heard } = await webPhone();
    const sip = await phone(ok);
    await tell('resync', { httpPort: port, port: sip.port });
    await tell('resync', { httpPort: port, networks: ['10.0.0.0/8'] });
    await tell('resync', { httpPort: port, networks: [] });
    await tell('resync', {});
    expect(heard).toEqual([]);
  });

  test('a wrong password and a phone without HTTP are told apart', async () => {
    const locked = await webPhone(401);
    expect((await tell('resync', { httpPort: locked.port })).outcome).toMatchObject({ result: 'challenged' });
    expect((await tell('resync', { httpPort: 9 })).outcome).toMatchObject({ result: 'unreachable' });
  });
});

describe('what came of it', () => {
  test('challenged: the channel’s password is given, and another is not known (call-control.md 12)', async () => {
    const challenge = [['WWW-Authenticate', 'Digest realm="r", nonce="n"']] as const;
    const { port, heard } = await phone(({ respond }) => respond({ status: 401, headers: challenge }));
    const { outcome, username } = await tell('resync', { port });
    expect(outcome).toMatchObject({ result: 'challenged', tries: [{ status: 401 }] });
    expect(heard).toHaveLength(2);
    expect(heard[1] && firstHeader(heard[1].request, 'authorization')).toContain(`username="${username}"`);
  });

  test('noAnswer from a silent phone', async () => {
    const { port } = await phone(() => undefined);
    expect((await tell('resync', { port })).outcome).toMatchObject({ result: 'noAnswer' });
  });

  test('unreachable while nobody knows where it is', async () => {
    expect((await tell('resync', { seen: false })).outcome).toMatchObject({ result: 'unreachable', tries: [] });
  });

  test('the last twenty are kept, newest first', async () => {
    const { port } = await phone(ok);
    const told = await tell('resync', { port });
    for (let i = 0; i < 24; i++) await told.again();
    expect(await opened.store.notifications.of(told.mac)).toHaveLength(20);
  });
});
