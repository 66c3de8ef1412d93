// What somebody can do beside calling and being called, all in one place; and what the assistant's number does within a call.
import { describe, expect, test } from 'vitest';
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

describe('the number of the assistant', () => {
  test('CALL-67 called from idle it records the caller himself', () => {
    const call = new ACall(office, fromDesk('202'), '940');
    expect(did(call)).toContain('analyse');
    expect(call.did('analyse')).toEqual([{ do: 'analyse', of: '202', on: true }]);
    expect(call.is).toBe('leavingMessage');
  });

  test('CALL-67 called as a second call, 3 joins it to the one on hold', () => {
    const call = talks().keys('##940#', 'callee');
    expect(call.did('consult')).toEqual([{ do: 'consult', holder: 'callee', to: '940' }]);
    expect(did(call.event({ type: 'consultAnswered' }).keys('3', 'callee'))).toEqual(['threeWay']);
  });

  test('CALL-67 *4 and *5 act on the call they are keyed in, for whoever keyed them', () => {
    expect(talks().keys('*4', 'caller').did('analyse')).toEqual([{ do: 'analyse', of: '201', on: true }]);
    expect(talks().keys('*5', 'callee').did('analyse')).toEqual([{ do: 'analyse', of: '202', on: false }]);
  });
});
