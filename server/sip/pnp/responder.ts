// Answers factory-fresh phones that ask by multicast where their configuration is (PnP). Only a phone with an open
// first-boot window gets an answer; everybody else hears nothing, so nobody learns which MACs are known.
// Source: facts/yealink.md 1.2; facts/gigaset-auerswald.md 3.1; RFC 3261 17
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import type { Mac } from '../../domain/mac.ts';
import type { Logger } from '../../log.ts';
import { createRate, type RateLimits } from '../../provisioning/rate.ts';
import { onlyHeader, type SipMessage, type SipResponse } from '../message/message.ts';
import { readMessage } from '../message/read.ts';
import { readVia } from '../message/values.ts';
import { type ClientTransaction, startClient } from '../transaction/client.ts';
import { MAGIC_COOKIE } from '../transaction/keys.ts';
import { processClock, TIMING } from '../transaction/timers.ts';
import { answerPeer, notifyFor, notifyPeer, okTo, type Peer, type Self } from './answers.ts';
import { type ProfileSubscribe, readProfileSubscribe } from './subscribe.ts';

/** Where phones ask: the group and port of SIP multicast (RFC 3261 18.1.1, "sip.mcast.net"). */
export const PNP_GROUP = '224.0.1.75';
export const PNP_PORT = 5060;

export interface PnpOptions {
  /** A literal IPv4 address; `0.0.0.0` to hear multicast. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The socket of the SIP edge, where both share the port: the edge hands on what comes, and closes it. */
  readonly shared?: Socket;
  readonly group?: string;
  /** Name or address by which phones know this server. */
  readonly publicHost: string;
  /** The URL for a phone that may have it now; undefined: it gets no answer. */
  readonly firstBootUrl: (mac: Mac, from: string) => Promise<string | undefined>;
  readonly randomHex: (bytes: number) => string;
  readonly log: Logger;
  /** 500 unless a test says otherwise. */
  readonly t1Ms?: number;
  readonly rate?: RateLimits;
}

export interface PnpResponder {
  readonly port: number;
  /** @returns whether the message belongs here, answered or not */
  readonly receive: (message: SipMessage, source: Peer) => boolean;
  readonly close: () => Promise<void>;
}

/** A phone repeats its question some ten times; a site whose phones all start at once must get through. */
const RATE: RateLimits = { perAddress: 5, inAll: 200 };
/** Answers remembered for a question that comes again, for 64 T1 each (RFC 3261, timer J). */
const MAX_EXCHANGES = 1000;
const TAG_BYTES = 8;
const BRANCH_BYTES = 16;

/** One question that got an answer; its repetitions get the same. */
interface Exchange {
  /** Ours; undefined while the store is asked. */
  tag: string | undefined;
}
interface Notify {
  readonly mac: Mac;
  readonly branch: string;
  readonly transaction: ClientTransaction;
}

/**
 * Listens for phones' questions.
 * @throws the system's error when the address or port cannot be had
 */
export async function startPnp(options: PnpOptions): Promise<PnpResponder> {
  const { host, port, group = PNP_GROUP, publicHost, firstBootUrl, randomHex, log, t1Ms = TIMING.t1Ms } = options;
  const rate = createRate(options.rate ?? RATE);
  const exchanges = new Map<string, Exchange>();
  const notifies = new Map<string, Notify>();
  const forgetting = new Set<NodeJS.Timeout>();
  let isOpen = true;

  const socket = options.shared ?? (await openSocket(host, port));
  const ownPort = socket.address().port;
  if (!options.shared) {
    socket.on('error', (err) => log.error({ err }, 'PnP listener failed'));
    socket.on('message', (datagram, from) => {
      const message = readMessage(datagram);
      if (message && message.kind !== 'unreadable') receive(message, { address: from.address, port: from.port });
    });
  }
  joinEverywhere();

  /** On each network of the machine; a container may have none that can. */
  function joinEverywhere(): void {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const own = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
    const joined = own.filter(({ address }) => {
      try {
        socket.addMembership(group, address);
        return true;
      } catch (err) {
        log.debug({ err, address, group }, 'PnP multicast group not joined');
        return false;
      }
    });
    if (joined.length === 0) log.warn({ group }, 'PnP joined no multicast group: phones that ask by it are not heard');
    else log.info({ group, port: ownPort, addresses: joined.map(({ address }) => address) }, 'PnP listens');
  }

  function receive(message: SipMessage, source: Peer): boolean {
    if (!isOpen) return false;
    if (message.kind === 'response') return receiveResponse(message);
    const subscribe = readProfileSubscribe(message);
    if (!subscribe) return false;
    if (source.port === 0) return true;
    answer(subscribe, source).catch((err: unknown) => log.error({ err, mac: subscribe.mac }, 'PnP answer failed'));
    return true;
  }

  async function answer(subscribe: ProfileSubscribe, source: Peer): Promise<void> {
    const { mac, said } = subscribe;
    if (!rate.admits(source.address, performance.now())) {
      log.debug({ mac, address: source.address }, 'PnP question passed over: too many');
      return;
    }
    const key = `${source.address} ${mac} ${subscribe.callId} ${subscribe.cseq}`;
    const former = exchanges.get(key);
    if (former) {
      if (former.tag !== undefined) sendOk(subscribe, source, former.tag);
      return;
    }
    if (exchanges.size >= MAX_EXCHANGES) return;
    const exchange: Exchange = { tag: undefined };
    exchanges.set(key, exchange);
    const url = await firstBootUrl(mac, source.address).catch((err: unknown) => {
      log.warn({ err, mac }, 'PnP question not answered: the store could not say');
      return undefined;
    });
    if (url === undefined || !isOpen) {
      exchanges.delete(key);
      log.debug({ mac, address: source.address, ...said }, 'PnP question of a phone without an open window');
      return;
    }
    exchange.tag = randomHex(TAG_BYTES);
    forgetLater(key);
    log.info({ mac, address: source.address, ...said }, 'PnP question answered');
    sendOk(subscribe, source, exchange.tag);
    sendNotify(subscribe, source, url, exchange.tag);
  }

  function forgetLater(key: string): void {
    const timer = setTimeout(() => {
      forgetting.delete(timer);
      exchanges.delete(key);
    }, 64 * t1Ms);
    forgetting.add(timer);
  }

  function selfWith(tag: string): Self {
    return { host: publicHost, port: ownPort, tag };
  }

  function sendOk(subscribe: ProfileSubscribe, source: Peer, tag: string): void {
    send(okTo(subscribe, source, selfWith(tag)), answerPeer(subscribe, source));
  }

  /** At most one is on its way to a phone: one that asks anew has forgotten the last. */
  function sendNotify(subscribe: ProfileSubscribe, source: Peer, url: string, tag: string): void {
    const { mac } = subscribe;
    for (const [branch, former] of notifies) if (former.mac === mac) finish(branch);
    const branch = MAGIC_COOKIE + randomHex(BRANCH_BYTES);
    const text = notifyFor(subscribe, url, source, selfWith(tag), branch);
    const peer = notifyPeer(subscribe, source);
    const transaction = startClient({
      isInvite: false,
      isReliable: false,
      clock: processClock,
      timing: { ...TIMING, t1Ms, t2Ms: 8 * t1Ms },
      send: () => send(text, peer),
      sendAck: () => undefined,
      onResponse: () => undefined,
      onFailure: () => log.warn({ mac, address: peer.address }, 'PnP answer not confirmed by the phone'),
      onEnd: () => notifies.delete(branch),
    });
    notifies.set(branch, { mac, branch, transaction });
  }

  function receiveResponse(response: SipResponse): boolean {
    const branch = readVia(onlyHeader(response, 'via') ?? '')?.parameters.get('branch') ?? '';
    const notify = notifies.get(branch);
    if (!notify) return false;
    const { status } = response;
    if (status < 200) notify.transaction.receive(status);
    else finish(branch);
    if (status >= 300) log.warn({ mac: notify.mac, status }, 'PnP answer refused by the phone');
    return true;
  }

  function finish(branch: string): void {
    notifies.get(branch)?.transaction.abandon();
  }

  function send(text: string, { address, port: to }: Peer): void {
    if (!isOpen) return;
    socket.send(Buffer.from(text, 'latin1'), to, address, (err) => {
      if (err) log.debug({ err, address }, 'PnP answer not sent');
    });
  }

  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    for (const branch of [...notifies.keys()]) finish(branch);
    for (const timer of forgetting) clearTimeout(timer);
    if (options.shared) return;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }

  return { port: ownPort, receive, close };
}

async function openSocket(host: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4' });
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  return socket;
}
