// Datagrams of syslog: what is read, what is masked, and that nothing breaks the reader.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSyslog } from '../../server/syslog/message.ts';

const read = (text: string) => readSyslog(Buffer.from(text));

describe('readSyslog', () => {
  test.each([
    ['<131>Nov 23 05:00:01 [805ec0123456] sua: 408', { severity: 3, text: 'Nov 23 05:00:01 [805ec0123456] sua: 408' }],
    ['<0>down', { severity: 0, text: 'down' }],
    ['<191>debug\n\tmore\0', { severity: 7, text: 'debug more' }],
    ['no priority', { text: 'no priority' }],
    ['<192>beyond', { text: '<192>beyond' }],
    ['<13> \r\n', undefined],
    ['', undefined],
  ])('%j', (text, message) => {
    expect(read(text)).toEqual(message);
  });

  test.each([
    [`GET http://192.0.2.1:8080/p/${'0a'.repeat(16)}/805ec0123456.cfg`, '0a'.repeat(16)],
    ['Authorization: Digest username="6001", response="abc"', '6001'],
    ['Proxy-Authorization: Digest username="6001"', '6001'],
    ['account.1.password = geheim ok', 'geheim'],
    ['passwd:geheim', 'geheim'],
    ['token="geheim"', 'geheim'],
    ['pin = 4711', '4711'],
    ['https://user:geheim@example.org/x', 'geheim'],
  ])('%s holds no secret', (text, secret) => {
    expect(read(text)?.text).not.toContain(secret);
    expect(read(text)?.text).toContain('********');
  });

  test('MACs and what only sounds like a secret stay', () => {
    expect(read('805ec0123456 registration failed: wrong password')?.text).toBe(
      '805ec0123456 registration failed: wrong password',
    );
  });

  test('whatever comes, a line stays short and plain', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6_000 }), (bytes) => {
        const message = readSyslog(Buffer.from(bytes));
        expect(message?.text.length ?? 0).toBeLessThanOrEqual(1_001);
        expect(message?.text ?? '').not.toMatch(/[\p{Cc}\u202e]/u);
        expect(message?.severity ?? 0).toBeLessThanOrEqual(7);
      }),
    );
  });
});
