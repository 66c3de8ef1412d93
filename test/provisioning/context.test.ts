// The context of a phone: who decides each setting, where it fetches, and what its account chose for it.
import { describe, expect, test } from 'vitest';
import { capabilitiesAt } from '../../server/devices/capabilities.ts';
import type { PhoneContext } from '../../server/devices/phone-context.ts';
import { DEVICES } from '../../server/devices/registry.ts';
import { SETTING_LAYERS, type SettingLayer, type Sourced } from '../../server/domain/layers.ts';
import type { Account, SealedSettings } from '../../server/domain/records.ts';
import { type SettingName, SettingsSchema } from '../../server/domain/settings.ts';
import { buildContext, schemeFor } from '../../server/provisioning/context.ts';
import type { CpeRecords, ServerAddress } from '../../server/provisioning/world.ts';
import {
  ADDED,
  ADDRESS,
  account,
  channel,
  cpe,
  deviceOf,
  LASTING_TOKEN,
  NOW,
  type PhoneGiven,
  partner,
  phoneContext,
  plainSealer,
} from '../support/records.ts';

const seal = plainSealer.seal;
type KeptLayer = Exclude<SettingLayer, 'default'>;
const LAYERS: readonly KeptLayer[] = ['partner', 'account', 'model', 'cpe'];

/** For each setting: a value for partner, account, model and CPE, and where the context shows it. */
interface Row {
  readonly values: readonly [SealedSettings, SealedSettings, SealedSettings, SealedSettings];
  readonly shown: (phone: PhoneContext) => Sourced<unknown> | null | undefined;
  readonly wanted: readonly [unknown, unknown, unknown, unknown];
}

function row<T>(
  make: (value: T) => SealedSettings,
  shown: Row['shown'],
  values: readonly [T, T, T, T],
  wanted: Row['wanted'] = values,
): Row {
  return { values: [make(values[0]), make(values[1]), make(values[2]), make(values[3])], shown, wanted };
}

const first = (phone: PhoneContext) => phone.channels[0];
const SETTINGS: Readonly<Record<SettingName, Row>> = {
  vlan: row(
    (id: number) => ({ vlan: { enabled: true, deviceId: id } }),
    (p) => p.vlan,
    [1, 2, 3, 4],
    [1, 2, 3, 4].map((deviceId) => ({ enabled: true, deviceId })) as never,
  ),
  lldp: row(
    (lldp: boolean) => ({ lldp }),
    (p) => p.lldp,
    [true, false, true, false],
  ),
  httpControl: row(
    (httpControl: boolean) => ({ httpControl }),
    (p) => p.httpControl,
    [true, false, true, false],
  ),
  sipProxy: row(
    (sipProxy: string) => ({ sipProxy }),
    (p) => first(p)?.proxy,
    ['a', 'b', 'c', 'd:1'],
    [
      { host: 'a', port: 5060 },
      { host: 'b', port: 5060 },
      { host: 'c', port: 5060 },
      { host: 'd', port: 1 },
    ],
  ),
  outboundProxy: row(
    (outboundProxy: string) => ({ outboundProxy }),
    (p) => first(p)?.outboundProxy,
    ['a', 'b', 'c', 'd'],
    [
      { host: 'a', port: 5060 },
      { host: 'b', port: 5060 },
      { host: 'c', port: 5060 },
      { host: 'd', port: 5060 },
    ],
  ),
  sipTransport: row(
    (sipTransport: 'udp' | 'tcp' | 'dnsSrv') => ({ sipTransport }),
    (p) => first(p)?.transport,
    ['tcp', 'dnsSrv', 'udp', 'tcp'],
  ),
  registrationExpiresSec: row(
    (registrationExpiresSec: number) => ({ registrationExpiresSec }),
    (p) => first(p)?.expiresSec,
    [60, 120, 180, 240],
  ),
  offerSecondCall: row(
    (offerSecondCall: boolean) => ({ offerSecondCall }),
    (p) => p.offerSecondCall,
    [false, true, false, true],
  ),
  callWaitingTone: row(
    (callWaitingTone: boolean) => ({ callWaitingTone }),
    (p) => p.callWaitingTone,
    [false, true, false, true],
  ),
  registrationReports: row(
    (registrationReports: boolean) => ({ registrationReports }),
    (p) => p.registrationReports,
    [true, false, true, false],
  ),
  syslog: row(
    (syslog: boolean) => ({ syslog }),
    (p) => p.syslog && { ...p.syslog, value: p.syslog.value.asked },
    [true, false, true, false],
  ),
  showMissedCalls: row(
    (showMissedCalls: boolean) => ({ showMissedCalls }),
    (p) => p.showMissedCalls,
    [false, true, false, true],
  ),
  language: row(
    (language: 'de' | 'fr' | 'it' | 'es') => ({ language }),
    (p) => p.locale.language,
    ['de', 'fr', 'it', 'es'],
  ),
  country: row(
    (country: string) => ({ country }),
    (p) => p.locale.country,
    ['DE', 'FR', 'IT', 'ES'],
  ),
  timeZone: row(
    (timeZone: string) => ({ timeZone }),
    (p) => p.locale.timeZone,
    ['Europe/Berlin', 'Europe/Paris', 'Europe/Rome', 'Europe/Madrid'],
  ),
  ntpServers: row(
    (ntpServers: string[]) => ({ ntpServers }),
    (p) => p.locale.ntpServers,
    [['a'], ['b'], ['c'], ['d', 'e']],
  ),
  codecs: row(
    (codecs: ('pcma' | 'pcmu' | 'g722' | 'opus')[]) => ({ codecs }),
    (p) => first(p)?.codecs,
    [['pcma'], ['pcmu'], ['g722'], ['opus', 'pcma']],
  ),
  adminPassword: row(
    (text: string) => ({ adminPassword: seal(text) }),
    (p) => p.passwords.admin,
    ['pa', 'pb', 'pc', 'pd'],
  ),
  devicePin: row(
    (text: string) => ({ devicePin: seal(text) }),
    (p) => p.passwords.pin,
    ['0001', '0002', '0003', '0004'],
  ),
  userPassword: row(
    (text: string) => ({ userPassword: seal(text) }),
    (p) => p.passwords.user,
    ['pa', 'pb', 'pc', 'pd'],
  ),
  voicemailNumber: row(
    (voicemailNumber: string) => ({ voicemailNumber }),
    (p) => first(p)?.voicemailNumber,
    ['1', '2', '3', '4'],
  ),
  pickupCode: row(
    (pickupCode: string) => ({ pickupCode }),
    (p) => first(p)?.pickupCode,
    ['*1', '*2', '*3', '*4'],
  ),
  featureSync: row(
    (featureSync: 'off' | 'sip' | 'actionUrls') => ({ featureSync }),
    (p) => p.featureSync,
    ['sip', 'actionUrls', 'off', 'sip'],
  ),
  phonebooks: row(
    (name: string) => ({ phonebooks: [{ name, url: 'https://h/' }] }),
    (p) => p.phonebooks,
    ['a', 'b', 'c', 'd'],
    ['a', 'b', 'c', 'd'].map((name) => [{ name, url: 'https://h/' }]) as never,
  ),
  alertInfoTexts: row(
    (internal: string) => ({ alertInfoTexts: { internal } }),
    (p) => p.ringtones[0]?.alertInfo,
    ['a', 'b', 'c', 'd'],
  ),
  keepUserChanges: row(
    (keepUserChanges: boolean) => ({ keepUserChanges }),
    (p) => p.keepUserChanges,
    [true, false, true, false],
  ),
  bootFile: row(
    (bootFile: boolean) => ({ bootFile }),
    (p) => p.bootFile,
    [true, false, true, false],
  ),
  resync: row(
    (everyMinutes: number) => ({ resync: { everyMinutes } }),
    (p) => p.resync,
    [1, 2, 3, 4],
    [1, 2, 3, 4].map((everyMinutes) => ({ everyMinutes, nightlyFrom: '01:00', nightlyUntil: '05:00' })) as never,
  ),
  provisioningScheme: row(
    (provisioningScheme: 'http' | 'https' | 'auto') => ({ provisioningScheme }),
    (p) => ({ layer: p.server.url.layer, value: p.server.url.value.split(':')[0] ?? '' }),
    ['http', 'https', 'http', 'auto'],
    ['http', 'https', 'http', 'https'],
  ),
};

/** A phone whose first `count` layers say something about a setting. */
function withLayers({ values }: Row, count: number): PhoneGiven {
  const said = Object.fromEntries(LAYERS.slice(0, count).map((layer, i) => [layer, values[i]]));
  const settingsOf = (layer: KeptLayer): SealedSettings => said[layer] ?? {};
  return {
    partner: { settings: settingsOf('partner') },
    account: { settings: settingsOf('account'), models: { 'Yealink/T46S': { settings: settingsOf('model') } } },
    cpe: { settings: settingsOf('cpe') },
  };
}

describe('layers: default < partner < account < model < cpe', () => {
  test('every setting of the schema but the raw lines has its row', () => {
    expect(Object.keys(SETTINGS).sort()).toEqual(
      Object.keys(SettingsSchema.properties)
        .filter((name) => name !== 'extra')
        .sort(),
    );
    expect(SETTING_LAYERS).toEqual(['default', ...LAYERS]);
  });

  test.each(Object.entries(SETTINGS))('%s', (name, setting) => {
    // An account always says language, country and time zone, so a partner's word is never the last.
    const ofAccount = ['language', 'country', 'timeZone'].includes(name);
    for (const count of ofAccount ? [2, 3, 4] : [1, 2, 3, 4]) {
      const shown = setting.shown(phoneContext(withLayers(setting, count)));
      expect(shown?.value, `${count} layers`).toEqual(setting.wanted[count - 1]);
      if (name !== 'provisioningScheme') expect(shown?.layer).toBe(LAYERS[count - 1]);
    }
    const undecided = setting.shown(phoneContext());
    expect(undecided?.layer ?? 'nobody').not.toBe('partner');
  });

  test('nobody said anything: what the family, the country or the phone itself has', () => {
    const phone = phoneContext();
    expect(phone.vlan).toBeNull();
    expect(phone.lldp).toBeNull();
    expect(phone.locale.ntpServers).toBeNull();
    expect(first(phone)?.outboundProxy).toBeNull();
    expect(first(phone)?.proxy).toEqual({ value: { host: 'prov.example.com', port: 5060 }, layer: 'default' });
    expect(first(phone)?.voicemailNumber).toEqual({ value: '1233', layer: 'account' });
    expect(phone.passwords.admin).toEqual({ value: 'n3wAdmin', layer: 'cpe', secret: true });
    expect(phone.resync).toEqual({
      value: { everyMinutes: 0, nightlyFrom: '01:00', nightlyUntil: '05:00' },
      layer: 'default',
    });
    expect(phone.locale.timeZone).toEqual({ value: 'Europe/Amsterdam', layer: 'account' });
  });

  test('DEV-11: a group is put together from several layers', () => {
    const given: PhoneGiven = {
      account: { settings: { vlan: { enabled: false, deviceId: 20, pcId: 30 } } },
      cpe: { settings: { vlan: { enabled: true } } },
    };
    expect(phoneContext(given).vlan).toEqual({ value: { enabled: true, deviceId: 20, pcId: 30 }, layer: 'cpe' });
  });

  test('a VLAN of which nobody said whether it is on is off, for every maker', () => {
    expect(phoneContext({ account: { settings: { vlan: { deviceId: 20 } } } }).vlan?.value).toEqual({
      enabled: false,
      deviceId: 20,
    });
  });

  test('raw lines of all layers, weakest first', () => {
    const extra = (value: string): { settings: SealedSettings } => ({ settings: { extra: [{ key: 'a.b', value }] } });
    const given: PhoneGiven = {
      partner: extra('p'),
      account: { ...extra('a'), models: { 'Yealink/T46S': extra('m') } },
      cpe: extra('c'),
    };
    expect(phoneContext(given).extra.map(({ value, layer }) => [value, layer])).toEqual([
      ['p', 'partner'],
      ['a', 'account'],
      ['m', 'model'],
      ['c', 'cpe'],
    ]);
  });

  test('choices for another model are not this phone’s'.replace('’', "'"), () => {
    const models: Account['models'] = {
      'Yealink/T48S': {
        settings: { offerSecondCall: false },
        firmware: [{ track: 'Lydis', version: '66.86.0.15' }],
        keyLayout: { pages: [] },
      },
      'Mitel/T46S': { firmware: [{ version: '66.86.0.15' }] },
    };
    const phone = phoneContext({ account: { models } });
    expect([phone.offerSecondCall.value, phone.firmwareUrl, phone.keys]).toEqual([true, null, null]);
  });
});

describe('DEV-1 a phone that stays with its owner', () => {
  const records: CpeRecords = {
    partner: partner({ settings: { sipProxy: 'partner.example.com' } }),
    account: undefined,
    channels: [],
    stamp: '1',
    cpe: cpe({ channelIds: [], language: 'de', country: 'GB' }),
  };
  const build = (more: Partial<CpeRecords> = {}) =>
    buildContext({
      records: { ...records, ...more },
      device: deviceOf({}),
      firmware: undefined,
      address: ADDRESS,
      sealer: plainSealer,
      now: NOW,
    });

  test('has no channels, no keys, no ringtones, and the zone of its own country', () => {
    const phone = build();
    expect([phone.channels, phone.keys, phone.firmwareUrl]).toEqual([[], null, null]);
    expect(phone.ringtones.map(({ ringtone }) => ringtone.value)).toEqual([null, null, null, null, null]);
    expect([phone.locale.language.value, phone.locale.country.value, phone.locale.timeZone.value]).toEqual([
      'de',
      'GB',
      'Europe/London',
    ]);
    expect(phone.codes.value.login).toBe('8801');
  });

  test('without any country it is in the Netherlands, in English', () => {
    const { language: _, country: __, ...bare } = records.cpe;
    const { locale } = build({ cpe: bare });
    expect([locale.language.value, locale.country.value, locale.timeZone.value]).toEqual([
      'en',
      'NL',
      'Europe/Amsterdam',
    ]);
  });

  test('a country without a zone on our list shows UTC', () => {
    expect(build({ cpe: { ...records.cpe, country: 'ZA' } }).locale.timeZone.value).toBe('UTC');
  });
});

describe('where a phone fetches (design.md "Phones\' URLs and trust")', () => {
  const http = 'http://prov.example.com:8080/p/';
  const https = 'https://prov.example.com:8443/p/';

  test('its lasting token is in the URLs, or the one that is given', () => {
    const { server } = phoneContext({ firmware: '66.83.188.6' });
    expect(server.url).toEqual({ value: `${https}${LASTING_TOKEN}/`, layer: 'server', secret: true });
    expect(server.eventUrl).toEqual({
      value: `${https}${LASTING_TOKEN}/event/805ec0123456/`,
      layer: 'server',
      secret: true,
    });
    expect(server.caUrl).toEqual({ value: `${http}bellhop-ca.pem`, layer: 'server' });
    const records: CpeRecords = {
      partner: partner(),
      account: account(),
      channels: [channel()],
      stamp: '1',
      cpe: cpe(),
    };
    const other = buildContext({
      records,
      device: deviceOf({}),
      firmware: undefined,
      address: ADDRESS,
      sealer: plainSealer,
      token: 'f'.repeat(32),
      now: NOW,
    });
    expect(other.server.url.value).toBe(`${https}${'f'.repeat(32)}/`);
  });

  const scheme = (
    model: string,
    firmware: string | undefined,
    wish: 'auto' | 'https' | 'http',
    address: ServerAddress,
  ) => {
    const { server } = phoneContext({
      model,
      ...(firmware && { firmware }),
      address,
      cpe: { settings: { provisioningScheme: wish } },
    });
    const device = deviceOf({ model });
    const parsed = phoneContext({ model, ...(firmware && { firmware }) }).firmware;
    expect(server.url.value.split(':')[0]).toBe(
      schemeFor(device, capabilitiesAt(device.family, device.model, parsed), wish, address),
    );
    return server.url.value.split(':')[0];
  };
  const onlyHttp = { ...ADDRESS, httpsUrl: undefined };
  const onlyHttps = { ...ADDRESS, httpUrl: undefined };
  const publicCa = { ...ADDRESS, ownCa: false };

  test.each([
    ['T46S', '66.83.188.6', 'auto', 'ours', ADDRESS, 'https'],
    ['T46S', '66.83.188.6', 'auto', 'public', publicCa, 'https'],
    ['T46S', undefined, 'auto', 'ours', ADDRESS, 'https'],
    ['T46G', '28.80.0.95', 'auto', 'ours: it cannot load a CA by file', ADDRESS, 'http'],
    ['T46G', '28.80.0.95', 'auto', 'public', publicCa, 'https'],
    ['T46G', '28.83.188.14', 'auto', 'ours', ADDRESS, 'https'],
    ['VP530', '23.70.0.40', 'auto', 'ours: TLS 1.0', ADDRESS, 'http'],
    ['VP530', '23.70.0.40', 'auto', 'public: TLS 1.0', publicCa, 'http'],
    ['Desktop phone', undefined, 'auto', 'ours: nobody knows what it is', ADDRESS, 'http'],
    ['T46S', '66.83.188.6', 'http', 'ours', ADDRESS, 'http'],
    ['VP530', '23.70.0.40', 'https', 'ours', ADDRESS, 'https'],
    ['T46S', '66.83.188.6', 'https', 'none: only HTTP listens', onlyHttp, 'http'],
    ['VP530', '23.70.0.40', 'http', 'ours: only HTTPS listens', onlyHttps, 'https'],
  ] as const)('%s at %s, wish %s, certificate %s', (model, firmware, wish, _, address, wanted) => {
    expect(scheme(model, firmware, wish, address)).toBe(wanted);
  });

  test('without a plain listener there is no way to load our CA first', () => {
    expect(phoneContext({ firmware: '66.83.188.6', address: onlyHttps }).server.caUrl).toBeNull();
  });
});

describe('when it was last changed', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));

  test.each([
    ['the phone', { cpe: { changedAt: at(20) } }],
    ['its account', { account: { changedAt: at(20) } }],
    ['its partner', { partner: { changedAt: at(20) } }],
    ['one of its channels', { channels: [channel({ changedAt: at(20) })] }],
  ] as readonly (readonly [string, PhoneGiven])[])('%s', (_, given) => {
    expect(phoneContext(given).changedAt).toEqual(at(20));
    expect(phoneContext().changedAt).toEqual(ADDED);
  });
});

test('every model of the matrix has a context, and the same one twice', () => {
  const all = DEVICES.map(({ model: { vendor, model, track } }) => ({
    vendor,
    model,
    ...(track !== undefined && { track }),
  }));
  expect(all).toHaveLength(77);
  for (const given of all) expect(phoneContext(given)).toEqual(phoneContext(given));
});
