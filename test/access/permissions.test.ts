// The table of permissions: what each role may, spelt out once more by hand, scopes of tokens, and routes that say nothing.
import { describe, expect, test } from 'vitest';
import {
  ACTIONS,
  type Action,
  demand,
  isAction,
  isScope,
  may,
  requireDeclared,
} from '../../server/access/permissions.ts';
import { type Person, ROLES, type Role } from '../../server/domain/actor.ts';

const person = (role: Role, given: Partial<Person> = {}): Person => ({
  kind: 'person',
  username: 'x',
  role,
  rights: [],
  reach: { over: 'platform' },
  ...given,
});
const allowed = (role: Role, given?: Partial<Person>) => ACTIONS.filter((action) => may(person(role, given), action));
const OWN = ['profile.own', 'sessions.own', 'tokens.own'];
const isOwn = (action: Action) => action.endsWith('.own');

describe('roles', () => {
  test('a technician sees phones, re-provisions, reboots and opens windows; no secrets, no changes', () => {
    expect(allowed('technician')).toEqual([
      'devices.read',
      'accounts.read',
      'channels.read',
      'cpes.read',
      'cpes.window',
      'cpes.replace',
      'cpes.resync',
      'cpes.reboot',
      'views.read',
      'views.edit',
      'telephony.read',
      'telephony.simulate',
      'firmware.read',
      'assets.read',
      'plans.read',
      'quarantine.read',
      'jobs.read',
      'phonebooks.read',
      'alarms.read',
      ...OWN,
    ]);
  });

  test.each(['supervisor', 'accountRecordings', 'ownRecordings', 'endUser'] as const)('%s has no phones', (role) => {
    const reach = role === 'supervisor' || role === 'endUser' ? ['reach.own', 'queues.own', 'numberPlans.switch'] : [];
    expect(allowed(role)).toEqual(['devices.read', ...reach, ...OWN]);
  });

  test('EXT-91: whoever may change devices may change mailboxes too, and nobody else may', () => {
    const changers = (action: Action) => ROLES.filter((role) => allowed(role).includes(action));
    expect(changers('cpes.edit')).toEqual(['platformAdmin', 'partnerAdmin', 'accountAdmin']);
    expect(changers('telephony.edit')).toEqual(changers('cpes.edit'));
  });

  test('the platform admin may everything; a partner not the platform’s, an account not the partner’s', () => {
    expect(allowed('platformAdmin')).toEqual(ACTIONS);
    const missing = (role: Role) => ACTIONS.filter((action) => !allowed(role).includes(action));
    const platformAlone = ['firmware.add', 'firmware.remove', 'assets.edit', 'authorities.read', 'authorities.edit'];
    const personal = ['personalData.export', 'personalData.erase'];
    expect(missing('partnerAdmin')).toEqual([
      'partners.add',
      'cpes.changeModel',
      'telephony.order',
      ...platformAlone,
      ...personal,
      'alarms.editPlatform',
    ]);
    expect(missing('accountAdmin')).toEqual([
      'partners.read',
      'partners.add',
      'partners.edit',
      'accounts.add',
      'cpes.changeModel',
      'telephony.order',
      'catalogue.edit',
      ...platformAlone,
      ...personal,
      'alarms.editPlatform',
    ]);
  });

  test('another model takes the right beside the role (DEV-21)', () => {
    for (const role of ROLES) {
      const withRight = may(person(role, { rights: ['manageCpes'] }), 'cpes.changeModel');
      expect(withRight, role).toBe(['platformAdmin', 'partnerAdmin', 'accountAdmin'].includes(role));
    }
  });
});

describe('scopes of API tokens', () => {
  test.each([
    ['cpes.read', ['cpes.read']],
    ['quarantine.*', ['quarantine.read']],
    ['partners.*', []],
    ['profile.own', []],
  ])('%s of an account admin', (scope, actions) => {
    expect(allowed('accountAdmin', { scopes: [scope] })).toEqual(actions);
  });

  test('* is all but one’s own logins; nothing is nothing', () => {
    expect(allowed('accountAdmin', { scopes: ['*'] })).toEqual(
      allowed('accountAdmin').filter((action) => !isOwn(action)),
    );
    expect(allowed('platformAdmin', { scopes: [] })).toEqual([]);
  });

  test('what can be a scope', () => {
    expect(['cpes.read', 'cpes.*', '*'].every(isScope)).toBe(true);
    expect(['', 'cpes', 'cpe.*', 'profile.own', 'profile.*', 'toString', '**'].some(isScope)).toBe(false);
    expect(isAction('constructor')).toBe(false);
  });
});

test('a route must say whether it is open or which action it is', () => {
  const add = (config?: { open?: boolean; action?: Action }) => () =>
    requireDeclared({ url: '/x', ...(config && { config }) });
  expect(add()).toThrow('/x');
  expect(add({})).toThrow('/x');
  expect(add({ open: true, action: 'cpes.read' })).toThrow('/x');
  expect(add({ open: true })).not.toThrow();
  expect(add({ action: 'cpes.read' })).not.toThrow();
  expect(() => demand(person('technician'), 'secrets.reveal')).toThrow();
  expect(() => demand({ kind: 'machine', name: 'x' }, 'secrets.reveal')).not.toThrow();
});
