// scripts/phones: boots a fleet of simulated phones from a running server, and says what they met.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DEVICES } from '../../server/devices/registry.ts';
import { type Credentials, openAdminApi } from './admin-api.ts';
import { SIMULATED } from './families/families.ts';
import { type BootResult, bootFleet, type FleetOptions, type PhoneThatIsOn, switchedOn } from './fleet.ts';
import { TRANSPORTS } from './phone.ts';
import { reportOf, textOf } from './report.ts';
import { bootEveryRow, rowsText } from './rows.ts';
import { addAll, type Bases, type Choice, countedPhones, listedPhones, specsOf } from './specs.ts';
import { stayOn, stayText } from './stay.ts';

const USAGE = `scripts/phones [options]

Boots simulated phones from a running Bellhop: files in the order in which each family asks for them, with its User-Agent, its
trust in certificates, and its uploads; then again from the URL that the files gave. Says which request of which phone failed,
and why; exits with 1 when any did. Whatever names the files hold, phones talk to the host of --server only.

Which phones
  --count N           so many, over all models of the choice (1)
  --macs FILE         or those of a file: a line each, MAC;model
  --family NAME       all (default), ${SIMULATED.map(({ name }) => name).join(', ')}
  --model NAME        one model, as the API spells it
  --runs VERSION      firmware version instead of the model's usual one
  --rows              instead: every row of the device matrix by every transport its phones know; retired ones must be
                      refused (needs --api)
  --first-mac N       last three octets of the first MAC, a number (by default at random)

Adding them first, by the API: each with a channel of its own
  --api URL           such as http://127.0.0.1:3000
  --user NAME --password TEXT, or --token TOKEN   (admin, and BELLHOP_ADMIN_PASSWORD)
  --account NUMBER    number of the account, added when it is not there (SIM1)

Where and how
  --server URL        phone files over HTTP (http://127.0.0.1:8080/p/)
  --https URL         over HTTPS (https://127.0.0.1:8443/p/)
  --tftp URL          over TFTP (tftp://127.0.0.1:6969/)
  --transport NAME    of the first boot: http (default), https, tftp or mixed; http for phones that know no other
  --first NAME        first boot by url (with the token of each phone, default) or by window (no token)
  --ca FILE           CA that phones trust from the beginning; for https the server's own unless given
  --boots N           boots of each phone (2)
  --concurrency N     phones that boot at the same time (50)
  --timeout SECONDS   a request may take (5)
  --addresses NAME    one: all come from one address, as behind a router (default); own: each from its own in 127.0.0.0/8
  --firmware          fetch firmware images to their end

Staying on afterwards: phones are registered at a proxy that the simulator plays, take NOTIFYs there, and come again
  --sip HOST:PORT     where that proxy listens (UDP); with --api the account's phones are sent to it
  --stay SECONDS      how long (600); Ctrl-C ends it before
  --challenge         phones ask for a password before they believe a NOTIFY
  --reboot SECONDS    a phone is away when it starts anew (2)
  --slow PERCENT      of the phones take ten times as long (0)
  --never PERCENT     of the phones say yes and never come back (0)

  --json FILE         write the report as JSON, - for standard output
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  count: { type: 'string', default: '1' },
  macs: { type: 'string' },
  family: { type: 'string', default: 'all' },
  model: { type: 'string' },
  runs: { type: 'string' },
  rows: { type: 'boolean', default: false },
  'first-mac': { type: 'string' },
  api: { type: 'string' },
  user: { type: 'string', default: 'admin' },
  password: { type: 'string' },
  token: { type: 'string' },
  account: { type: 'string', default: 'SIM1' },
  server: { type: 'string', default: 'http://127.0.0.1:8080/p/' },
  https: { type: 'string', default: 'https://127.0.0.1:8443/p/' },
  tftp: { type: 'string', default: 'tftp://127.0.0.1:6969/' },
  transport: { type: 'string', default: 'http' },
  first: { type: 'string', default: 'url' },
  ca: { type: 'string' },
  boots: { type: 'string', default: '2' },
  concurrency: { type: 'string', default: '50' },
  timeout: { type: 'string', default: '5' },
  addresses: { type: 'string', default: 'one' },
  firmware: { type: 'boolean', default: false },
  sip: { type: 'string' },
  stay: { type: 'string', default: '600' },
  challenge: { type: 'boolean', default: false },
  reboot: { type: 'string', default: '2' },
  slow: { type: 'string', default: '0' },
  never: { type: 'string', default: '0' },
  json: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** Phones of a run without --first-mac: far enough from one another that runs rarely meet. */
const MAC_NUMBERS = 0xf00000;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const first = oneOf('--first', values.first, ['url', 'window']);
  const bases: Bases = { http: withSlash(values.server), https: withSlash(values.https), tftp: withSlash(values.tftp) };
  if (values.rows) return everyRow(values, bases);
  const wanted = await wantedPhones(values);
  const api = values.api === undefined ? undefined : await openAdminApi(values.api, credentialsOf(values));
  const added = api ? await addAll(api, values.account, wanted) : new Map();
  const sip = values.sip === undefined ? undefined : placeOf(values.sip);
  if (sip && api) await api.setSipProxy(await api.accountNumbered(values.account), `${sip.host}:${sip.port}`);
  const factoryCa = await factoryCaOf(
    values,
    wanted.some(({ transport }) => transport === 'https'),
  );
  const specs = specsOf(wanted, { bases, by: first, added, factoryCa });

  const progress = progressLine(specs.length * atLeastOne('--boots', values.boots));
  const started = performance.now();
  const phones = specs.map(switchedOn);
  const boots = await bootFleet(phones, {
    ...fleetOf(values),
    onBoot: ({ journal }) => progress.step(journal.faults.length > 0),
  });
  progress.end();
  const fleet = reportOf(specs.length, boots, performance.now() - started);
  process.stderr.write(sip ? textOf(fleet) : '');
  const stayed = sip && (await stay(values, sip, phones, boots));
  const report = { ...fleet, ...(stayed && { stayed }) };
  if (values.json === '-') process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else process.stdout.write(stayed ? stayText(stayed) : textOf(report));
  if (values.json !== undefined && values.json !== '-')
    await writeFile(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
  return report.failed > 0 || (stayed?.failures.length ?? 0) > 0 ? 1 : 0;
}

/** Phones whose boots went well stay on until the time is over or somebody ends it. */
async function stay(
  values: Values,
  sip: { readonly host: string; readonly port: number },
  phones: readonly PhoneThatIsOn[],
  boots: readonly BootResult[],
) {
  const off = new Set(boots.filter(({ journal }) => journal.faults.length > 0).map(({ spec }) => spec.mac));
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), atLeastOne('--stay', values.stay) * 1000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
  const report = await stayOn(
    phones.filter(({ spec }) => !off.has(spec.mac)),
    {
      ...fleetOf(values),
      sip,
      challenges: values.challenge,
      slowPercent: percent('--slow', values.slow),
      neverPercent: percent('--never', values.never),
      rebootMs: atLeastOne('--reboot', values.reboot) * 1000,
      signal: end.signal,
      onReady: (port) => process.stderr.write(`phones are registered at ${sip.host}:${port}\n`),
    },
  );
  clearTimeout(timer);
  const { boots: told, ...counted } = report;
  return { ...counted, failures: reportOf(told.length, told, 0).failures };
}

function placeOf(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined) throw new Error(`--sip must be HOST:PORT, but is "${text}"`);
  return { host, port: Number(port) };
}

function percent(name: string, text: string): number {
  const number = Number(text);
  if (!(number >= 0 && number <= 100)) throw new Error(`${name} must be a number from 0 to 100, but is "${text}"`);
  return number;
}

async function everyRow(values: Values, bases: Bases): Promise<number> {
  if (values.api === undefined) throw new Error('--rows adds its phones: give --api');
  const api = await openAdminApi(values.api, credentialsOf(values));
  const progress = progressLine(DEVICES.length, 'rows');
  const rows = await bootEveryRow({
    api,
    bases,
    accountId: await api.accountNumbered(values.account),
    factoryCa: await factoryCaOf(values, true),
    firstNumber: firstNumberOf(values),
    fleet: fleetOf(values),
    onRow: () => progress.step(false),
  });
  progress.end();
  process.stdout.write(rowsText(rows));
  if (values.json !== undefined && values.json !== '-')
    await writeFile(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
  return rows.every(({ isRight }) => isRight) ? 0 : 1;
}

function firstNumberOf(values: Values): number {
  return Number(values['first-mac'] ?? Math.floor(Math.random() * MAC_NUMBERS));
}

function fleetOf(values: Values): Omit<FleetOptions, 'onBoot'> {
  return {
    connectTo: new URL(values.server).hostname.replace(/^\[|\]$/g, ''),
    boots: atLeastOne('--boots', values.boots),
    concurrency: atLeastOne('--concurrency', values.concurrency),
    timeoutMs: atLeastOne('--timeout', values.timeout) * 1000,
    wholeFirmware: values.firmware,
    ownAddresses: oneOf('--addresses', values.addresses, ['one', 'own']) === 'own',
  };
}

async function wantedPhones(values: Values) {
  const transport = oneOf('--transport', values.transport, [...TRANSPORTS, 'mixed']);
  const choice: Choice = {
    transports: transport === 'mixed' ? TRANSPORTS : [transport],
    ...(values.family !== 'all' && {
      family: oneOf(
        '--family',
        values.family,
        SIMULATED.map(({ name }) => name),
      ),
    }),
    ...(values.model !== undefined && { model: values.model }),
    ...(values.runs !== undefined && { firmware: values.runs }),
  };
  if (values.macs !== undefined) return listedPhones(await readFile(values.macs, 'utf8'), choice);
  return countedPhones(atLeastOne('--count', values.count), firstNumberOf(values), choice);
}

function credentialsOf({ token, user, password = process.env.BELLHOP_ADMIN_PASSWORD }: Values): Credentials {
  if (token !== undefined) return { token };
  if (password === undefined) throw new Error('--api needs --token, --password or BELLHOP_ADMIN_PASSWORD');
  return { username: user, password };
}

/** An installer who gives a phone an https URL of a server with a CA of its own has loaded that CA before. */
async function factoryCaOf({ ca, server }: Values, usesHttps: boolean): Promise<readonly string[]> {
  if (ca !== undefined) return [await readFile(ca, 'utf8')];
  if (!usesHttps) return [];
  const answer = await fetch(`${withSlash(server)}bellhop-ca.pem`).catch(() => undefined);
  return answer?.ok ? [await answer.text()] : [];
}

/** One line on a terminal, rewritten a few times a second; nothing elsewhere. */
function progressLine(total: number, things = 'boots') {
  let done = 0;
  let failed = 0;
  let shownAt = 0;
  const show = (): void => {
    shownAt = performance.now();
    process.stderr.write(`\r${done} of ${total} ${things}, ${failed} failed `);
  };
  return {
    step: (hasFailed: boolean): void => {
      done += 1;
      if (hasFailed) failed += 1;
      if (process.stderr.isTTY && performance.now() - shownAt > 200) show();
    },
    end: (): void => {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function atLeastOne(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${name} must be a whole number from 1, but is "${text}"`);
  return number;
}

function oneOf<const T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new Error(`${name} must be one of ${known.join(', ')}, but is "${text}"`);
  return found;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
