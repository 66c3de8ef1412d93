// Reading the audit log, as far as the reader's reach goes. Nothing outside it can be seen or told from nothing.
import type { Origin, Reach } from '../domain/actor.ts';
import { AppError, invalid } from '../errors.ts';
import { type ChainReport, type LinkedEntry, verifyChains } from './chain.ts';
import { type AuditAction, type AuditEntry, reachOf } from './entry.ts';

export interface AuditFilter {
  /** Id of the thing: a MAC, an id, a user name. */
  readonly subject?: string;
  readonly actor?: string;
  readonly action?: AuditAction;
  readonly accountId?: string;
  readonly from?: Date;
  /** Up to and without this moment. */
  readonly to?: Date;
  /** Text in labels, names, ids or changed values, in any case. */
  readonly text?: string;
}

/** Implemented by store/. Newest first, always. */
export interface AuditArchive {
  readonly page: (
    filter: AuditFilter,
    reach: Reach,
    page: { readonly limit: number; readonly after?: string },
  ) => Promise<readonly AuditEntry[]>;
  readonly stream: (filter: AuditFilter, reach: Reach) => AsyncIterable<AuditEntry>;
  /** Every entry, by writer and then by seq. */
  readonly chains: () => AsyncIterable<LinkedEntry>;
}

/** The log as one actor may read it. */
export interface AuditReadings {
  /** @param page  `after` is the id of the last entry seen */
  readonly page: (
    filter: AuditFilter,
    page: { readonly limit: number; readonly after?: string },
  ) => Promise<readonly AuditEntry[]>;
  readonly stream: (filter: AuditFilter) => AsyncIterable<AuditEntry>;
  /** Checks the whole log. @throws NOT_FOUND  to whoever does not see all of it */
  readonly verify: () => Promise<ChainReport>;
}

export function auditReadings(archive: AuditArchive, key: Buffer, origin: Origin): AuditReadings {
  const reach = reachOf(origin);
  return {
    page: (filter, page) => archive.page(filter, reach, page),
    stream: (filter) => archive.stream(filter, reach),
    verify: async () => {
      if (reach.over !== 'platform') throw new AppError('NOT_FOUND');
      return verifyChains(key, archive.chains());
    },
  };
}

/** @returns the moment; undefined for an empty text. @throws INPUT_INVALID */
export function readMoment(text: string | undefined, pointer: string): Date | undefined {
  if (text === undefined || text === '') return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw invalid([{ pointer, detail: 'must be a date or a time in ISO 8601, such as 2026-11-22T12:00:00Z' }]);
  return at;
}
