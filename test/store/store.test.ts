// The store on a real engine: records with revisions, batches that are whole or absent, notes, migrations, secrets.
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../server/errors.ts';
import { connect } from '../../server/store/connection.ts';
import { MIGRATIONS, migrate, StoreTooNewError } from '../../server/store/migrations.ts';
import { checkSecretKey, createSealer, KEY_FILE, loadSecretKey } from '../../server/store/sealer.ts';
import { freshDatabase } from '../support/database.ts';
import { account, channel, cpe, mac, partner } from '../support/records.ts';
import { openTestStore, silentLog, type TestStore } from '../support/store.ts';

let test1: TestStore;
beforeAll(async () => {
  test1 = await openTestStore();
  await test1.store.partners.insert(partner());
});
afterAll(() => test1.close());

describe('records', () => {
  test('come back as they were written: dates, nested values, keys with slashes', async () => {
    const written = account({
      id: 'a-1',
      number: 'N1',
      settings: {
        vlan: { enabled: true, deviceId: 20 },
        extra: [
          { key: 'a.b', value: '1' },
          { key: 'a.b', value: '2' },
        ],
      },
      models: { 'Aastra/Mitel/6867i': { keyLayout: { pages: [{ keys: [{ position: 1, function: 'dnd' }] }] } } },
      ringtones: {
        Yealink: [
          {
            value: { internal: 'Ring2', group: null, queue: null, national: null, international: null },
            at: new Date(5),
          },
        ],
      },
      sipProxies: [{ value: 'pbx.example.com', at: new Date(0) }],
    });
    expect(await test1.store.accounts.insert(written)).toEqual([]);
    expect(await test1.store.accounts.find('a-1')).toEqual(written);
  });

  test('a unique value that is taken is named, also by replace', async () => {
    await test1.store.accounts.insert(account({ id: 'a-2', number: 'N2' }));
    expect(await test1.store.accounts.insert(account({ id: 'a-3', number: 'N2' }))).toEqual(['number']);
    const other = account({ id: 'a-4', number: 'N4' });
    await test1.store.accounts.insert(other);
    expect(await test1.store.accounts.replace({ ...other, number: 'N2', revision: 2 }, 1)).toEqual({
      taken: ['number'],
    });
  });

  test('replace needs the revision that stands', async () => {
    const first = account({ id: 'a-5', number: 'N5' });
    await test1.store.accounts.insert(first);
    expect(await test1.store.accounts.replace({ ...first, name: 'One', revision: 2 }, 1)).toBe('done');
    expect(await test1.store.accounts.replace({ ...first, name: 'Two', revision: 2 }, 1)).toBe('stale');
    expect((await test1.store.accounts.find('a-5'))?.name).toBe('One');
  });

  test('a member that no schema names is refused', async () => {
    const odd = { ...account({ id: 'a-6', number: 'N6' }), colour: 'red' };
    await expect(test1.store.accounts.insert(odd)).rejects.toThrow(/colour/);
  });
});

describe('batches: all or none', () => {
  const many = (prefix: string) => Array.from({ length: 20 }, (_, i) => mac(prefix + i.toString(16).padStart(4, '0')));
  const cpesOf = (macs: readonly string[]) => macs.map((m) => cpe({ id: m, mac: mac(m), channelIds: [] }));

  test('a MAC that is taken leaves nothing of the others, and is named', async () => {
    const macs = many('805e0001');
    await test1.store.addTogether('b-1', { cpes: cpesOf(macs.slice(5, 6)), channels: [] }, new Date());
    const taken = await test1.store.addTogether('b-2', { cpes: cpesOf(macs), channels: [] }, new Date());
    expect(taken).toEqual({ macs: [macs[5]], channelNames: [] });
    expect((await test1.store.cpes.findMany(macs)).map((found) => found.mac)).toEqual([macs[5]]);
  });

  test('a channel name that is taken takes the CPEs back too', async () => {
    const macs = many('805e0002');
    await test1.store.channels.insert(channel({ id: 'c-1', name: 'X1', username: 'x1' }));
    const taken = await test1.store.addTogether(
      'b-3',
      { cpes: cpesOf(macs), channels: [channel({ id: 'c-2', name: 'X1', username: 'x2' })] },
      new Date(),
    );
    expect(taken?.macs).toEqual([]);
    expect(taken?.channelNames).toEqual(['X1']);
    expect(await test1.store.cpes.findMany(macs)).toEqual([]);
  });

  test.each([
    ['open', 0],
    ['undoing', 0],
    ['committed', 20],
  ])('a batch that a killed process left %s is finished or undone at the next start', async (state, there) => {
    const macs = many(`805e1${state.length.toString(16)}00`);
    const id = `left-${state}`;
    const cpes = test1.connection.collection('cpes');
    await test1.connection
      .collection<{ _id: string; state: string; at: Date }>('batches')
      .insertOne({ _id: id, state, at: new Date() });
    await test1.store.addTogether(`template-${state}`, { cpes: cpesOf(macs), channels: [] }, new Date());
    await cpes.updateMany({ mac: { $in: macs } }, { $set: { pending: id } });
    expect(await test1.store.cpes.findMany(macs), 'invisible while pending').toEqual([]);

    const otherNode = await test1.another({ alone: false });
    expect(await otherNode.cpes.findMany(macs), 'another node leaves a young batch alone').toEqual([]);
    const restarted = await test1.another({ alone: true });
    expect((await restarted.cpes.findMany(macs)).length).toBe(there);
    expect(await cpes.countDocuments({ pending: id })).toBe(0);
  });
});

describe('the records behind a phone', () => {
  test('are the same object until something in them changes, and a write is seen at once', async () => {
    const m = mac('805e20000001');
    await test1.store.accounts.insert(account({ id: 'a-r', number: 'NR' }));
    await test1.store.channels.insert(channel({ id: 'c-r', accountId: 'a-r', name: 'R1', username: 'r1' }));
    const phone = cpe({ id: m, mac: m, accountId: 'a-r', channelIds: ['c-r'] });
    await test1.store.cpes.insert(phone);
    const { recordsOf } = test1.store.provisioning;
    const first = await recordsOf(m);
    expect(first?.channels.map(({ id }) => id)).toEqual(['c-r']);
    expect(await recordsOf(m)).toBe(first);
    await test1.store.cpes.replace({ ...phone, serialNumber: 'S', revision: 2 }, 1);
    const second = await recordsOf(m);
    expect(second?.cpe.serialNumber).toBe('S');
    await test1.store.channels.replace(
      { ...channel({ id: 'c-r', accountId: 'a-r', name: 'R1', username: 'r1' }), label: 'new', revision: 2 },
      1,
    );
    expect((await recordsOf(m))?.channels[0]?.label).toBe('new');
    expect(await recordsOf(mac('805e2000ffff'))).toBeUndefined();
  });

  test('closing the window takes only the token that was named', async () => {
    const m = mac('805e20000002');
    const token = { hash: 'h1', sealed: phoneToken() };
    await test1.store.cpes.insert(
      cpe({
        id: m,
        mac: m,
        channelIds: [],
        enrolment: { token, openedAt: new Date(), until: new Date(9e12), networks: [] },
      }),
    );
    await test1.store.provisioning.closeWindow(m, { ...token, hash: 'other' }, '192.0.2.1');
    expect((await test1.store.cpes.find(m))?.enrolment).toBeDefined();
    await test1.store.provisioning.closeWindow(m, token, '192.0.2.1');
    expect((await test1.store.cpes.find(m))?.enrolment).toBeUndefined();
  });

  function phoneToken() {
    return cpe().lastingToken.sealed;
  }
});

describe('notes', () => {
  const report = { address: '192.0.2.1', transport: 'http', lastFile: 'x.cfg', lastAt: new Date(1000) } as const;

  test('merge what a phone said, keep what it did not say again, and are there before they are written', async () => {
    const m = mac('805e30000001');
    const { notebook } = test1.store;
    notebook.reported({ ...report, mac: m, firmware: '66.83.188.6', features: { dnd: { on: true, at: new Date(1) } } });
    notebook.reported({ ...report, mac: m, lastFile: 'y.cfg', features: { busy_fwd: { on: false, at: new Date(2) } } });
    expect(await notebook.findReport(m)).toMatchObject({ lastFile: 'y.cfg', firmware: '66.83.188.6' });
    await notebook.flush();
    notebook.reported({ ...report, mac: m, address: '192.0.2.2' });
    const merged = await notebook.findReport(m);
    expect(merged).toMatchObject({ address: '192.0.2.2', firmware: '66.83.188.6' });
    expect(Object.keys(merged?.features ?? {}).toSorted()).toEqual(['busy_fwd', 'dnd']);
  });

  test('what a phone said is there at every moment of being written', async () => {
    const { notebook } = test1.store;
    const macs = Array.from({ length: 40 }, (_, i) => mac((0x805e30001000 + i).toString(16)));
    for (const m of macs) {
      notebook.reported({ ...report, mac: m, firmware: '66.83.188.6' });
      const written = notebook.flush();
      // Asked for as the write begins: the store has it not yet.
      await Promise.resolve();
      expect(await notebook.findReport(m), m).toMatchObject({ firmware: '66.83.188.6' });
      await written;
    }
  });

  test('the quarantine counts per MAC and reason, and stays within its size', async () => {
    const { notebook } = test1.store;
    const refusal = {
      reason: 'unknownMac',
      address: '192.0.2.9',
      transport: 'tftp',
      file: 'f',
      userAgent: undefined,
    } as const;
    for (let i = 0; i < 3; i++) notebook.refused({ ...refusal, mac: mac('805e30000009'), at: new Date(5000 + i) });
    const entry = (await notebook.quarantine(10)).find((e) => e.mac === '805e30000009');
    expect(entry).toMatchObject({ count: 3, firstAt: new Date(5000), lastAt: new Date(5002) });
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 1800; i++)
        notebook.refused({
          ...refusal,
          mac: mac((0x805e40000000 + round * 2000 + i).toString(16)),
          at: new Date(1e12 + round * 2000 + i),
        });
      await notebook.flush();
    }
    await notebook.tidy();
    const kept = await notebook.quarantine(10_000);
    expect(kept.length).toBe(5000);
    expect(kept[0]?.lastAt).toEqual(new Date(1e12 + 3 * 2000 + 1799));
  });
});

describe('answers to repeated requests', () => {
  test('a key is claimed once; its answer is kept; it is given back when nothing was done', async () => {
    const { idempotency } = test1.store;
    const sealedBody = cpe().lastingToken.sealed;
    expect(await idempotency.begin('k', 'f', new Date())).toBe('new');
    expect(await idempotency.begin('k', 'f', new Date())).toBe('unfinished');
    expect(await idempotency.begin('k', 'other', new Date())).toBe('otherRequest');
    await idempotency.finish('k', { status: 201, sealedBody });
    expect(await idempotency.begin('k', 'f', new Date())).toEqual({ status: 201, sealedBody });
    await idempotency.release('k');
    expect(await idempotency.begin('k', 'f', new Date())).toBe('new');
  });
});

describe('migrations', () => {
  test('run once each, in order, and only those that are due; two nodes at once run them once', async () => {
    const { uri } = freshDatabase();
    const ran: number[] = [];
    const steps = [1, 2, 3].map((to) => ({ to, name: `step ${to}`, run: async () => void ran.push(to) }));
    const one = await connect(uri);
    expect(await migrate(one, silentLog, steps.slice(0, 1))).toBe(1);
    const two = await connect(uri);
    const three = await connect(uri);
    expect(await Promise.all([migrate(two, silentLog, steps), migrate(three, silentLog, steps)])).toEqual([3, 3]);
    expect(ran).toEqual([1, 2, 3]);
    await Promise.all([one, two, three].map((connection) => connection.close()));
  });

  test('a step that failed is run again at the next start', async () => {
    const connection = await connect(freshDatabase().uri);
    let tries = 0;
    const failing = {
      to: 1,
      name: 'fails once',
      run: async () =>
        void (
          tries++ === 0 &&
          (() => {
            throw new Error('disk full');
          })()
        ),
    };
    await expect(migrate(connection, silentLog, [failing])).rejects.toThrow('disk full');
    await connection
      .collection<{ _id: string }>('meta')
      .updateOne({ _id: 'schema' }, { $set: { lockedAt: new Date(0) } });
    connection.deleteModel('Meta');
    expect(await migrate(connection, silentLog, [failing])).toBe(1);
    await connection.close();
  });

  test('a store of a newer version is refused', async () => {
    const connection = await connect(freshDatabase().uri);
    await connection.collection<{ _id: string; version: number }>('meta').insertOne({ _id: 'schema', version: 999 });
    await expect(migrate(connection, silentLog)).rejects.toThrow(StoreTooNewError);
    expect(MIGRATIONS.map(({ to }) => to)).toEqual(MIGRATIONS.map((_, i) => i + 1));
    await connection.close();
  });

  test('channels get their account’s partner, and users of before roles stay who could do everything', async () => {
    const connection = await connect(freshDatabase().uri);
    await migrate(connection, silentLog, MIGRATIONS.slice(0, 1));
    const { db } = connection;
    const createdAt = new Date(5);
    const accounts = ['a-1', 'a-2'].map((_id, i) => ({ _id, partnerId: `p-${i}` }));
    await db?.collection<{ _id: string }>('accounts').insertMany(accounts);
    await db?.collection('channels').insertMany(accounts.map(({ _id }) => ({ accountId: _id })));
    await db
      ?.collection<{ _id: string }>('users')
      .insertOne({ _id: 'admin', passwordHash: 'h', createdAt } as { _id: string });
    await db?.collection('apiTokens').insertOne({ username: 'admin' });
    await migrate(connection, silentLog);
    const channels = await db?.collection('channels').find().sort({ accountId: 1 }).toArray();
    expect(channels?.map(({ partnerId }) => partnerId)).toEqual(['p-0', 'p-1']);
    expect(await db?.collection('users').findOne()).toEqual({
      _id: 'admin',
      name: 'admin',
      role: 'platformAdmin',
      rights: [],
      accountIds: [],
      language: 'en',
      passwordHash: 'h',
      recoveryHashes: [],
      identities: [],
      disabled: false,
      revision: 1,
      createdAt,
      changedAt: createdAt,
    });
    expect(await db?.listCollections({ name: 'apiTokens' }).toArray()).toEqual([]);
    await connection.close();
  });

  test('DEV-9: files get their lines, and accounts that chose a file choose its version on every track', async () => {
    const connection = await connect(freshDatabase().uri);
    await migrate(connection, silentLog, MIGRATIONS.slice(0, 3));
    const { db } = connection;
    const files = db?.collection<{ _id: string; vendor: string; version: string }>('firmware');
    await files?.insertMany([
      { _id: 'a.rom', vendor: 'Yealink', version: '66.86.0.15' },
      { _id: 'b.st', vendor: 'Aastra/Mitel', version: '6.3.0.1020' },
    ]);
    const models = {
      'Yealink/T46S': { firmware: 'a.rom', settings: { lldp: true } },
      'Aastra/Mitel/6867i': { firmware: 'b.st' },
      'Yealink/T54W': { firmware: 'gone.rom' },
    };
    await db?.collection<{ _id: string; models: object }>('accounts').insertOne({ _id: 'a-1', models });
    await migrate(connection, silentLog);
    const version = '66.86.0.15';
    expect((await db?.collection('accounts').findOne())?.models).toEqual({
      'Yealink/T46S': {
        settings: { lldp: true },
        firmware: [
          { track: 'Lydis', version },
          { track: 'Enreach', version },
        ],
      },
      'Aastra/Mitel/6867i': { firmware: [{ version: '6.3.0.1020' }] },
      'Yealink/T54W': {},
    });
    expect(await files?.find().sort({ _id: 1 }).toArray()).toEqual([
      {
        _id: 'a.rom',
        vendor: 'Yealink',
        version,
        role: 'base',
        hardwareId: 66,
        lines: ['T41S', 'T42S', 'T46S', 'T48S'].flatMap((model) => [
          `Yealink/${model}/Enreach`,
          `Yealink/${model}/Lydis`,
        ]),
      },
      { _id: 'b.st', vendor: 'Aastra/Mitel', version: '6.3.0.1020', role: 'base', lines: ['Aastra/Mitel/6867i'] },
    ]);
    await connection.close();
  });
});

describe('secrets at rest', () => {
  test('what is sealed opens again, differs each time, and opens with no other key nor when altered', () => {
    const sealer = createSealer(Buffer.alloc(32, 1));
    const other = createSealer(Buffer.alloc(32, 2));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (plain) => {
        const sealed = sealer.seal(plain);
        expect(sealer.unseal(sealed)).toBe(plain);
        expect(sealer.seal(plain)).not.toBe(sealed);
        expect(() => other.unseal(sealed)).toThrow(AppError);
      }),
      { numRuns: 50 },
    );
    const sealed = sealer.seal('secret');
    const altered = { ...{ sealed } }.sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    expect(() => sealer.unseal(altered as typeof sealed)).toThrow();
  });

  test('a key file is made once, for its owner alone, and another key is refused by the store', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-key-'));
    const key = loadSecretKey(dataDir, undefined);
    expect(loadSecretKey(dataDir, undefined).equals(key)).toBe(true);
    expect(statSync(join(dataDir, KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, KEY_FILE), 'utf8').trim()).toBe(key.toString('hex'));
    const connection = await connect(freshDatabase().uri);
    await checkSecretKey(connection, 'one');
    connection.deleteModel('SecretKey');
    await expect(checkSecretKey(connection, 'two')).rejects.toThrow(AppError);
    await connection.close();
  });

  test('no secret stands in the clear in any document', async () => {
    const documents = await Promise.all(
      ['cpes', 'channels', 'accounts'].map((name) => test1.connection.collection(name).find().toArray()),
    );
    const text = JSON.stringify(documents);
    expect(documents.flat().length).toBeGreaterThan(10);
    expect(text).not.toMatch(/"(?:password|adminPassword|sealed)":"(?!sealed:|v1:)/);
  });
});
