// Simulated phones that prove who they are: Gigaset, Aastra and Yealink by digest, a Yealink by a certificate of our device CA.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPhones, reasonsFor } from '../http/phone-trust-support.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { add, phoneOf, type Wish } from './booted.ts';

let server: TestBellhop;
let accountId: string;
beforeAll(async () => {
  server = await startTestBellhop();
  accountId = (await server.api('POST', '/accounts', { name: 'Sim', number: 'SIMT' })).json.id;
});
afterAll(() => server.close());

/** Booted once by its first-boot URL, with digest credentials; ready to boot again. */
async function bootedWithDigest(wish: Omit<Wish, 'firstUrl'>) {
  const firstUrl = await add(server, accountId, wish.mac, wish.model, wish.vendor);
  expect((await server.api('POST', `/cpes/${wish.mac}/digest`)).status).toBe(200);
  const phone = phoneOf({ ...wish, firstUrl });
  expect((await phone.boot()).faults).toEqual([]);
  expect(phone.memory.serverUrl).toContain('/p/digest/');
  return phone;
}
const ownFile = (asked: readonly string[], name: string) => asked.filter((line) => line.endsWith(name));

describe('digest', () => {
  test('a Gigaset N510 boots with two 401s: its maker’s answer first, then its own (4.1)', async () => {
    const mac = '7c2f80ee0001';
    const phone = await bootedWithDigest({
      mac,
      vendor: 'Gigaset',
      model: 'N510 IP PRO',
      firmware: '42.258.00.000.000',
    });
    const { faults, asked } = await phone.boot();
    expect(faults).toEqual([]);
    const name = `digest/${mac.toUpperCase()}.xml`;
    expect(ownFile(asked, name)).toEqual([`GET 401 http ${name}`, `GET 401 http ${name}`, `GET 200 http ${name}`]);
    expect(await reasonsFor(server, mac)).toEqual([]);
    expect((await server.api('GET', `/cpes/${mac}`)).json.enrolment.open, 'the window closed behind it').toBe(false);
  });

  test('an Aastra 6731i boots with one', async () => {
    const mac = '00085dee0001';
    const phone = await bootedWithDigest({ mac, vendor: 'Aastra', model: '6731i', firmware: '3.3.1.4365' });
    const { faults, asked } = await phone.boot();
    expect(faults).toEqual([]);
    const name = `digest/${mac.toUpperCase()}.cfg`;
    expect(ownFile(asked, name)).toEqual([`GET 401 http ${name}`, `GET 200 http ${name}`]);
  });

  test('a Yealink T46S boots with it too', async () => {
    const mac = '805ec0ee0001';
    const phone = await bootedWithDigest({ mac, model: 'T46S', firmware: '66.86.0.15' });
    const { faults, asked } = await phone.boot();
    expect(faults).toEqual([]);
    expect(asked.some((line) => / 401 /.test(line))).toBe(true);
    expect(ownFile(asked, `digest/${mac}.cfg`).at(-1)).toContain(' 200 ');
  });

  test('an Aastra that was never told any stays out with aastra/aastra', async () => {
    const mac = '00085dee0002';
    await addPhones(server, { macs: [mac], vendor: 'Aastra', model: '6731i', accountId });
    const firstUrl = `http://127.0.0.1:${server.ports.http}/p/digest/`;
    const { faults } = await phoneOf({
      mac,
      vendor: 'Aastra',
      model: '6731i',
      firmware: '3.3.1.4365',
      firstUrl,
    }).boot();
    expect(faults.map(({ why }) => why)).toEqual(['status 401, not 200']);
    expect(await reasonsFor(server, mac)).toEqual(['windowClosed']);
  });
});

test('a Yealink with a certificate of our device CA boots by HTTPS without any token, its window closed', async () => {
  const mac = '805ec0ee0002';
  await addPhones(server, { macs: [mac], accountId });
  const { json } = await server.api('POST', `/cpes/${mac}/certificate`);
  const wish = {
    mac,
    model: 'T46S',
    firmware: '66.86.0.15',
    firstUrl: `https://127.0.0.1:${server.ports.https}/p/`,
    factoryCa: [(await server.phone('bellhop-ca.pem')).text],
  };
  expect((await phoneOf(wish).boot()).faults).not.toEqual([]);
  const phone = phoneOf({ ...wish, certificate: { cert: json.certificate, key: json.privateKey } });
  const { faults, asked } = await phone.boot();
  expect(faults).toEqual([]);
  expect(asked).toContain(`GET 200 https ${mac}.cfg`);
});
