// Rotation of the secrets of all phones of an account, as a job: phone by phone, old and new both good until each phone was
// seen with the new one (rotation.ts). Cut off and run again it goes on where it was, and rotates nothing twice: what was
// replaced since the job was asked for counts as done. Source: design.md "Rotation", DEV-5
import type { Origin } from '../domain/actor.ts';
import type { Job } from '../domain/job.ts';
import {
  type Channel,
  CPE_SECRETS,
  type Cpe,
  type CpeSecret,
  ROTATED_SECRETS,
  type RotatedSecret,
} from '../domain/records.ts';
import { AppError, type FieldError, invalid } from '../errors.ts';
import type { JobContext } from '../work/context.ts';
import type { JobDeps } from '../work/deps.ts';
import { startNewJob } from '../work/jobs.ts';
import type { CpeDeps } from './deps.ts';
import { rotateCpe, rotateSipPassword } from './rotation.ts';

/** A phone or channel that kept a secret, and why. */
export interface NotRotated {
  readonly of: string;
  readonly why: string;
}

export interface RotationResult {
  readonly cpes: number;
  readonly channels: number;
  /** The first ones; `notRotatedCount` counts all. */
  readonly notRotated: readonly NotRotated[];
  readonly notRotatedCount: number;
}

const PAGE = 100;
const MOST_TOLD = 200;

/** @throws INPUT_INVALID  no such account within the reach */
export async function startRotation(
  jobs: JobDeps,
  { records }: CpeDeps,
  requestedBy: Origin,
  { accountId, secrets }: { readonly accountId: string; readonly secrets: readonly RotatedSecret[] },
): Promise<Job> {
  const account = await records.accounts.find(accountId);
  if (!account) throw invalid([{ pointer: '/accountId', detail: 'there is no such account' } satisfies FieldError]);
  const input = { accountId, secrets: [...new Set(secrets)], since: jobs.now().toISOString() };
  return startNewJob(jobs, { kind: 'rotation', requestedBy, input, accountId, partnerId: account.partnerId });
}

/** One attempt at it. */
export async function rotateAccount(
  deps: CpeDeps,
  context: Pick<JobContext, 'input' | 'checkpoint' | 'keep' | 'progress'>,
): Promise<RotationResult> {
  const accountId = String(context.input.accountId);
  const since = new Date(String(context.input.since));
  const wanted = ROTATED_SECRETS.filter((name) => listOf(context.input.secrets).includes(name));
  const ofCpe = CPE_SECRETS.filter((name) => wanted.includes(name));
  const total =
    (ofCpe.length > 0 ? await deps.records.cpes.count({ accountId }) : 0) +
    (wanted.includes('sipPassword') ? await deps.records.channels.count({ accountId }) : 0);
  const tally = createTally(context.checkpoint);

  if (ofCpe.length > 0)
    for await (const cpe of pagesOf(
      (after) => deps.records.cpes.list({ accountId }, 'mac', page(after)),
      'mac',
      tally.cpe,
    )) {
      await tally.of(cpe.mac, 'cpes', () => rotateOne(deps, cpe, ofCpe, since));
      await context.keep(tally.kept({ cpe: cpe.mac }));
      await context.progress({ done: tally.done(), total });
    }
  if (wanted.includes('sipPassword'))
    for await (const channel of pagesOf(
      (after) => deps.records.channels.list({ accountId }, 'name', page(after)),
      'name',
      tally.channel,
    )) {
      await tally.of(channel.name, 'channels', () => rotateChannel(deps, channel, since));
      await context.keep(tally.kept({ channel: channel.name }));
      await context.progress({ done: tally.done(), total });
    }
  return tally.result();
}

async function rotateOne(deps: CpeDeps, cpe: Cpe, secrets: readonly CpeSecret[], since: Date): Promise<void> {
  const due = secrets
    .filter((kind) => kind !== 'digest' || cpe.digest !== undefined)
    .filter((kind) => !cpe.former?.some((former) => former.kind === kind && former.replacedAt >= since));
  if (due.length > 0) await rotateCpe(deps, cpe.mac, due);
}

async function rotateChannel(deps: CpeDeps, { id, formerPasswords = [] }: Channel, since: Date): Promise<void> {
  if (!formerPasswords.some(({ replacedAt }) => replacedAt >= since)) await rotateSipPassword(deps, id);
}

const page = (after: string | undefined) => ({ limit: PAGE, ...(after !== undefined && { after }) });

async function* pagesOf<K extends string, T extends { readonly [P in K]: string }>(
  list: (after: string | undefined) => Promise<readonly T[]>,
  field: K,
  from: string | undefined,
): AsyncGenerator<T> {
  for (let after = from; ; ) {
    const found = await list(after);
    yield* found;
    const last = found.at(-1);
    if (!last || found.length < PAGE) return;
    after = last[field];
  }
}

/** What was done so far, in the checkpoint's own words. */
function createTally(checkpoint: Readonly<Record<string, unknown>> = {}) {
  const counts = { cpes: numberOf(checkpoint.cpes), channels: numberOf(checkpoint.channels) };
  const notRotated = [...(Array.isArray(checkpoint.notRotated) ? (checkpoint.notRotated as NotRotated[]) : [])];
  let notRotatedCount = numberOf(checkpoint.notRotatedCount);
  const at: { cpe?: string; channel?: string } = {
    ...(typeof checkpoint.cpe === 'string' && { cpe: checkpoint.cpe }),
    ...(typeof checkpoint.channel === 'string' && { channel: checkpoint.channel }),
  };
  return {
    cpe: at.cpe,
    channel: at.channel,
    done: () => counts.cpes + counts.channels + notRotatedCount,
    /** What a phone or channel itself stands in the way of is told; anything else ends the attempt. */
    of: async (name: string, kind: keyof typeof counts, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
        counts[kind] += 1;
      } catch (error) {
        if (!(error instanceof AppError) || !EXPECTED.some((code) => code === error.code)) throw error;
        notRotatedCount += 1;
        if (notRotated.length < MOST_TOLD) notRotated.push({ of: name, why: error.code });
      }
    },
    kept: (reached: typeof at) => {
      Object.assign(at, reached);
      return { ...at, ...counts, notRotated, notRotatedCount };
    },
    result: (): RotationResult => ({ ...counts, notRotated, notRotatedCount }),
  };
}

/** Rotated too often before the phone came, changed by somebody else all the time, or gone meanwhile. */
const EXPECTED = ['ROTATION_PENDING', 'REVISION_STALE', 'CPE_NOT_FOUND', 'CHANNEL_NOT_FOUND'] as const;

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
