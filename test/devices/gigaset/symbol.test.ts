// The symbol document of N510, N300A and N720, read back with an XML parser. Source: facts/gigaset-auerswald.md 5, 11a
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gigaset } from '../../../server/devices/gigaset/family.ts';
import { symbolModels } from '../../../server/devices/gigaset/models.ts';
import { symbolModelOf } from '../../../server/devices/gigaset/symbol.ts';
import { checkSymbolRaw } from '../../../server/devices/gigaset/symbol-setting.ts';
import { versionOf } from '../../../server/devices/gigaset/version.ts';
import type { Channel } from '../../../server/domain/records.ts';
import { MASK } from '../../../server/provisioning/render.ts';
import { channel, ownFile, type PhoneGiven, phoneContext, plainSealer, textOf } from '../../support/records.ts';
import { oddDocuments } from './odd-names.ts';
import { all, complaints, parseXml, readXml, type XmlNode } from './xml.ts';

const alice = channel({ id: 'a', username: '201', displayName: 'Alice', plainPassword: 'pw-a' });
const bob = channel({ id: 'b', username: '202', displayName: 'Bob', plainPassword: 'pw-b' });

/** As 11a has it: two accounts, two handsets, UDP 5060, voicemail *97, Germany, PIN 4711. */
function n510(given: PhoneGiven = {}): PhoneGiven {
  return {
    vendor: 'Gigaset',
    model: 'N510 IP PRO',
    mac: '7C2F804DF9A9',
    channels: [alice, bob],
    account: { country: 'DE', language: 'de', timeZone: 'Europe/Berlin' },
    cpe: {
      settings: { sipProxy: 'pbx.example.com', voicemailNumber: '*97', adminPassword: plainSealer.seal('4711') },
    },
    ...given,
  };
}

function documentOf(given: PhoneGiven): XmlNode {
  return readXml(textOf(ownFile(given)));
}

/** ID to value, after the invariants that hold for every symbol document. Source: 5.1, 11a */
function itemsOf(document: XmlNode): Map<string, string> {
  const items = all(document, 'SYMB_ITEM');
  const ids = items.map(({ attributes }) => attributes.ID ?? '');
  expect(new Set(ids).size).toBe(ids.length);
  expect(items.every(({ attributes }) => attributes.class === 'symb_item')).toBe(true);
  expect(items.every(({ attributes }) => attributes.value !== '' && attributes.value !== '""')).toBe(true);
  expect(all(document, 'param')).toEqual([]);
  return new Map(items.map(({ attributes }) => [attributes.ID ?? '', attributes.value ?? '']));
}

function only(document: XmlNode, name: string): Readonly<Record<string, string>> | undefined {
  const found = all(document, name);
  expect(found.length).toBeLessThan(2);
  return found[0]?.attributes;
}

describe('11a: N510 IP PRO with two accounts', () => {
  const document = documentOf(n510());
  const items = itemsOf(document);

  test('header', () => {
    expect(document.name).toBe('ProviderFrame');
    expect(document.children.map(({ name }) => name)).toEqual(['Provider']);
    expect(only(document, 'MAC_ADDRESS')).toEqual({ value: '7C2F804DF9A9' });
    expect(only(document, 'PROFILE_NAME')).toMatchObject({ class: 'string' });
    expect(only(document, 'VERSION')?.value).toMatch(/^\d{10}$/);
  });

  test.each([
    ['BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1', '1'],
    ['BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_2', '1'],
    ['BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_3', '0'],
    ['BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_4', '0'],
    ['BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_5', '0'],
    ['BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_6', '0'],
    ['BS_IP_Data3.aucS_SIP_LOGIN_ID', '"201"'],
    ['BS_IP_Data3.aucS_SIP_LOGIN_ID_2', '"202"'],
    ['BS_IP_Data1.aucS_SIP_USER_ID', '"201"'],
    ['BS_IP_Data1.aucS_SIP_USER_ID_2', '"202"'],
    ['BS_IP_Data1.aucS_SIP_PASSWORD', '"pw-a"'],
    ['BS_IP_Data1.aucS_SIP_PASSWORD_2', '"pw-b"'],
    ['BS_IP_Data1.aucS_SIP_DISPLAYNAME', '"Alice"'],
    ['BS_IP_Data1.aucS_SIP_DISPLAYNAME_2', '"Bob"'],
    ['BS_IP_Data1.aucS_SIP_ACCOUNT_NAME_1', '"201"'],
    ['BS_IP_Data1.aucS_SIP_DOMAIN', '"pbx.example.com"'],
    ['BS_IP_Data1.aucS_SIP_DOMAIN_2', '"pbx.example.com"'],
    ['BS_IP_Data1.aucS_SIP_SERVER', '"pbx.example.com"'],
    ['BS_IP_Data1.aucS_SIP_SERVER_2', '"pbx.example.com"'],
    ['BS_IP_Data1.aucS_SIP_REGISTRAR', '"pbx.example.com"'],
    ['BS_IP_Data1.aucS_SIP_REGISTRAR_2', '"pbx.example.com"'],
    ['BS_IP_Data1.uiI_SIP_SERVER_PORT', '5060'],
    ['BS_IP_Data1.uiI_SIP_SERVER_PORT_2', '5060'],
    ['BS_IP_Data1.uiI_SIP_REGISTRAR_PORT', '5060'],
    ['BS_IP_Data1.uiI_SIP_REGISTRAR_PORT_2', '5060'],
    ['BS_Accounts.astAccounts[0].uiSendMask', '0x1'],
    ['BS_Accounts.astAccounts[0].uiReceiveMask', '0x1'],
    ['BS_Accounts.astAccounts[1].uiSendMask', '0x2'],
    ['BS_Accounts.astAccounts[1].uiReceiveMask', '0x2'],
    ['BS_Accounts.astAccounts[2].uiSendMask', '0x0'],
    ['BS_Accounts.astAccounts[5].uiReceiveMask', '0x0'],
    ['BS_IP_Data1.aucS_VOIP_NET_AM_NUMBER_1', '"*97"'],
    ['BS_IP_Data1.aucS_VOIP_NET_AM_NUMBER_2', '"*97"'],
    ['BS_IP_Data1.ucB_VOIP_NET_AM_ENABLED_1', '1'],
    ['BS_IP_Data1.ucB_VOIP_NET_AM_ENABLED_2', '1'],
    ['BS_AE_Subscriber.stMtDat[0].aucTlnName[0]', '"Alice"'],
    ['BS_AE_Subscriber.stMtDat[1].aucTlnName[0]', '"Bob"'],
    ['BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER', '0x05,0x01,0x00,0x02,0x03'],
    ['BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER_2', '0x05,0x01,0x00,0x02,0x03'],
    ['BS_IP_Data1.ucB_DTMF_TX_MODE_AUTO', '0'],
    ['BS_IP_Data1.ucI_DTMF_TX_MODE_BITS', '2'],
    ['BS_IP_Data.ucB_AUTO_UPDATE_PROFILE', '1'],
    ['BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1', '1'],
    ['BS_CUSTOM.aucKdsPin[0]', '0x47,0x11'],
    ['BS_IP_Data1.uiI_TIME_TIMEZONE', '27'],
    ['BS_IP_Data1.ucB_TIME_USE_AUTOMATIC_DST', '1'],
    ['BS_IP_Data1.uiI_TIME_COUNTRY', '25'],
    ['BS_AE_SwConfig.ucCountryCodeTone', '12'],
  ])('%s is %s', (id, value) => expect(items.get(id)).toBe(value));

  test('the classic mistakes are not in it', () => {
    const ids = [...items.keys()].join('\n');
    expect(ids).not.toMatch(/(LOGIN_ID|PASSWORD|USER_ID|DOMAIN|SERVER|REGISTRAR)_1$/m);
    expect(ids).not.toMatch(/IS_ACTIVE$/m);
    expect(textOf(ownFile(n510()))).not.toMatch(/&(?!(amp|lt|gt|quot|apos);)/);
  });

  test('3.2: it comes back to us, at the address with its token and without http://', () => {
    const server = 'prov.example.com:8080/p/0123456789abcdef0123456789abcdef';
    expect(items.get('BS_IP_Data1.aucS_DATA_SERVER[0]')).toBe(`"${server}"`);
    expect(only(document, 'S_CONFIGFILE_URL')).toEqual({ class: 'string', value: `"${server}/7C2F804DF9A9.xml"` });
  });

  test('passwords, the PIN and the token are masked', () => {
    const masked = ownFile(n510())
      .map((line) => line.masked)
      .join('\n');
    expect(masked).not.toMatch(/pw-a|pw-b|0x47,0x11|0123456789abcdef/);
    expect(masked.split(MASK).length - 1).toBe(5);
  });
});

describe('what a base is told by other settings', () => {
  const settingsOf = (settings: NonNullable<NonNullable<PhoneGiven['cpe']>['settings']>, more: PhoneGiven = {}) =>
    itemsOf(documentOf(n510({ cpe: { settings }, ...more })));

  test('5.2: masks follow the handsets: two ring for account 1, one for account 2, one for none', () => {
    const handsets = [
      { index: 1, name: 'Shop', channelId: 'a' },
      { index: 3, name: 'Store room', channelId: 'a' },
      { index: 4, name: 'Office', channelId: 'b' },
      { index: 6, name: 'Spare' },
    ];
    const items = itemsOf(documentOf(n510({ cpe: { handsets } })));
    const masks = Array.from({ length: 6 }, (_, i) => items.get(`BS_Accounts.astAccounts[${i}].uiSendMask`));
    expect(masks).toEqual(['0x5', '0x8', '0x0', '0x0', '0x0', '0x0']);
    expect(items.get('BS_AE_Subscriber.stMtDat[2].aucTlnName[0]')).toBe('"Store room"');
    expect(items.get('BS_AE_Subscriber.stMtDat[5].aucTlnName[0]')).toBe('"Spare"');
    expect(items.has('BS_AE_Subscriber.stMtDat[1].aucTlnName[0]')).toBe(false);
  });

  test('5.2: no more than six accounts, whatever the CPE has', () => {
    const channels = Array.from({ length: 8 }, (_, i) => channel({ id: `c${i}`, username: `20${i}` }));
    const items = itemsOf(documentOf(n510({ channels })));
    expect(items.get('BS_IP_Data1.aucS_SIP_USER_ID_6')).toBe('"205"');
    expect([...items.keys()].filter((id) => /_[7-9]$|astAccounts\[[6-9]|stMtDat\[[6-9]/.test(id))).toEqual([]);
    expect(items.get('BS_Accounts.astAccounts[5].uiReceiveMask')).toBe('0x20');
  });

  test('5.4: VLAN', () => {
    const on = settingsOf({ vlan: { enabled: true, deviceId: 40, devicePriority: 5 } });
    expect(on.get('BS_IP_Data1.ucB_VLAN_ENABLED')).toBe('1');
    expect(on.get('BS_IP_Data1.uiI_VLAN_ID')).toBe('40');
    expect(on.get('BS_IP_Data1.ucI_VLAN_PRIORITY')).toBe('5');
    for (const vlan of [
      { enabled: false, deviceId: 40 },
      { enabled: true, pcId: 41 },
    ]) {
      const off = settingsOf({ vlan });
      expect(off.get('BS_IP_Data1.ucB_VLAN_ENABLED')).toBe('0');
      expect(off.has('BS_IP_Data1.uiI_VLAN_ID')).toBe(false);
    }
    expect(settingsOf({}).has('BS_IP_Data1.ucB_VLAN_ENABLED')).toBe(false);
  });

  test('5.2: outbound proxy, or none', () => {
    const items = settingsOf({ outboundProxy: 'edge.example.com:5070' });
    expect(items.get('BS_IP_Data1.ucI_OUTBOUND_PROXY_MODE')).toBe('0');
    expect(items.get('BS_IP_Data1.aucS_OUTBOUND_PROXY_2')).toBe('"edge.example.com"');
    expect(items.get('BS_IP_Data1.uiI_OUTBOUND_PROXY_PORT_2')).toBe('5070');
    expect(settingsOf({}).get('BS_IP_Data1.ucI_OUTBOUND_PROXY_MODE')).toBe('2');
  });

  test('5.3: codecs that it lacks are left out, places filled with ff', () => {
    const items = settingsOf({ codecs: ['opus', 'pcmu', 'ilbc', 'g722'] });
    expect(items.get('BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER')).toBe('0x00,0x05,0xff,0xff,0xff');
    expect(settingsOf({ codecs: ['opus'] }).has('BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER')).toBe(false);
  });

  test.each([
    ['inband', '1'],
    ['rfc4733', '2'],
    ['info', '4'],
  ] as const)('5.3: DTMF %s', (dtmf, bits) => {
    const items = itemsOf(documentOf(n510({ channels: [channel({ dtmf })] })));
    expect(items.get('BS_IP_Data1.ucI_DTMF_TX_MODE_BITS')).toBe(bits);
  });

  test('5.4: a password that is no PIN leaves the PIN alone', () => {
    for (const password of ['47111', 'abcd', '471', '٤٧١١']) {
      const items = settingsOf({ adminPassword: plainSealer.seal(password) });
      expect(items.has('BS_CUSTOM.aucKdsPin[0]')).toBe(false);
    }
  });

  test('5.4: NTP, the first of two', () => {
    const items = settingsOf({ ntpServers: ['ntp1.example.com', 'ntp2.example.com'] });
    expect(items.get('BS_IP_Data1.aucS_TIME_NTP_SERVER')).toBe('"ntp1.example.com"');
    expect(items.get('BS_IP_Data1.ucB_TIME_USE_AUTOMATIC_NTP_SYN')).toBe('1');
  });

  test('5.7: a directory only when there is one', () => {
    const items = settingsOf({ phonebooks: [{ name: 'Company', url: 'https://books.example.com/gigaset' }] });
    expect(items.get('BS_XML_Netdirs.aucActivatedNetdirs')).toBe('0x2a');
    expect(items.get('BS_XML_Netdirs.astNetdirProvider[0].aucServerURL')).toBe('"https://books.example.com/gigaset?"');
    expect([...settingsOf({}).keys()].filter((id) => id.startsWith('BS_XML_Netdirs'))).toEqual([]);
  });

  test('5.8: firmware by a file name that says its version; a longer address or another name is left out', () => {
    const withFirmware = (image: string, model = 'N510 IP PRO') => documentOf(n510({ model, image }));
    expect(only(withFirmware('merkur262_42.bin'), 'S_SPECIAL_DATA_SRV')).toEqual({
      class: 'string',
      value: '"http://prov.example.com:8080/p/firmware/merkur262_42.bin"',
    });
    expect(only(withFirmware('fw262.bin'), 'S_SPECIAL_DATA_SRV')).toBeUndefined();
    expect(only(withFirmware('merkur262_42.bin', 'N300A IP'), 'S_SPECIAL_DATA_SRV')).toBeUndefined();
    expect(only(withFirmware('einsteiniwu117_70.bin'), 'S_SPECIAL_DATA_SRV_IWU')).toBeUndefined();
    expect(only(withFirmware(`merkur${'2'.repeat(30)}_42.bin`), 'S_SPECIAL_DATA_SRV')).toBeUndefined();
    const n720 = withFirmware('sat7111700000000.bin', 'N720 IP PRO');
    expect(only(n720, 'S_SPECIAL_DATA_SRV_SAT')?.value).toContain('sat7111700000000.bin');
    expect(only(n720, 'S_SPECIAL_DATA_SRV_IWU')).toBeUndefined();
  });

  test('4.2: over https it is given our CA, over plain http, and the address keeps its scheme', () => {
    const document = documentOf(n510({ cpe: { settings: { provisioningScheme: 'https' } } }));
    expect(only(document, 'CERTIFICATE')).toEqual({
      class: 'string',
      value: 'http://prov.example.com:8080/p/bellhop-ca.pem',
    });
    expect(only(document, 'S_CONFIGFILE_URL')?.value).toMatch(/^"https:\/\/prov\.example\.com:8443\/p\//);
    expect(only(documentOf(n510()), 'CERTIFICATE')).toBeUndefined();
    const n720 = documentOf(n510({ model: 'N720 IP PRO', cpe: { settings: { provisioningScheme: 'https' } } }));
    expect(only(n720, 'CERTIFICATE')).toBeUndefined();
  });

  test('DEV-17: an account with encryption leaves it as it was', () => {
    const account = {
      sipEncryption: [{ at: new Date(0), value: { enabled: true, proxy: 'tls.example.com:5062' } }],
      country: 'DE',
      timeZone: 'Europe/Berlin',
    };
    const channels = [channel({ encryptedSip: true })];
    const settings = { sipProxy: 'pbx.example.com:5080' };
    const items = itemsOf(documentOf(n510({ account, channels, cpe: { settings } })));
    expect(items.get('BS_IP_Data1.aucS_SIP_SERVER')).toBe('"pbx.example.com"');
    expect(items.get('BS_IP_Data1.uiI_SIP_SERVER_PORT')).toBe('5080');
  });
});

describe('3.3: VERSION', () => {
  const versionIn = (given: PhoneGiven) => only(documentOf(given), 'VERSION')?.value ?? '';

  test('differs after each of a hundred changes in the same minute, and is the same again after undoing them', () => {
    const versions = Array.from({ length: 100 }, (_, i) =>
      versionIn(n510({ channels: [channel({ displayName: `Alice ${i}` })] })),
    );
    expect(new Set(versions).size).toBe(100);
    expect(versionIn(n510({ channels: [channel({ displayName: 'Alice 7' })] }))).toBe(versions[7]);
  });

  test('stays when something changes that the document does not say, for flash wears', () => {
    const later = n510({ account: { ...n510().account, changedAt: new Date('2026-11-20T10:30:00Z') } });
    expect(versionIn(later)).toBe(versionIn(n510()));
  });

  test('is always a moment that there was', () => {
    fc.assert(
      fc.property(fc.string(), (content) => {
        const [, day = '', month = '', year = '', hour = '', minute = ''] =
          /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(versionOf([content])) ?? [];
        const text = `20${year}-${month}-${day}T${hour}:${minute}:00.000Z`;
        expect(new Date(text).toISOString()).toBe(text);
      }),
    );
  });
});

describe('5.5: N720 IP PRO', () => {
  const handsets = [
    { index: 1, name: 'Shop', channelId: 'a' },
    { index: 3, name: 'Office', channelId: 'b' },
    { index: 100, name: 'Gate', channelId: 'a' },
  ];
  const given = n510({ model: 'N720 IP PRO', cpe: { handsets, settings: { sipProxy: 'pbx.example.com' } } });
  const items = itemsOf(documentOf(given));
  const account = (i: number, name: string) => items.get(`BS_VOIP_Data.astVoipAccounts[${i}].${name}`);

  test('account i is that of handset i; all hundred are said', () => {
    const active = Array.from({ length: 100 }, (_, i) => account(i, 'ucB_SIP_ACCOUNT_IS_ACTIVE_1'));
    expect(active.flatMap((value, i) => (value === '1' ? [i] : []))).toEqual([0, 2, 99]);
    expect(active.every((value) => value === '0' || value === '1')).toBe(true);
    expect(items.has('BS_VOIP_Data.astVoipAccounts[100].ucB_SIP_ACCOUNT_IS_ACTIVE_1')).toBe(false);
    expect(account(2, 'aucS_SIP_USER_ID[0]')).toBe('"202"');
    expect(account(99, 'aucS_SIP_LOGIN_ID[0]')).toBe('"201"');
    expect(account(99, 'aucS_SIP_PASSWORD[0]')).toBe('"pw-a"');
    expect(account(2, 'ucVoipProviderIndex')).toBe('0');
  });

  test('one provider for channels that share it', () => {
    const provider = (name: string) => items.get(`BS_VOIP_Data.astVoipProviders[0].${name}`);
    expect(provider('aucSIP_SERVER[%]')).toBe('"pbx.example.com"');
    expect(provider('uiSIP_REGISTRAR_PORT')).toBe('5060');
    expect(provider('ucSIP_PREFERRED_TRANSPORT_LAYER')).toBe('17');
    expect(provider('ucOUTBOUND_PROXY_MODE')).toBe('2');
    expect(provider('ucONESHOT_PROVISIONING_MODE_1')).toBe('1');
    expect([...items.keys()].filter((id) => id.includes('astVoipProviders[1]'))).toEqual([]);
  });

  test('its settings have prefixes of their own', () => {
    expect(items.get('BS_IP_Data.uiI_TIME_TIMEZONE')).toBe('27');
    expect(items.get('BS_VOIP_Data.ucI_DTMF_TX_MODE_BITS')).toBe('2');
    expect(items.get('BS_CUSTOM.WebUIPassword')).toBe('"n3wAdmin"');
    expect([...items.keys()].filter((id) => /BS_IP_Data[13]\.|BS_Accounts|IPUI/.test(id))).toEqual([]);
    expect(all(documentOf(given), 'S_CONFIGFILE_URL')).toEqual([]);
  });

  test('a second call is refused where the admin wants that', () => {
    const off = itemsOf(documentOf({ ...given, cpe: { settings: { offerSecondCall: false } } }));
    expect(items.get('BS_VOIP_Data.ucB_VOIP_CALLWAITING_STATUS')).toBe('1');
    expect(off.get('BS_VOIP_Data.ucB_VOIP_CALLWAITING_STATUS')).toBe('0');
  });
});

test('3.2: each model starts its chain in its own folder', () => {
  const chain = gigaset.files[0];
  const names = symbolModels.map(({ model }) => chain?.nameFor(phoneContext({ vendor: 'Gigaset', model })));
  expect(names).toEqual(['42/1/master.bin', '42/2/master.bin', '70/1/master.bin']);
  expect(chain?.nameFor(phoneContext({ vendor: 'Gigaset', model: 'Nx70 IP PRO' }))).toBeUndefined();
  expect(() => symbolModelOf(phoneContext({ vendor: 'Gigaset', model: 'Nx70 IP PRO' }))).toThrow('no symbol');
});

describe('raw pairs', () => {
  const withRaw = (extra: readonly { key: string; value: string }[]) =>
    documentOf(n510({ cpe: { settings: { sipProxy: 'pbx.example.com', extra } } }));

  test('replace the setting of their name, or come last; the last of a name wins', () => {
    const items = itemsOf(
      withRaw([
        { key: 'BS_IP_Data1.uiI_TIME_TIMEZONE', value: '0x1a' },
        { key: 'BS_IP_Data1.aucS_SIP_DISPLAYNAME', value: '"Front desk"' },
        { key: 'BS_AE_Subscriber.stMWI[0].bShowMissedCalls', value: '0' },
        { key: 'BS_AE_Subscriber.stMWI[0].bShowMissedCalls', value: '1' },
      ]),
    );
    expect(items.get('BS_IP_Data1.uiI_TIME_TIMEZONE')).toBe('0x1a');
    expect(items.get('BS_IP_Data1.aucS_SIP_DISPLAYNAME')).toBe('"Front desk"');
    expect([...items].at(-1)).toEqual(['BS_AE_Subscriber.stMWI[0].bShowMissedCalls', '1']);
  });

  test('may be one of the few elements', () => {
    const document = withRaw([{ key: 'S_PROV_USERNAME', value: 'base-1' }]);
    expect(only(document, 'S_PROV_USERNAME')).toEqual({ class: 'string', value: '"base-1"' });
  });

  test('are masked when they look secret', () => {
    const extra = [
      { key: 'S_PROV_PASSWORD', value: 'hush-1' },
      { key: 'BS_CUSTOM.aucKdsPin[0]', value: '0x99,0x88' },
    ];
    const lines = ownFile(n510({ cpe: { settings: { extra } } }));
    expect(lines.filter(({ masked }) => masked.includes('hush-1') || masked.includes('0x99'))).toEqual([]);
    expect(lines.filter(({ layer }) => layer === 'extra')).toHaveLength(2);
  });

  const bad: readonly [string, string][] = [
    ['BS_IP_Data1.x"/><REBOOT value="1', '1'],
    ['SYMB_ITEM', '1'],
    ['', '1'],
    ['MAC_ADDRESS', '"x"'],
    ['BS_IP_Data1.uiI_VLAN_ID', 'forty'],
    ['BS_IP_Data1.uiI_VLAN_ID', ''],
    ['BS_IP_Data1.aucS_SIP_DISPLAYNAME', '"a"b"'],
    ['BS_IP_Data1.aucS_SIP_DISPLAYNAME', '"Zoë"'],
    ['S_PROV_USERNAME', 'a"b'],
    ['S_PROV_USERNAME', ''],
  ];
  test.each(bad)('%s = %s cannot be written', (key, value) => {
    expect(checkSymbolRaw(key, value)).toBeTypeOf('string');
    expect(textOf(ownFile(n510({ cpe: { settings: { extra: [{ key, value }] } } })))).toBe(
      textOf(ownFile(n510({ cpe: { settings: {} } }))),
    );
  });

  test.each([
    ['BS_IP_Data1.uiI_VLAN_ID', '0x28'],
    ['BS_VOIP_Data.astVoipAccounts[%].aucI_SIP_PREFERRED_VOCODER[%]', '0x05,0x01,0x00,0xff,0xff'],
    ['BS_CUSTOM.bit.UseRandomRegistrationPIN', '0'],
    ['BS_IP_Data1.aucS_STUN_SERVER_2', '"stun.example.com"'],
    ['S_PROV_USERNAME', '"quoted"'],
  ])('%s = %s can', (key, value) => {
    expect(checkSymbolRaw(key, value)).toBeUndefined();
  });
});

describe('names that people type', () => {
  const named = (name: string, more: Partial<Channel> = {}) =>
    n510({ channels: [channel({ displayName: name, label: name, ...more })] });

  test('are written in ASCII, without quotes inside', () => {
    const items = itemsOf(documentOf(named('  Jürgen "Jörg" Weiß & Søn <Łódź> 日本\u0000 ')));
    expect(items.get('BS_IP_Data1.aucS_SIP_DISPLAYNAME')).toBe('"Jurgen Jorg Weiss & Son <Lodz> ??"');
  });

  test('are left out when nothing remains of them', () => {
    expect(itemsOf(documentOf(named('\u0301\n'))).has('BS_IP_Data1.aucS_SIP_DISPLAYNAME')).toBe(false);
  });

  test.each(symbolModels.map(({ model }) => model))('cannot break the document of %s', (model) => {
    const documents = oddDocuments(n510({ model }));
    expect(complaints(...documents)).toBe('');
    for (const document of documents) {
      expect(document).toMatch(/^[\n\x20-\x7e]*$/);
      itemsOf(parseXml(document));
    }
  });
});
