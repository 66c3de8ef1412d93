// Simulated calls with a consultation: the call to whoever is asked first is decided by the same core.
import { describe, expect, test } from 'vitest';
import { compile } from '../../server/routing/compile.ts';
import type { ScriptedEvent } from '../../server/routing/script.ts';
import { simulate } from '../../server/routing/simulate.ts';
import { simulationLines, toldSimulation } from '../../server/routing/simulation-text.ts';
import { QUIET, type Snapshot } from '../../server/routing/snapshot.ts';
import { always, aQueue, aSnapshot, NOW, reachWith } from '../support/telephony.ts';

/** 201 calls 202, who answers and then does this. */
function talks(
  events: readonly ScriptedEvent[],
  fields: Partial<Snapshot> = {},
  extensions: Snapshot['extensions'] = [],
) {
  const origin = { kind: 'channel', channel: 'desk201' } as const;
  const answered: ScriptedEvent = { type: 'answered', by: '202', afterSec: 2 };
  const call = { origin, to: '202', at: NOW, events: [answered, ...events] };
  return simulate(compile(aSnapshot(fields, extensions)), QUIET, call);
}

const keys = (pressed: string, party: 'caller' | 'callee' = 'callee'): ScriptedEvent => ({
  type: 'keys',
  keys: pressed,
  party,
});
const consults = keys('##203#');
type Run = ReturnType<typeof talks>;
const consultation = ({ timeline }: Run) =>
  timeline.flatMap(({ isConsultation, event, about }) => (isConsultation ? [`${event} ${about}`.trim()] : []));
const rungIn = ({ timeline }: Run) =>
  timeline.flatMap(({ isConsultation, actions }) =>
    isConsultation ? actions.flatMap((action) => (action.do === 'ring' ? action.targets.map(({ id }) => id) : [])) : [],
  );
const happened = ({ timeline }: Run) => timeline.map(({ event }) => event);

describe('CALL-2 CALL-3 CALL-9: whoever is consulted', () => {
  test('is called as every other: his own forwards hold, and his answer is told to the holder', () => {
    const reach = { '203': reachWith('203', always({ kind: 'number', e164: '+31612345678' })) };
    const run = talks([consults, { type: 'answered', by: '+31612345678', afterSec: 3 }], { reach });
    expect(rungIn(run)).toEqual(['+31612345678']);
    expect(consultation(run)).toEqual(['begin 203', 'answered +31612345678']);
    expect(happened(run).at(-1)).toBe('consultAnswered');
    expect(run.steps.map(({ because }) => because)).toContain('unconditional');
  });

  test('CALL-11: is connected with the held party when the holder hangs up, and hangs up as anybody', () => {
    const run = talks([consults, { type: 'consultAnswered', afterSec: 3 }, { type: 'hangUp', party: 'callee' }]);
    expect(run.state.situation.is).toBe('joined');
    expect(run.timeline.at(-1)?.actions).toContainEqual({ do: 'joinConsulted' });
    const later = talks([
      consults,
      { type: 'consultAnswered', afterSec: 3 },
      { type: 'hangUp', party: 'callee' },
      { type: 'hangUp', party: 'callee', afterSec: 60 },
    ]);
    expect(consultation(later)).toEqual(['begin 203', 'answered desk203', 'calleeHungUp callee']);
  });

  test('CALL-15: cannot be reached: the holder hears so, and the other party stays on hold', () => {
    const run = talks([keys('##299#')]);
    expect(consultation(run)).toEqual(['begin 299']);
    expect(happened(run).at(-1)).toBe('consultEnded');
    expect(run.state.situation).toMatchObject({ is: 'talking', hold: { phase: 'collecting' } });
    expect(run.steps.map(({ because }) => because)).toContain('noSuchExtension');
  });

  test('CALL-13: is given up with 1, and his phone stops', () => {
    const run = talks([consults, { type: 'wait', afterSec: 4 }, keys('1')]);
    expect(consultation(run)).toEqual(['begin 203', 'callerHungUp']);
    expect(happened(run)).not.toContain('consultEnded');
    expect(run.timeline.at(-1)?.actions).toContainEqual({ do: 'stopRinging', targets: ['desk203'], elsewhere: false });
  });

  test('CALL-14: still rings when the holder hangs up: he rings again, for the other party', () => {
    const run = talks([
      consults,
      { type: 'hangUp', party: 'callee', afterSec: 2 },
      { type: 'answered', by: '203', afterSec: 2 },
    ]);
    expect(run.state.situation).toMatchObject({ is: 'talking', callee: { user: '203' } });
  });

  test('does not answer: in time the core ends it by itself', () => {
    const run = talks([consults, { type: 'wait', afterSec: 400 }]);
    expect(consultation(run)).toEqual(['begin 203', 'timer']);
    expect(happened(run).at(-1)).toBe('consultEnded');
  });

  test('leaves, or is never there: what holds for the first call goes on', () => {
    const left = talks([consults, { type: 'consultAnswered' }, { type: 'consultEnded', afterSec: 5 }, keys('*#')]);
    expect(left.state.situation).toMatchObject({ is: 'talking' });
    expect(left.state.situation).not.toHaveProperty('hold');
    expect(consultation(left).at(-1)).toBe('calleeHungUp');
  });

  test('Q-1: may be a queue, which offers the consultation as a call of its own', () => {
    const queue = { kind: 'queue', number: '350', name: 'Sales' } as const;
    const run = talks(
      [keys('##350#'), { type: 'answered', by: '203', afterSec: 3 }],
      { queues: [aQueue('350', { members: [{ agent: '203' }] })] },
      [queue],
    );
    expect(rungIn(run)).toEqual(['desk203']);
    expect(
      run.timeline.filter(({ isConsultation, event }) => isConsultation && event === 'queue').length,
    ).toBeGreaterThan(0);
    expect(happened(run)).toContain('consultAnswered');
  });

  test('is told apart in words', () => {
    const lines = simulationLines(toldSimulation(talks([consults]), { language: 'en', timeZone: 'Europe/Amsterdam' }));
    expect(lines.filter((line) => line.includes('Consultation: A call to 203 begins.'))).toHaveLength(1);
  });
});
