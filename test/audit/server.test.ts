// The log of a whole server: every door, the API's search and exports, and personal data taken out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';

const MAC = '805ec0123456';
let bellhop: TestBellhop;
let accountId: string;
let channelId: string;
const api: TestBellhop['api'] = (...args) => bellhop.api(...args);

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly origin: { readonly actor: string; readonly door: string; readonly address?: string; readonly role: string };
  readonly subject: { readonly kind: string; readonly id: string; readonly label: string };
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
}
const entries = async (query: string): Promise<Entry[]> => (await api('GET', `/audit?${query}`)).json.items;
const actions = async (query: string) => (await entries(query)).map(({ action }) => action);

beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  const added = await api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    accountId,
    createChannel: true,
    devices: [{ mac: MAC }],
  });
  channelId = added.json.items[0].channelId;
});
afterAll(() => bellhop.close());

describe('every door', () => {
  test('first start, API and log-in are noted with actor, door and address', async () => {
    const [partner] = (await entries('action=added')).filter(({ subject }) => subject.kind === 'partner');
    expect(partner?.origin).toMatchObject({ actor: 'first start', role: 'machine', door: 'job' });
    const [phone] = await entries(`subject=${MAC}`);
    expect(phone).toMatchObject({
      action: 'added',
      origin: { actor: 'admin', role: 'platformAdmin', door: 'api', address: '127.0.0.1' },
      subject: { label: '80:5e:c0:12:34:56 Yealink T46S' },
    });
    const [login] = await entries('action=loggedIn');
    expect(login).toMatchObject({ origin: { actor: 'admin', door: 'api', address: '127.0.0.1' } });
  });

  test('a failed log-in names a user that exists, and not what else was typed', async () => {
    const url = '/tokens';
    await api('POST', url, { username: 'admin', password: 'wrong' });
    await api('POST', url, { username: 'MySecretPassword', password: 'x' });
    expect((await entries('action=loginFailed')).map(({ subject }) => subject.id)).toEqual(['unknown', 'admin']);
    expect((await api('GET', '/audit.jsonl')).text).not.toContain('MySecretPassword');
  });

  test('the phone closes its window: door phone, its own address, once', async () => {
    const { provisioningUrl } = (await api('POST', `/cpes/${MAC}/enrolment`, {})).json;
    const first = await fetch(`${provisioningUrl}${MAC}.cfg`, { headers: { 'user-agent': T46S_AGENT } });
    const lasting = /\/p\/([0-9a-f]{32})\//.exec(await first.text())?.[1];
    await Promise.all([1, 2, 3].map(() => bellhop.phone(`${lasting}/${MAC}.cfg`, { userAgent: T46S_AGENT })));
    const closings = await entries(`subject=${MAC}&action=windowClosed`);
    const takenBack = await entries(`subject=${MAC}&action=notDone`);
    expect(closings.length - takenBack.length).toBe(1);
    expect(closings[0]?.origin).toEqual({ actor: 'phone', role: 'machine', door: 'phone', address: '127.0.0.1' });
    expect(await actions(`subject=${MAC}&action=windowOpened`)).toHaveLength(1);
  });

  test('secrets in the clear are noted before they go out, whoever is asked for them', async () => {
    const before = (await actions('action=secretRevealed')).length;
    const revealed = await api('GET', `/cpes/${MAC}?reveal=secret`);
    await api('GET', `/cpes/${MAC}/files/${MAC}.cfg?reveal=secret`);
    await api('GET', `/channels/${channelId}?reveal=secret`);
    await api('POST', `/accounts/${accountId}/channels?reveal=secret`, { displayName: 'Anna' });
    await api('GET', `/cpes/${MAC}`);
    await api('GET', '/cpes/805ec0999999?reveal=secret');
    const noted = await entries('action=secretRevealed');
    expect(noted).toHaveLength(before + 4);
    expect(noted.map(({ subject }) => subject.kind).slice(0, 4)).toEqual(['account', 'channel', 'cpe', 'cpe']);
    const log = (await api('GET', '/audit.jsonl')).text;
    expect(log).not.toContain(revealed.json.webPasswords.admin);
  });

  test('firmware added and taken away', async () => {
    const put = await fetch(
      `http://127.0.0.1:${bellhop.ports.admin}/api/v1/firmware/T46S.rom?vendor=Yealink&version=66.86.0.15`,
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/octet-stream' },
        body: Buffer.from('rom'),
      },
    );
    expect(put.status).toBe(201);
    await api('DELETE', '/firmware/T46S.rom');
    expect(await actions('subject=T46S.rom')).toEqual(['removed', 'added']);
  });

  test('a settings password is told as changed and nothing more', async () => {
    await api('PATCH', `/accounts/${accountId}`, { settings: { adminPassword: 'geheim-123', language: 'nl' } });
    const [changed] = await entries(`subject=${accountId}&action=changed`);
    expect(changed?.changes).toEqual([
      { path: '/settings/adminPassword', after: '********' },
      { path: '/settings/language', after: 'nl' },
    ]);
  });
});

describe('API', () => {
  test('pages join without loss, newest first', async () => {
    const whole = await entries('limit=1000');
    const seen: Entry[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: Entry[]; next: string | null } = (
        await api('GET', `/audit?limit=3${cursor && `&cursor=${cursor}`}`)
      ).json;
      seen.push(...page.items);
      cursor = page.next;
    }
    expect(seen).toEqual(whole);
    expect(whole.length).toBeGreaterThan(15);
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
  });

  test('by account, MAC in any spelling, time and text; bad input is named', async () => {
    expect(await actions('subject=80:5E:C0:12:34:56')).toEqual(await actions(`subject=${MAC}`));
    expect((await entries(`account=${accountId}&limit=1000`)).length).toBeGreaterThan(5);
    expect(await entries('account=another')).toEqual([]);
    expect(await entries('from=2999-01-01')).toEqual([]);
    expect((await entries('q=bakery&action=added')).map(({ subject }) => subject.kind)).toEqual(['account']);
    const bad = await api('GET', '/audit?from=yesterday');
    expect([bad.status, bad.json.errors[0].pointer]).toEqual([422, '/querystring/from']);
    expect((await api('GET', '/audit?action=nonsense')).status).toBe(422);
    expect((await api('GET', '/audit', undefined, { authorization: '' })).status).toBe(401);
  });

  test('exports hold every entry, and are noted themselves', async () => {
    const csv = await api('GET', `/audit.csv?subject=${accountId}`);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    expect(csv.text.split('\r\n').length - 2).toBeGreaterThanOrEqual((await entries(`subject=${accountId}`)).length);
    const lines = (await api('GET', '/audit.jsonl')).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id).slice(0, 5)).toEqual(
      (await entries('limit=5')).map(({ id }) => id),
    );
    expect((await actions('action=auditExported')).length).toBeGreaterThanOrEqual(2);
  });

  test('the log verifies', async () => {
    expect((await api('GET', '/audit/verification')).json).toMatchObject({ writers: 1, problems: [] });
  });
});

describe('personal data', () => {
  test('export tells all that is held about one person, erase takes it out and keeps the facts', async () => {
    await api('PATCH', `/channels/${channelId}`, { displayName: 'Anna Jansen', label: 'Anna J.' });
    await api('PATCH', `/channels/${channelId}`, { displayName: 'Anna de Vries' });
    await bellhop.phone(`${await lastingToken()}/${MAC}-contact.xml`, {
      method: 'PUT',
      userAgent: T46S_AGENT,
      body: '<contact display_name="Oma"/>',
    });
    const subject = { channelIds: [channelId] };
    const told = await api('POST', '/personal-data/exports', { subject });
    expect(told.status).toBe(200);
    const found = Object.fromEntries(
      told.json.sources.map(({ name, items }: { name: string; items: unknown[] }) => [name, items.length]),
    );
    expect(found).toMatchObject({ uploads: 1, channels: 1, auditEntries: 2, users: 0 });
    expect(told.text).toContain(Buffer.from('<contact display_name="Oma"/>').toString('base64'));
    expect(told.text).toContain('Anna de Vries');

    const dry = (await api('POST', '/personal-data/erasures', { subject, dryRun: true })).json;
    expect(dry.steps.find((step: { source: string }) => step.source === 'channels').found).toEqual([
      `channels/${channelId}`,
    ]);
    expect((await api('GET', `/channels/${channelId}`)).json.displayName).toBe('Anna de Vries');

    const before = await entries(`subject=${channelId}`);
    const done = (await api('POST', '/personal-data/erasures', { subject })).json;
    expect(done.pseudonym).toBe(dry.pseudonym);
    expect((await api('GET', `/channels/${channelId}`)).json.displayName).toBeUndefined();
    expect((await api('GET', `/cpes/${MAC}/uploads`)).json.items).toEqual([]);
    const log = (await api('GET', '/audit.jsonl')).text;
    expect(log).not.toMatch(/Anna (?:Jansen|J\.|de Vries)/);
    expect(log).toContain(`"path":"/displayName","after":"${done.pseudonym}"`);
    const after = await entries(`subject=${channelId}`);
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
    const report = (await api('GET', '/audit/verification')).json;
    expect([report.problems, report.erased]).toEqual([[], 2]);

    const again = (await api('POST', '/personal-data/erasures', { subject })).json;
    expect(again.steps.map(({ erased }: { erased: number }) => erased)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(again.pseudonym).toBe(done.pseudonym);
  });

  test('nobody, nothing and oneself are refused in words', async () => {
    const erase = (subject: object) => api('POST', '/personal-data/erasures', { subject });
    expect((await erase({ username: 'nobody' })).json.title).toBe('Nothing is held about this person');
    expect((await erase({})).json.errors[0].pointer).toBe('/subject');
    expect((await erase({ username: 'admin' })).json.errors[0].pointer).toBe('/subject/username');
    const login = await api('POST', '/tokens', { username: 'admin', password: ADMIN_PASSWORD });
    expect(login.status).toBe(201);
  });

  async function lastingToken(): Promise<string> {
    const file = await api('GET', `/cpes/${MAC}?reveal=secret`);
    return /\/p\/([0-9a-f]+)\//.exec(file.json.provisioningUrl)?.[1] ?? '';
  }
});
