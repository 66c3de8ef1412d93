// The columns of a CSV file of CPEs, the same for import and export.

export const CSV_COLUMNS = [
  'mac',
  'vendor',
  'model',
  'track',
  'serialNumber',
  'accountNumber',
  'language',
  'country',
  'areaCode',
  'label',
  'location',
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];

/** A spreadsheet takes a cell that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line of CSV (RFC 4180). A text that a spreadsheet would run gets an apostrophe in front, which import takes off. */
export function csvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (FORMULA.test(cell) || /^'/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

export function withoutGuard(cell: string): string {
  return /^'[=+\-@']/.test(cell) ? cell.slice(1) : cell;
}
