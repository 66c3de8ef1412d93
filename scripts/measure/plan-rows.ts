// A change with brakes: a firmware plan over a part of a large store, of whose phones some never come back, stops by itself, is
// undone to the former bytes, and names those phones. Source: design.md "Jobs that are told apart from good and bad"
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type AdminApi, field, openAdminApi, textField } from '../simulator/admin-api.ts';
import { startFleet } from '../simulator/staying-fleet.ts';
import { ADMIN_PASSWORD, startServer } from './bellhop.ts';
import { phonesIn, untilPlanRests } from './plans.ts';
import { type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';
import { SAMPLE } from './sample-phone.ts';

const STORE = 10_000;
const PLANNED = 2_000;
const NEVER_PERCENT = 3;
/** It may go this far before it stops: canary, then a tenth. */
const TOLD_LIMIT_PERCENT = 11;
const UNDO_LIMIT_SEC = 120;
/** Of those told: in the middle of the wave in which the plan stops. */
const KILLED_AT = 100;
const LOOK_MS = 100;
/** A phone that starts while no server is there asks again. */
const AGAIN_MS = 2_000;
const FIRMWARE = '66.86.0.99';

export async function planRows({ folder, pins, profileTo, wants, say }: Run): Promise<readonly Row[]> {
  if (!wants('p')) return [];
  say(`p: a firmware plan over ${PLANNED} of ${STORE} phones, ${NEVER_PERCENT} % never come back`);
  const server = await startServer({ dataDir: join(folder, 'plan-data'), pins, profileTo, sip: true });
  try {
    const api = await openAdminApi(server.api, { username: 'admin', password: ADMIN_PASSWORD });
    await addBystanders(api);
    await api.addFirmware(`${SAMPLE.model}-${FIRMWARE}.rom`, SAMPLE.vendor, FIRMWARE, Buffer.alloc(65_536, 7));
    const fleet = await startFleet({
      api: server.api,
      password: ADMIN_PASSWORD,
      phones: server.phones,
      account: 'PLANNED',
      count: PLANNED,
      first: 0x100000,
      models: [SAMPLE.model],
      neverPercent: NEVER_PERCENT,
      concurrency: 50,
      ownAddresses: true,
      againMs: AGAIN_MS,
    });
    say(`p: ${fleet.macs.length} phones are on`);
    const undisturbed = await goAndUndo(api, fleet.accountId, async () => undefined);
    say(`p: ${wordsOf(undisturbed)}; once more, and the server is killed after ${KILLED_AT} were told`);
    const killed = await goAndUndo(api, fleet.accountId, async (plan) => {
      await untilTold(api, plan, KILLED_AT);
      await server.killAndStart();
    });
    say(`p: ${wordsOf(killed)}`);
    const { neverBack } = await fleet.end();
    return [
      ...rowsOf(undisturbed, neverBack, ['p1', 'p2'], ''),
      ...rowsOf(killed, neverBack, ['p3', 'p4'], 'killed in the middle, '),
    ];
  } finally {
    await server.close();
  }
}

/** What became of a plan that was started, rested, and was undone. */
interface Outcome {
  readonly told: number;
  readonly late: readonly string[];
  readonly undone: number;
  readonly undoSec: number;
  /** By itself, since too many were late. */
  readonly isStopped: boolean;
  /** Every phone's file has the tag that it had before. */
  readonly isRestored: boolean;
}

async function goAndUndo(
  api: AdminApi,
  accountId: string,
  meanwhile: (plan: string) => Promise<void>,
): Promise<Outcome> {
  const plan = await makePlan(api, accountId);
  const before = await tagsOf(api, plan);
  await api.call('POST', `plans/${plan}/start`);
  await meanwhile(plan);
  const stopped = await untilPlanRests(api, plan);
  const late = await macsIn(api, plan, 'late');
  const since = performance.now();
  await api.call('POST', `plans/${plan}/undo`);
  const undone = await untilPlanRests(api, plan);
  const undoSec = (performance.now() - since) / 1000;
  const after = await tagsOf(api, await makePlan(api, accountId));
  return {
    told: PLANNED - count(stopped, 'waiting'),
    late,
    undone: textField(undone, 'state') === 'undone' ? count(undone, 'undone') : 0,
    undoSec,
    isStopped: textField(stopped, 'state') === 'stopped' && field(stopped, 'reason') === 'tooManyLate',
    isRestored: before.size === PLANNED && [...before].every(([mac, tag]) => after.get(mac) === tag),
  };
}

function wordsOf({ told, late, undone, isStopped, isRestored }: Outcome): string {
  const ends = `${isStopped ? 'stopped by itself' : 'not stopped'}, ${isRestored ? 'every file' : 'NOT every file'} as before`;
  return `told ${told}, late ${late.length} (${late.slice(0, 5).join(' ')} ...), undone ${undone}, ${ends}`;
}

function rowsOf(
  { told, late, undone, undoSec, isStopped, isRestored }: Outcome,
  neverBack: readonly string[],
  [stops, goesBack]: readonly [string, string],
  how: string,
): readonly Row[] {
  const isNamed = late.length > 0 && late.every((mac) => neverBack.includes(mac));
  return [
    underLimit({
      id: stops,
      what: `plan of ${PLANNED}, ${how}stops by itself, names the ${late.length} that stay away: told`,
      unit: '%',
      value: (100 * told) / PLANNED,
      limit: TOLD_LIMIT_PERCENT,
      holds: isStopped && isNamed,
    }),
    underLimit({
      id: goesBack,
      what: `undone, every file as before: ${told} phones`,
      unit: 's',
      value: undoSec,
      limit: UNDO_LIMIT_SEC,
      holds: undone === told && isRestored,
    }),
  ];
}

async function untilTold(api: AdminApi, plan: string, least: number): Promise<void> {
  while (PLANNED - count(await api.call('GET', `plans/${plan}`), 'waiting') < least) await wait(LOOK_MS);
}

/** Phones of other customers in the same store. */
async function addBystanders(api: AdminApi): Promise<void> {
  const macs = Array.from({ length: STORE - PLANNED }, (_, i) => `805ec02${i.toString(16).padStart(5, '0')}`);
  await api.addPhones(await api.accountNumbered('OTHERS'), { vendor: SAMPLE.vendor, model: SAMPLE.model, macs });
}

async function makePlan(api: AdminApi, accountId: string): Promise<string> {
  const { vendor, model } = SAMPLE;
  const made = await api.call('POST', 'plans', {
    name: 'New firmware',
    change: { kind: 'firmware', accountId, vendor, model, version: FIRMWARE },
    waves: { canary: 10, percents: [10, 50] },
    pacing: {},
    stopRule: { latePercent: 2, afterMinutes: 2 },
  });
  const id = textField(made, 'id');
  await untilPlanRests(api, id);
  return id;
}

function count(plan: unknown, state: string): number {
  return Number(field(field(plan, 'counts'), state));
}

async function macsIn(api: AdminApi, id: string, state: string): Promise<readonly string[]> {
  return (await phonesIn(api, id, `&state=${state}`)).map((phone) => textField(phone, 'mac'));
}

/** What each phone's own file is tagged with, as a preview found it. */
async function tagsOf(api: AdminApi, id: string): Promise<ReadonlyMap<string, string>> {
  const phones = await phonesIn(api, id, '');
  return new Map(phones.map((phone) => [textField(phone, 'mac'), textField(phone, 'formerEtag')]));
}
