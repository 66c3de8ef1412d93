// Rotation of all secrets of an account as a job, on a real server: every phone takes it when it comes.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

const MACS = Array.from({ length: 120 }, (_, i) => `805ec0aa${i.toString(16).padStart(4, '0')}`);
let bellhop: TestBellhop;
let accountId: string;

beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  const devices = MACS.map((mac) => ({ mac }));
  const body = { vendor: 'Yealink', model: 'T46S', accountId, createChannel: true, devices };
  expect((await bellhop.api('POST', '/cpes', body)).status).toBe(201);
});
afterAll(() => bellhop.close());

async function rotate(secrets: readonly string[], given: Record<string, unknown> = {}) {
  const asked = await bellhop.api('POST', '/rotations', { accountId, secrets, ...given });
  expect(asked.status, asked.text).toBe(202);
  for (;;) {
    const { json } = await bellhop.api('GET', `/jobs/${asked.json.jobId}`);
    if (!['queued', 'running'].includes(json.state)) return json;
    await wait(100);
  }
}
const tokenOf = async (mac: string) => {
  const { json } = await bellhop.api('GET', `/cpes/${mac}?reveal=secret`);
  return String(/[0-9a-f]{32}/.exec(json.provisioningUrl)?.[0]);
};
const pending = async () => {
  const { items } = (await bellhop.api('GET', `/rotations/cpes?accountId=${accountId}&limit=1000`)).json;
  return items.map(({ mac }: { mac: string }) => mac);
};

describe('POST /rotations', () => {
  test('gives every phone of the account new secrets, and the report says who has not taken them', async () => {
    const [first = ''] = MACS;
    await bellhop.api('DELETE', `/cpes/${first}/enrolment`);
    const old = await tokenOf(first);
    const job = await rotate(['lastingToken', 'sipPassword']);
    expect(job).toMatchObject({
      kind: 'rotation',
      state: 'done',
      progress: { done: 240, total: 240 },
      result: { cpes: 120, channels: 120, notRotatedCount: 0 },
    });
    expect(await pending()).toEqual(MACS);

    const fresh = await tokenOf(first);
    expect(fresh).not.toBe(old);
    expect((await bellhop.phone(`${old}/${first}.cfg`)).status).toBe(200);
    expect((await bellhop.phone(`${fresh}/${first}.cfg`)).status).toBe(200);
    expect((await bellhop.phone(`${old}/${first}.cfg`)).status).toBe(404);
    expect(await pending()).toEqual(MACS.slice(1));
  });

  test('phones that never came keep four at most: then they are named, and the others go on', async () => {
    for (let i = 0; i < 2; i++) expect((await rotate(['lastingToken'])).result.notRotatedCount).toBe(0);
    const { result } = await rotate(['lastingToken']);
    expect(result).toMatchObject({ cpes: 1, notRotatedCount: 119 });
    expect(result.notRotated[0]).toEqual({ of: MACS[1], why: 'ROTATION_PENDING' });
  });

  test('another’s account is none', async () => {
    const other = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '2002' })).json.id;
    const admin = await bellhop.person('accountAdmin', { accountIds: [other] });
    const answer = await admin.api('POST', '/rotations', { accountId, secrets: ['lastingToken'] });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/accountId']);
  });
});
