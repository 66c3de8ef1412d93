// A rotation that is cut off anywhere goes on where it was, and replaces nothing twice.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addCpes } from '../../server/cpe/cpes.ts';
import type { CpeDeps } from '../../server/cpe/deps.ts';
import { ensureFirstPartner, FIRST_PARTNER } from '../../server/cpe/partners.ts';
import { rotateAccount } from '../../server/cpe/rotate-account.ts';
import type { JobData } from '../../server/domain/job.ts';
import type { JobContext } from '../../server/work/context.ts';
import { ADDRESS, plainSealer } from '../support/records.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
let deps: CpeDeps;
let accountId: string;
const since = new Date();

beforeAll(async () => {
  opened = await openTestStore();
  const { store } = opened;
  deps = {
    records: store,
    firmware: store.firmware,
    assets: store.assets,
    findReport: store.notebook.findReport,
    partnerId: FIRST_PARTNER,
    sealer: plainSealer,
    address: () => ADDRESS,
    now: () => new Date(),
    newId: randomUUID,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    enrolmentHours: 24,
    firmwareStuckAfter: { fetches: 3, hours: 24 },
  };
  await ensureFirstPartner(deps);
  accountId = (await addAccount(deps, { name: 'Bakery', number: '1001' })).id;
  const devices = Array.from({ length: 150 }, (_, i) => ({ mac: `805ec0bb${i.toString(16).padStart(4, '0')}` }));
  await addCpes(deps, { vendor: 'Yealink', model: 'T46S', accountId, createChannel: true, devices });
});
afterAll(() => opened.close());

test('cut off again and again: every phone and channel has one new secret of each kind', async () => {
  const secrets = ['lastingToken', 'webPasswords', 'digest', 'sipPassword'];
  let checkpoint: JobData | undefined;
  let attempts = 0;
  const attempt = () => {
    attempts += 1;
    let steps = 0;
    // Every third time the cut falls between the write and what is kept of it.
    const cutAt = 40 + attempts;
    const context: Pick<JobContext, 'input' | 'checkpoint' | 'keep' | 'progress'> = {
      input: { accountId, secrets, since: since.toISOString() },
      checkpoint,
      keep: async (kept) => {
        steps += 1;
        if (steps === cutAt && attempts % 3 === 0) throw new Error('cut off');
        checkpoint = structuredClone(kept);
        if (steps === cutAt) throw new Error('cut off');
      },
      progress: async () => {},
    };
    return rotateAccount(deps, context);
  };
  let result: Awaited<ReturnType<typeof attempt>> | undefined;
  while (!result && attempts < 20) result = await attempt().catch(() => undefined);
  expect(attempts).toBeGreaterThan(5);
  expect(result).toMatchObject({ cpes: 150, channels: 150, notRotatedCount: 0 });
  const cpes = await deps.records.cpes.list({ accountId }, 'mac', { limit: 200 });
  expect(cpes).toHaveLength(150);
  for (const { former = [] } of cpes)
    expect(former.map(({ kind }) => kind).toSorted()).toEqual(['lastingToken', 'webPasswords']);
  const channels = await deps.records.channels.list({ accountId }, 'name', { limit: 200 });
  expect(channels.map(({ formerPasswords = [] }) => formerPasswords.length)).toEqual(Array(150).fill(1));
});
