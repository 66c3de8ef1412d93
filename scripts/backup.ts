// scripts/backup FILE: the whole store into one file. A server may be running.

import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { openForBackup } from '../server/store/archive/open-store.ts';
import { writeArchive } from '../server/store/archive.ts';
import { describe, progressLines, runCommand, usage } from './archive-command.ts';

const USAGE = `scripts/backup FILE

Writes everything Bellhop stores (all collections, all files of the data folder) to FILE, which only its owner can read:
the key that opens the stored secrets is in it, unless BELLHOP_SECRET_KEY gives that. The server may be running.
BELLHOP_DATA and MONGODB_URI name the store, as for scripts/start.`;

await runCommand(async (log) => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [file, ...more] = positionals;
  if (values.help || file === undefined || more.length > 0) return usage(USAGE, values.help);

  const { dataDir, mongoUri } = readConfig(process.env);
  const store = await openForBackup({ dataDir, mongoUri, log });
  const progress = progressLines();
  try {
    const written = await writeArchive({ db: store.db, dataDir, file, onProgress: progress });
    process.stderr.write(`Saved ${describe(written)} to ${file}.\n`);
    return 0;
  } finally {
    await store.close();
  }
});
