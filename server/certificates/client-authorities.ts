// The CAs whose client certificates count: our own device CA, bundles of makers that an admin added, and PEM files in the
// folder certs/. Read anew when one was added and every minute, so that all nodes follow without a restart.
// Source: design.md "Phones' URLs and trust", way 1; facts/yealink.md 3.3, facts/gigaset-auerswald.md 4.2
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasControlCharacters } from '../domain/text.ts';
import { AppError, refuseIf } from '../errors.ts';
import type { CertificateDeps } from './certificate-store.ts';
import { type CertificateDescription, describeCertificate } from './describe.ts';
import { ownAuthority } from './own-authority.ts';

/** A bundle as it is kept: at least one CA certificate, PEM. */
export interface ClientAuthority {
  readonly id: string;
  readonly name: string;
  readonly pem: string;
  readonly addedAt: Date;
}

/** Implemented by store/. */
export interface ClientAuthorityStore {
  readonly list: () => Promise<readonly ClientAuthority[]>;
  /** @returns false when one of this name is there */
  readonly insert: (authority: ClientAuthority) => Promise<boolean>;
  readonly remove: (id: string) => Promise<boolean>;
}

export interface ClientAuthorityDeps extends CertificateDeps {
  readonly authorities: ClientAuthorityStore;
  /** Where PEM files lie besides; a folder that is not there holds none. */
  readonly folder: string;
  /** Told after each change, so that the listener follows at once. */
  readonly changed: () => Promise<void>;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const MAX_CERTIFICATES = 50;

/**
 * @throws INPUT_INVALID  no certificate, an unreadable one, or one that is no CA's: each named; CLIENT_AUTHORITY_TAKEN
 */
export async function addClientAuthority(
  deps: ClientAuthorityDeps,
  { name, pem }: { readonly name: string; readonly pem: string },
  id: string,
): Promise<ClientAuthority> {
  const problems = problemsOf(pem).map((detail) => ({ pointer: '/pem', detail }));
  const isName = name.trim() !== '' && !hasControlCharacters(name);
  refuseIf(isName ? problems : [{ pointer: '/name', detail: 'must be one line of text' }, ...problems]);
  const authority = { id, name: name.trim(), pem: blocksOf(pem).join('\n'), addedAt: deps.now() };
  if (!(await deps.authorities.insert(authority)))
    throw new AppError('CLIENT_AUTHORITY_TAKEN', { detail: authority.name });
  await deps.changed();
  return authority;
}

/** @throws CLIENT_AUTHORITY_NOT_FOUND */
export async function removeClientAuthority(deps: ClientAuthorityDeps, id: string): Promise<void> {
  if (!(await deps.authorities.remove(id))) throw new AppError('CLIENT_AUTHORITY_NOT_FOUND', { detail: id });
  await deps.changed();
}

export function describeBundle(pem: string): readonly CertificateDescription[] {
  return blocksOf(pem).map(describeCertificate);
}

/** What the listener trusts now, PEM: our own device CA first; never empty. */
export async function clientAuthorities(deps: Omit<ClientAuthorityDeps, 'changed'>): Promise<readonly string[]> {
  const own = await ownAuthority(deps, 'deviceAuthority');
  const added = await deps.authorities.list();
  return [own.certificatePem, ...added.map(({ pem }) => pem), ...(await filesIn(deps.folder))];
}

/** The PEM files of a folder, as far as they hold CAs and nothing else. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const pems = names.filter((name) => /\.(?:pem|crt)$/i.test(name)).sort();
  const texts = await Promise.all(pems.map((name) => readFile(join(folder, name), 'latin1')));
  return texts.filter((text) => problemsOf(text).length === 0).map((text) => blocksOf(text).join('\n'));
}

function blocksOf(pem: string): readonly string[] {
  return pem.match(BLOCK) ?? [];
}

function problemsOf(pem: string): readonly string[] {
  const blocks = blocksOf(pem);
  if (blocks.length === 0) return ['holds no certificate (-----BEGIN CERTIFICATE-----)'];
  if (blocks.length > MAX_CERTIFICATES) return [`holds more than ${MAX_CERTIFICATES} certificates`];
  return blocks.flatMap((block, i) => {
    try {
      const certificate = new X509Certificate(block);
      return certificate.ca ? [] : [`certificate ${i + 1} (${certificate.subject.replaceAll('\n', ', ')}) is no CA's`];
    } catch {
      return [`certificate ${i + 1} cannot be read`];
    }
  });
}
