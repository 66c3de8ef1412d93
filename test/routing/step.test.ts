// design.md "Every call can explain itself": the steps of decisions, as data and in words.
import { expect, test } from 'vitest';
import { stepText } from '../../server/routing/step.ts';
import { Floor } from './queue/floor.ts';

test('Q-4, Q-6, Q-68, Q-75, Q-8: a call and why it went as it did, in English and Dutch', () => {
  const floor = new Floor([{ members: ['201', '202'] }]);
  floor.steps.length = 0;
  floor.arrive('C1');
  floor.to(20);
  expect(floor.steps.map(({ room, rule, because }) => `${room} ${rule} ${because}`)).toEqual([
    'queue Q-6 entered',
    'queue Q-4 first',
    'queue Q-68 sequential',
    'queue Q-117 ringTimeout',
    'queue Q-8 keepsPosition',
    'queue Q-4 first',
    'queue Q-75 triedBefore',
    'queue Q-68 sequential',
  ]);
  expect(floor.steps.slice(0, 3).map((step) => stepText(step, 'en'))).toEqual([
    'Call C1 enters queue 300 on position 1.',
    'Call C1 has waited longest in queue 300 and is offered now.',
    'Agent 201 is next in sequence, with rank 1.',
  ]);
  expect(floor.steps.slice(3).map((step) => stepText(step, 'nl'))).toEqual([
    'Agent 201 nam niet op tijd op.',
    'Gesprek C1 gaat terug in de wachtrij en houdt zijn plaats.',
    'Gesprek C1 wacht het langst in wachtrij 300 en wordt nu aangeboden.',
    'Al geprobeerd voor dit gesprek: 1. De anderen komen eerst.',
    'Agent 202 is de volgende op volgorde, met rang 2.',
  ]);
});
