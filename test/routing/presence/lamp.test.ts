import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grant } from '../../../server/domain/telephony/groups.ts';
import { compile } from '../../../server/routing/compile.ts';
import { lampOf } from '../../../server/routing/presence/lamp.ts';
import { type Live, QUIET, type RingingCall } from '../../../server/routing/snapshot.ts';
import { aDesk, aSnapshot, NOW } from '../../support/telephony.ts';

const RIGHTS = { pickup: false, retrieveParked: false, presence: false, notifications: false, listenIn: false };
const grant = (over: string, rights: Partial<Grant>): Grant => ({
  ...RIGHTS,
  over,
  notificationDelaySec: 0,
  ...rights,
});
/** 201 may see 202 and nobody else; 202 has a second device, linked by twinning. */
const account = compile(
  aSnapshot({
    privacyGroups: [
      {
        id: 'g1',
        name: 'Desk',
        members: ['201'],
        grants: [grant('202', { presence: true }), grant('290', { presence: true })],
      },
      {
        id: 'g2',
        name: 'All but presence',
        members: ['201', '203'],
        grants: [
          grant('203', { pickup: true, retrieveParked: true, notifications: true, listenIn: true }),
          grant('201', { pickup: true }),
        ],
      },
    ],
    channels: [
      aDesk('201'),
      aDesk('202'),
      aDesk('203'),
      aDesk('202', { name: 'dect202' }),
      { name: 'hall', device: 'fixed', callLimit: 2 },
    ],
  }),
);
const rings = (fields: Partial<RingingCall>): RingingCall => ({
  call: 'c1',
  extension: '202',
  channels: [],
  users: [],
  since: NOW,
  ...fields,
});
const lampAt = (live: Partial<Live>, watcher = '201', watched = '202') =>
  lampOf(account, { ...QUIET, ...live }, watcher, watched);

describe('FAC-2: off, flashing, steadily on', () => {
  test.each<[string, Partial<Live>, string]>([
    ['nothing is the case', {}, 'off'],
    ['a call rings at the user', { ringing: [rings({ users: ['202'] })], userCalls: { 202: 1 } }, 'flashing'],
    ['he talks', { userCalls: { 202: 1 }, channelCalls: { desk202: 1 } }, 'on'],
    ['somebody else talks', { userCalls: { 203: 1 }, channelCalls: { desk203: 1 } }, 'off'],
    ['a call rings at somebody else', { ringing: [rings({ extension: '203', users: ['203'] })] }, 'off'],
    [
      'FAC-3: he talks and another call rings: the key takes it',
      { ringing: [rings({ users: ['202'] })], userCalls: { 202: 2 }, channelCalls: { desk202: 2 } },
      'flashing',
    ],
    ['a call of a group rings at him', { ringing: [rings({ extension: '300', users: ['203', '202'] })] }, 'flashing'],
  ])('%s', (_, live, lamp) => {
    expect(lampAt(live)).toBe(lamp);
  });
});

describe('FAC-7: any device of the user counts', () => {
  const loggedIn = { logins: { hall: '202' } };
  test.each<[string, Partial<Live>, string]>([
    ['busy on the first', { channelCalls: { desk202: 1 } }, 'on'],
    ['busy on the second', { channelCalls: { dect202: 1 } }, 'on'],
    ['busy where he only logged in', { ...loggedIn, channelCalls: { hall: 1 } }, 'on'],
    ['busy where somebody else is logged in', { logins: { hall: '203' }, channelCalls: { hall: 1 } }, 'off'],
    ['busy on no device of the platform, such as a client', { userCalls: { 202: 1 } }, 'on'],
    ['ringing on the second', { ringing: [rings({ extension: '300', channels: ['dect202'] })] }, 'flashing'],
    ['ringing where he only logged in', { ...loggedIn, ringing: [rings({ channels: ['hall'] })] }, 'flashing'],
    [
      'ringing on one, busy on the other',
      { channelCalls: { desk202: 1, dect202: 1 }, ringing: [rings({ channels: ['dect202'] })] },
      'flashing',
    ],
  ])('%s', (_, live, lamp) => {
    expect(lampAt(live)).toBe(lamp);
  });
});

describe('FAC-5: only with the right Presence over the extension', () => {
  const everybodyTalks = { userCalls: { 201: 1, 202: 1, 203: 1 } };
  test.each([
    ['201', '202', 'on', 'it was granted'],
    ['201', '201', 'on', 'it is his own'],
    ['201', '203', 'withheld', 'every other right, but not this one'],
    ['202', '201', 'withheld', 'no right goes both ways'],
    ['203', '202', 'withheld', 'he is in no group that has it'],
    ['201', '290', 'withheld', 'it was granted over an extension that is no user'],
    ['201', '999', 'withheld', 'nobody is there'],
  ])('%s sees of %s: %s, since %s', (watcher, watched, lamp) => {
    expect(lampAt(everybodyTalks, watcher, watched)).toBe(lamp);
  });

  test('FAC-5, FAC-6: whoever has no right is told the same, whatever is the case', () => {
    const calls = fc.dictionary(fc.constantFrom('201', '202', '203'), fc.nat(3));
    const users = fc.subarray(['201', '202', '203']);
    fc.assert(
      fc.property(calls, users, fc.constantFrom('202', '203', '999'), (userCalls, ringing, watched) => {
        const live = { userCalls, ringing: [rings({ users: ringing })] };
        expect(lampAt(live, '203', watched) === 'withheld').toBe(watched !== '203');
      }),
    );
  });
});
