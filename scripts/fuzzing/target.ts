// A target: a parser or a listener, what it is given, and what must hold of what it makes of that. Running one says how
// fast it was, its slowest answer, what memory it kept, and the smallest input that breaks it.
import fc from 'fast-check';
import type { FuzzedServer } from './fuzzed-server.ts';
import { bytesInUse, timeOf, timeOfAnswer } from './measure.ts';

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  /** Opens the server that listeners are asked on; called by their targets alone. */
  readonly server: () => Promise<FuzzedServer>;
}

export interface Outcome {
  readonly name: string;
  readonly cases: number;
  readonly perSec: number;
  readonly slowestMs: number;
  /** What the second half of the cases left behind: the first half fills caches. */
  readonly grownBytes: number;
  readonly failure?: Failure;
}

export interface Failure {
  readonly why: string;
  /** The smallest input found, as source text; absent when no single input is to blame. */
  readonly input?: string;
}

export interface Target {
  readonly name: string;
  /** What a case costs compared with a parser's: of a run's cases each target gets its share by this. */
  readonly cost: number;
  readonly fuzz: (options: FuzzOptions) => Promise<Outcome>;
}

export const SLOW_MS = 500;
const MAX_GROWTH_BYTES = 24 * 1024 * 1024;
/** On average; the least is one, so that a failure shrinks to it. */
const ASKED_AT_ONCE = 16;
const LISTENER_COST = 30;

/** Throws, so that the input becomes a failure, unless the claim holds. */
export function must(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`it must hold that ${claim}`);
}

/**
 * A function that reads what others wrote.
 * @param check  calls it and throws where something does not hold; called again with the same input when it seems slow
 */
export function parser<T>(name: string, input: fc.Arbitrary<T>, check: (input: T) => void): Target {
  return {
    name,
    cost: 1,
    fuzz: async ({ cases, seed }) => {
      let slowestMs = 0;
      const property = fc.property(input, (value) => {
        const tookMs = timeOf(() => check(value));
        slowestMs = Math.max(slowestMs, tookMs);
        refuseSlow(tookMs);
      });
      const half = async (numRuns: number, halfSeed: number) =>
        failureOf(fc.check(property, { numRuns, seed: halfSeed }));
      return outcomeOf(name, cases, seed, half, () => slowestMs);
    },
  };
}

/**
 * A listener of a running server, asked several things at once.
 * @param ask  sends the input and throws where the answer is not what it must be
 */
export function listener<T>(
  name: string,
  input: fc.Arbitrary<T>,
  ask: (server: FuzzedServer, input: T) => Promise<void>,
): Target {
  return {
    name,
    cost: LISTENER_COST,
    fuzz: async ({ cases, seed, server: open }) => {
      const server = await open();
      let slowestMs = 0;
      const askOne = async (value: T): Promise<void> => {
        const tookMs = await timeOfAnswer(() => ask(server, value), SLOW_MS);
        slowestMs = Math.max(slowestMs, tookMs);
        refuseSlow(tookMs);
        const [uncaught] = server.takeUncaught();
        if (uncaught !== undefined) throw uncaught;
      };
      const together = fc.array(input, { minLength: 1, maxLength: 2 * ASKED_AT_ONCE - 1, size: 'max' });
      const property = fc.asyncProperty(together, async (values) => void (await Promise.all(values.map(askOne))));
      const half = async (count: number, halfSeed: number) => {
        const numRuns = Math.max(1, Math.ceil(count / ASKED_AT_ONCE));
        return failureOf(await fc.check(property, { numRuns, seed: halfSeed }));
      };
      return outcomeOf(name, cases, seed, half, () => slowestMs);
    },
  };
}

function refuseSlow(tookMs: number): void {
  if (tookMs > SLOW_MS) throw new Error(`it took ${Math.round(tookMs)} ms, at most ${SLOW_MS} are allowed`);
}

function failureOf<T>(details: fc.RunDetails<T>): Failure | undefined {
  if (!details.failed) return undefined;
  const { errorInstance: error } = details;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { why, ...(details.counterexample && { input: fc.stringify(details.counterexample) }) };
}

async function outcomeOf(
  name: string,
  cases: number,
  seed: number,
  half: (cases: number, seed: number) => Promise<Failure | undefined>,
  slowestMs: () => number,
): Promise<Outcome> {
  const started = performance.now();
  const first = Math.ceil(cases / 2);
  let failure = await half(first, seed);
  const before = bytesInUse();
  if (!failure) failure = await half(cases - first, seed + 1);
  const perSec = cases / ((performance.now() - started) / 1000);
  const grownBytes = Math.max(0, bytesInUse() - before);
  if (!failure && grownBytes > MAX_GROWTH_BYTES)
    failure = { why: `it kept ${(grownBytes / 1024 / 1024).toFixed(1)} MB of the second half of its cases` };
  return { name, cases, perSec, slowestMs: slowestMs(), grownBytes, ...(failure && { failure }) };
}
