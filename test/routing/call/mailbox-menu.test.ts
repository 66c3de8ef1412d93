// The personal mailbox by phone: who reaches it, by which number of the country, and what he does there.
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../server/routing/snapshot.ts';
import { ACall, aSnapshot, aUser, fromDesk } from '../../support/telephony.ts';

/** Everybody's mailbox opens without a PIN here. */
const open = (country: string): Partial<Snapshot> => ({
  account: { ...aSnapshot().account, country },
  extensions: ['201', '202'].map((number) => aUser(number, { voicemail: { pinVerification: 'never' } })),
});
const asked = (call: ACall) => call.did('ask').map(({ request }) => request);
const of = { kind: 'user', extension: '201' } as const;
const ok = (count: number) => ({ type: 'told', answer: { is: 'ok', count } }) as const;

describe('the personal voicemail number', () => {
  test.each([
    ['NL', '1233'],
    ['GB', '8888'],
    ['DK', '999'],
    ['FI', '999'],
  ])('FAC-117 EXT-87 in %s %s opens the mailbox of whoever calls, and nobody else’s', (country, number) => {
    for (const extension of ['201', '202']) {
      const call = new ACall(aSnapshot(open(country)), fromDesk(extension), number);
      expect(asked(call)).toEqual([{ ask: 'mailbox', of: { kind: 'user', extension }, what: 'count' }]);
    }
  });

  test('FAC-117 the number that asks for a mailbox opens no personal one', () => {
    const call = new ACall(aSnapshot(open('NL')), fromDesk('202'), '920').keys('201');
    expect(asked(call)).toEqual([]);
    expect(
      call
        .did('play')
        .at(-1)
        ?.prompts.map((each) => each.kind === 'system' && each.name),
    ).toContain('enterMailbox');
  });

  test.each([
    ['6', 'next'],
    ['5', 'repeat'],
    ['7', 'delete'],
  ])('EXT-87 his new messages are listened to there: %s is %s', (key, what) => {
    const call = new ACall(aSnapshot(open('NL')), fromDesk('201'), '1233').event(ok(2)).keys(key);
    expect(asked(call).at(-1)).toEqual({ ask: 'mailbox', of, what });
  });

  test.each([
    ['1', { ask: 'mailbox', of, what: 'old' }],
    ['01', { ask: 'mailbox', of, what: 'recordGreeting' }],
    ['028246', { ask: 'setPin', of, digits: '8246' }],
    ['031', { ask: 'mailbox', of, what: 'setLanguage', digits: '1' }],
  ])('EXT-87 and it is configured there: without new messages, %s', (keys, request) => {
    const call = new ACall(aSnapshot(open('NL')), fromDesk('201'), '1233').event(ok(0)).keys(keys);
    expect(asked(call).at(-1)).toEqual(request);
  });
});
