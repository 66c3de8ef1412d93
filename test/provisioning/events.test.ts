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

test.each([
  ['event/805ec0123456/registered', 'u=101', { mac: '805ec0123456', registration: 'registered', username: '101' }],
  ['event/805ec0123456/unregistered', 'u=', { mac: '805ec0123456', registration: 'unregistered' }],
  ['event/805EC0123456/REGISTER_FAILED', 'u=$active_user', { mac: '805ec0123456', registration: 'failed' }],
  ['event/reg', 's=REGISTERED&u=101', { registration: 'registered', username: '101' }],
  ['event/reg', 's=expired&u=1%2B1', { registration: 'unregistered', username: '1+1' }],
  ['event/reg', 's=constructor&u=101', { username: '101' }],
  ['event/reg', 's=$$REGISTRATIONSTATE$$&u=$$SIPUSERNAME$$', {}],
  ['event/reg', '', {}],
  ['event/805ec0123456/constructor', 'u=101', undefined],
  ['event/reg/x', 's=REGISTERED', undefined],
])('D registered: %s?%s', (name, query, wanted) => {
  expect(readEvent(name, query)).toEqual(wanted);
});

test('D registered: phones are told to report it only where an admin says so, Yealink and Aastra alone; off takes the addresses away', () => {
  const models = DEVICES.flatMap(({ model }) => (model.template ? [model] : []));
  const one = [...new Map(models.map((model) => [model.vendor, model])).values()];
  const told = (registrationReports: boolean | undefined) =>
    one.flatMap(({ vendor, model, track }) => {
      const settings = registrationReports === undefined ? {} : { registrationReports };
      const lines = textOf(ownFile({ vendor, model, ...(track && { track }), account: { settings } })).split(/\r?\n/);
      return lines.filter((line) => /action_url\.(?:un)?regist|action uri regist/.test(line));
    });
  expect(told(undefined)).toEqual([]);
  expect(
    told(true).map((line) => line.replace(/: .*\/p\/[0-9a-f]{32}|= .*\/p\/[0-9a-f]{32}/, ' ')),
  ).toMatchInlineSnapshot(`
    [
      "action uri registered /event/reg?s=REGISTERED&u=$$SIPUSERNAME$$",
      "action uri registration event /event/reg?s=$$REGISTRATIONSTATE$$&u=$$SIPUSERNAME$$",
      "action uri registered /event/reg?s=REGISTERED&u=$$SIPUSERNAME$$",
      "action uri registration event /event/reg?s=$$REGISTRATIONSTATE$$&u=$$SIPUSERNAME$$",
      "action uri registered /event/reg?s=REGISTERED&u=$$SIPUSERNAME$$",
      "action uri registration event /event/reg?s=$$REGISTRATIONSTATE$$&u=$$SIPUSERNAME$$",
      "action_url.registered  /event/805ec0123456/registered?u=$active_user",
      "action_url.unregistered  /event/805ec0123456/unregistered?u=$active_user",
      "action_url.register_failed  /event/805ec0123456/register_failed?u=$active_user",
    ]
  `);
  expect(told(false)).toMatchInlineSnapshot(`
    [
      "action uri registered: ",
      "action uri registration event: ",
      "action uri registered: ",
      "action uri registration event: ",
      "action uri registered: ",
      "action uri registration event: ",
      "action_url.registered = %NULL%",
      "action_url.unregistered = %NULL%",
      "action_url.register_failed = %NULL%",
    ]
  `);
});

test.each([
  ['prov.example.com', true],
  [`${'long.'.repeat(12)}example.com`, false],
])('an address that an Aastra phone cannot hold is not written: %s', (host, isWritten) => {
  const url = `http://${host}:8080/p/`;
  const address = { host, httpUrl: url, httpsUrl: undefined, ownCa: true };
  const given = {
    vendor: 'Aastra/Mitel',
    model: '6867i',
    address,
    account: { settings: { registrationReports: true } },
  };
  expect(/action uri registered: h/.test(textOf(ownFile(given)))).toBe(isWritten);
});
