// The log on the real store: written before the change, chained, searched within reach, kept for its time.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineOrigin } from '../../server/audit/audited-desk.ts';
import { type AuditEntry, covers, type Tenant } from '../../server/audit/entry.ts';
import { csvOf } from '../../server/audit/export.ts';
import { type AuditLog, createAuditLog } from '../../server/audit/log.ts';
import { type AuditFilter, auditReadings } from '../../server/audit/reading.ts';
import { auditedRecords } from '../../server/audit/records.ts';
import type { Origin, Reach } from '../../server/domain/actor.ts';
import { account, channel, cpe, mac, partner } from '../support/records.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const KEY = randomBytes(32);
let kept: TestStore;
let log: AuditLog;
const anna: Origin = {
  actor: { kind: 'person', username: 'anna', role: 'platformAdmin', rights: [], reach: { over: 'platform' } },
  door: 'api',
  address: '192.0.2.9',
  requestId: 'r-1',
};
const everything = { over: 'platform' } as const;
const newLog = (sink: Parameters<typeof createAuditLog>[0]['sink'] = kept.store.audit) =>
  createAuditLog({ sink, key: KEY, now: () => new Date(), randomHex: (bytes) => randomBytes(bytes).toString('hex') });
const found = (filter: AuditFilter, reach: Reach = everything, limit = 1000) =>
  kept.store.audit.page(filter, reach, { limit });
const verified = () => auditReadings(kept.store.audit, KEY, anna).verify();

beforeAll(async () => {
  kept = await openTestStore();
  log = newLog();
  const records = auditedRecords(kept.store, log, machineOrigin('set-up', 'command'));
  await records.partners.insert(partner());
  await records.accounts.insert(account());
});
afterAll(() => kept.close());

const phone = (text: string) => cpe({ id: mac(text), mac: mac(text), channelIds: [] });

describe('changes of records', () => {
  test('added, changed and removed: who, when, from where, through which door, what', async () => {
    const records = auditedRecords(kept.store, log, anna);
    const one = phone('805e00000001');
    await records.cpes.insert(one);
    const next = { ...one, areaCode: '020', revision: 2 };
    expect(await records.cpes.replace(next, 1)).toBe('done');
    expect(await records.cpes.remove(one.mac)).toBe(true);
    const entries = await found({ subject: one.mac });
    expect(entries.map(({ action, revision }) => [action, revision])).toEqual([
      ['removed', 2],
      ['changed', 2],
      ['added', 1],
    ]);
    expect(entries[1]).toMatchObject({
      origin: { actor: 'anna', role: 'platformAdmin', door: 'api', address: '192.0.2.9', requestId: 'r-1' },
      tenant: { partnerId: 'partner-1', accountId: 'account-1' },
      subject: { kind: 'cpe', id: one.mac, label: '80:5e:00:00:00:01 Yealink T46S' },
      changes: [{ path: '/areaCode', after: '020' }],
    });
    expect(Date.now() - (entries[1]?.at.getTime() ?? 0)).toBeLessThan(60_000);
  });

  test('the entry is acknowledged before the change is made', async () => {
    const order: string[] = [];
    const slow = newLog({
      append: async (entries) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await kept.store.audit.append(entries);
        order.push('entry');
      },
    });
    const watched = {
      ...kept.store.cpes,
      insert: (record: Parameters<typeof kept.store.cpes.insert>[0]) => {
        order.push('change');
        return kept.store.cpes.insert(record);
      },
    };
    await auditedRecords({ ...kept.store, cpes: watched }, slow, anna).cpes.insert(phone('805e00000002'));
    expect(order).toEqual(['entry', 'change']);
  });

  test('when the entry cannot be written the change is not made', async () => {
    const broken = newLog({ append: () => Promise.reject(new Error('no database')) });
    await expect(auditedRecords(kept.store, broken, anna).cpes.insert(phone('805e00000003'))).rejects.toThrow(
      'no database',
    );
    expect(await kept.store.cpes.find('805e00000003')).toBeUndefined();
  });

  test('a change that did not happen is taken back by a second entry', async () => {
    const records = auditedRecords(kept.store, log, anna);
    expect(await records.cpes.insert(phone('805e00000002'))).not.toEqual([]);
    const [takenBack, noted] = await found({ subject: '805e00000002' });
    expect([noted?.action, takenBack?.action]).toEqual(['added', 'notDone']);
    expect(takenBack?.outcomeOf).toBe(noted?.id);

    const one = phone('805e00000004');
    await records.cpes.insert(one);
    const seen = await records.cpes.find(one.mac);
    await kept.store.cpes.replace({ ...one, areaCode: '010', revision: 2 }, 1);
    expect(seen && (await records.cpes.replace({ ...seen, areaCode: '030', revision: 2 }, 1))).toBe('stale');
    expect((await found({ subject: one.mac })).map(({ action }) => action)).toEqual(['notDone', 'changed', 'added']);
  });

  test('adding many writes one entry each, and takes all back when one was taken', async () => {
    const records = auditedRecords(kept.store, log, anna);
    const many = Array.from({ length: 300 }, (_, i) => phone(`805e01${i.toString(16).padStart(6, '0')}`));
    const channels = [channel({ id: 'ch-many', name: '1001EC77', username: '1001ec77' })];
    expect(await records.addTogether(randomUUID(), { cpes: many, channels }, new Date())).toBeUndefined();
    const entries = await found({ action: 'added', text: '80:5e:01:' });
    expect(entries).toHaveLength(300);
    expect((await found({ subject: 'ch-many' }))[0]?.tenant).toEqual({
      partnerId: 'partner-1',
      accountId: 'account-1',
    });

    const taken = await records.addTogether(
      randomUUID(),
      { cpes: [phone('805e01000000'), phone('805e02000000')], channels: [] },
      new Date(),
    );
    expect(taken?.macs).toEqual(['805e01000000']);
    expect((await found({ subject: '805e02000000' })).map(({ action }) => action)).toEqual(['notDone', 'added']);
    expect(await kept.store.cpes.find('805e02000000')).toBeUndefined();
  });

  test('a window that opens and closes is called so, and its token is not told', async () => {
    const records = auditedRecords(kept.store, log, anna);
    const one = phone('805e00000005');
    await records.cpes.insert(one);
    const token = { hash: 'c0ffee', sealed: one.lastingToken.sealed };
    const open = { ...one, revision: 2, enrolment: { token, openedAt: new Date(), until: new Date(), networks: [] } };
    await records.cpes.replace(open, 1);
    const { enrolment: _, ...closed } = open;
    await records.cpes.replace({ ...closed, revision: 3 }, 2);
    const entries = await found({ subject: one.mac });
    expect(entries.map(({ action }) => action)).toEqual(['windowClosed', 'windowOpened', 'added']);
    expect(JSON.stringify(entries)).not.toContain('c0ffee');
  });
});

describe('searching and reach', () => {
  test('each reader sees exactly the entries that their reach covers', async () => {
    const tenants: Tenant[] = [
      {},
      { partnerId: 'p1' },
      { partnerId: 'p1', accountId: 'a1' },
      { partnerId: 'p1', accountId: 'a2' },
      { partnerId: 'p2', accountId: 'a3' },
    ];
    for (const [i, tenant] of tenants.entries())
      await log.event(anna, 'loggedIn', { subject: { kind: 'user', id: 'reach-test', label: `t${i}` }, tenant });
    const reaches: readonly (readonly [Reach, readonly string[]])[] = [
      [{ over: 'platform' }, ['t4', 't3', 't2', 't1', 't0']],
      [{ over: 'partner', partnerId: 'p1' }, ['t3', 't2', 't1']],
      [{ over: 'accounts', partnerId: 'p1', accountIds: ['a1'] }, ['t2']],
      [{ over: 'accounts', partnerId: 'p2', accountIds: ['a1'] }, []],
      [{ over: 'accounts', partnerId: 'p1', accountIds: [] }, []],
    ];
    for (const [reach, labels] of reaches) {
      const seen = await found({ subject: 'reach-test' }, reach);
      expect(seen.map(({ subject }) => subject.label)).toEqual(labels);
      expect(tenants.filter((tenant) => covers(reach, tenant))).toHaveLength(labels.length);
    }
  });

  test('by actor, action, time and text, by pages, newest first', async () => {
    const before = new Date();
    for (const label of ['First (1+1)', 'second', 'third'])
      await log.event(machineOrigin('searcher', 'job'), 'loggedIn', {
        subject: { kind: 'user', id: 's', label },
        tenant: {},
      });
    const labels = (entries: readonly AuditEntry[]) => entries.map(({ subject }) => subject.label);
    expect(labels(await found({ actor: 'searcher' }))).toEqual(['third', 'second', 'First (1+1)']);
    expect(labels(await found({ actor: 'searcher', text: 'FIRST (1+' }))).toEqual(['First (1+1)']);
    expect(labels(await found({ actor: 'searcher', action: 'removed' }))).toEqual([]);
    expect(labels(await found({ actor: 'searcher', to: before }))).toEqual([]);
    expect(await found({ actor: 'searcher', from: before })).toHaveLength(3);
    const [newest] = await found({ actor: 'searcher' }, everything, 1);
    const rest = await kept.store.audit.page({ actor: 'searcher' }, everything, { limit: 9, after: newest?.id ?? '' });
    expect(labels(rest)).toEqual(['second', 'First (1+1)']);
  });

  test('CSV starts no formula, and quotes what must be', async () => {
    await log.event(anna, 'loggedIn', { subject: { kind: 'user', id: 'csv', label: '=HYPERLINK("x")' }, tenant: {} });
    let csv = '';
    for await (const line of csvOf(kept.store.audit.stream({ subject: 'csv' }, everything))) csv += line;
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toContain(`,"'=HYPERLINK(""x"")",`);
  });
});

describe('tampering shows', () => {
  test('an untouched log holds, written by many at once and by two processes', async () => {
    const second = newLog();
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        (i % 2 ? log : second).event(anna, 'loggedIn', {
          subject: { kind: 'user', id: `u${i}`, label: 'u' },
          tenant: {},
        }),
      ),
    );
    const report = await verified();
    expect(report.problems).toEqual([]);
    expect(report.entries).toBeGreaterThan(500);
    expect(report.writers).toBeGreaterThanOrEqual(3);
  });

  test('an entry that was changed, taken out, or written without the key is found', async () => {
    const entries = kept.connection.collection<{ _id: string; link: { writer: string; seq: number } }>('auditEntries');
    const victim = await entries.findOne({ 'link.seq': 5 });
    if (!victim) throw new Error('no entry');
    await entries.updateOne({ _id: victim._id }, { $set: { 'origin.actor': 'somebody else' } });
    expect((await verified()).problems).toEqual([{ writer: victim.link.writer, seq: 5, problem: 'changed' }]);

    await entries.deleteOne({ _id: victim._id });
    expect((await verified()).problems).toEqual([{ writer: victim.link.writer, seq: 6, problem: 'missingBefore' }]);
    await entries.insertOne(victim);
    expect((await auditReadings(kept.store.audit, randomBytes(32), anna).verify()).problems).toHaveLength(100);
    await entries.deleteMany({ 'link.writer': victim.link.writer });
  });

  test('a write that failed leaves no gap: what follows begins a chain of its own', async () => {
    let fails = true;
    const flaky = newLog({
      append: (list) => (fails ? Promise.reject(new Error('away')) : kept.store.audit.append(list)),
    });
    const of = { subject: { kind: 'user', id: 'flaky', label: 'f' }, tenant: {} } as const;
    await expect(flaky.event(anna, 'loggedIn', of)).rejects.toThrow('away');
    fails = false;
    await flaky.event(anna, 'loggedIn', of);
    expect((await verified()).problems).toEqual([]);
    expect(await found({ subject: 'flaky' })).toHaveLength(1);
  });

  test('entries are dropped when their time is over, and the rest still holds', async () => {
    const start = Date.now() - 10 * 86_400_000;
    let day = 0;
    const past = createAuditLog({
      sink: kept.store.audit,
      key: KEY,
      now: () => {
        day += 1;
        return new Date(start + day * 86_400_000);
      },
      randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    });
    const of = { subject: { kind: 'user', id: 'old', label: 'o' }, tenant: {} } as const;
    for (let i = 0; i < 5; i++) await past.event(anna, 'loggedIn', of);
    expect(await kept.store.audit.removeBefore(new Date(Date.now() - 7.5 * 86_400_000))).toBe(2);
    expect(await found({ subject: 'old' })).toHaveLength(3);
    const report = await verified();
    expect([report.problems, report.trimmed]).toEqual([[], 1]);
  });
});
