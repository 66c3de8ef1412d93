// Tenancy at the desks, on random data of two partners: under one reach nothing of the other is listed, found, counted,
// changed or told from what is not there.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desk } from '../../server/access/desk.ts';
import { addAccount, editAccount } from '../../server/cpe/accounts.ts';
import { addChannel, editChannel, removeChannel } from '../../server/cpe/channels.ts';
import { addCpes, closeEnrolment, editCpe, openEnrolment, removeCpe } from '../../server/cpe/cpes.ts';
import { addPartner, editPartner } from '../../server/cpe/partners.ts';
import { formatMac, type Mac } from '../../server/domain/mac.ts';
import { AppError } from '../../server/errors.ts';
import { listFiles, readFile, readLines, warningsOf } from '../../server/provisioning/preview.ts';
import { openTestDesks, type TestDesks } from '../support/desks.ts';
import { mac } from '../support/records.ts';

let desks: TestDesks;
let platform: Desk;
let serial = 0;
beforeAll(async () => {
  desks = await openTestDesks();
  platform = desks.within({ over: 'platform' });
});
afterAll(() => desks?.close());

interface Tenant {
  readonly partnerId: string;
  readonly accountIds: readonly string[];
  readonly channelIds: readonly string[];
  readonly macs: readonly Mac[];
  readonly numbers: readonly string[];
}

const nextMac = () => mac(`805ec0${(++serial).toString(16).padStart(6, '0')}`);

/** One account for each number, with that many phones; and one phone that is still the partner's. */
async function tenant(phonesOfAccounts: readonly number[]): Promise<Tenant> {
  const partnerId = (await addPartner(platform.cpe, { name: `Partner ${++serial}` })).id;
  const desk = desks.within({ over: 'partner', partnerId });
  const accountIds: string[] = [];
  const channelIds: string[] = [];
  const numbers: string[] = [];
  const spare = nextMac();
  const macs: Mac[] = [spare];
  await addCpes(desk.cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: spare }] });
  for (const phones of phonesOfAccounts) {
    const number = `N${++serial}`;
    const account = await addAccount(desk.cpe, { name: 'A', number, networks: [`10.0.${serial % 250}.0/24`] });
    const own = Array.from({ length: phones }, nextMac);
    const devices = own.map((one) => ({ mac: one }));
    const model = { vendor: 'Yealink', model: 'T46S', accountId: account.id, createChannel: true };
    const added = devices.length > 0 ? await addCpes(desk.cpe, { ...model, devices }) : [];
    channelIds.push((await addChannel(desk.cpe, account.id, {})).id, ...added.flatMap(({ cpe }) => cpe.channelIds));
    accountIds.push(account.id);
    numbers.push(number);
    macs.push(...own);
  }
  return { partnerId, accountIds, channelIds, macs, numbers };
}

/** Everything that lists, in one answer. */
async function seenFrom({ cpe: { records }, reports }: Desk, other: Tenant) {
  const all = { limit: 1000 };
  const lists = [
    await records.partners.list({}, '_id', all),
    await records.accounts.list({}, 'number', all),
    await records.channels.list({}, 'name', all),
    await records.cpes.list({}, 'mac', all),
    await records.accounts.findMany(other.accountIds),
    await records.channels.findMany(other.channelIds),
    await records.cpes.findMany(other.macs),
    await records.cpes.list({ partnerId: other.partnerId }, 'mac', all),
    await records.cpes.list({ $or: [{ accountId: other.accountIds[0] }, {}] }, 'mac', all),
  ];
  const told = JSON.stringify([
    lists,
    [...(await reports.findReports(other.macs))],
    await reports.quarantine(1000),
    await Promise.all(other.macs.map((one) => reports.findReport(one))),
  ]);
  return { told, ids: lists.flat().map(({ id }) => id) };
}

/** Each use case that takes an id, on one that is another's and on one that nobody has. */
function useCases({ cpe, preview, uploads }: Desk): readonly (readonly [string, (ids: Ids) => Promise<unknown>])[] {
  return [
    ['edit partner', ({ partnerId }) => editPartner(cpe, partnerId, { name: 'X' })],
    ['add account', ({ partnerId }) => addAccount(cpe, { name: 'X', number: `X${++serial}`, partnerId })],
    ['edit account', ({ accountId }) => editAccount(cpe, accountId, { name: 'X' })],
    ['add channel', ({ accountId }) => addChannel(cpe, accountId, {})],
    ['edit channel', ({ channelId }) => editChannel(cpe, channelId, { label: 'X' })],
    ['remove channel', ({ channelId }) => removeChannel(cpe, channelId)],
    [
      'add CPE',
      ({ accountId }) => addCpes(cpe, { vendor: 'Yealink', model: 'T46S', accountId, devices: [{ mac: nextMac() }] }),
    ],
    ['edit CPE', ({ mac: one }) => editCpe(cpe, one, { areaCode: '020' })],
    ['open window', ({ mac: one }) => openEnrolment(cpe, one)],
    ['close window', ({ mac: one }) => closeEnrolment(cpe, one)],
    ['list files', ({ mac: one }) => listFiles(preview, one)],
    ['read file', ({ mac: one }) => readFile(preview, one, `${one}.cfg`, true)],
    ['read lines', ({ mac: one }) => readLines(preview, one, `${one}.cfg`)],
    ['warnings', ({ mac: one }) => warningsOf(preview, one)],
    ['uploads', ({ mac: one }) => uploads.list(one)],
    ['upload', ({ mac: one }) => uploads.find(one, 'localConfig')],
    ['remove CPE', ({ mac: one }) => removeCpe(cpe, one)],
  ];
}

interface Ids {
  readonly partnerId: string;
  readonly accountId: string;
  readonly channelId: string;
  readonly mac: Mac;
}

/** What a use case says, with the ids that were asked for taken out of the words. */
async function answerTo(call: (ids: Ids) => Promise<unknown>, ids: Ids): Promise<string> {
  try {
    return JSON.stringify(await call(ids));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const told = JSON.stringify({ code: error.code, detail: error.detail, errors: error.errors });
    return [...Object.values(ids), formatMac(ids.mac)].reduce((text, id) => text.replaceAll(id, '*'), told);
  }
}

describe('two tenants with random data', () => {
  test('under one reach nothing of the other is there, and nothing tells it from what never was', async () => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (mine, theirs, isPartner) => {
          const own = await tenant(mine);
          const other = await tenant(theirs.map((phones) => phones + 1));
          const { partnerId, accountIds } = own;
          const desk = desks.within(
            isPartner ? { over: 'partner', partnerId } : { over: 'accounts', partnerId, accountIds },
          );
          for (const one of other.macs)
            desks.store.notebook.refused({
              reason: 'windowClosed',
              mac: one,
              address: '10.0.1.9',
              transport: 'http',
              file: 'x',
              userAgent: undefined,
              at: new Date(),
            });
          const before = JSON.stringify(await everythingOf(other));
          const { told, ids } = await seenFrom(desk, other);
          const foreign = [other.partnerId, ...other.accountIds, ...other.channelIds, ...other.macs, ...other.numbers];
          for (const id of foreign) expect(told).not.toContain(`"${id}"`);
          const spare = own.macs.slice(0, 1);
          expect(ids).toEqual(expect.arrayContaining([...accountIds, ...own.channelIds, ...own.macs.slice(1)]));
          expect(spare.every((one) => ids.includes(one))).toBe(isPartner);
          expect(await desk.cpe.records.cpes.count({})).toBe(own.macs.length - (isPartner ? 0 : 1));

          for (const [name, call] of useCases(desk)) {
            const theirIds = {
              partnerId: other.partnerId,
              accountId: other.accountIds[0] ?? '',
              channelId: other.channelIds[0] ?? '',
              mac: other.macs[1] ?? nextMac(),
            };
            const never = { partnerId: 'p-none', accountId: 'a-none', channelId: 'c-none', mac: nextMac() };
            expect(await answerTo(call, theirIds), name).toBe(await answerTo(call, never));
            answers += 1;
          }
          expect(JSON.stringify(await everythingOf(other))).toBe(before);
        },
      ),
      { numRuns: 8 },
    );
    expect(answers).toBe(8 * 17);
  });

  async function everythingOf({ partnerId }: Tenant) {
    const { accounts, channels, cpes } = platform.cpe.records;
    const all = { limit: 1000 };
    return [
      await accounts.list({ partnerId }, 'number', all),
      await channels.list({ partnerId }, 'name', all),
      await cpes.list({ partnerId }, 'mac', all),
    ];
  }

  test('a MAC, a number, a name that another tenant holds is refused in the words for one of your own', async () => {
    const own = await tenant([1]);
    const other = await tenant([1]);
    const desk = desks.within({ over: 'partner', partnerId: own.partnerId });
    const [mine = nextMac(), theirs = nextMac()] = [own.macs[1], other.macs[1]];
    const add = (one: Mac) =>
      answerTo(() => addCpes(desk.cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: one }] }), {
        partnerId: '-',
        accountId: '-',
        channelId: '-',
        mac: one,
      });
    expect(await add(theirs)).toBe(await add(mine));
    expect(await add(theirs)).toContain('is there already');
    await expect(addAccount(desk.cpe, { name: 'X', number: other.numbers[0] ?? '' })).rejects.toMatchObject({
      code: 'ACCOUNT_NUMBER_TAKEN',
    });
  });

  test('nothing can be moved out of reach, or in from outside', async () => {
    const own = await tenant([1, 1]);
    const other = await tenant([1]);
    const { partnerId } = own;
    const [first = '', second = ''] = own.accountIds;
    const [, phone = nextMac(), phoneOfSecond = nextMac()] = own.macs;
    const desk = desks.within({ over: 'accounts', partnerId, accountIds: [first] });
    await expect(editCpe(desk.cpe, phone, { accountId: other.accountIds[0] ?? '' })).rejects.toMatchObject({
      errors: [{ pointer: '/accountId' }, { pointer: '/channelIds/0' }],
    });
    await expect(editCpe(desk.cpe, phone, { accountId: null, channelIds: [] })).rejects.toMatchObject({
      errors: [{ pointer: '/accountId', detail: 'must name an account of yours' }],
    });
    await expect(removeCpe(desk.cpe, phoneOfSecond)).rejects.toMatchObject({ code: 'CPE_NOT_FOUND' });
    const unassigned = addCpes(desk.cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: nextMac() }] });
    await expect(unassigned).rejects.toMatchObject({ errors: [{ pointer: '/accountId' }] });
    expect((await platform.cpe.records.cpes.find(phone))?.accountId).toBe(first);
    expect((await platform.cpe.records.cpes.find(phoneOfSecond))?.accountId).toBe(second);
  });

  test('a phone that nobody added is shown to the platform and to whose networks it came from', async () => {
    const own = await tenant([0]);
    const other = await tenant([0]);
    const account = await platform.cpe.records.accounts.find(own.accountIds[0] ?? '');
    const unknown = nextMac();
    desks.store.notebook.refused({
      reason: 'unknownMac',
      mac: unknown,
      address: (account?.networks[0] ?? '').replace('.0/24', '.7'),
      transport: 'tftp',
      file: 'x.cfg',
      userAgent: undefined,
      at: new Date(),
    });
    const sees = async (partnerId: string) => {
      const found = await desks.within({ over: 'partner', partnerId }).reports.quarantine(100);
      return found.some((entry) => entry.mac === unknown);
    };
    expect(await sees(own.partnerId)).toBe(true);
    expect(await sees(other.partnerId)).toBe(false);
    expect((await platform.reports.quarantine(100)).some((entry) => entry.mac === unknown)).toBe(true);
  });

  test('a CPE that the platform moves to an account goes to that account’s partner', async () => {
    const from = await tenant([1]);
    const to = await tenant([0]);
    const [spare = nextMac()] = from.macs;
    const moved = await editCpe(platform.cpe, spare, { accountId: to.accountIds[0] ?? '' });
    expect(moved.partnerId).toBe(to.partnerId);
    expect(await desks.within({ over: 'partner', partnerId: from.partnerId }).cpe.records.cpes.find(spare)).toBe(
      undefined,
    );
  });
});
