// Groups: who rings, what is shown, and where calls go that nobody of them takes.
import { describe, expect, test } from 'vitest';
import { toExtension, toNumber } from '../../../server/domain/telephony/destination.ts';
import type { GroupExtension } from '../../../server/domain/telephony/extension.ts';
import {
  ACall,
  afterSec,
  always,
  aSnapshot,
  aUser,
  fromDesk,
  fromOutside,
  personal,
  reachWith,
} from '../../support/telephony.ts';

function aGroup(fields: Partial<GroupExtension> = {}): GroupExtension {
  return {
    kind: 'group',
    number: '300',
    name: 'Sales',
    members: ['202', '203'],
    allowIndividualForwarding: false,
    callerNumber: 'caller',
    outsidersPickUp: false,
    outsidersSee: false,
    privacyGroups: [],
    ...fields,
  };
}
const withGroup = (fields: Partial<GroupExtension> = {}) => aSnapshot({}, [aGroup(fields)]);

describe('a group', () => {
  test('EXT-74 CALL-46 all members ring at once, and stop when one answers', () => {
    const call = new ACall(withGroup(), fromDesk('201'), '300');
    expect(call.rings).toEqual(['desk202', 'desk203']);
    expect(call.targets).toMatchObject([{ alert: 'group' }, { alert: 'group' }]);
    call.answered('desk203');
    expect(call.did('stopRinging')).toEqual([{ do: 'stopRinging', targets: ['desk202'], elsewhere: true }]);
    expect(call.did('connect')).toEqual([{ do: 'connect', target: 'desk203' }]);
  });

  test('EXT-75 members are user extensions; what is none is passed over, and nobody rings twice', () => {
    const call = new ACall(withGroup({ members: ['202', '300', '999', '202'] }), fromDesk('201'), '300');
    expect(call.rings).toEqual(['desk202']);
  });

  test('EXT-76 whoever calls the group does not ring himself', () => {
    expect(new ACall(withGroup({ members: ['201', '202'] }), fromDesk('201'), '300').rings).toEqual(['desk202']);
  });

  test.each([
    ['caller', '+31612345678'],
    ['called', '+31201111111'],
  ] as const)('EXT-76 external caller number: %s shows %s', (callerNumber, number) => {
    const snapshot = { ...withGroup({ callerNumber }), ...personal('+31201111111', '201') };
    const forwarding = { ...snapshot, reach: { '201': reachWith('201', always(toExtension('300'))) } };
    const call = new ACall(forwarding, fromOutside('0612345678'), '0201111111');
    expect(call.targets).toMatchObject([{ shown: { number } }, { shown: { number } }]);
  });

  test('EXT-77 EXT-79 unconditional goes first, also for internal calls', () => {
    const group = { forwardAlways: [toExtension('203')], forwardOnBusy: [toExtension('202')] };
    expect(new ACall(withGroup(group), fromDesk('201'), '300').rings).toEqual(['desk203']);
  });

  test('EXT-78 several forward targets ring simultaneously', () => {
    const group = { forwardAlways: [toExtension('203'), toNumber('+31611111111')] };
    expect(new ACall(withGroup(group), fromDesk('201'), '300').rings).toEqual(['desk203', '+31611111111']);
  });

  test('EXT-79 busy: all members talk, or are not logged in', () => {
    const group = { members: ['202', '203'], forwardOnBusy: [toNumber('+31611111111')] };
    const live = { channelCalls: { desk202: 2 }, unregistered: { desk203: true } } as const;
    expect(new ACall(withGroup(group), fromDesk('201'), '300', live).rings).toEqual(['+31611111111']);
    const busy = new ACall(withGroup({ members: ['202'] }), fromDesk('201'), '300', live);
    expect(busy.did('refuse')).toMatchObject([{ sipStatus: 486 }]);
  });

  test('EXT-79 no answer: after the timeout, not before', () => {
    const group = { forwardOnNoAnswer: [toNumber('+31611111111')], forwardAfterSec: 15 };
    const call = new ACall(withGroup(group), fromDesk('201'), '300');
    expect(call.did('ring')).toMatchObject([{ forSec: 15 }]);
    const began = call.now;
    call.event({ type: 'timer' });
    expect(call.rings).toEqual(['desk202', 'desk203']);
    call.wait();
    expect(call.now - began).toBe(15_000);
    expect(call.did('stopRinging')).toMatchObject([{ targets: ['desk202', 'desk203'], elsewhere: false }]);
    expect(call.rings).toEqual(['+31611111111']);
  });

  test.each([
    [true, ['+31611111111', 'desk203']],
    [false, ['desk202', 'desk203']],
  ])('EXT-76 individual forwarding %s: %j ring', (allowIndividualForwarding, rings) => {
    const snapshot = {
      ...withGroup({ allowIndividualForwarding }),
      reach: { '202': reachWith('202', always(toNumber('+31611111111'))) },
    };
    expect(new ACall(snapshot, fromDesk('201'), '300').rings).toEqual(rings);
  });

  test('EXT-76 R-14 a member who does not answer is replaced by his own forward while the others ring on', () => {
    const reach = { '202': reachWith('202', afterSec(5, toNumber('+31611111111'))) };
    const call = new ACall({ ...withGroup({ allowIndividualForwarding: true }), reach }, fromDesk('201'), '300').wait();
    expect(call.rings).toEqual(['desk203', '+31611111111']);
    expect(call.did('stopRinging')).toMatchObject([{ targets: ['desk202'] }]);
  });

  test('EXT-80 EXT-81 privacy groups of the group are told of its calls and may take them; EXT-82 they are not rung', () => {
    const privacyGroups = [{ id: 'g1', name: 'Desk', members: ['201'], grants: [] }];
    const group = { privacyGroups: [{ groupId: 'g1', notifications: true, pickup: true }] };
    const snapshot = { ...aSnapshot({ privacyGroups }, [aGroup(group), aUser('204')]) };
    const call = new ACall(snapshot, fromOutside('0612345678'), '0201234567');
    expect(call.did('refuse')).toMatchObject([{ reason: 'noActivePlan' }]);
    const inside = new ACall(snapshot, fromDesk('203'), '300');
    expect(inside.did('notify')).toMatchObject([{ users: ['201'], about: '300', mayTake: true }]);
    expect(inside.rings).toEqual(['desk202']);
  });
});
