// Phones of every family stay on at a proxy, are told by the real server over real UDP, and come back, or not.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdminApi } from '../../scripts/simulator/admin-api.ts';
import { bootFleet, switchedOn } from '../../scripts/simulator/fleet.ts';
import { addAll, countedPhones, specsOf } from '../../scripts/simulator/specs.ts';
import { mannerOf, stayOn, stayText } from '../../scripts/simulator/stay.ts';
import { ADMIN_PASSWORD, startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

const PROXY_HOST = '127.0.0.2';
const FAMILIES = [
  { family: 'yealink', model: 'T46S' },
  { family: 'aastra-mitel', model: '6867i' },
  { family: 'gigaset', model: 'N530 IP PRO' },
  { family: 'gigaset', model: 'N510 IP PRO' },
  { family: 'auerswald' },
];
let server: TestBellhop;

beforeAll(async () => {
  server = await startTestBellhop({ env: { BELLHOP_SIP: '127.0.0.1:0', BELLHOP_SIPS: 'off' } });
});
afterAll(() => server?.close());

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, PROXY_HOST);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

async function tell(mac: string, what: 'resync' | 'reboot'): Promise<string> {
  const { jobId } = (await server.api('POST', `/cpes/${mac}/${what}`)).json;
  for (;;) {
    const { json } = await server.api('GET', `/jobs/${jobId}`);
    if (!['queued', 'running'].includes(json.state)) return json.result.result;
    await wait(50);
  }
}

describe.each([
  { how: 'believed at once', challenges: false, account: 'STAY1' },
  { how: 'after a digest challenge', challenges: true, account: 'STAY2' },
])('$how', ({ challenges, account }) => {
  it('DEV-14: phones of every family fetch again or start anew when told; the one that never comes back is named', async () => {
    const port = await freePort();
    const wanted = FAMILIES.flatMap(({ family, model }, i) =>
      countedPhones(2, 0x700000 + (challenges ? 100 : 0) + 2 * i, {
        transports: ['http'],
        family,
        ...(model !== undefined && { model }),
      }),
    );
    const base = `http://127.0.0.1:${server.ports.admin}`;
    const api = await openAdminApi(base, { username: 'admin', password: ADMIN_PASSWORD });
    const added = await addAll(api, account, wanted);
    await api.setSipProxy(await api.accountNumbered(account), `${PROXY_HOST}:${port}`);
    const bases = { http: `http://127.0.0.1:${server.ports.http}/p/` };
    const phones = specsOf(wanted, { bases, by: 'url', added, factoryCa: [] }).map(switchedOn);
    const fleet = { connectTo: '127.0.0.1', timeoutMs: 20_000, concurrency: 4, wholeFirmware: false };
    const first = await bootFleet(phones, { ...fleet, boots: 1 });
    expect(first.flatMap(({ journal }) => journal.faults)).toEqual([]);

    const end = new AbortController();
    const rest = { slowPercent: 0, neverPercent: 10, rebootMs: 50, challenges, signal: end.signal };
    let ready = () => {};
    const listening = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const stayed = stayOn(phones, { ...fleet, ...rest, sip: { host: PROXY_HOST, port }, onReady: ready });
    await listening;
    const told = await Promise.all(wanted.map(({ mac }) => tell(mac, 'resync')));
    // An N510 knows no start by SIP: it is not even asked.
    await wait(1000);
    const lone = wanted[0]?.mac ?? '';
    expect(await tell(lone, 'reboot')).toBe('accepted');
    expect(await tell(wanted.find(({ device }) => device.model.model === 'N510 IP PRO')?.mac ?? '', 'reboot')).toBe(
      'cannot',
    );
    await wait(500);
    end.abort();
    const report = await stayed;

    expect(told).toEqual(Array(wanted.length).fill('accepted'));
    expect(report.neverBack).toEqual([wanted.at(-1)?.mac]);
    expect(report).toMatchObject({
      resyncs: wanted.length - 1,
      reboots: 1,
      challenged: challenges ? wanted.length + 1 : 0,
    });
    expect(report.answers['200']).toBe(wanted.length + 1);
    expect(report.boots.flatMap(({ journal }) => journal.faults)).toEqual([]);
    expect(stayText(report)).toContain(`1 never: ${wanted.at(-1)?.mac}`);
  });
});

it('so many of a hundred are slow or never come back, and none is both', () => {
  const manners = Array.from({ length: 1000 }, (_, i) => mannerOf(i, { slowPercent: 10, neverPercent: 3 }));
  expect(manners.filter((manner) => manner === 'never')).toHaveLength(30);
  const slow = manners.filter((manner) => manner === 'slow').length;
  expect(slow).toBeGreaterThan(90);
  expect(slow).toBeLessThanOrEqual(100);
});
