// CPEs as CSV, in the order of their MACs, a page at a time so that memory stays flat. No secrets: what it writes,
// import reads back without changing anything.
import { formatMac } from '../../domain/mac.ts';
import type { Account, Cpe } from '../../domain/records.ts';
import { type SearchDeps, searchCpes } from '../care/search.ts';
import type { CpeWishes } from '../care/wishes.ts';
import { CSV_COLUMNS, csvLine } from './columns.ts';

const PAGE = 500;

/** The CPEs that fit the wishes; none named: all. */
export async function* exportCpes(deps: SearchDeps, wishes: CpeWishes): AsyncGenerator<string> {
  const { records } = deps;
  yield csvLine(CSV_COLUMNS);
  let after: string | undefined;
  do {
    const { cpes, next } = await searchCpes(deps, wishes, { limit: PAGE, ...(after !== undefined && { after }) });
    const ids = [...new Set(cpes.flatMap((cpe) => cpe.accountId ?? []))];
    const accounts = new Map((await records.accounts.findMany(ids)).map((account) => [account.id, account]));
    if (cpes.length > 0) yield cpes.map((cpe) => csvLine(cellsOf(cpe, accounts.get(cpe.accountId ?? '')))).join('');
    after = next;
  } while (after !== undefined);
}

function cellsOf(cpe: Cpe, account: Account | undefined): string[] {
  return CSV_COLUMNS.map((column) => {
    if (column === 'accountNumber') return account?.number ?? '';
    return column === 'mac' ? formatMac(cpe.mac) : (cpe[column] ?? '');
  });
}
