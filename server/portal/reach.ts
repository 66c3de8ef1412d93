// Pages about reachability: one's own, and for admins that of every user of an account. The matrix is shown as it holds now;
// status, do not disturb, forwards and devices are switched there, and cells of the matrix changed.
// Source, DEV-31 to DEV-34
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Desk } from '../access/desk.ts';
import { type Action, may } from '../access/permissions.ts';
import type { Account } from '../domain/records.ts';
import type { Destination } from '../domain/telephony/destination.ts';
import { readDialledNumber } from '../domain/telephony/dialled-number.ts';
import { AppError, invalid, statusOf } from '../errors.ts';
import { ofKind } from '../pbx/kinds.ts';
import { putReach, switchReach, wipeReach } from '../pbx/reach/edit.ts';
import { tryCall } from '../pbx/reach/now.ts';
import { ownExtension } from '../pbx/reach/own.ts';
import { loadReach, type UserReach, userReach, type WhoseReach } from '../pbx/reach/user-reach.ts';
import type { ReachEvent } from '../routing/reach/sync.ts';
import { stepText } from '../routing/step.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';
import { type FormFailure, formFailure } from './people.ts';
import { reachView, readMoment, rowOf } from './reach-view.ts';

const typed = Type.Optional(Type.String({ maxLength: 255 }));
/** The fields of all forms of the page: each has some of them. */
const Form = formOf({
  status: typed,
  until: typed,
  kind: typed,
  to: typed,
  afterSec: typed,
  fixed: typed,
  mobile: typed,
  web: typed,
});
type Given = Type.Static<typeof Form>;
/** Cells of the matrix by `status.class`, and the revision that they were read at. */
const MatrixForm = Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 256 }));
const Query = Type.Object({ edit: typed, from: typed, at: typed });
/** One's own page has none of them. */
const Params = Type.Object({ account: typed, extension: typed });
type Named = Type.Static<typeof Params>;
const SHOWN = 1000;

interface Place {
  readonly path: string;
  readonly read: Action;
  readonly edit: Action;
  readonly whose: (desk: Desk, named: Named) => Promise<WhoseReach>;
  readonly urlOf: (named: Named) => string;
}

export function reachRoutes(portal: Portal, pages: Pages): void {
  listRoute(portal, pages);
  placeRoutes(portal, pages, {
    path: '/me/reach',
    read: 'reach.own',
    edit: 'reach.own',
    whose: async ({ telephony, origin: { actor } }) => {
      if (actor.kind !== 'person') throw new AppError('REACH_NOT_YOURS');
      return ownExtension(telephony, actor);
    },
    urlOf: () => '/me/reach',
  });
  placeRoutes(portal, pages, {
    path: '/reach/:account/:extension',
    read: 'telephony.read',
    edit: 'telephony.edit',
    whose: namedUser,
    urlOf: urlOfUser,
  });
  wipeRoutes(portal, pages);
}

function urlOfUser({ account = '', extension = '' }: Named): string {
  return `/reach/${encodeURIComponent(account)}/${encodeURIComponent(extension)}`;
}

/** Accounts are known by their numbers. @throws ACCOUNT_NOT_FOUND */
async function namedUser(desk: Desk, { account = '', extension = '' }: Named): Promise<WhoseReach> {
  const found = await accountByNumber(desk, account);
  if (!found) throw new AppError('ACCOUNT_NOT_FOUND', { detail: account });
  return { accountId: found.id, extension };
}

async function accountByNumber({ cpe }: Desk, number: string): Promise<Account | undefined> {
  const [found] = await cpe.records.accounts.list({ number }, 'number', { limit: 1 });
  return found;
}

/** All users of an account, each with how he stands; without an account, which there are. */
function listRoute(portal: Portal, pages: Pages): void {
  portal.get(
    '/reach',
    { config: { action: 'telephony.read' }, schema: { querystring: Type.Object({ account: typed }) } },
    async (request, reply) => {
      const { desk, pageLanguage: language } = request;
      const { records, now } = desk.telephony;
      const suggestions = await desk.cpe.records.accounts.list({}, 'number', { limit: SHOWN });
      const number = request.query.account?.trim() ?? (suggestions.length === 1 ? suggestions[0]?.number : undefined);
      const account = number ? await accountByNumber(desk, number) : undefined;
      const all = account ? await records.all(account.id, ['extension', 'reach', 'reachState']) : [];
      const settings = new Map(ofKind(all, 'reach').map((record) => [record.key, record]));
      const states = new Map(ofKind(all, 'reachState').map((record) => [record.key, record]));
      const users = ofKind(all, 'extension')
        .filter(({ value }) => value.kind === 'user')
        .toSorted((a, b) => (a.key < b.key ? -1 : 1));
      return pages.send(request, reply, 'reach-list', {
        account: account ? { number: account.number, name: account.name } : null,
        wanted: number ?? '',
        isBad: number !== undefined && number !== '' && !account,
        suggestions: suggestions.map(({ number: one, name }) => ({ number: one, name })),
        rows: account
          ? users.map(({ key: extension, value: { name } }) => ({
              url: urlOfUser({ account: account.number, extension }),
              ...rowOf(
                userReach(account, { extension, name }, settings.get(extension), states.get(extension)),
                language,
                now(),
              ),
            }))
          : [],
      });
    },
  );
}

function placeRoutes(portal: Portal, pages: Pages, { path, read, edit, whose, urlOf }: Place): void {
  interface Shown {
    readonly failure?: FormFailure;
  }
  const page = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { named, query }: { readonly named: Named; readonly query: Type.Static<typeof Query> },
    { failure }: Shown = {},
  ) => {
    const { desk, pageLanguage: language } = request;
    const now = desk.telephony.now();
    const user = await loadReach(desk.telephony, await whose(desk, named));
    const mayEdit = request.visitor !== undefined && may(request.visitor.person, edit);
    return pages.send(request, reply, 'reach', {
      url: urlOf(named),
      isOwn: read === 'reach.own',
      account: { id: user.account.id, number: user.account.number, name: user.account.name },
      mayEdit,
      isEditing: mayEdit && query.edit === 'matrix',
      reach: reachView(user, language, now),
      asked: query.from === undefined ? null : asked(user, query.from, query.at, language, now),
      from: query.from ?? '',
      at: query.at ?? '',
      failure: failure ? pages.errorTitle(language, failure.code) : null,
      bad: failure?.fields ?? [],
    });
  };

  portal.get(
    path,
    { config: { action: read }, schema: { params: Params, querystring: Query } },
    async (request, reply) => {
      try {
        return await page(request, reply, { named: request.params, query: request.query });
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'REACH_NOT_YOURS')) throw error;
        return pages.send(request, reply, 'reach-none', {});
      }
    },
  );

  /** A form of the page: done, the page is shown anew; else with what was wrong. */
  const form = (
    name: string,
    work: (desk: Desk, of: WhoseReach, given: Given, user: UserReach) => Promise<unknown>,
  ) => {
    const address = `${path}/${name}`;
    portal.get(address, { config: { action: read }, schema: { params: Params } }, async ({ params }, reply) =>
      reply.redirect(urlOf(params), 303),
    );
    portal.post(
      address,
      { config: { action: edit }, schema: { params: Params, body: Form }, preHandler: portal.csrfProtection },
      async (request, reply) => {
        const { desk, params: named, body } = request;
        const of = await whose(desk, named);
        try {
          await work(desk, of, body, await loadReach(desk.telephony, of));
        } catch (error) {
          const failure = formFailure(error);
          return page(request, reply.code(statusOf(failure.code)), { named, query: {} }, { failure });
        }
        return reply.redirect(urlOf(named), 303);
      },
    );
  };
  const switching = (name: string, eventOf: (given: Given, user: UserReach) => ReachEvent) =>
    form(name, ({ telephony }, of, given, user) => switchReach(telephony, of, eventOf(given, user)));

  switching('status', ({ status = '', until }, { account }) =>
    status === '' ? { type: 'status' } : { type: 'status', manual: { status, ...endOf(until, account) } },
  );
  switching('dnd-on', () => ({ type: 'doNotDisturb', on: true }));
  switching('dnd-off', () => ({ type: 'doNotDisturb', on: false }));
  switching('devices', ({ fixed, mobile, web, until }, { account }) => ({
    type: 'devices',
    devices: {
      fixed: fixed !== undefined,
      mobile: mobile !== undefined,
      web: web !== undefined,
      ...endOf(until, account),
    },
  }));
  switching('devices-off', () => ({ type: 'devices' }));
  switching('forward', forwardOf);
  switching('forward-off', ({ kind }) => ({ type: 'forward', kind: forwardKind(kind) }));

  portal.post(
    `${path}/matrix`,
    { config: { action: edit }, schema: { params: Params, body: MatrixForm }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { desk, params: named, body } = request;
      const of = await whose(desk, named);
      const { reach } = await loadReach(desk.telephony, of);
      const matrix = reach.statuses.flatMap(({ id: status }) =>
        reach.callClasses.flatMap(({ id: callClass }) => {
          const profile = body[`${status}.${callClass}`];
          return profile ? [{ status, callClass, profile }] : [];
        }),
      );
      const { 'fallback.status': status, 'fallback.callClass': callClass } = body;
      const defaults = { ...reach.defaults, ...(status && { status }), ...(callClass && { callClass }) };
      try {
        await putReach(desk.telephony, of, { ...reach, matrix, defaults }, Number(body.revision));
      } catch (error) {
        const failure = formFailure(error);
        const query = { edit: 'matrix' };
        return page(request, reply.code(statusOf(failure.code)), { named, query }, { failure });
      }
      return reply.redirect(urlOf(named), 303);
    },
  );
}

/** @throws INPUT_INVALID */
function endOf(until: string | undefined, { timeZone }: Account): { readonly until?: string } {
  if (until === undefined || until === '') return {};
  const moment = readMoment(until, timeZone);
  if (!moment) throw invalid([{ pointer: '/until', detail: 'must be a day and time' }]);
  return { until: moment.toISOString() };
}

const FORWARD_KINDS = ['always', 'busy', 'noAnswer'] as const;

/** @throws INPUT_INVALID */
function forwardKind(typedKind: string | undefined): (typeof FORWARD_KINDS)[number] {
  const kind = FORWARD_KINDS.find((one) => one === typedKind);
  if (!kind) throw invalid([{ pointer: '/kind', detail: 'must be always, busy or noAnswer' }]);
  return kind;
}

/** Numbers as people dial them, extensions, or the word for the own voicemail. @throws INPUT_INVALID */
function forwardOf({ kind, to = '', afterSec }: Given, { account, extension }: UserReach): ReachEvent {
  const seconds = Number(afterSec ?? '');
  return {
    type: 'forward',
    kind: forwardKind(kind),
    to: destinationOf(to, account, extension),
    ...(Number.isInteger(seconds) && seconds > 0 && seconds <= 600 && { afterSec: seconds }),
  };
}

function destinationOf(text: string, { country, areaCode }: Account, extension: string): Destination {
  const plain = text.replaceAll(/[\s().-]+/g, '');
  if (/^voicemail$/i.test(plain)) return { kind: 'voicemail', of: extension };
  if (/^[0-9]{2,5}$/.test(plain)) return { kind: 'extension', number: plain };
  const read = readDialledNumber(plain, country, areaCode);
  if (read.kind === 'e164') return { kind: 'number', e164: read.e164 };
  throw invalid([{ pointer: '/to', detail: 'must be an extension or a telephone number' }]);
}

/** What would become of a call, step by step. */
function asked(user: UserReach, from: string, at: string | undefined, language: string, now: Date) {
  const plain = from.replaceAll(/[\s().-]+/g, '');
  const isInside = /^[0-9]{2,5}$/.test(plain);
  const caller = plain === '' ? {} : isInside ? { extension: plain } : { number: plain };
  const moment = at ? readMoment(at, user.account.timeZone) : now;
  return tryCall(user, caller, false, moment ?? now).steps.map((step) => stepText(step, language));
}

/** Asks first: it cannot be undone. Source: R-68 */
function wipeRoutes(portal: Portal, pages: Pages): void {
  const path = '/reach/:account/:extension/wipe';
  portal.get(path, { config: { action: 'telephony.edit' }, schema: { params: Params } }, async (request, reply) => {
    const { desk, params } = request;
    const { name, extension } = await loadReach(desk.telephony, await namedUser(desk, params));
    return pages.send(request, reply, 'reach-wipe', { url: urlOfUser(params), name, extension });
  });
  portal.post(
    path,
    {
      config: { action: 'telephony.edit' },
      schema: { params: Params, body: formOf({}) },
      preHandler: portal.csrfProtection,
    },
    async ({ desk, params }, reply) => {
      const of = await namedUser(desk, params);
      await wipeReach(desk.telephony, of, of.extension);
      return reply.redirect(urlOfUser(params), 303);
    },
  );
}
