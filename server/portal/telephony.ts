// The telephony of an account on one page: its extensions, users, queues and telephone numbers, and what can be added.
import Type from 'typebox';
import { may } from '../access/permissions.ts';
import type { Extension } from '../domain/telephony/extension.ts';
import { orderState } from '../domain/telephony/order.ts';
import type { TelephonyDeps } from '../pbx/deps.ts';
import { accountOf } from '../pbx/edit.ts';
import { facilitiesOf } from '../pbx/facilities.ts';
import { ofKind } from '../pbx/kinds.ts';
import { settleOrders, todayAt } from '../pbx/orders.ts';
import type { Portal } from './deps.ts';
import type { Pages } from './pages.ts';
import { ADDABLE } from './telephony-forms.ts';

const SHOWN = 200;
export const ByAccount = Type.Object({ account: Type.String({ maxLength: 64 }) });

export function telephonyRoutes(portal: Portal, pages: Pages): void {
  const listQuery = Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) });
  portal.get(
    '/telephony',
    { config: { action: 'telephony.read' }, schema: { querystring: listQuery } },
    async (request, reply) => {
      const { after } = request.query;
      const { accounts } = request.desk.cpe.records;
      const found = await accounts.list({}, 'number', { limit: SHOWN + 1, ...(after !== undefined && { after }) });
      const [only] = found;
      if (only && found.length === 1 && after === undefined)
        return reply.redirect(`/telephony/${encodeURIComponent(only.id)}`, 303);
      const rows = found.slice(0, SHOWN);
      return pages.send(request, reply, 'telephony-accounts', {
        rows: rows.map(({ id, name, number }) => ({ id, name, number })),
        next: found.length > SHOWN ? (rows.at(-1)?.number ?? null) : null,
      });
    },
  );
  portal.get(
    '/telephony/:account',
    {
      config: { action: 'telephony.read' },
      schema: {
        params: ByAccount,
        querystring: Type.Object({
          after: Type.Optional(Type.String({ pattern: '^[0-9]{2,5}$' })),
          added: Type.Optional(Type.String({ maxLength: 64 })),
        }),
      },
    },
    async (request, reply) => {
      const { desk, params, query } = request;
      const account = await accountOf(desk.telephony, params.account);
      await settleOrders(desk.telephony, account);
      const { actor } = desk.origin;
      const facilities = await facilitiesOf(desk.telephony, account);
      const parts = await partsOf(desk.telephony, account.id, todayAt(desk.telephony, account), query.after);
      return pages.send(request, reply, 'telephony', {
        ...parts,
        account: { id: account.id, name: account.name, number: account.number },
        isStart: query.after === undefined,
        shown: SHOWN,
        added: query.added ?? null,
        facilities,
        emergencyCallerId: facilities.emergencyCallerId ?? null,
        addable: ADDABLE.filter(({ action }) => may(actor, action)).map(({ what }) => what),
        mayOrder: may(actor, 'telephony.order'),
      });
    },
  );
}

async function partsOf({ records, channels }: TelephonyDeps, accountId: string, today: string, after?: string) {
  const page = { limit: SHOWN + 1, ...(after !== undefined && { after }) };
  const first = { limit: SHOWN + 1 };
  const found = await records.list('extension', accountId, page);
  const shown = found.slice(0, SHOWN);
  const [users, queues, numbers] = await Promise.all([
    records.list('telephonyUser', accountId, first),
    records.list('queue', accountId, first),
    records.list('number', accountId, first),
  ]);
  const all = await records.all(accountId, ['extension', 'order', 'channelLink', 'channelLogin']);
  const orders = new Map(ofKind(all, 'order').map(({ value }) => [value.extension, value]));
  const names = new Map(ofKind(all, 'extension').map(({ key, value }) => [key, value.name]));
  const seats = [
    ...ofKind(all, 'channelLink').map(({ value }) => ({ user: value.linkedTo, channelId: value.channelId })),
    ...ofKind(all, 'channelLogin').map(({ value }) => ({ user: value.user, channelId: value.channelId })),
  ].filter(({ user }) => user !== undefined);
  const channelNames = new Map(
    (await channels.findMany(seats.map(({ channelId }) => channelId))).map(({ id, name }) => [id, name]),
  );
  const stateOf = (number: string) => {
    const order = orders.get(number);
    if (!order) return null;
    const state = orderState(order, today);
    if (state === 'planned') return { key: 'telephony.state.planned', day: order.startDate };
    if (state === 'waitingForSim') return { key: 'telephony.state.waitingForSim', day: '' };
    return order.endDate === undefined ? null : { key: 'telephony.state.ends', day: order.endDate };
  };
  return {
    // Source: EXT-18
    hasUser: ofKind(all, 'extension').some(({ value }) => value.kind === 'user'),
    extensions: shown.map(({ key, value }) => ({
      number: key,
      name: value.name,
      kind: value.kind,
      about: aboutOf(value),
      state: stateOf(key),
      isOrdered: orders.has(key),
    })),
    next: found.length > SHOWN ? (shown.at(-1)?.key ?? null) : null,
    users: users.slice(0, SHOWN).map(({ id, value }) => {
      const own = ofKind(all, 'extension').flatMap((one) =>
        one.value.kind === 'user' && one.value.userId === id ? [one.key] : [],
      );
      return {
        name: value.displayName,
        extensions: own.toSorted(),
        phones: seats
          .flatMap(({ user, channelId }) =>
            user !== undefined && own.includes(user) ? [channelNames.get(channelId)] : [],
          )
          .join(', '),
      };
    }),
    queues: queues.slice(0, SHOWN).map(({ key, value }) => ({
      number: key,
      name: names.get(key) ?? '',
      members: value.members.length,
      places: value.callLimit,
    })),
    numbers: numbers.slice(0, SHOWN).map(({ key, value }) => ({
      e164: key,
      linkedTo: value.linkedTo ?? null,
      name: value.linkedTo === undefined ? null : (names.get(value.linkedTo) ?? null),
    })),
    isCut: { users: users.length > SHOWN, queues: queues.length > SHOWN, numbers: numbers.length > SHOWN },
  };
}

/** What a list says of an extension beside its kind: a text with its count, or a number. */
function aboutOf(value: Extension): { readonly key?: string; readonly count?: number; readonly text?: string } {
  if (value.kind === 'group') return { key: 'telephony.members.count', count: value.members.length };
  if (value.kind === 'ivr') return { key: 'telephony.options', count: value.options.length };
  return value.kind === 'forward' ? { text: value.to } : {};
}
