// Simulated Yealinks boot from a real server: what they ask for, in order, and what they make of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { add, phoneOf } from './booted.ts';

let server: TestBellhop;
let accountId: string;
let ca: string;
const httpUrl = () => `http://127.0.0.1:${server.ports.http}/p/`;
const httpsUrl = () => `https://127.0.0.1:${server.ports.https}/p/`;
const tftpUrl = () => `tftp://127.0.0.1:${server.ports.tftp}/`;

beforeAll(async () => {
  server = await startTestBellhop();
  accountId = (await server.api('POST', '/accounts', { name: 'Bakery', number: '1001', areaCode: '020' })).json.id;
  ca = (await server.phone('bellhop-ca.pem')).text;
});
afterAll(() => server?.close());

describe('a T46S', () => {
  it('boots by its first URL, loads our CA, and comes back over HTTPS with its lasting token', async () => {
    const firstUrl = await add(server, accountId, '805ec0000001', 'T46S');
    const phone = phoneOf({ mac: '805ec0000001', model: 'T46S', firmware: '66.86.0.15', firstUrl });
    expect(await phone.boot()).toEqual({
      faults: [],
      asked: [
        'GET 404 http <token>/805ec0000001.boot',
        'GET 404 http <token>/y000000000000.boot',
        'GET 200 http <token>/y000000000066.cfg',
        'GET 200 http <token>/805ec0000001.cfg',
        'GET 200 http bellhop-ca.pem',
      ],
    });
    expect(phone.memory.serverUrl).toMatch(new RegExp(`^${httpsUrl()}[0-9a-f]{32}/$`));
    expect(phone.memory.serverUrl).not.toContain(firstUrl.slice(-33));
    expect(await phone.boot()).toEqual({
      faults: [],
      asked: [
        'GET 404 https <token>/805ec0000001.boot',
        'GET 404 https <token>/y000000000000.boot',
        'GET 200 https <token>/y000000000066.cfg',
        'GET 200 https <token>/805ec0000001.cfg',
        'GET 200 http bellhop-ca.pem',
      ],
    });
  });

  it('takes a boot file, uploads its changes, gets them back, and asks for the firmware it is told', async () => {
    const account = await server.api('POST', '/accounts', { name: 'Mill', number: '1002', areaCode: '020' });
    const firstUrl = await add(server, account.json.id, '805ec0000002', 'T46S');
    const settings = { keepUserChanges: true, bootFile: true };
    expect((await server.api('PATCH', '/cpes/805ec0000002', { settings })).status).toBe(200);
    const image = 'T46S(T48S,T42S,T41S)-66.86.0.20.rom';
    const address = `http://127.0.0.1:${server.ports.admin}/api/v1/firmware/${encodeURIComponent(image)}`;
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/octet-stream' };
    const body = Buffer.alloc(4000, 7);
    const put = await fetch(`${address}?vendor=Yealink&version=66.86.0.20`, { method: 'PUT', headers, body });
    expect(put.status).toBe(201);
    const chosen = await server.api('PUT', `/accounts/${account.json.id}/firmware/Yealink/T46S`, { name: image });
    expect(chosen.status).toBe(200);
    const phone = phoneOf({ mac: '805ec0000002', model: 'T46S', firmware: '66.86.0.15', firstUrl });
    const { faults, asked } = await phone.boot();
    expect(faults).toEqual([]);
    const boot = (scheme: string, own: string, uploaded: string) => [
      `GET 200 ${scheme} <token>/805ec0000002.boot`,
      `GET 200 ${scheme} <token>/y000000000066.cfg`,
      `GET 200 ${scheme} <token>/805ec0000002.cfg`,
      `GET ${own} ${scheme} <token>/805ec0000002-local.cfg`,
      `GET ${own} ${scheme} <token>/805ec0000002-contact.xml`,
      'GET 200 http bellhop-ca.pem',
      expect.stringMatching(/^HEAD 200 http firmware\/T46S/),
      expect.stringMatching(/^GET 206 http firmware\/T46S/),
      `PUT ${uploaded} https <token>/805ec0000002-local.cfg`,
      `PUT ${uploaded} https <token>/805ec0000002-contact.xml`,
    ];
    // With its new firmware it starts anew, and finds that it runs what it is told.
    expect(asked).toEqual([...boot('http', '404', '201'), ...boot('https', '200', '200')]);
    const again = await phone.boot(true);
    expect(again.faults).toEqual([]);
    expect(again.asked).toContain('GET 200 https <token>/805ec0000002-local.cfg');
    expect(again.asked).toContainEqual(expect.stringMatching(/^GET 200 http firmware\/T46S/));
  });

  it('boots over HTTPS from the beginning when somebody loaded our CA, and fails where nobody did', async () => {
    const first = await add(server, accountId, '805ec0000003', 'T46S');
    const firstUrl = httpsUrl() + first.slice(first.lastIndexOf('/p/') + 3);
    const wish = { mac: '805ec0000003', model: 'T46S', firmware: '66.86.0.15', firstUrl };
    const stranger = await phoneOf(wish).boot();
    expect(stranger.faults[0]).toEqual({
      request: `GET ${httpsUrl()}<token>/805ec0000003.boot`,
      why: expect.stringMatching(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/),
    });
    expect(stranger.asked.every((request) => request.startsWith('GET undefined https'))).toBe(true);
    const phone = phoneOf({ ...wish, factoryCa: [ca] });
    for (const boot of [await phone.boot(), await phone.boot()]) {
      expect(boot.faults).toEqual([]);
      expect(boot.asked).toContain('GET 200 https <token>/805ec0000003.cfg');
    }
  });

  it('is reported with the request and the reason when its MAC was not added', async () => {
    const phone = phoneOf({ mac: '805ec0000004', model: 'T46S', firmware: '66.86.0.15', firstUrl: httpUrl() });
    const { faults } = await phone.boot();
    expect(faults).toEqual([{ request: `GET ${httpUrl()}805ec0000004.cfg`, why: 'status 404, not 200' }]);
  });

  it('fails at its next boot when its window is closed and it lost what it was told', async () => {
    await add(server, accountId, '805ec0000005', 'T46S');
    const wish = { mac: '805ec0000005', model: 'T46S', firmware: '66.86.0.15', firstUrl: httpUrl() };
    const phone = phoneOf(wish);
    expect((await phone.boot()).faults).toEqual([]);
    expect((await phone.boot()).faults).toEqual([]);
    expect((await phoneOf(wish).boot()).faults).toEqual([
      { request: `GET ${httpUrl()}805ec0000005.cfg`, why: 'status 404, not 200' },
    ]);
  });
});

it('a T46G at V80 knows no boot files, and stays with HTTP', async () => {
  const firstUrl = await add(server, accountId, '001565000001', 'T46G');
  const phone = phoneOf({ mac: '001565000001', model: 'T46G', firmware: '28.80.0.130', firstUrl });
  const asked = ['GET 200 http <token>/y000000000028.cfg', 'GET 200 http <token>/001565000001.cfg'];
  expect(await phone.boot()).toEqual({ faults: [], asked });
  expect(phone.memory.serverUrl).toMatch(new RegExp(`^${httpUrl()}[0-9a-f]{32}/$`));
  expect(await phone.boot()).toEqual({ faults: [], asked });
});

it('a W60B is sent on from TFTP, and boots the rest of its life over HTTPS', async () => {
  await add(server, accountId, '805ec0000006', 'W60B');
  const phone = phoneOf({ mac: '805ec0000006', model: 'W60B', firmware: '77.85.0.25', firstUrl: tftpUrl() });
  const first = await phone.boot();
  expect(first.faults).toEqual([]);
  expect(first.asked).toEqual([
    'GET 404 tftp 805ec0000006.boot',
    'GET 404 tftp y000000000000.boot',
    'GET 200 tftp y000000000077.cfg',
    'GET 200 tftp 805ec0000006.cfg',
    'GET 200 http bellhop-ca.pem',
    'GET 404 https <token>/805ec0000006.boot',
    'GET 404 https <token>/y000000000000.boot',
    'GET 200 https <token>/y000000000077.cfg',
    'GET 200 https <token>/805ec0000006.cfg',
    'GET 200 http bellhop-ca.pem',
  ]);
  const second = await phone.boot();
  expect(second.faults).toEqual([]);
  expect(second.asked[3]).toBe('GET 200 https <token>/805ec0000006.cfg');
});
