import { expect, it } from 'vitest';
import { CertificateError } from '../../server/certificates/certificate-error.ts';
import { certificateName, certificateNames } from '../../server/certificates/names.ts';

it.each([
  ['prov.example.com', 'prov.example.com'],
  [' Prov.Example.COM. ', 'prov.example.com'],
  ['*.example.com', '*.example.com'],
  ['my_phones', 'my_phones'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['[2001:DB8:0:0::7]', '2001:db8::7'],
])('writes %s as %s', (name, written) => {
  expect(certificateName(name)).toBe(written);
});

it.each([
  '',
  '[',
  'a b',
  'https://a.example',
  'a.example:443',
  'a..b',
  'fe80::1%eth0',
  '192.0.2',
  '0x7f.1',
  '1.2.3.4.5',
])('takes %j for no name', (name) => {
  expect(certificateName(name)).toBeUndefined();
});

it('keeps the host first and each other name once, in one order', () => {
  const names = certificateNames('A.example', ['c.example', 'B.example', 'b.example', 'a.example', '10.0.0.5']);
  expect(names).toEqual({ host: 'a.example', others: ['10.0.0.5', 'b.example', 'c.example'] });
});

it('says every name that cannot be used, and a host too long for CN', () => {
  expect(problemsOf('a b', ['fine.example', 'c d'])).toEqual([
    '"a b" is neither a host name nor an IP address',
    '"c d" is neither a host name nor an IP address',
  ]);
  const longest = `${'a'.repeat(56)}.example`;
  expect(problemsOf(longest, [])).toEqual([]);
  expect(problemsOf(`a${longest}`, [])).toEqual([expect.stringContaining('longer than 64 characters')]);
  expect(problemsOf('a.example', [`a${longest}`])).toEqual([]);
});

function problemsOf(host: string, extraNames: string[]): readonly string[] {
  try {
    certificateNames(host, extraNames);
    return [];
  } catch (error) {
    if (error instanceof CertificateError && error.code === 'CERTIFICATE_NAME_INVALID') return error.problems;
    throw error;
  }
}
