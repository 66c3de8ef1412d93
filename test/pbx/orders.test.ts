// Orders over the days: what is done when its day comes, whoever looks first, and what stands in its way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settleOrders, terminateOrder } from '../../server/pbx/orders.ts';
import { switchReach } from '../../server/pbx/reach/edit.ts';
import { standing } from '../../server/pbx/records.ts';
import { openTelephonyDesk, type TelephonyDesk } from '../support/telephony-desk.ts';

let shop: TelephonyDesk;
beforeAll(async () => {
  shop = await openTelephonyDesk();
});
afterAll(() => shop?.desks.close());

const which = (keyOrId: string) => ({ kind: 'order', accountId: shop.account.id, keyOrId }) as const;
const extension = (number: string) => shop.deps.records.findByKey('extension', shop.account.id, number);

describe('EXT-38', () => {
  test('the next day is that of the account: at 23:30 there, tomorrow is not the day after', async () => {
    const order = await shop.user('201');
    shop.at('2026-11-24T22:30:00Z');
    await expect(terminateOrder(shop.deps, which(order.key), { endDate: '2026-11-24' }, 'a')).rejects.toMatchObject({
      errors: [{ pointer: '/endDate' }],
    });
    const ended = await terminateOrder(shop.deps, which(order.key), { endDate: '2026-11-25' }, 'a');
    expect(ended.value.endDate).toBe('2026-11-25');
    // Half past midnight there, though it is the same day in UTC.
    shop.at('2026-11-24T23:30:00Z');
    expect(await settleOrders(shop.deps, shop.account)).toBe(1);
    expect(await extension('201')).toBeUndefined();
    const gone = await standing(shop.deps, which(order.key));
    expect(gone.value).toMatchObject({ formerExtension: '201' });
    expect(gone.value.history.map(({ what }) => what)).toEqual(['placed', 'terminated', 'ended']);
    expect(await settleOrders(shop.deps, shop.account)).toBe(0);
  });

  test('its number is free again, and the order of it stays to be read', async () => {
    expect((await shop.user('201', { user: { kind: 'new', displayName: 'Other', language: 'nl' } })).key).toBe(
      'O000002',
    );
    await expect(terminateOrder(shop.deps, which('O000001'), { endDate: '2027-01-01' }, 'a')).rejects.toMatchObject({
      code: 'TELEPHONY_ORDER_ENDED',
    });
  });

  test('EXT-15: what began to use it meanwhile keeps the record until that is changed; calls do not reach it', async () => {
    const order = await shop.user('202');
    await terminateOrder(shop.deps, which(order.key), { endDate: '2026-12-01' }, 'a');
    const group = await shop.extension({ kind: 'group', number: '300', name: 'G', members: ['202'] });
    shop.at('2026-12-01T12:00:00Z');
    await settleOrders(shop.deps, shop.account);
    expect(await extension('202')).toBeDefined();
    await shop.deps.records.write([{ do: 'remove', record: group }], shop.deps.now());
    await settleOrders(shop.deps, shop.account);
    expect(await extension('202')).toBeUndefined();
  });

  test('two who look at the same moment end it once', async () => {
    const order = await shop.user('203');
    await terminateOrder(shop.deps, which(order.key), { endDate: '2026-12-05' }, 'a');
    shop.at('2026-12-05T12:00:00Z');
    await Promise.all([settleOrders(shop.deps, shop.account), settleOrders(shop.deps, shop.account)]);
    const { value } = await standing(shop.deps, which(order.key));
    expect(value.history.filter(({ what }) => what === 'ended')).toHaveLength(1);
    expect(await extension('203')).toBeUndefined();
  });

  test('R-69: the reachability of a user goes with his order', async () => {
    const order = await shop.user('204');
    const whose = { accountId: shop.account.id, extension: '204' };
    const kept = () => shop.deps.records.findByKey('reachState', whose.accountId, whose.extension);
    await switchReach(shop.deps, whose, { type: 'doNotDisturb', on: true });
    expect(await kept()).toBeDefined();
    await terminateOrder(shop.deps, which(order.key), { endDate: '2026-12-10' }, 'a');
    shop.at('2026-12-10T12:00:00Z');
    await settleOrders(shop.deps, shop.account);
    expect(await kept()).toBeUndefined();
  });
});
