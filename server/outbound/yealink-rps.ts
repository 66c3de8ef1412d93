// Yealink's RPS by its JSON API (version 3): each request signed with HMAC-SHA256 over method, X-Ca headers and path. As public
// clients of it do it; no document of Yealink's was read, and no account was at hand: only tried against a stand-in.
import { createHash, createHmac } from 'node:crypto';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from '../errors.ts';
import type { RedirectService } from '../redirects/redirects.ts';
import { askService } from './ask-service.ts';

export interface YealinkRpsOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly accessKey: string;
  readonly secret: string;
  /** The entry under which the account's phones hang. */
  readonly serverId: string;
  readonly now: () => Date;
  readonly randomHex: (bytes: number) => string;
}

const Fault = Type.Object({
  msg: Type.Optional(Type.String()),
  fieldErrors: Type.Optional(Type.Array(Type.Object({ msg: Type.Optional(Type.String()) }))),
});
const Answer = Type.Object({
  ret: Type.Integer(),
  data: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Union([Fault, Type.Null()])),
});
const Devices = Type.Object({ data: Type.Array(Type.Object({ id: Type.String(), mac: Type.String() })) });
const NONCE_BYTES = 16;
const LOOKED_AT = 50;

export function createYealinkRps(options: YealinkRpsOptions): RedirectService {
  const { baseUrl, accessKey, secret, serverId } = options;

  const call = async (
    path: string,
    given: object,
  ): Promise<{ readonly data: unknown } | { readonly fault: string }> => {
    const body = JSON.stringify(given);
    const signed = {
      'Content-MD5': createHash('md5').update(body).digest('base64'),
      'X-Ca-Key': accessKey,
      'X-Ca-Nonce': options.randomHex(NONCE_BYTES),
      'X-Ca-Timestamp': String(options.now().getTime()),
    };
    const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}`);
    const signature = createHmac('sha256', secret)
      .update(['POST', ...lines, path].join('\n'))
      .digest('base64');
    const headers = { ...signed, 'X-Ca-Signature': signature, 'Content-Type': 'application/json;charset=UTF-8' };
    const answer = parsed(await askService(`${baseUrl}/${path}`, { method: 'POST', headers, body }));
    if (answer.ret >= 0) return { data: answer.data };
    return { fault: answer.error?.msg ?? answer.error?.fieldErrors?.[0]?.msg ?? `ret ${answer.ret}` };
  };
  const done = async (path: string, given: object): Promise<unknown> => {
    const answer = await call(path, given);
    if ('fault' in answer) throw new AppError('REDIRECT_REFUSED', { detail: answer.fault });
    return answer.data;
  };

  return {
    name: 'yealinkRps',
    vendor: 'Yealink',
    needsMacId: false,
    put: async ({ mac, url }) => {
      const place = { serverId, uniqueServerUrl: url };
      const added = await call('api/open/v1/device/add', { macs: [mac], ...place });
      if (!('fault' in added)) return;
      if (added.fault !== 'device.mac.existed') throw new AppError('REDIRECT_REFUSED', { detail: added.fault });
      const listed = await done('api/open/v1/device/list', { key: mac, skip: 0, limit: LOOKED_AT });
      const devices = Value.Check(Devices, listed) ? listed.data : [];
      const own = devices.find((device) => device.mac.replace(/[:.-]/g, '').toLowerCase() === mac);
      // Another account of RPS holds it: its owner must release it (facts/yealink.md 5.17).
      if (!own) throw new AppError('REDIRECT_REFUSED', { detail: added.fault });
      await done('api/open/v1/device/edit', { id: own.id, ...place });
    },
    remove: async (mac) => {
      const removed = await call('api/open/v1/device/delete', { macs: [mac] });
      if ('fault' in removed && removed.fault !== 'device.not.found')
        throw new AppError('REDIRECT_REFUSED', { detail: removed.fault });
    },
  };
}

function parsed(text: string): Type.Static<typeof Answer> {
  try {
    const answer: unknown = JSON.parse(text);
    if (Value.Check(Answer, answer)) return answer;
  } catch {
    // Falls through: no JSON is as unusable as another shape.
  }
  throw new AppError('REDIRECT_UNREACHABLE', { detail: 'the answer cannot be read' });
}
