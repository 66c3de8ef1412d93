// The flat document of the DE desk phones, read back with an XML parser. Source: facts/gigaset-auerswald.md 6
import { expect, test } from 'vitest';
import { checkFlatRaw } from '../../../server/devices/gigaset/flat.ts';
import { channel, ownFile, type PhoneGiven, textOf } from '../../support/records.ts';
import { oddDocuments } from './odd-names.ts';
import { complaints, parseXml, readXml, type XmlNode } from './xml.ts';

function de(given: PhoneGiven = {}): PhoneGiven {
  return {
    vendor: 'Gigaset',
    model: 'DEx series',
    mac: '7C2F80123456',
    channels: [channel({ id: 'a', username: '201', displayName: 'Alice', plainPassword: 'pw-a' })],
    cpe: { settings: { sipProxy: 'pbx.example.com:5080' } },
    ...given,
  };
}

/** Name to class and value, after the invariants of every flat document. */
function readElements(document: XmlNode): Map<string, { class?: string; value?: string }> {
  const provider = document.children[0]?.children ?? [];
  expect([document.name, ...document.children.map(({ name }) => name)]).toEqual(['ProviderFrame', 'Provider']);
  expect(new Set(provider.map(({ name }) => name)).size).toBe(provider.length);
  expect(provider.every(({ attributes }) => attributes.value !== '')).toBe(true);
  return new Map(provider.map(({ name, attributes }) => [name, attributes]));
}

function elementsOf(given: PhoneGiven): Map<string, { class?: string; value?: string }> {
  return readElements(readXml(textOf(ownFile(given))));
}

test('6: an account, without inner quotes', () => {
  const elements = Object.fromEntries(elementsOf(de()));
  expect(elements).toEqual({
    MAC_ADDRESS: { value: '7C2F80123456' },
    VERSION: { value: expect.stringMatching(/^\d{10}$/) },
    PROFILE_NAME: { class: 'string', value: 'Bellhop' },
    I_PHONE_SYSTEM: { class: 'integer', value: '2' },
    B_REMOTE_MANAGEMENT: { class: 'boolean', value: '1' },
    B_SIP_ACCOUNT_IS_ACTIVE_1: { class: 'boolean', value: 'true' },
    S_SIP_ACCOUNT_NAME_1: { class: 'string', value: '201' },
    S_SIP_DISPLAYNAME_1: { class: 'string', value: 'Alice' },
    S_SIP_LOGIN_ID_1: { class: 'string', value: '201' },
    S_SIP_PASSWORD_1: { class: 'string', value: 'pw-a' },
    S_SIP_USER_ID_1: { class: 'string', value: '201' },
    S_SIP_PROVIDER_NAME_1: { class: 'string', value: 'pbx.example.com' },
    S_SIP_DOMAIN_1: { class: 'string', value: 'pbx.example.com' },
    S_SIP_SERVER_1: { class: 'string', value: 'pbx.example.com' },
    I_SIP_SERVER_PORT_1: { class: 'integer', value: '5080' },
    S_SIP_REGISTRAR_1: { class: 'string', value: 'pbx.example.com' },
  });
});

test('6: two accounts, the second numbered 2', () => {
  const elements = elementsOf(de({ channels: [channel({ id: 'a' }), channel({ id: 'b', username: '202' })] }));
  expect(elements.get('S_SIP_USER_ID_2')).toEqual({ class: 'string', value: '202' });
  expect([...elements.keys()].filter((name) => name.endsWith('_3'))).toEqual([]);
});

test('a raw pair has its class from its first letter', () => {
  const extra = [
    { key: 'I_SIP_REGISTRAR_PORT_1', value: '5080' },
    { key: 'B_SIP_ACCOUNT_IS_ACTIVE_1', value: 'false' },
    { key: 'S_OUTBOUND_PROXY_1', value: 'edge.example.com' },
  ];
  const elements = elementsOf(de({ cpe: { settings: { extra } } }));
  expect(elements.get('I_SIP_REGISTRAR_PORT_1')).toEqual({ class: 'integer', value: '5080' });
  expect(elements.get('B_SIP_ACCOUNT_IS_ACTIVE_1')).toEqual({ class: 'boolean', value: 'false' });
  expect([...elements].at(-1)).toEqual(['S_OUTBOUND_PROXY_1', { class: 'string', value: 'edge.example.com' }]);
});

test.each([
  ['REBOOT', 'true'],
  ['S_X"/><Y', '1'],
  ['MAC_ADDRESS', '7C2F80123457'],
  ['I_SIP_SERVER_PORT_1', 'many'],
  ['B_REMOTE_MANAGEMENT', 'perhaps'],
  ['S_SIP_DISPLAYNAME_1', 'Zoë'],
  ['S_SIP_DISPLAYNAME_1', ''],
])('%s = "%s" cannot be written', (key, value) => {
  expect(checkFlatRaw(key, value)).toBeTypeOf('string');
  const settings = { sipProxy: 'pbx.example.com:5080', extra: [{ key, value }] };
  expect(textOf(ownFile(de({ cpe: { settings } })))).toBe(textOf(ownFile(de())));
});

test('no name that people type can break the document', () => {
  const documents = oddDocuments(de());
  expect(complaints(...documents)).toBe('');
  for (const document of documents) {
    expect(document).toMatch(/^[\n\x20-\x7e]*$/);
    readElements(parseXml(document));
  }
});
