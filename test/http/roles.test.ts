// The table of permissions over real sockets: every operation of the OpenAPI document as every role, what a technician
// sees of secrets, tenants through the API, and API tokens with scopes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAction, may } from '../../server/access/permissions.ts';
import { ROLES, type Role } from '../../server/domain/actor.ts';
import { type Answer, startTestBellhop, type TestBellhop, type TestPerson } from '../support/bellhop.ts';

let bellhop: TestBellhop;
let accountId: string;
let channelId: string;
const people = new Map<Role, TestPerson>();
const MAC = '805ec0000001';

beforeAll(async () => {
  bellhop = await startTestBellhop();
  accountId = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json.id;
  const model = { vendor: 'Yealink', model: 'T46S', accountId, createChannel: true };
  const added = await bellhop.api('POST', '/cpes', { ...model, devices: [{ mac: MAC }] });
  channelId = added.json.items[0].channelId;
  for (const role of ROLES) {
    const isAbove = role === 'platformAdmin' || role === 'partnerAdmin';
    people.set(role, await bellhop.person(role, isAbove ? {} : { accountIds: [accountId] }));
  }
});
afterAll(() => bellhop?.close());

const as = (role: Role): TestPerson => {
  const found = people.get(role);
  if (!found) throw new Error(`nobody is ${role}`);
  return found;
};

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly action: string | undefined;
  readonly isOpen: boolean;
}

async function operations(): Promise<readonly Operation[]> {
  const { paths } = (await bellhop.api('GET', '/openapi.json')).json;
  return Object.entries<Record<string, { 'x-action'?: string; security?: unknown[] }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replace('/api/v1', ''),
        action: operation['x-action'],
        isOpen: operation.security?.length === 0,
      })),
  );
}

describe('every operation as every role', () => {
  test('is refused exactly where the table says so', async () => {
    const all = await operations();
    const walked = all.filter(({ isOpen }) => !isOpen);
    expect(all.filter(({ isOpen }) => isOpen).map(({ path }) => path)).toEqual(['/tokens', '/openapi.json']);
    let requests = 0;
    for (const role of ROLES) {
      const { api, username, password } = as(role);
      for (const { method, path, action = '' } of walked) {
        if (!isAction(action)) throw new Error(`${method} ${path} names no action`);
        // Logging out is walked with a session of its own.
        const session =
          path === '/tokens/current' ? await bellhop.api('POST', '/tokens', { username, password }) : undefined;
        const call = session ? bellhop.apiWith(session.json.token) : api;
        const answer = await call(method, path.replaceAll(/\{\w+\}/g, 'none'));
        requests += 1;
        const person = { kind: 'person', username, role, rights: [], reach: { over: 'platform' } } as const;
        expect([answer.status === 403, answer.status >= 500], `${role} ${method} ${path}: ${answer.text}`).toEqual([
          !may(person, action),
          false,
        ]);
        if (answer.status === 403) expect(answer.json.type).toBe('urn:bellhop:error:FORBIDDEN');
      }
    }
    console.info(`roles: ${walked.length} operations walked as ${ROLES.length} roles, ${requests} requests`);
    expect(walked.length).toBeGreaterThanOrEqual(50);
    expect(requests).toBe(walked.length * ROLES.length);
  });

  test('without a token every operation but the open ones is 401', async () => {
    const call = bellhop.apiWith(undefined);
    for (const { method, path, isOpen } of await operations())
      if (!isOpen) expect((await call(method, path.replaceAll(/\{\w+\}/g, 'none'))).status, path).toBe(401);
  });
});

describe('secrets', () => {
  test.each([`/cpes/${MAC}`, `/cpes/${MAC}/files/${MAC}.cfg`])(
    'a technician may not reveal those of %s',
    async (path) => {
      const { api } = as('technician');
      expect((await api('GET', path)).status).toBe(200);
      expect((await api('GET', `${path}?reveal=secret`)).status).toBe(403);
      expect((await as('accountAdmin').api('GET', `${path}?reveal=secret`)).status).toBe(200);
    },
  );

  test('nor of a channel, nor by adding one, nor what a phone sent as it is', async () => {
    const { api } = as('technician');
    expect((await api('GET', `/channels/${channelId}`)).json.password).toBeUndefined();
    expect((await api('GET', `/channels/${channelId}?reveal=secret`)).status).toBe(403);
    expect((await api('GET', `/cpes/${MAC}/uploads/localConfig`)).status).toBe(403);
  });

  test('a technician opens a window and gets the URL without its token', async () => {
    const { json } = await as('technician').api('POST', `/cpes/${MAC}/enrolment`, {});
    expect(json).toMatchObject({ open: true });
    expect(json.provisioningUrl).toMatch(/\/p\/$/);
    const admins = await as('accountAdmin').api('POST', `/cpes/${MAC}/enrolment`, {});
    expect(admins.json.provisioningUrl).toMatch(/\/p\/[0-9a-f]{32}\/$/);
  });

  test('another model takes the right to manage CPEs (DEV-21)', async () => {
    const change = { model: 'T48S' };
    expect((await as('accountAdmin').api('PATCH', `/cpes/${MAC}`, change)).status).toBe(403);
    const manager = await bellhop.person('accountAdmin', { accountIds: [accountId], rights: ['manageCpes'] });
    expect((await manager.api('PATCH', `/cpes/${MAC}`, change)).status).toBe(200);
  });
});

describe('tenants through the API', () => {
  const shape = ({ status, json }: Answer) => ({
    status,
    type: json?.type,
    members: Object.keys(json ?? {}).toSorted(),
    pointers: json?.errors,
  });

  test('what is another’s answers like what is not there', async () => {
    const other = (await bellhop.api('POST', '/partners', { name: 'Other' })).json.id;
    const { api } = await bellhop.person('partnerAdmin', { partnerId: other, rights: ['order'] });
    const own = await api('POST', '/accounts', { name: 'Florist', number: '2002' });
    expect(own.json.partnerId).toBe(other);
    expect((await api('GET', '/accounts')).json.items.map(({ id }: { id: string }) => id)).toEqual([own.json.id]);
    expect((await api('GET', '/cpes')).json.items).toEqual([]);
    expect((await api('GET', '/people')).json.items).toHaveLength(1);
    const fill = (path: string, ids: Record<string, string>) =>
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? 'none'));
    let compared = 0;
    for (const { method, path } of await operations()) {
      if (!path.includes('{') || path.startsWith('/me/')) continue;
      const theirs = path.startsWith('/channels/') ? channelId : path.startsWith('/partners/') ? 'first' : accountId;
      const username = as('accountAdmin').username;
      const known = { vendor: 'Yealink', model: 'T46S', kind: 'localConfig' };
      const body = method === 'PATCH' ? {} : undefined;
      const foreign = await api(
        method,
        fill(path, { ...known, id: theirs, mac: MAC, username, name: `${MAC}.cfg` }),
        body,
      );
      const never = { ...known, id: 'x-none', mac: '805ec0ffffff', username: 'no-one', name: '805ec0ffffff.cfg' };
      const missing = await api(method, fill(path, never), body);
      expect(shape(foreign), `${method} ${path}`).toEqual(shape(missing));
      // Those belong to no tenant.
      if (!/^\/(?:firmware|ringtones|assets|client-authorities)\b/.test(path))
        expect(foreign.status, path).toBeGreaterThan(403);
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(30);
    expect((await bellhop.api('GET', `/cpes/${MAC}`)).status).toBe(200);
    const taken = await api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', devices: [{ mac: MAC }] });
    expect(taken.json.errors).toEqual([{ pointer: '/devices/0/mac', detail: '80:5e:c0:00:00:01 is there already' }]);
    const moved = await api('POST', '/accounts', { name: 'X', number: '2003', partnerId: 'first' });
    expect(moved.json.errors).toEqual([{ pointer: '/partnerId', detail: 'there is no such partner' }]);
  });
});
