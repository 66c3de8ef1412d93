// No change without its entry, also when server and engine are killed in the middle of writing.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verifyChains } from '../../server/audit/chain.ts';
import { connect } from '../../server/store/connection.ts';
import { openEngine } from '../../server/store/engine/engine.ts';
import { openStore } from '../../server/store/store.ts';
import { type Compiled, compile } from '../support/compiled.ts';
import { silentLog } from '../support/store.ts';

const WRITER = 'test/support/audit-writer.ts';
const PATIENCE_MS = 60_000;
const RUNS = 3;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS, hookTimeout: PATIENCE_MS });

let compiled: Compiled;
let dataDir: string;
beforeAll(async () => {
  compiled = await compile(WRITER);
  dataDir = await mkdtemp(join(tmpdir(), 'bellhop-audit-kill-'));
});
afterAll(async () => {
  await compiled.remove();
  await rm(dataDir, { recursive: true, force: true });
});

async function writeAndKill(): Promise<number> {
  const writer = spawn(process.execPath, [compiled.script(WRITER), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let enginePid = 0;
  let written = 0;
  const lines = createInterface({ input: writer.stdout });
  lines.on('line', (line) => {
    const [word, value = ''] = line.split(' ');
    if (word === 'engine') enginePid = Number(value);
    if (word === 'wrote') written += 1;
  });
  const ended = once(writer, 'exit');
  const wanted = randomInt(60, 150);
  await vi.waitFor(() => expect(written).toBeGreaterThan(wanted), { timeout: PATIENCE_MS, interval: 1 });
  writer.kill('SIGKILL');
  process.kill(enginePid, 'SIGKILL');
  await ended;
  return written;
}

test(`every revision of every record has its entry after SIGKILL, ${RUNS} times over`, async () => {
  let written = 0;
  for (let run = 0; run < RUNS; run++) written += await writeAndKill();

  const engine = await openEngine({ dataDir, log: silentLog });
  try {
    const connection = await connect(engine.uri);
    const store = await openStore(connection, { dataDir, log: silentLog, alone: true });
    const noted = new Set<string>();
    for await (const entry of store.audit.stream({}, { over: 'platform' }))
      if (entry.action !== 'notDone') noted.add(`${entry.subject.id} ${entry.revision}`);
    const revisions = (await store.cpes.list({}, 'mac', { limit: 100_000 })).flatMap(({ mac, revision }) =>
      Array.from({ length: revision }, (_, i) => `${mac} ${i + 1}`),
    );
    expect(revisions.length).toBeGreaterThan(written);
    expect(revisions.filter((revision) => !noted.has(revision))).toEqual([]);
    const report = await verifyChains(Buffer.alloc(32, 7), store.audit.chains());
    expect(report).toMatchObject({ writers: RUNS, problems: [] });
    await store.close();
  } finally {
    await engine.close();
  }
});
