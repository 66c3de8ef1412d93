// The list of phones: found by anything that is known of them, by pages in the order of their MACs; and searches kept by name.
import Type from 'typebox';
import { searchOf, viewsOf } from '../access/care.ts';
import type { Desk, Reports } from '../access/desk.ts';
import { may } from '../access/permissions.ts';
import { modelText, otherModelOf, windowOf } from '../cpe/care/phone-facts.ts';
import { queryOf, viewsSeenBy } from '../cpe/care/saved-views.ts';
import { countCpes, searchCpes } from '../cpe/care/search.ts';
import { type CpeWishes, FLAGS, readWishes, WISH_NAMES, type WishTexts } from '../cpe/care/wishes.ts';
import type { CpeDeps } from '../cpe/deps.ts';
import { DEVICES } from '../devices/registry.ts';
import { VENDORS } from '../devices/types.ts';
import { formatMac, parseMac } from '../domain/mac.ts';
import type { Account, Cpe, CpeReport } from '../domain/records.ts';
import { AppError } from '../errors.ts';
import type { Portal } from './deps.ts';
import type { PageLanguage } from './language.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const PAGE_SIZE = 100;
/** Beyond, the count says "more than". */
const COUNTED = 1_000;
/** Accounts offered while typing a number; any other number may be typed as well. */
const SUGGESTIONS = 200;

/** People name an account by its number. */
const FIELDS = ['account', ...WISH_NAMES.filter((name) => name !== 'accountId')] as const;
type FieldName = (typeof FIELDS)[number];
/** The fields that are always there; the others open with the rest of the form. */
const FIRST_FIELDS: readonly FieldName[] = ['q', 'account'];

const field = Type.Optional(Type.String({ maxLength: 512 }));
export const PhonesQuery = Type.Object({
  ...Object.fromEntries(FIELDS.map((name) => [name, field])),
  accountId: field,
  after: Type.Optional(Type.String({ pattern: '^[0-9a-f]{12}$' })),
});

export interface AskedWishes {
  readonly wishes: CpeWishes;
  /** As they stand in the form. */
  readonly typed: Readonly<Partial<Record<FieldName, string>>>;
  /** With the account by id. */
  readonly texts: WishTexts;
  readonly account: Account | undefined;
  /** Fields that cannot be used; then nothing is found. */
  readonly bad: readonly FieldName[];
}

export function phonesRoutes(portal: Portal, pages: Pages): void {
  portal.get(
    '/phones',
    { config: { action: 'cpes.read' }, schema: { querystring: PhonesQuery } },
    async (request, reply) => {
      const { desk, query } = request;
      const { records, enrolmentHours } = desk.cpe;
      const asked = await wishesOf(desk, query);
      const whole = parseMac(asked.typed.q ?? '');
      if (whole && (await records.cpes.find(whole))) return reply.redirect(`/phones/${whole}`, 303);
      const { after } = wantedPage(query);
      const page = { limit: PAGE_SIZE, ...(after !== undefined && { after }) };
      const isBad = asked.bad.length > 0;
      const found = isBad ? { cpes: [], next: undefined } : await searchCpes(searchOf(desk), asked.wishes, page);
      return pages.send(request, reply, 'phones', {
        ...formOf(asked),
        chips: chipsOf(asked),
        count: isBad ? null : await countOf(desk, asked),
        rows: await rowsOf(desk.cpe, desk.reports, found.cpes, request.pageLanguage),
        next: found.next ?? null,
        isStart: after === undefined,
        query: new URLSearchParams(asked.typed).toString(),
        views: may(desk.origin.actor, 'views.read') ? await viewRows(desk, asked) : [],
        suggestions: await records.accounts.list({}, 'number', { limit: SUGGESTIONS }),
        origin: `${request.protocol}://${request.host}`,
        enrolmentHours,
      });
    },
  );
}

/** What a query of the phones page asks for. */
export async function wishesOf({ cpe: { records } }: Desk, query: object): Promise<AskedWishes> {
  const given = Object.entries(query);
  const textOf = (name: string) => String(given.find(([key]) => key === name)?.[1] ?? '').trim();
  const byId = textOf('accountId');
  const number = textOf('account');
  const [account] =
    byId !== ''
      ? await records.accounts.findMany([byId])
      : number === ''
        ? []
        : await records.accounts.list({ number }, 'number', { limit: 1 });
  const texts: WishTexts = {
    ...Object.fromEntries(WISH_NAMES.map((name) => [name, textOf(name)]).filter(([, text]) => text !== '')),
    ...(account && { accountId: account.id }),
  };
  const typed = Object.fromEntries(
    FIELDS.map((name) => [name, name === 'account' ? (account?.number ?? number) : textOf(name)]).filter(
      ([, text]) => text !== '',
    ),
  );
  const bad: FieldName[] = (byId !== '' || number !== '') && !account ? ['account'] : [];
  try {
    return { wishes: readWishes(texts), typed, texts, account, bad };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
    const named = FIELDS.filter((name) => error.errors.some(({ pointer }) => pointer === `/querystring/${name}`));
    return { wishes: {}, typed, texts, account, bad: [...bad, ...named] };
  }
}

function wantedPage(query: object): { readonly after?: string } {
  return 'after' in query && typeof query.after === 'string' ? { after: query.after } : {};
}

function formOf({ typed, bad, account }: AskedWishes) {
  return {
    typed: Object.fromEntries(FIELDS.map((name) => [name, typed[name] ?? ''])),
    bad,
    isFiltered: Object.keys(typed).length > 0,
    isMoreOpen: FIELDS.some((name) => !FIRST_FIELDS.includes(name) && typed[name] !== undefined),
    flags: FLAGS,
    vendors: VENDORS,
    models: [...new Set(DEVICES.map(({ model }) => model.model))].toSorted(),
    account: account ? { id: account.id, name: account.name } : null,
  };
}

/** Each wish in words, and the same search without it. */
function chipsOf({ typed }: AskedWishes) {
  return FIELDS.flatMap((name) => {
    const text = typed[name];
    if (text === undefined) return [];
    const { [name]: _, ...others } = typed;
    const isFlag = FLAGS.some((flag) => flag === name);
    return [
      {
        name,
        text: isFlag ? null : text,
        flag: isFlag ? text : null,
        without: `/phones?${new URLSearchParams(others)}`,
      },
    ];
  });
}

/** null: not known without much work. */
export async function countOf(desk: Desk, { wishes, texts }: AskedWishes) {
  if (Object.keys(texts).length === 0) return { number: await desk.cpe.records.cpes.count({}), isMore: false };
  const number = await countCpes(searchOf(desk), wishes, COUNTED);
  return number === undefined ? null : { number, isMore: number === COUNTED };
}

async function viewRows(desk: Desk, { texts }: AskedWishes) {
  const deps = viewsOf(desk);
  const current = queryOf(texts);
  const views = await viewsSeenBy(deps);
  return views.map(({ id, name, query, username, sharedWith }) => ({
    id,
    name,
    href: `/phones?${query}`,
    isCurrent: query !== '' && query === current,
    isOwn: username === deps.owner.username,
    isShared: sharedWith !== undefined,
    owner: username,
  }));
}

/** The wishes of a page's own query, as a saved view keeps them. */
export async function queryToKeep(
  desk: Desk,
  query: string,
): Promise<{ query: string; accountId: string | undefined }> {
  const { texts, account } = await wishesOf(desk, Object.fromEntries(new URLSearchParams(query)));
  return { query: queryOf(texts), accountId: account?.id };
}

async function rowsOf({ records, now }: CpeDeps, reports: Reports, cpes: readonly Cpe[], language: PageLanguage) {
  const known = await reports.findReports(cpes.map(({ mac }) => mac));
  const accountIds = [...new Set(cpes.flatMap(({ accountId }) => accountId ?? []))];
  const accounts = new Map((await records.accounts.findMany(accountIds)).map((account) => [account.id, account]));
  return cpes.map((cpe) =>
    rowOf(cpe, cpe.accountId === undefined ? undefined : accounts.get(cpe.accountId), known.get(cpe.mac), {
      language,
      now: now(),
    }),
  );
}

function rowOf(
  cpe: Cpe,
  account: Account | undefined,
  report: CpeReport | undefined,
  { language, now }: { language: PageLanguage; now: Date },
) {
  const open = windowOf(cpe, account, now);
  return {
    mac: cpe.mac,
    macText: formatMac(cpe.mac),
    vendor: cpe.vendor,
    model: cpe.model,
    track: cpe.track ?? null,
    label: [cpe.label, cpe.location].filter((text) => text !== undefined).join(', '),
    setModel: modelText(cpe),
    otherModel: otherModelOf(cpe, report?.userAgent) ?? null,
    account: account ? { name: account.name, number: account.number } : null,
    windowUntil: open ? momentOf(language, open.until, now) : null,
    seen: report
      ? { at: momentOf(language, report.lastAt, now), address: report.address, file: report.lastFile }
      : null,
    firmware: report?.firmware ?? null,
  };
}
