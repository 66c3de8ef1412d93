// A CSV file of CPEs as rows of cells. What is wrong with the file as a whole is refused at once; what is wrong with one
// row is that row's own matter. Commas, semicolons (as spreadsheets write in Dutch) and tabs are understood. Source: RFC 4180
import { CsvError, parse } from 'csv-parse/sync';
import { AppError, invalid } from '../../errors.ts';
import { CSV_COLUMNS, type CsvColumn, withoutGuard } from './columns.ts';

export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** Trimmed; an empty cell is absent. */
  readonly cells: Readonly<Partial<Record<CsvColumn, string>>>;
  /** The row has more cells than the header, or fewer. */
  readonly isRagged: boolean;
}

export const MAX_CSV_ROWS = 10_000;

/** @throws INPUT_INVALID  it is no CSV, misses a column, has an unknown one, no rows, or too many */
export function readCsvRows(text: string): readonly CsvRow[] {
  const [header, ...rows] = recordsOf(text);
  if (!header || rows.length === 0) throw invalid([{ pointer: '', detail: 'there are no rows below the header' }]);
  if (rows.length > MAX_CSV_ROWS)
    throw invalid([{ pointer: '', detail: `there are ${rows.length} rows: take ${MAX_CSV_ROWS} at most at a time` }]);
  const columns = columnsOf(header);
  return rows.map((cells, i) => ({
    row: i + 2,
    isRagged: cells.length !== header.length,
    cells: Object.fromEntries(
      columns.flatMap((column, at) => {
        const cell = withoutGuard((cells[at] ?? '').trim());
        return cell === '' ? [] : [[column, cell]];
      }),
    ),
  }));
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

function columnsOf(header: readonly string[]): readonly CsvColumn[] {
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');
  const columns = header.map((name) => CSV_COLUMNS.find((column) => plain(column) === plain(name)));
  const errors = header.flatMap((name, i) => {
    if (columns[i] === undefined)
      return [
        { pointer: `/0/${i}`, detail: `"${name.slice(0, 40)}" is no column: they are ${CSV_COLUMNS.join(', ')}` },
      ];
    if (columns.indexOf(columns[i]) !== i)
      return [{ pointer: `/0/${i}`, detail: `the column ${columns[i]} is there twice` }];
    return [];
  });
  if (!columns.includes('mac'))
    errors.push({ pointer: '/0', detail: 'the header (first line) must name the column mac' });
  if (errors.length > 0) throw invalid(errors);
  return columns.flatMap((column) => column ?? []);
}
