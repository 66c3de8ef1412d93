import { expect, test } from 'vitest';
import { commonWarnings } from '../../server/devices/common-warnings.ts';
import type { KeyFunction } from '../../server/domain/key-layout.ts';
import { phoneContext } from '../support/records.ts';
import { withKeys } from './yealink/support.ts';

const warnings = (featureSync: 'off' | 'sip' | 'actionUrls', ...functions: readonly KeyFunction[]) => {
  const keys = functions.map((key, i) => ({ position: i + 1, function: key, value: '202' }));
  return commonWarnings(phoneContext({ account: withKeys(keys), cpe: { settings: { featureSync } } }));
};

test.each(['sip', 'actionUrls'] as const)('DEV-36: with DND synchronised by %s, a DND key should go', (sync) => {
  const [warning, ...more] = warnings(sync, 'blf', 'dnd');
  expect(warning).toContain('take the key out');
  expect(more).toEqual([]);
});

test('DEV-36: a phone whose DND is its own may keep the key, and one without such a key is told nothing', () => {
  expect(warnings('off', 'dnd')).toEqual([]);
  expect(warnings('sip', 'blf', 'speedDial')).toEqual([]);
});
