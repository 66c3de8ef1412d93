// Finding CPEs by anything that is known of them, by pages in the order of their MACs. Records and reports lie in two
// collections, and neither is read as a whole. Each wish is first asked of its own index: where few fit (a report's address, a
// word in a label, an open window), their MACs narrow the search; where many do, records are walked along an index in the order of
// MACs, a piece at a time as ids alone, and held against the wish until the page is full. Every read of records goes through the
// actor's own, so the fence holds.
// Source: DEV-1; design.md "lists ?limit=&cursor="
import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Reach } from '../../domain/actor.ts';
import { isMac, type Mac } from '../../domain/mac.ts';
import { isNetwork, keysOfNetwork } from '../../domain/networks.ts';
import type { Cpe } from '../../domain/records.ts';
import { registrationOf } from '../../domain/registration.ts';
import type { Records } from '../deps.ts';
import { type BehindDeps, behindAmong } from './behind.ts';
import type { FleetNotes, ReportWishes } from './deps.ts';
import type { CpeWishes } from './wishes.ts';

export interface SearchDeps extends BehindDeps {
  /** As far as the actor reaches. */
  readonly records: Pick<Records, 'accounts' | 'channels' | 'cpes'>;
  readonly reach: Reach;
  readonly fleet: FleetNotes;
}

export interface Page {
  readonly limit: number;
  readonly after?: string;
}

export interface FoundCpes {
  readonly cpes: readonly Cpe[];
  /** Where to go on; undefined: that was all. Set also on a page that is not full, when looking further would take long. */
  readonly next: string | undefined;
}

type Filter = Readonly<Record<string, unknown>>;
type Index = Readonly<Record<string, 1>>;
/** Which of these MACs fit. */
type Sieve = (macs: readonly Mac[]) => Promise<ReadonlySet<Mac>>;

/** Up to so many MACs narrow a search of records; beyond, records are walked. */
const FEW = 2_000;
const PIECE = { first: 500, most: 5_000 };
/** Where files may have to be made: how many at once, and for one page, before it is given as it is. */
const SLOW = { piece: 250, looked: 5_000, made: 300 };
/** Accounts and channels that one word may mean. */
const MEANT = 200;

export async function searchCpes(deps: SearchDeps, wishes: CpeWishes, page: Page): Promise<FoundCpes> {
  const { cpes } = deps.records;
  const search = await prepare(deps, wishes);
  const found: Mac[] = [];
  let after = page.after;
  let size = search.isSlow ? SLOW.piece : Math.max(PIECE.first, page.limit + 1);
  let isEnd = false;
  while (!isEnd && found.length <= page.limit && !search.isSpent()) {
    const limit = search.sieves.length === 0 ? page.limit + 1 : size;
    const ids = await cpes.ids(search.filter, 'mac', { limit, ...(after !== undefined && { after }) }, search.index);
    found.push(...(await sift(search.sieves, ids.filter(isMac))));
    isEnd = ids.length < limit;
    after = ids.at(-1) ?? after;
    if (!search.isSlow) size = Math.min(size * 2, PIECE.most);
    await letOthersRun();
  }
  const shown = found.slice(0, page.limit);
  const next = found.length > page.limit ? shown.at(-1) : isEnd ? undefined : after;
  const byMac = new Map((await cpes.findMany(shown)).map((cpe) => [cpe.mac, cpe]));
  return { cpes: shown.flatMap((mac) => byMac.get(mac) ?? []), next };
}

/** How many fit, as far as that is quick to say: at most `most`, and undefined where files would have to be made. */
export async function countCpes(deps: SearchDeps, wishes: CpeWishes, most: number): Promise<number | undefined> {
  const { filter, sieves, isSlow, index } = await prepare(deps, wishes);
  if (isSlow) return undefined;
  let count = 0;
  let after: string | undefined;
  do {
    const limit = sieves.length === 0 ? most : PIECE.most;
    const ids = await deps.records.cpes.ids(filter, 'mac', { limit, ...(after !== undefined && { after }) }, index);
    count += (await sift(sieves, ids.filter(isMac))).length;
    after = ids.length === limit ? ids.at(-1) : undefined;
  } while (after !== undefined && count < most);
  return Math.min(count, most);
}

async function sift(sieves: readonly Sieve[], macs: readonly Mac[]): Promise<readonly Mac[]> {
  let left = macs;
  for (const sieve of sieves) {
    if (left.length === 0) break;
    const fits = await sieve(left);
    left = left.filter((mac) => fits.has(mac));
  }
  return left;
}

async function prepare(deps: SearchDeps, wishes: CpeWishes) {
  const { fleet } = deps;
  const narrowed: (readonly string[])[] = [];
  const filters: Filter[] = plainFilters(wishes, deps.now());
  const sieves: Sieve[] = [];
  for (const branches of await wordsOf(deps, wishes)) {
    const few = await fewOf(deps, branches);
    if (few) narrowed.push(few);
    else filters.push({ $or: branches.map(({ filter }) => filter) });
  }
  const reports = reportWishes(wishes);
  if (Object.keys(reports).length > 0) {
    const few = await fleet.macsReported(reports, FEW + 1);
    if (few.length <= FEW) narrowed.push(few);
    else sieves.push((macs) => fleet.macsAmong(macs, reports));
  }
  if (wishes.neverSeen !== undefined) sieves.push(seenOrNot(fleet, wishes.neverSeen));
  if (wishes.quarantined !== undefined) {
    const refused = [...(await fleet.macsRefused())];
    if (wishes.quarantined) narrowed.push(refused);
    else filters.push({ _id: { $nin: refused } });
  }
  const { wantedNotFetched, registered } = wishes;
  const isSlow = wantedNotFetched !== undefined || registered !== undefined;
  const spent = { looked: 0, made: 0 };
  if (registered !== undefined)
    sieves.push(async (macs) => {
      spent.looked += macs.length;
      return registeredOrNot(deps, macs, registered);
    });
  if (wantedNotFetched !== undefined)
    sieves.push(async (macs) => {
      const behind = await behindAmong(deps, macs);
      spent.looked += macs.length;
      spent.made += behind.made;
      return wantedNotFetched ? behind.macs : without(macs, behind.macs);
    });
  return {
    filter: { $and: [...filters, ...narrowed.map((macs) => ({ _id: { $in: [...macs] } })), {}] },
    index: narrowed.length > 0 ? { _id: 1 as const } : indexFor(wishes, deps.reach),
    sieves,
    isSlow,
    isSpent: () => spent.looked >= SLOW.looked || spent.made >= SLOW.made,
  };
}

/** Along which to walk in the order of MACs. Named, since an engine that tries plans out is slow where nearly nothing fits. */
function indexFor({ accountId, model, vendor }: CpeWishes, reach: Reach): Index {
  if (accountId !== undefined || reach.over === 'accounts') return { accountId: 1, mac: 1 };
  if (reach.over === 'partner') return { partnerId: 1, mac: 1 };
  if (model !== undefined) return { model: 1, mac: 1 };
  return vendor === undefined ? { mac: 1 } : { vendor: 1, mac: 1 };
}

function plainFilters({ accountId, vendor, model, windowOpen }: CpeWishes, now: Date): Filter[] {
  return [
    ...(accountId === undefined ? [] : [{ accountId }]),
    ...(vendor === undefined ? [] : [{ vendor }]),
    ...(model === undefined ? [] : [{ model }]),
    ...(windowOpen === false ? [{ $nor: [{ 'enrolment.until': { $gt: now } }] }] : []),
  ];
}

/** One way to fit a wish, and the index by which those that do are found. */
interface Branch {
  readonly filter: Filter;
  /** In whose order the index gives them. */
  readonly field: string;
  readonly index: Index;
}

/** For each wish the ways to fit it. */
async function wordsOf(deps: SearchDeps, wishes: CpeWishes): Promise<readonly (readonly Branch[])[]> {
  const { label, location, channel, windowOpen, q } = wishes;
  const until = 'enrolment.until';
  return [
    ...(label === undefined ? [] : [[holding('label', label)]]),
    ...(location === undefined ? [] : [[holding('location', location)]]),
    ...(channel === undefined ? [] : [[onChannels(await channelsNamed(deps, channel))]]),
    ...(windowOpen
      ? [[{ filter: { [until]: { $gt: deps.now() } }, field: until, index: { [until]: 1 as const } }]]
      : []),
    ...(q === undefined ? [] : [await anythingLike(deps, q)]),
  ];
}

/** undefined: one of the ways fits more than a few. */
async function fewOf({ records }: SearchDeps, branches: readonly Branch[]): Promise<readonly string[] | undefined> {
  const found = new Set<string>();
  for (const { filter, field, index } of branches) {
    const ids = await records.cpes.ids(filter, field, { limit: FEW + 1 }, index);
    if (ids.length > FEW) return undefined;
    for (const id of ids) found.add(id);
  }
  return [...found];
}

/** One word that may mean nearly anything: a MAC or its beginning, a note, a model, an account, a channel, an address. */
async function anythingLike(deps: SearchDeps, q: string): Promise<readonly Branch[]> {
  const digits = q.replace(/[\s:.-]/g, '').toLowerCase();
  const number = { $or: [{ number: beginningWith(q) }, { name: containing(q) }] };
  const [accounts, channels, seen] = await Promise.all([
    deps.records.accounts.ids(number, 'number', { limit: MEANT }, { number: 1 }),
    channelsNamed(deps, q),
    isNetwork(q) ? deps.fleet.macsReported({ from: keysOfNetwork(q) }, FEW) : [],
  ]);
  const isMacLike = /^[0-9a-f]{1,12}$/.test(digits);
  return [
    ...(isMacLike
      ? [{ filter: { mac: { $gte: digits, $lt: `${digits}g` } }, field: 'mac', index: { mac: 1 as const } }]
      : []),
    ...['label', 'location', 'serialNumber'].map((field) => holding(field, q)),
    { filter: { model: q }, field: 'mac', index: { model: 1, mac: 1 } },
    { filter: { accountId: { $in: [...accounts] } }, field: 'mac', index: { accountId: 1, mac: 1 } },
    onChannels(channels),
    { filter: { _id: { $in: [...seen] } }, field: 'mac', index: { _id: 1 } },
  ];
}

function holding(field: string, text: string): Branch {
  return { filter: { [field]: containing(text) }, field, index: { [field]: 1 } };
}

function onChannels(ids: readonly string[]): Branch {
  return { filter: { channelIds: { $in: [...ids] } }, field: 'mac', index: { channelIds: 1 } };
}

async function channelsNamed({ records: { channels } }: SearchDeps, text: string): Promise<readonly string[]> {
  const byId = await channels.findMany([text]);
  const named = await Promise.all(
    (['name', 'username'] as const).map((field) =>
      channels.ids({ [field]: beginningWith(text) }, field, { limit: MEANT }, { [field]: 1 }),
    ),
  );
  return [...new Set([...byId.map(({ id }) => id), ...named.flat()])];
}

function seenOrNot(fleet: FleetNotes, neverSeen: boolean): Sieve {
  return async (macs) => {
    const seen = await fleet.macsAmong(macs, {});
    return neverSeen ? without(macs, seen) : seen;
  };
}

async function registeredOrNot(
  { fleet, records }: SearchDeps,
  macs: readonly Mac[],
  registered: boolean,
): Promise<ReadonlySet<Mac>> {
  const reports = await fleet.reportsOf(macs);
  const told = macs.filter((mac) => reports.get(mac)?.registrations !== undefined);
  const wanted = registered ? 'registered' : 'notRegistered';
  const cpes = await records.cpes.findMany(told);
  return new Set(
    cpes.flatMap(({ mac, channelIds }) =>
      registrationOf(channelIds, reports.get(mac)?.registrations).state === wanted ? [mac] : [],
    ),
  );
}

function without(macs: readonly Mac[], some: ReadonlySet<Mac>): ReadonlySet<Mac> {
  return new Set(macs.filter((mac) => !some.has(mac)));
}

function reportWishes({ firmware, seenBefore, seenAfter, from }: CpeWishes): ReportWishes {
  return {
    ...(firmware !== undefined && { firmware }),
    ...(seenBefore && { before: seenBefore }),
    ...(seenAfter && { after: seenAfter }),
    ...(from && { from: { first: from.first, last: from.last } }),
  };
}

function containing(text: string): RegExp {
  return new RegExp(escaped(text), 'i');
}

function beginningWith(text: string): RegExp {
  return new RegExp(`^${escaped(text)}`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
