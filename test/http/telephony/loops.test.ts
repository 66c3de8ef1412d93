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

describe('EXT-13: loops through users and numbers', () => {
  const INHERIT = { mode: 'inherit' };
  const NUMBER = '+31201234567';
  const always = (destination: object) => ({ mode: 'on', to: destination });
  /** A user whose calls go on at once, in the status that holds by itself or in another one. */
  const reach = (status: 'in' | 'out', forward: object) => ({
    profiles: [
      { id: 'default', name: 'Default' },
      { id: 'away', name: 'Away', ...forward },
      { id: 'deputy', name: 'Deputy', inheritsFrom: 'away', unconditional: INHERIT },
    ],
    callClasses: [{ id: 'base', name: 'Everybody' }],
    statuses: [
      { id: 'in', name: 'In' },
      { id: 'out', name: 'Out' },
    ],
    matrix: [{ status, callClass: 'base', profile: 'deputy' }],
    defaults: { profile: 'default', callClass: 'base', status: 'in' },
  });
  const put = (user: string, status: 'in' | 'out', forward: object) =>
    shop.call('PUT', `extensions/${user}/reach`, reach(status, forward));
  const wipe = (user: string) => shop.call('POST', `extensions/${user}/reach/wipe`, { confirm: user });

  beforeAll(async () => {
    for (const number of ['202', '203']) await shop.user(number);
    await shop.call('POST', 'numbers', { e164: NUMBER });
    await shop.call('PATCH', 'telephony', { emergencyCallerId: NUMBER });
  });

  test('R-8, R-12: of two users who forward everything to each other, at the profile that says so', async () => {
    expect((await put('202', 'in', { unconditional: always(to('203')) })).status).toBe(200);
    const refused = await put('203', 'in', { unconditional: always(to('202')) });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/profiles/1/unconditional/to']]);
    expect(refused.json.errors[0].detail).toContain('203, 202, 203');
    expect((await shop.call('GET', 'extensions/203/reach')).json.profiles).not.toHaveLength(3);
  });

  test('R-13, R-14: busy and no-answer forwards, and those of another status, may cross: colleagues stand in', async () => {
    const rings = { busy: always(to('202')), noAnswer: { ...always(to('202')), afterSec: 15 } };
    expect((await put('203', 'in', rings)).status).toBe(200);
    expect((await put('203', 'out', { unconditional: always(to('202')) })).status).toBe(200);
  });

  test('R-82: what a phone sets for all calls counts, whatever else is set', async () => {
    const set = (destination: object) =>
      shop.call('POST', 'extensions/203/reach/overrides', { kind: 'always', to: destination });
    const refused = await set(to('202'));
    expect([refused.status, pointers(refused)]).toEqual([422, ['/to']]);
    expect((await set(to('201'))).status).toBe(200);
    expect((await shop.call('DELETE', 'extensions/203/reach/overrides/always')).status).toBe(200);
  });

  test('over a group, a menu and a number plan, from whichever side', async () => {
    await change('301', { forwardAlways: null });
    expect((await change('310', { fallback: to('301') })).status).toBe(200);
    expect((await put('203', 'in', { unconditional: always({ kind: 'number', e164: NUMBER }) })).status).toBe(200);
    const [main] = (await shop.call('GET', 'number-plans')).json.items;
    const plans = [{ slot: 1, name: 'Day', numbers: [{ e164: NUMBER, to: '310' }] }];
    expect((await shop.call('PATCH', `number-plans/${main.id}`, { plans })).status).toBe(200);
    const group = await change('301', { forwardAlways: [to('202')] });
    expect(pointers(group)).toEqual(['/forwardAlways/0/number']);
    expect(group.json.errors[0].detail).toContain(`301, 202, 203, ${NUMBER}, 310, 301`);
    await wipe('203');
    expect((await change('301', { forwardAlways: [to('202')] })).status).toBe(200);
    expect(pointers(await put('203', 'in', { unconditional: always(to('310')) }))).toEqual([
      '/profiles/1/unconditional/to',
    ]);
    await shop.call('PATCH', `number-plans/${main.id}`, { plans: [{ ...plans[0], numbers: [] }] });
    expect((await put('203', 'in', { unconditional: always({ kind: 'number', e164: NUMBER }) })).status).toBe(200);
    expect(pointers(await shop.call('PATCH', `number-plans/${main.id}`, { plans }))).toEqual(['/plans/0/numbers/0/to']);
  });

  test('R-34: over what is copied from another user', async () => {
    await wipe('203');
    expect((await put('201', 'in', { unconditional: always(to('202')) })).status).toBe(200);
    expect((await put('202', 'in', { unconditional: always(to('203')) })).status).toBe(200);
    const clone = await shop.call('POST', 'extensions/201/reach/clones', { to: ['203'], confirm: true });
    expect([clone.status, pointers(clone)]).toEqual([422, ['/to']]);
  });
});
