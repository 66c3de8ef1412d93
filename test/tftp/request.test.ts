import { describe, expect, it } from 'vitest';
import { formatPacket } from '../../server/tftp/packet.ts';
import { readRequest } from '../../server/tftp/request.ts';

const request = (file: string, mode = 'octet', kind: 'read' | 'write' = 'read'): Buffer =>
  formatPacket({ kind, file, mode, options: new Map() });

const PATHS: readonly (readonly [asked: string, path: string])[] = [
  ['y000000000066.cfg', 'y000000000066.cfg'],
  ['/805ec0123456.cfg', '805ec0123456.cfg'],
  ['///a/b.cfg', 'a/b.cfg'],
  ['\\a\\b.cfg', 'a/b.cfg'],
  ['\\/\\a', 'a'],
  ['token/aastra.cfg', 'token/aastra.cfg'],
  ['a b+c%20.cfg', 'a b+c%20.cfg'],
  ['klingelton-ä.wav', 'klingelton-ä.wav'],
  ['a'.repeat(512), 'a'.repeat(512)],
  // Kept as it is: a name is matched against patterns, never joined to a path.
  ['../../etc/passwd', '../../etc/passwd'],
];

const BAD_PATHS: readonly string[] = ['', '/', '\\', 'a\nb', 'a\x1fb', 'a\x7fb', 'a\tb', 'b'.repeat(513)];

const MODES: readonly (readonly [mode: string, netascii: boolean])[] = [
  ['octet', false],
  ['OCTET', false],
  ['Octet', false],
  ['netascii', true],
  ['NetASCII', true],
];

const BAD_MODES: readonly string[] = ['mail', 'MAIL', 'binary', 'image', '', 'octet '];

describe('the reading of a request', () => {
  it.each(PATHS)('name %j is path %j', (asked, path) => {
    expect(readRequest(request(asked))).toMatchObject({ kind: 'request', request: { kind: 'read', path } });
  });

  it.each(BAD_PATHS)('name %j is error 4', (asked) => {
    expect(readRequest(request(asked))).toMatchObject({ kind: 'refused', refusal: { code: 4 } });
  });

  it.each(MODES)('mode %s is taken', (mode, netascii) => {
    expect(readRequest(request('f', mode))).toMatchObject({ kind: 'request', request: { netascii } });
  });

  it.each(BAD_MODES)('mode %j is error 4', (mode) => {
    expect(readRequest(request('f', mode))).toMatchObject({ kind: 'refused', refusal: { code: 4 } });
  });

  it('tells a write from a read', () => {
    expect(readRequest(request('f', 'octet', 'write'))).toMatchObject({ request: { kind: 'write' } });
  });

  it('half a request is error 4, and so is an endless one', () => {
    expect(readRequest(Buffer.from('\0\x01file\0octet'))).toMatchObject({ kind: 'refused', refusal: { code: 4 } });
    const options = new Map(Array.from({ length: 300 }, (_, index) => [`option${index}`, '1'] as const));
    const endless = formatPacket({ kind: 'read', file: 'f', mode: 'octet', options });
    expect(readRequest(endless)).toMatchObject({ kind: 'refused', refusal: { code: 4 } });
  });

  it('anything else is noise, and an ERROR above all: it is never answered', () => {
    const noise = [
      formatPacket({ kind: 'error', code: 0, message: 'x' }),
      formatPacket({ kind: 'ack', block: 1 }),
      formatPacket({ kind: 'data', block: 1, payload: Buffer.from('x') }),
      Buffer.from('hello'),
      Buffer.alloc(0),
    ];
    expect(noise.map((datagram) => readRequest(datagram).kind)).toEqual(Array(5).fill('noise'));
  });
});
