import { describe, expect, test } from 'vitest';
import { adminConsentUrl, isMicrosoft, MICROSOFT_PERMISSIONS } from '../../../server/access/sign-on/microsoft.ts';

const asked = (of: 'admin' | 'user') => MICROSOFT_PERMISSIONS.filter((one) => one[of]).map(({ name }) => name);

import { isTextKey, TEXT_KEYS, text } from '../../../server/domain/texts.ts';

describe('permissions of client applications', () => {
  test('SSO-8: an administrator consents to ten', () => {
    expect(asked('admin')).toHaveLength(10);
  });

  test('SSO-9: a user consents to eleven', () => {
    expect(asked('user')).toHaveLength(11);
  });

  test('SSO-11: rows j and l are missing for the administrator, row g for the user', () => {
    const all = MICROSOFT_PERMISSIONS.map(({ name }) => name);
    expect(all).toHaveLength(12);
    expect(all.filter((name) => !asked('admin').includes(name))).toEqual(['Presence.Read', 'Calendars.ReadWrite']);
    expect(all.filter((name) => !asked('user').includes(name))).toEqual(['User.Read.All']);
  });

  test('SSO-10h, A-55: the name is the one that Microsoft knows', () => {
    expect(asked('admin')).toContain('Contacts.Read');
  });
});

test('SSO-3: where an administrator consents is named with the application, its permissions and the way back', () => {
  const url = new URL(adminConsentUrl('app-1', 'contoso.example', 'https://bellhop.example/login'));
  expect(url.origin + url.pathname).toBe('https://login.microsoftonline.com/contoso.example/v2.0/adminconsent');
  expect(url.searchParams.get('client_id')).toBe('app-1');
  expect(url.searchParams.get('scope')?.split(' ')).toEqual(asked('admin'));
  expect(url.searchParams.get('redirect_uri')).toBe('https://bellhop.example/login');
});

test.each([
  ['https://login.microsoftonline.com/organizations/v2.0', true],
  ['https://login.microsoftonline.com.evil.example/x', false],
  ['https://accounts.example', false],
])('%s is Microsoft: %s', (issuer, is) => {
  expect(isMicrosoft(issuer)).toBe(is);
});

test('SSO-7: no text sends people to a menu of the admin center, since those change', () => {
  const keys = TEXT_KEYS.filter(isTextKey);
  expect(keys.length).toBeGreaterThan(1000);
  const menus =
    /\bentra\b|admin cent|beheercentrum|enterprise application|bedrijfstoepassing|users and groups|gebruikers en groepen/i;
  for (const key of keys) for (const language of ['nl', 'en']) expect(text(language, key), key).not.toMatch(menus);
});
