// Plans end to end: the API, the job, the store, and simulated phones that are told over UDP and come back over HTTP.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { type StayingPhones, startPhones } from '../support/staying-phones.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Json = any;

let server: TestBellhop;
const fleets: StayingPhones[] = [];
/** 3 s: phones here are back within one. */
const AT_ONCE = { stopRule: { latePercent: 5, afterMinutes: 0.05 }, pacing: {} };

beforeAll(async () => {
  server = await startTestBellhop({ env: { BELLHOP_SIP: '127.0.0.1:0', BELLHOP_SIPS: 'off' } });
});
afterAll(async () => {
  for (const fleet of fleets) await fleet.end();
  await server?.close();
});

async function phonesOf(fleet: Parameters<typeof startPhones>[1]): Promise<StayingPhones> {
  const phones = await startPhones(server, fleet);
  fleets.push(phones);
  return phones;
}

async function until(id: string, ...states: string[]): Promise<Json> {
  for (;;) {
    const { json } = await server.api('GET', `/plans/${id}`);
    if (states.includes(json.state)) return json;
    const job = (await server.api('GET', `/jobs/${json.jobId}`)).json;
    if (job.state === 'failed') throw new Error(JSON.stringify(job));
    await wait(50);
  }
}

async function planned(wish: object): Promise<Json> {
  const { status, json, text } = await server.api('POST', '/plans', { ...AT_ONCE, ...wish });
  if (status !== 202) throw new Error(text);
  return until(json.id, 'previewed');
}

async function filesOf(macs: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const mac of macs) {
    const { items } = (await server.api('GET', `/cpes/${mac}/files`)).json;
    for (const { name } of items)
      files.set(name, (await server.api('GET', `/cpes/${mac}/files/${name}?reveal=secret`)).text);
  }
  return files;
}

const groupsOf = async (id: string): Promise<Json[]> => (await server.api('GET', `/plans/${id}/groups`)).json.items;
const planPhones = async (id: string, query = ''): Promise<Json[]> =>
  (await server.api('GET', `/plans/${id}/phones${query}`)).json.items;

describe('a change of an account', () => {
  it('DEV-14: is shown as a diff before, reaches its phones in waves, each seen back with the new bytes, and is undone to the former bytes', async () => {
    const { accountId, macs } = await phonesOf({
      account: 'PLAN1',
      count: 12,
      first: 0x610000,
      models: ['T46S', '6867i'],
    });
    const before = await filesOf(macs);
    const patch = { ntpServers: ['ntp.example.com'] };
    const plan = await planned({
      change: { kind: 'accountSettings', accountId, patch },
      waves: { canary: 2, percents: [50] },
    });
    expect(plan.counts).toMatchObject({ waiting: 12, refused: 0, unchanged: 0 });
    expect(plan.waveCounts.map(({ size }: Json) => size)).toEqual([2, 4, 6]);
    const groups = await groupsOf(plan.id);
    expect(groups.map(({ phones }) => phones)).toEqual([6, 6]);
    for (const { files } of groups) {
      const lines = files.flatMap((file: Json) => file.lines);
      expect(
        lines
          .filter(({ sign }: Json) => sign === '+')
          .map(({ text }: Json) => text)
          .join(),
      ).toContain('ntp.example.com');
    }
    // Nothing is done before somebody says so.
    expect(await filesOf(macs)).toEqual(before);

    await server.api('POST', `/plans/${plan.id}/start`);
    const done = await until(plan.id, 'done', 'stopped');
    expect(done.state).toBe('done');
    expect(done.counts).toMatchObject({ back: 12 });
    for (const phone of await planPhones(plan.id)) {
      expect(phone).toMatchObject({ state: 'back', told: 'accepted' });
      expect(phone.fetchedEtag).toBe(phone.plannedEtag);
      expect(phone.fetchedEtag).not.toBe(phone.formerEtag);
    }
    const account = (await server.api('GET', `/accounts/${accountId}`)).json;
    expect(account.settings.ntpServers).toEqual(['ntp.example.com']);

    await server.api('POST', `/plans/${plan.id}/undo`);
    const undone = await until(plan.id, 'undone', 'stopped');
    expect(undone.counts).toMatchObject({ undone: 12 });
    expect(await filesOf(macs)).toEqual(before);
    for (const phone of await planPhones(plan.id)) expect(phone.isRestored).toBe(true);
  });
});
