// Rotation where no phone and no registrar is at hand: what ends old secrets, on a virtual clock and a real store.

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addChannel } from '../../server/cpe/channels.ts';
import { addCpes, closeEnrolment } from '../../server/cpe/cpes.ts';
import type { CpeDeps } from '../../server/cpe/deps.ts';
import { ensureFirstPartner, FIRST_PARTNER } from '../../server/cpe/partners.ts';
import { rotateCpe, rotateSipPassword, sipPasswordsOf, sipPasswordUsed } from '../../server/cpe/rotation.ts';
import type { Mac } from '../../server/domain/mac.ts';
import { createDigestGate } from '../../server/provisioning/digest.ts';
import type { ServeFile } from '../../server/provisioning/file-request.ts';
import { createPhoneFiles } from '../../server/provisioning/phone-files.ts';
import { createServeFile } from '../../server/provisioning/serve-file.ts';
import { createSlowDown } from '../../server/provisioning/slow-down.ts';
import type { World } from '../../server/provisioning/world.ts';
import { ADDRESS, mac, NOW, plainSealer, renderer } from '../support/records.ts';
import { openTestStore, silentLog, type TestStore } from '../support/store.ts';

let opened: TestStore;
let deps: CpeDeps;
let serveFile: ServeFile;
let now = NOW;

beforeAll(async () => {
  opened = await openTestStore();
  const { store } = opened;
  deps = {
    records: store,
    firmware: store.firmware,
    assets: store.assets,
    partnerId: FIRST_PARTNER,
    findReport: store.notebook.findReport,
    sealer: plainSealer,
    address: () => ADDRESS,
    now: () => now,
    newId: randomUUID,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    enrolmentHours: 24,
    firmwareStuckAfter: { fetches: 3, hours: 24 },
  };
  await ensureFirstPartner(deps);
  const { provisioning, notebook } = store;
  const world: World = {
    store: provisioning,
    notebook,
    sealer: plainSealer,
    address: () => ADDRESS,
    caPem: () => undefined,
  };
  const files = createPhoneFiles(world, renderer);
  const digest = createDigestGate(Buffer.alloc(32));
  serveFile = createServeFile({ world, files, renderer, slowDown: createSlowDown(), digest, log: silentLog });
});
afterAll(() => opened.close());

async function phone(text: string): Promise<{ mac: Mac; accountId: string }> {
  const account = await addAccount(deps, { name: text, number: text.slice(-6) });
  await addCpes(deps, { vendor: 'Yealink', model: 'T46S', accountId: account.id, devices: [{ mac: text }] });
  await closeEnrolment(deps, mac(text));
  return { mac: mac(text), accountId: account.id };
}

test('a SIP password that was replaced registers until one with the new was seen, and only then', async () => {
  const { accountId } = await phone('805ec0fa0001');
  const first = await addChannel(deps, accountId, { password: 'first-password' });
  const second = await rotateSipPassword(deps, first.id);
  expect(sipPasswordsOf(second).map(plainSealer.unseal)).toEqual([
    plainSealer.unseal(second.password),
    'first-password',
  ]);
  const third = await rotateSipPassword(deps, first.id);
  await sipPasswordUsed(deps, second);
  expect(sipPasswordsOf((await deps.records.channels.find(first.id)) ?? third), 'rotated meanwhile').toHaveLength(3);
  await sipPasswordUsed(deps, third);
  expect(sipPasswordsOf((await deps.records.channels.find(first.id)) ?? third)).toEqual([third.password]);
});

test('web passwords: the former end when the phone fetched the new ones and came again later', async () => {
  const { mac: which } = await phone('805ec0fa0002');
  const rotated = await rotateCpe(deps, which, ['webPasswords']);
  const token = plainSealer.unseal(rotated.lastingToken.sealed);
  const come = async (afterMs: number, file: string) => {
    const at = new Date(NOW.getTime() + afterMs);
    const path = `${token}/${file}`;
    const answer = await serveFile({ transport: 'http', method: 'GET', path, remoteAddress: '192.0.2.7', at });
    expect(answer.status).toBe('ok');
    return (await deps.records.cpes.find(which))?.former?.length;
  };
  const own = `${which}.cfg`;
  expect(await come(1_000, own), 'it fetches them').toBe(1);
  expect(await come(2_000, own), 'the same boot').toBe(1);
  expect(await come(120_000, own), 'its next').toBe(0);
});

test('several secrets of a CPE are rotated in one write', async () => {
  const { mac: which } = await phone('805ec0fa0003');
  const before = await deps.records.cpes.find(which);
  const after = await rotateCpe(deps, which, ['lastingToken', 'webPasswords', 'lastingToken']);
  expect(after.revision).toBe((before?.revision ?? 0) + 1);
  expect(after.former?.map(({ kind }) => kind)).toEqual(['lastingToken', 'webPasswords']);
  await expect(rotateCpe(deps, which, ['lastingToken', 'digest'])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  expect((await deps.records.cpes.find(which))?.revision, 'all or nothing').toBe(after.revision);
});

test('a token that the phone used just when it was rotated again does not lose what the phone has', async () => {
  const { mac: which } = await phone('805ec0fa0004');
  await rotateCpe(deps, which, ['lastingToken']);
  const upTo = NOW;
  now = new Date(NOW.getTime() + 1_000);
  await rotateCpe(deps, which, ['lastingToken']);
  await opened.store.provisioning.forgetFormer(which, 'lastingToken', upTo);
  const left = (await deps.records.cpes.find(which))?.former;
  expect(left?.map(({ replacedAt }) => replacedAt)).toEqual([now]);
  now = NOW;
});
