// style.md, "Who may import whom": reads every import of server/ and holds it against the table.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../server', import.meta.url).pathname;

/** Each room of the table and the rooms that its imports may come from, besides itself. */
const PURE: Readonly<Record<string, readonly string[]>> = { domain: [], devices: ['domain'], routing: ['domain'] };
const USE_CASES = [
  'access',
  'alarms',
  'audit',
  'certificates',
  'cpe',
  'firmware',
  'pbx',
  'personal',
  'plans',
  'provisioning',
  'redirects',
  'webhooks',
  'work',
];
const EDGES = ['http', 'jobs', 'mail', 'media', 'outbound', 'portal', 'sip', 'store', 'syslog', 'tftp'];
const BELOW_USE_CASES = [...Object.keys(PURE), 'errors.ts'];
const BELOW_EDGES = [...BELOW_USE_CASES, ...USE_CASES, 'log.ts'];
/** The files that put the process together. */
const WHOLE = ['app.ts', 'bellhop.ts', 'desks.ts', 'main.ts', 'metrics.ts', 'notice-rounds.ts', 'phone-listeners.ts'];
const MAY: Readonly<Record<string, readonly string[]>> = {
  ...PURE,
  ...Object.fromEntries(USE_CASES.map((room) => [room, [...BELOW_USE_CASES, ...USE_CASES]])),
  ...Object.fromEntries(EDGES.map((room) => [room, BELOW_EDGES])),
  calls: [...BELOW_EDGES, 'sip', 'media'],
  'config.ts': ['domain'],
  'errors.ts': [],
  'log.ts': [],
};
/** What may be imported for its types alone: use cases get their log as an argument. */
const MAY_TYPE: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  USE_CASES.map((room) => [room, ['log.ts']]),
);

interface Import {
  /** Path below server/. */
  readonly file: string;
  /** Room or top-level file. */
  readonly room: string;
  readonly specifier: string;
  /** Room or top-level file that it leads to; undefined for packages and Node. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.m?[jt]s$/.test(name) ? [path] : [];
  });
}

const FILES = filesBelow(ROOT).map((path) => ({ path, file: relative(ROOT, path), text: readFileSync(path, 'utf8') }));

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?([^'"();]*?)\bfrom\s+['"]([^'"]+)['"]/gm;
const BARE_OR_DYNAMIC = /(?:^\s*import\s+|\bimport\()\s*['"]([^'"]+)['"]/gm;

function importsOf({ path, file, text }: (typeof FILES)[number]): readonly Import[] {
  const at = (specifier: string, typeOnly: boolean, names: readonly string[]): Import => ({
    file,
    room: roomOf(file),
    specifier,
    target: specifier.startsWith('.') ? roomOf(relative(ROOT, join(dirname(path), specifier))) : undefined,
    typeOnly,
    names,
  });
  const named = [...text.matchAll(STATEMENT)].map(([, type, clause = '', specifier = '']) => {
    const names = (/\{([^}]*)\}/.exec(clause)?.[1] ?? clause)
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    return at(specifier, type !== undefined || names.every((name) => name.startsWith('type ')), names);
  });
  return [...named, ...[...text.matchAll(BARE_OR_DYNAMIC)].map(([, specifier = '']) => at(specifier, false, []))];
}

const IMPORTS = FILES.flatMap(importsOf);
const INSIDE = IMPORTS.filter(({ target }) => target !== undefined);
const told = ({ file, specifier }: Import) => `${file} -> ${specifier}`;

describe('the reading itself', () => {
  test('it saw the tree', () => {
    console.info(
      `architecture: ${IMPORTS.length} imports of ${FILES.length} files checked, ${INSIDE.length} of them ours`,
    );
    expect(FILES.length).toBeGreaterThan(100);
    expect(IMPORTS.length).toBeGreaterThan(400);
    expect(INSIDE.length).toBeGreaterThan(250);
  });

  test('it reads every form of an import', () => {
    const text = [
      "import a from 'a';",
      "import type { B } from './domain/b.ts';",
      "import { type C, type D } from '../c.ts';",
      "import { e, type F } from 'node:net';",
      "import {\n  g,\n  h,\n} from './g.ts';",
      "export { i } from './i.ts';",
      "export * from './j.ts';",
      "import 'k';",
      "const l = await import('./l.ts');",
    ].join('\n');
    const read = importsOf({ path: join(ROOT, 'x/y.ts'), file: 'x/y.ts', text });
    expect(read.map(({ specifier, typeOnly, target }) => [specifier, typeOnly, target])).toEqual([
      ['a', false, undefined],
      ['./domain/b.ts', true, 'x'],
      ['../c.ts', true, 'c.ts'],
      ['node:net', false, undefined],
      ['./g.ts', false, 'x'],
      ['./i.ts', false, 'x'],
      ['./j.ts', false, 'x'],
      ['k', false, undefined],
      ['./l.ts', false, 'x'],
    ]);
    expect(read[3]?.names).toEqual(['e', 'type F']);
  });

  test('every import of ours leads to a file', () => {
    const paths = new Set(FILES.map(({ file }) => file));
    const lost = INSIDE.filter(
      ({ file, specifier }) => !paths.has(relative(ROOT, join(ROOT, dirname(file), specifier))),
    );
    expect(lost.map(told)).toEqual([]);
  });
});

describe('who may import whom', () => {
  test('every room and top-level file is in the table, and the rooms that carry the rest exist', () => {
    const rooms = new Set(FILES.map(({ file }) => roomOf(file)));
    expect([...rooms].filter((room) => !(room in MAY) && !WHOLE.includes(room))).toEqual([]);
    for (const room of [
      'domain',
      'devices',
      'provisioning',
      'cpe',
      'store',
      'http',
      'tftp',
      'errors.ts',
      'log.ts',
      'config.ts',
    ])
      expect([...rooms]).toContain(room);
  });

  test.each(Object.keys(MAY))('%s', (room) => {
    const broken = INSIDE.filter((i) => i.room === room && i.target !== room).filter(
      ({ target = '', typeOnly }) => !MAY[room]?.includes(target) && !(typeOnly && MAY_TYPE[room]?.includes(target)),
    );
    expect(broken.map(told)).toEqual([]);
  });

  test('nobody imports what puts the process together, but those files themselves', () => {
    const broken = INSIDE.filter(({ room, target = '' }) => WHOLE.includes(target) && !WHOLE.includes(room));
    expect(broken.map(told)).toEqual([]);
  });

  test('rooms of use cases import one another in one direction', () => {
    const edges = new Map(
      USE_CASES.map((room) => [
        room,
        new Set(
          INSIDE.flatMap((i) =>
            i.room === room && USE_CASES.includes(i.target ?? '') && i.target !== room ? [i.target ?? ''] : [],
          ),
        ),
      ]),
    );
    const cycleFrom = (room: string, path: readonly string[]): string | undefined => {
      if (path.includes(room)) return [...path.slice(path.indexOf(room)), room].join(' -> ');
      for (const next of edges.get(room) ?? []) {
        const cycle = cycleFrom(next, [...path, room]);
        if (cycle !== undefined) return cycle;
      }
      return undefined;
    };
    expect(USE_CASES.flatMap((room) => cycleFrom(room, []) ?? [])).toEqual([]);
  });
});

describe('one owner each', () => {
  const users = (owned: (i: Import) => boolean, owners: readonly string[]) =>
    IMPORTS.filter((i) => owned(i) && !owners.includes(i.room)).map(told);

  test('mongoose in store/', () => {
    expect(users(({ specifier }) => /^(?:mongoose|mongodb)(?:\/|$)/.test(specifier), ['store'])).toEqual([]);
  });

  test('nodemailer in mail/', () => {
    expect(users(({ specifier }) => specifier === 'nodemailer', ['mail'])).toEqual([]);
  });

  test('agenda in jobs/', () => {
    expect(users(({ specifier }) => /^(?:agenda|@agendajs\/.*)$/.test(specifier), ['jobs'])).toEqual([]);
  });

  test('fastify in http/, portal/ and what puts the process together', () => {
    expect(
      users(({ specifier }) => /^(?:fastify|@fastify\/.*)$/.test(specifier), ['http', 'portal', ...WHOLE]),
    ).toEqual([]);
  });

  test('sockets in tftp/, sip/ and syslog/: elsewhere only whether a text is an address', () => {
    const opens = ({ specifier, names, typeOnly }: Import) =>
      !typeOnly &&
      (specifier === 'node:dgram' ||
        (specifier === 'node:net' && names.some((name) => !/^isIP(?:v[46])?$/.test(name))));
    expect(users(opens, ['tftp', 'sip', 'syslog', 'media'])).toEqual([]);
  });

  test('process.env in config.ts, which main.ts hands it to', () => {
    const users = FILES.filter(({ text }) => /\bprocess\s*\.\s*env\b/.test(text)).map(({ file }) => file);
    expect(users.filter((file) => file !== 'config.ts' && file !== 'main.ts')).toEqual([]);
  });
});

describe('pure rooms do no I/O, no logging, read no clock and no randomness', () => {
  const pure = FILES.filter(({ file }) => roomOf(file) in PURE);

  test('there are some', () => {
    expect(pure.length).toBeGreaterThan(40);
  });

  test('of Node they use hashing and the shape of addresses alone', () => {
    const node = IMPORTS.filter(
      ({ room, specifier, typeOnly }) => room in PURE && specifier.startsWith('node:') && !typeOnly,
    );
    const allowed = ['createHash', 'hash', 'timingSafeEqual', 'isIP', 'isIPv4', 'isIPv6'];
    expect(
      node.filter(({ names }) => !names.every((name) => name.startsWith('type ') || allowed.includes(name))).map(told),
    ).toEqual([]);
  });

  test.each([
    ['a clock', /\bDate\.now\(|\bnew Date\(\)|\bDateTime\.(?:now|local|utc)\(\)|\bperformance\.now\(/],
    ['randomness', /\bMath\.random\(|\brandomBytes\b|\brandomUUID\b/],
    ['logging', /\bconsole\.|\bpino\b|\blog\.(?:debug|info|warn|error)\(/],
    ['timers', /\bset(?:Timeout|Interval|Immediate)\(/],
    ['waiting', /\bawait\b|\bnew Promise\b/],
  ])('%s', (_, pattern) => {
    expect(pure.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
