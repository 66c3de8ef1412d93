// The page of what happened to one phone, and what its user changed on it, as people see them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCpes, editCpe } from '../../server/cpe/cpes.ts';
import { mac } from '../support/records.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

const T46S = mac('805ec0123456');
const EVIL = '<script>alert("x")</script>';
const TOKEN = 'ab'.repeat(16);

let portal: TestPortal;
let admin: Visitor;
const page = `/phones/${T46S}/timeline`;

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  const { cpe } = portal;
  await addCpes(cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: T46S }] });
});
afterAll(() => portal?.close());

describe('what happened', () => {
  test('before anything happened the page says what will stand there', async () => {
    expect((await admin.get(`${page}?kind=told`)).body).toContain('Nothing of this kind is known.');
    expect((await admin.get(`${page}?kind=nonsense`)).statusCode).toBe(422);
    expect((await admin.get('/phones/805ec0ffffff/timeline')).statusCode).toBe(404);
    expect((await admin.get(`/phones/${T46S}`)).body).toContain(`href="${page}"`);
  });

  test('DEV-11 DEV-14 every kind stands there in words, what a phone wrote escaped, tokens hidden', async () => {
    const { notebook, notifications, notes } = portal.store;
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000);
    const from = { mac: T46S, transport: 'https', address: '192.0.2.1', by: 'lastingToken' } as const;
    notebook.asked({ ...from, at: at(1), file: `${EVIL}.cfg`, status: 'ok', sizeBytes: 1_234 });
    notebook.asked({ ...from, at: at(2), file: 'x-local.cfg', status: 'stored', upload: 'localConfig', sizeBytes: 9 });
    for (const [etag, text] of [
      ['"1"', 'a = 1'],
      ['"2"', `a = ${EVIL}`],
      ['"3"', `a = ${EVIL}`],
    ] as const) {
      notebook.fetched({ mac: T46S, file: 'own.cfg', etag, at: at(3), masked: async () => text });
      await notes.filesOf(T46S);
    }
    const tries = [{ way: 'contact', uri: 'sip:6001@192.0.2.1', result: 'refused', status: 603 }] as const;
    await notifications.record({ mac: T46S, what: 'reboot', at: at(4), result: 'refused', tries });
    notebook.refused({
      mac: T46S,
      reason: 'wrongToken',
      address: '192.0.2.9',
      transport: 'http',
      file: `${TOKEN}/own.cfg`,
      userAgent: undefined,
      at: at(5),
    });
    await editCpe(portal.cpe, T46S, { label: 'Desk' });

    const { body } = await admin.get(page);
    expect(body).toContain('Got &lt;script&gt;');
    expect(body).toContain('(1.2 kB)');
    expect(body).toContain('192.0.2.1 · by its own URL');
    expect(body).toContain('Sent x-local.cfg');
    expect(body).toContain('own.cfg was fetched for the first time');
    expect(body).toContain('own.cfg differed from the time before: 2 lines');
    expect(body).toContain('own.cfg differed from the time before, in passwords alone');
    expect(body).toContain('<ins><code>a = &lt;script&gt;');
    expect(body).toMatch(/Was told to start again: it refused/);
    expect(body).toContain('sip:6001@192.0.2.1');
    expect(body).not.toContain(TOKEN);
    expect(body).not.toContain(EVIL);
    const nl = (await admin.get(page, { 'accept-language': 'nl' })).body;
    expect(nl).toContain('Is gevraagd opnieuw te starten: het weigerde');
    const told = (await admin.get(`${page}?kind=told`)).body;
    expect(told).toContain('it refused');
    expect(told).not.toContain('Sent x-local.cfg');
  });

  test('older things are behind a link', async () => {
    const base = Date.now() + 60_000;
    for (let i = 0; i < 60; i++)
      portal.store.notebook.asked({
        mac: T46S,
        transport: 'tftp',
        address: '192.0.2.1',
        by: 'openWindow',
        at: new Date(base + i),
        file: `many-${i}.cfg`,
        status: 'notFound',
      });
    const first = (await admin.get(`${page}?kind=request`)).body;
    expect(first).toContain('many-59.cfg');
    expect(first).not.toContain('many-9.cfg');
    const next = /href="([^"]+)" rel="next"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await admin.get(next)).body;
    expect(second).toContain('many-9.cfg');
    expect(second).toContain('many-0.cfg');
    expect(second).not.toContain('many-59.cfg');
    expect(second).not.toContain('rel="next"');
  });
});

describe('what its user changed', () => {
  test('DEV-31 DEV-34 stands on the page of the phone beside what it gets from here', async () => {
    expect((await admin.get(`/phones/${T46S}`)).body).not.toContain('Changed on the phone itself');
    await editCpe(portal.cpe, T46S, { settings: { extra: 'features.x.y = 1' } });
    const upload = (text: string) =>
      portal.store.provisioning.saveUpload(T46S, 'localConfig', Buffer.from(text), new Date());
    await upload('features.x.y = 1\n');
    expect((await admin.get(`/phones/${T46S}`)).body).toContain('Nothing: what the user set is what the phone gets');
    await upload(`features.x.y = ${EVIL}\naccount.1.password = geheim\nfeatures.z = 1\n`);
    const { body } = await admin.get(`/phones/${T46S}`);
    expect(body).toMatch(/features\.x\.y[\s\S]*&lt;script&gt;[\s\S]*<code class="break">1<\/code>/);
    expect(body).toContain('not set');
    expect(body).not.toContain('geheim');
  });
});
