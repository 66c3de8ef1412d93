// Every way to be trusted against every state of the window, network and token (design.md "Phones' URLs and trust").
import { describe, expect, test } from 'vitest';
import type { Cpe, Enrolment } from '../../server/domain/records.ts';
import { hashToken } from '../../server/domain/sealed.ts';
import type { FileRequest } from '../../server/provisioning/file-request.ts';
import { type Credentials, closesWindow, credentialsOf, judge } from '../../server/provisioning/trust.ts';
import { account, cpe, LASTING_TOKEN, plainSealer } from '../support/records.ts';

const OPENED = new Date('2026-11-22T09:00:00Z');
const UNTIL = new Date('2026-11-23T09:00:00Z');
const INSIDE = new Date('2026-11-22T12:00:00Z');
const ENROLMENT_TOKEN = 'fedcba9876543210fedcba9876543210';
const OTHER_TOKEN = '00000000000000000000000000000000';

function window(networks: readonly string[] = []): Enrolment {
  return {
    token: { hash: hashToken(ENROLMENT_TOKEN), sealed: plainSealer.seal(ENROLMENT_TOKEN) },
    openedAt: OPENED,
    until: UNTIL,
    networks,
  };
}

function asks(given: {
  token?: string;
  from?: string;
  at?: Date;
  certificateSubject?: string;
  authorization?: string;
}): Credentials {
  return {
    tokenHash: given.token === undefined ? undefined : hashToken(given.token),
    remoteAddress: given.from ?? '192.0.2.7',
    certificateSubject: given.certificateSubject,
    authorization: given.authorization,
    at: given.at ?? INSIDE,
  };
}

function verdict(given: Parameters<typeof asks>[0], phone: Cpe | undefined, networks: readonly string[] = []): string {
  const judged = judge(asks(given), phone, phone && account({ networks }));
  return judged.trusted ? judged.by : judged.reason;
}

const closed = cpe();
const open = cpe({ enrolment: window() });

describe('a token', () => {
  test.each([
    ['lasting', 'closed', LASTING_TOKEN, closed, 'lastingToken'],
    ['lasting', 'open', LASTING_TOKEN, open, 'lastingToken'],
    ['enrolment', 'closed', ENROLMENT_TOKEN, closed, 'wrongToken'],
    ['enrolment', 'open', ENROLMENT_TOKEN, open, 'enrolmentToken'],
    ['wrong', 'closed', OTHER_TOKEN, closed, 'wrongToken'],
    ['wrong', 'open', OTHER_TOKEN, open, 'wrongToken'],
    ['empty', 'open', '', open, 'wrongToken'],
    ['lasting in capitals', 'closed', LASTING_TOKEN.toUpperCase(), closed, 'wrongToken'],
    ["lasting's hash", 'closed', hashToken(LASTING_TOKEN), closed, 'wrongToken'],
  ])('%s, window %s', (_, __, token, phone, expected) => {
    expect(verdict({ token }, phone)).toBe(expected);
  });

  test('opens from everywhere, whatever networks are set', () => {
    const narrow = cpe({ enrolment: window(['198.51.100.0/24']) });
    expect(verdict({ token: LASTING_TOKEN }, narrow, ['203.0.113.0/24'])).toBe('lastingToken');
    expect(verdict({ token: ENROLMENT_TOKEN }, narrow, ['203.0.113.0/24'])).toBe('enrolmentToken');
  });

  test("another phone's token opens nothing", () => {
    const other = cpe({ lastingToken: { hash: hashToken(OTHER_TOKEN), sealed: plainSealer.seal(OTHER_TOKEN) } });
    expect(verdict({ token: LASTING_TOKEN }, other)).toBe('wrongToken');
    expect(verdict({ token: OTHER_TOKEN }, other)).toBe('lastingToken');
  });
});

describe('nothing but the MAC', () => {
  test.each([
    ['closed', [], [], '192.0.2.7', 'windowClosed'],
    ['open', [], [], '192.0.2.7', 'openWindow'],
    ['open', [], [], '2001:db8::7', 'openWindow'],
    ['open', ['192.0.2.0/24'], [], '192.0.2.7', 'openWindow'],
    ['open', ['192.0.2.0/24'], [], '198.51.100.7', 'outsideNetworks'],
    ['open', [], ['192.0.2.0/24'], '192.0.2.7', 'openWindow'],
    ['open', [], ['192.0.2.0/24'], '198.51.100.7', 'outsideNetworks'],
    [
      "open: the window's own networks stand instead of the account's",
      ['198.51.100.0/24'],
      ['192.0.2.0/24'],
      '198.51.100.7',
      'openWindow',
    ],
    [
      "open: the window's own networks stand instead of the account's",
      ['198.51.100.0/24'],
      ['192.0.2.0/24'],
      '192.0.2.7',
      'outsideNetworks',
    ],
    ['open', ['192.0.2.0/24', '2001:db8::/48'], [], '2001:db8::7', 'openWindow'],
    ['open', ['192.0.2.0/24'], [], '::ffff:192.0.2.7', 'openWindow'],
    ['open', ['192.0.2.0/24'], [], 'unreadable', 'outsideNetworks'],
    ['closed', ['192.0.2.0/24'], [], '192.0.2.7', 'windowClosed'],
  ])('window %s, own networks %j, account %j, from %s: %s', (state, own, networks, from, expected) => {
    const phone = state === 'closed' ? closed : cpe({ enrolment: window(own) });
    expect(verdict({ from }, phone, networks)).toBe(expected);
  });

  test.each([
    ['before it opened', new Date(OPENED.getTime() - 1), 'openWindow'],
    ['at its last moment', new Date(UNTIL.getTime() - 1), 'openWindow'],
    ['when it is over', UNTIL, 'windowClosed'],
    ['later', new Date(UNTIL.getTime() + 1), 'windowClosed'],
  ])('%s', (_, at, expected) => {
    expect(verdict({ at }, open)).toBe(expected);
  });

  test('the enrolment token dies with the window', () => {
    expect(verdict({ token: ENROLMENT_TOKEN, at: new Date(UNTIL.getTime() - 1) }, open)).toBe('enrolmentToken');
    expect(verdict({ token: ENROLMENT_TOKEN, at: UNTIL }, open)).toBe('wrongToken');
    expect(verdict({ token: LASTING_TOKEN, at: UNTIL }, open)).toBe('lastingToken');
  });

  test('a phone without an account: any address while its window is open', () => {
    expect(judge(asks({}), open, undefined)).toEqual({ trusted: true, by: 'openWindow' });
    expect(judge(asks({}), closed, undefined)).toEqual({ trusted: false, reason: 'windowClosed' });
  });
});

describe('a MAC that nobody added', () => {
  test.each([
    {},
    { token: LASTING_TOKEN },
    { token: OTHER_TOKEN },
    { certificateSubject: 'CN=805ec0123456' },
    { authorization: 'Digest username="x"' },
  ])('%j', (given) => {
    expect(verdict(given, undefined)).toBe('unknownMac');
  });
});

describe('certificates and digest credentials open nothing that the other ways do not', () => {
  test.each([
    { certificateSubject: 'CN=805ec0123456' },
    { authorization: 'Digest username="805ec0123456"' },
    { authorization: 'Basic YWRtaW46bjN3QWRtaW4=' },
  ])('%j', (given) => {
    expect(verdict(given, closed)).toBe('windowClosed');
    expect(verdict({ ...given, token: OTHER_TOKEN }, open)).toBe('wrongToken');
  });
});

test("the phone's own credentials close the window, what a stranger could have does not", () => {
  expect(
    (['certificate', 'digest', 'lastingToken', 'enrolmentToken', 'openWindow'] as const).map(closesWindow),
  ).toEqual([true, true, true, false, false]);
});

test('a request brings its token along as a hash only', () => {
  const request: FileRequest = {
    transport: 'http',
    method: 'GET',
    path: `${LASTING_TOKEN}/x.cfg`,
    remoteAddress: '192.0.2.7',
    authorization: 'Basic x',
    certificateSubject: 'CN=x',
    at: INSIDE,
  };
  expect(credentialsOf(request, LASTING_TOKEN)).toEqual({
    tokenHash: hashToken(LASTING_TOKEN),
    remoteAddress: '192.0.2.7',
    authorization: 'Basic x',
    certificateSubject: 'CN=x',
    at: INSIDE,
  });
  expect(credentialsOf(request, undefined).tokenHash).toBeUndefined();
});
