// Digest answers on a virtual clock, against the example of the standard and against time (RFC 7616).
import { describe, expect, test } from 'vitest';
import { createDigestGate, type DigestClaim, isFactoryClaim, readDigest } from '../../server/provisioning/digest.ts';
import { createNonceCounts } from '../../server/provisioning/nonce-counts.ts';
import { digestHeader } from '../http/phone-trust-support.ts';
import { mac } from '../support/records.ts';

const AT = new Date('2026-11-22T12:00:00Z');
const later = (ms: number) => new Date(AT.getTime() + ms);
const KEY = Buffer.alloc(32, 7);
const SECRET = { username: 'phone_805ec0123456', password: '0123456789abcdef0123' };
const URI = '/p/digest/805ec0123456.cfg';

function answered(gate = createDigestGate(KEY), at = AT, more: { nc?: number; uri?: string } = {}): DigestClaim {
  const nonce = /nonce="([^"]+)"/.exec(gate.challenge(['MD5'], at, false)[0] ?? '')?.[1] ?? '';
  const claim = readDigest(digestHeader({ ...SECRET, uri: URI, nonce, ...more }), 'GET', URI);
  if (!claim) throw new Error('not read');
  return claim;
}

describe('a nonce', () => {
  test.each([
    ['at once', 0, 'right'],
    ['at the end of its five minutes', 300_000, 'right'],
    ['after them', 300_001, 'stale'],
    ['by a clock that was set back an hour', -3_600_000, 'stale'],
  ])('%s', (_, ms, expected) => {
    const gate = createDigestGate(KEY);
    expect(gate.check(answered(gate), [SECRET], later(ms))).toBe(expected);
  });

  test('of another node with the same key is as good; of another key it is none', () => {
    expect(createDigestGate(KEY).check(answered(), [SECRET], AT)).toBe('right');
    expect(createDigestGate(Buffer.alloc(32, 8)).check(answered(), [SECRET], AT)).toBe('wrong');
  });

  test('whose time was changed is none', () => {
    const claim = answered();
    const [, ...rest] = claim.nonce.split('.');
    const forged = { ...claim, nonce: [later(60_000).getTime().toString(36), ...rest].join('.') };
    expect(createDigestGate(KEY).check(forged, [SECRET], AT)).toBe('wrong');
  });
});

test('one of several secrets is enough; without any nothing is right', () => {
  const gate = createDigestGate(KEY);
  expect(gate.check(answered(gate), [{ username: 'x', password: 'y' }, SECRET], AT)).toBe('right');
  expect(gate.check(answered(gate), [], AT)).toBe('wrong');
  expect(gate.check(answered(gate), [{ ...SECRET, password: 'other' }], AT)).toBe('wrong');
  expect(gate.check(answered(gate), [{ ...SECRET, username: 'other' }], AT)).toBe('wrong');
});

test('a check costs as much without secrets as with a wrong one', () => {
  const gate = createDigestGate(KEY);
  const claim = { ...answered(gate), response: '0'.repeat(32) };
  const costNs = (secrets: readonly (typeof SECRET)[]): number => {
    const start = process.hrtime.bigint();
    gate.check(claim, secrets, AT);
    return Number(process.hrtime.bigint() - start);
  };
  const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  /** Turn by turn, so that a busy machine slows both alike. */
  const ratio = (): number => {
    const pairs = Array.from({ length: 1_000 }, () => [costNs([]), costNs([SECRET])] as const);
    return median(pairs.map(([none]) => none)) / median(pairs.map(([, one]) => one));
  };
  ratio();
  // One quiet round of ten is enough: a check that is skipped is never as slow as one that is made.
  const rounds = Array.from({ length: 10 }, ratio);
  expect(
    rounds.some((one) => one > 0.6 && one < 1.7),
    rounds.join(' '),
  ).toBe(true);
});

describe('a header', () => {
  const header = digestHeader({ ...SECRET, uri: URI, nonce: 'n' });
  test.each([
    ['as it is', header, true],
    ['with the whole URL', header.replace(`uri="${URI}"`, `uri="http://prov.example.com:8080${URI}"`), true],
    ['with qop quoted', header.replace('qop=auth', 'qop="auth"'), true],
    ['without a blank between', header.replaceAll(', ', ','), true],
    ['of another scheme', 'Basic YTpi', false],
    ['for another target', header.replace('.cfg"', '.boot"'), false],
    ['without qop (RFC 2069)', header.replace('qop=auth, ', ''), false],
    ['with an nc that is none', header.replace('nc=00000001', 'nc=zz'), false],
    ['of an algorithm that is not offered', header.replace('MD5', 'SHA-512-256'), false],
    ['without end', `Digest ${'a="b",'.repeat(10_000)}`, false],
  ])('%s', (_, text, isRead) => {
    expect(readDigest(text, 'GET', URI) !== undefined).toBe(isRead);
  });
});

test('each count of a nonce is good once, in any order within the window', () => {
  const counts = createNonceCounts();
  const asked = [1, 2, 5, 3, 4, 4, 1, 70, 6, 7, 70, 69];
  expect(asked.map((count) => counts.isFresh('n', count))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(counts.isFresh('another', 1)).toBe(true);
});

test('what phones have from their makers is known', () => {
  const claim = (username: string): DigestClaim => ({ ...answered(), username });
  const own = mac('7c2f804df9a9');
  expect(
    ['aastra', '7C2F804DF9A9', '7c:2f:80:4d:f9:a9', 'phone_7c2f804df9a9', '7c2f804df9aa'].map((name) =>
      isFactoryClaim(claim(name), own),
    ),
  ).toEqual([true, true, true, false, false]);
});
