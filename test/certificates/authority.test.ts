import { beforeAll, describe, expect, it } from 'vitest';
import {
  type KeyedCertificate,
  makeAuthority,
  serialFrom,
  signServerCertificate,
} from '../../server/certificates/authority.ts';
import { describeCertificate } from '../../server/certificates/describe.ts';
import { certificateNames } from '../../server/certificates/names.ts';
import { DAY_MS, textOf, verify } from './support.ts';

const NOW = new Date('2026-11-22T21:00:00Z');
const NAMES = certificateNames('prov.example.com', ['10.0.0.5', '2001:db8::5', 'bellhop.local']);

let authority: KeyedCertificate;
let server: KeyedCertificate;

beforeAll(async () => {
  authority = await makeAuthority(NOW);
  server = await signServerCertificate(authority, NAMES, NOW);
});

function daysFrom(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

describe('our CA', () => {
  it('is an RSA CA that can sign certificates and lists, and nothing deeper', async () => {
    const text = await textOf(authority.certificatePem);
    expect(text).toMatch(/Subject: CN = Bellhop CA [0-9a-f]{8}\n/);
    expect(text).toContain('Public-Key: (2048 bit)');
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text).toMatch(/X509v3 Subject Key Identifier: \s+[0-9A-F:]{59}/);
  });

  it('lasts twenty years, and is valid for a phone whose clock fell back to 2000', () => {
    const { notBefore, notAfter } = describeCertificate(authority.certificatePem);
    expect(notBefore).toEqual(new Date('1999-12-31T00:00:00Z'));
    expect(notAfter).toEqual(new Date('2046-11-22T21:00:00Z'));
  });

  it('has a name of its own, so that phones can hold two of ours', async () => {
    const other = await makeAuthority(NOW);
    expect(describeCertificate(other.certificatePem).subject).not.toBe(
      describeCertificate(authority.certificatePem).subject,
    );
  });
});

describe('a server certificate', () => {
  it('carries the host in CN and in SAN, the other names in SAN', async () => {
    const text = await textOf(server.certificatePem);
    expect(text).toContain('Subject: CN = prov.example.com\n');
    expect(text).toMatch(
      /DNS:prov\.example\.com, IP Address:10\.0\.0\.5, IP Address:2001:DB8:0:0:0:0:0:5, DNS:bellhop\.local\n/,
    );
  });

  it('is RSA with SHA-256, for TLS servers alone, also by RSA key exchange', async () => {
    const text = await textOf(server.certificatePem);
    expect(text).toContain('Public-Key: (2048 bit)');
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    expect(text).toMatch(/Extended Key Usage: \s+TLS Web Server Authentication\n/);
  });

  it('names the key that signed it', async () => {
    const keyId = /Subject Key Identifier: \s+([0-9A-F:]+)/.exec(await textOf(authority.certificatePem))?.[1];
    const signer = /Authority Key Identifier: \s+([0-9A-F:]+)/.exec(await textOf(server.certificatePem))?.[1];
    expect(signer).toMatch(/^[0-9A-F:]{59}$/);
    expect(signer).toBe(keyId);
  });

  it.each([
    ['-verify_hostname', 'prov.example.com'],
    ['-verify_hostname', 'bellhop.local'],
    ['-verify_ip', '10.0.0.5'],
    ['-verify_ip', '2001:db8::5'],
  ])('is accepted by openssl for %s %s', async (option, name) => {
    expect(await verify(server.certificatePem, authority.certificatePem, NOW, option, name)).toContain('OK');
  });

  it('is refused for another name, and with another CA', async () => {
    const other = await makeAuthority(NOW);
    const wrongName = verify(server.certificatePem, authority.certificatePem, NOW, '-verify_hostname', 'example.com');
    await expect(wrongName).rejects.toThrow('hostname mismatch');
    await expect(verify(server.certificatePem, other.certificatePem, NOW)).rejects.toThrow(
      'unable to get local issuer',
    );
  });

  it('holds for 397 days, 30 of them in the past for phones whose clock stood still', async () => {
    const { notBefore, notAfter } = describeCertificate(server.certificatePem);
    expect(notBefore).toEqual(daysFrom(-30));
    expect(notAfter).toEqual(daysFrom(367));
    const at = (days: number) => verify(server.certificatePem, authority.certificatePem, daysFrom(days));
    expect(await at(-29)).toContain('OK');
    expect(await at(366)).toContain('OK');
    await expect(at(-31)).rejects.toThrow('not yet valid');
    await expect(at(368)).rejects.toThrow('has expired');
  });

  it('never outlives the CA', async () => {
    const late = new Date('2046-10-01T00:00:00Z');
    const { certificatePem } = await signServerCertificate(authority, NAMES, late);
    expect(describeCertificate(certificatePem).notAfter).toEqual(new Date('2046-11-22T21:00:00Z'));
  });

  it.each(['*.example.com', 'my_phones.example.com', '192.0.2.7', '2001:db8::7'])(
    'can be made for %s',
    async (host) => {
      const { certificatePem } = await signServerCertificate(authority, certificateNames(host, []), NOW);
      const option = host.includes(':') || /^[\d.]+$/.test(host) ? '-verify_ip' : '-verify_hostname';
      const asked = host.replace('*', 'phones');
      expect(describeCertificate(certificatePem).subject).toBe(`CN=${host}`);
      expect(await verify(certificatePem, authority.certificatePem, NOW, option, asked)).toContain('OK');
    },
  );

  it('has a serial number and a key of its own', async () => {
    const again = await signServerCertificate(authority, NAMES, NOW);
    const serial = async (pem: string) => /Serial Number:\s+([0-9a-f:]+)/.exec(await textOf(pem))?.[1];
    expect(await serial(again.certificatePem)).toMatch(/^[4-7][0-9a-f](:[0-9a-f]{2}){15}$/);
    expect(await serial(again.certificatePem)).not.toBe(await serial(server.certificatePem));
    expect(again.keyPem).not.toBe(server.keyPem);
  });
});

describe('serialFrom', () => {
  it.each([
    [0x00, `40${'00'.repeat(15)}`],
    [0x7f, `7f${'7f'.repeat(15)}`],
    [0xff, `7f${'ff'.repeat(15)}`],
  ])('makes a positive number of 16 bytes from bytes of %i', (byte, serial) => {
    expect(serialFrom(new Uint8Array(16).fill(byte))).toBe(serial);
  });
});
