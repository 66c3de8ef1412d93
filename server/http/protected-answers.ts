// Headers that keep the API's answers, which may hold secrets, out of caches and out of a browser's hands.
// Source: RFC 9111 5.2.2.5; Content Security Policy Level 3
import type { Api } from './api/deps.ts';

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

export function protectAnswers(api: Api): void {
  api.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
}
