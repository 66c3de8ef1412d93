// Addresses of other servers as admins write them (DEV-13, DEV-22).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHostPort } from '../../server/domain/host-port.ts';
import { anyText } from './any-text.ts';

test.each([
  ['pbx.example.com', { host: 'pbx.example.com' }],
  ['pbx.example.com:5080', { host: 'pbx.example.com', port: 5080 }],
  ['pbx.example.com.', { host: 'pbx.example.com.' }],
  ['pbx', { host: 'pbx' }],
  ['_sip_proxy:5062', { host: '_sip_proxy', port: 5062 }],
  ['192.0.2.1', { host: '192.0.2.1' }],
  ['192.0.2.1:5060', { host: '192.0.2.1', port: 5060 }],
  ['[2001:db8::1]', { host: '[2001:db8::1]' }],
  ['[2001:db8::1]:5061', { host: '[2001:db8::1]', port: 5061 }],
  ['  pbx.example.com:65535 ', { host: 'pbx.example.com', port: 65535 }],
  ['pbx:1', { host: 'pbx', port: 1 }],
])('%j is read', (text, expected) => {
  expect(parseHostPort(text)).toEqual(expected);
});

test.each([
  '',
  ' ',
  ':5060',
  'pbx:',
  'pbx:0',
  'pbx:65536',
  'pbx:123456',
  'pbx:5060x',
  'pbx:5060:5061',
  'pbx example.com',
  'pbx\nexample.com',
  'sip:pbx.example.com',
  'https://pbx.example.com',
  'pbx.example.com/path',
  'pbx..example.com',
  '-pbx.example.com',
  'pbx;transport=tls',
  'user@pbx',
  '2001:db8::1',
  '[2001:db8::1',
  '[2001:db8::zz]',
  '[192.0.2.1]',
  'zoë.example.com',
  `${'a'.repeat(64)}.example.com`,
  `${'a.'.repeat(127)}aa`,
])('%j is refused', (text) => {
  expect(parseHostPort(text)).toBeUndefined();
});

test('whatever comes in, a host that is read can stand in a file', () => {
  fc.assert(
    fc.property(anyText(80), (text) => {
      const parsed = parseHostPort(text);
      if (parsed) expect(parsed.host).toMatch(/^[A-Za-z0-9_.:[\]-]+$/);
    }),
  );
});
