// Phones that stay on after their boots: told by NOTIFY they fetch their files again or start anew, some slowly, some never.
// What a NOTIFY means differs by family; here it is written from the fact sheets. Source: facts/yealink.md 4.16;
// facts/aastra-mitel.md 4.12; facts/gigaset-auerswald.md 9; facts/call-control.md 12
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type BootResult, bootOnce, type FleetOptions, type PhoneThatIsOn } from './fleet.ts';
import { openSipProxy, type ProxyCounts } from './sip-proxy.ts';

/** How a phone takes being told: as it should, later, or it says yes and is never seen again. */
export type Manner = 'usual' | 'slow' | 'never';

export interface StayOptions extends Omit<FleetOptions, 'boots' | 'concurrency' | 'onBoot'> {
  /** Where the phones are registered. */
  readonly sip: { readonly host: string; readonly port: number };
  readonly challenges: boolean;
  /** Of a hundred phones, so many are slow, so many never come back. */
  readonly slowPercent: number;
  readonly neverPercent: number;
  /** How long a phone is away when it starts anew; a slow one ten times as long. */
  readonly rebootMs: number;
  /** A phone that could not get its files asks again after so long, as often as it takes; absent: it stays as it is. */
  readonly againMs?: number | undefined;
  /** Files that are fetched at the same time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** The proxy listens. */
  readonly onReady?: (port: number) => void;
  readonly onBoot?: (boot: BootResult) => void;
}

export interface StayReport extends ProxyCounts {
  /** Fetched their files again, without and with a start. */
  readonly resyncs: number;
  readonly reboots: number;
  /** Phones that were told something and stay away by their manner. */
  readonly neverBack: readonly string[];
  readonly boots: readonly BootResult[];
}

const SLOWER = 10;
/** A phone looks at a NOTIFY to fetch within this. */
const RESYNC_MS = 200;

/** @returns what happened until the signal */
export async function stayOn(phones: readonly PhoneThatIsOn[], options: StayOptions): Promise<StayReport> {
  const { signal, rebootMs, againMs, onBoot } = options;
  // Each phone waits for it.
  setMaxListeners(0, signal);
  const boots: BootResult[] = [];
  const counts = { resyncs: 0, reboots: 0 };
  const gone = new Set<string>();
  const places = semaphore(options.concurrency);
  const running = new Set<Promise<void>>();

  const byUser = new Map(
    phones.flatMap((phone, i) => {
      const { sip } = phone.memory;
      if (!sip) return [];
      const manner = mannerOf(i, options);
      let isBusy = false;
      const come = async (what: 'resync' | 'reboot'): Promise<void> => {
        const usual = what === 'reboot' ? rebootMs : RESYNC_MS;
        await wait(manner === 'slow' ? usual * SLOWER : usual, undefined, { signal });
        await places(async () => {
          if (signal.aborted) return;
          let result = await bootOnce(phone, boots.length + 1, options);
          boots.push(result);
          while (againMs !== undefined && result.journal.faults.length > 0) {
            await wait(againMs, undefined, { signal });
            result = await bootOnce(phone, boots.length + 1, options);
            boots.push(result);
          }
          counts[what === 'reboot' ? 'reboots' : 'resyncs'] += 1;
          onBoot?.(result);
        });
      };
      const hears = (event: string): boolean => {
        const what = phone.family.hears(event, phone.memory);
        if (gone.has(phone.spec.mac)) return false;
        if (what === 'ignored' || isBusy) return true;
        if (manner === 'never') {
          gone.add(phone.spec.mac);
          return true;
        }
        isBusy = true;
        const work = come(what)
          .catch(() => undefined)
          .finally(() => {
            isBusy = false;
            running.delete(work);
          });
        running.add(work);
        return true;
      };
      return [[sip.username, { login: sip, hears }] as const];
    }),
  );
  const proxy = await openSipProxy({
    ...options.sip,
    challenges: options.challenges,
    find: (user) => byUser.get(user),
  });
  options.onReady?.(proxy.port);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.all(running);
  await proxy.close();
  return { ...proxy.counts(), ...counts, neverBack: [...gone].sort(), boots };
}

/** Spread evenly over the fleet, so that the same fleet has the same ones each time. */
export function mannerOf(
  index: number,
  { slowPercent, neverPercent }: Pick<StayOptions, 'slowPercent' | 'neverPercent'>,
): Manner {
  if (isShare(index, neverPercent)) return 'never';
  return isShare(index + Math.floor(50 / Math.max(slowPercent, 1)), slowPercent) ? 'slow' : 'usual';
}

function isShare(index: number, percent: number): boolean {
  return Math.floor(((index + 1) * percent) / 100) > Math.floor((index * percent) / 100);
}

/** So many at a time; the others wait their turn. */
function semaphore(places: number): (work: () => Promise<void>) => Promise<void> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

export function stayText(report: Omit<StayReport, 'boots'>): string {
  const { notifies, challenged, repeated, answers, resyncs, reboots, neverBack } = report;
  const said = Object.entries(answers).map(([status, count]) => `${count} x ${status}`);
  return [
    `told: ${notifies} NOTIFYs (${challenged} challenged, ${repeated} repeated), answers: ${said.join(', ') || 'none'}`,
    `came back: ${resyncs} fetched again, ${reboots} started anew; ${neverBack.length} never${neverBack.length > 0 ? `: ${neverBack.slice(0, 10).join(' ')}${neverBack.length > 10 ? ' ...' : ''}` : ''}`,
    '',
  ].join('\n');
}
