// What an import would do: which CPEs are new, which change and how, which rows cannot be used. Decides and writes nothing.
// A cell that is empty leaves what is there; a CPE that is there may change everything but its vendor.
import { findDevice, type KnownDevice } from '../../devices/registry.ts';
import { isCountry, isLanguage } from '../../domain/locale.ts';
import { formatMac, type Mac, parseMac } from '../../domain/mac.ts';
import type { Account, Cpe } from '../../domain/records.ts';
import { hasControlCharacters } from '../../domain/text.ts';
import type { FieldError } from '../../errors.ts';
import { modelProblems, newCpe, noteProblems, withDefaultTrack } from '../cpes.ts';
import type { CpeChange, CpeDeps } from '../deps.ts';
import type { CsvRow } from './read-rows.ts';

/** One thing wrong with one row: which row (the header is 1), where in it, and what to change. */
export interface BadRow extends FieldError {
  readonly row: number;
}

export interface PlanOptions {
  /** Whether the one who asks may give a CPE another model or track (DEV-21). */
  readonly mayChangeModel: boolean;
}

export interface ImportPlan {
  readonly added: readonly Cpe[];
  readonly changes: readonly CpeChange[];
  readonly unchanged: number;
  readonly bad: readonly BadRow[];
}

/** Fields of a CPE that a row sets as they stand. */
const PLAIN = ['serialNumber', 'country', 'areaCode', 'label', 'location'] as const;
const AREA_CODE_LENGTH = 10;
const CHUNK = 250;

/** @param checked  told after some rows how many have been looked at */
export async function planImport(
  deps: CpeDeps,
  rows: readonly CsvRow[],
  options: PlanOptions,
  checked: (count: number) => Promise<void>,
): Promise<ImportPlan> {
  const accounts = await accountsOf(deps, rows);
  const first = new Map<Mac, number>();
  const added: Cpe[] = [];
  const changes: CpeChange[] = [];
  const bad: BadRow[] = [];
  let unchanged = 0;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const some = rows.slice(from, from + CHUNK);
    const macs = some.flatMap(({ cells }) => parseMac(cells.mac ?? '') ?? []);
    const standing = new Map((await deps.records.cpes.findMany(macs)).map((cpe) => [cpe.mac, cpe]));
    for (const row of some) {
      const outcome = planRow(deps, row, accounts, standing, first, options);
      if (Array.isArray(outcome)) bad.push(...outcome.map((error) => ({ row: row.row, ...error })));
      else if (outcome === 'unchanged') unchanged += 1;
      else if ('formerRevision' in outcome) changes.push(outcome);
      else added.push(outcome);
    }
    await checked(from + some.length);
  }
  return { added, changes, unchanged, bad };
}

type RowOutcome = FieldError[] | 'unchanged' | CpeChange | Cpe;

function planRow(
  deps: CpeDeps,
  { row, cells, isRagged }: CsvRow,
  accounts: ReadonlyMap<string, Account>,
  standing: ReadonlyMap<Mac, Cpe>,
  first: Map<Mac, number>,
  options: PlanOptions,
): RowOutcome {
  const mac = parseMac(cells.mac ?? '');
  const errors = cellProblems(cells, accounts);
  if (isRagged) errors.push({ pointer: '', detail: 'the row has more cells than the header, or fewer' });
  if (!mac)
    return [
      ...errors,
      { pointer: '/mac', detail: `"${(cells.mac ?? '').slice(0, 40)}" is no MAC: it takes twelve hex digits` },
    ];
  const former = first.get(mac);
  if (former !== undefined) errors.push({ pointer: '/mac', detail: `${formatMac(mac)} stands in row ${former} too` });
  else first.set(mac, row);
  const account = cells.accountNumber === undefined ? undefined : accounts.get(cells.accountNumber);
  const there = standing.get(mac);
  return there ? planChange(there, cells, account, errors, options) : planNew(deps, mac, cells, account, errors);
}

function cellProblems(cells: CsvRow['cells'], accounts: ReadonlyMap<string, Account>): FieldError[] {
  const errors = noteProblems(cells);
  const { areaCode = '' } = cells;
  if (hasControlCharacters(areaCode) || areaCode.length > AREA_CODE_LENGTH)
    errors.push({ pointer: '/areaCode', detail: `must be ${AREA_CODE_LENGTH} characters at most` });
  if (cells.language !== undefined && !isLanguage(cells.language))
    errors.push({ pointer: '/language', detail: 'must be a language such as nl or en' });
  if (cells.country !== undefined && !isCountry(cells.country))
    errors.push({ pointer: '/country', detail: 'must be two capital letters (ISO 3166-1), such as NL' });
  if (cells.accountNumber !== undefined && !accounts.has(cells.accountNumber))
    errors.push({ pointer: '/accountNumber', detail: `there is no account ${cells.accountNumber.slice(0, 40)}` });
  return errors;
}

function planNew(
  deps: CpeDeps,
  mac: Mac,
  cells: CsvRow['cells'],
  account: Account | undefined,
  errors: FieldError[],
): RowOutcome {
  const { vendor = '', model = '', track } = cells;
  for (const column of ['vendor', 'model'] as const)
    if (cells[column] === undefined) errors.push({ pointer: `/${column}`, detail: 'is missing: this CPE is new' });
  const named = { vendor, model, ...(track !== undefined && { track }) };
  const device = deviceOf(named, errors, vendor !== '' && model !== '');
  if (!device || errors.length > 0) return errors;
  const input = { ...named, partnerId: deps.partnerId, ...givenBy(cells, account) };
  return newCpe(deps, input, device, mac, undefined, deps.now()).cpe;
}

function planChange(
  there: Cpe,
  cells: CsvRow['cells'],
  account: Account | undefined,
  errors: FieldError[],
  options: PlanOptions,
): RowOutcome {
  if (cells.vendor !== undefined && cells.vendor !== there.vendor)
    errors.push({
      pointer: '/vendor',
      detail: `this MAC is a ${there.vendor} here: delete it first if it is another phone`,
    });
  const asked: Cpe = {
    ...there,
    ...givenBy(cells, account),
    ...(cells.model !== undefined && { model: cells.model }),
    ...(cells.track !== undefined && { track: cells.track }),
  };
  const next =
    cells.model !== undefined && cells.model !== there.model && cells.track === undefined
      ? withDefaultTrack(asked)
      : asked;
  if (next.model !== there.model || next.track !== there.track) {
    if (!options.mayChangeModel)
      errors.push({ pointer: '/model', detail: 'changing it takes the right to manage CPEs, which you do not have' });
    const device = deviceOf(next, errors, true);
    const most = device?.model.maxChannels ?? 'unknown';
    if (most !== 'unknown' && there.channelIds.length > most)
      errors.push({ pointer: '/model', detail: `this model has ${most} channels at most` });
    if (there.handsets.length > 0 && device && device.model.kind !== 'dect')
      errors.push({ pointer: '/model', detail: 'only a DECT base has handsets: take them off first' });
  }
  if (next.accountId !== there.accountId && there.channelIds.length > 0)
    errors.push({ pointer: '/accountNumber', detail: 'the CPE has channels of another account: take them off first' });
  if (errors.length > 0) return errors;
  return changeBetween(there, next) ?? 'unchanged';
}

/** What a row says of a CPE, besides which it is. */
function givenBy(cells: CsvRow['cells'], account: Account | undefined) {
  const { language } = cells;
  return {
    ...Object.fromEntries(PLAIN.flatMap((column) => (cells[column] === undefined ? [] : [[column, cells[column]]]))),
    ...(language !== undefined && isLanguage(language) && { language }),
    ...(account && { accountId: account.id, partnerId: account.partnerId }),
  };
}

function deviceOf(
  named: { vendor: string; model: string; track?: string },
  errors: FieldError[],
  isNamed: boolean,
): KnownDevice | undefined {
  const device = findDevice(named.vendor, named.model, named.track);
  if (isNamed) errors.push(...modelProblems(named, device));
  return device;
}

const CHANGEABLE = [...PLAIN, 'language', 'accountId', 'partnerId', 'model', 'track'] as const;

function changeBetween(former: Cpe, next: Cpe): CpeChange | undefined {
  const changed = CHANGEABLE.filter((field) => next[field] !== former[field]);
  if (changed.length === 0) return undefined;
  const unset = changed.filter((field) => next[field] === undefined);
  const set = Object.fromEntries(changed.flatMap((field) => (next[field] === undefined ? [] : [[field, next[field]]])));
  return { mac: former.mac, formerRevision: former.revision, set, unset };
}

async function accountsOf({ records }: CpeDeps, rows: readonly CsvRow[]): Promise<ReadonlyMap<string, Account>> {
  const numbers = [...new Set(rows.flatMap(({ cells }) => cells.accountNumber ?? []))];
  const found = new Map<string, Account>();
  for (let from = 0; from < numbers.length; from += CHUNK) {
    const number = { $in: numbers.slice(from, from + CHUNK) };
    for (const account of await records.accounts.list({ number }, 'number', { limit: CHUNK }))
      found.set(account.number, account);
  }
  return found;
}
