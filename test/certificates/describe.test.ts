import { expect, it } from 'vitest';
import { describeCertificate } from '../../server/certificates/describe.ts';
import { freshFolder, openssl } from './support.ts';

it('says what openssl says', async () => {
  const folder = await freshFolder();
  const file = `${folder}/certificate.pem`;
  const subject = ['-subj', '/O=Example BV/CN=prov.example.com', '-days', '30'];
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${folder}/key.pem`,
    '-out',
    file,
    ...subject,
  );
  const pem = await openssl('x509', '-in', file);
  const asked = ['-noout', '-fingerprint', '-sha256', '-dates', '-dateopt', 'iso_8601'];
  const facts = await openssl('x509', '-in', file, ...asked);
  const fact = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(facts)?.[1] ?? '';
  expect(describeCertificate(pem)).toEqual({
    subject: 'O=Example BV, CN=prov.example.com',
    issuer: 'O=Example BV, CN=prov.example.com',
    notBefore: new Date(fact('notBefore')),
    notAfter: new Date(fact('notAfter')),
    sha256: fact('sha256 Fingerprint'),
  });
});

it('refuses a text without a certificate', () => {
  expect(() => describeCertificate('hello')).toThrow();
});
