// How long one case took and how much memory a run keeps, told so that a busy machine is not blamed: what seems slow is
// done again, and the quickest time counts; memory is looked at after a full collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What takes this long is looked at again before it is believed. */
const DOUBTFUL_MS = 50;
const AGAIN = 3;

/** @returns milliseconds; of what seems slow the processor time alone, the least of several times */
export function timeOf(work: () => void): number {
  const started = performance.now();
  work();
  const tookMs = performance.now() - started;
  return tookMs < DOUBTFUL_MS ? tookMs : Math.min(...Array.from({ length: AGAIN }, () => cpuTimeOf(work)));
}

function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** As {@link timeOf} for what is waited for, such as an answer: the least wall time of several. */
export async function timeOfAnswer(ask: () => Promise<void>, doubtfulMs: number): Promise<number> {
  const once = async (): Promise<number> => {
    const started = performance.now();
    await ask();
    return performance.now() - started;
  };
  let tookMs = await once();
  for (let again = 1; again < AGAIN && tookMs >= doubtfulMs; again += 1) tookMs = Math.min(tookMs, await once());
  return tookMs;
}

/** Bytes in use once everything that can go has gone. */
export function bytesInUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let collector: (() => void) | undefined;

function collect(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    if (typeof found !== 'function') throw new Error('this Node gives no garbage collector to call');
    collector = () => void found();
  }
  // What ends only after a first collection goes in a second one.
  collector();
  collector();
}
