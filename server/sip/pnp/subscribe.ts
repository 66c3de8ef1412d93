// A phone's question where its configuration is: a SUBSCRIBE for `ua-profile` whose address names its MAC.
// Pure. Source: facts/yealink.md 1.2; facts/gigaset-auerswald.md 3.1; RFC 6080 (the event package)
import { type Mac, parseMac } from '../../domain/mac.ts';
import { type Contact, onlyValue, readContact, readParameters, readVia, type SipMessage, type Via } from './message.ts';

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
  readonly contact: Contact | undefined;
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

/** @returns undefined for every other message, and for a SUBSCRIBE inside a dialog */
export function readProfileSubscribe(message: SipMessage): ProfileSubscribe | undefined {
  const { start } = message;
  if (start.kind !== 'request' || start.method !== 'SUBSCRIBE') return undefined;
  const mac = parseMac(MAC_URI.exec(start.uri)?.[1] ?? '');
  const event = readParameters(onlyValue(message, 'event') ?? '');
  const via = onlyValue(message, 'via');
  const hop = via === undefined ? undefined : readVia(via);
  const from = onlyValue(message, 'from');
  const to = onlyValue(message, 'to');
  const callId = onlyValue(message, 'call-id');
  const cseq = onlyValue(message, 'cseq');
  if (!mac || event.first.toLowerCase() !== 'ua-profile' || via === undefined || !hop) return undefined;
  if (from === undefined || to === undefined || callId === undefined || cseq === undefined) return undefined;
  if (!/^\d{1,10} +SUBSCRIBE$/.test(cseq) || hasTag(to)) return undefined;
  const contact = readContact(onlyValue(message, 'contact') ?? '');
  const eventId = event.parameters.get('id');
  return { mac, via, from, to, callId, cseq, hop, contact, eventId, said: saidBy(message, event.parameters) };
}

/** A parameter after the address; one inside the angle brackets belongs to the URI. */
function hasTag(address: string): boolean {
  return /;\s*tag\s*=/i.test(address.slice(address.lastIndexOf('>') + 1));
}

function saidBy(message: SipMessage, parameters: ReadonlyMap<string, string>): ProfileSubscribe['said'] {
  const vendor = parameters.get('vendor')?.slice(0, MAX_SAID);
  const model = parameters.get('model')?.slice(0, MAX_SAID);
  const version = parameters.get('version')?.slice(0, MAX_SAID);
  const userAgent = onlyValue(message, 'user-agent')?.slice(0, MAX_SAID);
  return {
    ...(vendor && { vendor }),
    ...(model && { model }),
    ...(version && { version }),
    ...(userAgent && { userAgent }),
  };
}
