// Phonebooks from the API to the phone over real sockets: entries, import, the line in the phone's file, the same trust as files.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfigFile, startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';

let bellhop: TestBellhop;
let accountId: string;
let path: string;
beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  path = `/accounts/${accountId}/phonebook`;
});
afterAll(() => bellhop?.close());

const importCsv = (body: string, query = '') =>
  fetch(`${bellhop.portalUrl}api/v1${path}/import${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'text/csv' },
    body,
  }).then(async (answer) => ({ status: answer.status, json: JSON.parse(await answer.text()) }));
const entries = async (query = '') => (await bellhop.api('GET', `${path}/entries${query}`)).json;
const names = async (query = '') => (await entries(query)).items.map(({ name }: { name: string }) => name);

describe('entries', () => {
  test('D: are added, found, changed and removed; every bad field is named; a lost race is 412', async () => {
    expect(await entries()).toEqual({ items: [], next: null });
    const added = await bellhop.api('POST', `${path}/entries`, { name: ' Zoë ', work: '+31 20-123' });
    expect(added.status, added.text).toBe(201);
    expect(added.json).toMatchObject({ name: 'Zoë', work: '+3120123', revision: 1 });
    await bellhop.api('POST', `${path}/entries`, { name: 'Anna', mobile: '0612' });
    expect([await names(), await names('?search=zoe'), await names('?search=0612')]).toEqual([
      ['Anna', 'Zoë'],
      ['Zoë'],
      ['Anna'],
    ]);
    const first = await entries('?limit=1');
    expect((await entries(`?limit=1&cursor=${first.next}`)).items[0].name).toBe('Zoë');
    const one = `${path}/entries/${added.json.id}`;
    const patched = await bellhop.api('PATCH', one, { work: null, home: '0201' }, { 'if-match': '"1"' });
    expect(patched.json).toEqual({ id: added.json.id, revision: 2, name: 'Zoë', home: '0201' });
    expect((await bellhop.api('PATCH', one, { name: 'x' }, { 'if-match': '"1"' })).status).toBe(412);
    const bad = await bellhop.api('PATCH', one, { name: '', home: 'x' });
    expect(bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/name', '/home']);
    expect((await bellhop.api('DELETE', one)).status).toBe(204);
    expect((await bellhop.api('DELETE', one)).status).toBe(404);
    expect(await names()).toEqual(['Anna']);
  });

  test('many at the same moment are all there', async () => {
    const added = await Promise.all(
      [1, 2, 3].map((i) => bellhop.api('POST', `${path}/entries`, { name: `At once ${i}`, work: `30${i}` })),
    );
    expect(added.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await names('?search=once')).toHaveLength(3);
  });

  test('D: import takes all rows or none and names every bad one; a repeat changes nothing; replace removes the rest', async () => {
    const bad = await importCsv('name;work;mobile\nBob;abc;\n;201;\nBob;202\nKim;1;2\nKIM;201;\n');
    expect(bad.status).toBe(422);
    expect(bad.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/2/work',
      '/3/name',
      '/4',
      '/5/work',
      '/5/mobile',
      '/6/name',
    ]);
    expect(await names('?search=bob')).toEqual([]);
    const file = 'name;work;mobile\nAnna;201;0612\nBob;202;\n';
    const dry = await importCsv(file, '?dryRun=true');
    expect(dry.json).toEqual({ dryRun: true, added: 1, updated: 1, unchanged: 0, removed: 0 });
    expect(await names('?search=bob')).toEqual([]);
    expect((await importCsv(file)).json).toMatchObject({ added: 1, updated: 1 });
    expect((await importCsv(file)).json).toMatchObject({ added: 0, updated: 0, unchanged: 2 });
    expect((await importCsv(file, '?replace=true')).json).toMatchObject({ unchanged: 2, removed: 3 });
    expect(await names()).toEqual(['Anna', 'Bob']);
    const csv = await bellhop.api('GET', `/accounts/${accountId}/phonebook.csv`);
    expect(csv.text).toBe('name,work,mobile,home,fax\r\nAnna,201,0612,,\r\nBob,202,,,\r\n');
    expect((await importCsv(csv.text)).json).toMatchObject({ unchanged: 2 });
  });

  test('another tenant finds neither the book nor its entries, and a technician may only look', async () => {
    const other = (await bellhop.api('POST', '/accounts', { name: 'Florist', number: '1002' })).json.id;
    const stranger = await bellhop.person('accountAdmin', { accountIds: [other] });
    const [entry] = (await entries()).items;
    for (const [method, at, body] of [
      ['GET', path],
      ['PUT', path, { on: false }],
      ['GET', `${path}/entries`],
      ['POST', `${path}/entries`, { name: 'x', work: '201' }],
      ['GET', `${path}/entries/${entry.id}`],
      ['DELETE', `${path}/entries/${entry.id}`],
      ['GET', `/accounts/${accountId}/phonebook.csv`],
    ] as const)
      expect((await stranger.api(method, at, body)).status, `${method} ${at}`).toBe(404);
    const technician = await bellhop.person('technician', { accountIds: [accountId] });
    expect((await technician.api('GET', `${path}/entries`)).status).toBe(200);
    expect((await technician.api('POST', `${path}/entries`, { name: 'x', work: '201' })).status).toBe(403);
  });
});

describe('phones', () => {
  const phones = [
    { vendor: 'Yealink', model: 'T46S', mac: '805ec0300001', file: (mac: string) => `${mac}.cfg` },
    { vendor: 'Aastra/Mitel', model: '6867i', mac: '08000f300001', file: (mac: string) => `${mac.toUpperCase()}.cfg` },
    { vendor: 'Gigaset', model: 'N510 IP PRO', mac: '7c2f80300001', file: (mac: string) => `${mac.toUpperCase()}.xml` },
  ];
  const added = new Map<string, { mac: string; url: string; name: string }>();
  const pathOf = (url: string) => url.slice(url.indexOf('/p/') + 3);

  beforeAll(async () => {
    for (const { vendor, model, mac, file } of phones) {
      const answer = await bellhop.api('POST', '/cpes', { vendor, model, accountId, devices: [{ mac }] });
      expect(answer.status, answer.text).toBe(201);
      added.set(model, { mac, url: pathOf(answer.json.items[0].provisioningUrl), name: file(mac) });
    }
  });
  const place = (model: string) => added.get(model) ?? { mac: '', url: '', name: '' };
  const configOf = async (model: string) => {
    const { mac, name } = place(model);
    const answer = await bellhop.api('GET', `/cpes/${mac}/files/${name}?reveal=secret`);
    expect(answer.status, answer.text).toBe(200);
    return answer.text;
  };

  test('are told of no phonebook until the account gives it', async () => {
    for (const { model } of phones) expect(await configOf(model), model).not.toContain('/phonebook/');
    const bookOf = `${place('T46S').url}phonebook/805ec0300001.xml`;
    expect((await bellhop.phone(bookOf)).status).toBe(404);
    expect((await bellhop.api('PUT', path, { on: true, name: ' ' })).status).toBe(422);
    const put = await bellhop.api('PUT', path, { on: true, name: 'Bakkerij' });
    expect(put.json).toEqual({ on: true, name: 'Bakkerij', search: 'phone' });
    expect((await bellhop.phone(bookOf)).status).toBe(200);
  });

  test.each(phones)(
    'D: $vendor is pointed to it and gets it with the token that its file carries',
    async ({ model, mac }) => {
      const config = await configOf(model);
      const found = new RegExp(`https?://[^"\\s]*?/p/([0-9a-f]{32})/phonebook/${mac}\\.xml`).exec(config);
      expect(found, config).not.toBeNull();
      const book = await bellhop.phone(pathOf(found?.[0] ?? ''));
      expect([book.status, book.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
      expect(book.text).toContain('Anna');
      expect(book.text).toContain('0612');
      const again = await bellhop.phone(pathOf(found?.[0] ?? ''), {
        headers: { 'if-none-match': book.headers.get('etag') ?? '' },
      });
      expect(again.status).toBe(304);
      // It was seen, and did not fetch its own file.
      const { reported: report } = (await bellhop.api('GET', `/cpes/${mac}`)).json;
      expect(report.lastFile).toBe(`phonebook/${mac}.xml`);
      expect(report.fetchedAt).toBeUndefined();
    },
  );

  test('Yealink asks for what is typed where the account wants that, and its query is answered', async () => {
    await bellhop.api('PUT', path, { on: true, name: 'Bakkerij', search: 'server' });
    const config = readConfigFile(await configOf('T46S'));
    expect(config.get('remote_phonebook.data.1.name')).toBe('Bakkerij');
    const url = config.get('remote_phonebook.data.1.url') ?? '';
    expect(url).toMatch(/\.xml\?q=#SEARCH$/);
    const found = await bellhop.phone(pathOf(url).replace('#SEARCH', 'bo'));
    expect(found.text).toContain('Bob');
    expect(found.text).not.toContain('Anna');
    const shown = await bellhop.api('GET', '/cpes/805ec0300001/files/805ec0300001.cfg');
    expect(shown.text).toContain('remote_phonebook.data.1.name = Bakkerij');
    expect(shown.text).toContain('remote_phonebook.data.1.url = ********');
  });

  test('whoever is not trusted gets the same 404 for it as for anything else', async () => {
    const { url } = place('T46S');
    await bellhop.api('DELETE', '/cpes/805ec0300001/enrolment');
    const token = '0123456789abcdef0123456789abcdef';
    const asked = [
      'phonebook/805ec0300001.xml',
      `${token}/phonebook/805ec0300001.xml`,
      `${url}phonebook/805ec0300001.xml`,
      `${url}phonebook/7c2f80300001.xml`,
      'phonebook/805ec0ffffff.xml',
      'phonebook/../805ec0300001.xml',
    ];
    for (const name of asked) {
      const answer = await bellhop.phone(name, { userAgent: T46S_AGENT });
      expect([answer.status, answer.text], name).toEqual([404, '']);
    }
    const { items } = (await bellhop.api('GET', '/quarantine')).json;
    expect(items.some(({ mac }: { mac?: string }) => mac === '805ec0300001')).toBe(true);
  });
});
