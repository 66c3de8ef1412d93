// What an admin is told of documents that cannot say everything. Source: facts/gigaset-auerswald.md 12
import { describe, expect, test } from 'vitest';
import { commonWarnings } from '../../../server/devices/common-warnings.ts';
import { checkGigasetRaw } from '../../../server/devices/gigaset/family.ts';
import type { SealedSettings } from '../../../server/domain/records.ts';
import { channel, deviceOf, type PhoneGiven, phoneContext, plainSealer } from '../../support/records.ts';

function warningsOf(given: PhoneGiven): readonly string[] {
  return deviceOf(given).family.warnings?.(phoneContext(given)) ?? [];
}

/** The first words of each. */
function subjectsOf(given: PhoneGiven): readonly string[] {
  return warningsOf(given).map((warning) => warning.split(/:| is | stays /)[0] ?? '');
}

const pin = { adminPassword: plainSealer.seal('4711') };
const everything: SealedSettings = {
  ...pin,
  vlan: { enabled: true, deviceId: 40 },
  outboundProxy: 'edge.example.com',
  codecs: ['opus', 'pcma'],
  ntpServers: ['ntp.example.com'],
  phonebooks: [{ name: 'Company', url: 'http://books.example.com' }],
  sipTransport: 'tcp',
};
const encrypted = {
  channels: [channel({ encryptedSip: true })],
  account: { sipEncryption: [{ at: new Date(0), value: { enabled: true, proxy: 'tls.example.com' } }] },
};

test.each([
  ['Gigaset', 'N510 IP PRO', ['SIP over TCP']],
  ['Gigaset', 'N300A IP', ['SIP over TCP']],
  ['Gigaset', 'N720 IP PRO', []],
  ['Gigaset', 'Nx70 IP PRO', ['the VLAN', 'the order of codecs (and Opus)']],
  ['Auerswald', 'COMfortel WS-500', ['the VLAN', 'the order of codecs (and Opus)']],
  [
    'Gigaset',
    'DEx series',
    [
      'the VLAN',
      'SIP over TCP',
      'the outbound proxy',
      'the order of codecs (and Opus)',
      'the time server',
      'the phonebook',
    ],
  ],
  [
    'Auerswald',
    'COMfortel D-400',
    [
      'the order of codecs (and Opus)',
      'SIP over TCP',
      'the outbound proxy',
      'the VLAN',
      'the time server',
      'the phonebook',
    ],
  ],
])('%s %s: what was asked for and has no parameter', (vendor, model, subjects) => {
  expect(subjectsOf({ vendor, model, cpe: { settings: everything } })).toEqual(subjects);
  expect(warningsOf({ vendor, model, cpe: { settings: pin } })).toEqual([]);
});

test.each([
  ['Auerswald', 'COMfortel D-600', undefined, 'SIPS and SRTP: not provisioned, since no parameter is known'],
  ['Auerswald', 'COMfortel WS-500', undefined, undefined],
  ['Gigaset', 'N510 IP PRO', undefined, 'this model has no SIP encryption'],
  ['Yealink', 'T46G', '28.83.188.5', 'its firmware is too old for SIP encryption'],
  ['Yealink', 'T46G', '28.83.188.6', undefined],
  ['Yealink', 'T46G', undefined, 'SIP encryption waits until the phone has said which firmware it runs'],
])(
  '11c, DEV-17, DEV-20: %s %s at %s: encryption that cannot be is said, and the phone stays at its proxy',
  (vendor, model, firmware, warning) => {
    const phone = phoneContext({ vendor, model, ...encrypted, ...(firmware && { firmware }) });
    expect(commonWarnings(phone).map((text) => text.split(/:|,? its channels|; until/)[0])).toEqual(
      warning === undefined ? [] : [warning.split(':')[0]],
    );
    expect(phone.channels[0]?.proxy.value.host === 'tls.example.com').toBe(warning === undefined);
    expect(phone.channels[0]?.srtp.value).toBe(warning === undefined);
  },
);

test('who does not ask for encryption is not told of it', () => {
  expect(commonWarnings(phoneContext({ vendor: 'Gigaset', model: 'N510 IP PRO' }))).toEqual([]);
});

test.each([
  ['Gigaset', 'N510 IP PRO'],
  ['Gigaset', 'Nx70 IP PRO'],
  ['Gigaset', 'DEx series'],
  ['Auerswald', 'COMfortel D-110'],
])('%s %s: DNS SRV', (vendor, model) => {
  const settings = { ...pin, sipTransport: 'dnsSrv' } as const;
  expect(subjectsOf({ vendor, model, cpe: { settings } })).toEqual(['DNS SRV']);
});

test('a password that cannot be the PIN of an N510; an N720 has a password', () => {
  expect(subjectsOf({ vendor: 'Gigaset', model: 'N510 IP PRO' })).toEqual(['the PIN']);
  expect(subjectsOf({ vendor: 'Gigaset', model: 'N720 IP PRO' })).toEqual([]);
});

test('firmware that a document cannot name', () => {
  const withFirmware = (model: string, image: string) =>
    subjectsOf({ vendor: 'Gigaset', model, cpe: { settings: pin }, image });
  expect(withFirmware('N510 IP PRO', 'fw262.bin')).toEqual(['the firmware']);
  expect(withFirmware('N510 IP PRO', 'merkur262_42.bin')).toEqual([]);
  expect(withFirmware('Nx70 IP PRO', 'nx70.bin')).toEqual(['the firmware']);
  expect(withFirmware('Nx70 IP PRO', 'Gigaset-Nx70-V2.65.0.bin')).toEqual([]);
});

test('keys of a D-series that find no place', () => {
  const model = 'COMfortel D-400';
  const keys = [
    { position: 1, function: 'dnd' },
    { position: 2, function: 'none' },
    { position: 3, function: 'blf', value: '202' },
  ] as const;
  const account = { models: { [`Auerswald/${model}`]: { settings: {}, keyLayout: { pages: [{ keys }] } } } };
  expect(warningsOf({ vendor: 'Auerswald', model, account })).toEqual([
    'key 1 is left out: how these phones do "dnd" is not known',
  ]);
});

describe('raw pairs', () => {
  test('are kept when some document of the family can hold them, and told of where this one cannot', () => {
    const extra = [
      { key: 'BS_IP_Data1.uiI_VLAN_ID', value: '40' },
      { key: 'DmGlobal.0.TimeZone', value: 'Europe/Rome' },
      { key: 'I_SIP_REGISTRAR_PORT_1', value: '5080' },
    ];
    for (const { key, value } of extra) expect(checkGigasetRaw(key, value)).toBeUndefined();
    const leftOut = (model: string) => warningsOf({ vendor: 'Gigaset', model, cpe: { settings: { ...pin, extra } } });
    expect(leftOut('N510 IP PRO').map((warning) => warning.split(' ')[2])).toEqual([
      'DmGlobal.0.TimeZone',
      'I_SIP_REGISTRAR_PORT_1',
    ]);
    expect(leftOut('DEx series').map((warning) => warning.split(' ')[2])).toEqual([
      'BS_IP_Data1.uiI_VLAN_ID',
      'DmGlobal.0.TimeZone',
    ]);
    expect(leftOut('Nx70 IP PRO').map((warning) => warning.split(' ')[2])).toEqual([
      'BS_IP_Data1.uiI_VLAN_ID',
      'I_SIP_REGISTRAR_PORT_1',
    ]);
  });

  test('a value that is wrong for its name is said with the name, a name that is none with all three forms', () => {
    expect(checkGigasetRaw('I_SIP_SERVER_PORT_1', 'many')).toBe('I_SIP_SERVER_PORT_1 takes a whole number');
    expect(checkGigasetRaw('nonsense', '1')).toMatch(/BS_IP_Data1\.uiI_VLAN_ID.*S_SIP_SERVER_1.*DmGlobal\.0\.TimeZone/);
  });
});
