// Rotation end to end: both secrets are good until the phone was seen with the new one (design.md "Rotation").
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { addPhones, askPlain, digestHeader, nonceOf } from './phone-trust-support.ts';

const MAC = '805ec0dd0001';
let server: TestBellhop;
let accountId: string;
let channelId: string;

beforeAll(async () => {
  server = await startTestBellhop();
  const added = await addPhones(server, { macs: [MAC] });
  ({ accountId } = added);
  channelId = added.channelIds[0] ?? '';
});
afterAll(() => server.close());

const tokenNow = async () =>
  new URL((await server.api('GET', `/cpes/${MAC}?reveal=secret`)).json.provisioningUrl).pathname;
const fetchBy = (path: string) => askPlain(server.ports.http, `${path}${MAC}.cfg`);
const pending = async () => {
  const lists = await Promise.all(
    ['cpes', 'channels'].map((of) => server.api('GET', `/rotations/${of}?accountId=${accountId}`)),
  );
  return lists.flatMap(({ json }) =>
    json.items.map(({ secret, fetched }: { secret: string; fetched: boolean }) => `${secret} ${fetched}`),
  );
};
const rotate = (...secrets: string[]) => server.api('POST', `/cpes/${MAC}/rotations`, { secrets });

describe('the lasting token', () => {
  test('lives twice until the phone comes by the new one, which its file gave it', async () => {
    const old = await tokenNow();
    expect((await rotate('lastingToken')).json.items).toMatchObject([
      { secret: 'lastingToken', mac: MAC, fetched: false },
    ]);
    const fresh = await tokenNow();
    expect(fresh).not.toBe(old);
    const file = await fetchBy(old);
    expect(file.status).toBe(200);
    expect(file.body).toContain(fresh);
    expect(await pending()).toEqual(['lastingToken true']);
    expect((await fetchBy(old)).status, 'it has not used it yet').toBe(200);
    expect((await fetchBy(fresh)).status).toBe(200);
    expect((await fetchBy(old)).status).toBe(404);
    expect(await pending()).toEqual([]);
  });

  test('of a phone that was off during two rotations still opens', async () => {
    const old = await tokenNow();
    await rotate('lastingToken');
    await rotate('lastingToken');
    expect((await fetchBy(old)).status).toBe(200);
    expect((await fetchBy(await tokenNow())).status).toBe(200);
    expect((await fetchBy(old)).status).toBe(404);
  });

  test('is not rotated without end, and the old one can be ended at once', async () => {
    const old = await tokenNow();
    for (let i = 0; i < 3; i += 1) expect((await rotate('lastingToken')).status).toBe(200);
    const refused = await rotate('lastingToken');
    expect(refused.status).toBe(409);
    expect(refused.json.type).toContain('ROTATION_PENDING');
    expect((await server.api('DELETE', `/cpes/${MAC}/rotations`)).status).toBe(204);
    expect((await fetchBy(old)).status).toBe(404);
    expect((await fetchBy(await tokenNow())).status).toBe(200);
  });
});

test('digest: the old credentials die when the phone answered by the new ones', async () => {
  const path = `/p/digest/${MAC}.cfg`;
  expect((await rotate('digest')).status, 'it has none yet').toBe(422);
  const { json: old } = await server.api('POST', `/cpes/${MAC}/digest?reveal=secret`);
  await rotate('digest');
  const { json: fresh } = await server.api('GET', `/cpes/${MAC}/digest?reveal=secret`);
  const by = async (as: { username: string; password: string }) => {
    const nonce = nonceOf(await askPlain(server.ports.http, path));
    return askPlain(server.ports.http, path, { authorization: digestHeader({ ...as, uri: path, nonce }) });
  };
  expect(fresh.password).not.toBe(old.password);
  const file = await by(old);
  expect(file.status).toBe(200);
  expect(file.body).toContain(fresh.password);
  expect((await by(fresh)).status).toBe(200);
  expect((await by(old)).status).toBe(401);
});

test('web passwords: new ones in the file, and pending until the phone came again later', async () => {
  const before = (await server.api('GET', `/cpes/${MAC}?reveal=secret`)).json.webPasswords;
  await rotate('webPasswords');
  const after = (await server.api('GET', `/cpes/${MAC}?reveal=secret`)).json.webPasswords;
  expect(after.admin).not.toBe(before.admin);
  expect((await fetchBy(await tokenNow())).body).toContain(after.admin);
  expect(await pending()).toContain('webPasswords true');
});

test('SIP password: both stand in the store until the registrar saw the new one', async () => {
  const read = async () => (await server.api('GET', `/channels/${channelId}?reveal=secret`)).json;
  const old = await read();
  expect((await server.api('POST', `/channels/${channelId}/rotations`)).json.items).toMatchObject([
    { secret: 'sipPassword', channelId, mac: MAC, fetched: false },
  ]);
  const fresh = await read();
  expect(fresh.password).not.toBe(old.password);
  expect(JSON.stringify(fresh)).not.toContain('former');
  expect((await fetchBy(await tokenNow())).body).toContain(fresh.password);
  expect(await pending()).toContain('sipPassword true');
});
