// Load from wrk: one URL again and again over a few connections, from a process and a core of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LOAD_CORE, onCore } from './processes.ts';

const run = promisify(execFile);

export const CONNECTIONS = 16;

export interface WrkLoad {
  readonly url: string;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pins: boolean;
}

/**
 * @returns requests per second, and how many
 * @throws Error when an answer was neither 2xx nor 3xx, or a connection failed
 */
export async function loadWith({
  url,
  seconds,
  headers = {},
  pins,
}: WrkLoad): Promise<{ rate: number; count: number }> {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const wrk = onCore(LOAD_CORE, pins, 'wrk', [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    '--latency',
    '--timeout',
    '10s',
    ...given,
    url,
  ]);
  const { stdout } = await run(wrk.command, [...wrk.args]);
  const trouble = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout)?.[0];
  if (trouble !== undefined) throw new Error(`${url.replace(/[0-9a-f]{32}/, '<token>')}: ${trouble}`);
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  if (!(rate > 0)) throw new Error(`wrk said nothing of requests/s:\n${stdout}`);
  return { rate, count: Number(/(\d+) requests in/.exec(stdout)?.[1]) };
}
