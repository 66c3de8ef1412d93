// Replacing a phone on a real store: what stays and what does not, all of it or nothing, audited, within the reach.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replacePhone } from '../../server/access/care.ts';
import { addAccount } from '../../server/cpe/accounts.ts';
import { addCpes, editCpe } from '../../server/cpe/cpes.ts';
import { giveDigest } from '../../server/cpe/rotation.ts';
import type { Cpe } from '../../server/domain/records.ts';
import { openTestDesks, type TestDesks } from '../support/desks.ts';
import { mac } from '../support/records.ts';

let desks: TestDesks;
let accountId: string;
const OLD = mac('805ec0000001');
const NEW = mac('805ec0000002');
const platform = () => desks.within({ over: 'platform' });

beforeAll(async () => {
  desks = await openTestDesks();
  const account = await addAccount(platform().cpe, { name: 'Bakery', number: '1001' });
  accountId = account.id;
});
afterAll(() => desks?.close());

/** A phone with something of everything. */
async function phone(mac_: Cpe['mac'], model = 'T46S'): Promise<Cpe> {
  const { cpe } = platform();
  await addCpes(cpe, {
    vendor: 'Yealink',
    model,
    accountId,
    createChannel: true,
    language: 'en',
    country: 'BE',
    devices: [{ mac: mac_, serialNumber: 'S1', label: 'Desk', location: 'Shop' }],
  });
  await giveDigest(cpe, mac_);
  await desks.store.uploads.save(mac_, 'contacts', Buffer.from('<contacts/>'), new Date());
  await desks.store.uploads.save(mac_, 'localConfig', Buffer.from('a = 1'), new Date());
  return editCpe(cpe, mac_, { settings: { extra: 'features.x.y = 1' } });
}
const find = (one: Cpe['mac']) => desks.store.cpes.find(one);
const kindsOf = async (one: Cpe['mac']) => (await desks.store.uploads.list(one)).map(({ kind }) => kind).toSorted();

describe('replacing', () => {
  test('DEV-1 DEV-2 keeps what people decided and what users stored, and nothing that opens files', async () => {
    const former = await phone(OLD);
    desks.store.notebook.fetched({ mac: OLD, file: 'x', etag: '"1"', at: new Date(), masked: async () => 'a = 1' });
    const { cpe } = await replacePhone(platform(), OLD, { mac: '80:5E:C0:00:00:02', serialNumber: 'S2' });

    const { accountId: account, channelIds, handsets, settings, label, location, language, country } = former;
    const kept = { accountId: account, channelIds, handsets, settings, label, location, language, country };
    expect(await find(NEW)).toMatchObject({ ...kept, mac: NEW, serialNumber: 'S2', replaces: OLD, revision: 1 });
    expect(await find(NEW)).toEqual(cpe);
    expect(cpe.channelIds).toHaveLength(1);
    expect(await find(OLD)).toBeUndefined();
    expect(cpe.enrolment?.until.getTime()).toBeGreaterThan(Date.now());

    expect(cpe.lastingToken.hash).not.toBe(former.lastingToken.hash);
    expect(cpe.digest?.username).toBe(`phone_${NEW}`);
    expect(cpe.digest?.password).not.toBe(former.digest?.password);
    const { sealer } = platform().cpe;
    expect(sealer.unseal(cpe.adminPassword)).not.toBe(sealer.unseal(former.adminPassword));

    expect([await kindsOf(NEW), await kindsOf(OLD)]).toEqual([['contacts', 'localConfig'], []]);
    expect(await desks.store.notes.filesOf(OLD)).toEqual([]);
    expect(await desks.store.provisioning.recordsOf(OLD)).toBeUndefined();
    expect((await desks.store.provisioning.recordsOf(NEW))?.channels).toHaveLength(1);
  });

  test('is told by the audit log: the new one replaced, the former one removed, no secret', async () => {
    const [replaced] = await platform().audit.page({ subject: NEW }, { limit: 1 });
    expect(replaced).toMatchObject({ action: 'replaced', origin: { actor: 'someone' } });
    expect(replaced?.changes).toContainEqual({ path: '/mac', before: OLD, after: NEW });
    expect(replaced?.changes.find(({ path }) => path === '/adminPassword')).toMatchObject({ after: '********' });
    const [removed] = await platform().audit.page({ subject: OLD }, { limit: 1 });
    expect(removed?.action).toBe('removed');
  });

  test('every bad field is named, and nothing is done', async () => {
    const before = await find(NEW);
    const refused = (wish: Parameters<typeof replacePhone>[2]) =>
      replacePhone(platform(), NEW, wish).then(
        () => expect.fail('it was done'),
        ({ errors }) => errors.map(({ pointer }: { pointer: string }) => pointer),
      );
    await phone(mac('805ec0000009'));
    expect(await refused({ mac: 'nonsense', serialNumber: 'a\nb', model: 'None' })).toEqual([
      '/mac',
      '/serialNumber',
      '/model',
    ]);
    expect(await refused({ mac: NEW })).toEqual(['/mac']);
    expect(await refused({ mac: '805ec0000009' })).toEqual(['/mac']);
    await expect(replacePhone(platform(), NEW, { mac: '805ec0000008' }, 7)).rejects.toMatchObject({
      code: 'REVISION_STALE',
    });
    await expect(replacePhone(platform(), mac('805ec0ffffff'), { mac: '805ec0000008' })).rejects.toMatchObject({
      code: 'CPE_NOT_FOUND',
    });
    expect(await find(NEW)).toEqual(before);
    expect(await find(mac('805ec0000008'))).toBeUndefined();
  });

  test('by another model keeps the contacts but not what was set on the former one’s menus', async () => {
    const former = mac('805ec0000011');
    await phone(former);
    const other = mac('805ec0000012');
    const technician = desks.within({ over: 'platform' }, 'technician');
    await expect(replacePhone(technician, former, { mac: other, model: 'T48S' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await replacePhone(platform(), former, { mac: other, model: 'T48S' })).cpe.model).toBe('T48S');
    expect(await kindsOf(other)).toEqual(['contacts']);
    // The same model is a technician's work.
    await replacePhone(technician, other, { mac: '805ec0000013' });
    expect(await find(mac('805ec0000013'))).toMatchObject({ model: 'T48S', replaces: other });
  });

  test('a model that cannot take over the handsets is refused', async () => {
    const base = mac('805ec0000021');
    const { cpe } = platform();
    await addCpes(cpe, { vendor: 'Yealink', model: 'W60B', devices: [{ mac: base }] });
    await editCpe(cpe, base, { handsets: [{ index: 1, name: 'Shop' }] });
    const wish = { mac: '805ec0000022', model: 'T46S' };
    await expect(replacePhone(platform(), base, wish)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const openedAt = (await find(base))?.handsets[0]?.openedAt ?? expect.fail();
    const { cpe: next } = await replacePhone(platform(), base, { mac: wish.mac });
    expect(next.handsets[0]?.openedAt?.getTime()).toBeGreaterThanOrEqual(openedAt.getTime());
    expect(next.handsets[0]?.openedAt).toEqual(next.createdAt);
  });

  test('of another tenant it is not there, and a MAC of another tenant is only said to be taken', async () => {
    const own = mac('805ec0000031');
    await phone(own);
    const stranger = desks.within({ over: 'partner', partnerId: 'another' }, 'partnerAdmin');
    await expect(replacePhone(stranger, own, { mac: '805ec0000032' })).rejects.toMatchObject({ code: 'CPE_NOT_FOUND' });
    expect(await find(own)).toBeDefined();
    const elsewhere = mac('805ec0000033');
    await addCpes(stranger.cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: elsewhere }] });
    const { partnerId } = (await find(own)) ?? expect.fail();
    const admin = desks.within({ over: 'accounts', partnerId, accountIds: [accountId] });
    const refusal = await replacePhone(admin, own, { mac: elsewhere }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/mac', detail: '80:5e:c0:00:00:33 is there already' }],
    });
    expect(await find(own)).toBeDefined();
  });
});

describe('a replacement that was cut off', () => {
  const former = mac('805ec0000041');
  const next = mac('805ec0000042');

  /** What a process that was killed leaves behind. */
  async function leave(state: 'open' | 'committed'): Promise<void> {
    const { connection, store } = desks;
    const { createdAt } = (await store.cpes.find(former)) ?? expect.fail();
    const document = await connection.collection('cpes').findOne({ _id: former } as object);
    const at = createdAt;
    await connection.collection('batches').insertOne({ _id: state, state, at } as object);
    await connection
      .collection('cpes')
      .insertOne({ ...document, _id: next, mac: next, replaces: former, revision: 1, pending: state } as object);
    const waiting = { _id: `${state}/${former}`, batch: state, mac: former, set: {}, unset: [] };
    await connection
      .collection('batchChanges')
      .insertOne({ ...waiting, by: next, uploads: ['contacts', 'callLog'] } as object);
    await connection.collection('cpes').updateOne({ _id: former } as object, { $set: { held: state } });
  }

  test('before it was committed leaves the former phone, its uploads too', async () => {
    await phone(former);
    await leave('open');
    expect(await find(next)).toBeUndefined();
    expect(await desks.store.settle('open')).toBe(false);
    expect(await find(former)).toBeDefined();
    expect(await find(next)).toBeUndefined();
    expect(await kindsOf(former)).toEqual(['contacts', 'localConfig']);
    expect(await desks.store.cpes.remove(former, 99)).toBe(false);
  });

  test('after it was committed is finished, as often as it takes', async () => {
    await leave('committed');
    for (let i = 0; i < 2; i++) {
      expect(await desks.store.settle('committed')).toBe(true);
      expect(await find(former)).toBeUndefined();
      expect(await find(next)).toMatchObject({ replaces: former });
      expect([await kindsOf(next), await kindsOf(former)]).toEqual([['contacts'], []]);
    }
  });

  test('two at once for one phone: one is done, and one phone stands', async () => {
    const outcomes = await Promise.allSettled(
      ['805ec0000043', '805ec0000044'].map((one) => replacePhone(platform(), next, { mac: one })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const standing = await Promise.all([next, mac('805ec0000043'), mac('805ec0000044')].map(find));
    expect(standing.filter(Boolean)).toHaveLength(1);
    expect(standing[0]).toBeUndefined();
  });
});
