// IP listing by the API, and what it makes of first boot (DEV-27, FAC-71 to FAC-85).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { addPhones, reasonsFor } from './phone-trust-support.ts';

const MAC = '805ec0ac0001';
let server: TestBellhop;
let path: string;
beforeAll(async () => {
  server = await startTestBellhop();
  path = `/accounts/${(await addPhones(server, { macs: [MAC], open: true })).accountId}/ip-listing`;
});
afterAll(() => server.close());

test('is off until it is set, and set whole', async () => {
  expect((await server.api('GET', path)).json).toEqual({ active: false, allow: [] });
  const listing = { active: true, allow: [{ first: '192.0.2.0', last: '192.0.2.255' }] };
  expect((await server.api('PUT', path, listing)).status).toBe(200);
  expect((await server.api('GET', path)).json).toEqual(listing);
});

test('names every bad range, and keeps what stood (FAC-82, FAC-83)', async () => {
  const before = (await server.api('GET', path)).json;
  const allow = [
    { first: '192.0.2.0', last: '192.0.3.0' },
    { first: 'x', last: '192.0.2.1' },
  ];
  const answer = await server.api('PUT', path, { active: true, allow });
  expect(answer.status).toBe(422);
  expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/allow/0/last',
    '/allow/1/first',
  ]);
  expect((await server.api('GET', path)).json).toEqual(before);
});

test('FAC-81, FAC-84: a single address and a range are added, edited and deleted', async () => {
  const one = { first: '198.51.100.7', last: '198.51.100.7' };
  const range = { first: '203.0.113.0', last: '203.0.113.63' };
  const shorter = { ...range, last: '203.0.113.31' };
  for (const allow of [[one], [one, range], [one, shorter], [shorter], []]) {
    expect((await server.api('PUT', path, { active: true, allow })).status).toBe(200);
    expect((await server.api('GET', path)).json).toEqual({ active: true, allow });
  }
  for (const half of [{ first: one.first }, { last: one.last }])
    expect((await server.api('PUT', path, { active: true, allow: [half] })).status).toBe(422);
});

test('a lost race answers 412', async () => {
  const { headers } = await server.api('GET', path);
  const etag = headers.get('etag') ?? '';
  const listing = { active: true, allow: [{ first: '192.0.2.1', last: '192.0.2.1' }] };
  expect((await server.api('PUT', path, listing, { 'if-match': etag })).status).toBe(200);
  expect((await server.api('PUT', path, listing, { 'if-match': etag })).status).toBe(412);
});

test('is for the Netherlands (FAC-74)', async () => {
  const { json } = await server.api('POST', '/accounts', { name: 'B', number: 'B1', country: 'BE' });
  const answer = await server.api('PUT', `/accounts/${json.id}/ip-listing`, { active: true, allow: [] });
  expect(answer.status).toBe(422);
  expect(answer.json.errors[0].pointer).toBe('/active');
});

test('keeps a phone out that first boots from elsewhere, says why, and lets it in once its address is listed', async () => {
  expect((await server.phone(`${MAC}.cfg`)).status).toBe(404);
  expect(await reasonsFor(server, MAC)).toContain('outsideAllowList');
  await server.api('PUT', path, { active: true, allow: [{ first: '127.0.0.1', last: '127.0.0.1' }] });
  expect((await server.phone(`${MAC}.cfg`)).status).toBe(200);
});
