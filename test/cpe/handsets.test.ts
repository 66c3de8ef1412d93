// Handsets of a DECT base: what is wrong with them, and what the record keeps.
import { describe, expect, test } from 'vitest';
import { handsetProblems, layHandsets } from '../../server/cpe/handsets.ts';
import { findDevice } from '../../server/devices/registry.ts';
import type { Handset } from '../../server/domain/records.ts';
import { plainSealer } from '../support/records.ts';

const base = findDevice('Gigaset', 'Nx70 IP PRO')?.model;
const desk = findDevice('Yealink', 'T46S')?.model;
const NOW = new Date('2026-11-20T08:00:00Z');
const BEFORE = new Date('2026-11-01T09:00:00Z');
const slot = (index: number) => ({ index, name: `Handset ${index}` });

describe('what is wrong with them', () => {
  test.each([
    ['a desk phone has none', desk, [slot(1)], undefined, ['/handsets']],
    ['a slot twice', base, [slot(1), slot(1)], undefined, ['/handsets/1/index']],
    ['an IPUI with nine digits', base, [{ ...slot(1), ipui: '029e74a59' }], undefined, ['/handsets/0/ipui']],
    ['a channel of another phone', base, [{ ...slot(1), channelId: 'x' }], undefined, ['/handsets/0/channelId']],
    ['a PIN of five digits', base, [{ ...slot(1), pin: '12345' }], undefined, ['/handsets/0/pin']],
    ['a PIN with letters', base, [{ ...slot(1), pin: '12a' }], undefined, ['/handsets/0/pin']],
    ['more than the base takes', base, [slot(1), slot(2), slot(3)], 2, ['/handsets']],
    ['as many as the base takes', base, [slot(1), slot(2)], 2, []],
    ['all well', base, [{ ...slot(1), ipui: '029E74A599', channelId: 'own', pin: '1' }], 20, []],
  ])('%s', (_name, model, handsets, capacity, pointers) => {
    expect(handsetProblems(handsets, model, ['own'], capacity).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

describe('what the record keeps', () => {
  const sealed = plainSealer.seal('0202');
  const former: readonly Handset[] = [
    { index: 1, name: 'Shop', ipui: '029e74a599' },
    { index: 2, name: 'Desk', pin: sealed, openedAt: BEFORE },
  ];
  const laid = (...wishes: Parameters<typeof layHandsets>[1]) => layHandsets(former, wishes, plainSealer, NOW);

  test('a new slot waits from now on', () => {
    expect(laid(slot(3))).toEqual([{ index: 3, name: 'Handset 3', openedAt: NOW }]);
  });

  test('a slot that waits already waits since then, and keeps its PIN', () => {
    expect(laid({ index: 2, name: 'Renamed' })).toEqual([{ index: 2, name: 'Renamed', pin: sealed, openedAt: BEFORE }]);
  });

  test('another PIN opens it anew; null takes the PIN away', () => {
    expect(laid({ index: 2, name: 'Desk', pin: '7' })).toEqual([
      { index: 2, name: 'Desk', pin: plainSealer.seal('7'), openedAt: NOW },
    ]);
    expect(laid({ index: 2, name: 'Desk', pin: null })).toEqual([{ index: 2, name: 'Desk', openedAt: NOW }]);
  });

  test('a slot that loses its handset waits from now on; one that has a handset does not wait', () => {
    expect(laid({ index: 1, name: 'Shop' })).toEqual([{ index: 1, name: 'Shop', openedAt: NOW }]);
    expect(laid({ index: 2, name: 'Desk', ipui: '0123456789' })).toEqual([
      { index: 2, name: 'Desk', ipui: '0123456789', pin: sealed },
    ]);
  });

  test('a slot that is not named is gone', () => {
    expect(laid()).toEqual([]);
  });
});
