// All CPEs as CSV, in the order of their MACs, a page at a time so that memory stays flat. No secrets: what it writes,
// import reads back without changing anything.
import { formatMac } from '../../domain/mac.ts';
import type { Account, Cpe } from '../../domain/records.ts';
import type { CpeDeps } from '../deps.ts';
import { CSV_COLUMNS, csvLine } from './columns.ts';

const PAGE = 500;

/** @param accountId  only the CPEs of this account; undefined: all */
export async function* exportCpes({ records }: CpeDeps, accountId?: string): AsyncGenerator<string> {
  yield csvLine(CSV_COLUMNS);
  const filter = accountId === undefined ? {} : { accountId };
  let after: string | undefined;
  do {
    const cpes = await records.cpes.list(filter, 'mac', { limit: PAGE, ...(after !== undefined && { after }) });
    const ids = [...new Set(cpes.flatMap((cpe) => cpe.accountId ?? []))];
    const accounts = new Map((await records.accounts.findMany(ids)).map((account) => [account.id, account]));
    if (cpes.length > 0) yield cpes.map((cpe) => csvLine(cellsOf(cpe, accounts.get(cpe.accountId ?? '')))).join('');
    after = cpes.length === PAGE ? cpes.at(-1)?.mac : undefined;
  } while (after !== undefined);
}

function cellsOf(cpe: Cpe, account: Account | undefined): string[] {
  return CSV_COLUMNS.map((column) => {
    if (column === 'accountNumber') return account?.number ?? '';
    return column === 'mac' ? formatMac(cpe.mac) : (cpe[column] ?? '');
  });
}
