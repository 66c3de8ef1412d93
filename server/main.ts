// The process: settings, start, signals, graceful stop. Nothing else.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { type Bellhop, startBellhop } from './bellhop.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';

/** A stop that takes longer than this is cut off. Source: design.md "Processes and settings" */
const STOP_LIMIT_MS = 10_000;

/**
 * Garbage is collected once the heap has grown by half since the last time. Left to itself V8 lets it grow two- to fourfold,
 * and a boot storm leaves much behind in little time: 490 MB instead of 310 MB. Source: design.md "Speed that is asked for"
 */
setFlagsFromString('--heap-growing-percent=50');

function projectDir(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates', 'yealink'))) folder = dirname(folder);
  return folder;
}

function announce({ portalUrl, phoneUrls, adminPassword }: Bellhop): void {
  const lines = [
    'Bellhop is running.',
    '',
    `  Portal and API  ${portalUrl}`,
    ...phoneUrls.map((url) => `  Phone files     ${url}`),
  ];
  if (adminPassword !== undefined)
    lines.push('', '  First user      admin', `  Password        ${adminPassword}  (shown only this once)`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What stops a start: settings and engines say it in one message; anything else is a bug and shows where. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof ConfigError || 'code' in error ? error.message : (error.stack ?? error.message);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const unknown = args.filter((arg) => arg !== '--demo');
  if (unknown.length > 0) throw new ConfigError([`${unknown.join(' ')} is not known: the only option is --demo`]);
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const bellhop = await startBellhop({ config, log, projectDir: projectDir(), demo: args.includes('--demo') });
  announce(bellhop);

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    bellhop.close().then(
      () => process.exit(0),
      (err) => {
        log.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
