// The telephony of accounts: everything below /accounts/{id}/ that calls are decided by.
import type { Api } from '../deps.ts';
import { kindRoutes } from './kind-routes.ts';
import { reachRoutes } from './reach.ts';

export function telephonyRoutes(api: Api): void {
  kindRoutes(api, { kind: 'extension', path: 'extensions', one: 'an extension', many: 'extensions by number' });
  kindRoutes(api, { kind: 'telephonyUser', path: 'users', one: 'a user', many: 'users by name' });
  kindRoutes(api, { kind: 'number', path: 'numbers', one: 'a telephone number', many: 'telephone numbers' });
  kindRoutes(api, { kind: 'privacyGroup', path: 'privacy-groups', one: 'a privacy group', many: 'privacy groups' });
  reachRoutes(api);
}
