// The catalogue of texts: complete in both languages, used as it stands, and the same as what the API says.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AUDIT_ACTIONS, SUBJECT_KINDS } from '../../server/audit/entry.ts';
import { TIMELINE_KINDS } from '../../server/cpe/care/timeline.ts';
import { FIRMWARE_TROUBLES } from '../../server/cpe/firmware-fleet.ts';
import { TELLABLE } from '../../server/devices/notify.ts';
import { UPLOAD_KINDS } from '../../server/devices/types.ts';
import { ROLES } from '../../server/domain/actor.ts';
import { ALARM_KINDS } from '../../server/domain/alarm.ts';
import { RELEASE_STATES } from '../../server/domain/firmware.ts';
import { KEY_FUNCTIONS } from '../../server/domain/key-layout.ts';
import { LAYERS } from '../../server/domain/layers.ts';
import { DELIVERY_STATES, EVENT_KINDS, SEND_FAILURES } from '../../server/domain/notice.ts';
import { NUMBER_KINDS, PHONEBOOK_SEARCHES } from '../../server/domain/phonebook.ts';
import {
  CHANGE_KINDS,
  PLAN_PHONE_REASONS,
  PLAN_PHONE_STATES,
  PLAN_STATES,
  PLAN_WORDS,
  STOP_REASONS,
} from '../../server/domain/plan.ts';
import { ROTATED_SECRETS } from '../../server/domain/records.ts';
import { CALL_TYPES } from '../../server/domain/ringtones.ts';
import { EXTENSION_KINDS } from '../../server/domain/telephony/extension.ts';
import { isTextKey, TEXT_KEYS, type TextKey, text } from '../../server/domain/texts.ts';
import { type ErrorCode, titleOf } from '../../server/errors.ts';
import { FIRMWARE_REFUSALS } from '../../server/firmware/offer.ts';
import { PLAN_STEPS } from '../../server/plans/plans.ts';
import { BOXES } from '../../server/portal/encryption.ts';
import { ACCOUNT_KINDS, FLAG_SETTINGS, NEEDS, PHONE_KINDS, TEXT_SETTINGS } from '../../server/portal/plan-forms.ts';
import { NUMBERS, WHENS } from '../../server/portal/plan-timing.ts';
import { ADDABLE, FIELDS } from '../../server/portal/telephony-forms.ts';
import { FEATURES } from '../../server/provisioning/events.ts';
import { REFUSAL_REASONS } from '../../server/provisioning/world.ts';
import { TEMPLATES } from './support.ts';

const keys: readonly TextKey[] = TEXT_KEYS.filter(isTextKey);
const placesIn = (found: string) => [...found.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();

describe('texts', () => {
  test('every key has a text in Dutch and in English, with the same places to fill', () => {
    expect(keys.length).toBeGreaterThan(150);
    for (const key of keys) {
      const nl = text('nl', key);
      const en = text('en', key);
      expect(nl.trim(), key).not.toBe('');
      expect(en.trim(), key).not.toBe('');
      expect(placesIn(nl), key).toEqual(placesIn(en));
    }
  });

  test('every text that a template names is there', () => {
    const folder = join(TEMPLATES, 'portal');
    const templates = readdirSync(folder).filter((name) => name.endsWith('.njk'));
    const used = templates.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/\bt\('([\w.]+)'(?!\s*\+)/g)].map(([, key]) => key ?? ''),
    );
    expect(templates.length).toBeGreaterThan(30);
    expect(used.length).toBeGreaterThan(100);
    for (const key of used) expect(isTextKey(key), key).toBe(true);
  });

  test('texts that are put together from a word of the code are there for every such word', () => {
    const made = [
      ...ROLES.map((role) => `role.${role}`),
      ...[
        'username',
        'name',
        'mail',
        'role',
        'rights',
        'partnerId',
        'accountIds',
        'password',
        'next',
        'code',
        'scopes',
        'days',
      ].map((field) => `bad.${field}`),
      ...LAYERS.flatMap((layer) => [`layer.${layer}`, `layer.${layer}.means`]),
      ...UPLOAD_KINDS.map((kind) => `upload.${kind}`),
      ...RELEASE_STATES.map((state) => `firmware.state.${state}`),
      ...FIRMWARE_TROUBLES.map((trouble) => `firmware.trouble.${trouble}`),
      ...FIRMWARE_REFUSALS.map((refusal) => `firmware.refused.${refusal}`),
      ...['model', 'track', 'version', 'role', 'sha256'].map((field) => `firmware.field.${field}`),
      ...BOXES.map((box) => `facility.encryption.${box}`),
      ...FEATURES.map((feature) => `feature.${feature}`),
      ...REFUSAL_REASONS.map((reason) => `quarantine.because.${reason}`),
      ...['never', 'current', 'behind', 'none'].map((state) => `phone.fetched.${state}`),
      ...['open', 'close'].flatMap((action) =>
        ['title', 'explain', 'action'].map((part) => `window.${action}.${part}`),
      ),
      ...['15', '60', '240', 'default'].map((minutes) => `window.minutes.${minutes}`),
      ...AUDIT_ACTIONS.map((action) => `audit.action.${action}`),
      ...SUBJECT_KINDS.map((kind) => `audit.kind.${kind}`),
      ...['portal', 'api', 'phone', 'job', 'command'].map((door) => `audit.door.${door}`),
      ...['removed', 'overwritten'].map((means) => `personal.${means}`),
      ...TIMELINE_KINDS.map((kind) => `timeline.kind.${kind}`),
      ...['certificate', 'digest', 'lastingToken', 'enrolmentToken', 'openWindow'].map((by) => `timeline.by.${by}`),
      ...['ok', 'notModified', 'notFound', 'stored', 'challenge', 'tooLarge', 'unusable', 'busy'].map(
        (status) => `timeline.status.${status}`,
      ),
      ...Array.from({ length: 8 }, (_, i) => `timeline.severity.${i}`),
      ...TELLABLE.map((what) => `timeline.told.${what}`),
      ...['accepted', 'challenged', 'refused', 'noAnswer', 'unreachable', 'cannot'].map(
        (result) => `timeline.result.${result}`,
      ),
    ];
    expect(made.length).toBeGreaterThan(100);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
  });

  test('everything that a plan and its phones may come to has its words', () => {
    const made = [
      ...CHANGE_KINDS.map((kind) => `plan.kind.${kind}`),
      ...PLAN_STATES.map((state) => `plan.state.${state}`),
      ...STOP_REASONS.map((reason) => `plan.reason.${reason}`),
      ...PLAN_WORDS.map((word) => `plan.word.${word}`),
      ...PLAN_PHONE_STATES.map((state) => `plan.phone.${state}`),
      ...PLAN_PHONE_REASONS.map((reason) => `plan.why.${reason}`),
      ...PLAN_STEPS.flatMap((step) => [`plan.step.${step}`, `plan.step.${step}.explain`]),
      ...['yes', 'maybe', 'no', 'cannot'].map((reboots) => `plan.reboots.${reboots}`),
    ];
    expect(made.length).toBeGreaterThan(70);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
  });

  test('everything that a page can plan has its words', () => {
    const made = [
      ...[...PHONE_KINDS, ...ACCOUNT_KINDS].map((kind) => `planAdd.about.${kind}`),
      ...Object.values(NEEDS).map((needs) => `planAdd.of.${needs}`),
      ...[...FLAG_SETTINGS, ...TEXT_SETTINGS].map((name) => `planAdd.field.${name}`),
      ...KEY_FUNCTIONS.map((what) => `planAdd.function.${what}`),
      ...CALL_TYPES.map((type) => `planAdd.ring.${type}`),
      ...ROTATED_SECRETS.map((secret) => `planAdd.secret.${secret}`),
      ...WHENS.map((when) => `planAdd.when.${when}`),
      ...Object.keys(NUMBERS).map((name) => `planAdd.field.${name}`),
      ...[1, 2, 3, 4, 5, 6, 7].map((day) => `planAdd.day.${day}`),
    ];
    expect(made.length).toBeGreaterThan(65);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
    expect([...PHONE_KINDS, ...ACCOUNT_KINDS].toSorted()).toEqual(CHANGE_KINDS.toSorted());
  });

  test('every event, and everything that a delivery may come to, has its words', () => {
    const made = [
      ...[...EVENT_KINDS, 'test'].map((kind) => `event.${kind}`),
      ...DELIVERY_STATES.map((state) => `delivery.state.${state}`),
      ...SEND_FAILURES.map((failure) => `delivery.failure.${failure}`),
      ...['on', 'off', 'failing', 'trouble'].map((state) => `webhooks.state.${state}`),
    ];
    expect(made.length).toBe(29);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
  });

  test('every kind of extension, and every form and field that adds one, has its words', () => {
    const made = [
      ...EXTENSION_KINDS.map((kind) => `extensionKind.${kind}`),
      ...ADDABLE.map(({ what }) => `telephony.add.${what}`),
      ...FIELDS.flatMap((field) => [`telephony.field.${field}`, `telephony.bad.${field}`]),
      ...['areaCode', 'members', 'e164'].map((field) => `telephony.field.${field}.hint`),
      ...['user', 'voicemail'].map((what) => `telephony.field.pin.${what}`),
    ];
    expect(made.length).toBe(EXTENSION_KINDS.length + 30);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
  });

  test('every alarm has its line, and every number its short word', () => {
    const made = [
      ...ALARM_KINDS.map((kind) => `alarm.line.${kind}`),
      ...NUMBER_KINDS.flatMap((kind) => [`phonebook.short.${kind}`, `phonebook.kind.${kind}`]),
      ...PHONEBOOK_SEARCHES.map((search) => `phonebook.search.${search}`),
    ];
    expect(made.length).toBe(ALARM_KINDS.length + 10);
    for (const key of made) expect(isTextKey(key), key).toBe(true);
  });

  test('an error has the same title on a page as in the API', () => {
    const codes: readonly ErrorCode[] = [
      'LOGIN_FAILED',
      'TOO_MANY_TRIES',
      'TOTP_NEEDED',
      'SIGN_ON_FAILED',
      'SIGN_ON_UNKNOWN',
      'SIGN_ON_TAKEN',
      'SIGN_ON_UNAVAILABLE',
      'INPUT_INVALID',
      'FORBIDDEN',
      'NOT_FOUND',
      'CPE_NOT_FOUND',
      'FILE_NOT_FOUND',
      'REVISION_STALE',
      'USER_NOT_FOUND',
      'USERNAME_TAKEN',
      'LAST_PLATFORM_ADMIN',
      'PASSWORD_WRONG',
      'TOTP_ON',
      'LINK_EXPIRED',
      'TOTP_NOT_BEGUN',
      'JOB_NOT_FOUND',
      'JOB_ENDED',
      'REACH_NO_DND_STATUS',
      'PLAN_NOT_FOUND',
      'PLAN_STATE',
      'PLAN_IN_THE_WAY',
      'UNAVAILABLE',
      'WEBHOOK_NOT_FOUND',
      'WEBHOOK_OFF',
      'INTERNAL',
    ];
    const told = keys.filter((key) => /^error\.[A-Z_]+$/.test(key));
    expect(told).toEqual(expect.arrayContaining(codes.map((code) => `error.${code}`)));
    expect(told.length).toBe(codes.length);
    for (const code of codes) {
      const key = `error.${code}`;
      if (isTextKey(key)) expect(text('en', key)).toBe(titleOf(code));
    }
  });

  test('places are filled, and one without a value stays', () => {
    expect(text('en', 'phones.count.many', { count: 3 })).toBe('3 phones');
    expect(text('nl', 'phones.count.many')).toBe('{count} toestellen');
    expect(text('de', 'phones.title')).toBe('Phones');
  });
});
