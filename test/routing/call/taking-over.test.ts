// Taking over what rings or is parked elsewhere, moving a call, listening in; and whom privacy groups let do so.
import { describe, expect, test } from 'vitest';
import type { Grant } from '../../../server/domain/telephony/groups.ts';
import type { Live, RingingCall, Snapshot } from '../../../server/routing/snapshot.ts';
import { ACall, aDesk, aQueue, aSnapshot, aUser, fromDesk, NOW, reachWith } from '../../support/telephony.ts';

const NOTHING: Omit<Grant, 'over'> = {
  pickup: false,
  retrieveParked: false,
  presence: false,
  notifications: false,
  notificationDelaySec: 0,
  listenIn: false,
};
/** 201 has these rights over 202. */
const granted = (...grants: readonly Partial<Grant>[]): Pick<Snapshot, 'privacyGroups'> => ({
  privacyGroups: grants.map((grant, i) => ({
    id: `g${i}`,
    name: `Group ${i}`,
    members: ['201'],
    grants: [{ ...NOTHING, over: '202', ...grant }],
  })),
});
const ringsAt = (extension: string, call = 'other', since = NOW - 5000): RingingCall => ({
  call,
  extension,
  channels: [`desk${extension}`],
  users: [extension],
  since,
});
const names = (call: ACall) =>
  call.did('play').flatMap(({ prompts }) => prompts.map((each) => (each.kind === 'system' ? each.name : each.kind)));
const dials = (to: string, fields: Partial<Snapshot>, live: Partial<Live>, country = 'NL') =>
  new ACall(aSnapshot({ ...fields, account: { ...aSnapshot().account, country } }), fromDesk('201'), to, live);

describe('pickup', () => {
  const ringing = [ringsAt('202')];

  test.each([
    ['*8202', 'NL'],
    ['*8', 'NL'],
    ['908202', 'NL'],
    ['908', 'NL'],
    ['8808202', 'GB'],
    ['8808', 'GB'],
  ])(
    'CALL-19 CALL-20 CALL-21 CALL-22 SYS-45 SYS-46 SYS-47 FAC-17: %s of %s takes the call that rings at 202',
    (code, country) => {
      const call = dials(code, granted({ pickup: true }), { ringing }, country);
      expect(call.did('pickUp')).toEqual([{ do: 'pickUp', other: 'other' }]);
      expect(call.is).toBe('joined');
    },
  );

  test.each(['*8202', '*8', '908202', '908'])(
    'CALL-22 CALL-23 SYS-47 FAC-3 FAC-6: %s without the right takes nothing',
    (code) => {
      const call = dials(code, granted({ presence: true, listenIn: true }), { ringing });
      expect([call.did('pickUp'), names(call)]).toEqual([[], ['noRight']]);
    },
  );

  test('CALL-23: of several the one that has rung longest, among those that he may take', () => {
    const live = {
      ringing: [
        ringsAt('202', 'short', NOW - 2000),
        ringsAt('202', 'long', NOW - 9000),
        ringsAt('203', 'others', NOW - 20_000),
      ],
    };
    expect(dials('*8', granted({ pickup: true }), live).did('pickUp')).toEqual([{ do: 'pickUp', other: 'long' }]);
  });

  test('CALL-23: where nothing rings that is told', () => {
    expect(names(dials('*8', granted({ pickup: true }), {}))).toEqual(['nothingRings']);
    expect(names(dials('*8203', granted({ pickup: true }), { ringing }))).toEqual(['nothingRings']);
  });

  test('FAC-16 FAC-19: rights are the union over all groups', () => {
    const call = dials('*8202', granted({ listenIn: true }, { pickup: true }), { ringing });
    expect(call.did('pickUp')).toHaveLength(1);
  });

  test('CALL-19: what is picked up stops ringing and is connected with whoever took it', () => {
    const call = new ACall(aSnapshot(), fromDesk('203'), '202').event({
      type: 'pickedUp',
      by: '201',
      target: 'desk201',
    });
    expect(call.did('stopRinging')).toEqual([{ do: 'stopRinging', targets: ['desk202'], elsewhere: true }]);
    expect(call.is).toBe('talking');
  });
});

describe('parked calls', () => {
  const parked = (line: string, by = '202') => ({ parked: { [line]: { call: 'parked', by, since: NOW } } });
  const right = granted({ retrieveParked: true });

  test.each([
    ['a', 'NL', '24', '93024'],
    ['b', 'NL', '5', '9305'],
    ['c', 'GB', '24', '883024'],
  ])('SYS-67%s CALL-27 CALL-29 SYS-55 SYS-57: %s, line %s: %s', (_, country, line, dial) => {
    const call = dials(dial, right, parked(line), country);
    expect(call.did('retrieve')).toEqual([{ do: 'retrieve', other: 'parked', line: Number(line) }]);
  });

  test.each(['9300', '930100'])('SYS-67d CALL-28 SYS-57: %s is refused', (dial) => {
    expect(dials(dial, right, parked('24')).did('retrieve')).toEqual([]);
  });

  test('SYS-67e CALL-26 SYS-58 FAC-21: without the right the call stays where it is', () => {
    const call = dials('93024', granted({ pickup: true }), parked('24'));
    expect([call.did('retrieve'), names(call)]).toEqual([[], ['noRight']]);
  });

  test('CALL-31: one’s own parked call needs no right', () => {
    expect(dials('93024', {}, parked('24', '201')).did('retrieve')).toHaveLength(1);
  });

  test('SYS-18 SYS-56: 930 alone asks for the line', () => {
    const call = dials('930', right, parked('24'));
    expect(names(call)).toEqual(['enterLine']);
    expect(call.keys('24').did('retrieve')).toEqual([{ do: 'retrieve', other: 'parked', line: 24 }]);
  });
});

describe('moving a call here', () => {
  const two = { channels: [aDesk('201'), { ...aDesk('201'), name: 'second' }, aDesk('202')] };

  test.each([
    ['*9', 'NL'],
    ['909', 'NL'],
    ['8809', 'GB'],
  ])('CALL-71 SYS-48: %s of %s on another device of his takes his call over', (code, country) => {
    expect(dials(code, two, { channelCalls: { second: 1 } }, country).did('moveHere')).toEqual([
      { do: 'moveHere', user: '201' },
    ]);
  });

  test('CALL-71: without a call elsewhere there is nothing to move', () => {
    expect(dials('*9', two, {}).did('moveHere')).toEqual([]);
  });
});

describe('listening in', () => {
  const listens = (live: Partial<Live> = {}) => dials('906', granted({ listenIn: true }), live).keys('202');

  test('CALL-34 CALL-36 CALL-37 CALL-40 SYS-41 SYS-44: asks for the agent; in a call he is joined at once, unheard', () => {
    const call = listens({ userCalls: { '202': 1 } });
    expect(names(call)).toEqual(['enterAgent']);
    expect(call.did('listenIn')).toEqual([{ do: 'listenIn', agent: '202', mode: 'listen' }]);
  });

  test('CALL-38 SYS-42: the agent alone is told', () => {
    const call = listens({ userCalls: { '202': 1 } });
    expect(call.did('tell')).toMatchObject([{ party: 'callee', prompts: [{ name: 'supervisorListens' }] }]);
  });

  test('CALL-37 CALL-43 SYS-41 FAC-22: while he has no call there is music, before and after', () => {
    const call = listens();
    expect(call.did('music')).toEqual([{ do: 'music', party: 'caller' }]);
    call.event({ type: 'agentCall', active: true }).event({ type: 'agentCall', active: false });
    expect([call.did('listenIn').length, call.did('music').length]).toEqual([1, 2]);
    expect(call.event({ type: 'agentCall', active: true }).did('tell')).toHaveLength(2);
  });

  test('CALL-39 CALL-41 SYS-43: 1 listens, 2 consults, 3 goes to another call', () => {
    const call = listens({ userCalls: { '202': 1 } })
      .keys('2')
      .keys('1')
      .keys('3');
    expect(call.did('listenIn').map(({ mode }) => mode)).toEqual(['listen', 'consult', 'listen']);
    expect(call.did('nextCallOfAgent')).toEqual([{ do: 'nextCallOfAgent', agent: '202' }]);
  });

  test.each(['202', '299'])(
    'CALL-34 CALL-42 SYS-44: without the right, or with an unknown extension (%s), nothing is heard',
    (agent) => {
      const call = dials('906', granted({ pickup: true }), { userCalls: { '202': 1 } }).keys(agent);
      expect([call.did('listenIn'), names(call).at(-1)]).toEqual([[], 'noRight']);
    },
  );
});

describe('assistants and notifications', () => {
  const manager = aUser('202', { assistantGroupId: 'g' });
  const calls = (members: readonly string[], reach: Snapshot['reach'] = {}) =>
    new ACall(
      aSnapshot({
        extensions: [aUser('201'), manager, aUser('203')],
        privacyGroups: [{ id: 'g', name: 'Assistants', members: [...members], grants: [] }],
        reach,
      }),
      fromDesk('203'),
      '202',
    );
  const SECTION = { '202': reachWith('202', { assistantGroup: 'on' }) };

  test('FAC-8 FAC-9 FAC-10 FAC-11 FAC-13 FAC-21: the assistants ring, the manager does not; he and they are told and may take it', () => {
    const call = calls(['201'], SECTION);
    expect(call.rings).toEqual(['desk201']);
    expect(call.did('notify')).toEqual([
      { do: 'notify', users: ['202'], about: '202', afterSec: 0, mayTake: true },
      { do: 'notify', users: ['201'], about: '202', afterSec: 0, mayTake: true },
    ]);
  });

  test('FAC-12: without the section in the profile the manager rings himself', () => {
    expect(calls(['201']).rings).toEqual(['desk202']);
  });

  test('FAC-15 FAC-17 FAC-18: who has the right is told of a call, after the time set', () => {
    const call = new ACall(
      aSnapshot(granted({ notifications: true, notificationDelaySec: 5, pickup: true })),
      fromDesk('203'),
      '202',
    );
    expect(call.did('notify')).toEqual([{ do: 'notify', users: ['201'], about: '202', afterSec: 5, mayTake: true }]);
  });
});

describe('devices and agents', () => {
  test('FAC-37 FAC-38 FAC-122 FAC-128: a user who is put on two channels rings on both', () => {
    const channels = [aDesk('201'), aDesk('202'), { ...aDesk('202'), name: 'second202' }];
    expect(new ACall(aSnapshot({ channels }), fromDesk('201'), '202').rings).toEqual(['desk202', 'second202']);
  });

  test('EXT-136 Q-34: a forward extension is an agent, whose telephone is an outside number', () => {
    const forward = {
      kind: 'forward',
      number: '310',
      name: 'Home',
      to: '+31612345678',
      callerNumber: { kind: 'caller' },
    } as const;
    const queue = aQueue('300', { members: [{ agent: '310', kind: 'forward' }] });
    const call = new ACall(
      aSnapshot({ queues: [queue] }, [forward, { kind: 'queue', number: '300', name: 'Sales' }]),
      fromDesk('201'),
      '300',
    );
    const action = { do: 'offer', call: 'call', queue: '300', agent: '310', at: 'devices', forSec: 20 } as const;
    call.event({ type: 'queueDid', action });
    expect(call.did('ring').at(-1)).toMatchObject({
      targets: [{ kind: 'number', number: '+31612345678' }],
      forSec: 20,
    });
    expect(call.answered('+31612345678').did('tellQueue').at(-1)).toMatchObject({
      event: { type: 'agentAnswered', agent: '310' },
    });
  });

  test('Q-7: a caller who hangs up while an agent’s phone rings stops it', () => {
    const queue = aQueue('300', { members: [{ agent: '202' }] });
    const call = new ACall(
      aSnapshot({ queues: [queue] }, [{ kind: 'queue', number: '300', name: 'Sales' }]),
      fromDesk('201'),
      '300',
    );
    const action = { do: 'offer', call: 'call', queue: '300', agent: '202', at: 'devices', forSec: 20 } as const;
    call.event({ type: 'queueDid', action }).event({ type: 'callerHungUp' });
    expect(call.did('stopRinging')).toEqual([{ do: 'stopRinging', targets: ['desk202'], elsewhere: false }]);
    expect(call.is).toBe('over');
  });
});
