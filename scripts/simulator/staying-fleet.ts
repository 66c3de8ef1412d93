// A fleet that is added, booted, and then stays on at a proxy of its own: told by NOTIFY, back by requests.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { openAdminApi } from './admin-api.ts';
import { bootFleet, switchedOn } from './fleet.ts';
import { addAll, countedPhones, specsOf } from './specs.ts';
import { type StayOptions, type StayReport, stayOn } from './stay.ts';

const PROXY_HOST = '127.0.0.2';
/** Phones here are away this long when they start anew. */
const REBOOT_MS = 50;
const TIMEOUT_MS = 20_000;

export interface StayingFleet {
  readonly accountId: string;
  readonly macs: readonly string[];
  /** Switches them off. */
  readonly end: () => Promise<StayReport>;
}

export interface FleetWish {
  /** Origin of the API, such as `http://127.0.0.1:3000`, and the password of its admin. */
  readonly api: string;
  readonly password: string;
  /** Where phones fetch their files, ending in a slash. */
  readonly phones: string;
  /** Number of their account. */
  readonly account: string;
  readonly count: number;
  /** Last three octets of the first MAC. */
  readonly first: number;
  readonly models: readonly string[];
  readonly neverPercent: number;
  readonly concurrency: number;
  /** Each phone comes from an address of its own; else all from one. */
  readonly ownAddresses?: boolean;
  /** A phone that finds no server asks again after so long; absent: it stays as it is. */
  readonly againMs?: number;
}

/** Boots them twice, so that all have what they get every day. @throws Error  one of them met a fault */
export async function startFleet(wish: FleetWish): Promise<StayingFleet> {
  const { models, count, first, account, concurrency, neverPercent, ownAddresses = false } = wish;
  const port = await freePort();
  const each = Math.ceil(count / models.length);
  const wanted = models
    .flatMap((model, i) => countedPhones(each, first + i * each, { transports: ['http'], model }))
    .slice(0, count);
  const api = await openAdminApi(wish.api, { username: 'admin', password: wish.password });
  const added = await addAll(api, account, wanted);
  const accountId = await api.accountNumbered(account);
  await api.setSipProxy(accountId, `${PROXY_HOST}:${port}`);
  const specs = specsOf(wanted, { bases: { http: wish.phones }, by: 'url', added, factoryCa: [] });
  const phones = specs.map(switchedOn);
  const fleet = { connectTo: '127.0.0.1', timeoutMs: TIMEOUT_MS, concurrency, wholeFirmware: false, ownAddresses };
  const boots = await bootFleet(phones, { ...fleet, boots: 2 });
  const [fault] = boots.flatMap(({ journal }) => journal.faults);
  if (fault) throw new Error(`a phone did not boot: ${fault.request}: ${fault.why}`);
  const stop = new AbortController();
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const options: StayOptions = {
    ...fleet,
    slowPercent: 0,
    neverPercent,
    againMs: wish.againMs,
    rebootMs: REBOOT_MS,
    challenges: false,
    signal: stop.signal,
    sip: { host: PROXY_HOST, port },
    onReady: () => isReady(),
  };
  const stayed = stayOn(phones, options);
  await Promise.race([ready, stayed]);
  return {
    accountId,
    macs: wanted.map(({ mac }) => mac),
    end: () => {
      stop.abort();
      return stayed;
    },
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, PROXY_HOST);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
