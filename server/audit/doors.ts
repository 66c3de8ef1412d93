// Lays the audit log over what is no record with a revision: log-ins, firmware images, what phones sent, and the window that
// a phone closes behind it.
import type { FirmwareCatalogue } from '../cpe/deps.ts';
import type { Door, Origin, Person } from '../domain/actor.ts';
import type { Mac } from '../domain/mac.ts';
import { usernameOf } from '../domain/user.ts';
import { AppError } from '../errors.ts';
import type { AssetStore } from '../firmware/assets.ts';
import type { ProvisioningStore } from '../provisioning/world.ts';
import type { Subject, Tenant } from './entry.ts';
import type { AuditLog } from './log.ts';
import { auditedMarks, labelOfCpe, tenantOfCpe } from './records.ts';

const PLATFORM = {};

interface Begun {
  readonly username: string;
}
interface From {
  readonly address: string;
}

/** What this room needs of `Access`, which stands above it. Methods, so that it may take more than is named here. */
interface LogIns {
  login(given: { readonly username: string }, from: From): Promise<Begun>;
  startSession(username: string, from: From): Promise<Begun>;
  whoIs(token: string | undefined): Promise<{ readonly person: { readonly username: string } }>;
  logout(token: string): Promise<void>;
}

/**
 * Log-ins through one door.
 * @param personOf  undefined: there is no such user. Such a name is not kept: people type passwords into the wrong field
 */
export function auditedAccess<T extends LogIns>(
  access: T,
  audit: AuditLog,
  door: Door,
  personOf: (username: string) => Promise<Person | undefined>,
): T {
  const note = async (username: string, action: 'loggedIn' | 'loginFailed' | 'loggedOut', address?: string) => {
    const person = await personOf(username);
    const name = person?.username ?? 'unknown';
    const subject: Subject = { kind: 'user', id: name, label: name };
    const actor = person ?? { kind: 'machine', name };
    const origin: Origin = { actor, door, ...(address !== undefined && { address }) };
    await audit.event(origin, action, { subject, tenant: tenantOfPerson(person) });
  };
  const noted = async <S extends Begun>(username: string, { address }: From, begin: () => Promise<S>): Promise<S> => {
    try {
      const session = await begin();
      await note(session.username, 'loggedIn', address);
      return session;
    } catch (error) {
      if (error instanceof AppError && error.code === 'LOGIN_FAILED') await note(username, 'loginFailed', address);
      throw error;
    }
  };
  return {
    ...access,
    login: (given: { readonly username: string }, from: From) =>
      noted(usernameOf(given.username), from, () => access.login(given, from)),
    startSession: (username: string, from: From) => noted(username, from, () => access.startSession(username, from)),
    logout: async (token: string) => {
      const username = await whoHolds(access, token);
      if (username !== undefined) await note(username, 'loggedOut');
      await access.logout(token);
    },
  };
}

/** undefined: the token is no longer good, and there is nobody to name. */
async function whoHolds(access: LogIns, token: string): Promise<string | undefined> {
  try {
    return (await access.whoIs(token)).person.username;
  } catch (error) {
    if (error instanceof AppError && error.code === 'TOKEN_MISSING') return undefined;
    throw error;
  }
}

function tenantOfPerson(person: Person | undefined): Tenant {
  return person && person.reach.over !== 'platform' ? { partnerId: person.reach.partnerId } : PLATFORM;
}

export function auditedFirmware(firmware: FirmwareCatalogue, audit: AuditLog, origin: Origin): FirmwareCatalogue {
  const of = (name: string) => ({ subject: { kind: 'firmware', id: name, label: name }, tenant: PLATFORM }) as const;
  return {
    ...firmware,
    marks: auditedMarks(firmware.marks, audit, origin),
    insert: async (image) => {
      const { vendor, version, role, sha256, sizeBytes, name } = image;
      const outcomeOf = await audit.event(origin, 'added', of(name), { vendor, version, role, sha256, sizeBytes });
      const added = await firmware.insert(image);
      if (!added) await audit.event(origin, 'notDone', { ...of(name), outcomeOf }, { taken: ['name'] });
      return added;
    },
    remove: async (name) => {
      if (!(await firmware.find(name))) return false;
      const outcomeOf = await audit.event(origin, 'removed', of(name));
      const removed = await firmware.remove(name);
      if (!removed) await audit.event(origin, 'notDone', { ...of(name), outcomeOf }, { stale: true });
      return removed;
    },
  };
}

export function auditedAssets(assets: AssetStore, audit: AuditLog, origin: Origin): AssetStore {
  const of = (name: string) => ({ subject: { kind: 'asset', id: name, label: name }, tenant: PLATFORM }) as const;
  return {
    ...assets,
    put: async (asset) => {
      const { name, sha256, sizeBytes } = asset;
      await audit.event(origin, (await assets.find(name)) ? 'changed' : 'added', of(name), { sha256, sizeBytes });
      await assets.put(asset);
    },
    remove: async (name) => {
      if (!(await assets.find(name))) return false;
      const outcomeOf = await audit.event(origin, 'removed', of(name));
      const removed = await assets.remove(name);
      if (!removed) await audit.event(origin, 'notDone', { ...of(name), outcomeOf }, { stale: true });
      return removed;
    },
  };
}

interface Uploads {
  readonly list: (mac: Mac) => Promise<readonly { readonly kind: string }[]>;
  readonly removeAll: (mac: Mac) => Promise<void>;
}

export function auditedUploads<T extends Uploads>(uploads: T, audit: AuditLog, origin: Origin): T {
  return {
    ...uploads,
    removeAll: async (mac) => {
      const there = await uploads.list(mac);
      if (there.length === 0) return;
      const kinds = there.map(({ kind }) => kind);
      const of = { subject: { kind: 'cpe', id: mac, label: mac }, tenant: PLATFORM } as const;
      await audit.event(origin, 'uploadsRemoved', of, { kinds });
      await uploads.removeAll(mac);
    },
  };
}

/** The phone's own door: it closes its first-boot window with its first request that carries credentials of its own. */
export function auditedWindows(store: ProvisioningStore, audit: AuditLog): ProvisioningStore {
  return {
    ...store,
    closeWindow: async (mac, token, address) => {
      const records = await store.recordsOf(mac);
      if (!records) return false;
      const { cpe } = records;
      const origin: Origin = { actor: { kind: 'machine', name: 'phone' }, door: 'phone', address };
      const of = { subject: { kind: 'cpe', id: mac, label: labelOfCpe(cpe) }, tenant: tenantOfCpe(cpe) } as const;
      const outcomeOf = await audit.event(origin, 'windowClosed', { ...of, revision: cpe.revision + 1 });
      const closed = await store.closeWindow(mac, token, address);
      if (!closed) await audit.event(origin, 'notDone', { ...of, outcomeOf }, { stale: true });
      return closed;
    },
  };
}
