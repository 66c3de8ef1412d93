// One POST to an address that a tenant chose. The name is resolved once, every address it has is checked, and the connection
// goes to those very addresses, so that no name can be public when it is checked and private when it is called. Redirects are
// not followed, the certificate is verified, an answer is cut off at a size and the whole exchange at a time.
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { SendFailure, SendOutcome } from '../domain/notice.ts';
import { isAddressHost, isPublicAddress } from '../domain/public-address.ts';
import type { Send } from '../webhooks/deps.ts';

export interface SendOptions {
  /** Whether private addresses and plain HTTP may be used. */
  readonly allowsPrivate: boolean;
  readonly timeoutMs?: number;
  /** Of CAs besides those that Node knows. */
  readonly ca?: string;
  /** All addresses of a name; by default the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

const TIMEOUT_MS = 10_000;
/** More of an answer is not read: its status is all that counts. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Why nothing was sent. */
class Unsendable extends Error {
  readonly failure: SendFailure;
  constructor(failure: SendFailure) {
    super(failure);
    this.failure = failure;
  }
}

export function createSend(options: SendOptions): Send {
  const { allowsPrivate, timeoutMs = TIMEOUT_MS, ca } = options;
  const lookup = guardedLookup(options);
  return async ({ url: text, headers, body }) => {
    const startedAt = performance.now();
    const ms = () => Math.round(performance.now() - startedAt);
    try {
      const url = new URL(text);
      if (url.protocol === 'http:' && !allowsPrivate) throw new Unsendable('notHttps');
      // An address is not looked up, so it is checked here.
      if (!allowsPrivate && isAddressHost(url.hostname) && !isPublicAddress(url.hostname))
        throw new Unsendable('privateAddress');
      const status = await post(url, body, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        // A connection of its own: none that was opened for another is used again.
        agent: false,
        lookup,
        signal: AbortSignal.timeout(timeoutMs),
        ...(ca !== undefined && { ca }),
      });
      return { ms: ms(), status };
    } catch (error) {
      return { ms: ms(), failure: failureOf(error) } satisfies SendOutcome;
    }
  };
}

function post(url: URL, body: string, options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const answered = (answer: IncomingMessage) => {
      const status = answer.statusCode ?? 0;
      let sizeBytes = 0;
      answer.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes <= MAX_ANSWER_BYTES) return;
        answer.destroy();
        resolve(status);
      });
      answer.on('end', () => resolve(status));
      answer.on('error', reject);
    };
    const request =
      url.protocol === 'http:' ? httpRequest(url, options, answered) : httpsRequest(url, options, answered);
    request.on('error', reject);
    request.end(body);
  });
}

/** Gives the connection the addresses that were checked; one that is not public refuses them all. */
function guardedLookup({ allowsPrivate, resolve = resolveAll }: SendOptions): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) return callback(new Unsendable('notFound'), '', 4);
        if (!allowsPrivate && !addresses.every(({ address }) => isPublicAddress(address)))
          return callback(new Unsendable('privateAddress'), '', 4);
        return all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
      },
      () => callback(new Unsendable('notFound'), '', 4),
    );
  };
}

function resolveAll(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) =>
    dnsLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );
}

const BY_CODE: Readonly<Record<string, SendFailure>> = {
  ABORT_ERR: 'timeout',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'notFound',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'badAnswer',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
};

function failureOf(error: unknown): SendFailure {
  if (error instanceof Unsendable) return error.failure;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)) return 'certificate';
  if (code.startsWith('HPE_')) return 'badAnswer';
  return BY_CODE[code] ?? 'other';
}
