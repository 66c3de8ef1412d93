// Extensions that would send calls round without end are refused when they are saved.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
const to = (number: string) => ({ kind: 'extension', number });
beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop);
  await shop.user('201');
  await shop.extension({ kind: 'group', number: '301', name: 'G', members: ['201'] });
  await shop.extension({ kind: 'selector', number: '302', name: 'S', fallback: to('301') });
  await shop.order({ product: 'ivr', extension: { number: '310', name: 'Main' } });
  await shop.order({ product: 'ivr', extension: { number: '311', name: 'Sub' } });
  await shop.order({ product: 'queue', callLimit: 5, extension: { number: '320', name: 'Q' } });
});
afterAll(() => bellhop?.close());

const change = (number: string, patch: object) => shop.call('PATCH', `extensions/${number}`, patch);

describe('EXT-13: loops without a key', () => {
  test('to itself', async () => {
    const refused = await change('301', { forwardAlways: [to('301')] });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/forwardAlways/0/number']]);
    expect(refused.json.errors[0].detail).toContain('301, 301');
  });

  test('over another one, with the way round', async () => {
    const refused = await change('301', { forwardOnBusy: [to('201'), to('302')] });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/forwardOnBusy/1/number']]);
    expect(refused.json.errors[0].detail).toContain('301, 302, 301');
    expect((await shop.call('GET', 'extensions/301')).json).not.toHaveProperty('forwardOnBusy');
  });

  test('over a queue that overflows, from either side', async () => {
    const forwarding = { when: 'busyNoAnswer', to: '302', afterSec: 60 };
    expect((await shop.call('PATCH', 'queues/320', { forwarding })).status).toBe(200);
    expect(pointers(await change('301', { forwardAlways: [to('320')] }))).toEqual(['/forwardAlways/0/number']);
    expect((await shop.call('PATCH', 'queues/320', { forwarding: { when: 'never' } })).status).toBe(200);
    expect((await change('301', { forwardAlways: [to('320')] })).status).toBe(200);
    expect(pointers(await shop.call('PATCH', 'queues/320', { noAgentTo: '201;302' }))).toEqual(['/noAgentTo']);
    expect(pointers(await shop.call('PATCH', 'queues/320', { forwarding }))).toEqual(['/forwarding/to']);
  });

  test('when one is added', async () => {
    await change('301', { forwardAlways: null });
    const within = { kind: 'callLimit', limit: 1, callerNumber: { kind: 'caller' }, above: { kind: 'busy' } };
    expect((await shop.extension({ ...within, number: '330', name: 'L', within: to('301') })).status).toBe(201);
    expect(pointers(await change('301', { forwardOnNoAnswer: [to('330')], forwardAfterSec: 20 }))).toEqual([
      '/forwardOnNoAnswer/0/number',
    ]);
  });

  test('EXT-102: what the caller chooses may lead back: menus point at one another', async () => {
    expect((await change('310', { options: [{ keys: '1', to: to('311') }] })).status).toBe(200);
    expect((await change('311', { options: [{ keys: '0', to: to('310') }] })).status).toBe(200);
    expect((await change('310', { fallback: to('311') })).status).toBe(200);
    expect(pointers(await change('311', { fallback: to('310') }))).toEqual(['/fallback/number']);
  });

  test('EXT-97, EXT-117: nor does a PIN or a postcode go round by itself, but a caller number does', async () => {
    const entries = [{ pin: '258025', to: to('340') }];
    const pin = { kind: 'authentication', number: '340', name: 'P', by: 'pin', defaultTo: to('201') };
    expect((await shop.extension(pin)).status).toBe(201);
    expect((await change('340', { entries })).status).toBe(200);
    const number = { ...pin, number: '341', by: 'callerNumber' };
    expect((await shop.extension(number)).status).toBe(201);
    expect(pointers(await change('341', { entries: [{ callerNumber: '+3120', to: to('341') }] }))).toEqual([
      '/entries/0/to/number',
    ]);
    const routing = { by: 'postcode', defaultTo: to('201'), entries: [{ from: '1000', to: to('342') }] };
    await shop.extension({ kind: 'lbr', number: '342', name: 'L', routing: { ...routing, entries: [] } });
    expect((await change('342', { routing })).status).toBe(200);
    expect(pointers(await change('342', { routing: { ...routing, defaultTo: to('342') } }))).toEqual([
      '/routing/defaultTo/number',
    ]);
  });
});
