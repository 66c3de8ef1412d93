// What somebody can do beside calling and being called, all in one place; and what the assistant's number does within a call.
import { describe, expect, test } from 'vitest';
import type { Extension } from '../../../server/domain/telephony/extension.ts';
import type { Action } from '../../../server/routing/decision.ts';
import type { Live } from '../../../server/routing/snapshot.ts';
import { ACall, aDesk, aSnapshot, aUser, fromDesk, fromOutside, NOW, personal } from '../../support/telephony.ts';

const rights = { ...aUser('202').rights, parkCalls: true };
const group = {
  id: 'g',
  name: 'Desk',
  members: ['203'],
  grants: [
    {
      over: '202',
      pickup: true,
      retrieveParked: false,
      presence: false,
      notifications: false,
      notificationDelaySec: 0,
      listenIn: true,
    },
  ],
};
const office = aSnapshot({
  extensions: [aUser('201'), aUser('202', { rights }), aUser('203')],
  channels: [aDesk('201'), aDesk('202'), { ...aDesk('202'), name: 'second' }, aDesk('203')],
  privacyGroups: [group],
});

/** 201 talks with 202; 202 is the callee. */
const talks = () => new ACall(office, fromDesk('201'), '202').answered('desk202');
const did = (call: ACall) => call.last.actions.map(({ do: what }) => what);

const from = (number: string, to: string, live: Partial<Live> = {}) => new ACall(office, fromDesk(number), to, live);
const ringing = [{ call: 'other', extension: '202', channels: ['desk202'], users: ['202'], since: NOW }];

/** What somebody does, and the action that it comes to. */
const FEATURES: readonly (readonly [string, Action['do'], () => ACall])[] = [
  ['transfer', 'releaseParty', () => talks().keys('##*203#', 'callee')],
  ['hold', 'hold', () => talks().keys('##', 'callee')],
  ['park', 'park', () => talks().keys('*6', 'callee')],
  ['the assistant', 'analyse', () => talks().keys('*4', 'callee')],
  ['forward', 'ask', () => from('202', '910').keys('1').keys('203#')],
  ['pickup', 'pickUp', () => from('203', '*8', { ringing })],
  ['listen-in', 'listenIn', () => from('203', '906', { userCalls: { '202': 1 } }).keys('202')],
  ['going on at another device', 'moveHere', () => from('202', '*9', { channelCalls: { second: 1 } })],
];

describe('call features', () => {
  test.each(FEATURES)('EXT-20 %s', (_, action, use) => {
    expect(talks().all.map(({ do: what }) => what)).not.toContain(action);
    expect(did(use())).toContain(action);
  });

  test('EXT-20 distinctive ringing: each kind of call is told apart', () => {
    expect(from('201', '202').targets).toMatchObject([{ alert: 'internal' }, { alert: 'internal' }]);
    const outside = { ...office, ...personal('+31201111111', '202') };
    const rings = (number: string) => new ACall(outside, fromOutside(number), '0201111111').targets;
    expect(rings('0612345678')).toMatchObject([{ alert: 'national' }, { alert: 'national' }]);
    expect(rings('+4930123456')).toMatchObject([{ alert: 'international' }, { alert: 'international' }]);
  });
});

describe('what a phone or client asks for without keys', () => {
  const deflected = (call: ACall, target: string, to: string) => call.event({ type: 'deflected', target, to });

  test('CALL-17 whoever it rings at sends it elsewhere: all his phones stop, and what he may not call it does not reach', () => {
    const call = deflected(from('201', '202'), 'desk202', '203');
    expect(call.did('stopRinging')).toEqual([{ do: 'stopRinging', targets: ['second'], elsewhere: false }]);
    expect(call.rings).toEqual(['desk203']);
    expect(call.because).toContain('deflects');
    const blocking = { account: { blocked: [], categories: [] }, users: { '202': { blocked: ['mobile'] } } };
    const barred = new ACall({ ...office, blocking }, fromDesk('201'), '202');
    expect(deflected(barred, 'desk202', '0612345678').because).toContain('barred');
  });

  test('CALL-17 EXT-13 two phones that send a call back to each other by themselves end it', () => {
    const call = deflected(deflected(from('201', '202'), 'desk202', '203'), 'desk203', '202');
    expect(call.last.state.situation).toEqual({ is: 'over', why: 'loop' });
  });

  test('CALL-17 in a group it counts as declined: the others go on ringing', () => {
    const members: Extension = {
      kind: 'group',
      number: '301',
      name: 'All',
      members: ['202', '203'],
      allowIndividualForwarding: false,
      callerNumber: 'caller',
      outsidersPickUp: false,
      outsidersSee: false,
      privacyGroups: [],
    };
    const call = new ACall(aSnapshot({ channels: office.channels }, [members]), fromDesk('201'), '301');
    deflected(call, 'desk202', '0612345678');
    expect(call.rings).toEqual(['desk203']);
  });

  test('CALL-30 a client parks as *6 does, with the same right', () => {
    expect(did(talks().event({ type: 'park', by: 'callee' }))).toEqual(did(talks().keys('*6', 'callee')));
    expect(talks().event({ type: 'park', by: 'callee' }).did('park')).toEqual([{ do: 'park', line: 1, by: '202' }]);
    expect(talks().event({ type: 'park', by: 'caller' }).because).toContain('noParkRight');
  });

  test('CALL-61 a client starts and stops the assistant as *4 and *5 do', () => {
    const analysed = (on: boolean) => talks().event({ type: 'analyse', by: 'callee', on }).did('analyse');
    expect(analysed(true)).toEqual([{ do: 'analyse', of: '202', on: true, maxSec: 7200 }]);
    expect(analysed(false)).toEqual([{ do: 'analyse', of: '202', on: false }]);
    const off = { ...office, account: { ...office.account, aiAssistant: false } };
    const call = new ACall(off, fromDesk('201'), '202').answered('desk202');
    expect(call.event({ type: 'analyse', by: 'callee', on: true }).because).toContain('assistantOff');
  });
});

describe('the number of the assistant', () => {
  test('CALL-67 called from idle it records the caller himself', () => {
    const call = new ACall(office, fromDesk('202'), '940');
    expect(did(call)).toContain('analyse');
    expect(call.did('analyse')).toEqual([{ do: 'analyse', of: '202', on: true, maxSec: 7200 }]);
    expect(call.is).toBe('leavingMessage');
  });

  test('CALL-63 two hours are recorded and analysed for certain: a dictation ends there, a call goes on', () => {
    const alone = new ACall(office, fromDesk('202'), '940');
    const beganAt = alone.now;
    expect(alone.wait().last.state.situation).toEqual({ is: 'over', why: 'done' });
    expect(alone.now - beganAt).toBe(2 * 3_600_000);
    const call = talks().keys('*4', 'callee');
    expect(call.did('analyse')).toMatchObject([{ on: true, maxSec: 7200 }]);
    call.now += 3 * 3_600_000;
    expect(call.event({ type: 'timer' }).is).toBe('talking');
  });

  test('CALL-67 called as a second call, 3 joins it to the one on hold', () => {
    const call = talks().keys('##940#', 'callee');
    expect(call.did('consult')).toEqual([{ do: 'consult', holder: 'callee', to: '940' }]);
    expect(did(call.event({ type: 'consultAnswered' }).keys('3', 'callee'))).toEqual(['threeWay']);
  });

  test('CALL-67 *4 and *5 act on the call they are keyed in, for whoever keyed them', () => {
    expect(talks().keys('*4', 'caller').did('analyse')).toEqual([{ do: 'analyse', of: '201', on: true, maxSec: 7200 }]);
    expect(talks().keys('*5', 'callee').did('analyse')).toEqual([{ do: 'analyse', of: '202', on: false }]);
  });
});
