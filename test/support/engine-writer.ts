// A server reduced to its engine and one busy room of writers, for tests that kill it: `engine-writer <data folder> [<run>]`.
// Says on stdout which engine process it has, then with a <run> every id whose writes were acknowledged.

import mongoose from 'mongoose';
import { pino } from 'pino';
import { connectionOptions } from '../../server/store/engine/connection-options.ts';
import { openEngine } from '../../server/store/engine/engine.ts';

/** Many share one write to the journal, so that a run is quick on a slow disk too. */
const WRITERS = 32;

const [dataDir, run] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('which data folder?');

const engine = await openEngine({ dataDir, log: pino({ level: 'warn' }, pino.destination(2)) });
process.stdout.write(`engine ${engine.pid()}\n`);

if (run !== undefined) {
  const connection = await mongoose.createConnection(engine.uri, connectionOptions).asPromise();
  const Note = connection.model('Note', new mongoose.Schema({ _id: String, writer: Number, seen: Number }));
  await Note.init();
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; ; n += 1) {
        const _id = `${run}-${writer}-${n}`;
        await Note.create({ _id, writer, seen: 0 });
        await Note.updateOne({ _id }, { $set: { seen: n + 1 } });
        process.stdout.write(`wrote ${_id}\n`);
      }
    }),
  );
}
