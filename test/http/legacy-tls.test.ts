// The listener for phones that know no TLS 1.2 (DEV-15), and what the modern one makes of them.
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { addPhones, askTls, reasonsFor } from './phone-trust-support.ts';

const ALLOWED = '00085dcc0001';
const OTHER = '00085dcc0002';
/** A phone of its time: OpenSSL's level 0, as its client has no levels. */
const old = (maxVersion: 'TLSv1' | 'TLSv1.1') => ({
  tls: { minVersion: 'TLSv1' as const, maxVersion, ciphers: 'AES128-SHA:@SECLEVEL=0' },
});
let server: TestBellhop;
const tokens = new Map<string, string>();

beforeAll(async () => {
  server = await startTestBellhop({ env: { BELLHOP_PHONE_LEGACY_TLS: '127.0.0.1:0' } });
  for (const mac of [ALLOWED, OTHER]) {
    const { accountId } = await addPhones(server, { macs: [mac], vendor: 'Aastra', model: '6731i' });
    if (mac === ALLOWED) await server.api('PATCH', `/accounts/${accountId}`, { legacyTls: true });
    const { json } = await server.api('GET', `/cpes/${mac}?reveal=secret`);
    tokens.set(mac, new URL(json.provisioningUrl).pathname);
  }
});
afterAll(() => server.close());

const own = (mac: string) => `${tokens.get(mac)}${mac.toUpperCase()}.cfg`;

describe('the legacy listener', () => {
  test.each(['TLSv1', 'TLSv1.1'] as const)(
    'DEV-15: serves %s to a phone whose account allows it, and to no other',
    async (version) => {
      expect((await askTls(server.ports.legacyTls, own(ALLOWED), old(version))).status).toBe(200);
      expect((await askTls(server.ports.legacyTls, own(OTHER), old(version))).status).toBe(404);
      expect(await reasonsFor(server, OTHER)).toContain('legacyTlsNotAllowed');
    },
  );

  test('sends an old phone of such an account to itself when https is asked for', async () => {
    await server.api('PATCH', `/cpes/${ALLOWED}`, { settings: { provisioningScheme: 'https' } });
    const file = await server.api('GET', `/cpes/${ALLOWED}/files/${ALLOWED.toUpperCase()}.cfg`);
    expect(file.text).toContain(`https port: ${server.ports.legacyTls}`);
    await server.api('PATCH', `/cpes/${OTHER}`, { settings: { provisioningScheme: 'https' } });
    const others = await server.api('GET', `/cpes/${OTHER}/files/${OTHER.toUpperCase()}.cfg`);
    expect(others.text).not.toContain(`https port: ${server.ports.legacyTls}`);
  });
});

test('DEV-15: the modern listener takes no TLS 1.0, and the quarantine says who came with it', async () => {
  await expect(askTls(server.ports.https, own(ALLOWED), old('TLSv1'))).rejects.toThrow();
  const { json } = await server.api('GET', '/quarantine');
  const entry = json.items.find(({ reason }: { reason: string }) => reason === 'legacyTlsNeeded');
  expect(entry?.address).toBe('127.0.0.1');
  expect(entry?.because).toContain('TLS 1.2');
});

test('DEV-15, FAC-95: SIP over TLS takes 1.2 and 1.3, and nothing older', async () => {
  const greet = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
    new Promise<string | null>((resolve, reject) => {
      const socket = connectTls({
        port: server.ports.sips,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        ...(maxVersion === 'TLSv1.1' ? old(maxVersion).tls : { maxVersion }),
      });
      socket.once('secureConnect', () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.once('error', reject);
    });
  expect([await greet('TLSv1.2'), await greet('TLSv1.3')]).toEqual(['TLSv1.2', 'TLSv1.3']);
  await expect(greet('TLSv1.1')).rejects.toThrow();
});

test('it is off unless asked for, and its security level is a setting of its own', async () => {
  expect(readConfig({}).phoneLegacyTls).toBeNull();
  expect(readConfig({}).legacySecurityLevel).toBe(0);
  expect(readConfig({ BELLHOP_PHONE_LEGACY_SECLEVEL: '1' }).legacySecurityLevel).toBe(1);
  expect(() => readConfig({ BELLHOP_PHONE_LEGACY_SECLEVEL: '2' })).toThrow(/BELLHOP_PHONE_LEGACY_SECLEVEL/);
});

test('at level 1 OpenSSL refuses TLS 1.0 and 1.1 altogether', async () => {
  const strict = await startTestBellhop({
    env: { BELLHOP_PHONE_LEGACY_TLS: '127.0.0.1:0', BELLHOP_PHONE_LEGACY_SECLEVEL: '1' },
  });
  try {
    await expect(askTls(strict.ports.legacyTls, '/p/x', old('TLSv1.1'))).rejects.toThrow();
    expect((await askTls(strict.ports.legacyTls, '/p/x')).status).toBe(404);
  } finally {
    await strict.close();
  }
});
