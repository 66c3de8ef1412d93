// One engine for the whole test run, on a folder of its own; vitest's globalSetup. Tests ask for its address with
// `inject('mongoUri')`, or for a database of their own with freshDatabase().

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { openEngine } from '../../server/store/engine/engine.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    mongoUri: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-test-'));
  const engine = await openEngine({ dataDir, log: pino({ level: 'warn' }, pino.destination(2)) });
  project.provide('mongoUri', engine.uri);
  return async () => {
    await engine.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}
