import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../server/tftp/limits.ts';
import { announcedSize, negotiate, type Terms } from '../../server/tftp/options.ts';

const LIMITS = { maxBlockBytes: 65_464, maxWindowBlocks: 64, maxWindowBytes: 128 * 1024 };
const PLAIN: Omit<Terms, 'granted'> = { blockBytes: 512, windowBlocks: 1, timeoutMs: undefined };

type Asked = Readonly<Record<string, string>>;
const termsFor = (asked: Asked, size: number | 'asSent' | undefined) => {
  const { granted, ...terms } = negotiate(new Map(Object.entries(asked)), LIMITS, size);
  return { ...terms, granted: Object.fromEntries(granted) };
};

/** What is asked, what is in force, what the OACK says. */
const GRANTED: readonly (readonly [asked: Asked, terms: Partial<typeof PLAIN>, oack: Asked])[] = [
  [{}, {}, {}],
  [{ blksize: '8' }, { blockBytes: 8 }, { blksize: '8' }],
  [{ blksize: '512' }, { blockBytes: 512 }, { blksize: '512' }],
  [{ blksize: '1428' }, { blockBytes: 1428 }, { blksize: '1428' }],
  [{ blksize: '65464' }, { blockBytes: 65_464 }, { blksize: '65464' }],
  [{ blksize: '65465' }, { blockBytes: 65_464 }, { blksize: '65464' }],
  [{ blksize: '999999999999' }, { blockBytes: 65_464 }, { blksize: '65464' }],
  [{ timeout: '1' }, { timeoutMs: 1000 }, { timeout: '1' }],
  [{ timeout: '255' }, { timeoutMs: 255_000 }, { timeout: '255' }],
  [{ tsize: '0' }, {}, { tsize: '1000' }],
  [{ windowsize: '1' }, { windowBlocks: 1 }, { windowsize: '1' }],
  [{ windowsize: '8' }, { windowBlocks: 8 }, { windowsize: '8' }],
  [{ windowsize: '65535' }, { windowBlocks: 64 }, { windowsize: '64' }],
  [
    { windowsize: '64', blksize: '1428' },
    { windowBlocks: 64, blockBytes: 1428 },
    { windowsize: '64', blksize: '1428' },
  ],
  [
    { windowsize: '64', blksize: '8192' },
    { windowBlocks: 16, blockBytes: 8192 },
    { windowsize: '16', blksize: '8192' },
  ],
  [
    { windowsize: '8', blksize: '65464' },
    { windowBlocks: 2, blockBytes: 65_464 },
    { windowsize: '2', blksize: '65464' },
  ],
  [
    { blksize: '1024', tsize: '0', timeout: '3', windowsize: '4', multicast: '', rollover: '0' },
    { blockBytes: 1024, windowBlocks: 4, timeoutMs: 3000 },
    { blksize: '1024', tsize: '1000', timeout: '3', windowsize: '4' },
  ],
];

const PASSED_OVER: readonly Asked[] = [
  { blksize: '7' },
  { blksize: '0' },
  { blksize: '-512' },
  { blksize: '' },
  { blksize: '512 ' },
  { blksize: '0x200' },
  { blksize: '5e2' },
  { blksize: '512.0' },
  { blksize: '١٢٣' },
  { blksize: '9'.repeat(16) },
  { timeout: '0' },
  { timeout: '256' },
  { timeout: 'soon' },
  { tsize: '-1' },
  { tsize: 'all' },
  { windowsize: '0' },
  { windowsize: '65536' },
  { utimeout: '500' },
  { multicast: '' },
];

describe('negotiation', () => {
  it.each(GRANTED)('%j is granted', (asked, terms, oack) => {
    expect(termsFor(asked, 1000)).toEqual({ ...PLAIN, ...terms, granted: oack });
  });

  it.each(PASSED_OVER)('%j is passed over', (asked) => {
    expect(termsFor(asked, 1000)).toEqual({ ...PLAIN, granted: {} });
  });

  it('one malformed option does not spoil the others', () => {
    expect(termsFor({ blksize: 'big', windowsize: '4' }, 1000)).toEqual({
      ...PLAIN,
      windowBlocks: 4,
      granted: { windowsize: '4' },
    });
  });

  it('tsize is echoed for a write, and left out when the size is not known', () => {
    expect(termsFor({ tsize: '4711' }, 'asSent').granted).toEqual({ tsize: '4711' });
    expect(termsFor({ tsize: '0' }, undefined).granted).toEqual({});
    expect(termsFor({ tsize: '0' }, 0).granted).toEqual({ tsize: '0' });
  });

  it('grants only what was asked, within the limits, whatever that is', () => {
    const value = fc.oneof(fc.nat(100_000).map(String), fc.string({ maxLength: 8 }));
    const name = fc.constantFrom('blksize', 'timeout', 'tsize', 'windowsize', 'other');
    fc.assert(
      fc.property(fc.dictionary(name, value), (asked) => {
        const terms = negotiate(new Map(Object.entries(asked)), LIMITS, 5);
        expect(terms.blockBytes).toBeGreaterThanOrEqual(8);
        expect(terms.blockBytes).toBeLessThanOrEqual(LIMITS.maxBlockBytes);
        expect(terms.windowBlocks).toBeGreaterThanOrEqual(1);
        expect(terms.windowBlocks).toBeLessThanOrEqual(LIMITS.maxWindowBlocks);
        expect(terms.windowBlocks === 1 || terms.windowBlocks * terms.blockBytes <= LIMITS.maxWindowBytes).toBe(true);
        for (const option of terms.granted.keys()) expect(Object.keys(asked)).toContain(option);
      }),
      { numRuns: 1000 },
    );
  });

  it('a window of one block is granted even where it is larger than the limit', () => {
    const terms = negotiate(new Map([['blksize', '1000']]), { ...LIMITS, maxWindowBytes: 10 }, 5);
    expect(terms).toMatchObject({ blockBytes: 1000, windowBlocks: 1 });
  });
});

describe('an announced size', () => {
  it('is read when it is a number', () => {
    expect(announcedSize(new Map([['tsize', '1048577']]))).toBe(1_048_577);
    expect(announcedSize(new Map([['tsize', 'x']]))).toBeUndefined();
    expect(announcedSize(new Map())).toBeUndefined();
  });
});

describe('the default limits', () => {
  it('leave RFC 2348 its largest block', () => {
    expect(negotiate(new Map([['blksize', '65464']]), DEFAULT_LIMITS, 0).blockBytes).toBe(65_464);
  });
});
