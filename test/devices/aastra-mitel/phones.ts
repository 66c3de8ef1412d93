// The phones of the fact sheet's two golden sections, and what the tests of this folder ask of a file.
// Source: facts/aastra-mitel.md 7, 8
import type { KeyLayout, LayoutKey, LayoutPage } from '../../../server/domain/key-layout.ts';
import { modelKey } from '../../../server/domain/records.ts';
import type { KeptSettings } from '../../../server/domain/settings.ts';
import type { ServerAddress } from '../../../server/provisioning/world.ts';
import { account, channel, ownFile, type PhoneGiven, textOf } from '../../support/records.ts';

const BEFORE_ALL = new Date(0);

/** A phone of the family with a key layout. */
export function withPages(given: PhoneGiven, pages: readonly LayoutPage[], modulesEverUsed = 0): PhoneGiven {
  const keyLayout: KeyLayout = { pages, modulesEverUsed };
  const key = modelKey(given.vendor ?? '', given.model ?? '');
  return { ...given, account: { ...given.account, models: { [key]: { keyLayout } } } };
}

export function withKeys(given: PhoneGiven, ...keys: readonly LayoutKey[]): PhoneGiven {
  return withPages(given, [{ keys }]);
}

export function withSettings(given: PhoneGiven, settings: KeptSettings): PhoneGiven {
  const {
    adminPassword: _admin,
    userPassword: _user,
    devicePin: _pin,
    ...kept
  } = { ...given.account?.settings, ...settings };
  return { ...given, account: { ...account(), ...given.account, settings: kept } };
}

export function textOfPhone(given: PhoneGiven): string {
  return textOf(ownFile(given));
}

export function linesOfPhone(given: PhoneGiven): readonly string[] {
  return textOfPhone(given).trimEnd().split('\n');
}

/** What the phone takes a parameter for: the last line wins. Undefined when there is none. */
export function valueIn(lines: readonly string[], name: string): string | undefined {
  return lines
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .at(-1)
    ?.slice(name.length + 1)
    .trim();
}

const GOLDEN_A_ADDRESS: ServerAddress = {
  host: '192.0.2.10',
  httpUrl: 'http://192.0.2.10:8080/prov/',
  httpsUrl: 'https://192.0.2.10:8443/prov/',
  ownCa: true,
};

/** 6731i, UDP, VLAN 20, two BLF keys. */
export const GOLDEN_A: PhoneGiven = withKeys(
  {
    vendor: 'Aastra',
    model: '6731i',
    firmware: '3.3.1.4365',
    mac: '00085D31EFD2',
    address: GOLDEN_A_ADDRESS,
    channels: [channel({ username: '201', plainPassword: 's3cr#t', displayName: 'Reception', label: 'Reception' })],
    account: {
      settings: {
        sipProxy: 'pbx.example.net',
        ntpServers: ['192.0.2.1'],
        pickupCode: '**',
        voicemailNumber: '*97',
        vlan: { enabled: true, deviceId: 20 },
        resync: { nightlyFrom: '03:15', nightlyUntil: '03:45' },
      },
    },
  },
  { position: 3, function: 'blf', value: '202' },
  { position: 4, function: 'blf', value: '203' },
);

export const GOLDEN_B_ADDRESS: ServerAddress = {
  host: 'prov.example.net',
  httpUrl: 'http://prov.example.net/prov/',
  httpsUrl: 'https://prov.example.net/prov/',
  ownCa: true,
};

/** 6920w, TLS and SRTP, an internal ring. */
export const GOLDEN_B: PhoneGiven = withKeys(
  {
    vendor: 'Mitel',
    model: '6920w',
    firmware: '6.4.0.140',
    mac: '1400E91F03EA',
    address: GOLDEN_B_ADDRESS,
    channels: [
      channel({
        username: '301',
        plainPassword: 'Xk29fQ77',
        displayName: 'Office',
        label: 'Office',
        encryptedSip: true,
      }),
    ],
    account: {
      settings: { ntpServers: ['192.0.2.1'], alertInfoTexts: { internal: 'alert-internal' } },
      sipEncryption: [{ at: BEFORE_ALL, value: { enabled: true, proxy: 'pbx.example.net:5061' } }],
      ringtones: {
        Mitel: [
          {
            at: BEFORE_ALL,
            value: { internal: 'Bellcore-dr2', group: null, queue: null, national: null, international: null },
          },
        ],
      },
    },
  },
  { position: 1, function: 'blf', value: '302', label: 'Front desk' },
);
