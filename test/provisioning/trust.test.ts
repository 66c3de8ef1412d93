// Every way to be trusted against every state of the window, network and token (design.md "Phones' URLs and trust").
import { describe, expect, test } from 'vitest';
import type { Account, Cpe, Enrolment } from '../../server/domain/records.ts';
import { hashToken } from '../../server/domain/sealed.ts';
import type { CertificateClaim } from '../../server/provisioning/client-certificate.ts';
import type { FileRequest } from '../../server/provisioning/file-request.ts';
import {
  type Credentials,
  closesWindow,
  credentialsOf,
  type DigestAnswer,
  judge,
} from '../../server/provisioning/trust.ts';
import { account, cpe, LASTING_TOKEN, mac, plainSealer } from '../support/records.ts';

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
  certificate?: Partial<CertificateClaim>;
  digest?: Partial<DigestAnswer>;
  isChallenged?: boolean;
}): Credentials {
  return {
    tokenHash: given.token === undefined ? undefined : hashToken(given.token),
    remoteAddress: given.from ?? '192.0.2.7',
    certificate: given.certificate && { macs: [], serialNumbers: [], standing: 'good', ...given.certificate },
    digest: given.digest && { outcome: 'wrong', former: false, factory: false, ...given.digest },
    isChallenged: given.isChallenged ?? false,
    at: given.at ?? INSIDE,
  };
}

function verdict(
  given: Parameters<typeof asks>[0],
  phone: Cpe | undefined,
  networks: readonly string[] = [],
  more: Partial<Account> = {},
): string {
  const judged = judge(asks(given), phone, phone && account({ networks, ...more }));
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
    { certificate: { macs: [mac('805ec0123456')] } },
    { digest: { outcome: 'right' as const } },
  ])('%j', (given) => {
    expect(verdict(given, undefined)).toBe('unknownMac');
  });
});

const THIS = mac('805ec0123456');
const OTHER = mac('805ec0999999');

describe('way 1: a client certificate', () => {
  test.each([
    ['that names this MAC', { macs: [THIS] }, closed, {}, 'certificate'],
    ['that names it among others', { macs: [OTHER, THIS] }, closed, {}, 'certificate'],
    ['of another MAC', { macs: [OTHER] }, closed, {}, 'certificateOfOtherMac'],
    ['that names no MAC: the generic one of a maker', { macs: [] }, closed, {}, 'windowClosed'],
    ['revoked', { macs: [THIS], standing: 'revoked' as const }, closed, {}, 'certificateRevoked'],
    ['where the account asks for more', { macs: [THIS] }, closed, { strictCertificates: true }, 'certificateNotEnough'],
    ['the same, in the open window', { macs: [THIS] }, open, { strictCertificates: true }, 'certificate'],
    [
      'the same, with the serial number of the CPE in any case',
      { macs: [THIS], serialNumbers: ['31046C1F'] },
      cpe({ serialNumber: '31046c1f' }),
      { strictCertificates: true },
      'certificate',
    ],
    [
      'the same, with another serial number',
      { macs: [THIS], serialNumbers: ['X1'] },
      cpe({ serialNumber: 'X2' }),
      { strictCertificates: true },
      'certificateNotEnough',
    ],
  ])('%s', (_, certificate, phone, more, expected) => {
    expect(verdict({ certificate }, phone, [], more)).toBe(expected);
  });

  test('one that is no good does not stand in the way of a token or a window', () => {
    for (const certificate of [{ macs: [OTHER] }, { macs: [THIS], standing: 'revoked' as const }]) {
      expect(verdict({ certificate, token: LASTING_TOKEN }, closed)).toBe('lastingToken');
      expect(verdict({ certificate }, open)).toBe('openWindow');
    }
  });
});

describe('way 2: digest', () => {
  const withDigest = cpe({ digest: { username: 'phone_805ec0123456', password: plainSealer.seal('x') } });
  test.each([
    ['right', { digest: { outcome: 'right' as const } }, closed, 'digest'],
    ['right, by what has a successor', { digest: { outcome: 'right' as const, former: true } }, closed, 'digest'],
    ['wrong', { digest: { outcome: 'wrong' as const } }, withDigest, 'wrongDigest'],
    ['stale', { digest: { outcome: 'stale' as const }, isChallenged: true }, withDigest, 'digestAwaited'],
    ['none yet, where it is challenged', { isChallenged: true }, withDigest, 'digestAwaited'],
    [
      'none yet, and its window is open',
      { isChallenged: true },
      { ...withDigest, enrolment: window() },
      'digestAwaited',
    ],
    ['none, it has none, and its window is open', { isChallenged: true }, open, 'openWindow'],
    ['none, elsewhere', {}, withDigest, 'windowClosed'],
    ["its maker's", { digest: { factory: true }, isChallenged: true }, withDigest, 'digestAwaited'],
    [
      "its maker's, and it was never given its own",
      { digest: { factory: true }, isChallenged: true },
      closed,
      'windowClosed',
    ],
  ])('%s', (_, given, phone, expected) => {
    expect(verdict(given, phone)).toBe(expected);
  });

  test('a former secret is said to be one', () => {
    expect(judge(asks({ digest: { outcome: 'right', former: true } }), closed, undefined)).toEqual({
      trusted: true,
      by: 'digest',
      former: true,
    });
  });
});

describe('a lasting token that was replaced', () => {
  const rotated = cpe({
    lastingToken: { hash: hashToken(OTHER_TOKEN), sealed: plainSealer.seal(OTHER_TOKEN) },
    former: [{ kind: 'lastingToken', replacedAt: OPENED, token: cpe().lastingToken }],
  });
  test('both open, and it is said which', () => {
    expect(judge(asks({ token: LASTING_TOKEN }), rotated, undefined)).toEqual({
      trusted: true,
      by: 'lastingToken',
      former: true,
    });
    expect(judge(asks({ token: OTHER_TOKEN }), rotated, undefined)).toEqual({ trusted: true, by: 'lastingToken' });
  });
});

describe('IP listing narrows first boot alone (DEV-27, FAC-123)', () => {
  const ipListing = { active: true, allow: [{ first: '192.0.2.0', last: '192.0.2.99' }] };
  test.each([
    [{ from: '192.0.2.7' }, 'openWindow'],
    [{ from: '192.0.2.100' }, 'outsideAllowList'],
    [{ from: '192.0.2.100', token: ENROLMENT_TOKEN }, 'outsideAllowList'],
    [{ from: '192.0.2.7', token: ENROLMENT_TOKEN }, 'enrolmentToken'],
    [{ from: '192.0.2.100', token: LASTING_TOKEN }, 'lastingToken'],
    [{ from: '192.0.2.100', token: OTHER_TOKEN }, 'wrongToken'],
  ])('%j: %s', (given, expected) => {
    expect(verdict(given, open, [], { ipListing })).toBe(expected);
    if (expected === 'outsideAllowList')
      expect(verdict(given, open, [], { ipListing: { ...ipListing, active: false } })).not.toBe(expected);
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
    at: INSIDE,
  };
  expect(credentialsOf(request, LASTING_TOKEN)).toEqual({
    tokenHash: hashToken(LASTING_TOKEN),
    remoteAddress: '192.0.2.7',
    certificate: undefined,
    digest: undefined,
    isChallenged: false,
    at: INSIDE,
  });
  expect(credentialsOf(request, undefined).tokenHash).toBeUndefined();
});
