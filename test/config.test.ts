import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../server/config.ts';

const OIDC = {
  BELLHOP_OIDC_ISSUER: 'https://login.microsoftonline.com/organizations/v2.0',
  BELLHOP_OIDC_CLIENT_ID: 'app-1',
  BELLHOP_OIDC_CLIENT_SECRET: 'secret',
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('single sign-on', () => {
  test('is off when nothing is set', () => {
    expect(readConfig({}).signOn).toBeUndefined();
  });

  test('is on with all three', () => {
    expect(readConfig(OIDC).signOn).toEqual({
      issuer: OIDC.BELLHOP_OIDC_ISSUER,
      clientId: 'app-1',
      clientSecret: 'secret',
    });
  });

  test.each(Object.keys(OIDC))('names what is missing without %s', (name) => {
    expect(problemsOf({ ...OIDC, [name]: '' })).toEqual([expect.stringContaining('must be given together')]);
  });

  test.each([
    ['http://idp.example', false],
    ['login.example', false],
    ['http://127.0.0.1:9000', true],
    ['http://127.0.0.1.evil.example', false],
  ])('issuer %s is taken: %s', (BELLHOP_OIDC_ISSUER, isTaken) => {
    expect(problemsOf({ ...OIDC, BELLHOP_OIDC_ISSUER })).toHaveLength(isTaken ? 0 : 1);
  });
});

test('EXT-2: where the help of each app is, when it is told', () => {
  expect(readConfig({}).helpLinks).toEqual({});
  const given = {
    BELLHOP_HELP_IOS: 'https://help.example.com/ios',
    BELLHOP_HELP_CONNECT: 'https://help.example.com/c',
  };
  expect(readConfig(given).helpLinks).toEqual({ ios: given.BELLHOP_HELP_IOS, connect: given.BELLHOP_HELP_CONNECT });
  expect(() => readConfig({ BELLHOP_HELP_DESKTOP: 'javascript:alert(1)' })).toThrow('BELLHOP_HELP_DESKTOP');
});

test('EXT-143: a studio takes an https address and a secret that is no guess; without either there is none', () => {
  expect(readConfig({}).studio).toBeUndefined();
  const secret = 'x'.repeat(32);
  const given = { BELLHOP_STUDIO_URL: 'https://studio.example.com', BELLHOP_STUDIO_SECRET: secret };
  expect(readConfig(given).studio).toEqual({ url: 'https://studio.example.com', secret });
  expect(() => readConfig({ ...given, BELLHOP_STUDIO_URL: 'http://studio.example.com' })).toThrow('BELLHOP_STUDIO_URL');
  expect(() => readConfig({ ...given, BELLHOP_STUDIO_SECRET: 'short' })).toThrow('BELLHOP_STUDIO_SECRET');
  expect(() => readConfig({ BELLHOP_STUDIO_SECRET: secret })).toThrow('BELLHOP_STUDIO_URL');
});

test('every bad setting is named at once', () => {
  expect(
    problemsOf({
      BELLHOP_LOG: 'loud',
      BELLHOP_PNP: 'maybe',
      BELLHOP_ADMIN_LISTEN: 'nowhere',
      BELLHOP_SECRET_KEY: 'ab',
    }),
  ).toHaveLength(4);
});

describe('when a phone counts as stuck with its firmware', () => {
  test('after three fetches or a day, unless it is said otherwise', () => {
    expect(readConfig({}).firmwareStuckAfter).toEqual({ fetches: 3, hours: 24 });
    const env = { BELLHOP_FIRMWARE_STUCK_FETCHES: '10', BELLHOP_FIRMWARE_STUCK_HOURS: '0.5' };
    expect(readConfig(env).firmwareStuckAfter).toEqual({ fetches: 10, hours: 0.5 });
  });

  test.each([
    ['BELLHOP_FIRMWARE_STUCK_FETCHES', '1.5'],
    ['BELLHOP_FIRMWARE_STUCK_FETCHES', '0'],
    ['BELLHOP_FIRMWARE_STUCK_HOURS', 'soon'],
    ['BELLHOP_FIRMWARE_STUCK_HOURS', '-1'],
  ])('%s cannot be %s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
  });
});
