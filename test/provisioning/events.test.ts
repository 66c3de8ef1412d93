// What phones report by action URL (facts/yealink.md 4.13, 5.2; DEV-31, DEV-34).
import { expect, test } from 'vitest';
import { yealinkView } from '../../server/devices/yealink/view.ts';
import { FEATURES, readEvent } from '../../server/provisioning/events.ts';
import { phoneContext } from '../support/records.ts';

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

test('every URL that a phone is given is read back as its event', () => {
  const view = yealinkView(phoneContext({ account: { settings: { featureSync: 'actionUrls' } } }));
  const events = view.syncUrls.map(({ url }) => readEvent((url?.value ?? '').replace(/^.*\/p\/[0-9a-f]{32}\//, '')));
  expect(events).toEqual(
    FEATURES.flatMap((feature) => [true, false].map((on) => ({ mac: '805ec0123456', feature, on }))),
  );
});
