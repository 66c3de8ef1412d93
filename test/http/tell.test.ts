// A phone is told through its account's proxy, over real UDP: the call answers at once, the job says what came of it (DEV-14).
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

const MAC = '805ec0000001';
let bellhop: TestBellhop;
let proxy: Socket;
let status = '200 OK';
const heard: string[] = [];

/** A proxy that answers whatever comes with one status. */
async function openProxy(): Promise<number> {
  proxy = createSocket('udp4');
  proxy.on('message', (packet, { port, address }) => {
    const text = packet.toString();
    heard.push(text);
    const copied = text.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
    const answer = [`SIP/2.0 ${status}`, ...copied.map((line) => (/^To:/i.test(line) ? `${line};tag=p` : line))];
    proxy.send(`${answer.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, port, address);
  });
  await new Promise<void>((resolve) => proxy.bind(0, '127.0.0.2', resolve));
  return proxy.address().port;
}

beforeAll(async () => {
  const port = await openProxy();
  bellhop = await startTestBellhop({ env: { BELLHOP_SIP: '127.0.0.1:0', BELLHOP_SIPS: 'off' } });
  const { id } = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json;
  await bellhop.api('PUT', `/accounts/${id}/sip-proxy`, { proxy: `127.0.0.2:${port}`, force: true });
  const devices = [{ mac: MAC }];
  const cpe = { vendor: 'Yealink', model: 'T46S', accountId: id, createChannel: true, devices };
  expect((await bellhop.api('POST', '/cpes', cpe)).status).toBe(201);
});
afterAll(async () => {
  await bellhop.close();
  proxy.close();
});

async function outcomeOf(jobId: string) {
  for (;;) {
    const { json } = await bellhop.api('GET', `/jobs/${jobId}`);
    if (!['queued', 'running'].includes(json.state)) return json;
    await wait(50);
  }
}

describe('POST /cpes/{mac}/resync and /reboot', () => {
  test.each([
    ['resync', 'check-sync;reboot=false'],
    ['reboot', 'check-sync;reboot=true'],
  ])('%s: 202 with a job, whose result says that the phone took it', async (what, event) => {
    heard.length = 0;
    const asked = await bellhop.api('POST', `/cpes/${MAC}/${what}`);
    expect([asked.status, typeof asked.json.jobId]).toEqual([202, 'string']);
    const job = await outcomeOf(asked.json.jobId);
    expect(job).toMatchObject({ kind: what, state: 'done', result: { result: 'accepted', what } });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/^NOTIFY sip:/);
    expect(heard[0]).toContain(`Event: ${event}\r\n`);
  });

  test('a refusal is a result, not a failed job, and is not tried again', async () => {
    heard.length = 0;
    status = '489 Bad Event';
    const { jobId } = (await bellhop.api('POST', `/cpes/${MAC}/resync`)).json;
    const job = await outcomeOf(jobId);
    expect(job).toMatchObject({ state: 'done', attempts: 1, result: { result: 'refused' } });
    expect(heard).toHaveLength(1);
    status = '200 OK';
  });

  test('who asked for what stands in the audit log', async () => {
    const { items } = (await bellhop.api('GET', `/audit?subject=${MAC}&action=phoneTold`)).json;
    expect(items).toHaveLength(3);
  });

  test('a phone that nobody added is 404, and no job', async () => {
    const before = (await bellhop.api('GET', '/jobs?kind=reboot')).json.items.length;
    expect((await bellhop.api('POST', '/cpes/805ec0ffffff/reboot')).status).toBe(404);
    expect((await bellhop.api('GET', '/jobs?kind=reboot')).json.items).toHaveLength(before);
  });

  test('a technician may, of their own accounts alone, and sees the own job alone', async () => {
    const other = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '2002' })).json.id;
    const { id } = (await bellhop.api('GET', '/accounts')).json.items[0];
    const own = await bellhop.person('technician', { accountIds: [id] });
    const { jobId } = (await own.api('POST', `/cpes/${MAC}/resync`)).json;
    expect(await outcomeOf(jobId)).toMatchObject({ result: { result: 'accepted' } });
    const seen = (await own.api('GET', '/jobs')).json.items.map((job: { id: string }) => job.id);
    expect(seen).toEqual([jobId]);
    const stranger = await bellhop.person('technician', { accountIds: [other] });
    expect((await stranger.api('POST', `/cpes/${MAC}/reboot`)).status).toBe(404);
    expect((await stranger.api('GET', `/jobs/${jobId}`)).status).toBe(404);
  });
});
