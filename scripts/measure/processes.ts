// Processes that are measured: real children, each kept on a core of its own where taskset is there, ended by their id.
import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Measurement } from './rounds.ts';

const run = promisify(execFile);

/** What is measured runs on the first core, whoever loads it (and the database) on the second. */
export const MEASURED_CORE = 0;
export const LOAD_CORE = 1;
const STOP_LIMIT_MS = 15_000;

/** Whether processes can be kept on a core. */
export async function canPin(): Promise<boolean> {
  if (cpus().length < 2) return false;
  return run('taskset', ['--version']).then(
    () => true,
    () => false,
  );
}

export interface Pinned {
  readonly command: string;
  readonly args: readonly string[];
}

export function onCore(core: number, pins: boolean, command: string, args: readonly string[]): Pinned {
  return pins ? { command: 'taskset', args: ['-c', String(core), command, ...args] } : { command, args };
}

export function start({ command, args }: Pinned, options: SpawnOptions): ChildProcess {
  return spawn(command, [...args], options);
}

/** Moves the children of a process to another core: the database must not share the server's. */
export async function moveChildren(pid: number, core: number): Promise<void> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  for (const child of children.split(' ').filter(Boolean)) await run('taskset', ['-apc', String(core), child]);
}

/** Clock ticks a second, as /proc counts (getconf CLK_TCK): 100 on every Linux of today. */
const TICKS = 100;

/** CPU time that a process has taken so far, and children of it that have ended. Source: proc(5), /proc/pid/stat */
async function cpuMsOf({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 1000) / TICKS;
}

/** Runs a load and says what one of what it counts took of the measured process. */
export async function measured(
  child: ChildProcess,
  load: () => Promise<{ readonly rate: number; readonly count: number }>,
): Promise<Measurement> {
  const before = await cpuMsOf(child);
  const { rate, count } = await load();
  return { rate, cpuMs: ((await cpuMsOf(child)) - before) / count };
}

/** Main memory that a process holds now. Source: proc(5), /proc/pid/status */
export async function memoryMbOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(late);
}

/** As a machine that loses its power does. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** TCP ports that are free now, each another one. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no free port');
    ports.push(address.port);
  }
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports;
}

/** Asks again and again until it answers 200. @returns milliseconds since `since` */
export async function untilAnswers(url: string, child: ChildProcess, since: number, limitMs = 30_000): Promise<number> {
  while (performance.now() - since < limitMs) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode} before it answered ${url}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return performance.now() - since;
    await wait(10);
  }
  throw new Error(`${url} does not answer within ${limitMs} ms`);
}
