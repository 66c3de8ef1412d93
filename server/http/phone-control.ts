// Asks a phone something at its own address over HTTP: its action URI, or an XML object pushed to it. Bounded in time and size;
// redirects are not followed. Source: facts/yealink.md 4.16; facts/aastra-mitel.md 4.12
import { request } from 'node:http';
import type { PhoneHttp } from '../cpe/tell/tell-phone.ts';

const TIMEOUT_MS = 5_000;
/** More than a phone has to say. */
const MAX_ANSWER_BYTES = 65_536;

/** @param port  at which phones listen: 80 but in tests; @param referer  who asks, as an address of this server */
export function createPhoneHttp(port: number, referer: () => string | undefined): PhoneHttp {
  return {
    request: ({ uri, word: { method, path, headers = {}, body }, credentials }) =>
      new Promise((resolve) => {
        const from = referer();
        const asked = request({
          host: new URL(uri).hostname.replace(/^\[|\]$/g, ''),
          port,
          method,
          path,
          agent: false,
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: {
            ...headers,
            ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
            ...(from !== undefined && { Referer: from }),
          },
          ...(credentials && { auth: `${credentials.username}:${credentials.password}` }),
        });
        asked.on('error', (error) =>
          resolve({ kind: error.name === 'AbortError' || error.name === 'TimeoutError' ? 'timeout' : 'unreachable' }),
        );
        asked.on('response', (response) => {
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > MAX_ANSWER_BYTES) response.destroy();
          });
          response.on('error', () => undefined);
          resolve({ kind: 'answered', status: response.statusCode ?? 0 });
        });
        asked.end(body);
      }),
  };
}
