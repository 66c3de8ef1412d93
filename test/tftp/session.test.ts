// What a session does when its own socket fails; all else is tested through the server.

import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../server/tftp/limits.ts';
import type { Refusal } from '../../server/tftp/packet.ts';
import { startSession } from '../../server/tftp/session.ts';
import { found } from './support.ts';

describe('a session without a socket', () => {
  it.each(['read', 'write'] as const)('tells the phone to try a %s again, from the listening port', async (kind) => {
    const refusals: Refusal[] = [];
    const request = { kind, path: 'f', netascii: false, options: new Map() };
    const session = startSession(request, {
      remoteAddress: '192.0.2.1',
      serveFile: async () => found(Buffer.from('x')),
      limits: DEFAULT_LIMITS,
      log: pino({ level: 'silent' }),
      openSocket({ onError }) {
        process.nextTick(onError, new Error('too many open files'));
        return { send() {}, close() {} };
      },
      refuse: (refusal) => void refusals.push(refusal),
    });
    await session.done;
    expect(refusals).toMatchObject([{ code: 0, message: 'Busy, try again later' }]);
  });
});
