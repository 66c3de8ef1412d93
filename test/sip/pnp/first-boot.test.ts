// PnP of a whole server: a phone that was added asks, is told its URL, and fetches its file there; nobody else hears a word.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bellhop, startBellhop } from '../../../server/bellhop.ts';
import { ConfigError, readConfig } from '../../../server/config.ts';
import { ADMIN_PASSWORD, PROJECT, T46S_AGENT, testConfig } from '../../support/bellhop.ts';
import { freshDatabase } from '../../support/database.ts';
import { bodyOf, headerOf, subscribe } from './packets.ts';

const MAC = '805ec0123456';
const PATIENT_MS = 10_000;
let bellhop: Bellhop;
let dataDir: string;
let token: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'bellhop-pnp-'));
  const config = { ...testConfig(dataDir, { MONGODB_URI: freshDatabase().uri }), pnp: { host: '127.0.0.1', port: 0 } };
  bellhop = await startBellhop({ config, log: pino({ level: 'error' }, pino.destination(2)), projectDir: PROJECT });
  token = (await api('POST', '/tokens', { username: 'admin', password: ADMIN_PASSWORD })).token;
});
afterAll(async () => {
  await bellhop.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function api(method: string, path: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${bellhop.ports.admin}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  return text === '' ? undefined : JSON.parse(text);
}

/** What a phone hears that asks once: an answer may take long on a busy machine, silence is believed sooner. */
async function ask(mac: string, patienceMs = 500): Promise<readonly string[]> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const heard: string[] = [];
  socket.on('message', (datagram) => heard.push(datagram.toString()));
  const { port } = socket.address();
  socket.send(subscribe(port, { mac, callId: `${mac}-${port}` }), bellhop.ports.pnp ?? 0, '127.0.0.1');
  const endsMs = performance.now() + patienceMs;
  while (heard.length < 2 && performance.now() < endsMs) await wait(10);
  socket.close();
  return heard;
}

function urlIn(heard: readonly string[]): string {
  const notify = heard.find((text) => text.startsWith('NOTIFY '));
  expect(notify && headerOf(notify, 'Content-Type')).toBe('application/url');
  return bodyOf(notify ?? '');
}

async function add(mac: string, vendor = 'Yealink', model = 'T46S'): Promise<string> {
  const added = await api('POST', '/cpes', { vendor, model, devices: [{ mac }] });
  return added.items[0].provisioningUrl;
}

describe('PnP', () => {
  test('tells a phone with an open window its own URL, where its file is', async () => {
    const provisioningUrl = await add(MAC);
    const url = urlIn(await ask(MAC.toUpperCase(), PATIENT_MS));
    expect(url).toBe(provisioningUrl);
    const file = await fetch(`${url}${MAC}.cfg`, { headers: { 'user-agent': T46S_AGENT } });
    expect(file.status).toBe(200);
    expect(await file.text()).toContain('static.auto_provision.pnp_enable = 0');
  });

  test.each([
    ['Gigaset', 'N510 IP PRO', '7c2f800db4df', /\/p\/[0-9a-f]{32}$/, '/42/2/master.bin'],
    ['Auerswald', 'COMfortel D-400', '000952c0ffee', /\/p\/[0-9a-f]{32}\/000952C0FFEE\.xml$/, ''],
  ])('tells a %s in the form that it takes', async (vendor, model, mac, form, file) => {
    const provisioningUrl = await add(mac, vendor, model);
    const url = urlIn(await ask(mac, PATIENT_MS));
    expect(url).toBe(provisioningUrl);
    expect(url).toMatch(form);
    expect((await fetch(url + file)).status).toBe(200);
  });

  test('is silent for a MAC that nobody added', async () => {
    expect(await ask('805ec0999999')).toEqual([]);
  });

  test('is silent once the window is closed, or open for other networks alone', async () => {
    const mac = '805ec0222222';
    await add(mac);
    await api('DELETE', `/cpes/${mac}/enrolment`);
    expect(await ask(mac)).toEqual([]);
    await api('POST', `/cpes/${mac}/enrolment`, { networks: ['192.0.2.0/24'] });
    expect(await ask(mac)).toEqual([]);
    await api('POST', `/cpes/${mac}/enrolment`, { networks: ['127.0.0.0/8'] });
    expect(await ask(mac, PATIENT_MS)).toHaveLength(2);
  });
});

describe('BELLHOP_PNP', () => {
  test.each([
    [undefined, null],
    ['off', null],
    ['on', { host: '0.0.0.0', port: 5060 }],
  ])('%s', (value, expected) => {
    expect(readConfig({ BELLHOP_PUBLIC_HOST: 'a', BELLHOP_PNP: value }).pnp).toEqual(expected);
  });

  test('takes nothing else', () => {
    expect(() => readConfig({ BELLHOP_PUBLIC_HOST: 'a', BELLHOP_PNP: 'yes' })).toThrow(ConfigError);
  });
});
