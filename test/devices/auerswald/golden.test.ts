// A whole document of the D-series, byte for byte, well-formed by libxml2. UPDATE_GOLDEN=1 rewrites it.
// Source: facts/gigaset-auerswald.md 11c
import { expect, test } from 'vitest';
import { dSeriesModels } from '../../../server/devices/auerswald/models.ts';
import { channel, ownFile, type PhoneGiven, textOf } from '../../support/records.ts';
import { expectGolden } from '../gigaset/golden.ts';
import { complaints } from '../gigaset/xml.ts';

function phone(model: string): PhoneGiven {
  const keys = [
    { position: 1, function: 'blf', value: '202', label: 'Bob & <Zoë>' },
    { position: 2, function: 'blf', value: '0612345678', label: 'Mobile' },
    { position: 3, function: 'login' },
  ] as const;
  const pages = [{ keys }, { module: 1, keys: [{ position: 1, function: 'blf', value: '203' }] }] as const;
  return {
    vendor: 'Auerswald',
    model,
    mac: '000952C0FFEE',
    channels: [channel({ id: 'a', username: '201', displayName: 'Alice', plainPassword: 'pw-alice' })],
    account: { models: { [`Auerswald/${model}`]: { settings: {}, keyLayout: { pages } } } },
    cpe: { settings: { sipProxy: 'pbx.example.com', offerSecondCall: false } },
  };
}

test('no fact of these phones hangs on their firmware, so one document stands for all versions', () => {
  for (const { sipEncryption, autoProvisioning } of dSeriesModels)
    for (const gate of [sipEncryption, autoProvisioning]) expect(gate).toBe('yes');
  const at = (firmware: string) => textOf(ownFile({ ...phone('COMfortel D-600'), firmware }));
  expect(at('1.0.0')).toBe(at('9.9.9'));
});

test('d-series.xml, the same for all four models', () => {
  const documents = dSeriesModels.map(({ model }) => textOf(ownFile(phone(model))));
  expect(documents).toHaveLength(4);
  expect(new Set(documents).size).toBe(1);
  expect(complaints(documents[0] ?? '')).toBe('');
  expectGolden('auerswald/d-series.xml', documents[0] ?? '');
});
