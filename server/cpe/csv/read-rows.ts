// A CSV file of CPEs as rows of cells. What is wrong with the file as a whole is refused at once; what is wrong with one
// row is that row's own matter. Commas, semicolons (as spreadsheets write in Dutch) and tabs are understood. Source: RFC 4180
import { CsvError, parse } from 'csv-parse/sync';
import { AppError, invalid } from '../../errors.ts';
import { CSV_COLUMNS, type CsvColumn, withoutGuard } from './columns.ts';

export interface CsvRow<Column extends string = CsvColumn> {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** Trimmed; an empty cell is absent. */
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** The row has more cells than the header, or fewer. */
  readonly isRagged: boolean;
}

export const MAX_CSV_ROWS = 10_000;

/** @throws INPUT_INVALID  it is no CSV, misses a column, has an unknown one, no rows, or too many */
export function readCsvRows(text: string): readonly CsvRow[] {
  return readRows(text, CSV_COLUMNS, 'mac', MAX_CSV_ROWS);
}

/**
 * Rows of a table whose header names some of these columns, in any order.
 * @param key  the column that must be there
 * @throws INPUT_INVALID  it is no CSV, misses the key, has an unknown column, no rows, or too many
 */
export function readRows<Column extends string>(
  text: string,
  known: readonly Column[],
  key: Column,
  most: number,
): readonly CsvRow<Column>[] {
  const [header, ...rows] = recordsOf(text);
  if (!header || rows.length === 0) throw invalid([{ pointer: '', detail: 'there are no rows below the header' }]);
  if (rows.length > most)
    throw invalid([{ pointer: '', detail: `there are ${rows.length} rows: take ${most} at most at a time` }]);
  const columns = columnsOf(header, known, key);
  return rows.map((cells, i) => {
    const read: { -readonly [K in Column]?: string } = {};
    for (const [at, column] of columns.entries()) {
      const cell = withoutGuard((cells[at] ?? '').trim());
      if (cell !== '') read[column] = cell;
    }
    return { row: i + 2, isRagged: cells.length !== header.length, cells: read };
  });
}

function recordsOf(text: string): string[][] {
  if (text.includes('\ufffd')) throw invalid([{ pointer: '', detail: 'must be UTF-8' }]);
  try {
    return parse(text, { bom: true, delimiter: delimiterOf(text), relaxColumnCount: true, skipEmptyLines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('INPUT_INVALID', {
      detail: `no CSV: ${error.message}`,
      errors: [{ pointer: '', detail: error.message }],
    });
  }
}

/** Whichever the header uses most. */
function delimiterOf(text: string): string {
  const header = text.slice(0, 4096).split(/\r\n|\r|\n/)[0] ?? '';
  const counted = [',', ';', '\t'].map((mark) => [header.split(mark).length, mark] as const);
  return counted.reduce((most, next) => (next[0] > most[0] ? next : most))[1];
}

function columnsOf<Column extends string>(
  header: readonly string[],
  known: readonly Column[],
  key: Column,
): readonly Column[] {
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');
  const columns = header.map((name) => known.find((column) => plain(column) === plain(name)));
  const errors = header.flatMap((name, i) => {
    if (columns[i] === undefined)
      return [{ pointer: `/0/${i}`, detail: `"${name.slice(0, 40)}" is no column: they are ${known.join(', ')}` }];
    if (columns.indexOf(columns[i]) !== i)
      return [{ pointer: `/0/${i}`, detail: `the column ${columns[i]} is there twice` }];
    return [];
  });
  if (!columns.includes(key))
    errors.push({ pointer: '/0', detail: `the header (first line) must name the column ${key}` });
  if (errors.length > 0) throw invalid(errors);
  return columns.flatMap((column) => column ?? []);
}
