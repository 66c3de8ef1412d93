// Who does something, from where, and through which door: what permissions are asked about and what the audit log names.

/**
 * What a person is here. Everyone but the platform admin belongs to one partner; from `accountAdmin` down to some of its accounts.
 * A technician sees phones and no secrets; `accountRecordings` hears a whole account's recordings, `ownRecordings` one's own.
 */
export const ROLES = [
  'platformAdmin',
  'partnerAdmin',
  'accountAdmin',
  'technician',
  'supervisor',
  'accountRecordings',
  'ownRecordings',
  'endUser',
] as const;
export type Role = (typeof ROLES)[number];

/** What a person may have beside the role. manageCpes: may change a CPE's model and track (DEV-21); order: products (EXT-23). */
export const RIGHTS = ['manageCpes', 'order'] as const;
export type Right = (typeof RIGHTS)[number];

/** Where an actor's reach ends: nothing outside it can be seen or told from nothing. */
export type Reach =
  | { readonly over: 'platform' }
  | { readonly over: 'partner'; readonly partnerId: string }
  | { readonly over: 'accounts'; readonly partnerId: string; readonly accountIds: readonly string[] };

export interface Person {
  readonly kind: 'person';
  readonly username: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  readonly reach: Reach;
  /** What an API token was given of all that its owner may; absent: all of it. */
  readonly scopes?: readonly string[];
}

/** The server itself: a job, the first start, a command on the server's own machine. */
export interface Machine {
  readonly kind: 'machine';
  readonly name: string;
}

export type Actor = Person | Machine;

export type Door = 'portal' | 'api' | 'phone' | 'job' | 'command';

/** Where a change comes from. */
export interface Origin {
  readonly actor: Actor;
  readonly door: Door;
  /** The peer's address, where there is one. */
  readonly address?: string;
  readonly requestId?: string;
}
