// What differs between two records.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffRecords, MASK } from '../../server/audit/diff.ts';
import { account, channel, cpe } from '../support/records.ts';

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.date({ noInvalidDate: true }));
const key = fc
  .stringMatching(/^[a-z/~]{1,6}$/)
  .filter((name) => !/pin|token|hash|sealed|salt|pass|pwd|secret|_key|id/.test(name));
const record = fc.object({ key, values: [leaf], maxDepth: 3, withDate: true, withMap: false });

describe('diff of two records', () => {
  test('a record and its copy do not differ', () => {
    fc.assert(
      fc.property(record, (one) => {
        expect(diffRecords(one, structuredClone(one))).toEqual({ changes: [] });
      }),
    );
  });

  test('backwards it tells the same places with before and after exchanged', () => {
    fc.assert(
      fc.property(record, record, (one, other) => {
        const there = diffRecords(one, other);
        const back = diffRecords(other, one);
        expect(
          back.changes.map(({ path, before, after }) => ({
            path,
            ...(after !== undefined && { before: after }),
            ...(before !== undefined && { after: before }),
          })),
        ).toEqual(there.changes);
      }),
    );
  });

  test('one changed place is told as that place alone', () => {
    fc.assert(
      fc.property(record, fc.integer(), (rest, value) => {
        const before = { ...rest, place: value };
        const after = { ...rest, place: value + 1 };
        expect(diffRecords(before, after).changes).toEqual([{ path: '/place', before: value, after: value + 1 }]);
      }),
    );
  });

  test('no secret comes out, nor its length, wherever it stands and however it is called', () => {
    const secret = fc.stringMatching(/^[A-Z]{9,40}$/);
    const name = fc.constantFrom(
      'password',
      'adminPassword',
      'userPassword',
      'lastingToken',
      'passwordHash',
      'pin',
      'voicemailPin',
      'client_secret',
      'aes_key',
    );
    fc.assert(
      fc.property(secret, secret, name, record, (one, other, secretName, rest) => {
        const told = JSON.stringify(
          diffRecords(
            { rest, deep: [{ [secretName]: { hash: one, sealed: one } }] },
            { deep: [{ [secretName]: { hash: other, sealed: other } }] },
          ),
        );
        expect(told).not.toContain(one);
        expect(told).not.toContain(other);
      }),
    );
    const { changes } = diffRecords({ password: 'short' }, { password: 'a much longer secret' });
    expect(changes).toEqual([{ path: '/password', before: MASK, after: MASK }]);
  });

  test('raw lines, sealed values and credentials in a URL are masked too', () => {
    const raw = (value: string) => ({
      settings: {
        extra: [
          { key: 'account.1.password', value },
          { key: 'lang.gui', value },
        ],
      },
    });
    expect(diffRecords(raw('one'), raw('two')).changes).toEqual([
      { path: '/settings/extra/0/value', before: MASK, after: MASK },
      { path: '/settings/extra/1/value', before: 'one', after: 'two' },
    ]);
    expect(diffRecords(undefined, { anything: 'v1:0123abcd:AAAA' }).changes).toEqual([
      { path: '/anything', after: MASK },
    ]);
    expect(diffRecords(undefined, { url: 'https://anna:geheim@example.com/x' }).changes).toEqual([
      { path: '/url', after: `https://${MASK}@example.com/x` },
    ]);
  });

  test('real records: nothing sealed is told of a new phone and a new channel', () => {
    const told = JSON.stringify([
      diffRecords(undefined, cpe()),
      diffRecords(undefined, channel()),
      diffRecords(undefined, account()),
    ]);
    expect(told).toContain('T46S');
    for (const secret of ['n3wAdmin', 'n3wUser', 's3cret-201', cpe().lastingToken.hash])
      expect(told).not.toContain(secret);
  });

  test('times, maps, lists, what is empty, and names with slashes', () => {
    const before = { at: new Date(0), models: new Map([['Yealink/T46S', 1]]), list: ['a'], none: {} };
    const after = { at: new Date(1), models: new Map([['Yealink/T46S', 2]]), list: ['a', 'b'], none: [] };
    expect(diffRecords(before, after).changes).toEqual([
      { path: '/at', before: '1970-01-01T00:00:00.000Z', after: '1970-01-01T00:00:00.001Z' },
      { path: '/list/1', after: 'b' },
      { path: '/models/Yealink~1T46S', before: 1, after: 2 },
      { path: '/none', before: '{}', after: '[]' },
    ]);
  });

  test('its size is bounded, and it says what was left out', () => {
    const { changes, more } = diffRecords(
      undefined,
      Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`k${i}`, i])),
    );
    expect([changes.length, more]).toEqual([200, 50]);
    const long = diffRecords({ text: 'a'.repeat(9_999) }, { text: `${'a'.repeat(9_999)}b` }).changes[0];
    expect(long?.after).toBe(`${'a'.repeat(500)}… (10000)`);
    expect(long?.before).toBe(`${'a'.repeat(500)}… (9999)`);
  });
});
