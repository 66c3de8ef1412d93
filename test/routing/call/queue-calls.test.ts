// How a call comes to a queue: from there on the queue's own machine decides (test/routing/queue/).
import { describe, expect, test } from 'vitest';
import type { NumberPlanSchema } from '../../../server/domain/telephony/number-plan.ts';
import { ACall, aQueue, aSnapshot, aUser, fromOutside, fromUser } from '../../support/telephony.ts';
import { always, schema, weekly } from '../number-plan/support.ts';

const QUEUE = '300';
const planned = (to: string): NumberPlanSchema =>
  schema({
    times: [weekly([1, 2, 3, 4, 5, 6, 7], '09:00', '17:00', 1), always(2)],
    plans: [{ slot: 1, name: 'Day', numbers: [{ e164: '+31201234567', to }] }],
  });
const snapshot = (to: string) =>
  aSnapshot({ queues: [aQueue(QUEUE, { members: [{ agent: '202' }] })], numberPlanSchemas: [planned(to)] }, [
    { kind: 'queue', number: QUEUE, name: 'Sales' },
    aUser('204'),
  ]);
const comesIn = (call: ACall) => [call.is, call.did('enterQueue').map(({ queue }) => queue)];

describe('Q-1, Q-2: a queue is called', () => {
  test('Q-2: from outside, by the number that a number plan leads there', () => {
    expect(comesIn(new ACall(snapshot(QUEUE), fromOutside('+31612345678'), '+31201234567'))).toEqual([
      'queued',
      [QUEUE],
    ]);
  });

  test('Q-2: not from outside while no plan leads there', () => {
    const call = new ACall(snapshot('204'), fromOutside('+31612345678'), '+31201234567');
    expect(call.did('enterQueue')).toEqual([]);
  });

  test('from inside, by its extension', () => {
    expect(comesIn(new ACall(snapshot('204'), fromUser('201'), QUEUE))).toEqual(['queued', [QUEUE]]);
  });
});
