// The nvm document of Nx70, N530 and WS-500, read back with an XML parser. Source: facts/gigaset-auerswald.md 3.4, 7, 11b
import { describe, expect, test } from 'vitest';
import { gigaset } from '../../../server/devices/gigaset/family.ts';
import { nvmModels } from '../../../server/devices/gigaset/models.ts';
import { checkNvmRaw } from '../../../server/devices/gigaset/nvm.ts';
import { parseFirmwareVersion } from '../../../server/domain/firmware-version.ts';
import { channel, ownFile, type PhoneGiven, phoneContext, plainSealer, textOf } from '../../support/records.ts';
import { oddDocuments } from './odd-names.ts';
import { all, complaints, parseXml, readXml, type XmlNode } from './xml.ts';

const encryption = { at: new Date(0), value: { enabled: true, proxy: 'pbx.example.com' } };
const alice = channel({ id: 'a', username: '201', displayName: 'Alice', plainPassword: 'pw-a', encryptedSip: true });
const bob = channel({ id: 'b', username: '202', displayName: 'Bob', plainPassword: 'pw-b', encryptedSip: true });
const handsets = [
  { index: 1, name: 'Shop', ipui: '029E74A599', channelId: 'a' },
  { index: 2, name: 'Office', channelId: 'b' },
];

/** As 11b has it: one TLS and SRTP provider, one handset known by its IPUI, one open slot. */
function nx70(given: PhoneGiven = {}): PhoneGiven {
  return {
    vendor: 'Gigaset',
    model: 'Nx70 IP PRO',
    mac: '7C2F80E0D605',
    firmware: '2.65.0',
    channels: [alice, bob],
    account: { country: 'DE', timeZone: 'Europe/Berlin', sipEncryption: [encryption] },
    cpe: { handsets, settings: { ntpServers: ['ntp1.example.com', 'ntp2.example.com'] } },
    ...given,
  };
}

function documentOf(given: PhoneGiven): XmlNode {
  return readXml(textOf(ownFile(given)));
}

/** Name to value of the settings proper, after the invariants of 11b. */
function paramsOf(document: XmlNode): Map<string, string> {
  expect(document.attributes).toEqual({ version: '1.1', productID: 'e2' });
  const nvm = document.children.find(({ name }) => name === 'nvm');
  const params = (nvm?.children ?? []).filter(({ name }) => name === 'param').map(({ attributes }) => attributes);
  const names = params.map(({ name = '' }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(all(document, 'param').every(({ attributes }) => attributes.value !== '')).toBe(true);
  const ids = names.flatMap((name) => /^(?:SipAccount|hs)\.([^.]+)\./.exec(name)?.[1] ?? []);
  expect([...new Set(ids)].filter((id) => !slotsOf(document).includes(id))).toEqual([]);
  return new Map(params.map(({ name = '', value = '' }) => [name, value]));
}

function opersOf(document: XmlNode, name: string): readonly XmlNode[] {
  return all(document, 'oper').filter(({ attributes }) => attributes.name === name);
}

function slotsOf(document: XmlNode): readonly (string | undefined)[] {
  return opersOf(document, 'add_hs').map(({ attributes }) => attributes.value);
}

/** Parameters of one operation. */
function insideOf(oper: XmlNode | undefined): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries((oper?.children ?? []).map(({ attributes }) => [attributes.name ?? '', attributes.value]));
}

describe('11b: N870 with one TLS and SRTP provider', () => {
  const document = documentOf(nx70());
  const params = paramsOf(document);

  test.each([
    ['SipProvider.0.Name', 'pbx.example.com'],
    ['SipProvider.0.Domain', 'pbx.example.com'],
    ['SipProvider.0.ProxyServerAddress', 'pbx.example.com'],
    ['SipProvider.0.RegServerAddress', 'pbx.example.com'],
    ['SipProvider.0.ProxyServerPort', '5061'],
    ['SipProvider.0.RegServerPort', '5061'],
    ['SipProvider.0.TransportProtocol', '3'],
    ['SipProvider.0.UseSIPS', '0'],
    ['SipProvider.0.SRTP_Enabled', '1'],
    ['SipProvider.0.AcceptNonSRTPCalls', '0'],
    ['SipProvider.0.OutboundProxyMode', '2'],
    ['SipProvider.0.DTMFTransmission', '2'],
    ['SipProvider.0.MWISubscription', '1'],
    ['SipAccount.029e74a599.UserName', '201'],
    ['SipAccount.029e74a599.AuthName', '201'],
    ['SipAccount.029e74a599.AuthPassword', 'pw-a'],
    ['SipAccount.029e74a599.DisplayName', 'Alice'],
    ['SipAccount.029e74a599.ProviderId', '0'],
    ['hs.00002.DECT_AC', '0202'],
    ['SipAccount.00002.UserName', '202'],
    ['SipAccount.00002.AuthPassword', 'pw-b'],
    ['SipAccount.00002.ProviderId', '0'],
    ['WebUIAccounts.1.Password', 'n3wAdmin'],
    ['DmGlobal.0.NtpServer', 'ntp1.example.com,ntp2.example.com'],
    ['DmGlobal.0.TimeZone', 'Europe/Berlin'],
    ['Telephony.0.ToneScheme', 'Germany'],
    ['Provisioning.global.ProvisioningServer', 'http://prov.example.com:8080/p/0123456789abcdef0123456789abcdef'],
  ])('%s is %s', (name, value) => expect(params.get(name)).toBe(value));

  test('a handset that is known by its IPUI has no PIN', () => {
    expect(slotsOf(document)).toEqual(['029e74a599', '00002']);
    expect(opersOf(document, 'add_hs').map(insideOf)).toEqual([
      { 'hs.RegStatus': 'ToReg' },
      { 'hs.RegStatus': 'ToReg' },
    ]);
    expect(params.has('hs.029e74a599.DECT_AC')).toBe(false);
  });

  test('10.10: the base takes handsets for a quarter of an hour from the last change, because a slot waits', () => {
    const inside = insideOf(opersOf(document, 'update_dm')[0]);
    expect(opersOf(document, 'update_dm')[0]?.attributes.value).toBe('local');
    expect(inside).toEqual({ RegStart: String(Date.parse('2026-11-01T09:00:00Z') / 1000), RegDuration: '900' });
  });

  test('10.10: a change of something else does not open the base again', () => {
    const openedAt = new Date('2026-10-01T07:30:00Z');
    const phone = nx70();
    const later = documentOf({
      ...phone,
      cpe: {
        ...phone.cpe,
        handsets: (phone.cpe?.handsets ?? []).map((one) => (one.ipui ? one : { ...one, openedAt })),
      },
    });
    expect(insideOf(opersOf(later, 'update_dm')[0]).RegStart).toBe(String(openedAt.getTime() / 1000));
  });

  test('7.1: a slot with a PIN of its own waits for that', () => {
    const phone = nx70();
    const own = documentOf({
      ...phone,
      cpe: {
        ...phone.cpe,
        handsets: (phone.cpe?.handsets ?? []).map((one) => (one.ipui ? one : { ...one, pin: plainSealer.seal('7') })),
      },
    });
    expect(paramsOf(own).get('hs.00002.DECT_AC')).toBe('7');
  });

  test('10.9: with an open slot nothing is removed', () => {
    expect(opersOf(document, 'DeleteNotProvisionedHS')).toEqual([]);
  });

  test('the firmware is empty while no image is configured', () => {
    expect(all(document, 'firmware')).toHaveLength(1);
    expect(all(document, 'file')).toEqual([]);
  });

  test('names come from table 7.1 alone, and no value carries quotes of its own', () => {
    const known =
      /^(Provisioning\.global\.ProvisioningServer|WebUIAccounts\.1\.Password|SystemSettings\.global\.CheckSyncRebootEnabled|DmGlobal\.0\.(NtpServer|TimeZone|HSIdleDisplay)|Telephony\.0\.(ToneScheme|CT_ViaRKey|CT_ByOnHook)|SipProvider\.\d\.(Name|Domain|ProxyServerAddress|ProxyServerPort|RegServerAddress|RegServerPort|RegServerRefreshTimer|TransportProtocol|UseSIPS|SRTP_Enabled|AcceptNonSRTPCalls|DTMFTransmission|OutboundProxyMode|OutboundProxyAddress|OutboundProxyPort|MWISubscription)|SipAccount\.\w+\.(UserName|AuthName|AuthPassword|DisplayName|ProviderId|VoiceMailMailbox|VoiceMailActive)|hs\.\w+\.(DECT_AC|IntKeyDir)|Netdir\.1\.Activated|XMLDir\.1\.(ProviderName|ServerURL|WhitePagesDirName|StartWithListWP))$/;
    expect([...params.keys()].filter((name) => !known.test(name))).toEqual([]);
    expect([...params.values()].filter((value) => value.includes('"'))).toEqual([]);
  });

  test('passwords, PINs and the token are masked', () => {
    const masked = ownFile(nx70())
      .map((line) => line.masked)
      .join('\n');
    expect(masked).not.toMatch(/pw-a|pw-b|n3wAdmin|"0202"|0123456789abcdef/);
  });
});

test('11b: the WS-500 gets the same document', () => {
  const ws500 = nx70({ vendor: 'Auerswald', model: 'COMfortel WS-500', mac: '000952C0FFEE' });
  expect(textOf(ownFile(ws500))).toBe(textOf(ownFile(nx70())));
});

describe('handsets', () => {
  test('10.9: handsets that we do not know are removed once each of ours is known by its IPUI', () => {
    const known = [
      { index: 1, name: 'Shop', ipui: '029E74A599', channelId: 'a' },
      { index: 2, name: 'Office', ipui: '029e74a600', channelId: 'b' },
    ];
    const document = documentOf(nx70({ cpe: { handsets: known } }));
    expect(opersOf(document, 'DeleteNotProvisionedHS')).toHaveLength(1);
    expect(all(document, 'oper')[0]?.attributes).toEqual({ name: 'DeleteNotProvisionedHS' });
    expect(opersOf(document, 'update_dm')).toEqual([]);
  });

  test('10.9: one handset a channel while nobody named any; none is removed', () => {
    const document = documentOf(nx70({ cpe: {} }));
    expect(slotsOf(document)).toEqual(['00001', '00002']);
    expect(opersOf(document, 'DeleteNotProvisionedHS')).toEqual([]);
    const params = paramsOf(document);
    expect([params.get('hs.00001.DECT_AC'), params.get('hs.00002.DECT_AC')]).toEqual(['0201', '0202']);
  });

  test('a base without channels and handsets opens nothing and removes nothing', () => {
    const document = documentOf(nx70({ channels: [], cpe: {} }));
    expect(all(document, 'oper')).toEqual([]);
    paramsOf(document);
  });

  test('PINs of open slots differ, even where the extensions end alike', () => {
    const channels = ['10201', '20201', 'lobby', 'gate'].map((username, i) => channel({ id: `c${i}`, username }));
    const params = paramsOf(documentOf(nx70({ channels, cpe: {} })));
    const pins = [1, 2, 3, 4].map((n) => params.get(`hs.0000${n}.DECT_AC`));
    expect(pins).toEqual(['0201', '0202', '0003', '0004']);
  });

  test('an IPUI that comes twice or is none does not make two slots of one name', () => {
    const odd = [
      { index: 1, name: 'Shop', ipui: '029e74a599', channelId: 'a' },
      { index: 2, name: 'Twin', ipui: '029E74A599', channelId: 'b' },
      { index: 3, name: 'Odd', ipui: '"/><x', channelId: 'b' },
    ];
    const document = documentOf(nx70({ cpe: { handsets: odd } }));
    expect(slotsOf(document)).toEqual(['029e74a599', '00003']);
    expect(paramsOf(document).get('SipAccount.029e74a599.UserName')).toBe('201');
  });

  test('a handset without a channel has a slot and no account', () => {
    const document = documentOf(nx70({ cpe: { handsets: [{ index: 5, name: 'Spare' }] } }));
    const params = paramsOf(document);
    expect(slotsOf(document)).toEqual(['00005']);
    expect([...params.keys()].filter((name) => name.startsWith('SipAccount.'))).toEqual([]);
    expect(params.get('hs.00005.DECT_AC')).toBe('0005');
  });

  test('two handsets may share a channel', () => {
    const shared = [
      { index: 1, name: 'Shop', channelId: 'a' },
      { index: 2, name: 'Store', channelId: 'a' },
    ];
    const params = paramsOf(documentOf(nx70({ cpe: { handsets: shared } })));
    expect(params.get('SipAccount.00001.UserName')).toBe('201');
    expect(params.get('SipAccount.00002.UserName')).toBe('201');
    expect(params.get('hs.00002.DECT_AC')).toBe('0202');
  });
});

describe('providers', () => {
  const plain = channel({ id: 'c', username: '203', displayName: 'Carol' });

  test('channels that differ in a provider setting have one each, the others share', () => {
    const params = paramsOf(documentOf(nx70({ channels: [alice, plain, bob], cpe: {} })));
    expect(params.get('SipProvider.0.TransportProtocol')).toBe('3');
    expect(params.get('SipProvider.1.TransportProtocol')).toBe('1');
    expect(params.get('SipProvider.1.SRTP_Enabled')).toBe('0');
    expect(params.get('SipProvider.1.AcceptNonSRTPCalls')).toBe('1');
    expect(params.has('SipProvider.2.Name')).toBe(false);
    expect([1, 2, 3].map((n) => params.get(`SipAccount.0000${n}.ProviderId`))).toEqual(['0', '1', '0']);
  });

  test.each([
    ['udp', '1'],
    ['tcp', '2'],
    ['dnsSrv', '1'],
  ] as const)('transport %s without encryption', (sipTransport, number) => {
    const params = paramsOf(documentOf(nx70({ channels: [plain], cpe: { settings: { sipTransport } } })));
    expect(params.get('SipProvider.0.TransportProtocol')).toBe(number);
    expect(params.get('SipProvider.0.UseSIPS')).toBe('0');
  });

  test.each([
    ['inband', '1'],
    ['rfc4733', '2'],
    ['info', '4'],
  ] as const)('DTMF %s', (dtmf, number) => {
    const params = paramsOf(documentOf(nx70({ channels: [channel({ dtmf })], cpe: {} })));
    expect(params.get('SipProvider.0.DTMFTransmission')).toBe(number);
  });

  test('outbound proxy', () => {
    const settings = { outboundProxy: 'edge.example.com:5070' };
    const params = paramsOf(documentOf(nx70({ cpe: { settings } })));
    expect(params.get('SipProvider.0.OutboundProxyMode')).toBe('0');
    expect(params.get('SipProvider.0.OutboundProxyAddress')).toBe('edge.example.com');
    expect(params.get('SipProvider.0.OutboundProxyPort')).toBe('5070');
  });

  test('DEV-17: nothing is encrypted where the capability does not say yes', () => {
    const phone = phoneContext(nx70());
    const view = gigaset.view({ ...phone, caps: { ...phone.caps, sipEncryption: 'firmwareTooOld' } });
    expect(JSON.stringify(view)).toContain('"name":"SipProvider.0.TransportProtocol","value":{"value":1');
    expect(JSON.stringify(view)).toContain('"name":"SipProvider.0.SRTP_Enabled","value":{"value":0');
  });
});

describe('by firmware', () => {
  test('9: reboot by NOTIFY is allowed from 2.52 on, and not before it is known', () => {
    const allowed = (firmware?: string) => {
      const { firmware: _, ...rest } = nx70();
      const params = paramsOf(documentOf({ ...rest, ...(firmware && { firmware }) }));
      return params.get('SystemSettings.global.CheckSyncRebootEnabled');
    };
    expect([allowed('2.51.9'), allowed('2.52.0'), allowed('2.65.0'), allowed('3.0.0')]).toEqual([
      undefined,
      '1',
      '1',
      '1',
    ]);
    expect(allowed()).toBeUndefined();
  });

  test('generations', () => {
    const model = phoneContext(nx70()).model;
    expect(gigaset.generationOf(model, parseFirmwareVersion('2.64.0'))).toBe(264);
    expect(gigaset.generationOf(model, undefined)).toBe('unknown');
  });

  test('7.3: an image whose name says its version; another is left out', () => {
    const fileOf = (image: string) => all(documentOf(nx70({ image })), 'file')[0]?.attributes;
    expect(fileOf('Gigaset-Nx70-V2.65.0-build.8504c90.bin')).toEqual({
      version: '2.65.0',
      url: 'http://prov.example.com:8080/p/firmware/Gigaset-Nx70-V2.65.0-build.8504c90.bin',
    });
    expect(fileOf('nx70.bin')).toBeUndefined();
  });
});

test('7.1: an online directory, and the key that opens it', () => {
  const phonebooks = [{ name: 'Company', url: 'http://books.example.com/gigaset?account=7&' }];
  const params = paramsOf(documentOf(nx70({ cpe: { settings: { phonebooks } } })));
  expect(params.get('Netdir.1.Activated')).toBe('1');
  expect(params.get('XMLDir.1.ServerURL')).toBe('http://books.example.com/gigaset?account=7&');
  expect(params.get('hs.00001.IntKeyDir')).toBe('20');
  const without = paramsOf(documentOf(nx70()));
  expect(without.get('Netdir.1.Activated')).toBe('0');
  expect([...without.keys()].filter((name) => /^XMLDir|IntKeyDir/.test(name))).toEqual([]);
});

describe('raw pairs', () => {
  const withRaw = (extra: readonly { key: string; value: string }[]) => nx70({ cpe: { settings: { extra } } });

  test('replace the parameter of their name, or come last', () => {
    const params = paramsOf(
      documentOf(
        withRaw([
          { key: 'DmGlobal.0.TimeZone', value: 'Europe/Rome' },
          { key: 'SystemSettings.global.SipMulticastEnabled', value: '0' },
        ]),
      ),
    );
    expect(params.get('DmGlobal.0.TimeZone')).toBe('Europe/Rome');
    expect([...params].at(-1)).toEqual(['SystemSettings.global.SipMulticastEnabled', '0']);
  });

  test.each([
    ['DmGlobal.0.X"/><oper name="y', '1'],
    ['DmGlobal', '1'],
    ['', 'x'],
    ['DmGlobal.0.TimeZone', ''],
    ['DmGlobal.0.TimeZone', '  '],
  ])('%s = "%s" cannot be written', (key, value) => {
    expect(checkNvmRaw(key, value)).toBeTypeOf('string');
    expect(textOf(ownFile(withRaw([{ key, value }])))).toBe(textOf(ownFile(withRaw([]))));
  });
});

test.each(nvmModels.map(({ vendor, model }) => [vendor, model] as const))(
  '%s %s: no name that people type can break the document',
  (vendor, model) => {
    const documents = oddDocuments(nx70({ vendor, model }));
    expect(complaints(...documents)).toBe('');
    for (const document of documents) paramsOf(parseXml(document));
  },
);
