// Jobs over real sockets: import of many rows with bad ones among them, what export writes, events as they happen.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { freshDatabase } from '../support/database.ts';

let bellhop: TestBellhop;
let url: string;
beforeAll(async () => {
  bellhop = await startTestBellhop({ mongoUri: freshDatabase().uri });
  url = `http://127.0.0.1:${bellhop.ports.admin}/api/v1`;
  await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' });
});
afterAll(() => bellhop.close());

const auth = () => ({ authorization: `Bearer ${bellhop.token}` });

async function send(csv: string, query = ''): Promise<Answer['json']> {
  const answer = await fetch(`${url}/cpe-imports${query}`, {
    method: 'POST',
    headers: { ...auth(), 'content-type': 'text/csv' },
    body: csv,
  });
  const body: Answer['json'] = await answer.json();
  return { ...body, status: answer.status };
}

async function ended(id: string): Promise<Answer['json']> {
  for (;;) {
    const { json } = await bellhop.api('GET', `/jobs/${id}`);
    if (['done', 'failed', 'cancelled'].includes(json.state)) return json;
    await sleep(50);
  }
}

async function imported(csv: string, query = '') {
  const { status, jobId } = await send(csv, query);
  expect(status).toBe(202);
  const { state, result } = await ended(jobId);
  expect(state).toBe('done');
  return result;
}

const countCpes = async () => (await bellhop.api('GET', '/cpes.csv')).text.trim().split('\r\n').length - 1;

describe('import (DEV-1, DEV-2)', () => {
  test('a file that cannot be used as a whole is refused at once, and no job is made', async () => {
    const before = (await bellhop.api('GET', '/jobs?kind=csvImport')).json.items.length;
    const refused = await Promise.all(
      [
        'mac,colour\r\n805ec0000001,red',
        'vendor,model\r\nYealink,T46S',
        'mac,mac\r\n1,2',
        'mac\r\n',
        'mac,label\r\n805ec0000001,"open',
        `mac\r\n${'805ec0000001\r\n'.repeat(10_001)}`,
      ].map((csv) => send(csv)),
    );
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
    expect(refused[0]?.errors).toMatchObject([{ pointer: '/0/1' }]);
    expect((await bellhop.api('GET', '/jobs?kind=csvImport')).json.items).toHaveLength(before);
  });

  test('10,000 rows with bad ones among them: every bad one is named, nothing is written', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `805ec1${i.toString(16).padStart(6, '0')},Yealink,T46S,1001,nl,NL`,
    );
    rows[4] = 'nonsense,Yealink,T46S,1001,nl,NL';
    rows[4_999] = '805ec1000000,Yealink,T46S,1001,nl,NL';
    rows[7_000] = '805ec1ffff01,Yealink,T99,9999,xx,Holland';
    rows[9_999] = '805ec1ffff02,Yealink,T46S';
    const csv = ['MAC,Vendor,Model,Account number,Language,Country', ...rows].join('\n');
    const dry = await imported(csv, '?dryRun=true');
    expect(dry.bad.map(({ row, pointer }: Answer['json']) => [row, pointer])).toEqual([
      [6, '/mac'],
      [5_001, '/mac'],
      [7_002, '/language'],
      [7_002, '/country'],
      [7_002, '/accountNumber'],
      [7_002, '/model'],
      [10_001, ''],
    ]);
    expect(dry.bad[1].detail).toContain('row 2');
    const before = await countCpes();
    expect(await imported(csv)).toMatchObject({ dryRun: false, bad: dry.bad });
    expect(await countCpes()).toBe(before);
  });

  test('adds and updates together; an empty cell leaves what is there; a second time changes nothing', async () => {
    const first = await imported(
      'mac;vendor;model;accountNumber;label;location\r\n80:5e:c2:00:00:01;Yealink;T46S;1001;"Till; left";Shop\r\n805EC2000002;Yealink;T46S;;;\r\n',
    );
    expect(first).toMatchObject({ added: 2, updated: 0, unchanged: 0, bad: [] });
    const old = (await bellhop.api('GET', '/cpes/805ec2000001?reveal=secret')).json;
    const csv =
      'mac,vendor,model,label\n805ec2000001,,,Till right\n805ec2000002,Yealink,T46S,\n805ec2000003,Yealink,T46S,New';
    expect(await imported(csv, '?dryRun=true')).toMatchObject({ dryRun: true, added: 1, updated: 1, unchanged: 1 });
    expect((await bellhop.api('GET', '/cpes/805ec2000003')).status).toBe(404);
    expect(await imported(csv)).toMatchObject({ dryRun: false, added: 1, updated: 1, unchanged: 1 });
    const now = (await bellhop.api('GET', '/cpes/805ec2000001?reveal=secret')).json;
    expect(now).toMatchObject({
      label: 'Till right',
      location: 'Shop',
      accountId: old.accountId,
      revision: old.revision + 1,
    });
    expect([now.provisioningUrl, now.webPasswords]).toEqual([old.provisioningUrl, old.webPasswords]);
    expect(await imported(csv)).toMatchObject({ added: 0, updated: 0, unchanged: 3 });
    // Nothing holds the CPE any more.
    expect((await bellhop.api('PATCH', '/cpes/805ec2000001', { label: null })).json.label).toBeUndefined();
    expect(await imported('mac,vendor\n805ec2000001,Gigaset')).toMatchObject({ bad: [{ row: 2, pointer: '/vendor' }] });
  });

  test('what export writes, import reads back without changing anything; it holds no secret and no formula', async () => {
    await imported('mac,vendor,model,label\n805ec2000009,Yealink,T46S,"=1+1 ""quoted"", it\'s"');
    const { text, headers } = await bellhop.api('GET', '/cpes.csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text).toContain(`"'=1+1 ""quoted"", it's"`);
    const secrets = (await bellhop.api('GET', '/cpes/805ec2000001?reveal=secret')).json;
    expect(text).not.toContain(secrets.webPasswords.admin);
    const result = await imported(text);
    expect(result).toMatchObject({ added: 0, updated: 0, bad: [], unchanged: await countCpes() });
    expect((await bellhop.api('GET', '/cpes/805ec2000009')).json.label).toBe('=1+1 "quoted", it\'s');
  });
});

interface Event {
  readonly id: string;
  readonly data: Answer['json'];
}

async function eventsOf(
  id: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; events: Event[] }> {
  const answer = await fetch(`${url}/jobs/${id}/events`, { headers: { ...auth(), ...headers } });
  const blocks = (await answer.text()).split('\n\n').filter((block) => block.startsWith('id:'));
  const events = blocks.map((block) => ({
    id: /^id: (.+)$/m.exec(block)?.[1] ?? '',
    data: JSON.parse(/^data: (.+)$/m.exec(block)?.[1] ?? ''),
  }));
  return { status: answer.status, events };
}

describe('events', () => {
  const csv = [
    'mac,vendor,model',
    ...Array.from({ length: 8_000 }, (_, i) => `805ec3${i.toString(16).padStart(6, '0')},Yealink,T46S`),
  ];

  test('come as they happen and end with the result; Last-Event-ID goes on, and after the end there are none', async () => {
    const { jobId } = await send(csv.join('\n'), '?dryRun=true');
    const { status, events } = await eventsOf(jobId);
    expect(status).toBe(200);
    expect(events.length).toBeGreaterThan(2);
    const ids = events.map(({ id }) => Number(id.split('-')[0]));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(events.at(-1)?.data).toMatchObject({ state: 'done', result: { added: 8_000 } });
    const lines = events.flatMap(({ data }) => data.log.map(({ seq }: { seq: number }) => seq));
    expect(lines).toEqual(lines.map((_, i) => i + 1));
    const again = await eventsOf(jobId, { 'last-event-id': events.at(-2)?.id ?? '' });
    expect(again.events).toHaveLength(1);
    expect((await eventsOf(jobId, { 'last-event-id': events.at(-1)?.id ?? '' })).status).toBe(204);
    expect((await eventsOf('nothing')).status).toBe(404);
  });

  test('of a job that is cancelled end with that; nothing of it is there', async () => {
    const { jobId } = await send(csv.join('\n').replaceAll('805ec3', '805ec4'));
    expect((await bellhop.api('POST', `/jobs/${jobId}/cancel`)).status).toBe(202);
    const { events } = await eventsOf(jobId);
    expect(events.at(-1)?.data.state).toBe('cancelled');
    expect((await bellhop.api('POST', `/jobs/${jobId}/cancel`)).status).toBe(409);
    expect((await bellhop.api('GET', '/cpes/805ec4000000')).status).toBe(404);
  });
});

describe('the list', () => {
  test('is filtered by state and kind, by pages, newest first; housekeeping is among them', async () => {
    const all = (await bellhop.api('GET', '/jobs?limit=1000')).json.items;
    expect(all.map(({ kind }: Answer['json']) => kind)).toContain('tidy');
    const done = (await bellhop.api('GET', '/jobs?state=done&kind=csvImport&limit=2')).json;
    expect(done.items).toHaveLength(2);
    expect(done.items[0]).toMatchObject({ kind: 'csvImport', state: 'done', requestedBy: 'admin' });
    expect(done.items[0].result).toBeUndefined();
    const next = (await bellhop.api('GET', `/jobs?state=done&kind=csvImport&limit=2&cursor=${done.next}`)).json;
    expect(next.items[0].id < done.items[1].id).toBe(true);
    expect((await bellhop.api('GET', '/jobs?state=odd')).status).toBe(422);
  });
});
