// Logging in on a real store with a clock of its own: guesses are limited, and nobody's guesses lock another out.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccessDeps } from '../../server/access/deps.ts';
import { type Access, createAccess, ensureFirstUser } from '../../server/access/login.ts';
import { createTries, delayAfter, networkOf } from '../../server/access/tries.ts';
import { edit } from '../../server/cpe/deps.ts';
import { plainSealer } from '../support/records.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const PASSWORD = 'correct horse 1';
const PORTAL = { address: '192.0.2.7', door: 'portal' } as const;
const STRANGER = { address: '203.0.113.5', door: 'portal' } as const;

let opened: TestStore;
let deps: AccessDeps;
let access: Access;
let now = new Date('2026-11-22T12:00:00Z');
let waited: number[] = [];

beforeAll(async () => {
  opened = await openTestStore();
  const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
  deps = { ...opened.store.people, sealer: plainSealer, now: () => now, randomHex };
  access = createAccess(deps, createTries({ ...deps, wait: async (ms) => waited.push(ms) }));
  await ensureFirstUser(deps, PASSWORD);
});
afterAll(() => opened?.close());
beforeEach(() => {
  now = new Date(now.getTime() + 3_600_000);
  waited = [];
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'in',
    (error) => error.code,
  );
const guess = (password = 'wrong', from: Parameters<Access['login']>[1] = STRANGER, username = 'admin') =>
  code(access.login({ username, password }, from));

describe('guesses', () => {
  test('of one name from one place end after ten, and only there', async () => {
    for (let i = 0; i < 10; i++) expect(await guess()).toBe('LOGIN_FAILED');
    expect(await guess(PASSWORD)).toBe('TOO_MANY_TRIES');
    expect(await guess(PASSWORD, PORTAL)).toBe('in');
    expect(await guess('wrong', STRANGER, 'someone')).toBe('LOGIN_FAILED');
    now = new Date(now.getTime() + 600_000);
    expect(await guess(PASSWORD)).toBe('in');
  });

  test('made all at once do not pass together', async () => {
    const outcomes = await Promise.all(Array.from({ length: 25 }, () => guess()));
    expect(outcomes.filter((outcome) => outcome === 'LOGIN_FAILED')).toHaveLength(10);
  });

  test('another node sees the same counters', async () => {
    for (let i = 0; i < 10; i++) await guess();
    const { people } = await opened.another();
    const elsewhere = createAccess({ ...deps, ...people });
    expect(await code(elsewhere.login({ username: 'admin', password: PASSWORD }, STRANGER))).toBe('TOO_MANY_TRIES');
  });

  test('of many names from one place end too', async () => {
    for (let i = 0; i < 60; i++) await guess('wrong', STRANGER, `name-${i}`);
    expect(await guess(PASSWORD)).toBe('TOO_MANY_TRIES');
    expect(await guess(PASSWORD, PORTAL)).toBe('in');
  });

  test('from many places make a login slower, never refuse it; a browser known before is not even slowed', async () => {
    const { deviceToken } = await access.login({ username: 'admin', password: PASSWORD }, PORTAL);
    for (let i = 0; i < 60; i++) await guess('wrong', { ...STRANGER, address: `198.51.${i}.1` });
    waited = [];
    expect(await guess(PASSWORD, PORTAL)).toBe('in');
    expect(waited).toEqual([delayAfter(61)]);
    expect(delayAfter(61)).toBe(4_000);
    waited = [];
    expect(await guess(PASSWORD, { ...PORTAL, deviceToken })).toBe('in');
    expect(waited).toEqual([]);
  });

  test('from the network of a known browser do not shut that browser out; its own do', async () => {
    const { deviceToken } = await access.login({ username: 'admin', password: PASSWORD }, PORTAL);
    for (let i = 0; i < 11; i++) await guess('wrong', PORTAL);
    expect(await guess(PASSWORD, PORTAL)).toBe('TOO_MANY_TRIES');
    expect(await guess(PASSWORD, { ...PORTAL, deviceToken })).toBe('in');
    for (let i = 0; i < 10; i++) await guess('wrong', { ...PORTAL, deviceToken });
    expect(await guess(PASSWORD, { ...PORTAL, deviceToken })).toBe('TOO_MANY_TRIES');
  });

  test('a device of one user says nothing for another', async () => {
    const { deviceToken } = await access.login({ username: 'admin', password: PASSWORD }, PORTAL);
    for (let i = 0; i < 10; i++) await guess('wrong', { ...STRANGER, deviceToken }, 'someone');
    expect(await guess('wrong', STRANGER, 'someone')).toBe('TOO_MANY_TRIES');
  });

  test('one place is an IPv4 address, or an IPv6 network', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::9'));
    expect(networkOf('2001:db8:1:3::9')).not.toBe(networkOf('2001:db8:1:2::9'));
    expect([0, 20, 21, 30, 40, 1000].map(delayAfter)).toEqual([0, 0, 250, 500, 1000, 4000]);
  });
});

describe('a login', () => {
  test('of an unknown user costs as much as of a known one', async () => {
    const time = async (username: string) => {
      const started = performance.now();
      for (let i = 0; i < 8; i++) await guess('wrong', { ...STRANGER, address: `203.0.113.${i}` }, username);
      return performance.now() - started;
    };
    await time('admin');
    const [known, unknown] = [await time('admin'), await time('nobody-here')];
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });

  test('ends after twelve hours, by logging out, and when its user is disabled', async () => {
    const begin = () => access.startSession('admin', PORTAL);
    const [old, left, shut] = [await begin(), await begin(), await begin()];
    await access.logout(left.token);
    expect(await code(access.whoIs(left.token))).toBe('TOKEN_MISSING');
    expect((await access.whoIs(shut.token)).person).toMatchObject({
      role: 'platformAdmin',
      reach: { over: 'platform' },
    });
    const disable = (disabled: boolean) =>
      edit(deps, deps.users, 'admin', undefined, { missing: 'USER_NOT_FOUND' }, (former) => ({ ...former, disabled }));
    await disable(true);
    expect(await code(access.whoIs(shut.token))).toBe('TOKEN_MISSING');
    expect(await code(begin())).toBe('LOGIN_FAILED');
    await disable(false);
    expect(await code(access.whoIs(shut.token))).toBe('in');
    now = new Date(now.getTime() + 12 * 3_600_000);
    expect(await code(access.whoIs(old.token))).toBe('TOKEN_MISSING');
  });

  test('a device token, or a link to reset a password, is no session', async () => {
    const { deviceToken } = await access.startSession('admin', PORTAL);
    expect(await code(access.whoIs(deviceToken))).toBe('TOKEN_MISSING');
  });

  test('somebody is found by who they are elsewhere', async () => {
    const identities = [{ provider: 'example', subject: 's-1' }];
    await edit(deps, deps.users, 'admin', undefined, { missing: 'USER_NOT_FOUND' }, (former) => ({
      ...former,
      identities,
    }));
    expect((await access.findUserByIdentity('example', 's-1'))?.id).toBe('admin');
    expect(await access.findUserByIdentity('other', 's-1')).toBeUndefined();
  });
});
