// Plans end to end: the API, the job, the store, and simulated phones that are told over UDP and come back over HTTP.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FleetWish, type StayingFleet, startFleet } from '../../scripts/simulator/staying-fleet.ts';
import { ADMIN_PASSWORD, startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { upload } from '../support/firmware.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Json = any;

let server: TestBellhop;
const fleets: StayingFleet[] = [];
/** 3 s: phones here are back within one. */
const AT_ONCE = { stopRule: { latePercent: 5, afterMinutes: 0.05 }, pacing: {} };

beforeAll(async () => {
  server = await startTestBellhop({ env: { BELLHOP_SIP: '127.0.0.1:0', BELLHOP_SIPS: 'off' } });
});
afterAll(async () => {
  for (const fleet of fleets) await fleet.end();
  await server?.close();
});

type Wish = Pick<FleetWish, 'account' | 'count' | 'first'> & Partial<Pick<FleetWish, 'models' | 'neverPercent'>>;

async function phonesOf(wish: Wish): Promise<StayingFleet> {
  const phones = await startFleet({
    api: `http://127.0.0.1:${server.ports.admin}`,
    password: ADMIN_PASSWORD,
    phones: `http://127.0.0.1:${server.ports.http}/p/`,
    concurrency: 8,
    models: ['T46S'],
    neverPercent: 0,
    ...wish,
  });
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

describe('phones that do not come back', () => {
  it('D mustRegister: one that is known not to be registered is late though it fetched; of one that tells nothing it is not asked', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLANR', count: 2, first: 0x6f0000 });
    const settings = { registrationReports: true, provisioningScheme: 'http' };
    await server.api('PATCH', `/accounts/${accountId}`, { settings });
    const [mac = '', other] = macs;
    const file = [...(await filesOf([mac])).values()].join('\n');
    const url = /^action_url\.unregistered = (.*)\?u=/m.exec(file)?.[1] ?? '';
    expect((await fetch(url)).status).toBe(200);
    const plan = await planned({
      change: { kind: 'accountSettings', accountId, patch: { ntpServers: ['ntp.example.com'] } },
      stopRule: { latePercent: 50, afterMinutes: 0.05, mustRegister: true },
    });
    await server.api('POST', `/plans/${plan.id}/start`);
    expect((await until(plan.id, 'done', 'stopped')).counts).toMatchObject({ back: 1, late: 1 });
    const [late, ...more] = await planPhones(plan.id, '?state=late');
    expect(late).toMatchObject({ mac, why: 'notRegistered', told: 'accepted', fetchedEtag: late.plannedEtag });
    expect(more).toEqual([]);
    expect(await planPhones(plan.id, '?state=back')).toMatchObject([{ mac: other }]);
  });

  it('DEV-10, DEV-14: a firmware plan stops by itself, names them with the reason, goes on or is undone to the former bytes', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN2', count: 20, first: 0x620000, neverPercent: 10 });
    await upload(server, 'T46S-66.86.0.99.rom');
    const before = await filesOf(macs);
    const plan = await planned({
      change: { kind: 'firmware', accountId, vendor: 'Yealink', model: 'T46S', version: '66.86.0.99' },
      waves: { canary: 0, percents: [50] },
    });
    const [group, ...others] = await groupsOf(plan.id);
    expect(others).toEqual([]);
    expect(group).toMatchObject({ phones: 20, reboots: 'yes' });
    await server.api('POST', `/plans/${plan.id}/start`);
    const stopped = await until(plan.id, 'stopped', 'done');
    expect(stopped).toMatchObject({ state: 'stopped', reason: 'tooManyLate' });
    expect(stopped.counts).toMatchObject({ waiting: 10, back: 9, late: 1 });
    const [late] = await planPhones(plan.id, '?state=late');
    expect(late).toMatchObject({ mac: macs[9], why: 'notFetched', told: 'accepted' });
    // Back is who says that it runs it.
    for (const { mac, wantedFirmware } of await planPhones(plan.id, '?state=back')) {
      expect(wantedFirmware).toBe('66.86.0.99');
      expect((await server.api('GET', `/cpes/${mac}/firmware`)).json.running).toBe(wantedFirmware);
    }
    // Those whose turn has not come get what they had.
    const waiting = await planPhones(plan.id, '?state=waiting');
    const now = await filesOf(waiting.map(({ mac }) => mac));
    for (const [name, text] of now) expect(text).toBe(before.get(name));

    // Nobody may abort what phones have already; a change of the same thing has to wait.
    expect((await server.api('POST', `/plans/${plan.id}/abort`)).json.type).toBe('urn:bellhop:error:PLAN_STATE');
    await server.api('POST', `/plans/${plan.id}/undo`);
    const undone = await until(plan.id, 'undone', 'stopped');
    expect(undone.counts).toMatchObject({ undone: 10, waiting: 10 });
    expect(await filesOf(macs)).toEqual(before);
    const account = (await server.api('GET', `/accounts/${accountId}`)).json;
    expect(account.models['Yealink/T46S']?.firmware).toBeUndefined();
  });
});

describe('who is refused', () => {
  it('DEV-17, DEV-20, DEV-21: phones that cannot encrypt are named before anything is done, and are not rebooted', async () => {
    const accountId = (await server.api('POST', '/accounts', { name: 'Crypt', number: 'CRYPT' })).json.id;
    const add = async (mac: string, model: string, firmware?: string) => {
      const device = { vendor: 'Yealink', model, accountId, createChannel: true, devices: [{ mac }] };
      const { json, text } = await server.api('POST', '/cpes', device);
      if (!json.items) throw new Error(text);
      await server.api('PATCH', `/channels/${json.items[0].channelId}`, { encryptedSip: true });
      const userAgent = `Yealink SIP-${model} ${firmware} ${mac.match(/../g)?.join(':')}`;
      if (firmware) await server.phone(`${mac}.cfg`, { userAgent });
    };
    await add('805ec0630001', 'T46S', '66.86.0.15');
    await add('805ec0630002', 'T46S', '66.82.0.20');
    await add('805ec0630003', 'T46S');
    await wait(600);
    const change = { kind: 'sipEncryption', accountId, enabled: true, proxy: 'sip.example.com:5062' };
    const plan = await planned({ change, word: 'reboot' });
    const phones = Object.fromEntries((await planPhones(plan.id)).map(({ mac, state, why }) => [mac, [state, why]]));
    expect(phones).toEqual({
      '805ec0630001': ['waiting', undefined],
      '805ec0630002': ['refused', 'firmwareTooOld'],
      '805ec0630003': ['refused', 'firmwareUnknown'],
    });
    expect((await groupsOf(plan.id)).map((group) => group.reboots)).toEqual(['yes']);
    expect((await server.api('GET', `/accounts/${accountId}`)).json.sipEncryption).toBeUndefined();
    expect((await server.api('POST', `/plans/${plan.id}/abort`)).json.state).toBe('aborted');
  });

  it('DEV-10: updating firmware needs a choice first, and leaves out who runs it already', async () => {
    const accountId = (await server.api('POST', '/accounts', { name: 'Firm', number: 'FIRM' })).json.id;
    const device = { vendor: 'Yealink', accountId, createChannel: true };
    await server.api('POST', '/cpes', {
      ...device,
      model: 'T46S',
      devices: [{ mac: '805ec0640001' }, { mac: '805ec0640002' }],
    });
    await server.api('POST', '/cpes', { ...device, model: 'T48S', devices: [{ mac: '805ec0640003' }] });
    await upload(server, 'T46S-66.86.0.99.rom');
    await server.phone('805ec0640002.cfg', { userAgent: 'Yealink SIP-T46S 66.86.0.99 80:5e:c0:64:00:02' });
    await server.api('PUT', `/accounts/${accountId}/firmware/Yealink/T46S`, { version: '66.86.0.99' });
    await wait(600);
    const plan = await planned({ change: { kind: 'updateFirmware' }, targets: { accountId } });
    expect(plan.word).toBe('reboot');
    expect((await planPhones(plan.id)).map(({ mac, state, why }) => [mac, state, why])).toEqual([
      ['805ec0640001', 'waiting', 'neverSeen'],
      ['805ec0640002', 'unchanged', undefined],
      ['805ec0640003', 'refused', 'nothingChosen'],
    ]);
  });
});

describe('rotation', () => {
  it('rotation: new secrets come in waves, shown masked; undone to the former bytes while the former are good, and left where a phone uses the new', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN6', count: 6, first: 0x680000 });
    const before = await filesOf(macs);
    const secrets = ['sipPassword', 'webPasswords'];
    const plan = await planned({
      change: { kind: 'rotation', secrets },
      waves: { canary: 0, percents: [] },
      targets: { accountId },
    });
    const [group, ...others] = await groupsOf(plan.id);
    expect([others.length, group.phones]).toEqual([0, 6]);
    const lines = group.files.flatMap((file: Json) => file.lines.map(({ text }: Json) => text));
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const line of lines) expect(line).toContain('********');
    expect(await filesOf(macs)).toEqual(before);
    await server.api('POST', `/plans/${plan.id}/start`);
    const done = await until(plan.id, 'done', 'stopped');
    expect(done.counts).toMatchObject({ back: 6 });
    const rotated = await filesOf(macs);
    for (const [name, text] of before) if (name.startsWith('805ec0')) expect(rotated.get(name)).not.toBe(text);
    for (const phone of await planPhones(plan.id, '?state=back')) expect(phone.fetchedEtag).toBe(phone.plannedEtag);
    const pending = (await server.api('GET', `/rotations/channels?accountId=${accountId}`)).json.items;
    expect(pending.length).toBe(6);

    await server.api('POST', `/plans/${plan.id}/undo`);
    const undone = await until(plan.id, 'undone', 'stopped');
    expect(undone.counts).toMatchObject({ undone: 6, left: 0 });
    expect(await filesOf(macs)).toEqual(before);

    const token = await planned({
      change: { kind: 'rotation', secrets: ['lastingToken'] },
      waves: { canary: 0, percents: [] },
      targets: { macs: macs.slice(0, 2) },
    });
    await server.api('POST', `/plans/${token.id}/start`);
    expect((await until(token.id, 'done', 'stopped')).counts).toMatchObject({ back: 2 });
    // One of them comes with its new token, so that its former one is dead; the other's is good still.
    const restarted = await planned({
      change: { kind: 'none' },
      waves: { canary: 0, percents: [] },
      targets: { macs: macs.slice(0, 1) },
      startsItself: false,
    });
    await server.api('POST', `/plans/${restarted.id}/start`);
    await until(restarted.id, 'done', 'stopped');
    const standing = await filesOf(macs.slice(0, 2));
    const stillGood = (await server.api('GET', `/rotations/cpes?accountId=${accountId}`)).json.items
      .filter(({ secret }: Json) => secret === 'lastingToken')
      .map(({ mac }: Json) => mac);
    await server.api('POST', `/plans/${token.id}/undo`);
    await until(token.id, 'undone', 'stopped');
    const after = await filesOf(macs.slice(0, 2));
    expect(stillGood).not.toContain(macs[0]);
    for (const { mac, state, why } of await planPhones(token.id)) {
      const isGood = stillGood.includes(mac);
      expect([mac, state, why]).toEqual([mac, isGood ? 'undone' : 'left', isGood ? undefined : 'secretTaken']);
      expect(after.get(`${mac}.cfg`)).toBe((isGood ? before : standing).get(`${mac}.cfg`));
    }
  });
});

describe('handling a plan', () => {
  it('a plan is paused and goes on, holds what it changes, and is not another tenant’s to see', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN3', count: 6, first: 0x650000 });
    const change = { kind: 'accountSettings', accountId, patch: { ntpServers: ['ntp.example.com'] } };
    const { id } = await planned({ change, waves: { canary: 1, percents: [] }, pacing: { perMinute: 10 } });
    const stale = await server.api('POST', `/plans/${id}/start`, undefined, { 'if-match': '"1"' });
    expect(stale.json.type).toBe('urn:bellhop:error:REVISION_STALE');
    await server.api('POST', `/plans/${id}/start`);
    for (;;) {
      const { json } = await server.api('GET', `/plans/${id}`);
      if (json.counts.back > 0) break;
      await wait(50);
    }
    expect((await server.api('POST', `/plans/${id}/pause`)).json.state).toBe('paused');
    const other = await server.api('PATCH', `/accounts/${accountId}`, {
      settings: { ntpServers: ['other.example.com'] },
    });
    expect(other.json.type).toBe('urn:bellhop:error:PLAN_IN_THE_WAY');
    expect((await server.api('PATCH', `/accounts/${accountId}`, { name: 'Renamed' })).status).toBe(200);
    const stranger = await server.person('accountAdmin', {
      accountIds: [(await server.api('POST', '/accounts', { name: 'Other', number: 'OTHER' })).json.id],
    });
    expect((await stranger.api('GET', `/plans/${id}`)).json.type).toBe('urn:bellhop:error:PLAN_NOT_FOUND');
    expect((await stranger.api('POST', `/plans/${id}/undo`)).json.type).toBe('urn:bellhop:error:PLAN_NOT_FOUND');
    expect((await stranger.api('GET', '/plans')).json.items).toEqual([]);
    const notTheirs = { change: { kind: 'none' }, targets: { macs: [macs[0]] } };
    const refused = (await stranger.api('POST', '/plans', notTheirs)).json;
    expect(refused.errors).toEqual([{ pointer: '/targets', detail: 'name no phone that is there' }]);

    await server.api('POST', `/plans/${id}/resume`);
    expect((await until(id, 'done', 'stopped')).counts).toMatchObject({ back: 6 });
    const audit = (await server.api('GET', '/audit?limit=1000')).json.items;
    const steps = audit.filter(({ subject }: Json) => subject.id === id);
    expect(steps.length).toBeGreaterThanOrEqual(4);
  });

  it('what is wrong with a wish is named, all of it', async () => {
    const bad = await server.api('POST', '/plans', {
      change: { kind: 'none' },
      waves: { canary: 1, percents: [50, 20] },
      schedule: { window: { from: '02:00', until: '02:00' } },
      targets: { macs: ['805ec0000001', 'nonsense'] },
    });
    expect(bad.status).toBe(422);
    const pointers = bad.json.errors.map(({ pointer }: Json) => pointer);
    expect(pointers).toEqual(['/targets/macs/1', '/waves/percents', '/schedule/window/until']);
  });
});

describe('the boxes of a change', () => {
  it('DEV-13, DEV-16, DEV-29, CALL-55: force and reboot bring the change by a plan that begins by itself; without reboot nothing is told', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN4', count: 3, first: 0x660000 });
    const ringtones = { internal: 'Ring2' };
    const path = `/accounts/${accountId}/ringtones/Yealink`;
    const made = await server.api('PUT', path, { ...ringtones, force: true, reboot: true });
    expect([made.status, made.json.kind, made.json.word]).toEqual([202, 'ringtones', 'reboot']);
    const done = await until(made.json.id, 'done', 'stopped');
    expect(done.counts).toMatchObject({ back: 3 });
    expect((await server.api('GET', `/accounts/${accountId}`)).json.ringtones.Yealink).toMatchObject(ringtones);
    const quiet = await server.api('PUT', path, { internal: 'Ring3', force: true });
    expect([quiet.status, quiet.json.id]).toEqual([200, accountId]);
    // For phones added from now on alone: the others are restarted, and get what they had.
    const before = await filesOf(macs);
    const restarted = await server.api('PUT', path, { internal: 'Ring4', reboot: true });
    expect([restarted.status, restarted.json.kind]).toEqual([202, 'none']);
    expect((await until(restarted.json.id, 'done', 'stopped')).counts).toMatchObject({ back: 3 });
    expect(await filesOf(macs)).toEqual(before);
  });

  it('DEV-13: a proxy with force and without reboot is followed at once, without force by phones added later alone; with both phones are told where they still are', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN5', count: 3, first: 0x670000 });
    const path = `/accounts/${accountId}/sip-proxy`;
    const before = await filesOf(macs);
    // For phones added from now on: those that are there are restarted, and get what they had.
    const later = await server.api('PUT', path, { proxy: 'later.example.com:5060', reboot: true });
    expect([later.status, later.json.kind, later.json.word]).toEqual([202, 'none', 'reboot']);
    expect((await until(later.json.id, 'done', 'stopped')).counts).toMatchObject({ back: 3 });
    expect(await filesOf(macs)).toEqual(before);

    const made = await server.api('PUT', path, { proxy: 'next.example.com:5060', force: true, reboot: true });
    expect([made.status, made.json.kind, made.json.word]).toEqual([202, 'sipProxy', 'reboot']);
    expect((await until(made.json.id, 'done', 'stopped')).counts).toMatchObject({ back: 3 });
    for (const phone of await planPhones(made.json.id)) expect(phone.told).toBe('accepted');
    for (const text of await ownFilesOf(macs)) expect(text).toContain('next.example.com');

    const quiet = await server.api('PUT', path, { proxy: 'quiet.example.com:5060', force: true });
    expect([quiet.status, quiet.json.id]).toEqual([200, accountId]);
    for (const text of await ownFilesOf(macs)) expect(text).toContain('quiet.example.com');
  });

  it('DEV-16, DEV-17, FAC-90, FAC-96, FAC-97: encryption with force and reboot switches channels on and restarts phones that can, and leaves those that cannot alone', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN8', count: 2, first: 0x6c0000 });
    const [unseen, cannot] = ['805ec0690001', '805ec0690002'];
    for (const [mac, model] of [[unseen, 'T46S'] as const, [cannot, 'Desktop phone'] as const])
      await server.api('POST', '/cpes', {
        vendor: 'Yealink',
        model,
        accountId,
        createChannel: true,
        devices: [{ mac }],
      });
    const path = `/accounts/${accountId}/sip-encryption`;
    const encryption = { enabled: true, proxy: 'tls.example.com:5061' };
    const before = await filesOf(macs);
    const later = await server.api('PUT', path, { ...encryption, reboot: true });
    expect([later.status, later.json.kind]).toEqual([202, 'none']);
    await until(later.json.id, 'done', 'stopped');
    expect((await planPhones(later.json.id)).map(({ mac }) => mac)).not.toContain(cannot);
    expect(await filesOf(macs)).toEqual(before);
    expect(await encryptedOf([...macs, unseen, cannot])).toEqual([false, false, false, false]);

    const made = await server.api('PUT', path, { ...encryption, force: true, reboot: true });
    expect([made.status, made.json.kind, made.json.word]).toEqual([202, 'sipEncryption', 'reboot']);
    const done = await until(made.json.id, 'done', 'stopped');
    expect(done.counts).toMatchObject({ back: 2, refused: 2 });
    const phones = Object.fromEntries((await planPhones(done.id)).map(({ mac, why, told }) => [mac, why ?? told]));
    expect(phones).toEqual({
      [macs[0] ?? '']: 'accepted',
      [macs[1] ?? '']: 'accepted',
      [unseen]: 'firmwareUnknown',
      [cannot]: 'genericProfile',
    });
    for (const text of await ownFilesOf(macs)) expect(text).toContain('tls.example.com');
    expect(await encryptedOf([...macs, unseen, cannot])).toEqual([true, true, false, false]);

    await server.api('POST', `/plans/${done.id}/undo`);
    await until(done.id, 'undone', 'stopped');
    expect(await filesOf(macs)).toEqual(before);
    expect(await encryptedOf(macs)).toEqual([false, false]);
  });

  it('DEV-18, FAC-91, FAC-96, FAC-98, FAC-99: one channel restarts its phone, on and off; off for the account restarts those that had it on', async () => {
    const { accountId, macs } = await phonesOf({ account: 'PLAN7', count: 2, first: 0x6a0000 });
    const path = `/accounts/${accountId}/sip-encryption`;
    const encryption = { enabled: true, proxy: 'tls.example.com:5061' };
    const [one = '', other = ''] = macs;
    const [channelId] = (await server.api('GET', `/cpes/${one}`)).json.channelIds;
    const turn = async (encryptedSip: boolean) =>
      (await server.api('PATCH', `/channels/${channelId}`, { encryptedSip })).json;
    const restarted = async (planId: string) => {
      const { kind, word, state } = await until(planId, 'done', 'stopped');
      return [kind, word, state, (await planPhones(planId)).map(({ mac, told }) => [mac, told])];
    };

    // Without the account's option nothing changes on the phone, so nothing is restarted.
    expect((await turn(true)).restartPlanId).toBeUndefined();
    expect((await turn(false)).restartPlanId).toBeUndefined();
    const activated = await server.api('PUT', path, encryption);
    expect([activated.status, activated.json.sipEncryption]).toEqual([200, encryption]);
    expect((await ownFilesOf(macs)).map((text) => text.includes('tls.example.com'))).toEqual([false, false]);

    const on = await turn(true);
    expect(await restarted(on.restartPlanId)).toEqual(['none', 'reboot', 'done', [[one, 'accepted']]]);
    expect((await ownFilesOf(macs)).map((text) => text.includes('tls.example.com'))).toEqual([true, false]);
    expect((await turn(true)).restartPlanId).toBeUndefined();
    const back = await until((await turn(false)).restartPlanId, 'running', 'done');
    expect([back.kind, back.word, (await planPhones(back.id)).map(({ mac }) => mac)]).toEqual([
      'none',
      'reboot',
      [one],
    ]);

    const forced = await server.api('PUT', path, { ...encryption, force: true });
    expect([forced.status, await encryptedOf(macs)]).toEqual([200, [true, true]]);
    const otherChannel = (await server.api('GET', `/cpes/${other}`)).json.channelIds[0];
    await server.api('PATCH', `/channels/${otherChannel}`, { encryptedSip: false });

    const off = await server.api('PUT', path, { ...encryption, enabled: false });
    expect(off.status).toBe(202);
    expect(await restarted(off.json.id)).toEqual(['none', 'reboot', 'done', [[one, 'accepted']]]);
    expect(await encryptedOf(macs)).toEqual([false, false]);
    for (const text of await ownFilesOf(macs)) expect(text).not.toContain('tls.example.com');
    expect((await server.api('PUT', path, { ...encryption, enabled: false })).status).toBe(200);
  });
});

/** Whether the channel of each phone is encrypted. */
async function encryptedOf(macs: readonly string[]): Promise<readonly boolean[]> {
  return Promise.all(
    macs.map(async (mac) => {
      const [channelId] = (await server.api('GET', `/cpes/${mac}`)).json.channelIds;
      return (await server.api('GET', `/channels/${channelId}`)).json.encryptedSip;
    }),
  );
}

/** The file of each phone alone. */
async function ownFilesOf(macs: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    macs.map(async (mac) => (await server.api('GET', `/cpes/${mac}/files/${mac}.cfg?reveal=secret`)).text),
  );
}
