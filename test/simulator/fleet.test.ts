// A fleet of every model that can be added, by every transport, added by the API and booted twice.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAdminApi } from '../../scripts/simulator/admin-api.ts';
import { bootableDevices, familyOf } from '../../scripts/simulator/families/families.ts';
import { runFleet } from '../../scripts/simulator/fleet.ts';
import { TRANSPORTS } from '../../scripts/simulator/phone.ts';
import { reportOf, textOf } from '../../scripts/simulator/report.ts';
import { bootEveryRow, rowsText } from '../../scripts/simulator/rows.ts';
import { addAll, type Bases, countedPhones, listedPhones, specsOf } from '../../scripts/simulator/specs.ts';
import { DEVICES } from '../../server/devices/registry.ts';
import { ADMIN_PASSWORD, startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

let server: TestBellhop;
let bases: Bases;
const options = { connectTo: '127.0.0.1', timeoutMs: 20_000, boots: 2, concurrency: 8, wholeFirmware: false };

beforeAll(async () => {
  server = await startTestBellhop();
  const { http, https, tftp } = server.ports;
  bases = {
    http: `http://127.0.0.1:${http}/p/`,
    https: `https://127.0.0.1:${https}/p/`,
    tftp: `tftp://127.0.0.1:${tftp}/`,
  };
});
afterAll(() => server?.close());

it('boots one phone of every model that can be added, twice', async () => {
  const models = bootableDevices().length;
  const addable = DEVICES.filter(({ model }) => model.autoProvisioning !== 'retired' && model.kind !== 'generic');
  expect(models).toBe(addable.length);
  expect(models).toBeGreaterThan(60);
  const wanted = countedPhones(models, 1, { transports: TRANSPORTS });
  expect(new Set(wanted.map(({ transport }) => transport))).toEqual(new Set(TRANSPORTS));
  const api = await openAdminApi(`http://127.0.0.1:${server.ports.admin}`, {
    username: 'admin',
    password: ADMIN_PASSWORD,
  });
  const added = await addAll(api, 'SIM1', wanted);
  expect(added.size).toBe(models);
  const factoryCa = [(await server.phone('bellhop-ca.pem')).text];
  const boots = await runFleet(specsOf(wanted, { bases, by: 'url', added, factoryCa }), options);
  const report = reportOf(models, boots, 1000);
  expect(report.failures).toEqual([]);
  expect(report).toMatchObject({ phones: models, ok: models, failed: 0, boots: 2 * models });
  expect(Object.keys(report.requestTimes)).toEqual(['all', 'http', 'https', 'tftp']);
  expect(await api.accountNumbered('SIM1')).toBe((await server.api('GET', '/accounts')).json.items[0].id);
});

it('DEV-37, DEV-38: every row of the matrix boots by every transport of its phones, or is refused as retired', async () => {
  const api = await openAdminApi(`http://127.0.0.1:${server.ports.admin}`, {
    username: 'admin',
    password: ADMIN_PASSWORD,
  });
  const rows = await bootEveryRow({
    api,
    bases,
    accountId: await api.accountNumbered('ROWS1'),
    factoryCa: [(await server.phone('bellhop-ca.pem')).text],
    firstNumber: 0x500000,
    fleet: options,
  });
  const text = rowsText(rows);
  expect(rows.filter(({ isRight }) => !isRight)).toEqual([]);
  expect(rows).toHaveLength(77);
  expect(rows.filter(({ refusal }) => refusal?.includes('is retired'))).toHaveLength(7);
  expect(new Set(rows.flatMap(({ boots }) => boots.map(({ transport }) => transport)))).toEqual(new Set(TRANSPORTS));
  const challengesOf = (model: string) =>
    rows.find((row) => row.model === model)?.boots.find(({ challenges }) => challenges !== undefined)?.challenges;
  // Gigaset asks with its maker's secret first: two for each file of its own at the second boot.
  expect(challengesOf('N510 IP PRO')).toBe(2);
  expect(challengesOf('6731i')).toBe(1);
  expect(challengesOf('T46S')).toBeGreaterThanOrEqual(1);
  expect(challengesOf('Nx70 IP PRO'), 'its documents have no parameter for it').toBe(0);
  expect(text).toContain('digest (2 x 401)');
  expect(text).toContain('77 of 77: 70 booted by every transport, 7 refused as retired');
});

it('shows people the very bytes that each phone gets', async () => {
  const phones = countedPhones(bootableDevices().length, 1, { transports: ['http'] });
  let compared = 0;
  for (const { mac, device, firmware } of phones) {
    const { provisioningUrl } = (await server.api('GET', `/cpes/${mac}?reveal=secret`)).json;
    const { items } = (await server.api('GET', `/cpes/${mac}/files`)).json;
    const own = items.find(({ name }: { name: string }) => name.toLowerCase().startsWith(`${mac}.`));
    const shown = await server.api('GET', `/cpes/${mac}/files/${own.name}?reveal=secret`);
    const headers = { 'User-Agent': familyOf(device)?.userAgent({ mac, device, firmware }) ?? '' };
    const folder = /^.*\/[0-9a-f]{32}(?=\/|$)/.exec(provisioningUrl)?.[0];
    const sent = await fetch(`${folder}/${own.name}`, { headers });
    expect(await sent.text(), device.model.model).toBe(shown.text);
    expect(Number(sent.headers.get('content-length'))).toBe(own.size);
    compared += 1;
  }
  expect(compared).toBe(bootableDevices().length);
});

it('says which phone of a list failed, at which request', async () => {
  const wanted = listedPhones('# phones of the shop\n80:5e:c0:ff:00:01;T46S\n\n805ec0ff0002 ; W60B\n', {
    transports: ['http'],
  });
  expect(wanted.map(({ mac, firmware }) => [mac, firmware])).toEqual([
    ['805ec0ff0001', '66.86.0.15'],
    ['805ec0ff0002', '77.85.0.25'],
  ]);
  const specs = specsOf(wanted, { bases, by: 'window', added: new Map(), factoryCa: [] });
  const report = reportOf(2, await runFleet(specs, options), 1000);
  expect(report).toMatchObject({ phones: 2, ok: 0, failed: 2, boots: 2, statuses: { 200: 2, 404: 6 } });
  const why = 'status 404, not 200';
  expect(textOf(report)).toContain(
    `805ec0ff0002 W60B 77.85.0.25, boot 1\n    GET ${bases.http}805ec0ff0002.cfg: ${why}`,
  );
});

it.each([
  ['805ec0ff0001', {}, /line 1: which model/],
  ['805ec0ff0001;T99', {}, /line 1: which model/],
  ['nonsense;T46S', {}, /nonsense is no MAC/],
])('refuses the list %j', (text, choice, message) => {
  expect(() => listedPhones(text, { transports: ['http'], ...choice })).toThrow(message);
});
