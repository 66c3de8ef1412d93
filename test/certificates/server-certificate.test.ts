import { createPrivateKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeCertificate } from '../../server/certificates/describe.ts';
import { caFilePem, ownAuthority } from '../../server/certificates/own-authority.ts';
import { currentServerCertificate, type ServerCertificate } from '../../server/certificates/server-certificate.ts';
import { DAY_MS, MemoryStore, meetingOf, verify, type World, worldAt } from './support.ts';

const NOW = new Date('2026-11-22T21:00:00Z');
const OPTIONS = { host: 'prov.example.com', extraNames: ['10.0.0.5', 'bellhop.local'] };

// One CA for all tests but those about making it.
const seed = new MemoryStore();
beforeAll(() => ownAuthority(worldAt(NOW, seed)));

function worldWithAuthority(): World {
  return worldAt(NOW, new MemoryStore(seed.records));
}

function daysFrom(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

function isPair({ certificatePem, keyPem }: ServerCertificate): boolean {
  return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem));
}

describe('the certificate of our own CA', () => {
  it('is made for the host and the extra names, and its key is sealed in the store', async () => {
    const world = worldAt(NOW);
    const found = await currentServerCertificate(world, OPTIONS);
    expect(found).toEqual({
      certificatePem: expect.stringContaining('BEGIN CERTIFICATE'),
      keyPem: expect.stringContaining('BEGIN PRIVATE KEY'),
      chainPem: found.certificatePem,
      expiresAt: daysFrom(367),
      source: 'ownCa',
      warnings: [],
    });
    expect(isPair(found)).toBe(true);
    const ca = await caFilePem(world);
    expect(await verify(found.certificatePem, ca, NOW, '-verify_hostname', 'prov.example.com')).toContain('OK');
    expect(await verify(found.certificatePem, ca, NOW, '-verify_ip', '10.0.0.5')).toContain('OK');
    const records = [...world.store.records.values()];
    expect(records.map((record) => record.name)).toEqual([
      'authority',
      'server:prov.example.com,10.0.0.5,bellhop.local',
    ]);
    expect(JSON.stringify(records)).not.toContain('PRIVATE KEY');
  });

  it('stays, also when the extra names come in another order', async () => {
    const world = worldWithAuthority();
    const first = await currentServerCertificate(world, OPTIONS);
    world.time = daysFrom(100);
    const reordered = { host: 'PROV.example.com', extraNames: ['bellhop.local', '10.0.0.5'] };
    expect(await currentServerCertificate(world, reordered)).toEqual(first);
  });

  it('is made anew when the host or an extra name changed', async () => {
    const world = worldWithAuthority();
    const first = await currentServerCertificate(world, OPTIONS);
    const moved = await currentServerCertificate(world, { ...OPTIONS, host: 'new.example.com' });
    expect(describeCertificate(moved.certificatePem).subject).toBe('CN=new.example.com');
    const fewer = await currentServerCertificate(world, { ...OPTIONS, extraNames: ['10.0.0.5'] });
    expect(new X509Certificate(fewer.certificatePem).checkHost('bellhop.local')).toBeUndefined();
    expect(new Set([first, moved, fewer].map((found) => found.certificatePem)).size).toBe(3);
  });

  it('is made anew when less than a third of its 397 days is left, not before', async () => {
    const world = worldWithAuthority();
    const first = await currentServerCertificate(world, OPTIONS);
    const thirdLeft = first.expiresAt.getTime() - (397 * DAY_MS) / 3;
    world.time = new Date(thirdLeft);
    expect(await currentServerCertificate(world, OPTIONS)).toEqual(first);
    world.time = new Date(thirdLeft + 1000);
    const renewed = await currentServerCertificate(world, OPTIONS);
    expect(renewed.certificatePem).not.toBe(first.certificatePem);
    expect(renewed.expiresAt).toEqual(new Date(thirdLeft + 1000 + 367 * DAY_MS));
    expect(isPair(renewed)).toBe(true);
    expect(await currentServerCertificate(world, OPTIONS)).toEqual(renewed);
    expect(await verify(renewed.certificatePem, await caFilePem(world), world.time)).toContain('OK');
  });

  it('is made anew when the CA is a different one', async () => {
    const world = worldWithAuthority();
    const first = await currentServerCertificate(world, OPTIONS);
    world.store.records.delete('authority');
    const second = await currentServerCertificate(world, OPTIONS);
    expect(second.certificatePem).not.toBe(first.certificatePem);
    expect(await verify(second.certificatePem, await caFilePem(world), NOW)).toContain('OK');
  });

  it('is not made anew for ever in the last days of the CA', async () => {
    const world = worldWithAuthority();
    world.time = new Date('2046-11-20T00:00:00Z');
    const last = await currentServerCertificate(world, OPTIONS);
    expect(last.expiresAt).toEqual(new Date('2046-11-22T21:00:00Z'));
    world.time = new Date('2046-11-22T20:00:00Z');
    expect(await currentServerCertificate(world, OPTIONS)).toEqual(last);
  });

  it('needs names that a certificate can carry', async () => {
    const asked = currentServerCertificate(worldWithAuthority(), { host: 'http://x', extraNames: [] });
    await expect(asked).rejects.toMatchObject({ code: 'CERTIFICATE_NAME_INVALID' });
  });
});

describe('two nodes', () => {
  it('that start at once end with one CA and one certificate', async () => {
    const one = worldAt(NOW);
    const other = worldAt(NOW, one.store);
    const meetings = new Map<string, () => Promise<void>>();
    one.store.afterLoad = async (name) => {
      const meeting = meetings.get(name) ?? meetingOf(2);
      meetings.set(name, meeting);
      await meeting();
    };
    const [a, b] = await Promise.all([one, other].map((node) => currentServerCertificate(node, OPTIONS)));
    expect(a).toEqual(b);
    expect([...meetings.keys()]).toEqual(['authority', 'server:prov.example.com,10.0.0.5,bellhop.local']);
    expect(await verify(a?.certificatePem ?? '', await caFilePem(one), NOW)).toContain('OK');
  });

  it('that renew at once end with one certificate', async () => {
    const one = worldWithAuthority();
    const former = await currentServerCertificate(one, OPTIONS);
    one.time = daysFrom(300);
    const other = worldAt(daysFrom(300), one.store);
    const meeting = meetingOf(2);
    one.store.afterLoad = (name) => (name === 'authority' ? Promise.resolve() : meeting());
    const [a, b] = await Promise.all([one, other].map((node) => currentServerCertificate(node, OPTIONS)));
    expect(a?.certificatePem).not.toBe(former.certificatePem);
    expect(a).toEqual(b);
  });

  it('with addresses of their own do not replace each other’s certificate', async () => {
    const world = worldWithAuthority();
    const a = await currentServerCertificate(world, { ...OPTIONS, extraNames: ['10.0.0.1'] });
    const b = await currentServerCertificate(world, { ...OPTIONS, extraNames: ['10.0.0.2'] });
    expect(await currentServerCertificate(world, { ...OPTIONS, extraNames: ['10.0.0.1'] })).toEqual(a);
    expect(await currentServerCertificate(world, { ...OPTIONS, extraNames: ['10.0.0.2'] })).toEqual(b);
  });
});

it('the admin’s files are taken when given, and our CA never stands in for them', async () => {
  const world = worldAt(NOW);
  const files = { certificateFile: '/nowhere/chain.pem', keyFile: '/nowhere/key.pem' };
  await expect(currentServerCertificate(world, { ...OPTIONS, files })).rejects.toMatchObject({
    code: 'CERTIFICATE_FILES_INVALID',
  });
  expect(world.store.records.size).toBe(0);
});
