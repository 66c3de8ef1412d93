// Reading what phones send, and whatever else comes to the port.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onlyHeader } from '../../../server/sip/message/message.ts';
import { readParameters } from '../../../server/sip/message/parameters.ts';
import { readMessage } from '../../../server/sip/message/read.ts';
import { readContact, readVia } from '../../../server/sip/message/values.ts';
import { answerPeer, notifyFor, notifyPeer, okTo } from '../../../server/sip/pnp/answers.ts';
import { readProfileSubscribe } from '../../../server/sip/pnp/subscribe.ts';
import { bodyOf, headerOf, subscribe } from './packets.ts';

function readWhole(datagram: Buffer) {
  const message = readMessage(datagram);
  return message?.kind === 'unreadable' ? undefined : message;
}

function read(text: string) {
  const message = readWhole(Buffer.from(text));
  return message && readProfileSubscribe(message);
}

const SOURCE = { address: '192.0.2.20', port: 5059 };
const SELF = { host: '192.0.2.1', port: 5060, tag: 'ours' };

describe('a question', () => {
  test('of a W52P, as captured (yealink.md 1.2)', () => {
    expect(read(subscribe(5059))).toMatchObject({
      mac: '805ec0123456',
      callId: 'call-1',
      hop: { host: '127.0.0.1', port: 5059 },
      contact: { uri: 'sip:MAC805ec0123456@127.0.0.1:5059', host: '127.0.0.1', port: 5059 },
      said: { vendor: 'yealink', model: 'W52P', version: '25.81.0.10', userAgent: 'Yealink W52P 25.81.0.10' },
    });
  });

  test('of a Gigaset, whose MAC stands behind an escaped colon (gigaset-auerswald.md 3.1)', () => {
    expect(read(subscribe(5060, { uri: 'sip:MAC%3A7C2F800DB4DF@local' }))?.mac).toBe('7c2f800db4df');
  });

  test('with short names, folded lines and bare line feeds', () => {
    const text = subscribe(5059)
      .replace('Via:', 'v:')
      .replace('From:', 'f :')
      .replace('To:', 't:')
      .replace('Call-ID:', 'i:')
      .replace('Contact:', 'm:')
      .replace('Event: ', 'o:\n ')
      .replaceAll('\r\n', '\n');
    expect(read(text)).toMatchObject({ mac: '805ec0123456', callId: 'call-1', said: { model: 'W52P' } });
  });

  test.each([
    ['another event', subscribe(1, { event: 'message-summary' })],
    ['no MAC', subscribe(1, { uri: 'sip:bob@local' })],
    ['a group address', subscribe(1, { mac: '01005e000001' })],
    ['a MAC of thirteen digits', subscribe(1, { mac: '805ec01234567' })],
    ['one inside a dialog', subscribe(1).replace(/^(To: .*)\r$/m, '$1;tag=x\r')],
    ['another method', subscribe(1).replaceAll('SUBSCRIBE', 'REGISTER')],
    ['no Call-ID', subscribe(1).replace(/^Call-ID: .*\r\n/m, '')],
    ['no Via', subscribe(1).replace(/^Via: .*\r\n/m, '')],
    ['two Vias', subscribe(1).replace('From:', 'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=x\r\nFrom:')],
    ['TCP', subscribe(1, { via: 'SIP/2.0/TCP 127.0.0.1:5060;branch=x' })],
    ['a control character', subscribe(1, { callId: 'a\u0000b' })],
    ['a line of 2,000 characters', subscribe(1, { callId: 'a'.repeat(2000) })],
    ['a hundred headers', subscribe(1).replace('From:', `${'X: y\r\n'.repeat(100)}From:`)],
    ['5,000 bytes', subscribe(1).replace('Content-Length: 0', 'Content-Length: 5000') + 'x'.repeat(5000)],
    ['nothing', ''],
    ['an answer', 'SIP/2.0 200 OK\r\n\r\n'],
  ])('is not %s', (_, text) => {
    expect(read(text)).toBeUndefined();
  });
});

describe('the answers', () => {
  const asked = () => read(subscribe(5059, { contact: '<sip:MAC805ec0123456@192.0.2.20:5059>' })) ?? expect.fail();

  test('200 OK opens a dialog with our tag and ends it with Expires 0', () => {
    const ok = okTo(asked(), SOURCE, SELF);
    expect(ok.split('\r\n', 1)).toEqual(['SIP/2.0 200 OK']);
    expect(headerOf(ok, 'To')).toBe('<sip:MAC805ec0123456@224.0.1.75>;tag=ours');
    expect(headerOf(ok, 'From')).toBe('<sip:MAC805ec0123456@224.0.1.75>;tag=phone-tag');
    expect(headerOf(ok, 'Via')).toBe('SIP/2.0/UDP 127.0.0.1:5059;branch=z9hG4bK-one;received=192.0.2.20');
    expect(headerOf(ok, 'CSeq')).toBe('1 SUBSCRIBE');
    expect(headerOf(ok, 'Expires')).toBe('0');
    expect(headerOf(ok, 'Content-Length')).toBe('0');
    expect(ok.endsWith('\r\n\r\n')).toBe(true);
  });

  test('a phone that asks for rport gets the port it came from', () => {
    const text = subscribe(5059, { via: 'SIP/2.0/UDP 192.0.2.20:5060;rport;branch=z9hG4bK-one' });
    const subscribed = read(text) ?? expect.fail();
    expect(answerPeer(subscribed, SOURCE)).toEqual(SOURCE);
    expect(headerOf(okTo(subscribed, SOURCE, SELF), 'Via')).toBe(
      'SIP/2.0/UDP 192.0.2.20:5060;rport=5059;branch=z9hG4bK-one;received=192.0.2.20',
    );
  });

  test('NOTIFY goes the other way in the same dialog, and its body is the URL alone', () => {
    const url = 'http://192.0.2.1:8080/p/0123456789abcdef0123456789abcdef/';
    const notify = notifyFor(asked(), url, SOURCE, SELF, 'z9hG4bKours');
    expect(notify.split('\r\n', 1)).toEqual(['NOTIFY sip:MAC805ec0123456@192.0.2.20:5059 SIP/2.0']);
    expect(headerOf(notify, 'From')).toBe('<sip:MAC805ec0123456@224.0.1.75>;tag=ours');
    expect(headerOf(notify, 'To')).toBe('<sip:MAC805ec0123456@224.0.1.75>;tag=phone-tag');
    expect(headerOf(notify, 'Call-ID')).toBe('call-1');
    expect(headerOf(notify, 'Event')).toBe('ua-profile');
    expect(headerOf(notify, 'Subscription-State')).toBe('terminated;reason=timeout');
    expect(headerOf(notify, 'Content-Type')).toBe('application/url');
    expect(headerOf(notify, 'Content-Length')).toBe(String(url.length));
    expect(bodyOf(notify)).toBe(url);
  });

  test('a Contact that names somebody else draws nothing there', () => {
    const forged = read(subscribe(5059, { contact: '<sip:x@198.51.100.1:5060>' })) ?? expect.fail();
    expect(notifyPeer(forged, SOURCE)).toEqual(SOURCE);
    expect(answerPeer(read(subscribe(5059, { via: 'SIP/2.0/UDP 198.51.100.1:9' })) ?? expect.fail(), SOURCE)).toEqual({
      address: SOURCE.address,
      port: 9,
    });
    expect(notifyPeer(asked(), SOURCE)).toEqual(SOURCE);
  });
});

describe('parts', () => {
  test.each([
    ['ua-profile;a="x;y";b', 'ua-profile', { a: 'x;y', b: '' }],
    ['ua-profile ; A = 1 ; "', 'ua-profile', {}],
    ['', '', {}],
  ])('parameters of %s', (text, first, parameters) => {
    const found = readParameters(text);
    expect({ first: found.first, parameters: Object.fromEntries(found.parameters) }).toEqual({ first, parameters });
  });

  test.each([
    ['SIP/2.0/UDP phone.example.com', 'phone.example.com', undefined],
    ['SIP / 2.0 / UDP [2001:db8::1]:5062;branch=x', '[2001:db8::1]', 5062],
  ])('Via %s', (text, host, port) => {
    expect(readVia(text)).toMatchObject({ host, port });
  });

  test.each([
    ['"A" <sip:a@192.0.2.1:5062;transport=udp>;expires=0', '192.0.2.1', 5062],
    ['sip:192.0.2.1', '192.0.2.1', undefined],
  ])('Contact %s', (text, host, port) => {
    expect(readContact(text)).toMatchObject({ host, port });
  });
});

describe('whatever comes', () => {
  const linesOfHead = (text: string) => text.split('\r\n\r\n', 1)[0]?.split(/\r\n|\r|\n/).length;
  const harmless = (datagram: Buffer): void => {
    const message = readWhole(datagram);
    if (!message) return;
    onlyHeader(message, 'via');
    const asked = readProfileSubscribe(message);
    if (!asked) return;
    // Nothing that a phone says may become a line of its own.
    expect(linesOfHead(okTo(asked, SOURCE, SELF))).toBe(9);
    expect(linesOfHead(notifyFor(asked, 'http://x/', SOURCE, SELF, 'z9hG4bKx'))).toBe(12);
    expect(answerPeer(asked, SOURCE).address).toBe(SOURCE.address);
    expect(notifyPeer(asked, SOURCE).address).toBe(SOURCE.address);
  };

  test('bytes at random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (bytes) => harmless(Buffer.from(bytes))),
      { numRuns: 300 },
    );
  });

  test('a question with a piece replaced by something else', () => {
    const whole = subscribe(5059);
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('\r\n', '\n', '"', '<', ';', ','),
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(30), piece, (at, length, put) => {
        harmless(Buffer.from(whole.slice(0, at) + put + whole.slice(at + length)));
      }),
      { numRuns: 500 },
    );
  });

  test('text that makes slow patterns slow', () => {
    const startedMs = performance.now();
    for (const filler of [' ', '"', ';', ',', '<', ':', '; ', '"; ', '%3A', 'a.', '\r\n ']) {
      for (const name of ['Event', 'Via', 'Contact', 'To']) {
        const long = filler.repeat(Math.floor(1000 / filler.length));
        harmless(Buffer.from(subscribe(5059).replace(new RegExp(`^${name}: `, 'm'), `${name}: ${long}`)));
      }
    }
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
