// A phone's question where its configuration is: a SUBSCRIBE for `ua-profile` whose address names its MAC.
// Pure. Source: facts/yealink.md 1.2; facts/gigaset-auerswald.md 3.1; RFC 6080 (the event package)
import { type Mac, parseMac } from '../../domain/mac.ts';
import { hasControlCharacters } from '../../domain/text.ts';
import { onlyHeader, type SipMessage } from '../message/message.ts';
import { readParameters } from '../message/parameters.ts';
import { readContact, readVia, type Via } from '../message/values.ts';

export interface ProfileSubscribe {
  readonly mac: Mac;
  /** Headers as they came, to be sent back. */
  readonly via: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: string;
  readonly hop: Via;
  /** Absent, or not to be read: the phone is answered where the packet came from. */
  readonly contact: ReturnType<typeof readContact>;
  /** Of the event; to be said again in the NOTIFY. Source: RFC 6665 8.2.1 */
  readonly eventId: string | undefined;
  /** What the phone says of itself. May be wrong or forged. */
  readonly said: {
    readonly vendor?: string;
    readonly model?: string;
    readonly version?: string;
    readonly userAgent?: string;
  };
}

/** Yealink writes `MAC805ec0123456@`, Gigaset `MAC%3A7C2F800DB4DF@`. */
const MAC_URI = /^sip:MAC(?:%3A|:)?([0-9A-F]{12})@/i;
const MAX_SAID = 80;

/** A phone's SUBSCRIBE has some 700 bytes. */
const MAX_CHARACTERS = 4096;
const MAX_LINES = 64;
const MAX_LINE = 1024;

/** @returns undefined for every other message, and for a SUBSCRIBE inside a dialog */
export function readProfileSubscribe(message: SipMessage): ProfileSubscribe | undefined {
  if (message.kind !== 'request' || message.method !== 'SUBSCRIBE' || !isModest(message)) return undefined;
  const mac = parseMac(MAC_URI.exec(message.uri)?.[1] ?? '');
  const event = readParameters(onlyHeader(message, 'event') ?? '');
  const via = onlyHeader(message, 'via');
  const hop = via === undefined || via.includes(',') ? undefined : readVia(via);
  const from = onlyHeader(message, 'from');
  const to = onlyHeader(message, 'to');
  const callId = onlyHeader(message, 'call-id');
  const cseq = onlyHeader(message, 'cseq');
  if (!mac || event.first.toLowerCase() !== 'ua-profile' || via === undefined || hop?.transport !== 'UDP')
    return undefined;
  if (from === undefined || to === undefined || callId === undefined || cseq === undefined) return undefined;
  if (!/^\d{1,10} +SUBSCRIBE$/.test(cseq) || hasTag(to)) return undefined;
  const contact = readContact(onlyHeader(message, 'contact') ?? '');
  const eventId = event.parameters.get('id');
  return { mac, via, from, to, callId, cseq, hop, contact, eventId, said: saidBy(message, event.parameters) };
}

/** Of a sane size, and without what could do harm when it is sent back. */
function isModest({ headers, body }: SipMessage): boolean {
  const characters = headers.reduce((sum, { name, value }) => sum + name.length + value.length, body.length);
  return (
    characters <= MAX_CHARACTERS &&
    headers.length <= MAX_LINES &&
    headers.every(({ value }) => value.length <= MAX_LINE && !hasControlCharacters(value.replaceAll('\t', ' ')))
  );
}

/** A parameter after the address; one inside the angle brackets belongs to the URI. */
function hasTag(address: string): boolean {
  return /;\s*tag\s*=/i.test(address.slice(address.lastIndexOf('>') + 1));
}

function saidBy(message: SipMessage, parameters: ReadonlyMap<string, string>): ProfileSubscribe['said'] {
  const vendor = parameters.get('vendor')?.slice(0, MAX_SAID);
  const model = parameters.get('model')?.slice(0, MAX_SAID);
  const version = parameters.get('version')?.slice(0, MAX_SAID);
  const userAgent = onlyHeader(message, 'user-agent')?.slice(0, MAX_SAID);
  return {
    ...(vendor && { vendor }),
    ...(model && { model }),
    ...(version && { version }),
    ...(userAgent && { userAgent }),
  };
}
