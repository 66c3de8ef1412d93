// scripts/call FROM TO: what would become of a call and why, on standard output. Over an account of a running server, asked through
// its API, or over telephony in a file, which needs no server.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { AppError, type FieldError } from '../server/errors.ts';
import { ToldSimulationSchema } from '../server/http/api/telephony/simulations.ts';
import { readSimulation, simulateOver } from '../server/pbx/simulation.ts';
import { snapshotOf } from '../server/pbx/telephony-input.ts';
import { eventOf } from '../server/routing/call-words.ts';
import { simulationLines, type ToldSimulation } from '../server/routing/simulation-text.ts';
import { QUIET } from '../server/routing/snapshot.ts';
import { runCommand, usage } from './archive-command.ts';

const USAGE = `scripts/call FROM TO --account NUMBER|ID [options]
scripts/call FROM TO --telephony FILE [options]

Says what would become of a call, moment by moment, and why. Nothing is carried out and nothing is kept.

  FROM               a user extension, a channel, a telephone number from outside, or anonymous
  TO                 what is dialled: an extension, a code, a telephone number
  --account X        the telephony of this account, by its number or id; asked of the server at BELLHOP_URL
                     (http://127.0.0.1:3000) with the API token in BELLHOP_TOKEN
  --telephony FILE   telephony as JSON in this file, as POST /api/v1/simulations/calls takes it; no server is asked
  --then EVENT       what happens; as often as wanted, in this order. In front of each, +SECONDS since the one before:
                     answered WHO | failed WHO busy|declined|unreachable | keys KEYS [caller|callee] | hangup caller|callee
                     transfer caller|callee TO | pickedup WHO | told ok|wrong|mustChange | wait
  --at TIME          when, such as 2026-12-25T09:00:00+01:00 (now)
  --mobile           FROM calls from a mobile phone
  --facts JSON       what is the case meanwhile, such as '{"userCalls":{"201":1}}'
  --language nl|en   of the texts (the account's)
  --json             all of it as JSON

scripts/call 0612345678 0201234567 --account 1001 --then '+12 wait' --then '+3 answered 202' --then '+60 hangup callee'`;

/** What whoever runs it can put right. */
class CallError extends Error {}

async function call(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      account: { type: 'string' },
      telephony: { type: 'string' },
      // biome-ignore lint/suspicious/noThenProperty: an option of the command line
      then: { type: 'string', multiple: true, default: [] },
      at: { type: 'string' },
      mobile: { type: 'boolean', default: false },
      facts: { type: 'string', default: '{}' },
      language: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [from, to, ...more] = positionals;
  const { account, telephony, at, language } = values;
  if (values.help || from === undefined || to === undefined || more.length > 0) return usage(USAGE, values.help);
  if ((account === undefined) === (telephony === undefined)) return usage(USAGE, false);
  const wanted = {
    from,
    to,
    fromDevice: values.mobile ? 'mobile' : 'fixed',
    events: values.then.map(eventOf),
    facts: jsonOf(values.facts, '--facts'),
    ...(at !== undefined && { at }),
    ...(language !== undefined && { language }),
  };
  const told =
    telephony === undefined
      ? await askServer({ ...wanted, accountId: await accountId(account ?? '') })
      : overFile({ ...wanted, telephony: jsonOf(await readFile(telephony, 'utf8'), telephony) });
  const lines = values.json ? [JSON.stringify(told, undefined, 2)] : simulationLines(told);
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CallError(`${what} is no JSON`);
  }
}

function line({ pointer, detail }: FieldError): string {
  return `${pointer} ${detail}`;
}

function overFile(input: object): ToldSimulation {
  const wanted = readSimulation(input);
  if (!wanted.telephony) throw new Error('the file holds no telephony');
  const at = wanted.at === undefined ? new Date() : new Date(wanted.at);
  return simulateOver({ snapshot: snapshotOf(wanted.telephony), live: QUIET }, wanted, at);
}

const PAGE = 1000;

const AccountsSchema = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), number: Type.String() })),
  next: Type.Union([Type.String(), Type.Null()]),
});
const ProblemSchema = Type.Object({
  title: Type.String(),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
});

/** By its number, where there is one with it; else what was given is its id. */
async function accountId(given: string): Promise<string> {
  for (let cursor = ''; ; ) {
    const page = Value.Parse(AccountsSchema, await api('GET', `/accounts?limit=${PAGE}${cursor}`));
    const found = page.items.find(({ number }) => number === given);
    if (found) return found.id;
    if (page.next === null) return given;
    cursor = `&cursor=${page.next}`;
  }
}

async function askServer(body: object): Promise<ToldSimulation> {
  return Value.Parse(ToldSimulationSchema, await api('POST', '/simulations/calls', body));
}

async function api(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${process.env.BELLHOP_URL ?? 'http://127.0.0.1:3000'}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${process.env.BELLHOP_TOKEN ?? ''}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const json: unknown = await answer.json();
  if (answer.ok) return json;
  if (!Value.Check(ProblemSchema, json)) throw new CallError(`${answer.status} ${answer.statusText}`);
  const { title, detail, errors } = json;
  throw new CallError([`${answer.status} ${title}`, ...(errors?.map(line) ?? [detail ?? ''])].join('\n').trim());
}

await runCommand(async () => {
  try {
    return await call();
  } catch (error) {
    const problems = error instanceof AppError ? error.errors.map(line) : [];
    if (!(error instanceof CallError) && problems.length === 0) throw error;
    process.stderr.write(`${[...problems, ...(error instanceof CallError ? [error.message] : [])].join('\n')}\n`);
    return 1;
  }
});
