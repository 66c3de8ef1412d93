// Alarms on a real store, with mails to a real SMTP server; the clock is given.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AlarmDeps } from '../../server/alarms/deps.ts';
import { putAlarmSettings } from '../../server/alarms/settings.ts';
import { alarmEvents } from '../../server/alarms/standing.ts';
import { createAlarmWatch } from '../../server/alarms/watch.ts';
import type { AlarmKind } from '../../server/domain/alarm.ts';
import type { Job } from '../../server/domain/job.ts';
import { createMailer } from '../../server/mail/mailer.ts';
import type { Store } from '../../server/store/store.ts';
import { account, cpe, mac, plainSealer } from '../support/records.ts';
import { openSmtp, type TestSmtp } from '../support/smtp.ts';
import { openTestStore, silentLog, type TestStore } from '../support/store.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 23);
let opened: TestStore;
let smtp: TestSmtp;
let nowMs = START;
let number = 0;
let certificateEnds: Date | undefined;

beforeAll(async () => {
  opened = await openTestStore();
  smtp = await openSmtp();
});
afterAll(async () => {
  await opened?.close();
  await smtp?.close();
});
beforeEach(() => {
  smtp.mails.length = 0;
  smtp.refuse(false);
  certificateEnds = undefined;
});

const now = () => new Date(nowMs);
const pass = (hours: number) => {
  nowMs += hours * HOUR_MS;
};

function watching(store: Store = opened.store, given: Partial<AlarmDeps> = {}): () => Promise<void> {
  return createAlarmWatch({
    ...store.alarms,
    records: store,
    findReports: store.notebook.findReports,
    jobsEnded: store.happened.jobsEnded,
    place: store.notices.placeOf('alarms'),
    certificateEnds: () => certificateEnds,
    deviceCertificates: store.deviceCertificates,
    mail: { mailer: createMailer({ smtpUrl: smtp.url, from: 'bellhop@example.com' }), portalUrl: 'https://p.example/' },
    node: 'a',
    now,
    log: silentLog,
    ...given,
  });
}

async function customer(kinds: readonly AlarmKind[], mail = ['noc@example.com']) {
  const id = `account-${++number}`;
  await opened.store.accounts.insert(account({ id, number: String(1000 + number) }));
  const deps = { records: opened.store, settings: opened.store.alarms.settings, now };
  const want = (wanted: readonly AlarmKind[], notSeenHours = 24) =>
    putAlarmSettings(deps, id, { kinds: wanted, mail, notSeenHours });
  await want(kinds);
  return { id, want };
}
async function phone(accountId: string, until?: Date) {
  const id = mac(`805ec04${(++number).toString(16).padStart(5, '0')}`);
  const token = { hash: 'h', sealed: plainSealer.seal('t') };
  const enrolment = until && { token, openedAt: now(), until, networks: [] };
  await opened.store.cpes.insert(cpe({ id, mac: id, accountId, channelIds: [], ...(enrolment && { enrolment }) }));
  return id;
}
async function seen(id: ReturnType<typeof mac>) {
  opened.store.notebook.reported({ mac: id, address: '192.0.2.1', transport: 'http', lastFile: 'x', lastAt: now() });
  await opened.store.notebook.flush();
}
const standing = async (accountId: string) =>
  (await opened.store.alarms.alarms.list({ accountId, clearedAt: null }, '_id', { limit: 50 })).map(({ id }) => id);
const mailsTo = (to: string) => smtp.mails.filter((mail) => mail.to === to).map(({ text }) => text);
async function events(since: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { kind, subject } of alarmEvents(opened.store.alarms.alarms).read(new Date(since), now()))
    found.push(`${kind} ${subject.id}`);
  return found.toSorted();
}

describe('a phone that is not seen', () => {
  test('D: raises one alarm and one mail when its hours have passed, and is over when it comes again', async () => {
    const { id } = await customer(['notSeen']);
    const [quiet, lively] = [await phone(id), await phone(id)];
    const look = watching();
    const begun = nowMs;
    await seen(quiet);
    pass(23);
    await seen(lively);
    await look();
    expect(await standing(id)).toEqual([]);
    pass(2);
    await look();
    expect(await standing(id)).toEqual([`notSeen:${quiet}`]);
    pass(1);
    await look();
    expect(mailsTo('noc@example.com')).toHaveLength(1);
    expect(mailsTo('noc@example.com')[0]).toMatch(/Subject: Alarmen: 1 nieuw, 0 voorbij[\s\S]*niets meer van gehoord/);
    await seen(quiet);
    await look();
    expect(await standing(id)).toEqual([]);
    expect(mailsTo('noc@example.com')[1]).toContain('0 nieuw, 1 voorbij');
    expect(await events(begun - 1)).toEqual([`alarm.cleared ${quiet}`, `alarm.raised ${quiet}`]);
    pass(30);
    await look();
    expect(await standing(id)).toEqual([`notSeen:${lively}`, `notSeen:${quiet}`].toSorted());
  });

  test('who wants alarms only now hears of what stands already, and who wants none any more of nothing', async () => {
    const { id, want } = await customer([]);
    const silent = await phone(id);
    await seen(silent);
    const look = watching();
    pass(100);
    await look();
    pass(1);
    expect(await standing(id)).toEqual([]);
    await want(['notSeen'], 48);
    await look();
    expect(await standing(id)).toEqual([`notSeen:${silent}`]);
    pass(1);
    await want([]);
    await look();
    expect(await standing(id)).toEqual([]);
  });

  test('two nodes that look at the same moment raise and mail it once; a refused mail is sent later', async () => {
    const { id } = await customer(['notSeen'], ['two@example.com']);
    await seen(await phone(id));
    pass(30);
    smtp.refuse(true);
    const other = await opened.another();
    const looks = [watching(), watching(other, { node: 'b' })];
    await Promise.all(looks.map((look) => look()));
    expect(await standing(id)).toHaveLength(1);
    expect(mailsTo('two@example.com')).toEqual([]);
    smtp.refuse(false);
    pass(2);
    await Promise.all(looks.map((look) => look()));
    pass(1);
    await Promise.all(looks.map((look) => look()));
    expect(mailsTo('two@example.com')).toHaveLength(1);
  });
});

test('nobody is mailed that something is over of which nobody was mailed that it began', async () => {
  const { id } = await customer(['notSeen'], ['late@example.com']);
  const quiet = await phone(id);
  await seen(quiet);
  pass(30);
  smtp.refuse(true);
  const look = watching();
  await look();
  await seen(quiet);
  await look();
  expect(await standing(id)).toEqual([]);
  smtp.refuse(false);
  pass(2);
  await look();
  expect(mailsTo('late@example.com')).toEqual([]);
});

describe('other alarms', () => {
  test('a first-boot window that is about to close, until it is closed or passed', async () => {
    const { id } = await customer(['windowExpiring']);
    const one = await phone(id, new Date(nowMs + 10 * HOUR_MS));
    await phone(id);
    const look = watching();
    await look();
    expect(await standing(id)).toEqual([]);
    pass(8.5);
    await look();
    expect(await standing(id)).toEqual([`windowExpiring:${one}`]);
    pass(2);
    await look();
    expect(await standing(id)).toEqual([]);
  });

  test('D notRegistered: a phone that tells that a line is no longer registered, for longer than a restart takes, until it is again', async () => {
    const { id } = await customer(['notRegistered']);
    const one = mac(`805ec04${(++number).toString(16).padStart(5, '0')}`);
    await opened.store.cpes.insert(cpe({ id: one, mac: one, accountId: id, channelIds: ['line-a', 'line-b'] }));
    const other = await phone(id);
    const tell = async (channelId: string, word: 'registered' | 'unregistered' | 'failed', of = one) => {
      const about = { address: '192.0.2.1', transport: 'http', lastFile: 'x', lastAt: now() } as const;
      opened.store.notebook.reported({ ...about, mac: of, registrations: { [channelId]: { word, at: now() } } });
      await opened.store.notebook.flush();
    };
    const look = watching();
    await tell('line-a', 'registered');
    await tell('line-b', 'unregistered');
    await tell('line-of-another', 'failed', other);
    await look();
    expect(await standing(id)).toEqual([]);
    pass(6 / 60);
    await look();
    expect(await standing(id)).toEqual([`notRegistered:${one}`]);
    pass(1);
    await tell('line-b', 'registered');
    await look();
    expect(await standing(id)).toEqual([]);
    await tell('line-a', 'failed');
    pass(1);
    await look();
    expect(await standing(id)).toEqual([`notRegistered:${one}`]);
  });

  test('the server certificate, told to the platform alone, over when there is a newer one', async () => {
    const deps = { records: opened.store, settings: opened.store.alarms.settings, now };
    const wish = { kinds: ['certificateExpiring' as const], mail: ['ops@example.com'], notSeenHours: 24 };
    await putAlarmSettings(deps, 'platform', wish);
    const look = watching();
    certificateEnds = new Date(nowMs + 40 * 24 * HOUR_MS);
    await look();
    expect(mailsTo('ops@example.com')).toEqual([]);
    pass(11 * 24);
    await look();
    await look();
    expect(mailsTo('ops@example.com')).toHaveLength(1);
    certificateEnds = new Date(nowMs + 90 * 24 * HOUR_MS);
    await look();
    expect(mailsTo('ops@example.com')[1]).toContain('Alarms: 0 new, 1 over');
  });

  test('a job that failed, until one of its kind is done', async () => {
    const { id } = await customer(['jobFailed']);
    const ended = async (name: string, state: 'failed' | 'done') => {
      const job: Job = {
        id: `${name}-${id}`,
        kind: 'csvImport',
        input: {},
        partnerId: 'partner-1',
        accountId: id,
        requestedBy: { actor: { kind: 'machine', name: 'test' }, door: 'job' },
        state,
        progress: { done: 0, total: 0 },
        log: [],
        attempts: 1,
        notBefore: now(),
        revision: 1,
        createdAt: now(),
        finishedAt: now(),
      };
      await opened.store.jobs.insert(job);
    };
    const look = watching();
    await look();
    pass(1);
    await ended('one', 'failed');
    await look();
    expect(await standing(id)).toEqual([`jobFailed:csvImport/${id}`]);
    const raisedAt = now();
    // So soon that the failed one is read once more: it is over, and stays so.
    pass(2 / 3_600);
    await ended('two', 'done');
    await look();
    pass(2 / 3_600);
    await look();
    expect(await standing(id)).toEqual([]);
    expect(await opened.store.alarms.alarms.find(`jobFailed:csvImport/${id}`)).toMatchObject({ raisedAt });
  });
});

describe('the certificate of a phone', () => {
  test('D: raises an alarm a month before it ends, which stands until the phone came with a newer one', async () => {
    const { id } = await customer(['deviceCertificateExpiring']);
    const { id: other } = await customer(['notSeen']);
    const [one, two, elsewhere] = [await phone(id), await phone(id), await phone(other)];
    const issue = (serial: string, of: ReturnType<typeof mac>, days: number) =>
      opened.store.deviceCertificates.insert({
        serial,
        mac: of,
        sha256: serial,
        issuedAt: now(),
        notAfter: new Date(nowMs + days * 24 * HOUR_MS),
      });
    await issue('c1', one, 40);
    await issue('c2', two, 400);
    await issue('c3', elsewhere, 20);
    const look = watching();
    await look();
    expect(await standing(id)).toEqual([]);
    pass(11 * 24);
    await look();
    expect(await standing(id)).toEqual([`deviceCertificateExpiring:${one}`]);
    expect(await standing(other)).toEqual([]);
    expect(mailsTo('noc@example.com')[0]).toContain('het certificaat van dit toestel verloopt');
    // A new one is issued: the phone still comes with the old.
    pass(1);
    await issue('c4', one, 400);
    await look();
    expect(await standing(id)).toEqual([`deviceCertificateExpiring:${one}`]);
    await opened.store.deviceCertificates.used('c4', now());
    await look();
    expect(await standing(id)).toEqual([]);
  });
});
