// Calls to and from outside: what is dialled, which number goes along, what stands in the way, and what nothing may stand in the way of.
import { describe, expect, test } from 'vitest';
import { toNumber } from '../../../server/domain/telephony/destination.ts';
import type { TelephonyAccount } from '../../../server/routing/snapshot.ts';
import {
  ACall,
  aDesk,
  always,
  aSnapshot,
  aUser,
  fromDesk,
  fromOutside,
  personal,
  reachWith,
} from '../../support/telephony.ts';

const target = (call: ACall) => call.targets[0];
const FALLBACKS: Partial<TelephonyAccount> = { emergencyCallerId: '+31201234500' };
const account = (fields: Partial<TelephonyAccount>) => ({ account: { ...aSnapshot().account, ...fields } });

describe('numbers as they are dialled', () => {
  test.each([
    ['0612345678', '+31612345678'],
    ['020 765 43 21', '+31207654321'],
    ['+4930123456', '+4930123456'],
    ['004930123456', '+4930123456'],
    ['7654321', '+31207654321'],
    ['08001234', '+318001234'],
    ['14020', '14020'],
  ])('SYS-2 NL, area code 020: %s goes out as %s', (dialled, number) => {
    expect(target(new ACall(aSnapshot(), fromDesk('201'), dialled))).toMatchObject({ number });
  });

  test.each([
    ['GB', '020', '02079460000', '+442079460000'],
    ['DK', undefined, '33123456', '+4533123456'],
    ['FI', '09', '0401234567', '+358401234567'],
    ['DE', '030', '0171123456', '+49171123456'],
  ])('SYS-2 %s, area code %s: %s goes out as %s', (country, areaCode, dialled, number) => {
    const snapshot = aSnapshot({ account: { ...aSnapshot().account, country, ...(areaCode && { areaCode }) } });
    expect(target(new ACall(snapshot, fromDesk('201'), dialled))).toMatchObject({ number });
  });

  test('EXT-47 a local number belongs to the area code of the user, before that of the account', () => {
    const snapshot = { ...aSnapshot(), extensions: [aUser('201', { areaCode: '030' })] };
    expect(target(new ACall(snapshot, fromDesk('201'), '7654321'))).toMatchObject({ number: '+31307654321' });
  });

  test.each(['299', '12', 'abc', '+0123', ''])('EXT-14 SYS-2 %j is refused', (dialled) => {
    const call = new ACall(aSnapshot(), fromDesk('201'), dialled);
    expect(dialled === '12' ? call.rings : call.did('refuse').map(({ sipStatus }) => sipStatus)).toEqual(
      dialled === '12' ? ['12'] : [404],
    );
  });

  test('NP-18 a number of the account itself stays inside', () => {
    const call = new ACall({ ...aSnapshot(), ...personal('+31201111111', '203') }, fromDesk('201'), '0201111111');
    expect(call.rings).toEqual(['desk203']);
    expect(call.targets).toMatchObject([{ shown: { number: '201' }, alert: 'internal' }]);
  });

  test('EXT-13 nor does it leave when it is forwarded there: a circle over it ends here', () => {
    const own = { ...aSnapshot(), ...personal('+31201111111', '203') };
    const away = reachWith('202', always(toNumber('+31201111111')));
    const call = new ACall({ ...own, reach: { '202': away } }, fromDesk('201'), '202');
    expect(call.rings).toEqual(['desk203']);
    const back = reachWith('203', always({ kind: 'extension', number: '202' }));
    const circle = new ACall({ ...own, reach: { '202': away, '203': back } }, fromDesk('201'), '202');
    expect(circle.did('refuse')).toMatchObject([{ reason: 'loop' }]);
  });
});

describe('the number that goes along', () => {
  const snapshot = {
    ...aSnapshot(),
    ...personal('+31202222222', '201'),
    reach: {
      '201': reachWith(
        '201',
        { callerId: { mode: 'on', e164: '+31202222222' } },
        { callerIdPrefixes: { '32': '+31201111111' } },
      ),
    },
  };
  const mobile = { kind: 'user', extension: '201', device: 'mobile' } as const;

  test.each([
    ['R-48a', '0612345678', fromDesk('201'), '+31202222222'],
    ['R-48b SYS-32 SYS-63', '#32#0612345678', fromDesk('201'), '+31201111111'],
    ['R-48c SYS-33 SYS-63', '1320612345678', mobile, '+31201111111'],
    ['R-48d SYS-30 SYS-62', '#31#0612345678', fromDesk('201'), undefined],
    ['R-48e SYS-31 SYS-62', '1310612345678', mobile, undefined],
    ['R-48f', '#33#0612345678', fromDesk('201'), '+31202222222'],
  ] as const)('%s %s', (_, dialled, origin, callerId) => {
    const call = new ACall(snapshot, origin, dialled);
    const sent = callerId === undefined ? {} : { callerId };
    const number = '+31612345678';
    expect(call.targets).toEqual([{ kind: 'number', id: number, number, isEmergency: false, ...sent }]);
  });

  test('SYS-31 SYS-33 131 and 13X are codes for mobile phones only', () => {
    expect(new ACall(snapshot, fromDesk('201'), '1310612345678').rings).toEqual([]);
  });

  test('A-51 the United Kingdom has no such codes', () => {
    const gb = { ...snapshot, ...account({ country: 'GB' }) };
    expect(new ACall(gb, fromDesk('201'), '#31#02079460000').did('refuse')).toMatchObject([{ sipStatus: 404 }]);
  });

  test('R-10 R-11 inside, extension and name are shown, whatever the profile says', () => {
    expect(new ACall(snapshot, fromDesk('201'), '202').targets).toMatchObject([
      { shown: { number: '201', name: 'User 201', prefix: '' } },
    ]);
  });

  test('without anything set, a user sends his own number, else one of the company', () => {
    expect(target(new ACall({ ...snapshot, reach: {} }, fromDesk('201'), '0612345678'))).toMatchObject({
      callerId: '+31202222222',
    });
    expect(target(new ACall(snapshot, fromDesk('202'), '0612345678'))).toMatchObject({ callerId: '+31201234567' });
  });
});

describe('emergency calls', () => {
  const own = { '201': reachWith('201', { callerId: { mode: 'on', e164: '+31202222222' } }) };
  const user = aUser('201', { emergencyCallerId: '+31201234501', areaCode: '010' });
  const desk = aDesk('201', { emergencyCallerId: '+31201234502', areaCode: '040' });
  const nobodys = {
    name: 'desk201',
    device: 'fixed',
    callLimit: 1,
    emergencyCallerId: '+31201234502',
    areaCode: '040',
  } as const;

  test.each([
    ['FAC-103 FAC-106 the caller ID of the user', '112', own, user, desk, '+31202222222'],
    ['FAC-104 FAC-107 #31#: not the caller ID, the fallback', '#31#112', own, user, desk, '+31201234501'],
    ['FAC-105 FAC-112 no caller ID: the user’s fallback, not the channel’s', '112', {}, user, desk, '+31201234501'],
    [
      'FAC-105 FAC-108 no caller ID, no fallback of the user: the account’s',
      '112',
      {},
      aUser('201'),
      desk,
      '+31201234500',
    ],
    ['FAC-113 nobody is logged in: the channel’s', '112', own, user, nobodys, '+31201234502'],
    [
      'FAC-108 nobody is logged in, none on the channel: the account’s',
      '112',
      own,
      user,
      { ...nobodys, emergencyCallerId: undefined },
      '+31201234500',
    ],
  ])('%s', (_, dialled, reach, extension, channel, callerId) => {
    const { emergencyCallerId, ...rest } = channel;
    const channels = [{ ...rest, ...(emergencyCallerId !== undefined && { emergencyCallerId }) }];
    const snapshot = aSnapshot({ account: { ...aSnapshot().account, ...FALLBACKS }, channels, reach });
    const call = new ACall({ ...snapshot, extensions: [extension] }, fromDesk('201'), dialled);
    expect(call.targets).toEqual([expect.objectContaining({ number: '112', isEmergency: true, callerId })]);
  });

  test('FAC-102 FAC-110 with nothing set, a company number goes along', () => {
    const numbers = [
      { e164: '+31209999999', kind: 'fixed', linkedTo: '202' },
      { e164: '+31208888888', kind: 'fixed' },
    ] as const;
    expect(target(new ACall(aSnapshot({ numbers }), fromDesk('201'), '112'))).toMatchObject({
      callerId: '+31208888888',
    });
  });

  test('EXT-47 FAC-116 the area code is the user’s, the channel’s where nobody is logged in', () => {
    const snapshot = { ...aSnapshot({ channels: [desk] }), extensions: [user] };
    expect(target(new ACall(snapshot, fromDesk('201'), '112'))).toMatchObject({ areaCode: '010' });
    const empty = { ...aSnapshot({ channels: [nobodys] }), extensions: [user] };
    expect(target(new ACall(empty, fromDesk('201'), '112'))).toMatchObject({ areaCode: '040' });
  });

  test('CB-6 FAC-70 FAC-78 FAC-116 nothing stops them: blocking, call limits, IP listing, no login', () => {
    const snapshot = aSnapshot({
      ...account({ externalCallLimit: 0, ipListing: { active: true, allow: [] } }),
      channels: [nobodys],
    });
    const live = { unknownAddress: { desk201: true }, externalCalls: 9 } as const;
    expect(target(new ACall(snapshot, fromDesk('201'), '112', live))).toMatchObject({ isEmergency: true });
  });

  test.each([
    ['NL', '112'],
    ['GB', '999'],
    ['GB', '112'],
    ['DK', '112'],
    ['FI', '112'],
  ])('CB-6 in %s %s is one', (country, number) => {
    expect(target(new ACall(aSnapshot(account({ country })), fromDesk('201'), number))).toMatchObject({
      isEmergency: true,
    });
  });

  test('FAC-116 no keys are codes during one, and it is not recorded', () => {
    const recording = { active: true, outgoing: true };
    const recorded = aUser('201', { rights: { ...aUser('201').rights, callRecording: true } });
    const snapshot = { ...aSnapshot(account({ recording })), extensions: [recorded] };
    const call = new ACall(snapshot, fromDesk('201'), '112').answered('112').keys('##');
    expect(call.did('hold')).toEqual([]);
    expect(call.did('record')).toEqual([]);
  });
});

describe('what stands in the way', () => {
  test('FAC-70 the account’s most simultaneous external calls: busy for callers, refused for users', () => {
    const snapshot = { ...aSnapshot(account({ externalCallLimit: 2 })), ...personal('+31201111111', '203') };
    const full = { externalCalls: 2 };
    expect(new ACall(snapshot, fromOutside('0612345678'), '0201111111', full).did('refuse')).toMatchObject([
      { sipStatus: 486 },
    ]);
    expect(new ACall(snapshot, fromDesk('201'), '0612345678', full).did('refuse')).toMatchObject([
      { reason: 'externalCallLimit' },
    ]);
    expect(new ACall(snapshot, fromDesk('201'), '202', full).rings).toEqual(['desk202']);
    expect(new ACall(snapshot, fromDesk('201'), '0612345678', { externalCalls: 1 }).rings).toEqual(['+31612345678']);
  });

  const listing = account({ ipListing: { active: true, allow: [] } });
  const away = { unknownAddress: { desk201: true } } as const;

  test('FAC-71 FAC-73 SYS-36 at an unknown address, calling out is answered by being told to log in', () => {
    const call = new ACall(aSnapshot(listing), fromDesk('201'), '0612345678', away);
    expect(call.did('play')).toMatchObject([{ prompts: [{ name: 'loginAgain' }] }]);
    expect(call.event({ type: 'soundEnded' }).did('release')).toEqual([{ do: 'release', reason: 'loginAgain' }]);
  });

  test('FAC-72 SYS-36 incoming calls are still offered', () => {
    expect(new ACall(aSnapshot(listing), fromDesk('202'), '201', away).rings).toEqual(['desk201']);
  });

  test('FAC-71 SYS-36 logging in works, and without IP listing addresses do not matter', () => {
    const channels = [{ name: 'desk201', device: 'fixed', callLimit: 1 }] as const;
    const login = new ACall(aSnapshot({ ...listing, channels }), fromDesk('201'), '901', {
      ...away,
      logins: { desk201: '201' },
    });
    expect(login.did('play')).toMatchObject([{ prompts: [{ name: 'enterExtension' }] }]);
    expect(new ACall(aSnapshot(), fromDesk('201'), '0612345678', away).rings).toEqual(['+31612345678']);
  });

  test('EXT-19 FAC-73 on a device where nobody is logged in, calls are answered by saying so', () => {
    const channels = [{ name: 'desk201', device: 'fixed', callLimit: 1 }] as const;
    const call = new ACall(aSnapshot({ channels }), fromDesk('201'), '202');
    expect(call.did('play')).toMatchObject([{ prompts: [{ name: 'notLoggedIn' }] }]);
  });
});

describe('calls from outside', () => {
  test('R-64 R-66 a personal number rings its user', () => {
    const call = new ACall(
      { ...aSnapshot(), ...personal('+31201111111', '203') },
      fromOutside('0612345678'),
      '0201111111',
    );
    expect(call.rings).toEqual(['desk203']);
    expect(call.targets).toMatchObject([{ shown: { number: '+31612345678', prefix: '' } }]);
  });

  test('NP-41 a number without an active plan reaches nobody; one that is not ours is refused', () => {
    expect(new ACall(aSnapshot(), fromOutside('0612345678'), '0201234567').did('refuse')).toMatchObject([
      { sipStatus: 480 },
    ]);
    expect(new ACall(aSnapshot(), fromOutside('0612345678'), '0209999999').did('refuse')).toMatchObject([
      { sipStatus: 404 },
    ]);
  });

  test.each([
    ['0612345678', 'national'],
    ['+31612345678', 'national'],
    ['+4930123456', 'international'],
    [undefined, 'national'],
  ])('CALL-44 CALL-48 from %s rings as %s', (number, alert) => {
    const call = new ACall({ ...aSnapshot(), ...personal('+31201111111', '203') }, fromOutside(number), '0201111111');
    expect(call.targets).toMatchObject([{ alert }]);
  });

  test('CALL-45 CALL-47 CALL-49 fixed phones are told by Alert-Info what kind of call it is, other devices are not', () => {
    const channels = [
      aDesk('203'),
      aDesk('203', { name: 'app', device: 'web' }),
      aDesk('203', { name: 'm', device: 'mobile' }),
    ];
    const ringing = (template: Partial<TelephonyAccount>) => {
      const snapshot = { ...aSnapshot({ channels }), ...personal('+31201111111', '203'), ...account(template) };
      const { targets } = new ACall(snapshot, fromOutside('+4930123456'), '0201111111');
      return targets.map((each) => (each.kind === 'channel' ? [each.id, each.alertInfo] : []));
    };
    expect(ringing({})).toEqual([
      ['desk203', '<http://127.0.0.1>;info=alert-community-2'],
      ['app', undefined],
      ['m', undefined],
    ]);
    expect(ringing({ alertInfoTemplate: '<http://pbx>;x={text};info={text}' })[0]).toEqual([
      'desk203',
      '<http://pbx>;x=alert-community-2;info=alert-community-2',
    ]);
  });

  test('R-12 R-15 a user’s forward to outside carries the number that his profile chooses', () => {
    const shows = (forwardShows: 'user' | 'caller' | 'dialled') => {
      const reach = { '203': reachWith('203', { ...always(toNumber('+31611111111')), forwardShows }) };
      const call = new ACall(
        { ...aSnapshot({ reach }), ...personal('+31201111111', '203') },
        fromOutside('0612345678'),
        '0201111111',
      );
      return target(call);
    };
    expect(shows('user')).toMatchObject({ callerId: '+31201111111' });
    expect(shows('caller')).toMatchObject({ callerId: '+31612345678' });
    expect(shows('dialled')).toMatchObject({ callerId: '+31201111111' });
  });
});
