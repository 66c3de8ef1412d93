// What happened to one phone, newest first: what it asked for and what it was answered, how its own file changed between two
// fetches, what it uploaded, what it was told and what came of that, what was refused, what
// it logged, and what people changed. Put together
// from where each is kept; nothing is kept twice. Source: DEV-11, DEV-14
import type { Cpe } from '../../domain/records.ts';
import type { QuarantineEntry } from '../../provisioning/world.ts';
import type { Outcome } from '../tell/outcome.ts';
import type { KeptFile, KeptLog, KeptRequest, LineRange, PhoneNotes } from './deps.ts';
import { type DiffLine, diffLines } from './text-diff.ts';

export const TIMELINE_KINDS = [
  'request',
  'upload',
  'registration',
  'file',
  'told',
  'refused',
  'log',
  'change',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

interface Happened {
  readonly id: string;
  readonly at: Date;
}

export type TimelineItem = Happened &
  (
    | { readonly kind: 'request' | 'upload' | 'registration'; readonly request: KeptRequest }
    | { readonly kind: 'file'; readonly file: FileChange }
    | { readonly kind: 'log'; readonly log: KeptLog }
    | { readonly kind: 'told'; readonly outcome: Outcome }
    | { readonly kind: 'refused'; readonly refusal: QuarantineEntry }
    | { readonly kind: 'change'; readonly change: PeoplesChange }
  );

/** What somebody did to the phone, as the audit log has it. */
export interface PeoplesChange extends Happened {
  readonly actor: string;
  readonly action: string;
  /** Values as texts or numbers, secrets as stars; absent: there is nothing. */
  readonly changes: readonly {
    readonly path: string;
    readonly before?: string | number | boolean | null;
    readonly after?: string | number | boolean | null;
  }[];
}

/** An own file that the phone fetched and had not fetched before. */
export interface FileChange {
  readonly name: string;
  readonly etag: string;
  /** Against the one before it, secrets masked; null: it is the first that is known. Empty: nothing but secrets changed. */
  readonly diff: readonly DiffLine[] | null;
  /** Lines of the diff that are not shown. */
  readonly more: number;
}

export interface TimelineDeps {
  readonly notes: PhoneNotes;
  /** What people changed, newest first, up to and without a moment; undefined for those who may not read the audit log. */
  readonly changes:
    | ((
        of: { readonly subject: string; readonly from: Date; readonly to: Date },
        limit: number,
      ) => Promise<readonly PeoplesChange[]>)
    | undefined;
}

export interface TimelineWish {
  readonly kinds: readonly TimelineKind[];
  readonly limit: number;
  /** The last item that was seen, see {@link cursorOf}. */
  readonly after?: string;
}

/** Of one moment so many are told apart; more than that happens to no phone in a millisecond. */
const SAME_MOMENT = 50;
const DIFF_LINES = 200;
const LAST_MOMENT = new Date(8.64e15);

/** @returns at most limit items, and whether there are more */
export async function timelineOf(
  deps: TimelineDeps,
  cpe: Pick<Cpe, 'mac' | 'createdAt'>,
  { kinds, limit, after }: TimelineWish,
): Promise<{ readonly items: readonly TimelineItem[]; readonly isMore: boolean }> {
  const cursor = after === undefined ? undefined : readCursor(after);
  const range = { limit: limit + SAME_MOMENT, since: cpe.createdAt, until: cursor?.at ?? LAST_MOMENT };
  const wants = (kind: TimelineKind) => kinds.includes(kind);
  const found = await Promise.all([
    wants('request') || wants('upload') || wants('registration') ? requestItems(deps, cpe, range) : [],
    wants('file') ? fileItems(deps, cpe) : [],
    wants('told') ? toldItems(deps, cpe) : [],
    wants('refused') ? refusedItems(deps, cpe) : [],
    wants('log') ? logItems(deps, cpe, range) : [],
    wants('change') ? changeItems(deps, cpe, range) : [],
  ]);
  const items = found
    .flat()
    .filter((item) => wants(item.kind) && item.at >= cpe.createdAt && (!cursor || compare(cursor, item) < 0))
    .toSorted(compare);
  return { items: items.slice(0, limit), isMore: items.length > limit };
}

/** @returns where the next page begins */
export function cursorOf({ at, id }: Happened): string {
  return `${at.toISOString()}|${id}`;
}

function readCursor(text: string): Happened | undefined {
  const [moment = '', id = ''] = text.split('|', 2);
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? undefined : { at, id };
}

/** Newest first. */
function compare(a: Happened, b: Happened): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

async function requestItems(
  { notes }: TimelineDeps,
  { mac }: Pick<Cpe, 'mac'>,
  range: LineRange,
): Promise<TimelineItem[]> {
  const found = await notes.requestsOf(mac, range);
  return found.map((request) => ({
    id: `request-${request.id}`,
    at: request.at,
    kind: request.upload !== undefined ? 'upload' : request.registration !== undefined ? 'registration' : 'request',
    request,
  }));
}

async function logItems({ notes }: TimelineDeps, { mac }: Pick<Cpe, 'mac'>, range: LineRange): Promise<TimelineItem[]> {
  const found = await notes.logsOf(mac, range);
  return found.map((log) => ({ id: `log-${log.id}`, at: log.at, kind: 'log', log }));
}

async function fileItems({ notes }: TimelineDeps, { mac }: Pick<Cpe, 'mac'>): Promise<TimelineItem[]> {
  const files = await notes.filesOf(mac);
  return files.map((file, i) => ({
    id: `file-${file.etag}`,
    at: file.at,
    kind: 'file',
    file: changeOf(file, files[i + 1]),
  }));
}

function changeOf({ file: name, etag, text }: KeptFile, former: KeptFile | undefined): FileChange {
  if (!former) return { name, etag, diff: null, more: 0 };
  const diff = diffLines(former.text, text);
  return { name, etag, diff: diff.slice(0, DIFF_LINES), more: Math.max(0, diff.length - DIFF_LINES) };
}

async function toldItems({ notes }: TimelineDeps, { mac }: Pick<Cpe, 'mac'>): Promise<TimelineItem[]> {
  const outcomes = await notes.outcomesOf(mac);
  return outcomes.map((outcome, i) => ({ id: `told-${outcomes.length - i}`, at: outcome.at, kind: 'told', outcome }));
}

async function refusedItems({ notes }: TimelineDeps, { mac }: Pick<Cpe, 'mac'>): Promise<TimelineItem[]> {
  const refusals = await notes.refusalsOf(mac);
  return refusals.map((refusal) => ({ id: `refused-${refusal.reason}`, at: refusal.lastAt, kind: 'refused', refusal }));
}

async function changeItems(
  { changes }: TimelineDeps,
  { mac }: Pick<Cpe, 'mac'>,
  range: LineRange,
): Promise<TimelineItem[]> {
  if (!changes) return [];
  const to = new Date(Math.min(LAST_MOMENT.getTime(), range.until.getTime() + 1));
  const found = await changes({ subject: mac, from: range.since, to }, range.limit);
  return found.map((change) => ({ id: `change-${change.id}`, at: change.at, kind: 'change', change }));
}
