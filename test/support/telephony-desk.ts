// Use cases of telephony on a real store, at a clock that tests set.
import { addAccount } from '../../server/cpe/accounts.ts';
import { addChannel, type NewChannel } from '../../server/cpe/channels.ts';
import { addCpes, editCpe } from '../../server/cpe/cpes.ts';
import type { Mac } from '../../server/domain/mac.ts';
import type { Account, Channel } from '../../server/domain/records.ts';
import type { TelephonyDeps } from '../../server/pbx/deps.ts';
import { addExtension, type ExtensionRecord } from '../../server/pbx/extensions.ts';
import { type OrderRecord, placeOrder } from '../../server/pbx/orders.ts';
import { openTestDesks, type TestDesks } from './desks.ts';

export interface TelephonyDesk {
  readonly desks: TestDesks;
  readonly account: Account;
  readonly deps: TelephonyDeps;
  /** Sets the clock. */
  readonly at: (iso: string) => Date;
  readonly order: (value: object) => Promise<OrderRecord>;
  /** Orders a desk user. */
  readonly user: (number: string, more?: object) => Promise<OrderRecord>;
  readonly extension: (value: object) => Promise<ExtensionRecord>;
  readonly channel: (value?: NewChannel) => Promise<Channel>;
  /** A phone on each of the channels, added when first asked for. */
  readonly cpes: (channelIds: readonly string[]) => Promise<readonly Mac[]>;
}

/** An account in Amsterdam, at noon of 24 November 2026. */
export async function openTelephonyDesk(): Promise<TelephonyDesk> {
  const desks = await openTestDesks();
  const desk = desks.within({ over: 'platform' });
  let now = new Date('2026-11-24T11:00:00Z');
  const deps: TelephonyDeps = { ...desk.telephony, now: () => now };
  const account = await addAccount(desk.cpe, { name: 'Bakery', number: '1001', areaCode: '020' });
  const order = (value: object) => placeOrder(deps, account.id, value, 'admin');
  return {
    desks,
    account,
    deps,
    at: (iso) => {
      now = new Date(iso);
      return now;
    },
    order,
    user: (number, more = {}) =>
      order({
        product: 'starter',
        extension: { number, name: `User ${number}`, pin: '2580', areaCode: '020' },
        user: { kind: 'new', displayName: `User ${number}`, language: 'nl' },
        ...more,
      }),
    extension: (value) => addExtension(deps, account.id, value),
    channel: (value = {}) => addChannel(desk.cpe, account.id, value),
    cpes: async (channelIds) => {
      const there = await desk.cpe.records.cpes.list({ accountId: account.id }, 'mac', { limit: 100 });
      if (there.length > 0) return there.map(({ mac }) => mac);
      const devices = channelIds.map((_, i) => ({ mac: `805ec00000${i + 10}` }));
      const added = await addCpes(desk.cpe, {
        vendor: 'Yealink',
        model: 'T46S',
        track: 'Lydis',
        accountId: account.id,
        devices,
      });
      for (const [i, { cpe }] of added.entries())
        await editCpe(desk.cpe, cpe.mac, { channelIds: channelIds.slice(i, i + 1) });
      return added.map(({ cpe }) => cpe.mac);
    },
  };
}
