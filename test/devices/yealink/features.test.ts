// What a Yealink does besides registering: ringtones, call waiting, VLAN, DND and forwards, directory, language and clock,
// firmware, when it asks again, and who may steer it (facts/yealink.md 1.8, 4.4-4.16, 5).
import { describe, expect, test } from 'vitest';
import { yealink } from '../../../server/devices/yealink/family.ts';
import type { Language } from '../../../server/domain/locale.ts';
import { ADDED, ADDRESS, LASTING_TOKEN, type PhoneGiven } from '../../support/records.ts';
import { linesOf, partOf, valueAt, withRingtones } from './support.ts';

const FIRMWARE = '66.83.188.6';
const HTTPS = `https://prov.example.com:8443/p/${LASTING_TOKEN}/`;

describe('DEV-28, DEV-30 ringtones', () => {
  const rings = (given: PhoneGiven) => partOf({ firmware: FIRMWARE, ...given }, 'distinctive_ring_tones.alert_info.');

  test('the five Alert-Info texts, each with its ring', () => {
    const account = withRingtones({
      internal: 'Ring1',
      group: 'Ring2',
      queue: 'Ring8',
      national: 'Silent',
      international: 'Splash',
    });
    expect(rings({ account })).toEqual({
      '1.text': 'alert-community-1',
      '1.ringer': '1',
      '2.text': 'alert-group',
      '2.ringer': '2',
      '3.text': 'alert-acd',
      '3.ringer': '8',
      '4.text': 'alert-external',
      '4.ringer': '9',
      '5.text': 'alert-community-2',
      '5.ringer': '10',
    });
  });

  test('4.10: texts are taken as texts, not as URLs and not as Bellcore cadences', () => {
    expect(valueAt({}, 'account.1.alert_info_url_enable')).toBe('0');
    expect(valueAt({}, 'features.alert_info_tone')).toBe('0');
  });

  test('CALL-51: until somebody chooses, none is configured', () => {
    expect(Object.values(rings({}))).toEqual(Array.from({ length: 10 }, () => '%NULL%'));
  });

  test('CALL-53: "no distinctive ringtone" takes an earlier one away', () => {
    expect(rings({ account: withRingtones({ queue: 'Ring3' }) })).toEqual({
      '1.text': '%NULL%',
      '1.ringer': '%NULL%',
      '2.text': '%NULL%',
      '2.ringer': '%NULL%',
      '3.text': 'alert-acd',
      '3.ringer': '3',
      '4.text': '%NULL%',
      '4.ringer': '%NULL%',
      '5.text': '%NULL%',
      '5.ringer': '%NULL%',
    });
  });

  test('DEV-29: not forced, a phone added earlier keeps its default', () => {
    const value = { internal: 'Ring2', group: null, queue: null, national: null, international: null };
    const chosen = (at: Date) => ({ account: { ringtones: { Yealink: [{ value, at }] } } });
    expect(rings(chosen(new Date(ADDED.getTime() + 1)))['1.text']).toBe('%NULL%');
    expect(rings(chosen(new Date(0)))['1.text']).toBe('alert-community-1');
  });

  test("another maker's choice counts for nothing", () => {
    const value = { internal: 'Ring2', group: null, queue: null, national: null, international: null };
    expect(rings({ account: { ringtones: { Mitel: [{ value, at: ADDED }] } } })['1.text']).toBe('%NULL%');
  });

  test('a ringtone that no Yealink has is none', () => {
    expect(rings({ account: withRingtones({ internal: 'Melody 5' }) })['1.text']).toBe('%NULL%');
  });

  test('texts of another PBX', () => {
    const account = { ...withRingtones({ internal: 'Ring2' }), settings: { alertInfoTexts: { internal: 'inside' } } };
    expect(rings({ account })['1.text']).toBe('inside');
  });

  test('a model of which it is not known writes none', () => {
    expect(rings({ model: 'W52P', firmware: '25.81.188.12', account: withRingtones({ internal: 'Ring2' }) })).toEqual(
      {},
    );
  });

  test('every ringtone that is offered has a number', () => {
    const numbers = yealink.ringtones.map((name) => rings({ account: withRingtones({ internal: name }) })['1.ringer']);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 1)));
  });
});

describe('DEV-11 call waiting and missed calls', () => {
  const told = (settings: object) => {
    const given = { account: { settings } };
    return ['call_waiting.enable', 'call_waiting.tone', 'features.missed_call_popup.enable', 'account.1.missed_calllog']
      .map((key) => valueAt(given, key))
      .join('');
  };

  test.each([
    [{}, '1111'],
    [{ offerSecondCall: false }, '0111'],
    [{ callWaitingTone: false }, '1011'],
    [{ showMissedCalls: false }, '1100'],
    [{ offerSecondCall: false, callWaitingTone: false, showMissedCalls: false }, '0000'],
  ])('%j', (settings, wanted) => {
    expect(told(settings)).toBe(wanted);
  });
});

describe('DEV-12 VLAN (4.6)', () => {
  const vlan = (settings: PhoneGiven['account']) =>
    partOf({ firmware: FIRMWARE, account: settings ?? {} }, 'static.network.');

  test('nobody set one: no line of it, so that the phone keeps what it has', () => {
    expect(vlan({})).toEqual({});
  });

  test('both ports', () => {
    expect(
      vlan({ settings: { vlan: { enabled: true, deviceId: 20, devicePriority: 6, pcId: 30, pcPriority: 1 } } }),
    ).toEqual({
      'vlan.internet_port_enable': '1',
      'vlan.internet_port_vid': '20',
      'vlan.internet_port_priority': '6',
      'vlan.pc_port_enable': '1',
      'vlan.pc_port_vid': '30',
      'vlan.pc_port_priority': '1',
    });
  });

  test.each([
    ['only the phone', { enabled: true, deviceId: 4094 }, ['1', '4094', '5', '0', '1', '0']],
    ['only the PC port', { enabled: true, pcId: 1 }, ['0', '1', '0', '1', '1', '0']],
    ['priority 0', { enabled: true, deviceId: 20, devicePriority: 0 }, ['1', '20', '0', '0', '1', '0']],
    [
      'switched off: back to the defaults of the phone',
      { enabled: false, deviceId: 20, pcId: 30 },
      ['0', '1', '0', '0', '1', '0'],
    ],
  ])('%s', (_, settings, values) => {
    expect(Object.values(vlan({ settings: { vlan: settings } }))).toEqual(values);
  });

  test('the file decides over a switch only when LLDP and CDP are off', () => {
    expect(vlan({ settings: { lldp: false } })).toEqual({ 'lldp.enable': '0', 'cdp.enable': '0' });
    expect(vlan({ settings: { lldp: true } })).toEqual({ 'lldp.enable': '1', 'cdp.enable': '1' });
  });
});

describe('DEV-31, DEV-34, DEV-35 DND and forwards', () => {
  const sync = (featureSync: 'off' | 'sip' | 'actionUrls', more: PhoneGiven = {}) =>
    linesOf({ firmware: FIRMWARE, account: { settings: { featureSync } }, ...more }).filter((line) =>
      /feature_key_sync|^action_url\./.test(line),
    );
  const EVENTS = [
    'dnd_on',
    'dnd_off',
    'always_fwd_on',
    'always_fwd_off',
    'busy_fwd_on',
    'busy_fwd_off',
    'no_answer_fwd_on',
    'no_answer_fwd_off',
  ];
  const noUrls = EVENTS.map((event) => `action_url.${event} = %NULL%`);

  test('off: 7.21, switched off in so many words, and no URL left over', () => {
    expect(sync('off')).toEqual([
      'features.feature_key_sync.enable = 0',
      'features.dnd.feature_key_sync.enable = 0',
      'features.forward.feature_key_sync.enable = 0',
      ...noUrls,
    ]);
  });

  test('sip: 4.12, and no URL, so that a key press is told once', () => {
    expect(sync('sip')).toEqual([
      'features.feature_key_sync.enable = 1',
      'features.dnd.feature_key_sync.enable = 1',
      'features.forward.feature_key_sync.enable = 1',
      ...noUrls,
    ]);
  });

  test('actionUrls: 5.2, one unguessable URL an event', () => {
    expect(sync('actionUrls')).toEqual([
      'features.feature_key_sync.enable = 0',
      'features.dnd.feature_key_sync.enable = 0',
      'features.forward.feature_key_sync.enable = 0',
      ...EVENTS.map((event) => `action_url.${event} = ${HTTPS}event/805ec0123456/${event}`),
    ]);
  });

  test('4.13: a URL has 511 characters at most', () => {
    expect(Math.max(...sync('actionUrls').map((line) => line.length))).toBeLessThan(511);
  });

  test('4.12: GEN 81 knows the one switch only, GEN 72 the old one besides', () => {
    expect(sync('sip', { model: 'T46G', firmware: '28.81.0.110' }).filter((line) => line.includes('sync'))).toEqual([
      'features.feature_key_sync.enable = 1',
    ]);
    expect(sync('sip', { model: 'VP530', firmware: '23.70.0.40' })).toContain('bw.feature_key_sync = 1');
  });

  test('4.11: the state itself is never written, so that a resync does not undo what a user pressed', () => {
    for (const featureSync of ['off', 'sip', 'actionUrls'] as const) {
      const lines = linesOf({ account: { settings: { featureSync } } });
      expect(
        lines.filter((line) =>
          /(?:^|\.)(?:dnd|\w+_fwd|forward\.(?:always|busy|no_answer))\.(?:enable|target) = /.test(line),
        ),
      ).toEqual([]);
    }
  });
});

describe('directory (4.14)', () => {
  const books = (given: PhoneGiven) => partOf(given, 'remote_phonebook.data.');

  test('none: five places emptied, lookup off', () => {
    expect(books({})).toEqual(
      Object.fromEntries(
        [1, 2, 3, 4, 5].flatMap((i) => [
          [`${i}.url`, '%NULL%'],
          [`${i}.name`, '%NULL%'],
        ]),
      ),
    );
    expect(valueAt({}, 'features.remote_phonebook.enable')).toBe('0');
  });

  test('two, and lookup on', () => {
    const phonebooks = [
      { name: 'Bakery', url: 'https://h/a.xml?q=#SEARCH&x=1' },
      { name: 'Town', url: 'http://h/b.xml' },
    ];
    const given = { account: { settings: { phonebooks } } };
    expect(books(given)).toMatchObject({
      '1.name': 'Bakery',
      '1.url': 'https://h/a.xml?q=#SEARCH&x=1',
      '2.name': 'Town',
      '3.url': '%NULL%',
    });
    expect(valueAt(given, 'features.remote_phonebook.enable')).toBe('1');
  });
});

describe('language and tones (4.4)', () => {
  test.each<[Language, string]>([
    ['nl', 'Dutch'],
    ['en', 'English'],
    ['de', 'German'],
    ['fr', 'French'],
    ['it', 'Italian'],
    ['es', 'Spanish'],
    ['pt', 'Portuguese'],
    ['da', 'Danish'],
    ['ru', 'Russian'],
    ['tr', 'Turkish'],
    ['fi', 'English'],
    ['sv', 'English'],
    ['pl', 'English'],
  ])('%s: %s', (language, word) => {
    expect(valueAt({ account: { language } }, 'lang.gui')).toBe(word);
  });

  test('DEV-1: the language of the phone beats that of its account', () => {
    expect(valueAt({ cpe: { language: 'de' } }, 'lang.gui')).toBe('German');
    expect(valueAt({ cpe: { language: 'de', settings: { language: 'fr' } } }, 'lang.gui')).toBe('French');
  });

  test.each([
    ['28.80.0.95', ['lang.wui']],
    ['28.81.0.110', ['static.lang.wui']],
    ['28.82.0.10', ['static.lang.wui']],
    ['28.83.0.120', ['lang.wui']],
    [undefined, ['lang.wui', 'static.lang.wui']],
  ])('4.0, 7.28: the name of the web language at %s', (firmware, names) => {
    const given: PhoneGiven = { model: 'T46G', ...(firmware && { firmware }) };
    expect(
      linesOf(given)
        .flatMap((line) => /^(\S*lang\.wui) = Dutch$/.exec(line)?.[1] ?? [])
        .sort(),
    ).toEqual(names);
  });

  test.each([
    ['NL', 'Netherlands'],
    ['GB', 'Great Britain'],
    ['US', 'United States'],
    ['CZ', 'Czech'],
    ['NZ', 'New Zealand'],
    ['ZA', undefined],
  ])('tones of %s: %s', (country, word) => {
    expect(valueAt({ account: { country } }, 'voice.tone.country')).toBe(word);
  });
});

describe('clock (4.4)', () => {
  const clock = (timeZone: string, more: PhoneGiven = {}) => partOf({ ...more, account: { timeZone } }, 'local_time.');
  const COMMON = { time_format: '1', manual_ntp_srv_prior: '0', ntp_server1: '%NULL%', ntp_server2: '%NULL%' };

  test.each([
    ['Europe/Amsterdam', '+1', 'Netherlands(Amsterdam)'],
    ['Europe/London', '0', 'United Kingdom(London)'],
    ['Europe/Zurich', '+1', 'Germany(Berlin)'],
    ['Europe/Helsinki', '+2', 'Finland(Helsinki)'],
    ['America/New_York', '-5', 'United States-Eastern Time'],
    ['Asia/Kolkata', '+5:30', 'India(Calcutta)'],
    ['Pacific/Auckland', '+12', 'New Zealand(Wellington,Auckland)'],
  ])('%s by the table of the phone', (zone, time_zone, time_zone_name) => {
    expect(clock(zone)).toEqual({ ...COMMON, time_zone, time_zone_name, summer_time: '2' });
  });

  test.each([
    ['Europe/Kyiv', '+2', '3/5/7/3', '10/5/7/4', '60'],
    ['Australia/Sydney', '+10', '10/1/7/2', '4/1/7/3', '60'],
    ['America/St_Johns', '-3:30', '3/2/7/2', '11/1/7/2', '60'],
    ['Australia/Lord_Howe', '+10:30', '10/1/7/2', '4/1/7/2', '30'],
    ['America/Santiago', '-4', '9/1/7/0', '4/1/7/0', '60'],
  ])('%s, which has no label, by its rule', (zone, time_zone, start_time, end_time, offset_time) => {
    expect(clock(zone)).toEqual({
      ...COMMON,
      time_zone,
      summer_time: '1',
      dst_time_type: '1',
      start_time,
      end_time,
      offset_time,
    });
  });

  test.each([
    ['UTC', '0'],
    ['Asia/Kathmandu', '+5:45'],
    ['Pacific/Kiritimati', '+14'],
    ['Pacific/Pago_Pago', '-11'],
    ['America/Phoenix', '-7'],
  ])('%s keeps one time all year', (zone, time_zone) => {
    expect(clock(zone)).toEqual({ ...COMMON, time_zone, summer_time: '0' });
  });

  test('a zone whose clocks follow no rule gets the right one every year', () => {
    const at = (year: number) => clock('America/Santiago', { now: new Date(Date.UTC(year, 5, 1)) }).start_time;
    expect([2026, 2029, 2030].map(at)).toEqual(['9/1/7/0', '9/1/7/0', '9/2/7/0']);
  });

  test('NTP servers that are set come before those of DHCP', () => {
    const ntp = (ntpServers: string[]) => partOf({ account: { settings: { ntpServers } } }, 'local_time.');
    expect(ntp(['ntp1.example.com', '192.0.2.1'])).toMatchObject({
      manual_ntp_srv_prior: '1',
      ntp_server1: 'ntp1.example.com',
      ntp_server2: '192.0.2.1',
    });
    expect(ntp(['ntp1.example.com'])).toMatchObject({ ntp_server1: 'ntp1.example.com', ntp_server2: '%NULL%' });
  });
});

describe('DEV-9, DEV-10 firmware (4.15)', () => {
  const chosen = (image: string, more: PhoneGiven = {}) => ({ firmware: FIRMWARE, image, ...more });

  test('no choice, no line', () => {
    expect(linesOf({ firmware: FIRMWARE }).filter((line) => line.includes('firmware.url'))).toEqual([]);
  });

  test('1.7: brackets and commas of a name are percent-encoded', () => {
    expect(valueAt(chosen('T46S(T48S,T42S,T41S)-66.86.0.15.rom'), 'static.firmware.url')).toBe(
      'http://prov.example.com:8080/p/firmware/T46S%28T48S%2CT42S%2CT41S%29-66.86.0.15.rom',
    );
  });

  test('DEV-10: never for the generic profile, whose hardware nobody knows', () => {
    const lines = linesOf({ model: 'Desktop phone', firmware: '66.86.0.15', image: 'a.rom' });
    expect(lines.filter((line) => line.includes('firmware.url'))).toEqual([]);
  });

  test('over HTTPS where nothing else listens, and without a token: an image is no secret', () => {
    const address = { ...ADDRESS, httpUrl: undefined };
    expect(valueAt(chosen('a.rom', { address }), 'static.firmware.url')).toBe(
      'https://prov.example.com:8443/p/firmware/a.rom',
    );
  });
});

describe('when the phone asks again (1.8, 1.9)', () => {
  const schedule = (settings: object) => {
    const all = partOf({ firmware: FIRMWARE, account: { settings } }, 'static.auto_provision.');
    return Object.fromEntries(Object.entries(all).filter(([key]) => /repeat|weekly/.test(key)));
  };

  test('by default every night between one and five', () => {
    expect(schedule({})).toEqual({
      'repeat.enable': '0',
      'repeat.minutes': '1440',
      'weekly.enable': '1',
      'weekly.dayofweek': '0123456',
      'weekly.begin_time': '01:00',
      'weekly.end_time': '05:00',
    });
  });

  test('every so many minutes', () => {
    expect(schedule({ resync: { everyMinutes: 30 } })).toMatchObject({
      'repeat.enable': '1',
      'repeat.minutes': '30',
      'weekly.enable': '1',
    });
  });

  test('1.1: found once, it no longer listens to whoever answers first, and asks at every boot', () => {
    expect(partOf({ firmware: FIRMWARE }, 'static.auto_provision.')).toMatchObject({
      pnp_enable: '0',
      power_on: '1',
      'user_agent_mac.enable': '1',
    });
  });

  test('7.30: changes on the phone are kept only where that is wanted', () => {
    const kept = (keepUserChanges: boolean) =>
      Object.values(
        partOf({ firmware: FIRMWARE, account: { settings: { keepUserChanges } } }, 'static.auto_provision.custom.'),
      );
    expect(kept(false)).toEqual(['0', '0']);
    expect(kept(true)).toEqual(['1', '1']);
  });
});

describe('where it fetches, and who may steer it', () => {
  test('1.3: the URL carries the token and ends in a slash', () => {
    expect(valueAt({ firmware: FIRMWARE }, 'static.auto_provision.server.url')).toBe(HTTPS);
  });

  test('3.2: our own CA is loaded over plain HTTP, none where a public one signs', () => {
    expect(valueAt({ firmware: FIRMWARE }, 'static.trusted_certificates.url')).toBe(
      'http://prov.example.com:8080/p/bellhop-ca.pem',
    );
    expect(
      valueAt({ firmware: FIRMWARE, address: { ...ADDRESS, ownCa: false } }, 'static.trusted_certificates.url'),
    ).toBeUndefined();
    expect(valueAt({ firmware: FIRMWARE }, 'static.security.trust_certificates')).toBe('1');
  });

  test('7.15: steering by address only where we have one; by name it stays shut', () => {
    expect(valueAt({}, 'features.action_uri_limit_ip')).toBeUndefined();
    expect(valueAt({ address: { ...ADDRESS, host: '192.0.2.1' } }, 'features.action_uri_limit_ip')).toBe('192.0.2.1');
  });

  test('7.11, 7.16: a resync does not reboot the phone, and does not ask the user', () => {
    expect(valueAt({}, 'sip.notify_reboot_enable')).toBe('0');
    expect(valueAt({}, 'features.show_action_uri_option')).toBe('0');
  });
});

describe('DEV-21 the generic profile', () => {
  test('while it is not known what it is, both spellings of every generation it may run', () => {
    const keys = linesOf({ model: 'Desktop phone' }).map((line) => line.slice(0, line.indexOf(' = ')));
    expect(keys).toEqual(
      expect.arrayContaining([
        'static.auto_provision.server.url',
        'auto_provision.server.url',
        'static.lang.wui',
        'lang.wui',
        'account.1.codec.2.enable',
      ]),
    );
    expect(keys).not.toContain('account.1.sip_server_host');
  });

  test('once it told its firmware, that of its generation', () => {
    expect(
      linesOf({ model: 'Desktop phone', firmware: '66.86.0.15' }).filter((line) =>
        /^(auto_provision|security|network)\./.test(line),
      ),
    ).toEqual([]);
  });
});
