// Whether calls could go round without anybody pressing a key: extensions that lead to one another by themselves. What a caller
// chooses is left out: a menu may lead back to the one before. Pure. Source: EXT-13
import type { ExtensionKind } from '../domain/telephony/extension.ts';
import type { FieldError } from '../errors.ts';
import { type AnyTelephony, ofKind } from './kinds.ts';
import { type Reference, referencesIn } from './references.ts';

/** By kind: where calls go on without a key. A pointer that begins so is meant. */
const BY_ITSELF: Readonly<Partial<Record<ExtensionKind, readonly string[]>>> = {
  group: ['/forwardAlways/', '/forwardOnBusy/', '/forwardOnNoAnswer/'],
  authentication: ['/defaultTo/', '/entries/'],
  ivr: ['/fallback/'],
  lbr: ['/routing/'],
  tbr: ['/failover/', '/periods/'],
  callLimit: ['/within/', '/above/'],
  selector: ['/fallback/'],
  smartApp: ['/fallback/'],
};
const OF_QUEUES = ['/noAgentTo', '/forwarding/to'];
/** The extensions that a record leads calls to by itself. */
function leadsTo(record: AnyTelephony): readonly Reference[] {
  const places = placesOf(record);
  const asked = askedPlaces(record);
  return referencesIn(record.kind, record.value).filter(
    ({ to, pointer }) =>
      to === 'extension' &&
      places.some((place) => pointer.startsWith(place)) &&
      !asked.some((place) => pointer.startsWith(place)),
  );
}

function placesOf(record: AnyTelephony): readonly string[] {
  const [extension] = ofKind([record], 'extension');
  if (extension) return BY_ITSELF[extension.value.kind] ?? [];
  const [queue] = ofKind([record], 'queue');
  if (!queue) return [];
  return queue.value.forwarding.when === 'never' ? OF_QUEUES.slice(0, 1) : OF_QUEUES;
}

/** Whoever keys in the right digits is led there. */
function askedPlaces(record: AnyTelephony): readonly string[] {
  const value = ofKind([record], 'extension')[0]?.value;
  if (value?.kind === 'authentication' && value.by === 'pin') return ['/'];
  return value?.kind === 'lbr' && value.routing.by === 'postcode' ? ['/routing/entries/'] : [];
}

/**
 * What of a record makes calls come back to it.
 * @param others  extensions and queues of the account; a former state of the record is left out
 * @returns each place with the way round, such as `410, 411, 410`
 */
export function loopsThrough(record: AnyTelephony, others: readonly AnyTelephony[]): readonly FieldError[] {
  const own = leadsTo(record);
  if (own.length === 0) return [];
  const edges = new Map<string, readonly string[]>();
  for (const other of others)
    if (other.id !== record.id)
      edges.set(other.key, [...(edges.get(other.key) ?? []), ...leadsTo(other).map(({ name }) => name)]);
  return own.flatMap(({ name, pointer }) => {
    const way = wayTo(record.key, name, edges);
    return way ? [{ pointer, detail: `leads calls round without end: ${[record.key, ...way].join(', ')}` }] : [];
  });
}

function wayTo(
  end: string,
  from: string,
  edges: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  const follow = (at: string): readonly string[] | undefined => {
    if (at === end) return [at];
    if (seen.has(at)) return undefined;
    seen.add(at);
    for (const next of edges.get(at) ?? []) {
      const rest = follow(next);
      if (rest) return [at, ...rest];
    }
    return undefined;
  };
  return follow(from);
}
