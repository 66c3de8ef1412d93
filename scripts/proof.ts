// Which requirements have a test that names them: the ids of docs/requirements-ids.json against the names of tests.

export interface Requirement {
  readonly id: string;
  readonly title: string;
  /** Belongs to work that is still to come, or to nobody's: which. */
  readonly elsewhere?: string;
}

/** A file of the project; `path` from its folder. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** proven: a test's name has the id; elsewhere: said of it; named: code or a comment has it; open: nobody does. */
export type State = (typeof STATES)[number];
const STATES = ['proven', 'elsewhere', 'named', 'open'] as const;

export interface Proof extends Requirement {
  readonly state: State;
  /** Tests, or else the files that name it. */
  readonly files: readonly string[];
}

const ID = /\b([A-Z]{1,4})-(\d+)(?:[a-z]\b)?(?: to (?:\1-)(\d+))?/g;
/** Strings in single quotes or backticks on one line: names of tests, and the rows of their tables. */
const STRING = /'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g;

/** Every id in a text; `Q-80 to Q-82` names three. */
export function idsIn(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, prefix = '', first = '', last = first] of text.matchAll(ID))
    for (let n = Number(first); n <= Number(last); n += 1) ids.add(`${prefix}-${n}`);
  return ids;
}

/** The ids in the strings of a test file. */
export function idsInNames(text: string): ReadonlySet<string> {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return idsIn([...code.matchAll(STRING)].map(([, single, back]) => single ?? back ?? '').join('\n'));
}

/** @param tests, others  the project's files: those whose names prove, and those that may merely name */
export function prove(
  requirements: readonly Requirement[],
  tests: readonly Source[],
  others: readonly Source[],
): readonly Proof[] {
  const proving = byId(tests, idsInNames);
  const naming = byId([...tests, ...others], idsIn);
  return requirements.map((requirement) => {
    const proofs = proving.get(requirement.id);
    const names = naming.get(requirement.id);
    const unproven = requirement.elsewhere !== undefined ? 'elsewhere' : names !== undefined ? 'named' : 'open';
    const state = proofs !== undefined ? 'proven' : unproven;
    return { ...requirement, state, files: proofs ?? names ?? [] };
  });
}

/** The table as Markdown. */
export function tableOf(proofs: readonly Proof[]): string {
  const prefixes = [...new Set(proofs.map(prefixOf))];
  const counts = [...prefixes, undefined].map((prefix) => {
    const some = proofs.filter((proof) => prefix === undefined || prefixOf(proof) === prefix);
    const of = STATES.map((state) => some.filter((proof) => proof.state === state).length);
    return `| ${prefix ?? 'all'} | ${some.length} | ${of.join(' | ')} |`;
  });
  const rows = proofs.map(({ id, title, state, elsewhere, files }) => {
    const where = state === 'elsewhere' && elsewhere !== undefined ? [`${elsewhere}.`] : [];
    return `| ${id} | ${title} | ${state} | ${[...where, ...files].join(' ')} |`;
  });
  return [
    '# Requirements',
    '',
    'Made by `scripts/requirements` from requirements-ids.json and the tests; not edited by hand. *Proven*: the name of a test has the id.',
    '*Elsewhere*: not the business of what is there now; said where. *Named*: only code or a comment has it. *Open*: nothing has it.',
    '',
    `| prefix | ids | ${STATES.join(' | ')} |`,
    '|---|---|---|---|---|---|',
    ...counts,
    '',
    '| id | what | state | where |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function byId(sources: readonly Source[], idsOf: (text: string) => ReadonlySet<string>): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path, text } of sources)
    for (const id of idsOf(text)) {
      const paths = found.get(id);
      if (paths === undefined) found.set(id, [path]);
      else paths.push(path);
    }
  return found;
}

function prefixOf({ id }: Requirement): string {
  return id.slice(0, id.lastIndexOf('-'));
}
