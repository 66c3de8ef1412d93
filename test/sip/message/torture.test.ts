// The torture tests of RFC 4475, byte for byte as its appendix A has them, and what is done with each. What is decided above
// reading (extensions, schemes of authentication, body types) stands here as readable.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultOf, isSoundResponse } from '../../../server/sip/message/check.ts';
import { firstHeader, headerLines } from '../../../server/sip/message/message.ts';
import { readMessage } from '../../../server/sip/message/read.ts';
import { readUri } from '../../../server/sip/message/uri.ts';
import { readAddress } from '../../../server/sip/message/values.ts';
import { writeAgain } from '../../../server/sip/message/write.ts';

const FOLDER = new URL('../../data/rfc4475/', import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(`${name}.dat`, FOLDER));

/** `ok`, or the status with which it is answered; `drop`: not at all. */
function verdict(name: string): string {
  const message = readMessage(bytesOf(name));
  if (!message) return 'drop';
  if (message.kind === 'unreadable') return String(message.status);
  if (message.kind === 'response') return isSoundResponse(message) ? 'ok' : 'drop';
  return String(faultOf(message)?.status ?? 'ok');
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  ok: [
    ...['wsinv', 'lwsdisp', 'longreq', 'transports', 'mpart01', 'intmeth', 'esc01', 'escnull', 'esc02', 'dblreq'],
    ...['semiuri', 'unreason', 'noreason', 'inv2543', 'badbranch', 'unksm2', 'bext01', 'invut', 'regaut01', 'zeromf'],
    ...['cparam01', 'cparam02', 'regescrt', 'sdp01', 'bcast'],
    // Liberal, as section 3.1.2 allows: a bad date and blanks behind the version harm nobody here.
    ...['baddate', 'trws'],
  ],
  400: [
    ...['badinv01', 'ncl', 'scalar02', 'quotbal', 'ltgtruri', 'lwsruri', 'escruri', 'regbadct', 'baddn', 'mismatch01'],
    ...['mismatch02', 'clerr', 'insuf', 'multi01', 'mcl01', 'lwsstart', 'badaspec'],
  ],
  416: ['unkscm', 'novelsc'],
  505: ['badvers'],
  drop: ['bigcode', 'scalarlg'],
};

describe('RFC 4475', () => {
  const rows = Object.entries(EXPECTED).flatMap(([answer, names]) => names.map((name) => [name, answer] as const));

  test('every message of the RFC is in the table', () => {
    const files = readdirSync(FOLDER).map((name) => name.replace('.dat', ''));
    expect(rows.map(([name]) => name).toSorted()).toEqual(files.toSorted());
    expect(files).toHaveLength(49);
  });

  test.each(rows)('%s: %s', (name, answer) => {
    expect(verdict(name)).toBe(answer);
  });

  const read = (name: string) => {
    const message = readMessage(bytesOf(name));
    return message && message.kind !== 'unreadable' ? message : expect.fail(name);
  };

  test('wsinv: folded lines, short names, odd white space and several Vias (3.1.1.1)', () => {
    const message = read('wsinv');
    expect(firstHeader(message, 'cseq')).toBe('0009 INVITE');
    expect(firstHeader(message, 'call-id')).toBe('wsinv.ndaksdj@192.0.2.1');
    expect(headerLines(message, 'via')).toHaveLength(2);
    expect(readAddress(firstHeader(message, 'from') ?? '')).toMatchObject({ display: 'J Rosenberg \\"' });
    expect(headerLines(message, 'route')).toHaveLength(1);
    expect(firstHeader(message, 'subject')).toBe('');
  });

  test('dblreq: what stands behind the first request is passed over (3.1.1.8)', () => {
    expect(read('dblreq').body).toHaveLength(0);
  });

  test('semiuri and escnull: the user part as it came (3.1.1.9, 3.1.1.5)', () => {
    const semi = read('semiuri');
    expect(semi.kind === 'request' && readUri(semi.uri)?.user).toBe('user;par=u%40example.net');
    const escaped = read('escnull');
    expect(readUri(readAddress(firstHeader(escaped, 'from') ?? '')?.uri ?? '')?.user).toBe('null-%00-null');
  });

  test('esc02: an escaped method is another method (3.1.1.6)', () => {
    expect(read('esc02')).toMatchObject({ method: 'RE%47IST%45R' });
  });

  test('what is written again reads the same, bytes of UTF-8 and all', () => {
    const readable = rows.flatMap(([name, answer]) => (answer === 'ok' ? [name] : []));
    for (const name of readable) {
      const message = read(name);
      const again = readMessage(writeAgain(message));
      const counted = (headers: typeof message.headers) => headers.filter((h) => h.name !== 'content-length');
      expect(again && counted(again.headers), name).toEqual(counted(message.headers));
      expect(again && again.kind !== 'unreadable' && again.body.equals(message.body), name).toBe(true);
    }
    expect(readable.length).toBeGreaterThan(25);
  });
});
