// One Yealink, from being added to its second boot, over real sockets; and everything a stranger must not learn.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfigFile, startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';

const run = promisify(execFile);
const MAC = '805ec0123456';
let bellhop: TestBellhop;
let accountId: string;

beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
});
afterAll(() => bellhop.close());

async function addPhone(mac: string, more: Record<string, unknown> = {}): Promise<{ provisioningUrl: string }> {
  const added = await bellhop.api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    accountId,
    createChannel: true,
    devices: [{ mac }],
    ...more,
  });
  expect(added.status, added.text).toBe(201);
  return added.json.items[0];
}

function tokenOf(url: string): string {
  return /\/p\/([0-9a-f]{32})\/$/.exec(url)?.[1] ?? '';
}

function getWithCa(url: string, ca: string, userAgent: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { ca, agent: false, headers: { 'user-agent': userAgent } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('a boot from the first file to the lasting token (yealink.md 1.4, 9.1; design.md trust)', () => {
  test('the boot chain by open window, then by lasting token over verified HTTPS, closes the window', async () => {
    const { provisioningUrl } = await addPhone(MAC);
    expect(tokenOf(provisioningUrl)).not.toBe('');

    expect((await bellhop.phone(`${MAC}.boot`, { userAgent: T46S_AGENT })).status).toBe(404);
    expect((await bellhop.phone('y000000000000.boot', { userAgent: T46S_AGENT })).status).toBe(404);
    const common = await bellhop.phone('y000000000066.cfg', { userAgent: T46S_AGENT });
    expect(common.status).toBe(200);
    expect(common.text.startsWith('#!version:1.0.0.1\n')).toBe(true);

    const own = await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT });
    const upper = await bellhop.phone(`${MAC.toUpperCase()}.cfg`, { userAgent: T46S_AGENT });
    expect(own.status).toBe(200);
    expect(upper.text).toBe(own.text);
    expect(own.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(own.headers.get('content-length')).toBe(String(Buffer.byteLength(own.text)));
    expect(own.headers.get('transfer-encoding')).toBeNull();

    const config = readConfigFile(own.text);
    const next = config.get('static.auto_provision.server.url') ?? '';
    expect(next).toMatch(new RegExp(`^https://127\\.0\\.0\\.1:${bellhop.ports.https}/p/[0-9a-f]{32}/$`));
    const caUrl = config.get('static.trusted_certificates.url') ?? '';
    const ca = await (await fetch(caUrl)).text();
    expect(ca).toContain('BEGIN CERTIFICATE');
    expect(ca).not.toContain('PRIVATE KEY');

    const again = await getWithCa(`${next}${MAC}.cfg`, ca, T46S_AGENT);
    expect(again.status).toBe(200);
    expect(again.text).toBe(own.text);

    const cpe = await bellhop.api('GET', `/cpes/${MAC}`);
    expect(cpe.json.enrolment).toEqual({ open: false });
    expect((await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).status).toBe(404);
    expect((await bellhop.phone(`${tokenOf(provisioningUrl)}/${MAC}.cfg`, { userAgent: T46S_AGENT })).status).toBe(404);
  });

  test('the enrolment token opens while the window is open, and dies with it', async () => {
    const { provisioningUrl } = await addPhone('805ec0000002');
    const token = tokenOf(provisioningUrl);
    expect((await bellhop.phone(`${token}/805ec0000002.cfg`)).status).toBe(200);
    expect((await bellhop.api('DELETE', '/cpes/805ec0000002/enrolment')).status).toBe(204);
    expect((await bellhop.phone(`${token}/805ec0000002.cfg`)).status).toBe(404);
    const opened = await bellhop.api('POST', '/cpes/805ec0000002/enrolment', {
      minutes: 5,
      networks: ['192.0.2.0/24'],
    });
    expect(opened.json).toMatchObject({ open: true, networks: ['192.0.2.0/24'] });
    expect((await bellhop.phone('805ec0000002.cfg')).status, 'not from this network').toBe(404);
    expect((await bellhop.phone(`${tokenOf(opened.json.provisioningUrl)}/805ec0000002.cfg`)).status).toBe(200);
  });

  test('an open window is not for a phone that calls itself by another MAC', async () => {
    await addPhone('805ec0000010');
    const other = 'Yealink SIP-T46S 66.83.188.6 80:5e:c0:99:99:90';
    expect((await bellhop.phone('805ec0000010.cfg', { userAgent: other })).status).toBe(404);
    expect((await bellhop.phone('folder/805ec0000010.cfg', { userAgent: other })).status).toBe(404);
    expect((await bellhop.api('GET', '/quarantine')).json.items[0]).toMatchObject({
      mac: '805ec0000010',
      reason: 'otherMac',
    });
    expect((await bellhop.phone('805ec0000010.cfg')).status).toBe(200);
  });

  test("another phone's token opens nothing", async () => {
    await addPhone('805ec0000003');
    const other = await addPhone('805ec0000004');
    await bellhop.api('DELETE', '/cpes/805ec0000003/enrolment');
    expect((await bellhop.phone(`${tokenOf(other.provisioningUrl)}/805ec0000003.cfg`)).status).toBe(404);
  });
});

describe('a stranger', () => {
  test('gets one and the same answer for a known and an unknown MAC, and both lie in quarantine with a reason', async () => {
    await addPhone('805ec0000005');
    await bellhop.api('DELETE', '/cpes/805ec0000005/enrolment');
    const plain = async (mac: string) => {
      const { status, text, headers } = await bellhop.phone(`${mac}.cfg`, {
        userAgent: 'Yealink SIP-T46S 66.83.188.6',
      });
      return { status, text, headers: [...headers].filter(([name]) => name !== 'date') };
    };
    const known = await plain('805ec0000005');
    expect(known).toEqual(await plain('805ec0fffff0'));
    expect(known).toMatchObject({ status: 404, text: '' });
    const { items } = (await bellhop.api('GET', '/quarantine')).json;
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          mac: '805ec0000005',
          reason: 'windowClosed',
          because: expect.stringContaining('open the window'),
        }),
        expect.objectContaining({
          mac: '805ec0fffff0',
          reason: 'unknownMac',
          because: expect.stringContaining('add it'),
        }),
      ]),
    );
  });

  test.each([
    ['no such file', 'index.html'],
    ['an escape by dots', '../../etc/passwd'],
    ['encoded dots', '%2e%2e/%2e%2e/etc/passwd'],
    ['a folder', 'firmware/'],
    ['an absolute path', '/etc/passwd'],
    ['the API', '../api/v1/device-models'],
    ['a NUL', '805ec0123456.cfg%00.txt'],
    ['broken percent-encoding', '%zz'],
    ['the boot file of nobody', 'y000000000000.cfg'],
  ])('gets a bare 404 for %s', async (_what, path) => {
    const answer = await rawGet(`/p/${path}`);
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 404 Not Found');
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe('');
  });

  test('finds no page outside /p/ and no phone file on the admin listener', async () => {
    expect((await fetch(`http://127.0.0.1:${bellhop.ports.http}/healthz`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${bellhop.ports.admin}/p/y000000000066.cfg`)).status).toBe(404);
  });

  function rawGet(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(bellhop.ports.http ?? 0, '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
  }
});

describe('methods and conditions', () => {
  test('HEAD has the length and no body; a known ETag is answered 304; a change makes a new one', async () => {
    await addPhone('805ec0000006');
    const first = await bellhop.phone('805ec0000006.cfg');
    const etag = first.headers.get('etag') ?? '';
    const head = await bellhop.phone('805ec0000006.cfg', { method: 'HEAD' });
    expect(head.text).toBe('');
    expect(head.headers.get('content-length')).toBe(first.headers.get('content-length'));
    const same = await bellhop.phone('805ec0000006.cfg', { headers: { 'if-none-match': `"other", ${etag}` } });
    expect(same.status).toBe(304);
    await bellhop.api('PATCH', '/cpes/805ec0000006', { settings: { showMissedCalls: false } });
    const changed = await bellhop.phone('805ec0000006.cfg', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(readConfigFile(changed.text).get('account.1.missed_calllog')).toBe('0');
    expect((await bellhop.phone('805ec0000006.cfg', { method: 'DELETE' })).status).toBe(404);
  });

  test('contacts that are no XML, or XML with a document type, are refused and not stored; secrets in stored ones are masked', async () => {
    await addPhone('805ec0000017');
    await bellhop.api('PATCH', '/cpes/805ec0000017', { settings: { keepUserChanges: true } });
    const put = (body: string) => bellhop.phone('805ec0000017-contact.xml', { method: 'PUT', body });
    expect((await put('<root><item')).status).toBe(400);
    expect((await put('<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>')).status).toBe(400);
    expect((await bellhop.api('GET', '/cpes/805ec0000017/uploads')).json.items).toEqual([]);
    expect((await put('<root><item name="Anna" password="hunter2"/></root>')).status).toBe(201);
    const shown = await bellhop.api('GET', '/cpes/805ec0000017/files/805ec0000017-contact.xml');
    expect(shown.text).toContain('Anna');
    expect(shown.text).not.toContain('hunter2');
  });

  test('-local.cfg, contacts and call log are stored for a trusted phone, given back and shown; others and oversize refused', async () => {
    await addPhone('805ec0000007', {});
    await bellhop.api('PATCH', '/cpes/805ec0000007', { settings: { keepUserChanges: true } });
    const local = '#!version:1.0.0.1\nphone_setting.ring_type = Ring3.wav\naccount.1.password = typed-by-user\n';
    expect((await bellhop.phone('805ec0000007-local.cfg')).status).toBe(404);
    expect((await bellhop.phone('805ec0000007-local.cfg', { method: 'PUT', body: local })).status).toBe(201);
    expect((await bellhop.phone('805ec0000007-local.cfg', { method: 'POST', body: local })).status).toBe(200);
    expect((await bellhop.phone('805EC0000007-local.cfg')).text).toBe(local);
    expect((await bellhop.phone('805ec0000007-contact.xml', { method: 'PUT', body: '<x/>' })).status).toBe(201);
    const { items } = (await bellhop.api('GET', '/cpes/805ec0000007/uploads')).json;
    expect(items).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'localConfig', size: local.length })]),
    );
    const shown = await bellhop.api('GET', '/cpes/805ec0000007/files/805ec0000007-local.cfg');
    expect(shown.text).toContain('account.1.password = ********');
    expect(shown.text).not.toContain('typed-by-user');
    expect(
      (await bellhop.phone('805ec0000007-calllog.xml', { method: 'PUT', body: randomBytes(256 * 1024 + 1) })).status,
    ).toBe(413);
    expect(
      (await bellhop.phone('805ec0000007-local.cfg', { method: 'PUT', body: randomBytes(2 * 1024 * 1024) })).status,
    ).toBe(413);
    await bellhop.api('DELETE', '/cpes/805ec0000007/enrolment');
    expect((await bellhop.phone('805ec0000007-local.cfg', { method: 'PUT', body: 'x' })).status).toBe(404);
    expect((await bellhop.phone('805ec0000007.cfg', { method: 'PUT', body: 'x' })).status).toBe(404);
  });

  test('what the phone reported is shown: address, User-Agent, firmware, last file', async () => {
    await addPhone('805ec0000008');
    await bellhop.phone('805ec0000008.cfg', { userAgent: 'Yealink SIP-T46S 66.84.0.15 80:5e:c0:00:00:08' });
    const { reported } = (await bellhop.api('GET', '/cpes/805ec0000008')).json;
    expect(reported).toMatchObject({
      address: '127.0.0.1',
      transport: 'http',
      firmware: '66.84.0.15',
      product: 'T46S',
      lastFile: '805ec0000008.cfg',
    });
  });

  test('DND by action URL is noted for the phone whose token the URL carries (yealink.md 5.2, DEV-31)', async () => {
    await addPhone('805ec0000009');
    await bellhop.api('PATCH', '/cpes/805ec0000009', {
      settings: { featureSync: 'actionUrls', provisioningScheme: 'http' },
    });
    const url = readConfigFile((await bellhop.phone('805ec0000009.cfg')).text).get('action_url.dnd_on') ?? '';
    expect((await fetch(url)).status).toBe(200);
    expect((await bellhop.api('GET', '/cpes/805ec0000009')).json.reported.features.dnd).toMatchObject({ on: true });
  });
});

describe('registrations, as phones tell of them (D registered)', () => {
  test('known per line, in report, why and timeline; nothing from strangers, nothing of lines it does not have', async () => {
    await addPhone('805ec00000ad');
    const cpe = '/cpes/805ec00000ad';
    const why = async () => (await bellhop.api('GET', `${cpe}/why`)).json.checks.find(isRegistered);
    const isRegistered = ({ check }: { check: string }) => check === 'registered';
    await bellhop.api('PATCH', cpe, { settings: { registrationReports: true, provisioningScheme: 'http' } });
    const file = readConfigFile((await bellhop.phone('805ec00000ad.cfg')).text);
    const tell = (event: string, user: string) =>
      fetch((file.get(`action_url.${event}`) ?? '').replace('$active_user', user));
    const id = (await bellhop.api('GET', cpe)).json.channelIds[0];
    const { username } = (await bellhop.api('GET', `/channels/${id}`)).json;
    expect(await why()).toMatchObject({ state: 'unknown', because: 'untold' });
    const answer = await tell('registered', username);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect((await bellhop.api('GET', cpe)).json.reported.registrations).toMatchObject({ [id]: { word: 'registered' } });
    expect(await why()).toMatchObject({ state: 'ok', because: 'registered' });
    expect((await tell('unregistered', 'stranger')).status).toBe(200);
    const forged = (file.get('action_url.unregistered') ?? '').replace(/[0-9a-f]{32}/, '0'.repeat(32));
    const refused = await fetch(forged.replace('$active_user', username));
    expect([refused.status, await refused.text()]).toEqual([404, '']);
    expect(await why()).toMatchObject({ state: 'ok' });
    expect((await tell('register_failed', username)).status).toBe(200);
    expect(await why()).toMatchObject({ state: 'fail', because: 'notRegistered' });
    const { items } = (await bellhop.api('GET', `${cpe}/timeline?kind=registration`)).json;
    expect(items.map((item: { request: { registration: unknown } }) => item.request.registration)).toEqual([
      { channelId: id, username, word: 'failed' },
      { channelId: id, username, word: 'registered' },
    ]);
  });
});

describe('firmware (DEV-9, yealink.md 4.15)', () => {
  const image = randomBytes(16 * 1024 * 1024 + 321);
  const name = 'T46S(T48S,T42S,T41S)-66.86.0.15.rom';

  beforeAll(async () => {
    const added = await fetch(
      `http://127.0.0.1:${bellhop.ports.admin}/api/v1/firmware/${encodeURIComponent(name)}?vendor=Yealink&version=66.86.0.15`,
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/octet-stream' },
        body: image,
      },
    );
    expect(added.status).toBe(201);
  });

  test('is named in the file of the account that chose it, refused for other hardware, and served whole and by range', async () => {
    const refused = await bellhop.api('PUT', `/accounts/${accountId}/firmware/Yealink/T54W`, { name });
    expect(refused.status).toBe(422);
    expect(refused.json.errors[0].detail).toContain('other hardware');
    expect((await bellhop.api('PUT', `/accounts/${accountId}/firmware/Yealink/T46S`, { name })).status).toBe(200);
    await addPhone('805ec000000a');
    const url = readConfigFile((await bellhop.phone('805ec000000a.cfg')).text).get('static.firmware.url') ?? '';
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(image)).toBe(true);
    expect(whole.headers.get('content-length')).toBe(String(image.length));
    const part = await fetch(url, { headers: { range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${image.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(image.subarray(1000, 2000))).toBe(true);
    const tail = await fetch(url, { headers: { range: 'bytes=-321' } });
    expect(Buffer.from(await tail.arrayBuffer()).equals(image.subarray(-321))).toBe(true);
    expect((await fetch(url, { headers: { range: `bytes=${image.length}-` } })).status).toBe(416);
    await bellhop.api('PUT', `/accounts/${accountId}/firmware/Yealink/T46S`, { name: null });
  });

  test.each([['512'], ['1428'], ['8192']])('comes whole over TFTP with blksize %s (curl)', async (blockSize) => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-tftp-'));
    const out = join(folder, 'image');
    const url = `tftp://127.0.0.1:${bellhop.ports.tftp}/firmware/${encodeURIComponent(name)}`;
    await run('curl', ['-sS', '--tftp-blksize', blockSize, '-o', out, url], { timeout: 60_000 });
    expect(readFileSync(out).equals(image)).toBe(true);
  });
});

describe('TFTP (design.md trust)', () => {
  const read = async (file: string): Promise<string> => {
    const out = join(mkdtempSync(join(tmpdir(), 'bellhop-tftp-')), 'file');
    writeFileSync(out, '');
    await run('curl', ['-sS', '-o', out, `tftp://127.0.0.1:${bellhop.ports.tftp}/${file}`], { timeout: 20_000 });
    return readFileSync(out, 'utf8');
  };

  test('a first file without any secret of SIP sends the phone to its URL with the enrolment token', async () => {
    await addPhone('805ec000000b');
    const text = await read('805ec000000b.cfg');
    expect(text).not.toMatch(/password|user_name/);
    const next = readConfigFile(text).get('static.auto_provision.server.url') ?? '';
    expect(next).toMatch(/^https:/);
    const own = await bellhop.phone(`${tokenOf(next)}/805ec000000b.cfg`);
    expect(own.status).toBe(200);
    expect(readConfigFile(own.text).get('account.1.password')).toBeTruthy();
  });

  test('an account that allows it gets the whole file; a closed window gets error 1', async () => {
    const open = (await bellhop.api('POST', '/accounts', { name: 'Old wires', number: '1002', tftpSecrets: true })).json
      .id;
    await addPhone('805ec000000c', { accountId: open });
    expect(readConfigFile(await read('805ec000000c.cfg')).get('account.1.password')).toBeTruthy();
    await bellhop.api('DELETE', '/cpes/805ec000000c/enrolment');
    await expect(read('805ec000000c.cfg')).rejects.toMatchObject({ code: 68 });
  });
});
