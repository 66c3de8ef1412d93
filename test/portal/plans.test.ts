// The pages of plans: what changes on which phones, who is late and why, and a question before anything is done.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIRST_PARTNER } from '../../server/cpe/partners.ts';
import { parseMac } from '../../server/domain/mac.ts';
import { NO_COUNTS, type Plan } from '../../server/domain/plan.ts';
import { sealChange } from '../../server/plans/changes.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
});
afterAll(() => portal.close());

const MAC = parseMac('805ec0670001') ?? expect.fail();
const plan = (): Plan => ({
  id: 'plan-1',
  revision: 1,
  createdAt: new Date(),
  changedAt: new Date(),
  name: 'New <time> server',
  partnerId: FIRST_PARTNER,
  kind: 'none',
  change: sealChange(portal.cpe.sealer, { kind: 'none' }),
  targets: { macs: [MAC] },
  word: 'resync',
  schedule: {},
  waves: { canary: 1, percents: [] },
  pacing: {},
  stopRule: { latePercent: 5, afterMinutes: 15 },
  state: 'previewed',
  requestedBy: 'admin',
  counts: { ...NO_COUNTS, late: 1, waiting: 311 },
  waveCounts: [{ size: 312, out: 0, back: 0, late: 1, waiting: 311 }],
});

test('plans are listed, shown as grouped differences, and started only after a question', async () => {
  expect((await admin.get('/plans')).body).toContain('There are no plans yet.');
  const { plans, phones } = portal.store.plans;
  await plans.insert(plan());
  const lines = [{ sign: '+', text: 'ntp = <b>a.example</b>' }] as const;
  await phones.putGroups([
    {
      planId: 'plan-1',
      id: 'g',
      phones: 312,
      reboots: 'maybe',
      files: [{ name: '{mac}.cfg', lines, count: 4 }],
      examples: [MAC],
    },
  ]);
  await phones.add([{ planId: 'plan-1', mac: MAC, state: 'late', why: 'notFetched', wave: 0, order: 0 }]);

  expect((await admin.get('/plans')).body).toContain('New &lt;time&gt; server');
  const { body } = await admin.get('/plans/plan-1');
  for (const part of [
    '312 phones',
    'may restart',
    '+ ntp = &lt;b&gt;a.example&lt;/b&gt;',
    'and 3 more lines',
    'said yes, but fetched nothing',
  ])
    expect(body).toContain(part);
  expect(body).toContain('href="/plans/plan-1/start"');
  expect(body).not.toContain('href="/plans/plan-1/pause"');

  const question = await admin.get('/plans/plan-1/start');
  expect(question.body).toContain('the plan stops by itself');
  expect((await plans.find('plan-1'))?.state).toBe('previewed');
  expect((await admin.post('/plans/plan-1/start', { revision: '7' })).statusCode).toBe(412);
  const started = await admin.post('/plans/plan-1/start', { revision: '1' });
  expect([started.statusCode, started.headers.location]).toEqual([303, '/plans/plan-1']);
  expect((await plans.find('plan-1'))?.state).toBe('scheduled');
  // What cannot be done now is not asked for.
  expect((await admin.get('/plans/plan-1/start')).statusCode).toBe(303);
  expect((await admin.get('/plans/none')).statusCode).toBe(404);
});
