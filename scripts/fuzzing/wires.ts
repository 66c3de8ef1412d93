// Asking a listener on loopback: an HTTP request through Node's client, bytes as they are through a socket, a datagram.
import { createSocket } from 'node:dgram';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';

const HOST = '127.0.0.1';
/** Longer than any answer may take, so that none at all is told as such. */
const NO_ANSWER_MS = 10_000;
/** Of a datagram that earns silence. */
const SILENCE_MS = 20;

export interface HttpQuestion {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export function askHttp(port: number, { method = 'GET', path, headers = {}, body }: HttpQuestion): Promise<HttpAnswer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const hasBody = body !== undefined && !['GET', 'HEAD'].includes(method);
  const length = hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: HOST, port, method, path, agent: false, headers: { ...given, ...length } },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: { 'content-type': answer.headers['content-type'] },
            text: Buffer.concat(pieces).toString(),
          }),
        );
      },
    );
    asked.setTimeout(NO_ANSWER_MS, () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end(hasBody ? body : undefined);
  });
}

/** Sends all bytes and ends. @returns what came back until the server closed, in Latin-1 */
export function askRaw(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(port, HOST, () => socket.end(bytes));
    socket.setTimeout(NO_ANSWER_MS, () => socket.destroy(new Error('the server neither answered nor closed')));
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', (error) => {
      // A server that will read no more resets the connection.
      const isReset = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      if (!isReset) reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
  });
}

/** @returns the first datagram that comes back; undefined for silence */
export function askDatagram(port: number, datagram: Buffer, waitMs = SILENCE_MS): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    const end = (answer?: Buffer): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(end, waitMs);
    socket.on('message', (answer) => end(answer));
    socket.on('error', reject);
    socket.send(datagram, port, HOST);
  });
}
