// Reads apt's sources in both of their formats and rewrites one for another suite of the same mirror, so that no
// mirror's host has to be known here. Format: sources.list(5).

export interface AptSource {
  readonly format: 'list' | 'sources';
  /** One line (list) or one stanza (sources), as found. */
  readonly text: string;
}

/**
 * The sources that carry Debian's own `main` of the running release, the likeliest first.
 * @param files    the text of each source file
 * @param codename the running release, `bookworm`
 */
export function mainSources(files: readonly AptSource[], codename: string): AptSource[] {
  const suites = [codename, 'stable', 'oldstable'];
  const found = files.flatMap(({ format, text }) =>
    entriesOf(format, text)
      .map((entry) => ({ format, text: entry, ...fieldsOf(format, entry) }))
      .filter((entry) => entry.enabled && entry.suites.some((suite) => suites.includes(suite)))
      .filter((entry) => entry.components.includes('main')),
  );
  // Third parties use a release's name as well; Debian's own mirrors end in /debian or are lists of such.
  return found
    .sort((a, b) => Number(looksDebian(b.uris)) - Number(looksDebian(a.uris)))
    .map(({ format, text }) => ({ format, text }));
}

/** The same mirror and key with another suite, `main` alone. */
export function sourceForSuite({ format, text }: AptSource, suite: string): string {
  if (format === 'list') return `${text.replace(LIST_LINE, `deb $<options>$<uri> ${suite} main`)}\n`;
  const kept = stanzaFields(text).filter(({ name }) => !['types', 'suites', 'components'].includes(name));
  return `Types: deb\nSuites: ${suite}\nComponents: main\n${kept.map(({ text }) => text).join('\n')}\n`;
}

const LIST_LINE = /^deb\s+(?<options>\[[^\]]*\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)\s+(?<components>.*)$/;

function entriesOf(format: AptSource['format'], text: string): string[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  if (format === 'sources') {
    const stanzas = lines.join('\n').split(/\n[ \t]*\n/);
    return stanzas.filter((stanza) => stanza.trim() !== '');
  }
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => LIST_LINE.test(line));
}

interface Fields {
  readonly enabled: boolean;
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

function fieldsOf(format: AptSource['format'], entry: string): Fields {
  if (format === 'list') {
    const { uri = '', suite = '', components = '' } = LIST_LINE.exec(entry)?.groups ?? {};
    return { enabled: !uri.startsWith('cdrom:'), uris: [uri], suites: [suite], components: words(components) };
  }
  const fields = new Map(stanzaFields(entry).map(({ name, value }) => [name, value]));
  const field = (name: string) => words(fields.get(name) ?? '');
  return {
    enabled: fields.get('enabled')?.trim() !== 'no' && field('types').includes('deb'),
    uris: field('uris'),
    suites: field('suites'),
    components: field('components'),
  };
}

/** The fields of a stanza, each with the lines that continue it: Signed-By may hold a whole key. */
function stanzaFields(stanza: string): { name: string; value: string; text: string }[] {
  const fields = stanza.split(/\n(?=\S)/).map((text) => text.replace(/^\n+/, ''));
  return fields.map((text) => {
    const colon = text.indexOf(':');
    return { name: text.slice(0, colon).toLowerCase(), value: text.slice(colon + 1), text };
  });
}

function looksDebian(uris: readonly string[]): boolean {
  return uris.some((uri) => /\/debian\/?$|^mirror/.test(uri));
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
