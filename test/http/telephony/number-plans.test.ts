// Number plan schemas over the API: what may stand where, what holds when, switching, holidays from calendars.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../../support/bellhop.ts';
import { pointers, type TestAccount, testAccount } from '../../support/telephony-account.ts';

let bellhop: TestBellhop;
let shop: TestAccount;
const SALES = '+31201234567';
const SUPPORT = '+31201234568';
const PERSONAL = '+31201234569';

beforeAll(async () => {
  bellhop = await startTestBellhop();
  shop = await testAccount(bellhop, { language: 'en' });
  for (const number of ['200', '300', '500']) expect((await shop.user(number)).status).toBe(201);
  await shop.extension({ kind: 'group', number: '400', name: 'All', members: ['200', '300'] });
  for (const e164 of [SALES, SUPPORT]) await shop.call('POST', 'numbers', { e164, kind: 'fixed' });
  await shop.call('POST', 'numbers', { e164: PERSONAL, kind: 'fixed', linkedTo: '200' });
});
afterAll(() => bellhop?.close());

let schemas = 0;
/** A schema of its own for a test. */
async function aSchema(fields: object = {}, at: TestAccount = shop) {
  schemas += 1;
  const added = await at.call('POST', 'number-plans', { name: `Schema ${schemas}`, ...fields });
  expect(added.status, added.text).toBe(201);
  const path = `number-plans/${added.json.id}`;
  return {
    ...added.json,
    path,
    get: async () => (await at.call('GET', path)).json,
    remove: () => at.call('DELETE', `${path}?confirm=true`),
    call: (method: string, below: string, body?: unknown) => at.call(method, `${path}${below}`, body),
  };
}
const plan = (slot: number, numbers: object[] = [], name = `Plan ${slot}`) => ({ slot, name, numbers });
const weekly = (startTime: string, endTime: string, slot: number) => ({
  ...{ kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], startTime, endTime, plan: slot },
});

describe('schemas', () => {
  test('NP-1 NP-3 NP-4 NP-10a NP-10b every account begins with one, the main one, which stays', async () => {
    const fresh = await testAccount(bellhop, { language: 'nl' });
    const { items } = (await fresh.call('GET', 'number-plans')).json;
    expect(items).toMatchObject([{ name: 'Hoofdschema', number: 1, isMain: true, plans: [], revision: 0 }]);
    const path = `number-plans/${items[0].id}`;
    const refused = await fresh.call('DELETE', `${path}?confirm=true`);
    expect([refused.status, refused.json.type]).toEqual([409, 'urn:bellhop:error:NUMBER_PLAN_MAIN']);
    await fresh.call('PUT', `${path}/plans/1`, { name: 'Open' });
    expect((await fresh.call('DELETE', `${path}?confirm=true`)).status).toBe(409);
    await fresh.call('POST', 'number-plans', { name: 'Shop' });
    const all = (await fresh.call('GET', 'number-plans')).json.items;
    expect(all.map((each: { name: string; number: number }) => [each.name, each.number])).toEqual([
      ['Hoofdschema', 1],
      ['Shop', 2],
    ]);
  });

  test('NP-6 every schema can be renamed, the main one too; a name and a number are there once (NP-8)', async () => {
    const fresh = await testAccount(bellhop);
    const [main] = (await fresh.call('GET', 'number-plans')).json.items;
    const renamed = await fresh.call(
      'PATCH',
      `number-plans/${main.id}`,
      { name: 'Head office' },
      { 'if-match': '"0"' },
    );
    expect([renamed.status, renamed.json.name, renamed.headers.get('etag')]).toEqual([200, 'Head office', '"1"']);
    expect((await fresh.call('GET', 'number-plans/Head%20office')).json.isMain).toBe(true);
    const stale = await fresh.call('PATCH', `number-plans/${main.id}`, { name: 'Again' }, { 'if-match': '"0"' });
    expect(stale.status).toBe(412);
    expect((await fresh.call('POST', 'number-plans', { name: 'Head office' })).status).toBe(409);
    expect(pointers(await fresh.call('POST', 'number-plans', { name: 'Other', number: 1 }))).toEqual(['/number']);
  });

  test('NP-5 NP-7 NP-10c NP-10d one that goes takes everything with it, once that is confirmed', async () => {
    const one = await aSchema({
      plans: [plan(1, [{ e164: SUPPORT, to: '200' }])],
      times: [weekly('09:00', '17:00', 1)],
      holidays: [{ startDate: '2026-12-25', endDate: '2026-12-25', plan: 1 }],
    });
    const listed = (await shop.call('GET', 'number-plans')).json.items;
    expect(listed.map(({ id }: { id: string }) => id)).toContain(one.id);
    const unconfirmed = await shop.call('DELETE', one.path);
    expect([unconfirmed.status, pointers(unconfirmed)]).toEqual([422, ['/querystring/confirm']]);
    expect((await one.get()).holidays).toHaveLength(1);
    expect((await one.remove()).status).toBe(204);
    expect((await shop.call('GET', one.path)).status).toBe(404);
    // Its number is free for another schema.
    const other = await aSchema({ plans: [plan(1, [{ e164: SUPPORT, to: '200' }])] });
    await other.remove();
  });

  test('NP-2 what is set in one schema is not in another', async () => {
    const one = await aSchema({ plans: [plan(1)], times: [weekly('00:00', '24:00', 1)] });
    const two = await aSchema({ plans: [plan(7)] });
    expect([(await one.get()).now.plan, (await two.get()).now.by]).toEqual([1, 'nothing']);
    await one.remove();
    await two.remove();
  });
});

describe('plans', () => {
  test('NP-11 NP-12 a hundredth is refused, and another schema may have 99 of its own', async () => {
    const full = await aSchema();
    const plans = Array.from({ length: 99 }, (_, n) => plan(n + 1));
    expect((await full.call('PATCH', '', { plans })).json.plans).toHaveLength(99);
    expect((await full.call('PATCH', '', { plans: [...plans, plan(100)] })).status).toBe(422);
    expect((await full.call('PUT', '/plans/100', { name: 'Hundred' })).status).toBe(422);
    expect((await full.get()).plans).toHaveLength(99);
    const other = await aSchema({ plans });
    expect(other.plans).toHaveLength(99);
    await full.remove();
    await other.remove();
  });

  test('NP-14 NP-15 NP-20 NP-21 NP-24a NP-24c NP-24d NP-24e which number may stand where', async () => {
    const x = await aSchema({ plans: [plan(1, [{ e164: SALES, to: '200' }])] });
    const again = await x.call('PUT', '/plans/2', {
      name: 'Closed',
      numbers: [{ e164: SALES, to: '400', prefix: 'Sales ' }],
    });
    expect([again.status, again.json.plans[1].numbers[0].prefix]).toEqual([200, 'Sales ']);
    const twice = [
      { e164: SALES, to: '200' },
      { e164: SALES, to: '300' },
    ];
    const refused = await x.call('PUT', '/plans/1', { name: 'Open', numbers: twice });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/plans/0/numbers/1/e164']]);
    const both = [
      { e164: SALES, to: '200' },
      { e164: SUPPORT, to: '200' },
    ];
    expect((await x.call('PUT', '/plans/1', { name: 'Open', numbers: both })).status).toBe(200);
    const y = await aSchema();
    const elsewhere = await y.call('PUT', '/plans/1', { name: 'Open', numbers: [] });
    expect(elsewhere.status).toBe(200);
    await x.remove();
    expect((await y.call('PUT', '/plans/1', { name: 'Open', numbers: both })).status).toBe(200);
    await y.remove();
  });

  test('NP-19 NP-24b a number of one schema is refused in another, also when both are saved at one moment', async () => {
    const x = await aSchema({ plans: [plan(1, [{ e164: SALES, to: '200' }])] });
    const y = await aSchema();
    const refused = await y.call('PUT', '/plans/1', { name: 'Open', numbers: [{ e164: SALES, to: '200' }] });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/plans/0/numbers/0/e164']]);
    expect(refused.json.errors[0].detail).toContain(x.name);
    const numbers = [{ e164: SUPPORT, to: '200' }];
    const both = await Promise.all([x, y].map((each) => each.call('PUT', '/plans/5', { name: 'Race', numbers })));
    expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const held = [await x.get(), await y.get()].flatMap(({ plans }) =>
      plans.filter(({ slot }: { slot: number }) => slot === 5),
    );
    expect(held).toHaveLength(1);
    await x.remove();
    await y.remove();
  });

  test('NP-22 NP-24f R-65 a personal number stands in no plan, and one that stands in a plan becomes nobody’s', async () => {
    const one = await aSchema({ plans: [plan(1, [{ e164: SALES, to: '200' }])] });
    const refused = await one.call('PUT', '/plans/1', { name: 'Open', numbers: [{ e164: PERSONAL, to: '200' }] });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/plans/0/numbers/0/e164']]);
    const linked = await shop.call('PATCH', `numbers/${encodeURIComponent(SALES)}`, { linkedTo: '300' });
    expect([linked.status, linked.json.type]).toEqual([409, 'urn:bellhop:error:TELEPHONY_IN_USE']);
    expect(pointers(linked)).toEqual([`/numberPlanSchema/${one.id}/plans/0/numbers/0/e164`]);
    await one.remove();
  });

  test('NP-14 what a plan names must be there, and does not go while the plan names it', async () => {
    const one = await aSchema({ plans: [plan(1, [{ e164: SALES, to: '400' }])] });
    const unknown = await one.call('PUT', '/plans/1', {
      name: 'Open',
      numbers: [{ e164: '+31209999999', to: '499' }],
    });
    expect([unknown.status, pointers(unknown)]).toEqual([422, ['/plans/0/numbers/0/e164', '/plans/0/numbers/0/to']]);
    expect((await shop.call('DELETE', 'extensions/400')).status).toBe(409);
    const renamed = await shop.call('PATCH', 'extensions/400?references=follow', { number: '401' });
    expect(renamed.status, renamed.text).toBe(200);
    expect((await one.get()).plans[0].numbers).toEqual([{ e164: SALES, to: '401' }]);
    await shop.call('PATCH', 'extensions/401?references=follow', { number: '400' });
    await one.remove();
  });

  test('NP-25 NP-26 NP-27 NP-28 NP-29a NP-29b a copy replaces the other plan and lives its own life', async () => {
    const third = '+31201234570';
    await shop.call('POST', 'numbers', { e164: third, kind: 'fixed' });
    const source = [
      { e164: SALES, to: '200' },
      { e164: SUPPORT, to: '300' },
    ];
    const one = await aSchema({ plans: [plan(1, source, 'Open'), plan(2, [{ e164: third, to: '400' }], 'Closed')] });
    const copied = (await one.call('POST', '/copies', { from: 1, to: 2 })).json.plans;
    expect(copied[1]).toEqual({ slot: 2, name: 'Open', numbers: source });
    const changed = [{ e164: SALES, to: '500' }, source[1]];
    const after = (await one.call('PUT', '/plans/2', { name: 'Open', numbers: changed })).json.plans;
    expect([after[0].numbers, after[1].numbers]).toEqual([source, changed]);
    const missing = await one.call('POST', '/copies', { from: 9, to: 2 });
    expect([missing.status, missing.json.type]).toEqual([404, 'urn:bellhop:error:NUMBER_PLAN_NOT_FOUND']);
    await one.remove();
  });

  test('NP-17 NP-39 an empty plan that is chosen, and times without a fallback, are kept with a warning', async () => {
    const one = await aSchema({ plans: [plan(1)], times: [weekly('09:00', '17:00', 1)] });
    expect(one.warnings).toEqual([
      { warning: 'emptyPlan', pointer: '/times/0/plan', plan: 1 },
      { warning: 'noFallback', pointer: '/times' },
    ]);
    const filled = await one.call('PATCH', '', {
      plans: [plan(1, [{ e164: SALES, to: '200' }])],
      times: [{ kind: 'period', plan: 1 }],
    });
    expect(filled.json.warnings).toEqual([]);
    const used = await one.call('DELETE', '/plans/1');
    expect([used.status, pointers(used)]).toEqual([409, ['/times/0/plan']]);
    await one.remove();
  });
});

describe('times', () => {
  test('NP-36 NP-37 NP-38 the schedule says from when to when which plan holds', async () => {
    const fallback = { kind: 'period', plan: 2 };
    const day = { kind: 'period', startDate: '2027-03-01', endDate: '2027-03-02', plan: 3 };
    const times = [{ ...weekly('09:00', '17:00', 1), days: [1] }, fallback, day];
    const one = await aSchema({ plans: [plan(1), plan(2, [], 'Night'), plan(3)], times });
    const query = 'from=2027-02-28T12:00:00Z&until=2027-03-03T12:00:00Z';
    const { items } = (await one.call('GET', `/schedule?${query}`)).json;
    expect(items.map((each: Record<string, string>) => [each.from, each.plan, each.by])).toEqual([
      ['2027-02-28T12:00:00.000Z', 2, 'period'],
      ['2027-02-28T23:00:00.000Z', 3, 'period'],
      ['2027-03-01T08:00:00.000Z', 1, 'weekly'],
      ['2027-03-01T16:00:00.000Z', 3, 'period'],
      ['2027-03-02T23:00:00.000Z', 2, 'period'],
    ]);
    expect(items.at(-1)).toMatchObject({ until: '2027-03-03T12:00:00.000Z', name: 'Night' });
    expect((await one.call('GET', '/schedule?from=2027-01-01T00:00:00Z&until=2029-01-01T00:00:00Z')).status).toBe(422);
    await one.remove();
  });

  test('NP-30 NP-35 a plan that is not there, no day, and an end before its start are refused, each at its place', async () => {
    const refused = await shop.call('POST', 'number-plans', {
      name: 'Wrong',
      plans: [plan(1)],
      times: [{ ...weekly('09:00', '17:00', 4) }, { kind: 'period', startDate: '2027-02-30', plan: 1 }],
      holidays: [{ startDate: '2026-12-26', endDate: '2026-12-25', plan: 1 }],
    });
    expect([refused.status, pointers(refused).toSorted()]).toEqual([
      422,
      ['/holidays/0/endDate', '/times/0/plan', '/times/1/startDate'],
    ]);
    const noDay = await shop.call('POST', 'number-plans', {
      name: 'W',
      times: [{ ...weekly('09:00', '17:00', 1), days: [] }],
    });
    expect(pointers(noDay)).toContain('/times/0/days');
  });

  test('NP-33 a saved holiday stands in the list, and can be taken out', async () => {
    const one = await aSchema({ plans: [plan(9)] });
    const day = { description: 'Christmas', startDate: '2026-12-25', endDate: '2026-12-26', endTime: '23:59', plan: 9 };
    const added = await one.call('POST', '/holidays', day);
    expect([added.status, added.json.holidays]).toMatchObject([201, [{ ...day, startTime: '00:00' }]]);
    const bad = await one.call('POST', '/holidays', { ...day, plan: 8 });
    expect([bad.status, pointers(bad)]).toEqual([422, ['/plan']]);
    const [{ id }] = added.json.holidays;
    expect((await one.call('DELETE', `/holidays/${id}`)).json.holidays).toEqual([]);
    expect((await one.call('DELETE', `/holidays/${id}`)).status).toBe(404);
    await one.remove();
  });
});

describe('switching', () => {
  test('NP-9 NP-44 NP-45 NP-46 NP-47 NP-57 by hand, before everything, until it is switched off', async () => {
    const always = [{ kind: 'period', plan: 1 }];
    const holidays = [{ startDate: '2020-01-01', endDate: '2099-12-31', plan: 2 }];
    const one = await aSchema({ plans: [plan(1), plan(2), plan(5)], times: always, holidays });
    const other = await aSchema({ plans: [plan(1)], times: always });
    expect((await one.get()).now).toMatchObject({ plan: 2, by: 'holiday' });
    const on = (await one.call('PUT', '/override', { kind: 'permanent', plan: 5 })).json;
    expect(on.now).toMatchObject({ plan: 5, by: 'permanent', rule: 'NP-46' });
    expect(on.now).not.toHaveProperty('changesAt');
    expect(on.override).toMatchObject({ kind: 'permanent', plan: 5, by: 'admin' });
    expect((await other.get()).now.plan).toBe(1);
    const unknown = await one.call('PUT', '/override', { kind: 'temporary', plan: 7 });
    expect([unknown.status, (await one.get()).now.plan]).toEqual([404, 5]);
    const off = (await one.call('DELETE', '/override')).json;
    expect([off.now.plan, off.override]).toEqual([2, undefined]);
    const audited = await bellhop.api('GET', '/audit?limit=100');
    expect(audited.text).toContain('numberPlanSchema');
    await one.remove();
    await other.remove();
  });

  test('NP-55 a temporary one stays until the next planned change, also one that is planned later', async () => {
    const one = await aSchema({ plans: [plan(1), plan(2), plan(3)], times: [{ kind: 'period', plan: 1 }] });
    const on = (await one.call('PUT', '/override', { kind: 'temporary', plan: 3 })).json;
    expect([on.now.plan, on.now.by, on.now.changesAt]).toEqual([3, 'temporary', undefined]);
    const times = [
      { kind: 'period', plan: 1 },
      { kind: 'period', startDate: '2098-05-01', endDate: '2098-05-02', plan: 2 },
    ];
    const planned = (await one.call('PATCH', '', { times })).json;
    expect([planned.override.plan, planned.now.changesAt]).toEqual([3, '2098-04-30T22:00:00.000Z']);
    expect(planned.now.next).toEqual({ plan: 2, name: 'Plan 2' });
    await one.remove();
  });

  test('NP-63 NP-64 NP-65a NP-65b from a client, by the right of one’s own extension', async () => {
    const fresh = await testAccount(bellhop);
    const person = await bellhop.person('endUser', { accountIds: [fresh.id] });
    const { api, username } = person;
    const added = await fresh.user('201', 'Anna', {
      user: { kind: 'new', displayName: 'Anna', language: 'nl', username },
    });
    expect(added.status, added.text).toBe(201);
    const [main] = (await fresh.call('GET', 'number-plans')).json.items;
    await fresh.call('PATCH', `number-plans/${main.id}`, {
      plans: [plan(1), plan(2)],
      times: [{ kind: 'period', plan: 1 }],
    });
    const wish = { kind: 'permanent', plan: 2 };
    const path = `/me/number-plans/${main.id}/override`;
    expect([(await api('GET', '/me/number-plans')).status, (await api('PUT', path, wish)).status]).toEqual([403, 403]);
    const { rights } = (await fresh.call('GET', 'extensions/201')).json;
    await fresh.call('PATCH', 'extensions/201', { rights: { ...rights, timeConfiguration: true } });
    expect((await api('GET', '/me/number-plans')).json.items).toMatchObject([
      { number: 1, plans: [{ plan: 1 }, { plan: 2 }], now: { plan: 1 } },
    ]);
    expect((await api('PUT', path, wish)).json.items[0].now).toMatchObject({ plan: 2, by: 'permanent' });
    expect((await fresh.call('GET', `number-plans/${main.id}`)).json.override.by).toBe(username);
    expect((await api('DELETE', path)).json.items[0].now.plan).toBe(1);
    expect((await api('GET', `/accounts/${fresh.id}/number-plans`)).status).toBe(403);
  });
});

describe('holiday calendars', () => {
  test('NP-30 NP-31 NP-33 the days of a country are taken for the years asked for, once', async () => {
    const one = await aSchema({ plans: [plan(9)], times: [] });
    const from = { kind: 'country', country: 'NL', years: [2026, 2027] };
    const dry = (await one.call('POST', '/holiday-imports', { plan: 9, from, dryRun: true })).json;
    expect([dry.added.length, (await one.get()).holidays]).toEqual([18, []]);
    const taken = (await one.call('POST', '/holiday-imports', { plan: 9, from })).json;
    expect(taken.added.map(({ startDate }: { startDate: string }) => startDate)).toContain('2027-04-27');
    expect((await one.get()).holidays).toHaveLength(18);
    const again = (await one.call('POST', '/holiday-imports', { plan: 9, from })).json;
    expect([again.added.length, again.known.length]).toEqual([0, 18]);
    const only = { ...from, years: [2030], only: ['liberationDay'] };
    const partial = (await one.call('POST', '/holiday-imports', { plan: 9, from: only })).json;
    expect(partial.added).toMatchObject([{ description: 'Liberation Day', startDate: '2030-05-05' }]);
    const query = 'from=2026-12-24T12:00:00Z&until=2026-12-28T12:00:00Z';
    const { items } = (await one.call('GET', `/schedule?${query}`)).json;
    expect(items.map((each: Record<string, string>) => each.description)).toEqual([
      ...[undefined, 'Christmas Day', expect.stringContaining('Christmas'), undefined],
    ]);
    await one.remove();
  });

  test('NP-30 those of a part of Germany, and what is not known is named', async () => {
    const days = (await bellhop.api('GET', '/holiday-calendars/DE?year=2026&region=NW')).json;
    expect([days.items.length, days.regions.length]).toEqual([11, 16]);
    expect(days.items[0]).toEqual({
      id: 'newYear',
      date: '2026-01-01',
      names: { nl: 'Nieuwjaarsdag', en: "New Year's Day" },
      isPartial: false,
    });
    expect((await bellhop.api('GET', '/holiday-calendars/FR?year=2026')).status).toBe(422);
    const one = await aSchema({ plans: [plan(1)] });
    const from = { kind: 'country', country: 'DE', region: 'XX', years: [2026], only: ['kingsDay'] };
    const refused = await one.call('POST', '/holiday-imports', { plan: 1, from });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/from/region', '/from/only/0']]);
    await one.remove();
  });

  test('NP-30 NP-31 an iCalendar file, with what could not be taken', async () => {
    const one = await aSchema({ plans: [plan(9)] });
    const text = [
      ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270102'],
      ...['SUMMARY:New Year', 'END:VEVENT', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=WEEKLY'],
      ...['SUMMARY:Mondays', 'END:VEVENT', 'END:VCALENDAR'],
    ].join('\r\n');
    const from = { kind: 'icalendar', text, from: '2026-01-01', until: '2027-12-31' };
    const taken = await one.call('POST', '/holiday-imports', { plan: 9, from });
    expect(taken.json).toMatchObject({
      added: [{ description: 'New Year', startDate: '2026-12-31', endDate: '2027-01-01', endTime: '24:00' }],
      problems: [{ line: 7, summary: 'Mondays', why: 'repeats' }],
    });
    expect((await one.get()).holidays).toHaveLength(1);
    const url = `http://127.0.0.1:${bellhop.ports.admin}/api/v1/accounts/${shop.id}/${one.path}/holiday-imports`;
    const headers = { authorization: `Bearer ${bellhop.token}`, 'content-type': 'text/calendar' };
    const upload = async (query: string) =>
      (await fetch(`${url}?${query}`, { method: 'POST', headers, body: text })).json();
    const places = (answer: unknown) =>
      [...JSON.stringify(answer).matchAll(/"pointer":"([^"]*)"/g)].map(([, pointer]) => pointer);
    const days = 'from=2026-01-01&until=2027-12-31';
    const again = await upload(`plan=9&dryRun=true&${days}`);
    expect(again).toMatchObject({ added: [], known: [{ description: 'New Year' }] });
    expect(places(await upload('plan=9'))).toEqual(['/from/from', '/from/until']);
    expect(places(await upload(days))).toEqual(['/plan']);
    const html = await one.call('POST', '/holiday-imports', { plan: 9, from: { ...from, text: '<html>' } });
    expect([html.status, pointers(html)]).toEqual([422, ['/from/text']]);
    await one.remove();
  });
});

describe('calls', () => {
  test('NP-16 NP-18 NP-23 NP-41 CB-2 CB-4 go where the plan that holds at their moment leads, and not where they are blocked', async () => {
    const plans = [plan(1, [{ e164: SALES, to: '200', prefix: 'Sales ' }]), plan(2, [{ e164: SALES, to: '300' }])];
    const holidays = [{ startDate: '2027-12-25', endDate: '2027-12-25', plan: 2 }];
    const one = await aSchema({
      plans,
      holidays,
      times: [{ ...weekly('09:00', '17:00', 1), days: [1, 2, 3, 4, 5, 6] }],
    });
    const simulate = async (from: string, to: string, at: string) => {
      const answer = await bellhop.api('POST', '/simulations/calls', { accountId: shop.id, from, to, at });
      expect(answer.status, answer.text).toBe(200);
      return answer.json.steps.map(({ because }: { because: string }) => because);
    };
    const because = (at: string) => simulate('0612345678', SALES, at);
    expect(await because('2027-12-24T10:00:00Z')).toEqual(expect.arrayContaining(['weekly', 'numberLeads']));
    expect(await because('2027-12-25T10:00:00Z')).toEqual(expect.arrayContaining(['holiday', 'numberLeads']));
    expect(await because('2027-12-24T20:00:00Z')).toEqual(expect.arrayContaining(['nothing', 'noActivePlan']));
    await shop.call('PUT', 'blocking', { blocked: ['premium'] });
    await shop.call('PUT', 'extensions/200/blocking', { blocked: ['mobile'] });
    const out = (from: string, to: string) => simulate(from, to, '2027-12-24T10:00:00Z');
    expect(await out('300', '09001234')).toContain('accountBlocks');
    expect(await out('200', '0612345678')).toContain('userBlocks');
    expect(await out('300', '0612345678')).not.toContain('userBlocks');
    await one.remove();
  });
});
