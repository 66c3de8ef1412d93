// The audit log as files: CSV for spreadsheets, JSON lines for programs. Line by line, so that any length can be sent.
// Sources: RFC 4180; OWASP "CSV injection" (a cell that starts a formula gets an apostrophe)
import type { AuditEntry, Change } from './entry.ts';

const COLUMNS: readonly (readonly [string, (entry: AuditEntry) => string | number | undefined])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at.toISOString()],
  ['actor', ({ origin }) => origin.actor],
  ['role', ({ origin }) => origin.role],
  ['door', ({ origin }) => origin.door],
  ['address', ({ origin }) => origin.address],
  ['requestId', ({ origin }) => origin.requestId],
  ['action', ({ action }) => action],
  ['subjectKind', ({ subject }) => subject.kind],
  ['subjectId', ({ subject }) => subject.id],
  ['subjectLabel', ({ subject }) => subject.label],
  ['revision', ({ revision }) => revision],
  ['partnerId', ({ tenant }) => tenant.partnerId],
  ['accountId', ({ tenant }) => tenant.accountId],
  ['outcomeOf', ({ outcomeOf }) => outcomeOf],
  ['changes', ({ changes, more }) => [...changes.map(changeText), ...(more ? [`(${more} more)`] : [])].join('\n')],
];

export async function* csvOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  for await (const entry of entries) yield `${COLUMNS.map(([, read]) => cell(read(entry))).join(',')}\r\n`;
}

export async function* jsonLinesOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

function changeText({ path, before, after }: Change): string {
  return `${path}: ${before === undefined ? '' : `${before} `}->${after === undefined ? '' : ` ${after}`}`;
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  const safe = /^[\s'"]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
