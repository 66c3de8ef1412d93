// A person who logs in and carries a handset, taken out of a real store.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditedCpe } from '../../server/audit/audited-desk.ts';
import { createAuditLog } from '../../server/audit/log.ts';
import { auditedPhonebooks } from '../../server/audit/notices.ts';
import { auditReadings } from '../../server/audit/reading.ts';
import { auditedViews } from '../../server/audit/records.ts';
import { FIRST_PARTNER } from '../../server/cpe/partners.ts';
import type { Origin } from '../../server/domain/actor.ts';
import { erasePersonal, exportPersonal, type PersonalDeps } from '../../server/personal/personal-data.ts';
import { personalSources } from '../../server/personal/sources.ts';
import { ADDRESS, account, channel, cpe, mac, partner, plainSealer } from '../support/records.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const KEY = randomBytes(32);
const now = () => new Date();
const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
const personOrigin = (username: string): Origin => ({
  actor: { kind: 'person', username, role: 'platformAdmin', rights: [], reach: { over: 'platform' } },
  door: 'portal',
  address: '198.51.100.77',
});
let kept: TestStore;
let deps: PersonalDeps;

beforeAll(async () => {
  kept = await openTestStore();
  const { store } = kept;
  const audit = createAuditLog({ sink: store.audit, key: KEY, now, randomHex });
  const plain = {
    records: store,
    firmware: store.firmware,
    assets: store.assets,
    partnerId: FIRST_PARTNER,
    findReport: store.notebook.findReport,
    sealer: plainSealer,
    address: () => ADDRESS,
    now,
    newId: () => randomHex(8),
    randomHex,
    enrolmentHours: 24,
    firmwareStuckAfter: { fetches: 3, hours: 24 },
  };
  const { records } = auditedCpe(plain, audit, personOrigin('anna'));
  await records.partners.insert(partner());
  await records.accounts.insert(account());
  await records.channels.insert(channel({ displayName: 'Anna' }));
  const handsets = [
    { index: 1, name: 'Anna in de tuin', channelId: 'channel-1' },
    { index: 2, name: 'Magazijn', channelId: 'channel-2' },
  ];
  await records.cpes.insert(cpe({ handsets }));
  const fetched = { mac: mac('805ec0123456'), file: '805ec0123456.cfg', etag: '"1"', at: now() };
  store.notebook.fetched({ ...fetched, masked: async () => 'account.1.display_name = Anna' });
  store.logged({ mac: mac('805ec0123456'), at: now(), address: '192.0.2.1', text: 'call to Anna' });
  await store.people.users.insert({
    id: 'anna',
    name: 'Anna',
    role: 'endUser',
    rights: [],
    accountIds: [],
    language: 'nl',
    passwordHash: 'argon-hash',
    totp: { secret: plainSealer.seal('totp-secret'), isConfirmed: true, lastStep: 0 },
    recoveryHashes: ['recovery-hash'],
    identities: [],
    disabled: false,
    revision: 1,
    createdAt: now(),
    changedAt: now(),
  });
  const token = { hash: 't1', kind: 'session', username: 'anna', createdAt: now(), expiresAt: new Date(9e12) } as const;
  await store.people.credentials.add(token);
  const eraseUser = async (username: string) => {
    await store.people.credentials.removeAll(username, ['session']);
    return (await store.people.users.remove(username)) ? 1 : 0;
  };
  const views = auditedViews(store.views, audit, personOrigin('anna'));
  const whose = { username: 'anna', name: 'Mine', query: 'neverSeen=true' };
  await views.insert({ id: 'view-1', revision: 1, createdAt: now(), changedAt: now(), ...whose });
  const boss = personOrigin('boss');
  await auditedPhonebooks(store.phonebooks, audit, boss).insert({
    id: account().id,
    accountId: account().id,
    partnerId: account().partnerId,
    revision: 1,
    createdAt: now(),
    changedAt: now(),
    entries: [
      { id: 'e1', revision: 1, name: 'ANNA', work: '0201234567' },
      { id: 'e2', revision: 1, name: 'Bert', work: '0207654321' },
    ],
  });
  const quiet = auditedCpe(plain, audit, personOrigin('boss'), { hideValues: true });
  const sources = personalSources({
    cpe: quiet,
    logins: { ...store.people, eraseUser },
    uploads: store.uploads,
    history: store.notes,
    views: auditedViews(store.views, audit, personOrigin('boss'), true),
    phonebooks: auditedPhonebooks(store.phonebooks, audit, boss, true),
    audit: store.audit,
  });
  deps = { sources, audit, origin: personOrigin('boss'), now, key: KEY };
});
afterAll(() => kept.close());

const subject = { username: 'anna', channelIds: ['channel-1'] };
const wholeLog = async () => {
  const entries = [];
  for await (const entry of kept.store.audit.stream({}, { over: 'platform' })) entries.push(entry);
  return entries;
};

test('the export names every place and no secret', async () => {
  const { sources } = await exportPersonal(deps, subject);
  const counts = Object.fromEntries(sources.map(({ name, items }) => [name, items.length]));
  expect(counts).toEqual({
    uploads: 0,
    phoneHistory: 2,
    phonebookEntries: 1,
    handsets: 1,
    channels: 1,
    savedViews: 1,
    auditEntries: 5,
    users: 1,
  });
  expect(JSON.stringify(sources)).not.toMatch(/argon-hash|totp-secret|recovery-hash/);
});

test('an erasure that was cut off is finished by the next one; what happened stays, who it was goes', async () => {
  const before = await wholeLog();
  const stops = deps.sources.map((source) =>
    source.name === 'auditEntries' ? { ...source, erase: () => Promise.reject(new Error('cut off')) } : source,
  );
  await expect(erasePersonal({ ...deps, sources: stops }, subject, false)).rejects.toThrow('cut off');
  expect(await kept.store.people.users.find('anna')).toBeDefined();

  const { pseudonym } = await erasePersonal(deps, subject, false);
  expect(await kept.store.people.users.find('anna')).toBeUndefined();
  expect(await kept.store.views.find('view-1')).toBeUndefined();
  expect(await kept.store.notes.filesOf(mac('805ec0123456'))).toEqual([]);
  expect(await kept.store.people.credentials.find('t1', now())).toBeUndefined();
  const book = await kept.store.phonebooks.find(account().id);
  expect(book?.entries.map(({ name }) => name)).toEqual(['Bert']);
  const [base] = await kept.store.cpes.list({}, 'mac', { limit: 1 });
  expect(base?.handsets.map(({ name }) => name)).toEqual([pseudonym, 'Magazijn']);

  const after = await wholeLog();
  expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  expect(JSON.stringify(after)).not.toMatch(/anna|0201234567/i);
  expect(JSON.stringify(after)).toMatch(/0207654321/);
  expect(after.filter(({ origin }) => origin.actor === pseudonym)).toHaveLength(5);
  expect(after.filter(({ origin }) => origin.actor === pseudonym && origin.address)).toEqual([]);
  const report = await auditReadings(kept.store.audit, KEY, personOrigin('boss')).verify();
  expect(report.problems).toEqual([]);
});
