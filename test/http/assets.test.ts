// Language files: given by an admin, fetched by any phone, from either place. Source: facts/aastra-mitel.md 4.6
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

const DUTCH = '# Nederlands\n"Services" "Diensten"\n';
let bellhop: TestBellhop;
const put = (name: string, body: string) =>
  fetch(`http://127.0.0.1:${bellhop.ports.admin}/api/v1/assets/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/octet-stream' },
    body,
  });

beforeAll(async () => {
  bellhop = await startTestBellhop();
});
afterAll(() => bellhop.close());

describe('a language file', () => {
  test('is 404 until it is given, and the phone page says so', async () => {
    const { id } = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001', language: 'nl' })).json;
    const devices = [{ mac: '00085d000001' }];
    await bellhop.api('POST', '/cpes', { vendor: 'Aastra/Mitel', model: '6867i', accountId: id, devices });
    expect((await bellhop.phone('lang_nl_nl.txt')).status).toBe(404);
    const { warnings } = (await bellhop.api('GET', '/cpes/00085d000001')).json;
    expect(warnings).toEqual([expect.stringContaining('lang_nl_nl.txt is not there')]);
  });

  test('is fetched by name in any case, below a token too, with an ETag', async () => {
    expect((await put('lang_nl_NL.txt', DUTCH)).status).toBe(200);
    const plain = await bellhop.phone('LANG_NL_NL.TXT');
    expect([plain.status, plain.text]).toEqual([200, DUTCH]);
    expect(plain.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect((await bellhop.phone('0123456789abcdef0123456789abcdef/lang_nl_nl.txt')).text).toBe(DUTCH);
    const { warnings } = (await bellhop.api('GET', '/cpes/00085d000001')).json;
    expect(warnings).toEqual([]);
    const { items } = (await bellhop.api('GET', '/cpes/00085d000001/files')).json;
    expect(items).toContainEqual({
      name: 'lang_nl_nl.txt',
      contentType: plain.headers.get('content-type'),
      size: DUTCH.length,
    });
  });

  test('is replaced, listed and taken away', async () => {
    await put('lang_nl_nl.txt', 'new');
    expect((await bellhop.phone('lang_nl_nl.txt')).text).toBe('new');
    const { items } = (await bellhop.api('GET', '/assets')).json;
    expect(items).toEqual([expect.objectContaining({ name: 'lang_nl_nl.txt', sizeBytes: 3 })]);
    expect((await bellhop.api('DELETE', '/assets/lang_nl_nl.txt')).status).toBe(204);
    expect((await bellhop.phone('lang_nl_nl.txt')).status).toBe(404);
    expect((await bellhop.api('DELETE', '/assets/lang_nl_nl.txt')).status).toBe(404);
  });

  test.each([
    ['a name that no phone asks for', 'passwd', 'x', 422],
    ['a path', '../lang_de.txt', 'x', 422],
    ['nothing in it', 'lang_de.txt', '', 422],
    ['more than it may have', 'lang_de.txt', 'x'.repeat(4 * 1024 * 1024 + 1), 413],
  ])('refused: %s', async (_name, name, body, status) => {
    expect((await put(name, body)).status).toBe(status);
    expect((await bellhop.api('GET', '/assets')).json.items).toEqual([]);
  });
});

test('an image is found below the folder that an Aastra or Mitel is told (1.4)', async () => {
  const image = 'image of a 6867i';
  const url = `http://127.0.0.1:${bellhop.ports.admin}/api/v1/firmware/6867i-6.3.0.st?vendor=Aastra%2FMitel&version=6.3.0.1020`;
  const added = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${bellhop.token}`, 'content-type': 'application/octet-stream' },
    body: image,
  });
  expect(added.status).toBe(201);
  for (const name of ['firmware/6867i-6.3.0.st', 'firmware/6867i-6.3.0.st/6867i.st'])
    expect((await bellhop.phone(name)).text).toBe(image);
  expect((await bellhop.phone('firmware/6867i-6.3.0.st/../../x')).status).toBe(404);
});
