// During a call: hold, both kinds of transfer, consultation, parking, the assistant, and what is recorded.
import { describe, expect, test } from 'vitest';
import type { UserExtension } from '../../../server/domain/telephony/extension.ts';
import type { Snapshot } from '../../../server/routing/snapshot.ts';
import {
  ACall,
  afterSec,
  aQueue,
  aSnapshot,
  aUser,
  fromDesk,
  fromOutside,
  personal,
  reachWith,
} from '../../support/telephony.ts';

const users = (...changed: readonly UserExtension[]): Pick<Snapshot, 'extensions'> => ({
  extensions: ['201', '202', '203'].map((number) => changed.find((user) => user.number === number) ?? aUser(number)),
});
const parker = aUser('202', { rights: { ...aUser('202').rights, parkCalls: true } });
const did = (call: ACall) => call.last.actions.map((action) => action.do);
const told = (call: ACall) =>
  call.did('tell').flatMap(({ prompts }) => prompts.map((each) => (each.kind === 'system' ? each.name : each.kind)));

/** 201 talks with 202; 202 is the callee. */
const talks = (fields: Partial<Snapshot> = {}) =>
  new ACall(aSnapshot(fields), fromDesk('201'), '202').answered('desk202');
/** Somebody from outside talks with 202. */
const talksOutside = (fields: Partial<Snapshot> = {}) =>
  new ACall(
    aSnapshot({ ...personal('+31201234568', '202'), ...fields }),
    fromOutside('0612345678'),
    '+31201234568',
  ).answered('desk202');

describe('cold transfer', () => {
  test('CALL-1 CALL-2 CALL-4 CALL-9 SYS-28 SYS-60: by keys, straight to the number given', () => {
    const call = talks().keys('##*203#', 'callee');
    expect(call.rings).toEqual(['desk203']);
    expect(call.did('hold')).toEqual([{ do: 'hold', party: 'caller' }]);
    expect(call.did('releaseParty')).toEqual([{ do: 'releaseParty', party: 'callee' }]);
    expect(call.targets[0]).toMatchObject({ shown: { number: '201' } });
    expect(call.answered('desk203').is).toBe('talking');
  });

  test('CALL-1 CALL-9 CALL-10: with the transfer key of a phone, also by whoever called, and to outside', () => {
    const call = talks().event({ type: 'transfer', by: 'caller', to: '0612345678' });
    expect(call.rings).toEqual(['+31612345678']);
    expect(call.last.state.caller).toMatchObject({ user: '202', channel: 'desk202' });
  });

  test('CALL-5: not accepted, the reachability of whoever it went to holds', () => {
    const call = talks({ reach: { '203': reachWith('203', afterSec(10, { kind: 'voicemail', of: '203' })) } });
    call.keys('##*203#', 'callee').wait();
    expect(call.is).toBe('leavingMessage');
    expect(call.because).not.toContain('returns');
  });

  test.each([
    ['nobody answers and nothing is set', '##*203#', true],
    ['there is no such extension', '##*299#', false],
    ['an outside number does not answer', '##*0612345678#', true],
  ])('CALL-6 CALL-7 CALL-8: %s: it comes back once, marked, and then ends', (_, keys, rings) => {
    const call = talks({ numbers: [] }).keys(keys, 'callee');
    if (rings) {
      expect(call.did('ring').at(-1)).toMatchObject({ forSec: 30 });
      call.wait();
    }
    expect(call.rings).toEqual(['desk202']);
    expect(call.targets[0]).toMatchObject({ shown: { prefix: expect.stringContaining('<<') } });
    call.wait();
    expect(call.last.state.situation).toEqual({ is: 'over', why: 'noAnswer' });
  });
});

test('CALL-8: the account says how long a transferred call rings, and the call that comes back', () => {
  const account = { ...aSnapshot().account, transferRingSec: 12 };
  const call = talks({ numbers: [], account }).keys('##*203#', 'callee');
  expect(call.did('ring').at(-1)).toMatchObject({ forSec: 12 });
  call.wait();
  expect(call.did('ring').at(-1)).toMatchObject({ forSec: 12, targets: [{ id: 'desk202' }] });
});

describe('consultation', () => {
  const consulting = () => talks().keys('##203#', 'callee');

  test('CALL-2 CALL-3 SYS-29 SYS-61: the other party holds, the new one is called; hanging up connects them', () => {
    const call = consulting();
    expect(call.did('hold')).toEqual([{ do: 'hold', party: 'caller' }]);
    expect(call.did('consult')).toEqual([{ do: 'consult', holder: 'callee', to: '203' }]);
    call.event({ type: 'consultAnswered' }).event({ type: 'calleeHungUp' });
    expect(did(call)).toEqual(['joinConsulted']);
    expect(call.is).toBe('joined');
  });

  test('CALL-14: hanging up while it still rings is a cold transfer', () => {
    const call = consulting().event({ type: 'calleeHungUp' });
    expect(call.did('endConsultation')).toHaveLength(1);
    expect(call.rings).toEqual(['desk203']);
  });

  test.each([
    ['1 while it rings ends the consultation', false, '1', ['endConsultation']],
    ['1 after the answer too', true, '1', ['endConsultation']],
    ['2 toggles', true, '2', ['toggle']],
    ['3 makes it three', true, '3', ['threeWay']],
  ] as const)('CALL-11 SYS-61: %s', (_, answered, key, expected) => {
    const call = consulting();
    if (answered) call.event({ type: 'consultAnswered' });
    call.keys(key, 'callee');
    expect(did(call)).toEqual(expected);
    expect(call.is).toBe('talking');
  });

  test('CALL-13 SYS-27: after 1 the other party still holds, and *# takes it back', () => {
    const call = consulting().keys('1', 'callee');
    expect(call.did('resume')).toEqual([]);
    call.keys('*#', 'callee');
    expect(call.did('resume')).toEqual([{ do: 'resume', party: 'caller' }]);
  });

  test('CALL-11: *# after the answer ends the consultation and takes the held party back', () => {
    const call = consulting().event({ type: 'consultAnswered' }).keys('*#', 'callee');
    expect(did(call)).toEqual(['endConsultation', 'resume']);
  });

  test('CALL-15: a destination that cannot be called is told, and the other party stays on hold', () => {
    const call = talks().keys('##299#', 'callee').event({ type: 'consultEnded' });
    expect(told(call)).toEqual(['invalid']);
    expect(call.did('resume')).toEqual([]);
    expect(call.keys('*#', 'callee').did('resume')).toHaveLength(1);
  });
});

describe('hold', () => {
  test('CALL-10 CALL-11 CALL-70 SYS-26 SYS-59: ## holds, for callers and called alike', () => {
    expect(talks().keys('##', 'callee').did('hold')).toEqual([{ do: 'hold', party: 'caller' }]);
    expect(talks().keys('##', 'caller').did('hold')).toEqual([{ do: 'hold', party: 'callee' }]);
  });

  test('CALL-12 SYS-27 SYS-59: *# takes back at once, a lone * when nothing follows', () => {
    expect(talks().keys('##*#', 'callee').did('resume')).toHaveLength(1);
    const lone = talks().keys('##*', 'callee');
    expect(lone.did('resume')).toEqual([]);
    expect(lone.wait().did('resume')).toEqual([{ do: 'resume', party: 'caller' }]);
  });

  test('CALL-16: keys that form no code go on to the other party, codes do not', () => {
    const call = talks().keys('5', 'callee');
    expect(call.did('passKeys')).toEqual([{ do: 'passKeys', from: 'callee', digits: '5' }]);
    const half = talks().keys('*', 'callee');
    expect(half.did('passKeys')).toEqual([]);
    expect(half.wait().did('passKeys')).toEqual([{ do: 'passKeys', from: 'callee', digits: '*' }]);
    expect(talks().keys('##', 'callee').did('passKeys')).toEqual([]);
  });

  test('CALL-10: somebody outside has no codes', () => {
    const call = talksOutside().keys('##', 'caller');
    expect(call.did('hold')).toEqual([]);
    expect(
      call
        .did('passKeys')
        .map(({ digits }) => digits)
        .join(''),
    ).toBe('##');
  });
});

describe('parking', () => {
  test('CALL-24 CALL-25 CALL-28 CALL-31 SYS-22 SYS-54 SYS-57 FAC-22: *6 parks on the lowest free line, which is read out; the other hears music', () => {
    const call = talksOutside(users(parker));
    call.live = { ...call.live, parked: { '1': { call: 'x', by: '203', since: 0 } } };
    call.keys('*6', 'callee');
    expect(call.did('park')).toEqual([{ do: 'park', line: 2, by: '202' }]);
    expect(call.did('music')).toEqual([{ do: 'music', party: 'caller' }]);
    expect(told(call)).toEqual(['parkedOnLine', 'digits']);
    expect(call.did('tell')[0]?.prompts[1]).toMatchObject({ digits: '2' });
    expect(call.is).toBe('parked');
  });

  test('CALL-33: without the right nothing is parked, and the call goes on', () => {
    const call = talksOutside().keys('*6', 'callee');
    expect([told(call), call.did('park'), call.is]).toEqual([['noRight'], [], 'talking']);
  });

  test('CALL-31: with all lines taken nothing is parked, and the call goes on', () => {
    const call = talksOutside(users(parker));
    const parked = { call: 'x', by: '203', since: 0 };
    call.live = { ...call.live, parked: Object.fromEntries(Array.from({ length: 99 }, (_, i) => [i + 1, parked])) };
    call.keys('*6', 'callee');
    expect([told(call), call.did('park'), call.is]).toEqual([['allLinesTaken'], [], 'talking']);
  });

  test('CALL-31: whoever hangs up frees the line', () => {
    const call = talksOutside(users(parker)).keys('*6', 'callee').event({ type: 'callerHungUp' });
    expect(call.did('unpark')).toEqual([{ do: 'unpark', line: 1 }]);
  });

  test('CALL-32: after a while it rings at whoever parked it; unanswered it stays parked', () => {
    const call = talksOutside(users(parker)).keys('*6', 'callee').wait();
    expect(call.did('ring').at(-1)?.targets).toMatchObject([{ id: 'desk202' }]);
    expect(call.wait().is).toBe('parked');
    expect(call.did('unpark')).toEqual([]);
    expect(call.wait().answered('desk202').is).toBe('talking');
    expect(call.did('unpark')).toEqual([{ do: 'unpark', line: 1 }]);
  });

  test.each([
    [undefined, 300],
    [60, 60],
  ])('CALL-32: the time until then is a setting of the account: %j gives %i s', (parkRecallSec, seconds) => {
    const account = { ...aSnapshot().account, ...(parkRecallSec !== undefined && { parkRecallSec }) };
    const call = talksOutside({ ...users(parker), account }).keys('*6', 'callee');
    const parkedAt = call.now;
    expect(call.wait().now - parkedAt).toBe(seconds * 1000);
    const stopped = call.wait().now;
    expect(call.wait().now - stopped).toBe(seconds * 1000);
    expect(
      call
        .did('ring')
        .slice(1)
        .map(({ targets }) => targets[0]?.id),
    ).toEqual(['desk202', 'desk202']);
  });

  test('CALL-26 CALL-27: somebody else takes it from its line', () => {
    const call = talksOutside(users(parker))
      .keys('*6', 'callee')
      .event({ type: 'pickedUp', by: '203', target: 'desk203' });
    expect(call.is).toBe('talking');
    expect(call.did('unpark')).toEqual([{ do: 'unpark', line: 1 }]);
  });
});

describe('recording and the assistant', () => {
  const recorded = (fields: Partial<UserExtension>, account: object) =>
    talks({
      ...users(aUser('202', { rights: { ...aUser('202').rights, callRecording: true }, ...fields })),
      account: { ...aSnapshot().account, recording: { active: true, outgoing: false }, ...account },
    }).did('record');

  test('FAC-41 FAC-45 FAC-50 incoming: the facility, the right and the user’s setting all say yes', () => {
    expect(recorded({}, {})).toEqual([{ do: 'record', of: '202', direction: 'incoming' }]);
    expect(recorded({}, { recording: { active: false, outgoing: true } })).toEqual([]);
    expect(recorded({ rights: aUser('202').rights }, {})).toEqual([]);
    expect(recorded({ recordIncoming: false }, {})).toEqual([]);
  });

  test.each([
    [undefined, false, false],
    [undefined, true, true],
    [true, false, true],
    [false, true, false],
  ])('FAC-46 FAC-47 FAC-48 FAC-49 FAC-50 outgoing: the user says %s, the account %s: %s', (own, outgoing, expected) => {
    const caller = aUser('201', {
      rights: { ...aUser('201').rights, callRecording: true },
      ...(own !== undefined && { recordOutgoing: own }),
    });
    const account = { ...aSnapshot().account, recording: { active: true, outgoing } };
    const call = talks({ ...users(caller), account });
    expect(call.did('record')).toEqual(expected ? [{ do: 'record', of: '201', direction: 'outgoing' }] : []);
  });

  test('CALL-62 SYS-65 FAC-69: *4 starts the analysis and *5 stops it', () => {
    const call = talks().keys('*4', 'callee');
    expect(call.did('analyse')).toEqual([{ do: 'analyse', of: '202', on: true, maxSec: 7200 }]);
    call.keys('*5', 'callee');
    expect(call.did('analyse').at(-1)).toEqual({ do: 'analyse', of: '202', on: false });
  });

  test('CALL-64: a profile starts it by itself when the call is answered', () => {
    const call = talks({ reach: { '202': reachWith('202', { callAnalysis: 'on' }) } });
    expect(call.did('analyse')).toEqual([{ do: 'analyse', of: '202', on: true, maxSec: 7200 }]);
  });

  test('Q-121: an agent who passes his caller on is free for the queue', () => {
    const queue = aQueue('300', { members: [{ agent: '202' }] });
    const call = new ACall(
      aSnapshot({ queues: [queue] }, [{ kind: 'queue', number: '300', name: 'Sales' }]),
      fromDesk('201'),
      '300',
    );
    const offer = { do: 'offer', call: 'call', queue: '300', agent: '202', at: 'devices', forSec: 20 } as const;
    call.event({ type: 'queueDid', action: offer }).answered('desk202');
    call.event({ type: 'queueDid', action: { do: 'connect', call: 'call', agent: '202' } }).keys('##*203#', 'callee');
    expect(call.did('tellQueue').map(({ event }) => event.type)).toEqual(['agentAnswered', 'agentHungUp']);
  });
});
