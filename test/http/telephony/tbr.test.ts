// TBR extensions over the API: periods are added to one that is there, and those that overlap are refused.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
const to = (number: string) => ({ kind: 'extension', number });
const period = (startDay: number, endDay: number, startTime: string, endTime: string) => ({
  ...{ startDay, endDay, startTime, endTime, to: to('201') },
});

beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop);
  for (const number of ['201', '202']) expect((await shop.user(number)).status).toBe(201);
});
afterAll(() => bellhop?.close());

test('EXT-124 EXT-126 EXT-127 EXT-129 a TBR needs a failover; its periods come later, without overlaps', async () => {
  const without = await shop.extension({ kind: 'tbr', number: '450', name: 'Day' });
  expect([without.status, pointers(without)]).toEqual([422, ['/failover']]);
  expect((await shop.extension({ kind: 'tbr', number: '450', name: 'Day', failover: to('202') })).json.periods).toEqual(
    [],
  );
  const day = { ...period(1, 5, '09:00', '17:00'), description: 'office hours' };
  const added = await shop.call('PATCH', 'extensions/450', { periods: [day, period(1, 5, '17:00', '09:00')] });
  expect([added.status, added.json.periods[0]]).toEqual([200, day]);
  const periods = [day, period(7, 7, '22:00', '06:00'), period(1, 1, '05:00', '10:00')];
  const refused = await shop.call('PATCH', 'extensions/450', { periods });
  expect([refused.status, pointers(refused)]).toEqual([422, ['/periods/2', '/periods/2']]);
  expect((await shop.call('GET', 'extensions/450')).json.periods).toHaveLength(2);
});
