// Every listener of a whole server under random input, as scripts/fuzz does at length.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FuzzedServer, openFuzzedServer } from '../../scripts/fuzzing/fuzzed-server.ts';
import { LISTENERS, PUBLIC_FILE } from '../../scripts/fuzzing/listeners.ts';
import { askDatagram, askHttp } from '../../scripts/fuzzing/wires.ts';
import { formatPacket, parsePacket } from '../../server/tftp/packet.ts';
import { PROJECT } from '../support/bellhop.ts';
import { freshDatabase } from '../support/database.ts';

const CASES = 6_000;
let server: FuzzedServer;

beforeAll(async () => {
  server = await openFuzzedServer({ projectDir: PROJECT, mongoUri: freshDatabase().uri });
});
afterAll(async () => {
  await server.close();
});

test('there are listeners and routes to ask', () => {
  expect(LISTENERS.length).toBeGreaterThan(5);
  expect(server.routes.length).toBeGreaterThan(20);
  expect(server.routes.filter(({ body }) => body).length).toBeGreaterThan(8);
  expect(server.known.length).toBeGreaterThan(4);
});

test.each(LISTENERS.map((target) => [target.name, target] as const))('%s', async (_, target) => {
  const cases = Math.ceil(CASES / LISTENERS.length);
  const outcome = await target.fuzz({ cases, seed: 1, server: async () => server });
  expect(outcome.failure).toBeUndefined();
});

test('after all of it every listener still serves', async () => {
  expect((await askHttp(server.phonePort, { path: `/p/${PUBLIC_FILE}` })).status).toBe(200);
  expect((await askHttp(server.adminPort, { path: '/readyz' })).status).toBe(200);
  const read = formatPacket({ kind: 'read', file: PUBLIC_FILE, mode: 'octet', options: new Map() });
  const answer = await askDatagram(server.tftpPort, read, 5_000);
  expect(answer && parsePacket(answer)?.kind).toBe('data');
  expect(server.takeUncaught()).toEqual([]);
});
