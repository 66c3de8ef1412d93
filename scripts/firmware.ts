// scripts/firmware add FILE...: firmware into the catalogue, checked as an upload is; scripts/firmware list: what is there.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { markRelease } from '../server/cpe/firmware.ts';
import { DEVICES } from '../server/devices/registry.ts';
import { VENDORS } from '../server/devices/types.ts';
import { lineKey } from '../server/domain/firmware.ts';
import { AppError } from '../server/errors.ts';
import { addFirmware, type FirmwareImage } from '../server/firmware/images.ts';
import { listLines } from '../server/firmware/lines.ts';
import { type CommandStore, openCommandStore } from '../server/store/command-store.ts';
import { runCommand, usage } from './archive-command.ts';

const USAGE = `scripts/firmware add FILE... --vendor VENDOR [options]
scripts/firmware list

add puts firmware files into the catalogue: each is checked (name, hardware, sum), then phones may be told to load it. A file
that does not fit is refused, and the others go on. list prints every model's releases. A server may be running.

  --vendor VENDOR    ${VENDORS.join(', ')}
  --model MODEL      for this model alone; by default every model whose hardware the file is for
  --track TRACK      for this track of the model alone, such as Lydis
  --version VERSION  by default the one in the file's name
  --role ROLE        which part of the phone it is for, such as w53h for a handset; by default the phone itself
  --sha256 SUM       refuses the file when its bytes have another sum; for one file
  --recommend        makes the release the recommended one of every model that the file is for

BELLHOP_DATA and MONGODB_URI name the store, as for scripts/start. Exits with 0 when every file was added, else with 1.`;

const text = { type: 'string' } as const;
const WORDS = { vendor: text, model: text, track: text, version: text, role: text, sha256: text } as const;
const FLAGS = { recommend: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

type Wishes = Readonly<Partial<Record<keyof typeof WORDS, string>>> & { readonly recommend?: boolean };

await runCommand(async (log) => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { ...WORDS, ...FLAGS } });
  const [command, ...files] = positionals;
  const isAdd = command === 'add' && files.length > 0 && values.vendor !== undefined;
  const isList = command === 'list' && files.length === 0;
  if (values.help || !(isAdd || isList)) return usage(USAGE, values.help);
  const { dataDir, mongoUri, secretKey } = readConfig(process.env);
  const store = await openCommandStore({ dataDir, mongoUri, secretKey, log, name: 'scripts/firmware' });
  try {
    if (isList) return await list(store);
    let refused = 0;
    for (const file of files) if (!(await add(store, file, values))) refused += 1;
    return refused === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
});

/** @returns whether it was added */
async function add({ firmware }: CommandStore, file: string, wishes: Wishes): Promise<boolean> {
  const { recommend, vendor = '', ...more } = wishes;
  try {
    if (!(await stat(file)).isFile()) throw new AppError('INPUT_INVALID', { detail: 'is no file' });
    const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
    const image = await addFirmware(firmware, { ...more, vendor, name: basename(file) }, source, new Date());
    say(
      `added ${image.name}: ${image.version} for ${image.lines.join(', ')} (${image.sizeBytes} bytes, ${image.sha256})`,
    );
    if (recommend) await recommendOf(firmware, image);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) && !(error instanceof Error && 'syscall' in error)) throw error;
    const why =
      error instanceof AppError ? error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()) : [];
    process.stderr.write(`refused ${file}: ${why.length > 0 ? why.join('; ') : error.message}\n`);
    return false;
  }
}

async function recommendOf(firmware: CommandStore['firmware'], image: FirmwareImage): Promise<void> {
  const deps = { firmware, now: () => new Date() };
  for (const { model } of DEVICES) {
    if (!image.lines.includes(lineKey(model.vendor, model.model, model.track))) continue;
    await markRelease(deps, model, image.version, { state: 'recommended' });
    say(`recommended ${image.version} for ${lineKey(model.vendor, model.model, model.track)}`);
  }
}

async function list({ firmware }: CommandStore): Promise<number> {
  for (const line of await listLines(firmware)) {
    say(lineKey(line.vendor, line.model, line.track));
    for (const { version, state, comesFrom, files } of line.releases) {
      const from = comesFrom === undefined ? '' : `, from ${comesFrom} on`;
      say(`  ${version} ${state}${from}: ${files.map(({ name, role }) => `${name} (${role})`).join(', ')}`);
    }
  }
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
