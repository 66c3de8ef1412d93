// The six TFTP packets, from and to datagrams (RFC 1350 section 5, RFC 2347). Pure; reading never throws.
// tftp2's codec gives the opcodes and the ACK. Its other parts do not hold: no options, no OACK or ERROR, blocks cut
// at 512 bytes, names stripped to seven bits, and an exception for a short datagram.

import tftp2 from 'tftp2/packet.js';

const { RRQ, WRQ, DATA, ACK, ERROR } = tftp2.OPCODE;
/** RFC 2347; unknown to tftp2. */
const OACK = 6;

/** Block numbers are 16 bits wide; after 65,535 comes 0. */
export const BLOCK_NUMBERS = 0x10000;

/** Names and values as in RFC 2347, names in lower case; of an option given twice the first counts. */
export type Options = ReadonlyMap<string, string>;

/** Error codes of RFC 1350 section 5 and RFC 2347. */
export const ERROR_CODE = {
  notDefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  full: 3,
  illegalOperation: 4,
  unknownTransfer: 5,
  fileExists: 6,
  noSuchUser: 7,
  optionsRefused: 8,
} as const;

/** What an ERROR packet says: a code of {@link ERROR_CODE} and a sentence for people. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

export interface RequestPacket {
  /** `read` is an RRQ (the client gets a file), `write` a WRQ (it puts one). */
  readonly kind: 'read' | 'write';
  readonly file: string;
  /** As sent, any case: `octet`, `netascii`, `mail` or something else. */
  readonly mode: string;
  readonly options: Options;
}

export type Packet =
  | RequestPacket
  | { readonly kind: 'data'; readonly block: number; readonly payload: Buffer }
  | { readonly kind: 'ack'; readonly block: number }
  | ({ readonly kind: 'error' } & Refusal)
  | { readonly kind: 'optionAck'; readonly options: Options };

/** True when the datagram claims to be an RRQ or WRQ, well formed or not. */
export function claimsToBeRequest(datagram: Buffer): boolean {
  return datagram.length >= 2 && (opcodeOf(datagram) === RRQ || opcodeOf(datagram) === WRQ);
}

/**
 * Reads one datagram.
 * @returns the packet (a payload shares the datagram's memory), or undefined for anything that is none
 * Lenient where clients in the field are sloppy: an ERROR's text may lack its final zero, and bytes after the last
 * whole option are ignored (some clients pad their request).
 */
export function parsePacket(datagram: Buffer): Packet | undefined {
  if (datagram.length < 4) return undefined;
  switch (opcodeOf(datagram)) {
    case RRQ:
      return parseRequest('read', datagram);
    case WRQ:
      return parseRequest('write', datagram);
    case DATA:
      return { kind: 'data', block: datagram.readUInt16BE(2), payload: datagram.subarray(4) };
    case ACK:
      return { kind: 'ack', block: datagram.readUInt16BE(2) };
    case ERROR:
      return { kind: 'error', code: datagram.readUInt16BE(2), message: parseMessage(datagram) };
    case OACK:
      return { kind: 'optionAck', options: parseOptions(datagram, 2) };
    default:
      return undefined;
  }
}

/** The datagram of any packet; parsePacket reads it back. Texts must hold no zero byte. */
export function formatPacket(packet: Packet): Buffer {
  switch (packet.kind) {
    case 'read':
    case 'write':
      return formatRequest(packet);
    case 'data':
      return formatData(packet.block, packet.payload);
    case 'ack':
      return formatAck(packet.block);
    case 'error':
      return formatError(packet);
    case 'optionAck':
      return formatOptionAck(packet.options);
  }
}

export function formatRequest({ kind, file, mode, options }: RequestPacket): Buffer {
  return Buffer.concat([opcode(kind === 'read' ? RRQ : WRQ), texts([file, mode]), texts([...options].flat())]);
}

/** @param block  the number on the wire, 0..65,535 */
export function formatData(block: number, payload: Buffer): Buffer {
  const datagram = Buffer.allocUnsafe(4 + payload.length);
  datagram.writeUInt16BE(DATA, 0);
  datagram.writeUInt16BE(block, 2);
  payload.copy(datagram, 4);
  return datagram;
}

/** @param block  the number on the wire, 0..65,535 */
export function formatAck(block: number): Buffer {
  return tftp2.createAck(block);
}

export function formatError({ code, message }: Refusal): Buffer {
  const datagram = Buffer.concat([opcode(ERROR), opcode(0), texts([message])]);
  datagram.writeUInt16BE(code, 2);
  return datagram;
}

export function formatOptionAck(options: Options): Buffer {
  return Buffer.concat([opcode(OACK), texts([...options].flat())]);
}

function opcodeOf(datagram: Buffer): number {
  return datagram.readUInt16BE(0);
}

function opcode(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function texts(values: readonly string[]): Buffer {
  return Buffer.from(values.map((value) => `${value}\0`).join(''), 'utf8');
}

function parseRequest(kind: RequestPacket['kind'], datagram: Buffer): RequestPacket | undefined {
  const fileEnd = datagram.indexOf(0, 2);
  const modeEnd = fileEnd < 0 ? -1 : datagram.indexOf(0, fileEnd + 1);
  if (modeEnd < 0) return undefined;
  return {
    kind,
    file: datagram.toString('utf8', 2, fileEnd),
    mode: datagram.toString('utf8', fileEnd + 1, modeEnd),
    options: parseOptions(datagram, modeEnd + 1),
  };
}

function parseOptions(datagram: Buffer, start: number): Options {
  const options = new Map<string, string>();
  let at = start;
  while (at < datagram.length) {
    const nameEnd = datagram.indexOf(0, at);
    const valueEnd = nameEnd < 0 ? -1 : datagram.indexOf(0, nameEnd + 1);
    if (valueEnd < 0 || nameEnd === at) return options;
    const name = datagram.toString('utf8', at, nameEnd).toLowerCase();
    if (!options.has(name)) options.set(name, datagram.toString('utf8', nameEnd + 1, valueEnd));
    at = valueEnd + 1;
  }
  return options;
}

function parseMessage(datagram: Buffer): string {
  const end = datagram.indexOf(0, 4);
  return datagram.toString('utf8', 4, end < 0 ? datagram.length : end);
}
