import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { connect } from 'node:tls';
import { type Logger, pino } from 'pino';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeCertificate } from '../../server/certificates/describe.ts';
import { type CertificateKeeper, keepServerCertificate } from '../../server/certificates/keeper.ts';
import { currentServerCertificate, type ServerCertificate } from '../../server/certificates/server-certificate.ts';
import { phoneTlsOptions } from '../../server/certificates/tls-options.ts';
import { DAY_MS, MemoryStore, type World, worldAt } from './support.ts';

const NOW = new Date('2026-11-22T21:00:00Z');
const HOST = 'prov.example.com';
const OPTIONS = { host: HOST, extraNames: ['127.0.0.1'] };
const HOUR_MS = 3600 * 1000;

const seed = new MemoryStore();
beforeAll(() => currentServerCertificate(worldAt(NOW, seed), OPTIONS));

interface Kept {
  readonly world: World;
  readonly keeper: CertificateKeeper;
  readonly first: ServerCertificate;
  /** What onChange was given. */
  readonly given: ServerCertificate[];
  /** What was logged, a line each. */
  readonly logged: string[];
}

type OnChange = (material: ServerCertificate) => void | Promise<void>;

async function keep(onChange: OnChange = () => {}): Promise<Kept> {
  const world = worldAt(NOW, new MemoryStore(seed.records));
  const logged: string[] = [];
  const log: Logger = pino({}, { write: (line: string) => logged.push(line) });
  const first = await currentServerCertificate(world, OPTIONS);
  const given: ServerCertificate[] = [];
  const deps = { ...world, now: () => world.time, log };
  const keeper = keepServerCertificate(deps, { ...OPTIONS, intervalMs: HOUR_MS, current: first }, (material) => {
    given.push(material);
    return onChange(material);
  });
  return { world, keeper, first, given, logged };
}

/** A moment at which the certificate made at NOW is due for renewal. */
const DUE = new Date(NOW.getTime() + 300 * DAY_MS);

/** A promise, and the function that resolves it. */
function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** Timers move by vi.advanceTimersByTime alone; the rest of the process goes on as always. */
function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the keeper', () => {
  it('hands over nothing while the certificate stays', async () => {
    const { keeper, given, logged } = await keep();
    await keeper.check();
    await keeper.check();
    expect(given).toEqual([]);
    expect(logged).toEqual([]);
    await keeper.stop();
  });

  it('hands over a renewed certificate, once, and says so without its key', async () => {
    const { world, keeper, first, given, logged } = await keep();
    world.time = DUE;
    await keeper.check();
    await keeper.check();
    expect(given).toEqual([await currentServerCertificate(world, OPTIONS)]);
    expect(given[0]?.certificatePem).not.toBe(first.certificatePem);
    expect(logged).toEqual([expect.stringContaining('"msg":"server certificate changed"')]);
    expect(logged[0]).not.toContain('PRIVATE KEY');
    await keeper.stop();
  });

  it('looks by itself after each interval', async () => {
    fakeTimers();
    const handedOver = signal();
    const { world, keeper } = await keep(handedOver.give);
    const loads = vi.spyOn(world.store, 'load');
    world.time = DUE;
    vi.advanceTimersByTime(HOUR_MS - 1);
    expect(loads).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(loads).toHaveBeenCalledOnce();
    await handedOver.given;
    await keeper.check();
    await keeper.check();
    expect(vi.getTimerCount()).toBe(1);
    loads.mockClear();
    vi.advanceTimersByTime(HOUR_MS);
    expect(loads).toHaveBeenCalledOnce();
    await keeper.stop();
  });

  it('logs a fault and looks again after the interval', async () => {
    fakeTimers();
    const { world, keeper, given, logged } = await keep();
    const load = vi.spyOn(world.store, 'load').mockRejectedValue(new Error('database away'));
    await keeper.check();
    expect(given).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/"level":50.*"message":"database away".*check failed/)]);
    load.mockClear();
    vi.advanceTimersByTime(HOUR_MS);
    expect(load).toHaveBeenCalledOnce();
    await keeper.stop();
  });

  it('hands over again what the listener could not take', async () => {
    let refusals = 1;
    const { world, keeper, given, logged } = await keep(() => {
      if (refusals-- > 0) throw new Error('listener says no');
    });
    world.time = DUE;
    await keeper.check();
    expect(logged).toEqual([expect.stringMatching(/"level":50.*listener says no/)]);
    await keeper.check();
    await keeper.check();
    expect(given).toHaveLength(2);
    expect(given[0]).toEqual(given[1]);
    await keeper.stop();
  });

  it('makes one check of two asked for at once', async () => {
    const { world, keeper, given } = await keep();
    world.time = DUE;
    const loads = vi.spyOn(world.store, 'load');
    await Promise.all([keeper.check(), keeper.check()]);
    expect(loads.mock.calls.map(([name]) => name)).toEqual(['authority', `server:${HOST},127.0.0.1`]);
    expect(given).toHaveLength(1);
    await keeper.stop();
  });

  it('does nothing more once stopped', async () => {
    fakeTimers();
    const { world, keeper } = await keep();
    expect(vi.getTimerCount()).toBe(1);
    await keeper.stop();
    expect(vi.getTimerCount()).toBe(0);
    const loads = vi.spyOn(world.store, 'load');
    await keeper.check();
    expect(loads).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops after the check under way, which hands over nothing any more', async () => {
    fakeTimers();
    const { world, keeper, given } = await keep();
    const goOn = signal();
    let loaded = 0;
    world.store.afterLoad = async () => {
      await goOn.given;
      loaded += 1;
    };
    world.time = DUE;
    const checked = keeper.check();
    const stopped = keeper.stop().then(() => loaded);
    goOn.give();
    expect(await stopped).toBe(2);
    await checked;
    expect(given).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not keep the process alive', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const { keeper } = await keep();
    await keeper.check();
    const ours = timers.mock.results.filter((_result, index) => timers.mock.calls[index]?.[1] === HOUR_MS);
    expect(ours.map((timer) => timer.value.hasRef())).toEqual([false, false]);
    await keeper.stop();
  });
});

it('a running listener shows the renewed certificate to the next phone', async () => {
  const server = createServer();
  const { world, keeper, first, given } = await keep((material) => server.setSecureContext(phoneTlsOptions(material)));
  server.setSecureContext(phoneTlsOptions(first));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(await shownBy(server.address())).toBe(describeCertificate(first.certificatePem).sha256);
  world.time = DUE;
  await keeper.check();
  expect(await shownBy(server.address())).toBe(describeCertificate(given[0]?.certificatePem ?? '').sha256);
  await keeper.stop();
  server.close();
});

/** Fingerprint of the certificate that a client without SNI is shown. */
async function shownBy(address: ReturnType<Server['address']>): Promise<string> {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const socket = connect({ host: '127.0.0.1', port: address.port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}
