// Settings: the schema's limits, what it cannot say, and layers laid over one another.

import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { derived, from, LAYERS, SETTING_LAYERS, secretFrom } from '../../server/domain/layers.ts';
import {
  checkSettings,
  isSecretSetting,
  rawPairsOf,
  type Settings,
  type SettingsAt,
  SettingsSchema,
  settingOf,
} from '../../server/domain/settings.ts';

describe('the schema', () => {
  const accepts = (settings: unknown) => Value.Check(SettingsSchema, settings);

  test.each([
    ['nothing', {}],
    ['VLAN 1 and 4094', { vlan: { enabled: true, deviceId: 1, pcId: 4094, devicePriority: 0, pcPriority: 7 } }],
    ['VLAN ids of which another layer says whether they hold', { vlan: { deviceId: 20 } }],
    ['VLAN off without ids', { vlan: { enabled: false } }],
    ['DEV-11', { sipProxy: 'pbx', offerSecondCall: false, callWaitingTone: false, showMissedCalls: false }],
    ['raw text', { extra: 'a.b = c' }],
    ['raw pairs', { extra: [{ key: 'a.b', value: 'c' }] }],
    ['a raw object', { extra: { 'a.b': 'c' } }],
    [
      'five phonebooks',
      { phonebooks: Array.from({ length: 5 }, (_, i) => ({ name: `b${i}`, url: 'https://h/x.xml' })) },
    ],
    ['DEV-30 own Alert-Info texts', { alertInfoTexts: { internal: 'x'.repeat(32) } }],
    ['midnight', { resync: { everyMinutes: 0, nightlyFrom: '00:00', nightlyUntil: '23:59' } }],
  ])('takes %s', (_, settings) => {
    expect(accepts(settings)).toBe(true);
  });

  test.each([
    ['VLAN 4095 (DEV-12, facts/yealink.md 4.6)', { vlan: { enabled: true, deviceId: 4095 } }],
    ['VLAN 0', { vlan: { enabled: true, pcId: 0 } }],
    ['a VLAN in text', { vlan: { enabled: true, deviceId: '20' } }],
    ['half a VLAN', { vlan: { enabled: true, deviceId: 20.5 } }],
    ['priority 8', { vlan: { enabled: true, deviceId: 20, devicePriority: 8 } }],
    ['an unknown setting', { volume: 11 }],
    ['an unknown member', { vlan: { enabled: true, id: 20 } }],
    ['an unknown language', { language: 'xx' }],
    ['a country in small letters', { country: 'nl' }],
    ['an unknown codec', { codecs: ['mp3'] }],
    ['no codec', { codecs: [] }],
    ['a codec twice', { codecs: ['pcma', 'pcma'] }],
    ['three NTP servers', { ntpServers: ['a', 'b', 'c'] }],
    ['a short password', { adminPassword: '12345' }],
    ['a long password', { adminPassword: 'x'.repeat(33) }],
    ['six phonebooks', { phonebooks: Array.from({ length: 6 }, () => ({ name: 'b', url: 'https://h/' })) }],
    ['a phonebook over ftp', { phonebooks: [{ name: 'b', url: 'ftp://h/' }] }],
    ['an Alert-Info text of 33', { alertInfoTexts: { internal: 'x'.repeat(33) } }],
    ['an empty Alert-Info text', { alertInfoTexts: { queue: '' } }],
    ['24:00', { resync: { nightlyFrom: '24:00' } }],
    ['registration for ever', { registrationExpiresSec: 86_401 }],
    ['registration every second', { registrationExpiresSec: 59 }],
    ['a raw pair without key', { extra: [{ key: '', value: 'c' }] }],
    ['raw numbers', { extra: { 'a.b': 1 } }],
  ])('refuses %s', (_, settings) => {
    expect(accepts(settings)).toBe(false);
  });
});

describe('checkSettings says what the grammar cannot', () => {
  const problems = (settings: Settings) => checkSettings(settings).map(({ pointer }) => pointer);

  test.each<[string, Settings, string[]]>([
    ['nothing', {}, []],
    ['an enabled VLAN without ids', { vlan: { enabled: true } }, ['/vlan']],
    ['only the PC port', { vlan: { enabled: true, pcId: 30 } }, []],
    ['a disabled VLAN', { vlan: { enabled: false } }, []],
    ['proxies with ports', { sipProxy: 'pbx.example.com:5080', outboundProxy: '[2001:db8::1]:5060' }, []],
    ['a port beyond', { sipProxy: 'pbx.example.com:65536' }, ['/sipProxy']],
    ['a URI as a proxy', { outboundProxy: 'sip:pbx.example.com' }, ['/outboundProxy']],
    ['a line break in a proxy', { sipProxy: 'pbx\naccount.1.password = x' }, ['/sipProxy']],
    ['a known zone', { timeZone: 'Europe/Amsterdam' }, []],
    ['an unknown zone', { timeZone: 'Europe/Atlantis' }, ['/timeZone']],
    ['NTP by name and address', { ntpServers: ['ntp.example.com', '192.0.2.1'] }, []],
    ['NTP by IPv6 address', { ntpServers: ['2001:db8::1'] }, []],
    ['NTP with a port', { ntpServers: ['ntp.example.com:123'] }, ['/ntpServers/0']],
    ['a network as NTP server', { ntpServers: ['192.0.2.1', '10.0.0.0/8'] }, ['/ntpServers/1']],
    ['a blank in NTP', { ntpServers: ['ntp example'] }, ['/ntpServers/0']],
    ['a sound password', { adminPassword: 'n3w-Admin!%"' }, []],
    ['facts/yealink.md 4.5: a colon in a password', { adminPassword: 'n3w:Admin' }, ['/adminPassword']],
    ['a blank in a password', { userPassword: 'n3w user' }, ['/userPassword']],
    ['a password beyond ASCII', { userPassword: 'pässwort' }, ['/userPassword']],
    ['codes', { voicemailNumber: '1233', pickupCode: '*8' }, []],
    ['a line break in a code', { pickupCode: '*8\nx' }, ['/pickupCode']],
    ['a blank in a number', { voicemailNumber: '12 33' }, ['/voicemailNumber']],
    [
      'a line break in a book',
      {
        phonebooks: [
          { name: 'a', url: 'https://h/' },
          { name: 'b\nc', url: 'https://h/' },
        ],
      },
      ['/phonebooks/1'],
    ],
    [
      'all at once',
      { sipProxy: ' ', timeZone: '', adminPassword: 'a:b:c:d' },
      ['/sipProxy', '/timeZone', '/adminPassword'],
    ],
  ])('%s', (_, settings, wanted) => {
    expect(problems(settings)).toEqual(wanted);
  });
});

describe('layers', () => {
  const layers: readonly SettingsAt[] = [
    {
      layer: 'default',
      settings: { sipTransport: 'udp', codecs: ['pcma', 'g722'], resync: { everyMinutes: 0, nightlyFrom: '01:00' } },
    },
    { layer: 'partner', settings: { sipTransport: 'tcp', vlan: { enabled: false, deviceId: 20, pcId: 30 } } },
    { layer: 'account', settings: { language: 'nl', codecs: ['pcmu'] } },
    { layer: 'model', settings: { resync: { everyMinutes: 60 } } },
    { layer: 'cpe', settings: { vlan: { enabled: true }, offerSecondCall: false, adminPassword: 's3cret' } },
  ];

  test('the last layer that says something wins, and is remembered', () => {
    expect(settingOf(layers, 'sipTransport')).toEqual({ value: 'tcp', layer: 'partner' });
    expect(settingOf(layers, 'language')).toEqual({ value: 'nl', layer: 'account' });
  });

  test('false is a word too', () => {
    expect(settingOf(layers, 'offerSecondCall')).toEqual({ value: false, layer: 'cpe' });
  });

  test('nobody said anything', () => {
    expect(settingOf(layers, 'outboundProxy')).toBeUndefined();
    expect(settingOf([], 'codecs')).toBeUndefined();
  });

  test('DEV-11: a group is laid member by member, so that an account says the ids and a CPE switches them on', () => {
    expect(settingOf(layers, 'vlan')).toEqual({ value: { enabled: true, deviceId: 20, pcId: 30 }, layer: 'cpe' });
    expect(settingOf(layers, 'resync')).toEqual({ value: { everyMinutes: 60, nightlyFrom: '01:00' }, layer: 'model' });
  });

  test('a list is replaced whole', () => {
    expect(settingOf(layers, 'codecs')).toEqual({ value: ['pcmu'], layer: 'account' });
  });

  test('laying changes no layer', () => {
    settingOf(layers, 'vlan');
    expect(layers[1]?.settings.vlan).toEqual({ enabled: false, deviceId: 20, pcId: 30 });
  });

  test('passwords carry the mark of a secret', () => {
    expect(settingOf(layers, 'adminPassword')).toEqual({ value: 's3cret', layer: 'cpe', secret: true });
    expect(['adminPassword', 'userPassword', 'sipProxy'].map(isSecretSetting)).toEqual([true, true, false]);
  });

  test('raw pairs of all layers stand in order of the layers, each with its layer', () => {
    const raw: readonly SettingsAt[] = [
      {
        layer: 'partner',
        settings: {
          extra: [
            { key: 'a.b', value: '1' },
            { key: 'a.b', value: '2' },
          ],
        },
      },
      { layer: 'account', settings: {} },
      { layer: 'cpe', settings: { extra: [{ key: 'c.d', value: '3' }] } },
    ];
    expect(rawPairsOf(raw)).toEqual([
      { key: 'a.b', value: '1', layer: 'partner' },
      { key: 'a.b', value: '2', layer: 'partner' },
      { key: 'c.d', value: '3', layer: 'cpe' },
    ]);
  });

  test('the settings layers stand among all layers in the same order', () => {
    expect(LAYERS.filter((layer) => SETTING_LAYERS.some((known) => known === layer))).toEqual([...SETTING_LAYERS]);
    expect(LAYERS.at(-1)).toBe('extra');
  });

  test('what is derived keeps origin and secrecy', () => {
    expect(derived(secretFrom('cpe', 'x'), 2)).toEqual({ value: 2, layer: 'cpe', secret: true });
    expect(derived(from('account', 'x'), 'y')).toEqual({ value: 'y', layer: 'account' });
  });
});
