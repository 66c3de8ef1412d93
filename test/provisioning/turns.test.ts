// What comes in together is begun over several turns of the event loop, in order, and none is forgotten.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inTurns } from '../../server/provisioning/turns.ts';

/** So many come in one turn; each takes so long. @returns how many were begun in each turn, and in which order */
async function comeTogether(
  count: number,
  takesMs: number,
): Promise<{ sizes: readonly number[]; order: readonly number[] }> {
  let at = 0;
  const takeTurn = inTurns(() => at);
  const order: number[] = [];
  const sizes: number[] = [];
  const come = async (who: number) => {
    await takeTurn();
    order.push(who);
    at += takesMs;
  };
  // As sockets do that are read one after the other.
  for (let who = 0; who < count; who += 1) setImmediate(() => void come(who));
  for (let turn = 0; order.length < count && turn < count; turn += 1) {
    const before = order.length;
    await nextTurn();
    sizes.push(order.length - before);
  }
  return { sizes, order };
}

const COUNT = 40;

it('long ones: fewer in each turn, at last one, in the order of asking', async () => {
  const { sizes, order } = await comeTogether(COUNT, 10);
  expect(order).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  expect(sizes.slice(-10)).toEqual(Array(10).fill(1));
});

it('short ones: more in each turn', async () => {
  const { sizes, order } = await comeTogether(COUNT, 0.01);
  expect(order).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  expect(sizes.length).toBeLessThan(10);
});

it('asked for when nobody waits, it is given at once', async () => {
  const takeTurn = inTurns();
  for (let i = 0; i < 20; i += 1) {
    expect(takeTurn()).toBeUndefined();
    await nextTurn();
    await nextTurn();
  }
});
