// System extensions: what each code does, in each country, and for whom.
import { describe, expect, test } from 'vitest';
import type { Extension, UserExtension } from '../../../server/domain/telephony/extension.ts';
import {
  extensionNumberProblem,
  readSystemCode,
  SYSTEM_FUNCTIONS,
  type SystemFunction,
  systemCodesOf,
} from '../../../server/domain/telephony/system-extensions.ts';
import type { Live, Snapshot } from '../../../server/routing/snapshot.ts';
import { ACall, aDesk, aQueue, aSnapshot, aUser, fromDesk, fromOutside } from '../../support/telephony.ts';

const rights = (granted: Partial<UserExtension['rights']>): Partial<UserExtension> => ({
  rights: { ...aUser('201').rights, ...granted },
});
const users = (...changed: readonly UserExtension[]): Pick<Snapshot, 'extensions'> => ({
  extensions: ['201', '202', '203'].map((number) => changed.find((user) => user.number === number) ?? aUser(number)),
});
/** A desk where nobody was put, and where somebody may be logged in. */
const freeDesk = { name: 'free', device: 'fixed', callLimit: 2 } as const;
const atFree = { kind: 'channel', channel: 'free' } as const;
const FREE: Partial<Snapshot> = {
  channels: [aDesk('202'), aDesk('203'), freeDesk, { ...freeDesk, name: 'free2' }, { ...freeDesk, name: 'free3' }],
};

const names = (call: ACall) =>
  call.did('play').flatMap(({ prompts }) => prompts.map((each) => (each.kind === 'system' ? each.name : each.kind)));
const asked = (call: ACall) => call.did('ask').map(({ request }) => request);
const ok = { type: 'told', answer: { is: 'ok' } } as const;

describe('the table of codes', () => {
  const table = {
    NL: '900 901 902 903 904 905 906 907 908 909 910 915 920 930 940 1233',
    GB: '8800 8801 8802 8803 8804 8805 8806 8807 8808 8809 8810 8815 8880 8830 8840 8888',
    DK: '900 901 902 903 904 905 906 907 908 909 910 915 920 930 940 999',
    FI: '900 901 902 903 904 905 906 907 908 909 910 915 920 930 940 999',
  };

  test.each(Object.entries(table))(
    'EXT-9 SYS-2 SYS-4 SYS-5 SYS-6 SYS-7 SYS-8 SYS-9 SYS-10 SYS-11 SYS-12 SYS-14 SYS-15 SYS-16 SYS-17 SYS-18 SYS-20 SYS-21 of %s',
    (country, codes) => {
      const inOrder: SystemFunction[] = [
        'loginStatus',
        'login',
        'logout',
        'queueLogin',
        'queueLogout',
        'recordSound',
        'listenIn',
        'changePin',
        'pickup',
        'moveHere',
        'forwarding',
        'timeConfiguration',
        'voicemailManagement',
        'retrieveParked',
        'assistant',
        'personalVoicemail',
      ];
      expect(inOrder).toHaveLength(Object.keys(SYSTEM_FUNCTIONS).length);
      expect(inOrder.map((name) => systemCodesOf(country)[name]).join(' ')).toBe(codes);
      for (const code of codes.split(' ')) expect(readSystemCode(code, country)).toMatchObject({ digits: '' });
    },
  );

  test.each([
    ['NL', '908123', 'pickup', '123'],
    ['GB', '8808123', 'pickup', '123'],
    ['NL', '*8', 'pickup', ''],
    ['NL', '*8123', 'pickup', '123'],
    ['NL', '*9', 'moveHere', ''],
    ['NL', '93024', 'retrieveParked', '24'],
    ['GB', '883024', 'retrieveParked', '24'],
    ['DK', '9305', 'retrieveParked', '5'],
  ])('SYS-13 SYS-19 SYS-23 SYS-24 SYS-25 SYS-55 in %s %s is %s with %s', (country, dialled, name, digits) => {
    expect(readSystemCode(dialled, country)).toEqual({ function: name, digits });
  });

  test.each([
    ['900', 'system'],
    ['1233', 'system'],
    ['93012', 'startsLikeSystem'],
    ['90812', 'startsLikeSystem'],
    ['112', 'emergency'],
    ['2a1', 'digits'],
    ['1', 'digits'],
    ['123456', 'digits'],
    ['201', undefined],
    ['9001', undefined],
  ])('SYS-1 SYS-3 EXT-10 EXT-8 as an ordinary extension in NL %s: %s', (number, problem) => {
    expect(extensionNumberProblem(number, 'NL')).toBe(problem);
  });
});

describe('login', () => {
  const begin = (fields: Partial<Snapshot> = {}, live: Partial<Live> = {}) =>
    new ACall(aSnapshot({ ...FREE, ...fields }), atFree, '901', live);

  test('SYS-5 FAC-32 extension and PIN; the store checks the PIN and keeps the login', () => {
    const call = begin().keys('201').keys('4711');
    expect(asked(call)).toEqual([{ ask: 'pin', of: { kind: 'user', extension: '201' }, digits: '4711' }]);
    call.event(ok);
    expect(asked(call).at(-1)).toEqual({ ask: 'login', channel: 'free', user: '201', elsewhere: [] });
    expect(names(call.event(ok))).toEqual(['enterExtension', 'enterPin', 'loggedIn']);
  });

  test('SYS-5 an unknown extension is asked for again, a wrong PIN three times in all', () => {
    expect(names(begin().keys('299'))).toEqual(['enterExtension', 'invalid', 'enterExtension']);
    const call = begin().keys('201');
    for (const pin of ['1111', '2222', '3333']) call.keys(pin).event({ type: 'told', answer: { is: 'wrong' } });
    expect(call.is).toBe('playing');
    expect(asked(call).every(({ ask }) => ask === 'pin')).toBe(true);
  });

  test('EXT-44 EXT-46 the one-time PIN must be changed first; a weak one is not taken; then the login is complete', () => {
    const call = begin()
      .keys('201')
      .keys('0000')
      .event({ type: 'told', answer: { is: 'mustChange' } });
    expect(names(call).at(-1)).toBe('enterNewPin');
    for (const weak of ['1234', '1111', '0000'])
      expect(names(call.keys(weak)).slice(-2)).toContain(weak === '0000' ? 'invalid' : 'pinTooWeak');
    const again = begin()
      .keys('201')
      .keys('0000')
      .event({ type: 'told', answer: { is: 'mustChange' } });
    again.keys('4711').keys('4712');
    expect(names(again).slice(-2)).toEqual(['pinsDiffer', 'enterNewPin']);
    again.keys('4711').keys('4711');
    expect(asked(again).at(-1)).toEqual({ ask: 'setPin', of: { kind: 'user', extension: '201' }, digits: '4711' });
    again.event(ok);
    expect(asked(again).at(-1)).toMatchObject({ ask: 'login', user: '201' });
  });

  test.each([
    ['FAC-35 without twinning, a second', {}, ['free2']],
    ['FAC-33 SYS-35 with twinning, a third', { twinning: true }, ['free2', 'free3']],
  ] as const)('%s device: told of the maximum, and logged in there with 1, out of the others', (_, granted, others) => {
    const logins = Object.fromEntries(others.map((name) => [name, '201']));
    const call = begin(users(aUser('201', rights(granted))), { logins })
      .keys('201')
      .keys('4711')
      .event(ok);
    expect(names(call).at(-1)).toBe('maximumDevices');
    call.keys('1');
    expect(asked(call).at(-1)).toEqual({ ask: 'login', channel: 'free', user: '201', elsewhere: others });
  });

  test('FAC-31 FAC-36 with twinning, a second device is taken at once, and both ring', () => {
    const twin = users(aUser('201', rights({ twinning: true })));
    const call = begin(twin, { logins: { free2: '201' } })
      .keys('201')
      .keys('4711')
      .event(ok);
    expect(asked(call).at(-1)).toMatchObject({ ask: 'login', elsewhere: [] });
    const both = new ACall(aSnapshot({ ...FREE, ...twin }), fromDesk('202'), '201', {
      logins: { free: '201', free2: '201' },
    });
    expect(both.rings).toEqual(['free', 'free2']);
  });

  test('FAC-29 FAC-30 clients are no devices', () => {
    const channels = [
      ...(FREE.channels ?? []),
      { name: 'app', device: 'mobile', linkedTo: '201', callLimit: 1 } as const,
    ];
    const call = begin({ channels }).keys('201').keys('4711').event(ok);
    expect(asked(call).at(-1)).toMatchObject({ ask: 'login', elsewhere: [] });
  });

  test('SYS-37 FAC-118 FAC-119 FAC-120 on a linked device nobody logs in, and its user not out', () => {
    expect(names(new ACall(aSnapshot(), fromDesk('201'), '901'))).toEqual(['linkedDevice']);
    expect(names(new ACall(aSnapshot(), fromDesk('201'), '902'))).toEqual(['linkedDevice']);
    expect(new ACall(aSnapshot(), fromDesk('201'), '202').rings).toEqual(['desk202']);
  });

  test('FAC-121 where the link is gone, whoever logged in is there', () => {
    const call = new ACall(aSnapshot(FREE), fromDesk('202'), '201', { logins: { free: '201' } });
    expect(call.rings).toEqual(['free']);
  });

  test('SYS-4 SYS-34 the status of the device', () => {
    expect(names(new ACall(aSnapshot(FREE), atFree, '900'))).toEqual(['notLoggedIn']);
    const known = new ACall(aSnapshot(FREE), atFree, '900', { logins: { free: '201' } });
    expect(known.did('play')).toMatchObject([{ prompts: [{ name: 'loggedInAs' }, { digits: '201' }] }]);
  });
});

describe('logout and PIN', () => {
  const live = { logins: { free: '201', free2: '201' } };

  test('SYS-6 SYS-38 asks for the PIN; logged in once, out at once', () => {
    const call = new ACall(aSnapshot(FREE), atFree, '902', { logins: { free: '201' } }).keys('4711').event(ok);
    expect(asked(call).at(-1)).toEqual({ ask: 'logout', channels: ['free'], user: '201' });
    expect(names(call.event(ok)).at(-1)).toBe('loggedOut');
  });

  test.each([
    ['1', ['free']],
    ['2', ['free', 'free2']],
  ])('FAC-34 SYS-38 logged in on two: %s logs out on %j', (key, channels) => {
    const call = new ACall(aSnapshot(FREE), atFree, '902', live).keys('4711').event(ok).keys(key);
    expect(asked(call).at(-1)).toEqual({ ask: 'logout', channels, user: '201' });
  });

  test('SYS-11 EXT-45 the PIN is changed after the old one, twice the same, and none that is too easy', () => {
    const call = new ACall(aSnapshot(), fromDesk('201'), '907').keys('4711').event(ok);
    expect(names(call.keys('4321'))).toContain('pinTooWeak');
    call.keys('8246').keys('8246');
    expect(asked(call).at(-1)).toMatchObject({ ask: 'setPin', digits: '8246' });
    expect(names(call.event(ok)).at(-1)).toBe('changed');
    expect(JSON.stringify(call.because)).not.toContain('8246');
  });
});

describe('menus', () => {
  test.each([
    ['903', 'agentLoggedIn'],
    ['904', 'agentLoggedOut'],
  ])('SYS-7 SYS-8 SYS-39 %s tells the queue, which decides', (code, type) => {
    const queue: Extension = { kind: 'queue', number: '350', name: 'Sales' };
    const call = new ACall({ ...aSnapshot({ queues: [aQueue('350')] }, [queue]) }, fromDesk('201'), code).keys('350');
    expect(call.did('tellQueue')).toEqual([{ do: 'tellQueue', event: { type, queue: '350', agent: '201' } }]);
    call.event({
      type: 'queueDid',
      action: { do: 'tellStatus', queue: '350', agent: '201', status: 'refused', added: false },
    });
    expect(names(call).at(-1)).toBe('queueRefused');
    expect(call.did('keepQueueLogin')).toEqual([]);
  });

  test.each(['active', 'inactive'] as const)(
    'Q-40 Q-44 SYS-7 SYS-8 what the queue decided is to be kept: %s',
    (status) => {
      const queue: Extension = { kind: 'queue', number: '350', name: 'Sales' };
      const call = new ACall(aSnapshot({ queues: [aQueue('350')] }, [queue]), fromDesk('201'), '903').keys('350');
      const told = { queue: '350', agent: '201', status, added: true } as const;
      call.event({ type: 'queueDid', action: { do: 'tellStatus', ...told } });
      expect(call.did('keepQueueLogin')).toEqual([{ do: 'keepQueueLogin', ...told }]);
    },
  );

  test('SYS-15 SYS-50 CALL-18 forwards: which one, then where to; 0 switches it off', () => {
    const call = new ACall(aSnapshot(), fromDesk('201'), '910').keys('1').keys('0612345678#');
    const to = { kind: 'number', e164: '+31612345678' };
    expect(asked(call)).toEqual([{ ask: 'setForward', user: '201', when: 'always', to }]);
    expect(names(call.event(ok)).at(-1)).toBe('changed');
    const off = new ACall(aSnapshot(), fromDesk('201'), '910').keys('3').keys('0#');
    expect(asked(off)).toEqual([{ ask: 'setForward', user: '201', when: 'noAnswer' }]);
    const inside = new ACall(aSnapshot(), fromDesk('201'), '910').keys('2').keys('202#');
    expect(asked(inside)).toMatchObject([{ when: 'busy', to: { kind: 'extension', number: '202' } }]);
  });

  test('SYS-9 SYS-40 FAC-57 FAC-63 a sound is recorded, heard, recorded anew and kept', () => {
    const call = new ACall(aSnapshot(), fromDesk('201'), '905').keys('#');
    expect(call.did('recordSound')).toHaveLength(1);
  });

  test('SYS-20 SYS-64 CALL-59 CALL-69 FAC-64 FAC-65 the assistant, for whom it is on', () => {
    expect(new ACall(aSnapshot(), fromDesk('201'), '940').did('analyse')).toEqual([
      { do: 'analyse', of: '201', on: true, maxSec: 7200 },
    ]);
    const off = [users(aUser('201', { tier: 'starter' })), users(aUser('201', { aiAssistant: false }))];
    for (const extensions of off)
      expect(names(new ACall(aSnapshot(extensions), fromDesk('201'), '940'))).toEqual(['assistantOff']);
    const account = { ...aSnapshot().account, aiAssistant: false };
    expect(names(new ACall(aSnapshot({ account }), fromDesk('201'), '940'))).toEqual(['assistantOff']);
  });

  const box: Extension = { kind: 'voicemail', number: '440', name: 'Box' };

  test('SYS-17 SYS-51 EXT-86 voicemail management: mailbox, PIN, menu', () => {
    const call = new ACall(aSnapshot({}, [box]), fromDesk('201'), '920').keys('440').keys('8246').event(ok);
    expect(asked(call)).toMatchObject([
      { ask: 'pin', of: { kind: 'voicemail', extension: '440' } },
      { ask: 'mailbox', what: 'count' },
    ]);
    call.event({ type: 'told', answer: { is: 'ok', count: 2 } });
    expect(names(call).slice(-3)).toEqual(['newMessages', 'digits', 'messageMenu']);
  });

  test.each([
    ['6', 'next'],
    ['5', 'repeat'],
    ['7', 'delete'],
  ])('SYS-52 EXT-88 with new messages, %s: %s', (key, what) => {
    const call = new ACall(aSnapshot({}, [box]), fromDesk('201'), '920').keys('440').keys('8246').event(ok);
    call.event({ type: 'told', answer: { is: 'ok', count: 2 } }).keys(key);
    expect(asked(call).at(-1)).toMatchObject({ what });
  });

  test.each([
    ['1', { what: 'old' }],
    ['01', { what: 'recordGreeting' }],
    ['028246', { ask: 'setPin', of: { kind: 'voicemail', extension: '440' }, digits: '8246' }],
    ['031', { what: 'setLanguage', digits: '1' }],
  ])('SYS-52 EXT-88 without new messages, %s', (keys, request) => {
    const call = new ACall(aSnapshot({}, [box]), fromDesk('201'), '920')
      .keys('440')
      .keys('8246')
      .event(ok)
      .event(ok)
      .keys(keys);
    expect(asked(call).at(-1)).toMatchObject(request);
  });

  test.each([
    ['untrusted-only', 'fixed', true],
    ['untrusted-only', 'web', false],
    ['untrusted-only', 'mobile', true],
    ['always', 'web', true],
    ['never', 'fixed', false],
  ] as const)(
    'SYS-21 SYS-53 EXT-49 EXT-50 personal voicemail, %s, from a %s device: PIN asked %s',
    (pinVerification, device, asks) => {
      const snapshot = aSnapshot(users(aUser('201', { voicemail: { pinVerification } })));
      const call = new ACall(snapshot, { kind: 'user', extension: '201', device }, '1233');
      expect(names(call)).toEqual(asks ? ['enterPin'] : []);
      expect(asked(call)).toEqual(
        asks ? [] : [{ ask: 'mailbox', of: { kind: 'user', extension: '201' }, what: 'count' }],
      );
    },
  );
});

describe('system extensions with a number', () => {
  const at = (to: 'timeConfiguration' | 'voicemail' | 'audioRecording', fields: Partial<Snapshot> = {}) => {
    const system: Extension = { kind: 'system', number: '460', name: 'Outside', to };
    const numbers = [{ e164: '+31201111111', kind: 'fixed', linkedTo: '460' }] as const;
    const snapshot = aSnapshot(fields);
    return new ACall(
      { ...snapshot, extensions: [...snapshot.extensions, system], numbers },
      fromOutside('0612345678'),
      '0201111111',
    );
  };

  test('EXT-110 EXT-111 EXT-112 SYS-66 a caller from outside says who he is before he records a sound', () => {
    const call = at('audioRecording').keys('201').keys('4711');
    expect(asked(call)).toMatchObject([{ ask: 'pin', of: { extension: '201' } }]);
    expect(call.did('recordSound')).toEqual([]);
    expect(call.event(ok).did('recordSound')).toHaveLength(1);
  });

  test('EXT-112 the right holds as inside; what exists is not told; three attempts', () => {
    expect(names(at('timeConfiguration').keys('201').keys('4711').event(ok)).at(-1)).toBe('noRight');
    const allowed = users(aUser('201', rights({ timeConfiguration: true })));
    expect(names(at('timeConfiguration', allowed).keys('201').keys('4711').event(ok)).at(-1)).toBe('planMenu');
    const unknown = at('audioRecording').keys('299');
    expect(names(unknown).at(-1)).toBe('enterPin');
    for (const pin of ['1', '2', '3']) unknown.keys(`${pin}#`).event(ok);
    expect(unknown.is).toBe('playing');
    expect(unknown.did('recordSound')).toEqual([]);
  });

  test('EXT-110 SYS-66 voicemail asks for the mailbox', () => {
    expect(names(at('voicemail'))).toEqual(['enterMailbox']);
  });
});
