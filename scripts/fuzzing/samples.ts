// What real peers send, from which fuzzing starts. Source: facts/yealink.md 1.2 and 2, facts/aastra-mitel.md 2.1,
// facts/gigaset-auerswald.md 2.2 and 3.1
import { formatPacket, type Options, type Packet } from '../../server/tftp/packet.ts';

export const MACS = ['805ec0123456', '80:5E:C0:12:34:56', '00-08-5D-19-94-B7', '7c2f.800d.b4df'] as const;

export const USER_AGENTS = [
  'Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56',
  'VP530P 23.70.0.40 00:15:65:31:4b:c0',
  'Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0',
  'Aastra57i MAC:00-08-5D-19-94-B7 V:2.3.1.26-SIP',
  'Mitel6940 MAC:14-00-E9-29-4C-6B V:6.4.0.4006-SIP',
  'Gigaset N720 DM PRO/70.089.00.000.000;7C2F80CA21E4',
  'Gigaset N870E IP PRO/83.V2.43.0+build.5f0a106;7C2F80E0D606;Handset=250',
  '"Gigaset N670 IP PRO/83.V2.43.0+build.5f0a106;7C2F80E0D609;Handset=20"',
  'Auerswald COMfortel D-400/V2.4.1;000952C0FFEE',
] as const;

export const FILE_NAMES = [
  '805ec0123456.cfg',
  '805ec0123456.boot',
  'y000000000066.cfg',
  '805ec0123456-local.cfg',
  'aastra.cfg',
  '00085D1994B7.cfg',
  '7C2F800DB4DF.xml',
  'provisioning.xml',
  '42/2/7C2F804DF9A9.xml',
  'auerswald/000952c0ffee.XML',
  'bellhop-ca.pem',
  'firmware/T46S(T48S,T42S,T41S)-66.86.0.15.rom',
  'event/805ec0123456/dnd_on',
  'event/805ec0123456/no_answer_fwd_off',
] as const;

export const TOKEN = '0123456789abcdef0123456789abcdef';

/** As they stand after `/p/`, or whole over TFTP. */
export const PATHS = [...FILE_NAMES, ...FILE_NAMES.map((name) => `${TOKEN}/${name}`)];

const options: Options = new Map([
  ['blksize', '1428'],
  ['tsize', '0'],
  ['timeout', '2'],
  ['windowsize', '8'],
]);
const packets: readonly Packet[] = [
  { kind: 'read', file: 'y000000000066.cfg', mode: 'octet', options: new Map() },
  { kind: 'read', file: '805ec0123456.cfg', mode: 'netascii', options },
  { kind: 'write', file: '805ec0123456-local.cfg', mode: 'octet', options },
  { kind: 'data', block: 1, payload: Buffer.from('some bytes') },
  { kind: 'ack', block: 0xffff },
  { kind: 'error', code: 1, message: 'File not found' },
  { kind: 'optionAck', options },
];
export const TFTP_DATAGRAMS = packets.map(formatPacket);

export const SIP_SUBSCRIBES = ['sip:MAC805ec0123456@224.0.1.75', 'sip:MAC%3A7C2F800DB4DF@local'].map((uri) =>
  [
    `SUBSCRIBE ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.1:5059;branch=z9hG4bK-one;rport',
    `From: <${uri}>;tag=phone-tag`,
    `To: <${uri}>`,
    'Call-ID: call-1',
    'CSeq: 1 SUBSCRIBE',
    'Contact: <sip:MAC805ec0123456@127.0.0.1:5059>',
    'User-Agent: Yealink W52P 25.81.0.10',
    'Event: ua-profile;profile-type="device";vendor="yealink";model="W52P";version="25.81.0.10"',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n'),
);
