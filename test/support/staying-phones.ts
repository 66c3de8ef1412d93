// Simulated phones at a proxy of their own: booted from the real server, told by real NOTIFYs, back by real requests.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { openAdminApi } from '../../scripts/simulator/admin-api.ts';
import { bootFleet, switchedOn } from '../../scripts/simulator/fleet.ts';
import { addAll, countedPhones, specsOf } from '../../scripts/simulator/specs.ts';
import { type StayReport, stayOn } from '../../scripts/simulator/stay.ts';
import { ADMIN_PASSWORD, type TestBellhop } from './bellhop.ts';

const PROXY_HOST = '127.0.0.2';

export interface StayingPhones {
  readonly accountId: string;
  readonly macs: readonly string[];
  /** Switches them off. */
  readonly end: () => Promise<StayReport>;
}

export interface Fleet {
  readonly account: string;
  readonly count: number;
  /** Last three octets of the first MAC. */
  readonly first: number;
  readonly neverPercent?: number;
  readonly models?: readonly string[];
}

/** Boots them once; from then on they take NOTIFYs. @throws Error  one of them met a fault at its first boot */
export async function startPhones(
  { ports: { admin, http } }: Pick<TestBellhop, 'ports'>,
  { account, count, first, neverPercent = 0, models = ['T46S'] }: Fleet,
): Promise<StayingPhones> {
  const port = await freePort();
  const each = Math.ceil(count / models.length);
  const wanted = models
    .flatMap((model, i) => countedPhones(each, first + i * each, { transports: ['http'], model }))
    .slice(0, count);
  const api = await openAdminApi(`http://127.0.0.1:${admin}`, { username: 'admin', password: ADMIN_PASSWORD });
  const added = await addAll(api, account, wanted);
  const accountId = await api.accountNumbered(account);
  await api.setSipProxy(accountId, `${PROXY_HOST}:${port}`);
  const bases = { http: `http://127.0.0.1:${http}/p/` };
  const phones = specsOf(wanted, { bases, by: 'url', added, factoryCa: [] }).map(switchedOn);
  const fleet = { connectTo: '127.0.0.1', timeoutMs: 20_000, concurrency: 8, wholeFirmware: false };
  const boots = await bootFleet(phones, { ...fleet, boots: 2 });
  const faults = boots.flatMap(({ journal }) => journal.faults);
  if (faults.length > 0) throw new Error(`a phone did not boot: ${JSON.stringify(faults[0])}`);
  const stop = new AbortController();
  let stayed: Promise<StayReport> | undefined;
  await new Promise<number>((onReady) => {
    const manner = { slowPercent: 0, neverPercent, rebootMs: 50, challenges: false };
    stayed = stayOn(phones, { ...fleet, ...manner, signal: stop.signal, sip: { host: PROXY_HOST, port }, onReady });
  });
  return {
    accountId,
    macs: wanted.map(({ mac }) => mac),
    end: async () => {
      stop.abort();
      if (!stayed) throw new Error('they are on before anybody can end them');
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
