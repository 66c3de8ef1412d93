// The server that is measured: the built program on loopback, in a data folder of its own, logging to a file as in earnest.
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  freePorts,
  kill,
  LOAD_CORE,
  MEASURED_CORE,
  moveChildren,
  onCore,
  start,
  stop,
  untilAnswers,
} from './processes.ts';

export const ADMIN_PASSWORD = 'measured-by-bench';
const MAIN = join(import.meta.dirname, '../../server/main.js');
/** A file that anybody may have, there as soon as the server serves. */
export const PUBLIC_FILE = 'y000000000066.cfg';

/** Characters of its log that say why a server did not start. */
const LAST_WORDS = 2000;

export interface MeasuredServer {
  readonly child: ChildProcess;
  readonly phones: string;
  readonly api: string;
  readonly httpsPhones: string;
  readonly tftpPort: number;
  /** From the start of its process to its first file. */
  readonly firstFileMs: number;
  /** Ends its process without a word, and starts another on the same data folder and ports. */
  readonly killAndStart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly dataDir: string;
  readonly pins: boolean;
  /** A folder for CPU profiles, written when the server ends. */
  readonly profileTo: string | undefined;
  /** Tells phones by SIP. */
  readonly sip?: boolean;
}

export async function startServer({ dataDir, pins, profileTo, sip = false }: ServerOptions): Promise<MeasuredServer> {
  const [http = 0, https, tftp = 0, admin = 0] = await freePorts(4);
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    BELLHOP_DATA: dataDir,
    BELLHOP_ADMIN_LISTEN: `127.0.0.1:${admin}`,
    BELLHOP_PHONE_HTTP: `127.0.0.1:${http}`,
    BELLHOP_PHONE_HTTPS: `127.0.0.1:${https}`,
    BELLHOP_TFTP: `127.0.0.1:${tftp}`,
    BELLHOP_SIP: sip ? '127.0.0.1:0' : 'off',
    BELLHOP_SIPS: 'off',
    BELLHOP_PUBLIC_HOST: '127.0.0.1',
    BELLHOP_PNP: 'off',
    BELLHOP_ADMIN_PASSWORD: ADMIN_PASSWORD,
  };
  const profile = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const logFile = `${dataDir}.log`;
  const phones = `http://127.0.0.1:${http}/p/`;
  const api = `http://127.0.0.1:${admin}`;
  let child: ChildProcess;
  /** @returns milliseconds to its first file */
  const launch = async (): Promise<number> => {
    const log = openSync(logFile, 'a');
    const since = performance.now();
    child = start(onCore(MEASURED_CORE, pins, process.execPath, [...profile, MAIN]), {
      env,
      stdio: ['ignore', 'ignore', log],
    });
    closeSync(log);
    try {
      const firstFileMs = await untilAnswers(phones + PUBLIC_FILE, child, since);
      if (pins && child.pid !== undefined) await moveChildren(child.pid, LOAD_CORE);
      await untilAnswers(`${api}/readyz`, child, performance.now());
      return firstFileMs;
    } catch (error) {
      await stop(child);
      const lastWords = readFileSync(logFile, 'utf8').slice(-LAST_WORDS);
      throw new Error(`the server did not start: ${error instanceof Error ? error.message : error}\n${lastWords}`);
    }
  };
  const firstFileMs = await launch();
  return {
    get child() {
      return child;
    },
    phones,
    httpsPhones: `https://127.0.0.1:${https}/p/`,
    api,
    tftpPort: tftp,
    firstFileMs,
    killAndStart: async () => {
      await kill(child);
      await launch();
    },
    close: () => stop(child),
  };
}
