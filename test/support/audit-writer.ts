// A server reduced to its store and writers whose changes are audited, for the test that kills it:
// `audit-writer <data folder>`. Says on stdout which engine process it has, then `wrote` for each acknowledged change.
import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { machineOrigin } from '../../server/audit/audited-desk.ts';
import { createAuditLog } from '../../server/audit/log.ts';
import { auditedRecords } from '../../server/audit/records.ts';
import { edit } from '../../server/cpe/deps.ts';
import { connect } from '../../server/store/connection.ts';
import { openEngine } from '../../server/store/engine/engine.ts';
import { openStore } from '../../server/store/store.ts';
import { cpe, mac } from './records.ts';

const WRITERS = 16;
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('which data folder?');

const log = pino({ level: 'warn' }, pino.destination(2));
const engine = await openEngine({ dataDir, log });
process.stdout.write(`engine ${engine.pid()}\n`);
const store = await openStore(await connect(engine.uri), { dataDir, log, alone: true });
const now = () => new Date();
const audit = createAuditLog({
  sink: store.audit,
  key: Buffer.alloc(32, 7),
  now,
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
});
const records = auditedRecords(store, audit, machineOrigin('writer', 'command'));
const phone = () => {
  const id = mac(`805e${randomBytes(4).toString('hex')}`);
  return cpe({ id, mac: id, channelIds: [] });
};

await Promise.all(
  Array.from({ length: WRITERS }, async () => {
    for (;;) {
      const one = phone();
      await records.cpes.insert(one);
      await records.addTogether(randomUUID(), { cpes: [phone(), phone(), phone()], channels: [] }, now());
      for (const areaCode of ['010', '020', '030']) {
        await edit({ now }, records.cpes, one.id, undefined, { missing: 'CPE_NOT_FOUND' }, (former) => ({
          ...former,
          areaCode,
        }));
        process.stdout.write(`wrote ${one.id}\n`);
      }
    }
  }),
);
