// scripts/rotate-key: seals every stored secret under a new key. No server may run meanwhile.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../server/config.ts';
import { openForRestore } from '../server/store/archive/open-store.ts';
import { assertNoUnfinishedRestore } from '../server/store/archive.ts';
import { rotateKey, rotationUnderWay } from '../server/store/rotate-key.ts';
import {
  adoptNextKey,
  KEY_FILE,
  keyIdOf,
  loadNextKey,
  loadSecretKey,
  NEXT_KEY_FILE,
  readKeyFile,
} from '../server/store/sealer.ts';
import { runCommand, usage } from './archive-command.ts';

const USAGE = `scripts/rotate-key [options]

Seals every stored secret (SIP passwords, tokens, certificate keys) under a new key, checks that nothing is left under the old
one, and says so. Cut off at any moment, it goes on when it is run again; until it is done no server starts on the store.
Stop the server first: on a running one's data folder it does nothing. With MONGODB_URI stop every node, then say so.

  --new-key-file FILE   the new key, 32 bytes in hex or base64; by default a random one, put where the old one lies.
                        Needed where BELLHOP_SECRET_KEY gives the key: openssl rand -hex 32 > FILE
  --servers-stopped     every node that uses MONGODB_URI is stopped

A backup taken before opens with the old key only; it holds that key, unless BELLHOP_SECRET_KEY gave it. Take a new one.`;

interface Keys {
  readonly oldKey: Buffer;
  readonly newKey: Buffer;
  readonly adoptKey: () => void;
  readonly whatNow: string;
}

await runCommand(async (log) => {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      'new-key-file': { type: 'string' },
      'servers-stopped': { type: 'boolean' },
    },
  });
  if (values.help) return usage(USAGE, true);
  const config = readConfig(process.env);
  const { dataDir, mongoUri } = config;
  if (mongoUri !== undefined && !values['servers-stopped'])
    throw new ConfigError([
      'With MONGODB_URI nobody can tell which nodes run: stop all of them, then add --servers-stopped',
    ]);
  const store = await openForRestore({ dataDir, mongoUri, log });
  try {
    await assertNoUnfinishedRestore(store.db);
    const { whatNow, ...keys } = keysOf(config, values['new-key-file'], await rotationUnderWay(store.db));
    const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
    const { sealed, documents, collections, unreadable } = await rotateKey({ db: store.db, ...keys, onProgress });
    for (const where of unreadable) process.stderr.write(`Left as it is, since no key opens it: ${where}\n`);
    process.stderr.write(
      `${sealed} secrets of ${documents} documents in ${collections} collections are under the new key; none is under the old one.\n${whatNow}\n`,
    );
    return 0;
  } finally {
    await store.close();
  }
});

/** Where the key is a file, the new one lies beside it until it takes its place; else the admin keeps both. */
function keysOf({ dataDir, secretKey }: Config, newKeyFile: string | undefined, underWay: string | undefined): Keys {
  const given = newKeyFile === undefined ? undefined : readKeyFile(newKeyFile);
  if (secretKey !== undefined) {
    if (!given) throw new ConfigError(['BELLHOP_SECRET_KEY gives the old key: give the new one with --new-key-file']);
    return {
      oldKey: loadSecretKey(dataDir, secretKey),
      newKey: given,
      adoptKey: () => {},
      whatNow: `Set BELLHOP_SECRET_KEY to the key in ${newKeyFile} before the server starts; the old key is needed no more.`,
    };
  }
  if (!existsSync(join(dataDir, KEY_FILE)))
    throw new ConfigError([`${join(dataDir, KEY_FILE)} is not there: nothing is sealed yet`]);
  const oldKey = loadSecretKey(dataDir, undefined);
  // Cut off when the new key had its place already: what is left is to check, and to say so in the store.
  const newKey = keyIdOf(oldKey) === underWay ? oldKey : loadNextKey(dataDir, given);
  if (given && !given.equals(newKey))
    throw new ConfigError([
      `${join(dataDir, NEXT_KEY_FILE)} holds the key of a rotation under way: finish it without --new-key-file`,
    ]);
  return {
    oldKey,
    newKey,
    adoptKey: () => adoptNextKey(dataDir),
    whatNow: 'The server may start; take a new backup.',
  };
}
