// What differs between two records, place by place, fit to be kept and shown: no secret, not even its length, and no more
// than an entry can bear. Pure.
import { looksSecret } from '../domain/raw-lines.ts';
import type { Change, Changes, Told } from './entry.ts';

export const MASK = '********';
const MAX_CHANGES = 200;
const MAX_TEXT = 500;
/** Deeper than any record goes. */
const MAX_DEPTH = 16;

/** Counted or stamped with each change: they say nothing that the entry does not. */
const SKIPPED = new Set(['id', 'revision', 'createdAt', 'changedAt', 'pending']);
const SECRET_KEY = /^(?:hash|sealed|salt|password.*|totp|recoveryHashes)$|(?:token|pins?|passwordHash)$/i;
/** An envelope of the sealer, wherever it stands. */
const SEALED = /^v\d+:[0-9a-f]{8}:/;
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#\s@]*@/gi;

interface Leaf {
  /** Compared as it is, before anything is masked or cut. */
  readonly value: string | number | boolean | null;
  readonly isSecret: boolean;
  /** An object or a list without members. */
  readonly isEmpty: boolean;
}

/**
 * @param before  undefined: the record is new
 * @param after   undefined: it is gone
 * @param hide    tell where, but never what: for what must not be told twice
 * @returns the places that differ, in order, the first MAX_CHANGES of them
 */
export function diffRecords(before: unknown, after: unknown, hide = false): Changes {
  const [former, next] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...former.keys(), ...next.keys()])].sort();
  const changed = paths.flatMap((path): Change[] => {
    const [old, fresh] = [former.get(path), next.get(path)];
    // What was empty and is filled is told by what fills it.
    if ((fresh?.isEmpty && isFilled(former, path)) || (old?.isEmpty && isFilled(next, path))) return [];
    if (old?.value === fresh?.value && typeof old?.value === typeof fresh?.value) return [];
    return [{ path, ...(old && { before: tell(old, hide) }), ...(fresh && { after: tell(fresh, hide) }) }];
  });
  const more = changed.length - MAX_CHANGES;
  return { changes: changed.slice(0, MAX_CHANGES), ...(more > 0 && { more }) };
}

/** Details of an event that is no change of a record, each as something that is there now. */
export function tellDetails(details: Readonly<Record<string, unknown>>): Changes {
  return diffRecords(undefined, details);
}

function tell({ value, isSecret }: Leaf, hide: boolean): Told {
  if (isSecret || hide) return MASK;
  if (typeof value !== 'string') return value;
  const clean = value.replace(USER_INFO, `$1${MASK}@`);
  return clean.length <= MAX_TEXT ? clean : `${clean.slice(0, MAX_TEXT)}… (${clean.length})`;
}

function isFilled(leaves: ReadonlyMap<string, Leaf>, path: string): boolean {
  return [...leaves.keys()].some((other) => other.startsWith(`${path}/`));
}

function leavesOf(record: unknown): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (value: unknown, path: string, isSecret: boolean, depth: number): void => {
    if (value === undefined || typeof value === 'function') return;
    const put = (leaf: Leaf['value'], isEmpty = false) =>
      leaves.set(path, { value: leaf, isEmpty, isSecret: isSecret || (typeof leaf === 'string' && SEALED.test(leaf)) });
    const members = depth < MAX_DEPTH ? membersOf(value) : undefined;
    if (members === undefined) {
      put(plain(value));
      return;
    }
    if (members.length === 0 && path !== '') put(Array.isArray(value) ? '[]' : '{}', true);
    const rawKey = members.find(([key, member]) => key === 'key' && typeof member === 'string')?.[1];
    for (const [key, member] of members) {
      if (path === '' && SKIPPED.has(key)) continue;
      // A raw line of a phone's file names its secret in the member beside it.
      const isRawSecret = key === 'value' && typeof rawKey === 'string' && isSecretKey(rawKey);
      visit(member, `${path}/${escaped(key)}`, isSecret || isRawSecret || isSecretKey(key), depth + 1);
    }
  };
  if (record !== undefined && record !== null) visit(record, '', false, 0);
  return leaves;
}

function isSecretKey(key: string): boolean {
  return looksSecret(key) || SECRET_KEY.test(key);
}

/** undefined: it has none, it is a value itself. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (value instanceof Map) return [...value].map(([key, member]) => [String(key), member] as const);
  if (value instanceof Set) return [...value].map((member, i) => [String(i), member] as const);
  if (Array.isArray(value)) return value.map((member, i) => [String(i), member] as const);
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value))
    return undefined;
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

function plain(value: unknown): Leaf['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  return typeof value === 'object' ? '…' : String(value);
}

/** Source: RFC 6901 section 3 */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
