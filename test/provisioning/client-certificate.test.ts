// What a verified certificate says of a phone (facts/yealink.md 3.3: the spelling of the MAC differs).
import { expect, test } from 'vitest';
import { type ClientCertificate, readClientCertificate } from '../../server/provisioning/client-certificate.ts';
import { mac } from '../support/records.ts';

const certificate = (given: Partial<ClientCertificate>): ClientCertificate => ({
  subject: '',
  altNames: '',
  serial: '0a',
  issuedByUs: false,
  ...given,
});

test.each([
  [{ subject: 'C=CN\nO=Maker\nCN=805ec0123456' }, ['805ec0123456']],
  [{ subject: 'CN=80:5E:C0:12:34:56' }, ['805ec0123456']],
  [{ subject: 'CN=T46S\nserialNumber=805EC0123456' }, ['805ec0123456']],
  [
    { subject: 'CN=x', altNames: 'DNS:805ec0123456.phones.example, URI:urn:mac:80-5E-C0-12-34-57' },
    ['805ec0123456', '805ec0123457'],
  ],
  [{ subject: 'O=805ec0123456\nCN=generic' }, []],
  [{ subject: 'CN=805ec01234567' }, []],
])('%j names %j', (given, expected) => {
  expect(readClientCertificate(certificate(given), undefined).macs).toEqual(expected);
});

test('serial numbers of the phone come from the subject alone', () => {
  const read = readClientCertificate(certificate({ subject: 'CN=805ec0123456\nserialNumber=31046c1f' }), undefined);
  expect(read.serialNumbers).toEqual(['31046C1F']);
});

const named = mac('805ec0123456');
test.each([
  ['issued', { mac: named }, 'good'],
  ['issued and used', { mac: named, usedAt: new Date(0) }, 'good'],
  ['revoked', { mac: named, revokedAt: new Date(0) }, 'revoked'],
  ['not among those issued', undefined, 'revoked'],
  ['issued to another MAC', { mac: mac('805ec0123457') }, 'revoked'],
])('of our own CA, %s', (_, issued, expected) => {
  const own = certificate({ subject: 'CN=805ec0123456', issuedByUs: true });
  expect(readClientCertificate(own, issued).standing).toBe(expected);
});

test("a maker's needs nobody's list", () => {
  expect(readClientCertificate(certificate({ subject: 'CN=805ec0123456' }), undefined).standing).toBe('good');
});
