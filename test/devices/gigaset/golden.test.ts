// Whole documents of every kind, byte for byte, each well-formed by libxml2. UPDATE_GOLDEN=1 rewrites them.
// Source: facts/gigaset-auerswald.md 11a, 11b; 5.5; 6
import { expect, test } from 'vitest';
import { channel, ownFile, type PhoneGiven, plainSealer, textOf } from '../../support/records.ts';
import { expectGolden } from './golden.ts';
import { complaints } from './xml.ts';

const alice = channel({ id: 'a', username: '201', displayName: 'Alice', plainPassword: 'pw-alice' });
const bob = channel({ id: 'b', username: '202', displayName: "Bob O'Neill & Zoë <1>", plainPassword: 'pw-bob' });
const account = { country: 'DE', language: 'de', timeZone: 'Europe/Berlin' } as const;
const encryption = [{ at: new Date(0), value: { enabled: true, proxy: 'tls.example.com:5062' } }];
const settings = { sipProxy: 'pbx.example.com', voicemailNumber: '*97', ntpServers: ['ntp.example.com'] };
const phonebooks = [{ name: 'Company', url: 'https://books.example.com/gigaset' }];

const documents: Record<string, PhoneGiven> = {
  'n510.xml': {
    model: 'N510 IP PRO',
    mac: '7C2F804DF9A9',
    channels: [alice, bob],
    account,
    image: 'merkur262_42.bin',
    cpe: {
      settings: {
        ...settings,
        phonebooks,
        vlan: { enabled: true, deviceId: 40, devicePriority: 5 },
        adminPassword: plainSealer.seal('4711'),
      },
    },
  },
  'n300a.xml': { model: 'N300A IP', mac: '7C2F80111111', channels: [alice], account, cpe: { settings } },
  'n720.xml': {
    model: 'N720 IP PRO',
    mac: '7C2F80CA21E4',
    channels: [alice, bob],
    account,
    cpe: { settings: { ...settings, phonebooks } },
  },
  'de.xml': { model: 'DEx series', mac: '7C2F80123456', channels: [alice, bob], account, cpe: { settings } },
  'n530.xml': { model: 'N530 IP PRO', mac: '7C2F80222222', channels: [alice, bob], account, cpe: { settings } },
  'nx70-tls.xml': {
    model: 'Nx70 IP PRO',
    mac: '7C2F80E0D605',
    firmware: '2.65.0',
    channels: [alice, bob].map((plain) => ({ ...plain, encryptedSip: true })),
    account: {
      ...account,
      sipEncryption: encryption,
    },
    image: 'Gigaset-Nx70-V2.65.0-build.8504c90.bin',
    cpe: {
      settings: { ...settings, phonebooks },
      handsets: [
        { index: 1, name: 'Shop', ipui: '029e74a599', channelId: 'a' },
        { index: 2, name: 'Office', channelId: 'b' },
      ],
    },
  },
  'ws-500.xml': {
    vendor: 'Auerswald',
    model: 'COMfortel WS-500',
    mac: '000952C0FFEE',
    firmware: '2.53.0',
    channels: [alice],
    account,
    cpe: { settings, handsets: [{ index: 1, name: 'Shop', ipui: '029e74a599', channelId: 'a' }] },
  },
};

/** From 2.52 on a base can be told to reboot: one version below, the gate itself, one above. Source: 7.1, 9 */
for (const [i, firmware] of ['2.51.9', '2.52.0', '2.52.1'].entries()) {
  for (const [name, vendor, model] of [
    ['nx70', 'Gigaset', 'Nx70 IP PRO'],
    ['n530', 'Gigaset', 'N530 IP PRO'],
    ['ws-500', 'Auerswald', 'COMfortel WS-500'],
  ] as const)
    documents[`${name}-${firmware}.xml`] = {
      vendor,
      model,
      mac: `7C2F8033330${i}`,
      firmware,
      channels: [alice],
      account,
      cpe: { settings },
    };
}

test('2.52 is the only gate of these documents', () => {
  const below = textOf(ownFile({ vendor: 'Gigaset', ...documents['nx70-2.51.9.xml'], mac: '7C2F80333300' }));
  const at = textOf(ownFile({ vendor: 'Gigaset', ...documents['nx70-2.52.0.xml'], mac: '7C2F80333300' }));
  const above = textOf(ownFile({ vendor: 'Gigaset', ...documents['nx70-2.52.1.xml'], mac: '7C2F80333300' }));
  expect(at).toBe(above);
  expect(at.split('\n').filter((line) => !below.split('\n').includes(line))).toEqual([
    expect.stringContaining('CheckSyncRebootEnabled'),
  ]);
});

test.each(Object.entries(documents))('%s', (name, given) => {
  const document = textOf(ownFile({ vendor: 'Gigaset', ...given }));
  expect(complaints(document)).toBe('');
  expectGolden(`gigaset/${name}`, document);
});

test('every model has one', () => {
  expect(new Set(Object.values(documents).map(({ model }) => model)).size).toBe(7);
});
