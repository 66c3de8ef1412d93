// Every parser that reads what others wrote, with what must hold whatever it is given. A new parser joins with one record.
import fc from 'fast-check';
import { FORMATS } from '../../server/devices/formats.ts';
import { macOfSubject, readFileName, recognise } from '../../server/devices/recognise.ts';
import { compareFirmware, parseFirmwareVersion } from '../../server/domain/firmware-version.ts';
import { parseHostPort } from '../../server/domain/host-port.ts';
import { checkLayout, type KeyLayout } from '../../server/domain/key-layout.ts';
import { formatMac, isMac, parseMac } from '../../server/domain/mac.ts';
import { isAddress, isInside, isNetwork, plainAddress } from '../../server/domain/networks.ts';
import { readRawPairs } from '../../server/domain/raw-lines.ts';
import { keyBytes } from '../../server/domain/sealed.ts';
import { hasControlCharacters } from '../../server/domain/text.ts';
import { pageWish } from '../../server/http/conventions.ts';
import { readRange } from '../../server/http/phones.ts';
import { askedLanguage } from '../../server/portal/language.ts';
import { localPath } from '../../server/portal/session.ts';
import { readEvent } from '../../server/provisioning/events.ts';
import { createNameReader } from '../../server/provisioning/read-name.ts';
import type { SipMessage } from '../../server/sip/message/message.ts';
import { readParameters } from '../../server/sip/message/parameters.ts';
import { readMessage } from '../../server/sip/message/read.ts';
import { readUri } from '../../server/sip/message/uri.ts';
import { readAddress, readContact, readCSeq, readVia } from '../../server/sip/message/values.ts';
import { writeAgain } from '../../server/sip/message/write.ts';
import { okTo } from '../../server/sip/pnp/answers.ts';
import { readProfileSubscribe } from '../../server/sip/pnp/subscribe.ts';
import { DEFAULT_LIMITS } from '../../server/tftp/limits.ts';
import { netasciiDecoder, toNetascii } from '../../server/tftp/netascii.ts';
import { negotiate } from '../../server/tftp/options.ts';
import { formatPacket, parsePacket } from '../../server/tftp/packet.ts';
import { readRequest } from '../../server/tftp/request.ts';
import { anyText, bytesLike, textLike } from './inputs.ts';
import { FILE_NAMES, MACS, PATHS, SIP_SUBSCRIBES, TFTP_DATAGRAMS, TOKEN, USER_AGENTS } from './samples.ts';
import { must, parser, type Target } from './target.ts';

const readName = createNameReader();
const NETWORKS = [
  '192.0.2.7',
  '192.0.2.0/24',
  '2001:db8::/48',
  '::ffff:192.0.2.1',
  '::ffff:192.0.2.0/120',
  'fe80::1%eth0',
];
const AT = new Date('2026-01-01T00:00:00Z');
const SIZE = 1000;

export const PARSERS: readonly Target[] = [
  parser('mac', textLike(...MACS), (text) => {
    const mac = parseMac(text);
    must(mac === undefined || (isMac(mac) && parseMac(formatMac(mac)) === mac), 'a MAC is read back as itself');
  }),
  parser('firmware version', textLike('66.83.188.6', '2.11.0', '70.089.00.000.000'), (text) => {
    const version = parseFirmwareVersion(text);
    must(version === undefined || version.fields.every(Number.isSafeInteger), 'its fields are whole numbers');
    must(version === undefined || compareFirmware(version, version) === 0, 'a version equals itself');
  }),
  parser('host and port', textLike('pbx.example.com:5080', '192.0.2.1', '[2001:db8::1]:5060'), (text) => {
    const read = parseHostPort(text);
    must(!read || !/[\s"'<>;]/.test(read.host), 'a host holds nothing that ends a value');
    must(!read || !hasControlCharacters(read.host), 'a host holds no control character');
    must(read?.port === undefined || (read.port >= 1 && read.port <= 65535), 'a port is one');
  }),
  parser('network', fc.tuple(textLike(...NETWORKS), textLike(...NETWORKS)), ([network, address]) => {
    if (isNetwork(network)) isInside(address, [network]);
    must(!isAddress(address) || isInside(plainAddress(address), [address]), 'an address lies in itself');
    must(plainAddress(plainAddress(address)) === plainAddress(address), 'a plain address stays as it is');
  }),
  parser(
    'raw lines',
    fc.tuple(textLike('a.b = c\n# d\n\ne.f=g', 'time server1: ntp\r\nx: y'), fc.constantFrom('=', ':')),
    ([text, separator]) => {
      const read = readRawPairs(text, separator);
      if ('badLine' in read) return must(read.badLine >= 1, 'lines count from 1');
      must(
        read.every(({ key, value }) => !/[\n]/.test(key + value)),
        'a pair is one line',
      );
    },
  ),
  parser('raw pair', fc.tuple(textLike('a.b', 'time server1'), textLike('value', '1 # 2')), ([key, value]) => {
    for (const format of Object.values(FORMATS)) {
      if (format.checkRaw(key, value) !== undefined || !format.writeLine) continue;
      const line = format.writeLine(key, value);
      must(!hasControlCharacters(line), 'an accepted pair is one line');
      must(format.readLine(line)?.key === key || key.startsWith('#'), 'an accepted pair sets its own key');
    }
  }),
  parser('value in a file', textLike('Reception', '<b>"x"</b>', 'a = b', '{{ 7 * 7 }}'), (value) => {
    for (const format of Object.values(FORMATS))
      must(!hasControlCharacters(format.escape(value)), 'a value ends no line and makes no mark');
    must(!/[<>"']/.test(FORMATS.xml.escape(value)), 'a value opens no element');
  }),
  parser('secret key', textLike('a'.repeat(64), 'A'.repeat(43)), (text) => {
    must([undefined, 32].includes(keyBytes(text)?.length), 'a key has 32 bytes');
  }),
  parser('key layout', keyLayouts(), (layout) => {
    const capacity = { lineKeys: 27, maxChannels: 16, expansion: 'none' } as const;
    for (const { pointer } of checkLayout(layout, { ...capacity, keysPerPage: 'unknown' }))
      must(pointer.startsWith('/'), 'a problem says where');
  }),
  parser('user agent', fc.tuple(textLike(...USER_AGENTS), textLike(...FILE_NAMES)), ([userAgent, fileName]) => {
    const { mac, devices, family } = recognise({ userAgent, fileName });
    must(mac === undefined || isMac(mac), 'what it names is a MAC');
    must(devices.length === 0 || family !== undefined, 'a device has a family');
  }),
  parser('certificate subject', textLike('CN=805ec0123456\nO=Yealink', 'CN=80:5e:c0:12:34:56, O=x'), (subject) => {
    const mac = macOfSubject(subject);
    must(mac === undefined || isMac(mac), 'what it names is a MAC');
  }),
  parser('file name', textLike(...FILE_NAMES), (name) => {
    for (const { parts } of readFileName(name)) must(!parts.mac || isMac(parts.mac), 'what it names is a MAC');
  }),
  parser('path', fc.tuple(textLike(...PATHS), textLike(...USER_AGENTS)), ([path, userAgent]) => {
    const request = { transport: 'http', method: 'GET', remoteAddress: '192.0.2.1', at: AT } as const;
    const { token, name } = readName({ ...request, path, userAgent });
    must(token === undefined || /^[0-9a-f]{32}$/.test(token), 'a token is 32 hex digits');
    must(name.length <= 512, 'a name is short');
  }),
  parser('event', textLike('event/805ec0123456/dnd_on', 'event/805ec0123456/no_answer_fwd_off'), (name) => {
    const event = readEvent(name);
    must(event?.mac === undefined || isMac(event.mac), 'what it names is a MAC');
  }),
  parser('range', fc.tuple(textLike('bytes=0-499', 'bytes=-5', 'bytes=990-'), fc.nat(SIZE)), ([header, size]) => {
    const range = readRange(header, size);
    if (range === undefined || range === 'unsatisfiable') return;
    must(range.start >= 0 && range.start <= range.end && range.end < size, 'a range lies inside the file');
  }),
  parser('cursor', textLike('ODA1ZWMw', '%%%', TOKEN), (cursor) => {
    try {
      must(pageWish({ cursor, limit: '7' }).limit === 7, 'the limit is kept');
    } catch (error) {
      must(error instanceof Error && error.name === 'AppError', 'a bad cursor is told as one');
    }
  }),
  parser('accept-language', textLike('nl-NL,nl;q=0.9,en;q=0.8', '*;q=0'), (header) => void askedLanguage(header)),
  parser(
    'way back after login',
    textLike('/phones?x=1', 'https://example.com/', '//example.com', '/\\example.com'),
    (text) => {
      const path = localPath(text);
      must(new URL(path, 'http://portal.invalid').origin === 'http://portal.invalid', 'it leads to this server');
    },
  ),
  parser('tftp packet', bytesLike(...TFTP_DATAGRAMS), (datagram) => {
    const packet = parsePacket(datagram);
    if (!packet) return;
    const written = formatPacket(packet);
    // An option acknowledgement of nothing is shorter than any packet.
    must(
      written.length < 4 || parsePacket(written)?.kind === packet.kind,
      'a packet is written and read back as its kind',
    );
  }),
  parser('tftp request', bytesLike(...TFTP_DATAGRAMS), (datagram) => {
    const reading = readRequest(datagram);
    if (reading.kind !== 'request') return;
    const { path, options } = reading.request;
    must(path !== '' && path.length <= 512 && !path.startsWith('/'), 'a path is a short relative one');
    const terms = negotiate(options, DEFAULT_LIMITS, SIZE);
    must(terms.blockBytes >= 8 && terms.windowBlocks >= 1, 'a transfer moves on');
    must(terms.windowBlocks * terms.blockBytes <= DEFAULT_LIMITS.maxWindowBytes, 'a window stays in its bounds');
    must(
      [...terms.granted].every(([, value]) => /^\d+$/.test(value)),
      'only numbers are granted',
    );
  }),
  parser('netascii', fc.tuple(bytesLike(Buffer.from('a\r\nb\r\0c\n')), fc.nat(99)), ([text, cut]) => {
    const wire = toNetascii(text);
    const read = netasciiDecoder();
    const back = Buffer.concat([read(wire.subarray(0, cut)), read(wire.subarray(cut)), read(Buffer.alloc(0))]);
    must(back.equals(text), 'a text comes back as it was, wherever it was cut');
  }),
  parser('sip message', textLike(...SIP_SUBSCRIBES), (text) => {
    const message = soundMessage(Buffer.from(text));
    const subscribe = message && readProfileSubscribe(message);
    if (!subscribe) return;
    must(isMac(subscribe.mac), 'who asks is a MAC');
    const answer = okTo(subscribe, { address: '192.0.2.9', port: 5060 }, { host: '192.0.2.1', port: 5060, tag: 't' });
    must(answer.split('\r\n').length === 11, 'nothing that was sent adds a line to the answer');
  }),
  parser('sip bytes', bytesLike(...SIP_SUBSCRIBES.map((text) => Buffer.from(text))), (datagram) => {
    const message = soundMessage(datagram);
    if (message) {
      readProfileSubscribe(message);
      const again = soundMessage(writeAgain(message));
      must(again !== undefined, 'what was read can be written and read again');
    }
  }),
  parser(
    'sip headers',
    textLike('SIP/2.0/UDP a:5060;branch=b', '"A" <sip:a@b:5060>;c="d;e"', 'ua-profile;a="b"'),
    (text) => {
      readParameters(text);
      readAddress(text);
      readUri(text);
      readCSeq(text);
      const port = readVia(text)?.port ?? readContact(text)?.port;
      must(port === undefined || (port >= 1 && port <= 65535), 'a port is one');
    },
  ),
];

function soundMessage(bytes: Buffer): SipMessage | undefined {
  const read = readMessage(bytes);
  return read && read.kind !== 'unreadable' ? read : undefined;
}

function keyLayouts(): fc.Arbitrary<KeyLayout> {
  const number = fc.oneof(fc.integer({ min: -1, max: 40 }), fc.constantFrom(Number.NaN, 1e308, 0.5));
  const key = fc.record(
    {
      position: number,
      function: fc.constantFrom('line', 'blf', 'speedDial'),
      label: anyText,
      value: anyText,
      channel: number,
    },
    { requiredKeys: ['position', 'function'] },
  );
  const page = fc.record({ module: number, keys: fc.array(key, { maxLength: 4 }) }, { requiredKeys: ['keys'] });
  return fc.record({ pages: fc.array(page, { maxLength: 3 }) });
}
