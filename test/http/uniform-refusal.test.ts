// A refusal tells nothing: 2,000 MACs that are there and 2,000 that are not, asked for over a real socket, are answered with the
// same status, headers and body, in times that cannot be told apart (design.md "the same bare 404 ... in the same time").
import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

const COUNT = 2_000;
const AT_ONCE = 16;
const ACCOUNT = { name: 'Many', number: 'MANY' };
let server: TestBellhop;
/** Each way to ask has a range of its own, so that none of them counts as walked by strangers when its turn comes. */
const RANGES = ['805ec1', '805ec2', '805ec3'] as const;
type Range = (typeof RANGES)[number];
const macOf = (range: Range, i: number, isKnown: boolean) =>
  range + (i * 7919 + (isKnown ? 0 : 1)).toString(16).padStart(6, '0');

beforeAll(async () => {
  // A window of half a second: closed by the time they are asked for.
  server = await startTestBellhop({ env: { BELLHOP_ENROLMENT_HOURS: '0.0001' } });
  const accountId = (await server.api('POST', '/accounts', ACCOUNT)).json.id;
  const numbers = Array.from({ length: COUNT }, (_, i) => i);
  const devices = RANGES.flatMap((range) => numbers.map((i) => ({ mac: macOf(range, i, true) })));
  const added = await server.api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    accountId,
    createChannel: true,
    devices,
  });
  expect(added.status).toBe(201);
  await new Promise((resolve) => setTimeout(resolve, 500));
}, 60_000);
afterAll(() => server.close());

interface Seen {
  readonly told: string;
  readonly ms: number;
}

/** From a network of its own each time, so that nobody's budget of guesses ends. */
function ask(path: string, agent: Agent, localAddress: string): Promise<Seen> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const done = (response: IncomingMessage) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1');
      });
      response.on('end', () => {
        const headers = response.rawHeaders.filter((_, i, all) => all[i - (i % 2)]?.toLowerCase() !== 'date');
        const told = JSON.stringify([response.statusCode, headers, body]).replace(/nonce=\\"[^\\]+\\"/g, 'nonce');
        resolve({ told, ms: performance.now() - started });
      });
    };
    request({ host: '127.0.0.1', port: server.ports.http, path, agent, localAddress }, done).on('error', reject).end();
  });
}

/** Asks for known and unknown ones by turns, so that whatever else the machine does falls on both. */
async function askAll(range: Range, pathOf: (mac: string) => string): Promise<{ known: Seen[]; unknown: Seen[] }> {
  const seen: { known: Seen[]; unknown: Seen[] } = { known: [], unknown: [] };
  const rest = Array.from({ length: COUNT }, (_, i) => i).values();
  const worker = async (turn: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const from = `127.${RANGES.indexOf(range) + 1}.${turn + 1}.1`;
    for (const i of rest) {
      const pair = [macOf(range, i, true), macOf(range, i, false)] as const;
      const order = i % 2 === 0 ? pair : pair.toReversed();
      for (const mac of order) {
        const answer = await ask(pathOf(mac), agent, from);
        (mac === pair[0] ? seen.known : seen.unknown).push(answer);
      }
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, turn) => worker(turn)));
  return seen;
}

/**
 * How often a known one was slower than an unknown one, over all pairs (Mann-Whitney's U by its number of pairs): one half
 * when the two cannot be told apart.
 */
function shareSlower(one: readonly Seen[], other: readonly Seen[]): number {
  const all = [...one.map(({ ms }) => ({ ms, isOne: true })), ...other.map(({ ms }) => ({ ms, isOne: false }))];
  all.sort((a, b) => a.ms - b.ms);
  const ranks = all.reduce((sum, { isOne }, i) => sum + (isOne ? i + 1 : 0), 0);
  return (ranks - (one.length * (one.length + 1)) / 2) / (one.length * other.length);
}

const median = (seen: readonly Seen[]) =>
  seen.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(seen.length / 2)] ?? 0;

test.each([
  ['without anything', '805ec1', (mac: string) => `/p/${mac}.cfg`, 404],
  ['with a token of nobody', '805ec2', (mac: string) => `/p/00000000000000000000000000000000/${mac}.cfg`, 404],
  ['where phones are challenged', '805ec3', (mac: string) => `/p/digest/${mac}.cfg`, 401],
] as const)('%s', { timeout: 120_000 }, async (_, range, pathOf, status) => {
  const seen = await askAll(range, pathOf);
  expect(seen.known).toHaveLength(COUNT);
  expect(seen.unknown).toHaveLength(COUNT);
  const told = new Set([...seen.known, ...seen.unknown].map((answer) => answer.told));
  expect([...told]).toHaveLength(1);
  expect(JSON.parse([...told][0] ?? '[]')[0]).toBe(status);
  const share = shareSlower(seen.known, seen.unknown);
  const [k, u] = [median(seen.known), median(seen.unknown)];
  console.info(
    `${_}: median ${k.toFixed(2)} ms known, ${u.toFixed(2)} ms unknown; known slower in ${(share * 100).toFixed(1)} % of pairs`,
  );
  // By chance it is off by less than 0.03 (three standard deviations at this count); the rest is for a busy machine.
  expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
});
