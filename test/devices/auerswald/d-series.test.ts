// The D-series document, read back with an XML parser. Source: facts/gigaset-auerswald.md 8.3, 8.4, 11c
import { describe, expect, test } from 'vitest';
import { checkDSeriesRaw } from '../../../server/devices/auerswald/d-series.ts';
import { dSeriesModels } from '../../../server/devices/auerswald/models.ts';
import type { LayoutKey, LayoutPage } from '../../../server/domain/key-layout.ts';
import { MASK } from '../../../server/provisioning/render.ts';
import { channel, ownFile, type PhoneGiven, textOf } from '../../support/records.ts';
import { oddDocuments } from '../gigaset/odd-names.ts';
import { all, at, complaints, parseXml, readXml, type XmlNode } from '../gigaset/xml.ts';

const MODEL = 'COMfortel D-400';
const alice = channel({ id: 'a', username: '201', displayName: 'Alice', plainPassword: 'pw-a' });

function d400(given: PhoneGiven = {}): PhoneGiven {
  return {
    vendor: 'Auerswald',
    model: MODEL,
    mac: '000952C0FFEE',
    channels: [alice],
    cpe: { settings: { sipProxy: 'pbx.example.com' } },
    ...given,
  };
}

function withPages(...pages: readonly LayoutPage[]): PhoneGiven {
  return d400({ account: { models: { [`Auerswald/${MODEL}`]: { settings: {}, keyLayout: { pages } } } } });
}

function withKeys(...keys: readonly Omit<LayoutKey, 'position'>[]): PhoneGiven {
  return withPages({ keys: keys.map((key, i) => ({ position: i + 1, ...key })) });
}

const VERIFIED = /^(provisioning|identities|telephony|keys)$/;

function documentOf(given: PhoneGiven): XmlNode {
  const document = readXml(textOf(ownFile(given)));
  expect(document.name).toBe('configuration');
  expect(document.attributes).toEqual({});
  expect(document.children.every(({ attributes }) => !('version' in attributes))).toBe(true);
  return document;
}

/** Element names to texts, one level deep. */
function textsOf(node: XmlNode | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((node?.children ?? []).map(({ name, text }) => [name, text]));
}

describe('11c: D-400 with identity 201', () => {
  const document = documentOf(d400());
  const identities = all(document, 'identity');

  test('exactly six identities, the first in use', () => {
    expect(identities).toHaveLength(6);
    expect(textsOf(identities[0])).toEqual({
      active: 'true',
      username: '201',
      password: 'pw-a',
      displayname: 'Alice',
      registrar: 'pbx.example.com',
      registrarPort: '5060',
      domain: 'pbx.example.com',
      dtmfMethod: 'rtpPayload',
      sendRegister: 'true',
      registerInterval: '30',
    });
    expect(identities.slice(1).map(textsOf)).toEqual(Array.from({ length: 5 }, () => ({ active: 'false' })));
  });

  test('the first address found wins, and only ours carries the token: the other ways are off', () => {
    const { active, dhcp, redirect, pbx, url } = textsOf(at(document, 'provisioning'));
    expect({ active, dhcp, redirect, pbx }).toEqual({ active: 'true', dhcp: 'false', redirect: 'false', pbx: 'false' });
    expect(url).toBe('http://prov.example.com:8080/p/0123456789abcdef0123456789abcdef/000952C0FFEE.xml');
    expect(at(document, 'provisioning/sip/active')?.text).toBe('true');
    expect(at(document, 'provisioning/sip/allowlist/allowlistEntry')?.text).toBe('prov.example.com');
  });

  test('it asks again every night', () => {
    expect(textsOf(at(document, 'provisioning/execution'))).toEqual({
      ...Object.fromEntries(
        ['mondays', 'tuesdays', 'wednesdays', 'thursdays', 'fridays', 'saturdays', 'sundays'].map((d) => [d, 'true']),
      ),
      time: '01:00',
      useRandomDelay: 'true',
      minimalRandomDelay: '0',
      maximalRandomDelay: '14400',
    });
  });

  test('no section but those of 8.4, and no keys while nobody laid any', () => {
    expect(document.children.map(({ name }) => name)).toEqual(['provisioning', 'identities', 'telephony']);
    expect(document.children.every(({ name }) => VERIFIED.test(name))).toBe(true);
    expect(at(document, 'telephony/callWaiting/active')?.text).toBe('true');
    expect(at(document, 'telephony/callForwarding')).toBeUndefined();
  });

  test('the password and the token are masked', () => {
    const masked = ownFile(d400())
      .map((line) => line.masked)
      .join('\n');
    expect(masked).not.toMatch(/pw-a|0123456789abcdef/);
    expect(masked.split(MASK)).toHaveLength(3);
  });

  test('11c, DEV-17: with encryption asked for the phone stays at its proxy; SIPS, SRTP and Opus have no element', () => {
    const given = d400({
      channels: [channel({ encryptedSip: true })],
      account: { sipEncryption: [{ at: new Date(0), value: { enabled: true, proxy: 'tls.example.com:5062' } }] },
    });
    const encrypted = documentOf(given);
    const identity = textsOf(all(encrypted, 'identity')[0]);
    expect(identity).toEqual(textsOf(all(documentOf(d400({ channels: [channel()] })), 'identity')[0]));
    expect(textOf(ownFile(given))).not.toMatch(/srtp|sips|opus|tls</i);
  });
});

test.each([
  [60, '5'],
  [300, '5'],
  [1000, '17'],
  [3600, '60'],
  [86400, '60'],
])('8.4: registrations of %i seconds are asked for in minutes: %s', (registrationExpiresSec, minutes) => {
  const document = documentOf(d400({ cpe: { settings: { registrationExpiresSec } } }));
  expect(all(document, 'registerInterval')[0]?.text).toBe(minutes);
});

test.each([
  ['inband', 'inband'],
  ['rfc4733', 'rtpPayload'],
  ['info', 'sipInfo'],
] as const)('8.4: DTMF %s', (dtmf, method) => {
  expect(all(documentOf(d400({ channels: [channel({ dtmf })] })), 'dtmfMethod')[0]?.text).toBe(method);
});

test('8.4: seven channels fill six identities', () => {
  const channels = Array.from({ length: 7 }, (_, i) => channel({ id: `c${i}`, username: `20${i}` }));
  const identities = all(documentOf(d400({ channels })), 'identity');
  expect(identities.map((identity) => textsOf(identity).username)).toEqual(['200', '201', '202', '203', '204', '205']);
});

test('8.4: a night may pass midnight, and no night is one', () => {
  const executionOf = (resync: { nightlyFrom?: string; nightlyUntil?: string }) =>
    textsOf(at(documentOf(d400({ cpe: { settings: { resync } } })), 'provisioning/execution'));
  expect(executionOf({ nightlyFrom: '23:30', nightlyUntil: '00:15' })).toMatchObject({
    time: '23:30',
    maximalRandomDelay: '2700',
  });
  expect(executionOf({ nightlyFrom: '03:00', nightlyUntil: '03:00' })).toMatchObject({ useRandomDelay: 'false' });
});

describe('keys', () => {
  const keysOf = (given: PhoneGiven) => all(documentOf(given), 'key');
  const uriOf = (key: XmlNode | undefined) =>
    key && at(key, 'keyConfiguration/function/invocations/invocation/invite/uri')?.text;
  const lampOf = (key: XmlNode | undefined) =>
    key && at(key, 'keyConfiguration/function/reactions/reaction/presence/subscribe');

  test('11c: key 1 dials 202 and shows what 202 does', () => {
    const document = documentOf(withKeys({ function: 'blf', value: '202', label: 'Bob' }));
    const key = at(document, 'keys/phoneXtensions/key');
    expect(key?.attributes).toEqual({ keyNumber: '1', label: 'Bob' });
    expect(uriOf(key)).toBe('202');
    expect(lampOf(key)?.attributes).toEqual({ type: 'dialog' });
    expect(textsOf(lampOf(key))).toEqual({ uri: '202' });
  });

  test.each(['0612345678', '+31612345678', '7', '123456', 'sip:bob@example.com'])(
    '10.18: %s is no extension, so its lamp asks nobody',
    (value) => {
      const [key] = keysOf(withKeys({ function: 'blf', value }));
      expect(uriOf(key)).toBe(value);
      expect(key && at(key, 'keyConfiguration/function/reactions')).toBeUndefined();
    },
  );

  test.each([
    [{ function: 'speedDial', value: '202' }, '202', false],
    [{ function: 'queue', value: '300' }, '300', true],
    [{ function: 'park', value: '701' }, '701', true],
    [{ function: 'login' }, '901', false],
    [{ function: 'logout' }, '902', false],
    [{ function: 'voicemail' }, '1233', false],
    [{ function: 'groupPickup' }, '*8', false],
    [{ function: 'directPickup', value: '202' }, '*8202', false],
  ] as const)('%o dials %s', (layoutKey, uri, lamp) => {
    const [key] = keysOf(withKeys(layoutKey));
    expect(uriOf(key)).toBe(uri);
    expect(lampOf(key) !== undefined).toBe(lamp);
    expect(key?.attributes.label).toBe(uri);
  });

  test('functions that no source shows are left out, and with them the whole section', () => {
    const unknown = (['none', 'line', 'dnd', 'forward', 'transfer', 'hold', 'conference', 'redial'] as const).map(
      (name) => ({ function: name }),
    );
    const document = documentOf(withKeys(...unknown, { function: 'url', value: 'http://x' }));
    expect(at(document, 'keys')).toBeUndefined();
    const [key] = keysOf(withKeys(...unknown, { function: 'blf', value: '202' }));
    expect(key?.attributes.keyNumber).toBe('9');
  });

  test('modules have sections of their own', () => {
    const document = documentOf(
      withPages(
        { keys: [{ position: 60, function: 'blf', value: '202' }] },
        { module: 1, keys: [{ position: 1, function: 'blf', value: '203' }] },
        { module: 2, keys: [{ position: 7, function: 'none' }] },
      ),
    );
    expect(at(document, 'keys')?.children.map(({ name }) => name)).toEqual(['phoneXtensions', 'extensionModule1']);
    expect(at(document, 'keys/extensionModule1/key')?.attributes.keyNumber).toBe('1');
  });
});

describe('raw pairs', () => {
  const raw = (...extra: readonly { key: string; value: string }[]) =>
    d400({ cpe: { settings: { sipProxy: 'pbx.example.com', extra } } });

  test('are laid into the tree by path', () => {
    const document = documentOf(
      raw(
        { key: 'userInterface/display/brightness', value: '5' },
        { key: 'identities/identity[1]/domain', value: 'example.com' },
        { key: 'identities/identity[2]/audiocodec', value: 'G.722' },
        { key: 'identities/identity[1]/audiocodec[1]', value: 'G.722' },
        { key: 'identities/identity[1]/audiocodec[2]', value: 'G.711' },
        { key: 'telephony/callForwarding/busy/active', value: 'false' },
      ),
    );
    const identities = all(document, 'identity');
    expect(identities).toHaveLength(6);
    expect(at(document, 'userInterface/display/brightness')?.text).toBe('5');
    expect(textsOf(identities[0])).toMatchObject({
      username: '201',
      domain: 'example.com',
      registrar: 'pbx.example.com',
    });
    expect(all(identities[0] ?? document, 'audiocodec').map(({ text }) => text)).toEqual(['G.722', 'G.711']);
    expect(textsOf(identities[1])).toEqual({ active: 'false', audiocodec: 'G.722' });
    expect(all(document, 'telephony')).toHaveLength(1);
    expect(at(document, 'telephony/callForwarding/busy/active')?.text).toBe('false');
    expect(at(document, 'telephony/callWaiting/active')?.text).toBe('true');
  });

  test('are masked when they look secret', () => {
    const lines = ownFile(raw({ key: 'users/user/password', value: 'hush-1' }));
    expect(lines.some(({ text, layer }) => text.includes('hush-1') && layer === 'extra')).toBe(true);
    expect(lines.some(({ masked }) => masked.includes('hush-1'))).toBe(false);
  });

  test.each([
    ['brightness', '5'],
    ['', '5'],
    ['a/b><c', '5'],
    ['a//b', '5'],
    ['a/b[0]', '5'],
    ['a/b[100]', '5'],
    ['a/../b', '5'],
    ['a/b ', '5'],
    [`a${'/b'.repeat(12)}`, '5'],
    ['userInterface/display/brightness', ''],
  ])('%s = "%s" cannot be written', (key, value) => {
    expect(checkDSeriesRaw(key, value)).toBeTypeOf('string');
    expect(textOf(ownFile(raw({ key, value })))).toBe(textOf(ownFile(raw())));
  });
});

test.each(dSeriesModels.map(({ model }) => model))('%s: no name that people type can break the document', (model) => {
  const documents = oddDocuments(d400({ model }));
  expect(complaints(...documents)).toBe('');
  for (const document of documents) expect(all(parseXml(document), 'identity')).toHaveLength(6);
});
