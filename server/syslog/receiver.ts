// Hears the syslog of phones over UDP. Whoever sends from where no phone was seen that is to log here is not listened to: an
// address is looked up once a minute at most, and so much is taken from each and from all in a second; the rest is dropped,
// unanswered as all syslog is. Source: RFC 3164, RFC 5426
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { PhoneLog } from '../cpe/care/deps.ts';
import { type LogSenders, NOBODY, senderOf } from '../cpe/care/log-senders.ts';
import { plainAddress } from '../domain/networks.ts';
import type { Logger } from '../log.ts';
import { createRate, type RateLimits } from '../provisioning/rate.ts';
import { createRecent } from '../provisioning/recent.ts';
import { readSyslog } from './message.ts';

export interface SyslogOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Which phones send from an address. */
  readonly sendersAt: (address: string) => Promise<LogSenders>;
  readonly logged: (line: PhoneLog) => void;
  readonly log: Logger;
  readonly rate?: RateLimits;
  /** How long what is known of an address holds. */
  readonly knownMs?: number;
}

export interface SyslogReceiver {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Lines in a second; a phone that is told to log everything stays below. */
const RATE: RateLimits = { perAddress: 100, inAll: 2_000 };
/** Addresses looked up in a second: a flood of forged ones costs no more. */
const LOOKUPS: RateLimits = { perAddress: 1, inAll: 50 };
const KNOWN_MS = 60_000;
const MAX_ADDRESSES = 20_000;

interface Known {
  readonly senders: Promise<LogSenders>;
  readonly until: number;
}

/** @throws the system's error when the address or port cannot be had */
export async function startSyslog(options: SyslogOptions): Promise<SyslogReceiver> {
  const { host, port, sendersAt, logged, log, rate = RATE, knownMs = KNOWN_MS } = options;
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
  const lines = createRate(rate);
  const lookups = createRate(LOOKUPS);
  const known = createRecent<Known>(MAX_ADDRESSES);

  const sendersFrom = (address: string, nowMs: number): Promise<LogSenders> | undefined => {
    const found = known.get(address);
    if (found && nowMs < found.until) return found.senders;
    if (!lookups.admits(address, nowMs)) return undefined;
    const senders = sendersAt(address).catch((err: unknown) => {
      log.warn({ err }, 'who sends syslog could not be looked up');
      return NOBODY;
    });
    known.set(address, { senders, until: nowMs + knownMs });
    return senders;
  };
  const take = async (datagram: Buffer, from: string): Promise<void> => {
    const address = plainAddress(from);
    const nowMs = performance.now();
    if (!lines.admits(address, nowMs)) return;
    const senders = await sendersFrom(address, nowMs);
    if (!senders || senders.logging.length === 0) return;
    const message = readSyslog(datagram);
    const mac = message && senderOf(senders, message.text);
    if (message && mac) logged({ mac, at: new Date(), address, ...message });
  };
  socket.on('message', (datagram, { address }) => void take(datagram, address));
  socket.bind(port, host);
  await once(socket, 'listening');
  socket.on('error', (err) => log.warn({ err }, 'syslog socket failed'));
  const bound = socket.address().port;
  log.info({ port: bound }, 'syslog of phones is heard');
  return {
    port: bound,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
