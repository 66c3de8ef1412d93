// What an order's page shows, tab by tab. Source: EXT-34
import type { Account } from '../domain/records.ts';
import { catalogueOf } from './catalogue.ts';
import type { TelephonyDeps } from './deps.ts';
import { ofKind } from './kinds.ts';
import { linesOf, type OrderRecord } from './orders.ts';

/**
 * @returns general: the extension's settings; privacySettings: privacy groups with it; registeredChannels: channels linked to it;
 *   invoicing and purchase: what is paid a month, in cents; orders: what happened to the order; usage: cost of call traffic, in
 *   cents, null while no call traffic is kept
 */
export async function orderPage({ records, ...deps }: TelephonyDeps, account: Account, order: OrderRecord) {
  const { extension: number } = order.value;
  const all = await records.all(account.id, ['extension', 'privacyGroup', 'channelLink']);
  const extension = ofKind(all, 'extension').find(({ key }) => key === number);
  const linked = ofKind(all, 'channelLink').filter(({ value }) => number !== undefined && value.linkedTo === number);
  const channels = await deps.channels.findMany(linked.map(({ value }) => value.channelId));
  const lines = linesOf((await catalogueOf(deps, account.partnerId)).value, order.value);
  return {
    general: extension ? extension.value : null,
    privacySettings: ofKind(all, 'privacyGroup').flatMap(({ id, value: { name, members, grants } }) => {
      const isMember = number !== undefined && members.includes(number);
      const over = grants.filter((grant) => grant.over === number);
      return isMember || over.length > 0 ? [{ id, name, isMember, grants: over }] : [];
    }),
    registeredChannels: channels.map(({ id, name }) => ({ id, name })),
    invoicing: lines.map(({ id, salesCents }) => ({ id, cents: salesCents })),
    purchase: lines.map(({ id, purchaseCents }) => ({ id, cents: purchaseCents })),
    orders: order.value.history,
    usage: null,
  };
}
