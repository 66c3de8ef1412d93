// One request over HTTP, HTTPS or TFTP as a phone sends it, and the answer as it came over the wire. Nothing is decoded,
// followed or tried again: the phone decides. Source: RFC 9112, RFC 1350; facts/yealink.md 7.5, 7.6, 7.24
import { type IncomingHttpHeaders, Agent as PlainAgent, request as requestPlain } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import { isIP } from 'node:net';
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
} from 'node:tls';
import { TftpError, tftpGet, tftpPut } from './tftp-client.ts';

export type Method = 'GET' | 'HEAD' | 'PUT';

export interface WireRequest {
  readonly method: Method;
  /** Kept as written: a phone sends the `..` of a link. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly upload?: Buffer;
}

export interface Answer {
  /** TFTP's outcomes in HTTP's numbers: 200; 404 for its error 1. */
  readonly status: number;
  /** Empty over TFTP. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A phone's own certificate and its key, PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Whom a phone trusts when it speaks TLS. */
export interface TlsTrust {
  /** Certificates in PEM, besides the phone's own list. */
  readonly ca: readonly string[];
  readonly checksNames: boolean;
  /** What the phone itself shows when it is asked; PEM. */
  readonly own?: ClientCertificate;
}

/** No answer, or half of one. */
export class WireError extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'WireError';
  }
}

export interface WireOptions {
  /** Every name leads to this host, as if DNS said so: a fleet talks to nobody else. */
  readonly connectTo: string;
  readonly timeoutMs: number;
  /** The phone's own address; any of the machine unless given. */
  readonly localAddress?: string;
}

export interface Wire {
  readonly send: (request: WireRequest, trust: TlsTrust) => Promise<Answer>;
  readonly close: () => void;
}

/** TLS 1.3 was not seen on any phone (facts/yealink.md 10.5). */
const TLS = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
/** As many phones as one likes share few trust stores. */
const contexts = new Map<string, SecureContext>();

/** The connections of one phone: one to each address, kept open while it boots. */
export function openWire({ connectTo, timeoutMs, localAddress }: WireOptions): Wire {
  const plain = new PlainAgent({ keepAlive: true, maxSockets: 1 });
  const secure = new TlsAgent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (request, trust) => {
      const url = new URL(request.url);
      if (url.protocol === 'tftp:')
        return overTftp(request, url, { connectTo, timeoutMs, ...(localAddress !== undefined && { localAddress }) });
      const path = targetOf(request.url);
      const options = {
        method: request.method,
        host: connectTo,
        ...(localAddress !== undefined && { localAddress }),
        port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
        path,
        headers: {
          Host: url.host,
          ...request.headers,
          ...(request.upload && { 'Content-Length': String(request.upload.length) }),
        },
      };
      const sent =
        url.protocol === 'https:'
          ? requestTls({ ...options, ...tlsOptions(url.hostname, trust), agent: secure })
          : requestPlain({ ...options, agent: plain });
      return answerOf(sent, request, timeoutMs);
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** What stands in the request's first line: the URL without scheme and host, as written. */
export function targetOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf(':') + 3));
}

function tlsOptions(hostname: string, { ca, checksNames, own }: TlsTrust) {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return {
    secureContext: contextFor(ca, own),
    rejectUnauthorized: true,
    servername: isIP(bare) === 0 ? bare : '',
    // The name in the URL counts, whatever address it led to.
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checksNames ? checkServerIdentity(bare, certificate) : undefined,
  };
}

function contextFor(ca: readonly string[], own: ClientCertificate | undefined): SecureContext {
  const key = ca.join('') + (own?.cert ?? '');
  const known = contexts.get(key);
  if (known) return known;
  const made = createSecureContext({ ...TLS, ...own, ca: [...rootCertificates, ...ca] });
  contexts.set(key, made);
  return made;
}

function answerOf(sent: ReturnType<typeof requestPlain>, { upload }: WireRequest, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new WireError(`no whole answer within ${timeoutMs} ms`));
      sent.destroy();
    }, timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(late);
      reject(new WireError(reasonOf(error)));
    };
    sent.on('error', fail);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => {
        const got = chunks.reduce((sum, { length }) => sum + length, 0);
        fail(
          new Error(`the connection ended after ${got} of ${response.headers['content-length'] ?? 'unknown'} bytes`),
        );
      });
      response.on('end', () => {
        clearTimeout(late);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.end(upload);
  });
}

/** OpenSSL's code says more than its sentence: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return error.message.startsWith(code) ? error.message : code + error.message;
}

async function overTftp(
  { method, upload }: WireRequest,
  url: URL,
  { connectTo: host, timeoutMs, localAddress }: WireOptions,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const file = decodeURIComponent(url.pathname.slice(1));
  const options = {
    host,
    port: Number(url.port || 69),
    file,
    blockSize: 1428,
    transferSize: true,
    signal,
    ...(localAddress !== undefined && { localAddress }),
  };
  try {
    if (method === 'PUT') await tftpPut(options, upload ?? Buffer.alloc(0));
    const body = method === 'PUT' ? Buffer.alloc(0) : await tftpGet(options);
    return { status: 200, headers: {}, body };
  } catch (error) {
    if (error instanceof TftpError && error.code === 1) return { status: 404, headers: {}, body: Buffer.alloc(0) };
    if (signal.aborted) throw new WireError(`no whole file within ${timeoutMs} ms`);
    const code = error instanceof TftpError && error.code !== undefined ? `TFTP error ${error.code}: ` : '';
    throw new WireError(code + (error instanceof Error ? error.message : String(error)));
  }
}
