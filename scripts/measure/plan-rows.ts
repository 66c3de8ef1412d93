// A change with brakes: a firmware plan over a part of a large store, of whose phones some never come back, stops by itself, is
// undone to the former bytes, and names those phones; and so it does when its server is killed in the middle.
// Source: design.md "Jobs that are told apart from good and bad"
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type AdminApi, field, openAdminApi, textField } from '../simulator/admin-api.ts';
import { type StayingFleet, startFleet } from '../simulator/staying-fleet.ts';
import { ADMIN_PASSWORD, type MeasuredServer, startServer } from './bellhop.ts';
import { phonesIn, untilPlanRests } from './plans.ts';
import { killAtOnce } from './processes.ts';
import { type Row, underLimit } from './rounds.ts';
import type { Run } from './run.ts';
import { SAMPLE } from './sample-phone.ts';

/** Of all phones in the store, so many are planned. */
const PLANNED_PERCENT = 20;
const NEVER_PERCENT = 3;
/** It may go this far before it stops: canary, then a tenth. */
const TOLD_LIMIT_PERCENT = 11;
const UNDO_LIMIT_SEC = 120;
const FIRMWARE = '66.86.0.99';
/** Its server is killed when this share of the planned phones has been told. */
const KILLED_AT_PERCENT = 5;
/** Of the last third of a second before the kill nothing was written: phones that came back then are taken to be late. */
const MOST_FORGOTTEN = 20;
/** A phone that finds no server asks again. */
const AGAIN_MS = 2_000;
const LOOK_MS = 20;

export async function planRows(run: Run): Promise<readonly Row[]> {
  return [
    ...(run.wants('p1') || run.wants('p2') ? await rowsOf(run, leftAlone) : []),
    ...(run.wants('p3') ? await rowsOf(run, killedInTheMiddle) : []),
  ];
}

interface Scene {
  readonly run: Run;
  readonly server: MeasuredServer;
  readonly api: AdminApi;
  readonly fleet: StayingFleet;
  readonly planned: number;
}

/** What came of a plan from its start to its undo. */
interface Outcome {
  readonly late: readonly string[];
  readonly neverBack: readonly string[];
  /** Names of those that were told and stay away. */
  readonly awayAndTold: readonly string[];
  readonly told: number;
  readonly undoSec: number;
  readonly isStopped: boolean;
  /** All that had their turn are taken back, and every planned phone's file is as it was. */
  readonly isRestored: boolean;
}

type Way = (scene: Scene, server: { current: MeasuredServer }) => Promise<readonly Row[]>;

async function rowsOf(run: Run, way: Way): Promise<readonly Row[]> {
  const planned = Math.round((run.phones * PLANNED_PERCENT) / 100);
  run.say(`p: a firmware plan over ${planned} of ${run.phones} phones, ${NEVER_PERCENT} % never come back`);
  const dataDir = join(run.folder, `plan-${way.name}`);
  const server = await startServer({ ...run, dataDir, sip: true });
  const running = { current: server };
  try {
    const api = await openAdminApi(server.api, { username: 'admin', password: ADMIN_PASSWORD });
    await addBystanders(api, run.phones - planned);
    await api.addFirmware(`${SAMPLE.model}-${FIRMWARE}.rom`, SAMPLE.vendor, FIRMWARE, Buffer.alloc(65_536, 7));
    const fleet = await startFleet({
      api: server.api,
      password: ADMIN_PASSWORD,
      phones: server.phones,
      account: 'PLANNED',
      count: planned,
      first: 0x100000,
      models: [SAMPLE.model],
      neverPercent: NEVER_PERCENT,
      concurrency: 50,
      ownAddresses: true,
      againMs: AGAIN_MS,
    });
    run.say(`p: ${fleet.macs.length} phones are on`);
    return await way({ run, server, api, fleet, planned }, running);
  } finally {
    await running.current.close();
  }
}

async function leftAlone(scene: Scene): Promise<readonly Row[]> {
  const { planned } = scene;
  const found = await carryOut(scene, async () => {});
  const { late, neverBack, told, undoSec, isStopped, isRestored } = found;
  return [
    underLimit({
      id: 'p1',
      what: `plan of ${planned} stops by itself, names the ${late.length} that stay away: told`,
      unit: '%',
      value: (100 * told) / planned,
      limit: TOLD_LIMIT_PERCENT,
      holds: isStopped && late.length > 0 && late.every((mac) => neverBack.includes(mac)),
    }),
    underLimit({
      id: 'p2',
      what: `undone, every file as before: ${told} phones`,
      unit: 's',
      value: undoSec,
      limit: UNDO_LIMIT_SEC,
      holds: isRestored,
    }),
  ];
}

async function killedInTheMiddle(scene: Scene, running: { current: MeasuredServer }): Promise<readonly Row[]> {
  const { run, server, planned } = scene;
  const { late, neverBack, awayAndTold, told, isStopped, isRestored } = await carryOut(scene, async (plan) => {
    await untilTold(scene, plan, (planned * KILLED_AT_PERCENT) / 100);
    await killAtOnce(server.child);
    run.say('p: its server is killed; another takes its place');
    const dataDir = join(run.folder, `plan-${killedInTheMiddle.name}`);
    running.current = await startServer({ ...run, dataDir, sip: true, ports: server.ports });
  });
  const forgotten = late.filter((mac) => !neverBack.includes(mac)).length;
  const isNamed = awayAndTold.length > 0 && awayAndTold.every((mac) => late.includes(mac));
  run.say(`p: ${awayAndTold.length} stay away; ${forgotten} more are late, since nobody knows of them`);
  return [
    underLimit({
      id: 'p3',
      what: `the same with its server killed in the middle, undone, every file as before: told`,
      unit: '%',
      value: (100 * told) / planned,
      limit: TOLD_LIMIT_PERCENT,
      holds: isStopped && isNamed && isRestored && forgotten <= MOST_FORGOTTEN,
    }),
  ];
}

/** @param meanwhile  done once it was started */
async function carryOut(
  { run, api, fleet, planned }: Scene,
  meanwhile: (plan: string) => Promise<void>,
): Promise<Outcome> {
  const plan = await makePlan(api, fleet.accountId);
  const before = await tagsOf(api, plan);
  run.say('p: looked at all; starting');
  await api.call('POST', `plans/${plan}/start`);
  await meanwhile(plan);
  const stopped = await untilPlanRests(api, plan);
  const late = await macsIn(api, plan, 'late');
  const waiting = new Set(await macsIn(api, plan, 'waiting'));
  const told = planned - count(stopped, 'waiting');
  const undoneFrom = performance.now();
  await api.call('POST', `plans/${plan}/undo`);
  const undone = await untilPlanRests(api, plan);
  const undoSec = (performance.now() - undoneFrom) / 1000;
  const { neverBack } = await fleet.end();
  const after = await tagsOf(api, await makePlan(api, fleet.accountId));
  const isStopped = textField(stopped, 'state') === 'stopped' && field(stopped, 'reason') === 'tooManyLate';
  const isRestored =
    textField(undone, 'state') === 'undone' &&
    count(undone, 'undone') === told &&
    before.size === planned &&
    [...before].every(([mac, tag]) => after.get(mac) === tag);
  run.say(
    `p: told ${told}, late ${late.length} (${late.slice(0, 5).join(' ')} ...), undone ${count(undone, 'undone')}`,
  );
  run.say(`p: ${isStopped ? 'stopped' : 'NOT stopped'} by itself, files ${isRestored ? '' : 'NOT '}as before`);
  return {
    late,
    neverBack,
    awayAndTold: neverBack.filter((mac) => !waiting.has(mac)),
    told,
    undoSec,
    isStopped,
    isRestored,
  };
}

async function untilTold({ api, planned }: Scene, id: string, enough: number): Promise<void> {
  for (;;) {
    const plan = await api.call('GET', `plans/${id}`);
    if (textField(plan, 'state') === 'stopped') throw new Error('the plan stopped before its server could be killed');
    if (textField(plan, 'state') === 'running' && planned - count(plan, 'waiting') >= enough) return;
    await wait(LOOK_MS);
  }
}

/** Phones of other customers in the same store. */
async function addBystanders(api: AdminApi, howMany: number): Promise<void> {
  const macs = Array.from({ length: howMany }, (_, i) => `805ec02${i.toString(16).padStart(5, '0')}`);
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
