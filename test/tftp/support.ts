// What the TFTP tests share: a server on a loopback port, a bare peer that sends what it is told, repeatable bytes,
// and a network that loses, doubles and reorders.

import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { FileAnswer, FileBody, FileRequest, ServeFile } from '../../server/provisioning/file-request.ts';
import type { TftpLimits } from '../../server/tftp/limits.ts';
import { formatPacket, type Options, type Packet, parsePacket } from '../../server/tftp/packet.ts';
import { startTftpServer, type TftpServer } from '../../server/tftp/server.ts';

/** A retransmission soon enough for a test, and never given up within one. */
export const SOON = { firstMs: 60, maxMs: 200, tries: 100, silenceMs: 20_000 };
/** No retransmission within a test: what is seen again was caused by something else. */
export const NEVER = { firstMs: 25_000, maxMs: 25_000, tries: 1, silenceMs: 60_000 };

export interface Served extends TftpServer {
  /** What the pipeline was asked, in order. */
  readonly requests: readonly FileRequest[];
  /** The log, a line an entry. */
  readonly logged: readonly string[];
}

export interface Serving {
  readonly answer?: (request: FileRequest) => FileAnswer | Promise<FileAnswer>;
  readonly limits?: Partial<TftpLimits>;
  readonly host?: string;
  readonly port?: number;
}

/** A server that is closed, without grace, when the test ends. Unless told, it has no file and takes no upload. */
export async function serving({
  answer = () => MISSING,
  limits,
  host = '127.0.0.1',
  port = 0,
}: Serving): Promise<Served> {
  const requests: FileRequest[] = [];
  const logged: string[] = [];
  const serveFile: ServeFile = async (request) => {
    requests.push(request);
    return answer(request);
  };
  const server = await startTftpServer({
    host,
    port,
    serveFile,
    log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
    limits: { retry: SOON, lingerMs: 500, graceMs: 0, ...limits },
  });
  onTestFinished(() => server.close());
  return { ...server, requests, logged };
}

export const MISSING: FileAnswer = { status: 'notFound', delayMs: 0 };
export const STORED: FileAnswer = { status: 'stored', created: true };

export function found(body: FileBody | Buffer): FileAnswer {
  const wrapped = Buffer.isBuffer(body) ? ({ kind: 'bytes', bytes: body } as const) : body;
  return { status: 'ok', contentType: 'application/octet-stream', etag: '"e"', body: wrapped };
}

/** The bytes as a file on disk, in a folder that goes with the test. */
export async function onDisk(bytes: Buffer): Promise<FileBody> {
  const storedPath = join(temporaryFolder(), 'file');
  await writeFile(storedPath, bytes);
  return { kind: 'stored', storedPath, sizeBytes: bytes.length };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-tftp-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomBytes(seed: number, length: number): Buffer {
  const random = randomNumbers(seed);
  return Buffer.from(Uint8Array.from({ length }, () => random() * 256));
}

export interface Received {
  readonly packet: Packet;
  /** The sender's port: the transfer identifier. */
  readonly port: number;
}

/** A socket that speaks TFTP only as told. */
export interface BarePeer {
  readonly port: number;
  send(packet: Packet | Buffer, port: number): void;
  ask(kind: 'read' | 'write', file: string, port: number, options?: Readonly<Record<string, string>>): void;
  /** The next packet that came in, waited for as long as the test may take. */
  next(): Promise<Received>;
  /** The next so many. */
  take(count: number): Promise<Packet[]>;
  /** What came in and was not asked for yet. */
  readonly waiting: number;
}

export async function barePeer(host = '127.0.0.1'): Promise<BarePeer> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const inbox: Received[] = [];
  const readers: ((received: Received) => void)[] = [];
  socket.on('message', (datagram, { port }) => {
    const packet = parsePacket(datagram);
    if (packet === undefined) throw new Error(`The server sent what is no packet: ${datagram.toString('hex')}`);
    const reader = readers.shift();
    if (reader === undefined) inbox.push({ packet, port });
    else reader({ packet, port });
  });
  socket.bind(0, host);
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());

  function send(packet: Packet | Buffer, port: number): void {
    socket.send(Buffer.isBuffer(packet) ? packet : formatPacket(packet), port, host);
  }
  function next(): Promise<Received> {
    const received = inbox.shift();
    return received === undefined ? new Promise((resolve) => readers.push(resolve)) : Promise.resolve(received);
  }
  return {
    port: socket.address().port,
    send,
    ask(kind, file, port, options = {}) {
      const asked: Options = new Map(Object.entries(options));
      send({ kind, file, mode: 'octet', options: asked }, port);
    },
    next,
    async take(count) {
      const packets: Packet[] = [];
      while (packets.length < count) packets.push((await next()).packet);
      return packets;
    },
    get waiting() {
      return inbox.length;
    },
  };
}

export type Ways = 'toServer' | 'toClient';

/** What becomes of one datagram: the copies delivered, and whether they wait until another one has passed. */
export interface Fate {
  readonly copies: number;
  readonly late: boolean;
}

export interface Network {
  /** Where clients send their requests. */
  readonly port: number;
  /** Datagrams that came in from each side. */
  readonly seen: Readonly<Record<Ways, number>>;
}

/**
 * A relay between clients and the server that keeps each transfer's identifiers apart, as a NAT would.
 * @param fateOf  decides about each datagram
 */
export async function network(serverPort: number, fateOf: (way: Ways, datagram: Buffer) => Fate): Promise<Network> {
  const seen = { toServer: 0, toClient: 0 };
  const flows = new Map<number, (datagram: Buffer) => void>();
  const entrance = createSocket('udp4');
  const sockets = [entrance];
  onTestFinished(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });

  function passing(way: Ways, deliver: (datagram: Buffer) => void): (datagram: Buffer) => void {
    let held: (() => void)[] = [];
    const release = (): void => {
      const due = held;
      held = [];
      for (const one of due) one();
    };
    return (datagram) => {
      seen[way] += 1;
      const { copies, late } = fateOf(way, datagram);
      for (let copy = 0; copy < copies; copy += 1) {
        if (late) held.push(() => deliver(datagram));
        else deliver(datagram);
      }
      if (late) setTimeout(release, 20).unref();
      else release();
    };
  }

  function openFlow(client: RemoteInfo): (datagram: Buffer) => void {
    const inner = createSocket('udp4');
    const outer = createSocket('udp4');
    sockets.push(inner, outer);
    let transferPort = serverPort;
    const toServer = passing('toServer', (datagram) => {
      if (sockets.length > 0) inner.send(datagram, transferPort, '127.0.0.1');
    });
    const toClient = passing('toClient', (datagram) => {
      if (sockets.length > 0) outer.send(datagram, client.port, '127.0.0.1');
    });
    inner.on('message', (datagram, from) => {
      transferPort = from.port;
      toClient(datagram);
    });
    outer.on('message', toServer);
    inner.bind(0, '127.0.0.1');
    outer.bind(0, '127.0.0.1');
    return (datagram) => {
      transferPort = serverPort;
      toServer(datagram);
    };
  }

  entrance.on('message', (datagram, client) => {
    const flow = flows.get(client.port) ?? openFlow(client);
    flows.set(client.port, flow);
    flow(datagram);
  });
  entrance.bind(0, '127.0.0.1');
  await once(entrance, 'listening');
  return { port: entrance.address().port, seen };
}
