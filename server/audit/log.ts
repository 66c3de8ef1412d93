// Writes the audit log: in order, in one bulk with whatever else waits, acknowledged before it resolves. What follows from an
// entry is only done after that, so no change is without its entry, whenever the process dies.

import type { Origin } from '../domain/actor.ts';
import { type Link, type LinkedEntry, linkEntry } from './chain.ts';
import { tellDetails } from './diff.ts';
import {
  type AuditAction,
  type AuditEntry,
  auditOrigin,
  type Happening,
  idTime,
  type Subject,
  type Tenant,
} from './entry.ts';

/** Implemented by store/. */
export interface AuditSink {
  /** In this order; when it fails, some of the first may have been written. */
  readonly append: (entries: readonly LinkedEntry[]) => Promise<void>;
}

export interface EventOf {
  readonly subject: Subject;
  readonly tenant: Tenant;
  readonly revision?: number;
  readonly outcomeOf?: string;
}

export interface AuditLog {
  /** @returns the ids of the entries; all are acknowledged */
  readonly append: (happenings: readonly Happening[]) => Promise<readonly string[]>;
  /** Notes something that is no change of a record. */
  readonly event: (
    origin: Origin,
    action: AuditAction,
    of: EventOf,
    details?: Readonly<Record<string, unknown>>,
  ) => Promise<string>;
}

export interface AuditLogDeps {
  readonly sink: AuditSink;
  /** Of the hash chain. */
  readonly key: Buffer;
  readonly now: () => Date;
  readonly randomHex: (bytes: number) => string;
}

interface Waiting {
  readonly happenings: readonly Happening[];
  readonly written: (ids: readonly string[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Entries in one write, unless a single call brings more. */
const MAX_BULK = 1_000;
const WRITER_BYTES = 6;
const SALT_BYTES = 8;

export function createAuditLog({ sink, key, now, randomHex }: AuditLogDeps): AuditLog {
  const waiting: Waiting[] = [];
  let isWriting = false;
  let writer = randomHex(WRITER_BYTES);
  let former: Link | undefined;
  let lastMs = 0;

  const linked = (happening: Happening): LinkedEntry => {
    // A clock that is set back must not bring the ids of a chain out of order.
    lastMs = Math.max(lastMs, now().getTime());
    const at = new Date(lastMs);
    const number = ((former?.seq ?? 0) + 1).toString(16).padStart(8, '0');
    const entry: AuditEntry = { ...happening, id: `${idTime(at)}-${number}-${writer}`, at };
    const made = linkEntry(key, entry, { writer, former, salt: randomHex(SALT_BYTES) });
    former = made.link;
    return made;
  };

  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const taken = takeBulk();
      try {
        const entries = taken.map(({ happenings }) => happenings.map(linked));
        await sink.append(entries.flat());
        for (const [i, { written }] of taken.entries()) written((entries[i] ?? []).map(({ id }) => id));
      } catch (error) {
        // Nobody knows which of them were written: a chain that went on here could have a gap.
        writer = randomHex(WRITER_BYTES);
        former = undefined;
        for (const { failed } of taken) failed(error);
      }
    }
    isWriting = false;
  };

  const takeBulk = (): readonly Waiting[] => {
    let count = 0;
    const fits = waiting.findIndex(({ happenings }, i) => {
      count += happenings.length;
      return i > 0 && count > MAX_BULK;
    });
    return waiting.splice(0, fits === -1 ? waiting.length : fits);
  };

  const append = (happenings: readonly Happening[]): Promise<readonly string[]> =>
    new Promise((written, failed) => {
      waiting.push({ happenings, written, failed });
      if (!isWriting) void writeAll();
    });

  return {
    append,
    event: async (origin, action, of, details = {}) => {
      const [id = ''] = await append([{ origin: auditOrigin(origin), ...of, action, ...tellDetails(details) }]);
      return id;
    },
  };
}
