// Functional extensions: where each kind leads a call, with what in front of the number, and what it does when keys fail.
import { describe, expect, test } from 'vitest';
import { toExtension, toNumber } from '../../../server/domain/telephony/destination.ts';
import type {
  AuthenticationExtension,
  CallLimitExtension,
  Extension,
  ForwardExtension,
  IvrExtension,
  LbrExtension,
  SelectorExtension,
} from '../../../server/domain/telephony/extension.ts';
import { MOST_HOPS } from '../../../server/routing/call/carry.ts';
import { ACall, always, aSnapshot, fromDesk, fromOutside, personal, reachWith } from '../../support/telephony.ts';

const SOUNDS = [{ id: 's1', name: 'Welcome', format: 'wav', durationMs: 2000 }] as const;

/** A call from outside to the extension, by way of a personal number that is forwarded there. */
function callFrom(number: string | undefined, extension: Extension, more: readonly Extension[] = []): ACall {
  const snapshot = {
    ...aSnapshot({ sounds: SOUNDS }, [extension, ...more]),
    ...personal('+31201111111', '201'),
    reach: { '201': reachWith('201', { ...always(toExtension(extension.number)), forwardShows: 'caller' }) },
  };
  return new ACall(snapshot, fromOutside(number), '0201111111');
}

const shown = (call: ACall) => call.targets.map((target) => (target.kind === 'channel' ? target.shown : undefined));

describe('IVR', () => {
  const ivr: IvrExtension = {
    kind: 'ivr',
    number: '700',
    name: 'Menu',
    maxDigits: 2,
    sound: 's1',
    options: [
      { keys: '1', to: toExtension('202'), prefix: 'Sales ' },
      { keys: '2', to: toExtension('701') },
      { keys: '21', to: toExtension('203') },
    ],
  };
  const sub: IvrExtension = { ...ivr, number: '701', options: [{ keys: '1', to: toExtension('203'), prefix: 'Sub ' }] };
  const begin = (fields: Partial<IvrExtension> = {}) => callFrom('0612345678', { ...ivr, ...fields }, [sub]);

  test('EXT-101 EXT-109 the caller hears the menu and chooses by key', () => {
    const call = begin();
    expect(call.did('play')).toMatchObject([{ prompts: [{ kind: 'sound', soundId: 's1' }] }]);
    expect(call.keys('1').rings).toEqual(['desk202']);
  });

  test('EXT-103 the prefix of the option stands in front of the caller’s number', () => {
    expect(shown(begin().keys('1'))).toEqual([{ prefix: 'Sales ', number: '+31612345678' }]);
  });

  test('EXT-102 menus lead to menus, and prefixes add up', () => {
    const call = begin({ options: [{ keys: '2', to: toExtension('701'), prefix: 'Main ' }] })
      .keys('2')
      .keys('1');
    expect(shown(call)).toEqual([{ prefix: 'Main Sub ', number: '+31612345678' }]);
  });

  test('EXT-105 EXT-106 a choice that is no other’s beginning is taken at once, another after the inter-digit time or #', () => {
    expect(begin().keys('1').is).toBe('ringing');
    const open = begin().keys('2');
    expect(open.is).toBe('dialogue');
    const began = open.now;
    open.wait();
    expect(open.now - began).toBe(3000);
    expect(open.because).toContain('ivrOption');
    expect(begin().keys('2#').because).toContain('ivrOption');
    expect(begin().keys('21').rings).toEqual(['desk203']);
  });

  test.each([1, 2, 3, 4, 5, 6])('EXT-104 options of up to %i digits', (maxDigits) => {
    const keys = '7'.repeat(maxDigits);
    expect(begin({ maxDigits, options: [{ keys, to: toExtension('203') }] }).keys(keys).rings).toEqual(['desk203']);
  });

  test('EXT-107 invalid keys or none: asked three times in all, then released', () => {
    const call = begin({ options: [{ keys: '1', to: toExtension('202') }], maxDigits: 1 }).keys('5');
    expect(call.is).toBe('dialogue');
    call.event({ type: 'soundEnded' }).wait();
    expect(call.did('play')).toHaveLength(3);
    call.keys('9');
    expect(call.did('release')).toEqual([{ do: 'release', reason: 'noInput' }]);
  });

  test('EXT-107 the optional fallback takes a caller who chose nothing', () => {
    const call = begin({ fallback: toExtension('203') });
    for (let n = 0; n < 6; n += 1) call.wait();
    expect(call.rings).toEqual(['desk203']);
  });
});

describe('LBR', () => {
  const base = { kind: 'lbr', number: '600', name: 'By place' } as const;
  const by = (routing: LbrExtension['routing']): LbrExtension => ({ ...base, routing });
  const area = by({
    by: 'areaCode',
    defaultTo: toExtension('201'),
    defaultPrefix: 'Other ',
    withheldTo: toExtension('202'),
    withheldPrefix: 'Hidden ',
    mobileTo: toExtension('203'),
    mobilePrefix: 'Mobile ',
    entries: [
      { key: '020', to: toExtension('202'), prefix: 'Amsterdam ' },
      { key: '0201', to: toExtension('203'), prefix: 'Centre ' },
    ],
  });

  test.each([
    [undefined, 'desk202', 'Hidden '],
    ['0612345678', 'desk203', 'Mobile '],
    ['0201234567', 'desk203', 'Centre '],
    ['0209234567', 'desk202', 'Amsterdam '],
    ['0101234567', 'desk201', 'Other '],
  ])('EXT-114 EXT-115 EXT-120 EXT-121 by area code: from %s rings %s with %s', (number, rings, prefix) => {
    const call = callFromLbr(number, area);
    expect(call.rings).toEqual([rings]);
    expect(shown(call)).toMatchObject([{ prefix }]);
  });

  test.each([
    [undefined, 'Hidden '],
    ['0201234567', 'One '],
    ['0201234568', 'Ten '],
    ['004930123456', 'Germany '],
    ['0101234567', 'Other '],
  ])('EXT-118 EXT-121 by caller number: from %s with %s', (number, prefix) => {
    const routing: LbrExtension['routing'] = {
      by: 'callerNumber',
      defaultTo: toExtension('202'),
      defaultPrefix: 'Other ',
      withheldTo: toExtension('202'),
      withheldPrefix: 'Hidden ',
      entries: [
        { key: '0049', to: toExtension('203'), prefix: 'Germany ' },
        { key: '+31201234567', to: toExtension('203'), prefix: 'One ' },
        { key: '020123456', to: toExtension('203'), prefix: 'Ten ' },
      ],
    };
    expect(shown(callFromLbr(number, by(routing)))).toMatchObject([{ prefix }]);
  });

  test('EXT-119 by called number: the number that was dialled, or the default', () => {
    const routing = (key: string): LbrExtension['routing'] => ({
      by: 'calledNumber',
      defaultTo: toExtension('202'),
      defaultPrefix: 'Unknown ',
      entries: [{ key, to: toExtension('203'), prefix: 'Support ' }],
    });
    expect(shown(callFromLbr('0612345678', by(routing('0201111111'))))).toMatchObject([{ prefix: 'Support ' }]);
    expect(shown(callFromLbr('0612345678', by(routing('0201111112'))))).toMatchObject([{ prefix: 'Unknown ' }]);
  });

  const postcode: LbrExtension['routing'] = {
    by: 'postcode',
    defaultTo: toExtension('203'),
    defaultPrefix: 'Other ',
    length: 4,
    sound: 's1',
    entries: [
      { from: '1000', until: '1999', to: toExtension('202'), prefix: 'West ' },
      { from: '1011', to: toExtension('202'), prefix: 'Centre ' },
    ],
  };

  test.each([
    ['1011', 'Centre '],
    ['1500', 'West '],
    ['9999', 'Other '],
  ])('EXT-117 EXT-120 by postcode: %s routes at the fourth digit, with %s', (keys, prefix) => {
    const call = callFromLbr('0612345678', by(postcode));
    expect(call.did('play')).toMatchObject([{ prompts: [{ soundId: 's1' }] }]);
    expect(shown(call.keys(keys))).toMatchObject([{ prefix }]);
  });

  test('EXT-122 incomplete or no postcode: asked three times, then the default', () => {
    const call = callFromLbr('0612345678', by(postcode)).keys('10#');
    expect(call.is).toBe('dialogue');
    for (let n = 0; n < 4; n += 1) call.wait();
    expect(call.did('play')).toHaveLength(3);
    expect(shown(call)).toMatchObject([{ prefix: 'Other ' }]);
  });

  function callFromLbr(number: string | undefined, extension: LbrExtension): ACall {
    const snapshot = {
      ...aSnapshot({ sounds: SOUNDS }, [extension, { ...selector, number: '800' }]),
      numbers: [{ e164: '+31201111111', kind: 'fixed', linkedTo: '299' }] as const,
    };
    const front = { kind: 'group', number: '299', name: 'Front' } as const;
    const group: Extension = {
      ...front,
      members: [],
      allowIndividualForwarding: false,
      forwardAlways: [toExtension(extension.number)],
      callerNumber: 'caller',
      outsidersPickUp: false,
      outsidersSee: false,
      privacyGroups: [],
    };
    const extensions = [...snapshot.extensions, group];
    return new ACall({ ...snapshot, extensions }, fromOutside(number), '0201111111');
  }
});

describe('call limit', () => {
  const limit: CallLimitExtension = {
    kind: 'callLimit',
    number: '500',
    name: 'Three lines',
    limit: 3,
    callerNumber: { kind: 'caller' },
    within: toExtension('202'),
    above: { kind: 'busy' },
  };

  test('EXT-130 EXT-131 EXT-132 calls 1 to 3 go within, call 4 above; after one ends the next goes within', () => {
    let limited = 0;
    const place = (fields: Partial<CallLimitExtension> = {}) => {
      const call = new ACall(aSnapshot({}, [{ ...limit, ...fields }]), fromDesk('201'), '500', {
        limited: { '500': limited },
      });
      for (const { by } of call.did('countLimit')) limited += by;
      return call;
    };
    const first = place();
    expect([first, place(), place()].map(({ rings }) => rings)).toEqual([['desk202'], ['desk202'], ['desk202']]);
    expect(limited).toBe(3);
    expect(place().did('refuse')).toMatchObject([{ sipStatus: 486 }]);
    expect(place({ above: toExtension('203') }).rings).toEqual(['desk203']);
    expect(limited).toBe(3);
    first.event({ type: 'callerHungUp' });
    limited += first.did('countLimit').at(-1)?.by ?? 0;
    expect(limited).toBe(2);
    expect(place().rings).toEqual(['desk202']);
  });

  test.each([
    [{ kind: 'caller' }, '+31612345678'],
    [{ kind: 'called' }, '+31201111111'],
    [{ kind: 'number', e164: '+31201234567' }, '+31201234567'],
  ] as const)('EXT-133 the number that is sent on: %j gives %s', (callerNumber, callerId) => {
    const call = callFrom('0612345678', { ...limit, callerNumber, within: toNumber('+31611111111') });
    expect(call.targets).toMatchObject([{ number: '+31611111111', callerId }]);
  });
});

describe('forward', () => {
  const forward = (callerNumber: ForwardExtension['callerNumber']): ForwardExtension => ({
    kind: 'forward',
    number: '400',
    name: 'Out',
    to: '+31611111111',
    callerNumber,
  });

  test.each([
    [{ kind: 'caller' }, '+31612345678'],
    [{ kind: 'called' }, '+31201111111'],
    [{ kind: 'number', e164: '+31201234567' }, '+31201234567'],
  ] as const)('EXT-135 EXT-137 connects to the external number, sending %j', (callerNumber, callerId) => {
    expect(callFrom('0612345678', forward(callerNumber)).targets).toMatchObject([{ number: '+31611111111', callerId }]);
  });
});

const selector: SelectorExtension = {
  kind: 'selector',
  number: '800',
  name: 'Dial by extension',
  ringbackTone: true,
  fallback: toExtension('203'),
  timeoutSec: 8,
};

describe('extension selector', () => {
  test('EXT-139 EXT-140 two ringback tones, then an extension is keyed and rung', () => {
    const call = callFrom('0612345678', selector);
    const kinds = call.did('play')[0]?.prompts.map(({ kind }) => kind);
    expect(kinds).toEqual(['ringbackTone', 'ringbackTone', 'system']);
    expect(call.keys('20').is).toBe('dialogue');
    expect(call.keys('2').rings).toEqual(['desk202']);
  });

  test.each(['999', '800', '901', '112'])('EXT-141 %s is no user or group: the fallback extension', (keys) => {
    expect(callFrom('0612345678', selector).keys(keys).rings).toEqual(['desk203']);
  });

  test('EXT-140 without any key the caller goes to the fallback after the timeout', () => {
    const call = callFrom('0612345678', selector).event({ type: 'soundEnded' });
    const began = call.now;
    expect(call.wait().rings).toEqual(['desk203']);
    expect(call.now - began).toBe(8000);
  });
});

describe('authentication', () => {
  const base: AuthenticationExtension = {
    kind: 'authentication',
    number: '450',
    name: 'Helpdesk',
    by: 'callerNumber',
    defaultTo: toExtension('202'),
    defaultPrefix: 'Known ',
    fallback: 's1',
    entries: [
      { id: 'a', callerNumber: '0612345678' },
      { id: 'b', callerNumber: '+49', to: toExtension('203'), prefix: 'German ' },
    ],
  };

  test.each([
    ['0612345678', 'desk202', 'Known '],
    ['004930123456', 'desk203', 'German '],
  ])('EXT-97 EXT-99 EXT-100 caller %s is let through to %s', (number, rings, prefix) => {
    const call = callFrom(number, base);
    expect(call.rings).toEqual([rings]);
    expect(shown(call)).toMatchObject([{ prefix }]);
  });

  test.each(['0201111112', undefined])('EXT-100 caller %s hears the fallback message and is released', (number) => {
    const call = callFrom(number, base);
    expect(call.did('play')).toMatchObject([{ prompts: [{ soundId: 's1' }] }]);
    expect(call.event({ type: 'soundEnded' }).did('release')).toEqual([{ do: 'release', reason: 'noRight' }]);
  });

  const byPin: AuthenticationExtension = {
    ...base,
    by: 'pin',
    welcome: 's1',
    entries: [{ id: 'vip', to: toExtension('203') }],
  };

  test('EXT-100 welcome, then a PIN ended by #; the store says which entry it is of', () => {
    const call = callFrom(undefined, byPin).keys('9876#');
    expect(call.did('play')[0]?.prompts).toMatchObject([{ soundId: 's1' }, { name: 'enterPin' }]);
    const of = { kind: 'authentication', extension: '450' };
    expect(call.did('ask')).toMatchObject([{ request: { ask: 'pin', of, digits: '9876' } }]);
    call.event({ type: 'told', answer: { is: 'ok', entry: 'vip' } });
    expect(call.rings).toEqual(['desk203']);
  });

  test('EXT-100 three wrong PINs: fallback message, released', () => {
    const call = callFrom(undefined, byPin);
    for (const pin of ['1', '2', '3']) call.keys(`${pin}#`).event({ type: 'told', answer: { is: 'wrong' } });
    expect(call.did('play').at(-1)).toMatchObject({ prompts: [{ soundId: 's1' }] });
    expect(call.is).toBe('playing');
    expect(call.rings).toEqual([]);
  });

  test('EXT-100 the PIN is in no step', () => {
    const call = callFrom(undefined, byPin)
      .keys('9876#')
      .event({ type: 'told', answer: { is: 'wrong' } });
    expect(JSON.stringify(call.last.steps)).not.toContain('9876');
  });
});

describe('the rest', () => {
  test('EXT-84 a voicemail extension takes a message, with its own greeting', () => {
    const voicemail: Extension = { kind: 'voicemail', number: '440', name: 'Box', greeting: 's1' };
    const call = callFrom('0612345678', voicemail);
    expect(call.did('recordMessage')).toMatchObject([
      { mailbox: { kind: 'voicemail', extension: '440' }, greeting: { soundId: 's1' } },
    ]);
    expect(call.event({ type: 'callerHungUp' }).is).toBe('over');
  });

  test('EXT-95 AutoAnswer plays its message, and the call is released when it ends', () => {
    const call = callFrom('0612345678', { kind: 'autoAnswer', number: '441', name: 'Closed', sound: 's1' });
    expect(call.did('play')).toMatchObject([{ prompts: [{ soundId: 's1' }] }]);
    expect(call.event({ type: 'soundEnded' }).did('release')).toEqual([{ do: 'release', reason: 'done' }]);
  });

  const app: Extension = {
    kind: 'smartApp',
    number: '442',
    name: 'Bot',
    app: 'bot-1',
    addOns: [],
    fallback: toExtension('203'),
  };

  test('EXT-149 a smart app gets the call and may pass it on', () => {
    const call = callFrom('0612345678', app);
    expect(call.targets).toEqual([{ kind: 'app', id: 'app:bot-1', app: 'bot-1', extension: '442' }]);
    call.answered('app:bot-1').event({ type: 'appTransfer', to: toExtension('202') });
    expect(call.rings).toEqual(['desk202']);
  });

  test('EXT-149 when its provider cannot be reached, the fallback takes the call', () => {
    const call = callFrom('0612345678', app).event({ type: 'failed', target: 'app:bot-1', why: 'unreachable' });
    expect(call.rings).toEqual(['desk203']);
  });

  test('EXT-14 a destination that does not exist is refused', () => {
    expect(
      callFrom('0612345678', {
        kind: 'ivr',
        number: '700',
        name: 'M',
        maxDigits: 1,
        options: [{ keys: '1', to: toExtension('999') }],
      })
        .keys('1')
        .did('release'),
    ).toEqual([{ do: 'release', reason: 'noSuchNumber' }]);
  });
});

describe('loops', () => {
  const jump = (number: string, to: string): Extension => ({
    kind: 'callLimit',
    number,
    name: number,
    limit: 1000,
    callerNumber: { kind: 'caller' },
    within: toExtension(to),
    above: { kind: 'busy' },
  });

  test('EXT-13 a call that reaches the same extension again is released, and what counted it counts it no longer', () => {
    const call = new ACall(aSnapshot({}, [jump('500', '501'), jump('501', '500')]), fromDesk('201'), '500');
    expect(call.did('refuse')).toMatchObject([{ sipStatus: 482, reason: 'loop' }]);
    expect(call.did('countLimit').reduce((sum, { by }) => sum + by, 0)).toBe(0);
  });

  test('EXT-12 EXT-13 extensions chain, up to so many', () => {
    const chain = (length: number) =>
      aSnapshot(
        {},
        Array.from({ length }, (_, n) => jump(String(500 + n), n === length - 1 ? '202' : String(501 + n))),
      );
    expect(new ACall(chain(MOST_HOPS - 1), fromDesk('201'), '500').rings).toEqual(['desk202']);
    expect(new ACall(chain(MOST_HOPS), fromDesk('201'), '500').did('refuse')).toMatchObject([{ reason: 'loop' }]);
  });

  test('EXT-13 a caller who presses keys may go round', () => {
    const menu: Extension = {
      kind: 'ivr',
      number: '700',
      name: 'M',
      maxDigits: 1,
      options: [{ keys: '1', to: toExtension('700') }],
    };
    const call = new ACall(aSnapshot({}, [menu]), fromDesk('201'), '700');
    for (let n = 0; n < 30; n += 1) call.keys('1');
    expect(call.is).toBe('dialogue');
  });
});
