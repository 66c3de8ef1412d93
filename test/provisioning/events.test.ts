// What phones report by action URL (facts/yealink.md 4.13, 5.2; DEV-31, DEV-34).
import { expect, test } from 'vitest';
import { DEVICES } from '../../server/devices/registry.ts';
import { yealinkView } from '../../server/devices/yealink/view.ts';
import { FEATURES, readEvent } from '../../server/provisioning/events.ts';
import { ownFile, phoneContext, textOf } from '../support/records.ts';

test.each([
  ['event/805ec0123456/dnd_on', 'dnd', true],
  ['event/805ec0123456/dnd_off', 'dnd', false],
  ['event/805ec0123456/always_fwd_on', 'always_fwd', true],
  ['event/805ec0123456/busy_fwd_off', 'busy_fwd', false],
  ['event/805EC0123456/NO_ANSWER_FWD_ON', 'no_answer_fwd', true],
])('%s', (name, feature, on) => {
  expect(readEvent(name)).toEqual({ mac: '805ec0123456', feature, on });
});

test.each([
  '',
  'event/805ec0123456/',
  'event/805ec0123456/dnd',
  'event/805ec0123456/dnd_maybe',
  'event/805ec0123456/reboot_on',
  'event/805ec0123456/constructor_on',
  'event/805ec012345/dnd_on',
  'event/ffffffffffff/dnd_on',
  'event/000000000000/dnd_on',
  'event//dnd_on',
  'x/event/805ec0123456/dnd_on',
  'event/805ec0123456/dnd_on/x',
  'event/805ec0123456/dnd_on\n',
  '805ec0123456/dnd_on',
])('%j is no event', (name) => {
  expect(readEvent(name)).toBeUndefined();
});

test('R-76 R-86: phones tell of DND and forwards once an admin sets so, and of the families Yealink alone by these URLs', () => {
  const untold = yealinkView(phoneContext());
  expect(untold.syncUrls.map(({ url }) => url)).toEqual(FEATURES.flatMap(() => [null, null]));
  const settings = { featureSync: 'actionUrls' } as const;
  const models = DEVICES.flatMap(({ model }) => (model.template ? [model] : []));
  const one = [...new Map(models.map((model) => [model.vendor, model])).values()];
  expect(one.length).toBeGreaterThan(2);
  const tells = one.filter(({ vendor, model, track }) =>
    textOf(ownFile({ vendor, model, ...(track && { track }), account: { settings } })).includes('/dnd_on'),
  );
  expect(tells.map(({ vendor }) => vendor)).toEqual(['Yealink']);
});

test('every URL that a phone is given is read back as its event', () => {
  const view = yealinkView(phoneContext({ account: { settings: { featureSync: 'actionUrls' } } }));
  const events = view.syncUrls.map(({ url }) => readEvent((url?.value ?? '').replace(/^.*\/p\/[0-9a-f]{32}\//, '')));
  expect(events).toEqual(
    FEATURES.flatMap((feature) => [true, false].map((on) => ({ mac: '805ec0123456', feature, on }))),
  );
});
