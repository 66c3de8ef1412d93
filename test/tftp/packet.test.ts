import fc from 'fast-check';
import tftp2 from 'tftp2/packet.js';
import { describe, expect, it } from 'vitest';
import { claimsToBeRequest, formatAck, formatPacket, type Packet, parsePacket } from '../../server/tftp/packet.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Each datagram as the RFC draws it, and what it says. */
const WIRE: readonly (readonly [name: string, datagram: Buffer, packet: Packet])[] = [
  [
    'RRQ without options (RFC 1350)',
    bytes('\0\x01y000000000066.cfg\0octet\0'),
    { kind: 'read', file: 'y000000000066.cfg', mode: 'octet', options: new Map() },
  ],
  [
    'RRQ with options (RFC 2347)',
    bytes('\0\x01f\0netascii\0blksize\x001428\0tsize\x000\0'),
    {
      kind: 'read',
      file: 'f',
      mode: 'netascii',
      options: new Map([
        ['blksize', '1428'],
        ['tsize', '0'],
      ]),
    },
  ],
  ['WRQ', bytes('\0\x02log/a.txt\0octet\0'), { kind: 'write', file: 'log/a.txt', mode: 'octet', options: new Map() }],
  ['DATA', hex('0003 0102 aabb'), { kind: 'data', block: 258, payload: hex('aabb') }],
  ['DATA, empty', hex('0003 ffff'), { kind: 'data', block: 65_535, payload: Buffer.alloc(0) }],
  ['ACK', hex('0004 0000'), { kind: 'ack', block: 0 }],
  ['ERROR', bytes('\0\x05\0\x01File not found\0'), { kind: 'error', code: 1, message: 'File not found' }],
  ['OACK', bytes('\0\x06windowsize\x008\0'), { kind: 'optionAck', options: new Map([['windowsize', '8']]) }],
];

/** Not quite by the book, but met in the field: read leniently. */
const SLOPPY: readonly (readonly [name: string, datagram: Buffer, packet: Packet])[] = [
  [
    'option names in any case; the first of two counts',
    bytes('\0\x01f\0OCTET\0BlkSize\x001000\0BLKSIZE\x00600\0'),
    { kind: 'read', file: 'f', mode: 'OCTET', options: new Map([['blksize', '1000']]) },
  ],
  [
    'a request padded with zeros',
    bytes('\0\x01f\0octet\0\0\0\0\0'),
    { kind: 'read', file: 'f', mode: 'octet', options: new Map() },
  ],
  [
    'an option without its value',
    bytes('\0\x01f\0octet\0tsize\x000\0blksize\0'),
    { kind: 'read', file: 'f', mode: 'octet', options: new Map([['tsize', '0']]) },
  ],
  ['an ERROR without its final zero', bytes('\0\x05\0\0gone'), { kind: 'error', code: 0, message: 'gone' }],
  ['an ERROR without text', hex('0005 0008'), { kind: 'error', code: 8, message: '' }],
];

const GARBAGE: readonly (readonly [name: string, datagram: Buffer])[] = [
  ['nothing', hex('')],
  ['one byte', hex('00')],
  ['an opcode alone', hex('0003')],
  ['half a block number', hex('0004 01')],
  ['opcode 0', hex('0000 0001')],
  ['opcode 7', hex('0007 0001')],
  ['an opcode in the wrong byte order', hex('0100 0001')],
  ['an RRQ without any zero', bytes('\0\x01file')],
  ['an RRQ without a mode', bytes('\0\x01file\0')],
  ['an RRQ whose mode does not end', bytes('\0\x01file\0octet')],
];

describe('the packets of RFC 1350 and RFC 2347', () => {
  it.each(WIRE)('%s is read and written', (_name, datagram, packet) => {
    expect(parsePacket(datagram)).toEqual(packet);
    expect(formatPacket(packet)).toEqual(datagram);
  });

  it.each(SLOPPY)('%s is understood', (_name, datagram, packet) => {
    expect(parsePacket(datagram)).toEqual(packet);
  });

  it.each(GARBAGE)('%s is no packet', (_name, datagram) => {
    expect(parsePacket(datagram)).toBeUndefined();
  });

  it('tells what claims to be a request from the rest', () => {
    const claims = [...WIRE, ...SLOPPY, ...GARBAGE].filter(([, datagram]) => claimsToBeRequest(datagram));
    expect(claims.map(([name]) => name)).toHaveLength(9);
  });

  it('writes the ACK of every block number as the RFC draws it', () => {
    let seen = 0;
    for (let block = 0; block < 65_536; block += 1) {
      if (formatAck(block).equals(Buffer.from([0, 4, block >> 8, block & 0xff]))) seen += 1;
    }
    expect(seen).toBe(65_536);
  });

  it('takes its opcodes from tftp2, which must keep them', () => {
    expect(tftp2.OPCODE).toEqual({ RRQ: 1, WRQ: 2, DATA: 3, ACK: 4, ERROR: 5 });
  });
});

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'));
const word = text.filter((value) => value.length > 0);
const options = fc.array(fc.tuple(word, text), { maxLength: 6 }).map((pairs) => {
  const first = new Map<string, string>();
  for (const [name, value] of pairs) if (!first.has(name.toLowerCase())) first.set(name.toLowerCase(), value);
  return first;
});
const block = fc.nat(65_535);
const payload = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
const packets: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({ kind: fc.constantFrom('read' as const, 'write' as const), file: text, mode: text, options }),
  fc.record({ kind: fc.constant('data' as const), block, payload }),
  fc.record({ kind: fc.constant('ack' as const), block }),
  fc.record({ kind: fc.constant('error' as const), code: fc.nat(65_535), message: text }),
  // An OACK of nothing is never sent; two bytes are no packet.
  fc.record({ kind: fc.constant('optionAck' as const), options: options.filter((granted) => granted.size > 0) }),
);

describe('for any packet', () => {
  it('what is written is read back the same', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        expect(parsePacket(formatPacket(packet))).toEqual(packet);
      }),
      { numRuns: 2000 },
    );
  });

  it('any prefix of it is read without an exception', () => {
    fc.assert(
      fc.property(packets, fc.nat(), (packet, cut) => {
        const datagram = formatPacket(packet);
        parsePacket(datagram.subarray(0, cut % (datagram.length + 1)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('for any bytes', () => {
  it('reading never throws', () => {
    const anything = fc.uint8Array({ maxLength: 600 });
    const withOpcode = fc.tuple(fc.integer({ min: 0, max: 7 }), anything).map(([opcode, rest]) => [0, opcode, ...rest]);
    fc.assert(
      fc.property(fc.oneof(anything, withOpcode), (datagram) => {
        parsePacket(Buffer.from(datagram));
      }),
      { numRuns: 10_000 },
    );
  });
});
