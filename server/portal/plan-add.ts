// Making a plan: which phones, what changes, when and how carefully; what comes of it is looked at on the plan's own page before
// anything is done. It is the plan that POST /plans would make. Source: DEV-9 to DEV-16, DEV-28, DEV-29
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { searchOf } from '../access/care.ts';
import type { Desk } from '../access/desk.ts';
import { searchCpes } from '../cpe/care/search.ts';
import { DEVICES } from '../devices/registry.ts';
import { RECOMMENDED } from '../domain/firmware.ts';
import { formatMac, type Mac, parseMac } from '../domain/mac.ts';
import { type Account, modelKey } from '../domain/records.ts';
import { isTextKey, text } from '../domain/texts.ts';
import { AppError, invalid, statusOf } from '../errors.ts';
import { addPlan, type NewPlan } from '../plans/plans.ts';
import type { Portal } from './deps.ts';
import { lineWords } from './firmware.ts';
import type { Pages } from './pages.ts';
import { type AskedWishes, countOf, PhonesQuery, wishesOf } from './phones.ts';
import {
  ACCOUNT_KINDS,
  changeOf,
  fieldOf,
  isAccountKind,
  KEEP,
  NEEDS,
  type Of,
  optionsOf,
  PHONE_KINDS,
  type PlanKind,
  standing,
  type Typed,
} from './plan-forms.ts';
import { NUMBERS, timingOf, USUAL, WHENS } from './plan-timing.ts';

/** A plan takes no more. */
const MOST_PHONES = 10_000;
const PIECE = 1_000;
/** The model and the track of a choice: no model has this in its name. */
const SEPARATOR = '|';
const config = { action: 'plans.edit' } as const;
const mac = Type.String({ maxLength: 32 });
const Query = Type.Object({
  ...PhonesQuery.properties,
  mac: Type.Optional(Type.Union([mac, Type.Array(mac, { maxItems: 200 })])),
  kind: Type.Optional(Type.Enum([...PHONE_KINDS, ...ACCOUNT_KINDS])),
  of: Type.Optional(Type.String({ maxLength: 200 })),
});
type Query = Type.Static<typeof Query>;
/** Which fields there are depends on the kind: each is read as text by its name. */
const Body = Type.Object({ _csrf: Type.String({ maxLength: 256 }) }, { additionalProperties: true });

interface Asked {
  readonly wishes: AskedWishes;
  /** Chosen one by one. */
  readonly macs: readonly Mac[];
  readonly account: Account | undefined;
  readonly kind: PlanKind | undefined;
  readonly of: Of | undefined;
  readonly ofText: string;
}

export function planAddRoutes(portal: Portal, pages: Pages): void {
  portal.get('/plans/add', { config, schema: { querystring: Query } }, async (request, reply) => {
    const asked = await askedOf(request.desk, request.query);
    return asked.kind && !isUnsaid(asked) ? formPage(request, reply, asked) : choicePage(request, reply, asked);
  });
  portal.post(
    '/plans/add',
    { config, schema: { querystring: Query, body: Body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { desk } = request;
      const asked = await askedOf(desk, request.query);
      const { kind } = asked;
      if (!kind || isUnsaid(asked)) return choicePage(request, reply, asked);
      const typed = Object.fromEntries(Object.entries(request.body).map(([name, value]) => [name, String(value)]));
      try {
        const plan = await addPlan(desk, await wishOf(desk, asked, kind, typed));
        request.log.info({ planId: plan.id, kind, username: request.username }, 'plan made');
        return await reply.redirect(`/plans/${plan.id}`, 303);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
        return formPage(request, reply.code(statusOf(error.code)), asked, { typed, error });
      }
    },
  );

  async function choicePage(request: FastifyRequest, reply: FastifyReply, asked: Asked) {
    const { desk } = request;
    const { kind, account, wishes } = asked;
    const needs = kind && NEEDS[kind];
    return pages.send(request, reply, 'plan-add', {
      ...(await shownOf(desk, asked)),
      kind: kind ?? null,
      phoneKinds: PHONE_KINDS,
      accountKinds: ACCOUNT_KINDS,
      isBad: wishes.bad.length > 0,
      needs: needs ?? null,
      choices: needs && account ? await choicesOf(desk, account, needs) : [],
      suggestions: await desk.cpe.records.accounts.list({}, 'number', { limit: 200 }),
    });
  }

  async function formPage(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Asked,
    failed?: { readonly typed: Typed; readonly error: AppError },
  ) {
    const { desk } = request;
    const { kind = 'none', account, of, ofText } = asked;
    const typed: Typed = failed?.typed ?? { ...USUAL, ...standing(kind, account, of) };
    return pages.send(request, reply, 'plan-form', {
      ...(await shownOf(desk, asked)),
      ...optionsOf(kind, of),
      kind,
      isOfAccount: isAccountKind(kind),
      ofText: ofText
        .split(SEPARATOR)
        .filter((part) => part !== '')
        .join(' '),
      value: (name: string) => typed[name] ?? '',
      isOn: (name: string) => typed[name] !== undefined,
      versions: kind === 'firmware' && of ? await versionsOf(desk, account, of) : null,
      keep: KEEP,
      recommendedWord: RECOMMENDED,
      whens: WHENS,
      numbers: NUMBERS,
      timeZone: zoneOf(account),
      problems: (failed?.error.errors ?? []).map((one) => {
        const key = `planAdd.field.${fieldOf(one, kind) ?? ''}`;
        return { label: isTextKey(key) ? text(request.pageLanguage, key) : null, detail: one.detail };
      }),
    });
  }
}

const zoneOf = (account: Account | undefined) => account?.timeZone ?? 'UTC';

/** A kind is chosen that needs an account or a model first. */
function isUnsaid({ kind, account, of }: Asked): boolean {
  if (!kind || !isAccountKind(kind)) return false;
  return !account || (NEEDS[kind] !== undefined && !of);
}

async function askedOf(desk: Desk, query: Query): Promise<Asked> {
  const { mac: chosen = [], kind, of: ofText = '' } = query;
  const wishes = await wishesOf(desk, query);
  const [vendor = '', model = '', track = ''] = ofText.split(SEPARATOR);
  const isKnown = DEVICES.some(
    ({ model: one }) => one.vendor === vendor && (kind === 'ringtones' || one.model === model),
  );
  return {
    wishes,
    macs: [chosen].flat().flatMap((text) => parseMac(text) ?? []),
    account: wishes.account,
    kind,
    of: isKnown ? { vendor, model, ...(track !== '' && { track }) } : undefined,
    ofText,
  };
}

/** The search again, for links and forms that go on with it. */
function queryOf({ wishes, macs }: Asked): string {
  const query = new URLSearchParams(wishes.typed);
  for (const one of macs) query.append('mac', one);
  return query.toString();
}

async function shownOf(desk: Desk, asked: Asked) {
  const { wishes, macs, account, kind, ofText } = asked;
  const query = queryOf(asked);
  const words = new URLSearchParams({ ...(kind && { kind }), ...(ofText !== '' && { of: ofText }) }).toString();
  const counted = macs.length > 0 || wishes.bad.length > 0 ? null : await countOf(desk, wishes);
  return {
    query,
    whole: [query, words].filter((part) => part !== '').join('&'),
    macs: macs.map(formatMac),
    count: macs.length > 0 ? { number: macs.length, isMore: false } : counted,
    isAll: macs.length === 0 && Object.keys(wishes.typed).length === 0,
    account: account
      ? {
          name: account.name,
          number: account.number,
          phones: await desk.cpe.records.cpes.count({ accountId: account.id }),
        }
      : null,
  };
}

/** Models, lines or vendors of which the account has phones; all where it has none yet. */
async function choicesOf(desk: Desk, account: Account, needs: 'model' | 'line' | 'vendor') {
  const all = DEVICES.map(({ model: { vendor, model, track } }) => {
    if (needs === 'vendor') return { vendor, model: '', track: undefined };
    return { vendor, model, track: needs === 'line' ? track : undefined };
  });
  const byValue = new Map(
    all.map((one) => [[one.vendor, one.model, one.track ?? ''].join(SEPARATOR).replace(/\|+$/, ''), one]),
  );
  const rows = await Promise.all(
    [...byValue].map(async ([value, { vendor, model, track }]) => ({
      value,
      text: model === '' ? vendor : lineWords({ vendor, model, ...(track !== undefined && { track }) }).name,
      phones: await desk.cpe.records.cpes.count({
        accountId: account.id,
        vendor,
        ...(model !== '' && { model }),
        ...(track !== undefined && { track }),
      }),
    })),
  );
  const own = rows.filter(({ phones }) => phones > 0);
  return (own.length > 0 ? own : rows).toSorted((a, b) => b.phones - a.phones);
}

async function versionsOf(desk: Desk, account: Account | undefined, { vendor, model, track }: Of) {
  const line = await desk.cpe.firmware.line(vendor, model, track);
  const choices = account?.models[modelKey(vendor, model)]?.firmware ?? [];
  return {
    chosen: choices.find((one) => one.track === track)?.version ?? KEEP,
    recommended: line.releases.find(({ state }) => state === RECOMMENDED)?.version ?? null,
    all: line.releases.flatMap(({ version, state }) => (state === 'blocked' ? [] : [version])),
  };
}

/** @throws INPUT_INVALID */
async function wishOf(desk: Desk, asked: Asked, kind: PlanKind, typed: Typed): Promise<NewPlan> {
  const name = (typed.name ?? '').trim();
  return {
    name,
    change: changeOf(kind, typed, asked.account, asked.of),
    ...timingOf(typed, zoneOf(asked.account)),
    ...(!isAccountKind(kind) && { targets: await targetsOf(desk, asked) }),
  };
}

/** All phones of an account by its id, so that one added before the preview is among them; else those that are found now. */
async function targetsOf(desk: Desk, { macs, wishes }: Asked): Promise<NonNullable<NewPlan['targets']>> {
  if (macs.length > 0) return { macs };
  const isAccountAlone = Object.keys(wishes.typed).every((name) => name === 'account');
  if (wishes.account && isAccountAlone) return { accountId: wishes.account.id };
  const found: Mac[] = [];
  let after: string | undefined;
  do {
    if (wishes.bad.length > 0) break;
    const page = await searchCpes(searchOf(desk), wishes.wishes, {
      limit: PIECE,
      ...(after !== undefined && { after }),
    });
    found.push(...page.cpes.map((cpe) => cpe.mac));
    after = page.next;
  } while (after !== undefined && found.length <= MOST_PHONES);
  if (found.length === 0) throw invalid([{ pointer: '/targets', detail: 'no phone is found by this search' }]);
  return { macs: found };
}
