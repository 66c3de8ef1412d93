// Which firmware an account's phones run, chosen by model and track and confirmed; and phones that do not get along with it.
// Source: DEV-9
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { chooseFirmware } from '../cpe/firmware.ts';
import { listTroubled, type TroubledPhone } from '../cpe/firmware-fleet.ts';
import { type FirmwareLine, RECOMMENDED } from '../domain/firmware.ts';
import { formatMac } from '../domain/mac.ts';
import { type Account, modelKey } from '../domain/records.ts';
import { AppError } from '../errors.ts';
import { listLines } from '../firmware/lines.ts';
import type { Portal } from './deps.ts';
import { lineWords } from './firmware.ts';
import { formOf } from './forms.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const TROUBLED_SHOWN = 200;
/** Accounts offered while typing a number; any other number may be typed as well. */
const SUGGESTIONS = 200;
/** Phones keep what they have. */
const KEEP = 'keep';
const text64 = Type.String({ maxLength: 64 });
const Query = Type.Object({ account: Type.Optional(text64) });
const Body = formOf({
  account: text64,
  vendor: text64,
  model: text64,
  track: text64,
  version: text64,
  confirmed: Type.Optional(Type.String()),
});

export function firmwareChoiceRoutes(portal: Portal, pages: Pages): void {
  portal.get(
    '/firmware/choice',
    { config: { action: 'accounts.read' }, schema: { querystring: Query } },
    async (request, reply) => {
      const number = (request.query.account ?? '').trim();
      const account = await accountOf(request, number);
      const rows = account ? await rowsOf(request, account) : [];
      return pages.send(request, reply.code(number !== '' && !account ? 404 : 200), 'firmware-choice', {
        number,
        account: account ? { name: account.name, number: account.number } : null,
        rows,
        suggestions: await request.desk.cpe.records.accounts.list({}, 'number', { limit: SUGGESTIONS }),
      });
    },
  );
  portal.post(
    '/firmware/choice',
    { config: { action: 'accounts.edit' }, schema: { body: Body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { body, desk } = request;
      const account = await accountOf(request, body.account);
      if (!account) throw new AppError('ACCOUNT_NOT_FOUND', { detail: body.account });
      const { vendor, model, version } = body;
      const line = { vendor, model, ...(body.track !== '' && { track: body.track }) };
      if (body.confirmed === undefined) {
        const phones = await desk.cpe.records.cpes.count({ accountId: account.id, ...line });
        const { name, number } = account;
        const words = { ...lineWords(line), version, isKept: version === KEEP };
        return pages.send(request, reply, 'firmware-confirm', { account: { name, number }, ...words, phones });
      }
      await chooseFirmware(desk.cpe, account.id, line, version === KEEP ? null : { version });
      return reply.redirect(`/firmware/choice?account=${encodeURIComponent(account.number)}`, 303);
    },
  );
  portal.get('/firmware/troubled', { config: { action: 'cpes.read' } }, async (request, reply) => {
    const { cpe, reports } = request.desk;
    const fleet = { records: cpe.records, firmware: cpe.firmware, findReports: reports.findReports };
    const page = { limit: TROUBLED_SHOWN + 1 };
    const found = await listTroubled(fleet, reports.findTroubled, cpe.firmwareStuckAfter, cpe.now(), page);
    return pages.send(request, reply, 'firmware-troubled', {
      rows: found.slice(0, TROUBLED_SHOWN).map((phone) => troubledRow(request, phone)),
      isMore: found.length > TROUBLED_SHOWN,
    });
  });
}

async function accountOf({ desk }: FastifyRequest, number: string): Promise<Account | undefined> {
  if (number === '') return undefined;
  const [found] = await desk.cpe.records.accounts.list({ number }, 'number', { limit: 1 });
  return found;
}

/** Lines of which the account has phones first, those with most of them before others. */
async function rowsOf({ desk }: FastifyRequest, account: Account) {
  const lines = await listLines(desk.cpe.firmware);
  const rows = await Promise.all(
    lines.map(async (line) => {
      const { vendor, model, track } = line;
      const ofLine = { accountId: account.id, vendor, model, ...(track !== undefined && { track }) };
      return rowOf(line, account, await desk.cpe.records.cpes.count(ofLine));
    }),
  );
  return rows.toSorted((a, b) => b.phones - a.phones);
}

function rowOf(line: FirmwareLine, account: Account, phones: number) {
  const choices = account.models[modelKey(line.vendor, line.model)]?.firmware ?? [];
  const chosen = choices.find(({ track }) => track === line.track)?.version;
  const recommended = line.releases.find(({ state }) => state === RECOMMENDED)?.version;
  return {
    ...lineWords(line),
    phones,
    isChosen: chosen !== undefined,
    // What is offered to who has not chosen yet; nothing changes until they do.
    checked: chosen ?? (recommended === undefined ? KEEP : RECOMMENDED),
    recommended: recommended ?? null,
    versions: line.releases.flatMap(({ version, state }) => (state === 'blocked' ? [] : [version])),
  };
}

function troubledRow({ pageLanguage, desk }: FastifyRequest, { cpe, report, facts, trouble, ran }: TroubledPhone) {
  return {
    mac: cpe.mac,
    macText: formatMac(cpe.mac),
    model: lineWords(cpe).name,
    trouble: `firmware.trouble.${trouble}`,
    running: facts.running?.text ?? null,
    wanted: ran ?? report?.offered?.version ?? null,
    since: report?.offered ? momentOf(pageLanguage, report.offered.since, desk.cpe.now()) : null,
    fetches: report?.offered?.fetches ?? null,
  };
}
