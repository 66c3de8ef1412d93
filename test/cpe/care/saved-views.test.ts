// Saved views on a real store: whose they are, who sees them, what may be saved.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewsOf } from '../../../server/access/care.ts';
import { removePerson } from '../../../server/access/people.ts';
import { addAccount } from '../../../server/cpe/accounts.ts';
import { addView, changeView, ownView, removeView, viewsSeenBy } from '../../../server/cpe/care/saved-views.ts';
import type { Reach } from '../../../server/domain/actor.ts';
import { AppError } from '../../../server/errors.ts';
import { FIRST_PARTNER, openTestDesks, type TestDesks } from '../../support/desks.ts';

let desks: TestDesks;
let bakery: string;
let florist: string;
const PLATFORM: Reach = { over: 'platform' };

beforeAll(async () => {
  desks = await openTestDesks();
  const { cpe } = desks.within(PLATFORM);
  bakery = (await addAccount(cpe, { name: 'Bakery', number: '1001' })).id;
  florist = (await addAccount(cpe, { name: 'Florist', number: '2002' })).id;
});
afterAll(() => desks?.close());

const asWhom = (username: string, reach: Reach) =>
  viewsOf(desks.deskFor({ actor: { kind: 'person', username, role: 'accountAdmin', rights: [], reach }, door: 'api' }));
const over = (...accountIds: readonly string[]): Reach => ({ over: 'accounts', partnerId: FIRST_PARTNER, accountIds });
const codeOf = async (doing: Promise<unknown>) => {
  try {
    await doing;
    return undefined;
  } catch (error) {
    return error instanceof AppError ? [error.code, ...error.errors.map(({ pointer }) => pointer)] : error;
  }
};
const names = async (deps: ReturnType<typeof viewsOf>) => (await viewsSeenBy(deps)).map(({ name }) => name);

describe('saved views', () => {
  test('one’s own alone, unless shared with an account that others reach', async () => {
    const anna = asWhom('anna', over(bakery, florist));
    const bob = asWhom('bob', over(bakery));
    const carl = asWhom('carl', over(florist));
    const partner = asWhom('dora', { over: 'partner', partnerId: FIRST_PARTNER });
    const stranger = asWhom('eve', { over: 'partner', partnerId: 'another' });
    await addView(anna, { name: 'Mine', query: 'neverSeen=true' });
    const shared = await addView(anna, { name: 'Ours', query: `?accountId=${bakery}&junk=1`, sharedWith: bakery });
    expect(shared.query).toBe(`accountId=${bakery}`);
    expect(await names(anna)).toEqual(['Mine', 'Ours']);
    expect(await names(bob)).toEqual(['Ours']);
    expect(await names(carl)).toEqual([]);
    expect(await names(partner)).toEqual(['Ours']);
    expect(await names(stranger)).toEqual([]);

    expect(await codeOf(changeView(bob, shared.id, { name: 'X' }))).toEqual(['VIEW_NOT_FOUND']);
    expect(await codeOf(removeView(bob, shared.id))).toEqual(['VIEW_NOT_FOUND']);
    expect(await codeOf(ownView(bob, shared.id))).toEqual(['VIEW_NOT_FOUND']);
    await changeView(anna, shared.id, { sharedWith: null }, 1);
    expect(await names(bob)).toEqual([]);
    expect(await codeOf(changeView(anna, shared.id, { name: 'Y' }, 1))).toEqual(['REVISION_STALE']);
    expect(await codeOf(changeView(anna, shared.id, { name: 'Mine' }))).toEqual(['VIEW_NAME_TAKEN']);
    await removeView(anna, shared.id);
    expect(await names(anna)).toEqual(['Mine']);
  });

  test('everything that is wrong is named, and another’s account is not there', async () => {
    const carl = asWhom('carl', over(florist));
    const wish = { name: ' ', query: 'neverSeen=perhaps&address=1.2', sharedWith: bakery };
    expect(await codeOf(addView(carl, wish))).toEqual([
      'INPUT_INVALID',
      '/name',
      '/query/neverSeen',
      '/query/address',
      '/sharedWith',
    ]);
    await addView(carl, { name: 'Same', query: '' });
    expect(await codeOf(addView(carl, { name: 'Same', query: '' }))).toEqual(['VIEW_NAME_TAKEN']);
  });

  test('they are noted in the audit log, and go with their owner', async () => {
    const desk = desks.within(PLATFORM);
    const { now } = desk.people;
    const person = { id: 'frank', revision: 1, createdAt: now(), changedAt: now(), name: 'Frank' };
    const rights = { role: 'accountAdmin', rights: [], partnerId: FIRST_PARTNER, accountIds: [bakery] } as const;
    await desk.people.users.insert({
      ...person,
      ...rights,
      language: 'en',
      recoveryHashes: [],
      identities: [],
      disabled: false,
    });
    await addView(asWhom('frank', over(bakery)), { name: 'Franks', query: '', sharedWith: bakery });
    const [entry] = await desk.audit.page({ text: 'Franks' }, { limit: 1 });
    expect(entry).toMatchObject({ action: 'added', subject: { kind: 'view' }, tenant: { accountId: bakery } });
    await removePerson(desk, 'frank');
    expect(await names(asWhom('frank', over(bakery)))).toEqual([]);
  });
});
