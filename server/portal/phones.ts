// The list of phones: by pages in the order of their MACs, found by a MAC or its beginning and by account.
import Type from 'typebox';
import type { Reports } from '../access/desk.ts';
import { modelText, otherModelOf, windowOf } from '../cpe/care/phone-facts.ts';
import type { CpeDeps } from '../cpe/deps.ts';
import { formatMac, type Mac, parseMac } from '../domain/mac.ts';
import type { Account, Cpe, CpeReport } from '../domain/records.ts';
import type { Portal } from './deps.ts';
import type { PageLanguage } from './language.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const PAGE_SIZE = 100;
/** Accounts offered while typing a number; any other number may be typed as well. */
const SUGGESTIONS = 200;
const BEGINNING = /^[0-9a-f]{1,11}$/;

const ListQuery = Type.Object({
  mac: Type.Optional(Type.String({ maxLength: 64 })),
  account: Type.Optional(Type.String({ maxLength: 64 })),
  after: Type.Optional(Type.String({ pattern: '^[0-9a-f]{12}$' })),
});

export function phonesRoutes(portal: Portal, pages: Pages): void {
  portal.get(
    '/phones',
    { config: { action: 'cpes.read' }, schema: { querystring: ListQuery } },
    async (request, reply) => {
      const { cpe, reports } = request.desk;
      const { records, enrolmentHours } = cpe;
      const wanted = { mac: (request.query.mac ?? '').trim(), account: (request.query.account ?? '').trim() };
      const whole = parseMac(wanted.mac);
      if (whole && (await records.cpes.find(whole))) return reply.redirect(`/phones/${whole}`, 303);
      const beginning = whole ?? beginningOf(wanted.mac);
      const account = wanted.account === '' ? undefined : await accountByNumber(cpe, wanted.account);
      const isBad = { mac: beginning === undefined, account: wanted.account !== '' && !account };

      const found =
        isBad.mac || isBad.account || whole ? [] : await list(cpe, beginning ?? '', account?.id, request.query.after);
      const shown = found.slice(0, PAGE_SIZE);
      const isFiltered = wanted.mac !== '' || wanted.account !== '';
      const filter = account ? { accountId: account.id } : {};
      return pages.send(request, reply, 'phones', {
        wanted,
        isBad,
        isFiltered,
        hasPages: request.query.after !== undefined || found.length > PAGE_SIZE,
        count: wanted.mac === '' && !isBad.account ? await records.cpes.count(filter) : null,
        rows: await rowsOf(cpe, reports, shown, request.pageLanguage),
        next: found.length > PAGE_SIZE ? (shown.at(-1)?.mac ?? null) : null,
        suggestions: await records.accounts.list({}, 'number', { limit: SUGGESTIONS }),
        isStart: request.query.after === undefined,
        origin: `${request.protocol}://${request.host}`,
        enrolmentHours,
      });
    },
  );
}

/** One more than a page, to know whether there is a next one. */
async function list({ records }: CpeDeps, beginning: string, accountId: string | undefined, after: string | undefined) {
  const start = after ?? (beginning === '' ? undefined : beginning);
  const found = await records.cpes.list(accountId === undefined ? {} : { accountId }, 'mac', {
    limit: PAGE_SIZE + 1,
    ...(start !== undefined && { after: start }),
  });
  return found.filter(({ mac }) => mac.startsWith(beginning));
}

async function accountByNumber({ records }: CpeDeps, number: string): Promise<Account | undefined> {
  const [found] = await records.accounts.list({ number }, 'number', { limit: 1 });
  return found;
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

/** The first digits of a MAC; empty for all, undefined when it cannot be one. */
function beginningOf(text: string): Mac | string | undefined {
  const digits = text.replace(/[\s:.-]/g, '').toLowerCase();
  return digits === '' || BEGINNING.test(digits) ? digits : undefined;
}
