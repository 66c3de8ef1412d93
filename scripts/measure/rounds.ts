// How two things are compared on a machine that is never quite still: in turn, round by round, each round giving one ratio.

export interface Row {
  /** By which --only picks it. */
  readonly id: string;
  readonly what: string;
  readonly yardstick: string;
  readonly unit: string;
  /** Medians of the rounds. */
  readonly ours: number;
  readonly theirs: number | undefined;
  /** Median of the rounds' ratios (ours to theirs); undefined where there is no yardstick. */
  readonly ratio: number | undefined;
  readonly ratios: readonly number[];
  /** The same by the CPU time that the measured processes took, which other work of the machine hardly disturbs. */
  readonly ratioByCpu: number | undefined;
  readonly target: string;
  readonly met: boolean;
}

export interface Comparison {
  readonly id: string;
  readonly what: string;
  readonly yardstick: string;
  readonly unit: string;
  /** The least ratio that is asked for. */
  readonly atLeast: number;
}

export interface Measurement {
  /** Per second; higher is better. */
  readonly rate: number;
  /** CPU time of the measured process for one of what is counted, where it can be known. */
  readonly cpuMs?: number;
}

/** @param ours, theirs  one measurement each */
export async function compare(
  comparison: Comparison,
  rounds: number,
  ours: (round: number) => Promise<Measurement>,
  theirs: (round: number) => Promise<Measurement>,
): Promise<Row> {
  const pairs: { ours: Measurement; theirs: Measurement }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Whoever goes first has the colder or the hotter machine: they change places.
    if (round % 2 === 0) pairs.push({ ours: await ours(round), theirs: await theirs(round) });
    else {
      const first = await theirs(round);
      pairs.push({ ours: await ours(round), theirs: first });
    }
  }
  const ratios = pairs.map((pair) => pair.ours.rate / pair.theirs.rate);
  const byCpu = pairs.flatMap((pair) =>
    pair.ours.cpuMs === undefined || pair.theirs.cpuMs === undefined ? [] : [pair.theirs.cpuMs / pair.ours.cpuMs],
  );
  const { id, what, yardstick, unit, atLeast } = comparison;
  return {
    id,
    what,
    yardstick,
    unit,
    ours: median(pairs.map((pair) => pair.ours.rate)),
    theirs: median(pairs.map((pair) => pair.theirs.rate)),
    ratio: median(ratios),
    ratios,
    ratioByCpu: byCpu.length < pairs.length ? undefined : median(byCpu),
    target: `at least ${atLeast}`,
    met: median(ratios) >= atLeast,
  };
}

/** What is held against a limit of its own, with nothing beside it. */
export interface Limited {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly limit: number;
  /** Whether all else that the row asks for holds. */
  readonly holds?: boolean;
}

export function underLimit({ id, what, unit, value, limit, holds = true }: Limited): Row {
  return {
    id,
    what,
    yardstick: '-',
    unit,
    ours: value,
    theirs: undefined,
    ratio: undefined,
    ratios: [],
    ratioByCpu: undefined,
    target: `under ${limit} ${unit}`,
    met: holds && value < limit,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
