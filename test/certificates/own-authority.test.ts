import { expect, it, vi } from 'vitest';
import { caFilePem, ownAuthority } from '../../server/certificates/own-authority.ts';
import { meetingOf, seal, verify, worldAt } from './support.ts';

const NOW = new Date('2026-11-22T21:00:00Z');

it('is made once and kept, its key sealed', async () => {
  const world = worldAt(NOW);
  const inserts = vi.spyOn(world.store, 'insertIfAbsent');
  const made = await ownAuthority(world);
  expect(await ownAuthority(world)).toBe(made);
  expect(inserts).toHaveBeenCalledOnce();
  expect(made.createdAt).toEqual(NOW);
  expect(world.store.records.size).toBe(1);
  expect(made.sealedKey).not.toContain('PRIVATE KEY');
  expect(seal.unseal(made.sealedKey)).toContain('-----BEGIN PRIVATE KEY-----');
});

it('is one CA when two nodes start at once', async () => {
  const one = worldAt(NOW);
  const other = worldAt(NOW, one.store);
  one.store.afterLoad = meetingOf(2);
  const [a, b] = await Promise.all([ownAuthority(one), ownAuthority(other)]);
  expect(a.certificatePem).toBe(b.certificatePem);
  expect(one.store.records.get('authority')).toBe(a);
});

it('is given to phones as a PEM file with one certificate and no key', async () => {
  const world = worldAt(NOW);
  const pem = await caFilePem(world);
  expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n$/);
  expect(await verify(pem, pem, NOW, '-purpose', 'any')).toContain('OK');
  expect(await caFilePem(world)).toBe(pem);
});

it('is not replaced when it has ended: that is said', async () => {
  const world = worldAt(NOW);
  const made = await ownAuthority(world);
  world.time = new Date('2046-11-22T20:59:59Z');
  expect(await ownAuthority(world)).toBe(made);
  world.time = new Date('2046-11-22T21:00:00Z');
  await expect(ownAuthority(world)).rejects.toMatchObject({
    code: 'CERTIFICATE_AUTHORITY_EXPIRED',
    problems: [expect.stringContaining("the server's clock says 2046-11-22T21:00:00.000Z")],
  });
  expect(world.store.records.get('authority')).toBe(made);
});
