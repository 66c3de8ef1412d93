// Who may do what: the one table that the API, the portal and its pages ask. A right comes with a role, and for some with
// one beside it; an API token may be given less than its owner's role, never more.
import type { Actor, Person, Right, Role } from '../domain/actor.ts';
import { ROLES } from '../domain/actor.ts';
import { AppError } from '../errors.ts';

const PLATFORM = ['platformAdmin'] as const;
const PARTNERS = [...PLATFORM, 'partnerAdmin'] as const;
const ADMINS = [...PARTNERS, 'accountAdmin'] as const;
const FIELD = [...ADMINS, 'technician'] as const;

interface Grant {
  readonly to: readonly Role[];
  /** Needed beside the role; the platform admin has every right. */
  readonly right?: Right;
}

/** Source: DEV-21 for cpes.changeModel, EXT-23 for telephony.order */
const TABLE = {
  'devices.read': { to: ROLES },

  'partners.read': { to: PARTNERS },
  'partners.add': { to: PLATFORM },
  'partners.edit': { to: PARTNERS },

  'accounts.read': { to: FIELD },
  'accounts.add': { to: PARTNERS },
  'accounts.edit': { to: ADMINS },

  'channels.read': { to: FIELD },
  'channels.add': { to: ADMINS },
  'channels.edit': { to: ADMINS },
  'channels.remove': { to: ADMINS },

  'cpes.read': { to: FIELD },
  'cpes.add': { to: ADMINS },
  'cpes.edit': { to: ADMINS },
  'cpes.import': { to: ADMINS },
  'cpes.remove': { to: ADMINS },
  'cpes.changeModel': { to: ADMINS, right: 'manageCpes' },
  'cpes.window': { to: FIELD },
  'cpes.replace': { to: FIELD },
  'cpes.certificate': { to: ADMINS },
  'cpes.rotate': { to: ADMINS },
  'cpes.redirect': { to: ADMINS },
  'cpes.resync': { to: FIELD },
  'cpes.reboot': { to: FIELD },
  'secrets.reveal': { to: ADMINS },

  'views.read': { to: FIELD },
  'views.edit': { to: FIELD },

  'telephony.read': { to: FIELD },
  'telephony.edit': { to: ADMINS },
  'telephony.simulate': { to: FIELD },
  'telephony.order': { to: ADMINS, right: 'order' },
  'catalogue.read': { to: ADMINS },
  'catalogue.edit': { to: PARTNERS },
  // One's own reachability; that of others takes telephony.edit.
  'reach.own': { to: [...ADMINS, 'supervisor', 'endUser'] },
  // Logging oneself in to queues and out again, as 903 and 904 do; others take telephony.edit.
  'queues.own': { to: [...ADMINS, 'supervisor', 'endUser'] },
  // By whoever's extension has the right Time configuration (NP-64); it takes more than this right of the role.
  'numberPlans.switch': { to: [...ADMINS, 'supervisor', 'endUser'] },

  'firmware.read': { to: FIELD },
  'firmware.add': { to: PLATFORM },
  'firmware.remove': { to: PLATFORM },

  'assets.read': { to: FIELD },
  'assets.edit': { to: PLATFORM },
  'authorities.read': { to: PLATFORM },
  'authorities.edit': { to: PLATFORM },

  'plans.read': { to: FIELD },
  'plans.edit': { to: ADMINS },

  'quarantine.read': { to: FIELD },
  'jobs.read': { to: FIELD },
  'jobs.manage': { to: ADMINS },
  'audit.read': { to: ADMINS },
  // What is held about a person lies over all tenants, audit log and logins included.
  'personalData.export': { to: PLATFORM },
  'personalData.erase': { to: PLATFORM },

  'phonebooks.read': { to: FIELD },
  'phonebooks.edit': { to: ADMINS },

  'alarms.read': { to: FIELD },
  'alarms.edit': { to: ADMINS },
  'alarms.editPlatform': { to: PLATFORM },

  'webhooks.read': { to: ADMINS },
  'webhooks.edit': { to: ADMINS },

  'people.read': { to: ADMINS },
  'people.add': { to: ADMINS },
  'people.edit': { to: ADMINS },
  'people.remove': { to: ADMINS },

  // One's own, at a session: an API token never manages logins.
  'profile.own': { to: ROLES },
  'sessions.own': { to: ROLES },
  'tokens.own': { to: ROLES },
} as const satisfies Record<string, Grant>;

export type Action = keyof typeof TABLE;

export function isAction(text: string): text is Action {
  return Object.hasOwn(TABLE, text);
}

export const ACTIONS: readonly Action[] = Object.keys(TABLE).filter(isAction);

/** What an API token may be given: an action, `area.*`, or `*`; nothing of one's own logins. */
export function isScope(text: string): boolean {
  return ACTIONS.some((action) => covers(text, action));
}

function covers(scope: string, action: Action): boolean {
  if (action.endsWith('.own')) return false;
  return scope === '*' || scope === action || scope === `${action.split('.')[0]}.*`;
}

/** Whether the actor may do that to what lies within its reach. The server itself may do everything. */
export function may(actor: Actor, action: Action): boolean {
  return actor.kind === 'machine' || (grants(actor, TABLE[action]) && isInScope(actor, action));
}

function grants({ role, rights }: Person, { to, right }: Grant): boolean {
  return to.includes(role) && (right === undefined || role === 'platformAdmin' || rights.includes(right));
}

function isInScope({ scopes }: Person, action: Action): boolean {
  return scopes === undefined || scopes.some((scope) => covers(scope, action));
}

/** @throws FORBIDDEN */
export function demand(actor: Actor, action: Action): void {
  if (!may(actor, action)) throw new AppError('FORBIDDEN', { detail: action });
}

/** What a route says of itself: that anybody may call it, or which action of the table it is. */
export interface Declared {
  readonly open?: boolean;
  readonly action?: Action;
}

/** For a route that is being added. @throws Error  it says neither: the server does not start */
export function requireDeclared(route: { readonly url: string; readonly config?: Declared }): void {
  const { open, action } = route.config ?? {};
  if ((open === true) === (action !== undefined))
    throw new Error(`${route.url} must either be open or name its action in permissions.ts`);
}
