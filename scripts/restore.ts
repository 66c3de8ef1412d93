// scripts/restore FILE [--replace]: puts what scripts/backup wrote in the store's place. No server may be running.

import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { openForRestore } from '../server/store/archive/open-store.ts';
import { restoreArchive } from '../server/store/archive.ts';
import { describe, progressLines, runCommand, usage } from './archive-command.ts';

const USAGE = `scripts/restore FILE [--replace]

Puts everything that scripts/backup wrote to FILE into an empty store; with --replace also into one that holds something,
which is then gone. Stop every server of the store first. BELLHOP_DATA and MONGODB_URI name the store, as for
scripts/start; it may be of the other kind than the one saved. FILE is checked as a whole before anything changes.`;

await runCommand(async (log) => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, replace: { type: 'boolean', default: false } },
  });
  const [file, ...more] = positionals;
  if (values.help || file === undefined || more.length > 0) return usage(USAGE, values.help);

  const { dataDir, mongoUri } = readConfig(process.env);
  const store = await openForRestore({ dataDir, mongoUri, log });
  const progress = progressLines();
  try {
    const restored = await restoreArchive({
      db: store.db,
      dataDir,
      file,
      replace: values.replace,
      onProgress: progress,
    });
    process.stderr.write(`Restored ${describe(restored)} from ${file}.\n`);
    return 0;
  } finally {
    await store.close();
  }
});
