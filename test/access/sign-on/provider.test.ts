// Signing on against a real OpenID Connect provider on loopback, with a browser's cookies and redirects (SSO-1, SSO-2).
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignOnProvider, type SignOnProvider } from '../../../server/access/sign-on/provider.ts';
import { createSealer } from '../../../server/store/sealer.ts';
import { browse, CLIENT, startIdentityProvider, type TestIdentityProvider } from '../../support/identity-provider.ts';

const CALLBACK = 'http://127.0.0.1:9/login/sso/callback';
const sealer = createSealer(randomBytes(32));
let at = new Date();
let theirs: TestIdentityProvider;
let ours: SignOnProvider;

beforeAll(async () => {
  theirs = await startIdentityProvider([CALLBACK]);
  ours = createSignOnProvider({ ...CLIENT, issuer: theirs.issuer, name: 'Test' }, { sealer, now: () => at });
});
afterAll(() => theirs.close());

describe('the way there and back', () => {
  test('SSO-1: who came back is known by issuer and subject, and goes where it wanted', async () => {
    const begun = await ours.begin(CALLBACK, { next: '/phones?x=1' });
    const cameBackTo = await browse(begun.url, { login: 'Anna' });
    expect(await ours.finish(cameBackTo, begun.cookie)).toEqual({
      identity: { issuer: theirs.issuer, subject: 'Anna', names: ['anna@example.test'] },
      next: '/phones?x=1',
    });
  });

  test('a user who links an account is told apart from somebody who signs in', async () => {
    const begun = await ours.begin(CALLBACK, { next: '/', link: 'piet' });
    expect(await ours.finish(await browse(begun.url, { login: 'Piet' }), begun.cookie)).toMatchObject({ link: 'piet' });
  });

  test('behind a proxy the host that the server saw does not count', async () => {
    const begun = await ours.begin(CALLBACK, { next: '/' });
    const { search } = new URL(await browse(begun.url, { login: 'Anna' }));
    const seen = `http://10.0.0.1:3000/login/sso/callback${search}`;
    expect((await ours.finish(seen, begun.cookie)).identity.subject).toBe('Anna');
  });
});

describe('what does not hold is refused with SIGN_ON_FAILED', () => {
  test('SSO-2: consent denied', async () => {
    const begun = await ours.begin(CALLBACK, { next: '/' });
    const cameBackTo = await browse(begun.url, { login: 'Anna', deny: true });
    expect(new URL(cameBackTo).searchParams.get('error')).toBe('access_denied');
    await expect(ours.finish(cameBackTo, begun.cookie)).rejects.toMatchObject({ code: 'SIGN_ON_FAILED' });
  });

  test.each([
    ['no cookie', undefined],
    ['a cookie that nobody sealed', 'made-up'],
  ])('%s: a forged callback', async (_name, cookie) => {
    const begun = await ours.begin(CALLBACK, { next: '/' });
    const cameBackTo = await browse(begun.url, { login: 'Anna' });
    await expect(ours.finish(cameBackTo, cookie)).rejects.toMatchObject({ code: 'SIGN_ON_FAILED' });
  });

  test("another visitor's cookie, so another state", async () => {
    const [mine, other] = [await ours.begin(CALLBACK, { next: '/' }), await ours.begin(CALLBACK, { next: '/' })];
    const cameBackTo = await browse(other.url, { login: 'Anna' });
    await expect(ours.finish(cameBackTo, mine.cookie)).rejects.toMatchObject({ code: 'SIGN_ON_FAILED' });
  });

  test('the same code twice', async () => {
    const begun = await ours.begin(CALLBACK, { next: '/' });
    const cameBackTo = await browse(begun.url, { login: 'Anna' });
    await ours.finish(cameBackTo, begun.cookie);
    await expect(ours.finish(cameBackTo, begun.cookie)).rejects.toMatchObject({ code: 'SIGN_ON_FAILED' });
  });

  test('eleven minutes later', async () => {
    const begun = await ours.begin(CALLBACK, { next: '/' });
    const cameBackTo = await browse(begun.url, { login: 'Anna' });
    at = new Date(at.getTime() + 11 * 60_000);
    await expect(ours.finish(cameBackTo, begun.cookie)).rejects.toMatchObject({ code: 'SIGN_ON_FAILED' });
    at = new Date();
  });
});

test('a provider that is away is said so, and asked again the next time', async () => {
  const away = await startIdentityProvider([CALLBACK]);
  const { issuer } = away;
  await away.close();
  const provider = createSignOnProvider({ ...CLIENT, issuer, name: 'Test' }, { sealer, now: () => at });
  await expect(provider.begin(CALLBACK, { next: '/' })).rejects.toMatchObject({ code: 'SIGN_ON_UNAVAILABLE' });
  const back = await startIdentityProvider([CALLBACK], Number(new URL(issuer).port));
  expect((await provider.begin(CALLBACK, { next: '/' })).url).toContain(issuer);
  await back.close();
});
