// What is particular to Microsoft 365: the permissions that client applications ask for, and where an administrator of the
// customer's tenant grants them. Signing in to the portal asks for none of these beyond openid, profile and email.
// Source: SSO-3, SSO-8 to SSO-11; Microsoft's own spelling where the printed one differs

interface Permission {
  readonly name: string;
  /** Whether an administrator is asked for it, and whether a user is. As printed, gaps included (SSO-11). */
  readonly admin: boolean;
  readonly user: boolean;
}

/** Source: SSO-10a to SSO-10l */
export const MICROSOFT_PERMISSIONS: readonly Permission[] = [
  { name: 'openid', admin: true, user: true },
  { name: 'profile', admin: true, user: true },
  { name: 'email', admin: true, user: true },
  { name: 'offline_access', admin: true, user: true },
  { name: 'User.Read', admin: true, user: true },
  { name: 'User.ReadBasic.All', admin: true, user: true },
  { name: 'User.Read.All', admin: true, user: false },
  { name: 'Contacts.Read', admin: true, user: true },
  { name: 'People.Read', admin: true, user: true },
  { name: 'Presence.Read', admin: false, user: true },
  { name: 'Presence.ReadWrite', admin: true, user: true },
  { name: 'Calendars.ReadWrite', admin: false, user: true },
];

const HOST = 'https://login.microsoftonline.com';

export function isMicrosoft(issuer: string): boolean {
  return issuer.startsWith(`${HOST}/`);
}

/**
 * Where the administrator of a customer's tenant grants the application's permissions for everybody there.
 * @param tenant  the tenant's id or domain, or `organizations` for whichever the administrator belongs to
 * Source: SSO-3, SSO-8
 */
export function adminConsentUrl(clientId: string, tenant: string, redirectUrl: string): string {
  const url = new URL(`${HOST}/${encodeURIComponent(tenant)}/v2.0/adminconsent`);
  const scope = MICROSOFT_PERMISSIONS.filter(({ admin }) => admin).map(({ name }) => name);
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: scope.join(' '),
    redirect_uri: redirectUrl,
  }).toString();
  return url.href;
}
