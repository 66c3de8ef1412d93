// Whether calls could go round without anybody pressing a key or a phone ringing: extensions, telephone numbers and users that
// lead to one another by themselves. What a caller chooses is left out: a menu may lead back to the one before. So are forwards
// of users that wait for a phone (busy, no answer) and those of a status that is set or planned: colleagues may stand in for one
// another at lunch. What such forwards make of a call is bounded when it is met. Pure. Source: EXT-13, R-12, R-82, NP-18, R-64
import { parseDestinations } from '../domain/destinations.ts';
import type { Destination } from '../domain/telephony/destination.ts';
import type { ExtensionKind } from '../domain/telephony/extension.ts';
import type { Reach } from '../domain/telephony/reach.ts';
import type { TelephonyKind } from '../domain/telephony/record.ts';
import type { FieldError } from '../errors.ts';
import { chainOf, modeOf } from '../routing/reach/profile.ts';
import { type AnyTelephony, ofKind, type ValueOf } from './kinds.ts';
import { referencesIn } from './references.ts';

/** The kinds of records that lead calls on. */
export const LEADING_KINDS = [
  'extension',
  'queue',
  'reach',
  'reachState',
  'number',
  'numberPlanSchema',
] as const satisfies readonly TelephonyKind[];

/** From an extension or telephone number to another, and where the record says so. */
interface Lead {
  readonly from: string;
  readonly to: string;
  readonly pointer: string;
}

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

/** Where a record leads calls to by itself. */
function leadsOf(record: AnyTelephony): readonly Lead[] {
  const forwards = ofKind([record], 'extension').flatMap(({ key, value }) =>
    value.kind === 'forward' ? [{ from: key, to: value.to, pointer: '/to' }] : [],
  );
  return [
    ...namedLeads(record),
    ...forwards,
    ...ofKind([record], 'queue').flatMap(({ value }) => numbersOfQueue(value)),
    ...ofKind([record], 'reach').flatMap(({ key, value }) => standingForwards(key, value)),
    ...ofKind([record], 'reachState').flatMap(({ key, value: { forwards: set } }) =>
      leadTo(key, set?.always, '/forwards/always'),
    ),
    ...ofKind([record], 'number').flatMap(({ key, value: { linkedTo: to } }) =>
      to === undefined ? [] : [{ from: key, to, pointer: '/linkedTo' }],
    ),
    ...ofKind([record], 'numberPlanSchema').flatMap(({ value }) => rowsOf(value)),
  ];
}

function namedLeads(record: AnyTelephony): readonly Lead[] {
  const places = placesOf(record);
  if (places.length === 0) return [];
  const asked = askedPlaces(record);
  return referencesIn(record.kind, record.value).flatMap(({ to, name, pointer }) =>
    (to === 'extension' || to === 'number') &&
    places.some((place) => pointer.startsWith(place)) &&
    !asked.some((place) => pointer.startsWith(place))
      ? [{ from: record.key, to: name, pointer }]
      : [],
  );
}

function placesOf(record: AnyTelephony): readonly string[] {
  const [extension] = ofKind([record], 'extension');
  if (extension) return BY_ITSELF[extension.value.kind] ?? [];
  const [queue] = ofKind([record], 'queue');
  return queue ? placesOfQueue(queue.value) : [];
}

function placesOfQueue({ forwarding }: ValueOf<'queue'>): readonly string[] {
  return forwarding.when === 'never' ? OF_QUEUES.slice(0, 1) : OF_QUEUES;
}

/** Whoever keys in the right digits is led there. */
function askedPlaces(record: AnyTelephony): readonly string[] {
  const value = ofKind([record], 'extension')[0]?.value;
  if (value?.kind === 'authentication' && value.by === 'pin') return ['/'];
  return value?.kind === 'lbr' && value.routing.by === 'postcode' ? ['/routing/entries/'] : [];
}

/** Texts of queues name telephone numbers too. */
function numbersOfQueue(queue: ValueOf<'queue'>): readonly Lead[] {
  const texts = { '/noAgentTo': queue.noAgentTo, '/forwarding/to': queue.forwarding.to };
  const places = placesOfQueue(queue);
  return Object.entries(texts).flatMap(([pointer, text]) =>
    (places.includes(pointer) ? (parseDestinations(text ?? '') ?? []) : [])
      .filter((name) => name.startsWith('+'))
      .map((to) => ({ from: queue.number, to, pointer })),
  );
}

/** Unconditional forwards of the status that holds while nobody sets another one. Source */
function standingForwards(from: string, reach: Reach): readonly Lead[] {
  const { profiles, callClasses, matrix, defaults } = reach;
  const chosen = callClasses.map(
    ({ id }) =>
      matrix.find(({ status, callClass }) => status === defaults.status && callClass === id)?.profile ??
      defaults.profile,
  );
  return [...new Set(chosen)].flatMap((id) => {
    const profile = profiles.find((one) => one.id === id);
    const says = profile && chainOf(reach, profile).chain.find((one) => modeOf(one, 'unconditional') !== 'inherit');
    return says?.unconditional.mode === 'on'
      ? leadTo(from, says.unconditional.to, `/profiles/${profiles.indexOf(says)}/unconditional/to`)
      : [];
  });
}

/** A voicemail takes the call. */
function leadTo(from: string, to: Destination | undefined, pointer: string): readonly Lead[] {
  if (to === undefined || to.kind === 'voicemail') return [];
  return [{ from, to: to.kind === 'extension' ? to.number : to.e164, pointer }];
}

function rowsOf({ plans }: ValueOf<'numberPlanSchema'>): readonly Lead[] {
  return plans.flatMap(({ numbers }, i) =>
    numbers.map(({ e164, to }, n) => ({ from: e164, to, pointer: `/plans/${i}/numbers/${n}/to` })),
  );
}

/** Whether it leads calls anywhere that its former state did not. */
export function leadsAnew(record: AnyTelephony, former?: AnyTelephony): boolean {
  return newLeads(record, former).length > 0;
}

function newLeads(record: AnyTelephony, former: AnyTelephony | undefined): readonly Lead[] {
  const known = new Set(former ? leadsOf(former).map(({ from, to }) => `${from} ${to}`) : []);
  return leadsOf(record).filter(({ from, to }) => !known.has(`${from} ${to}`));
}

/**
 * What of a record makes calls come back to where they were. What its former state led to is not said again: it was there.
 * @param others  those of the account that lead calls on; a former state of the record is left out
 * @returns each place with the way round, such as `410, 411, 410`
 */
export function loopsThrough(
  record: AnyTelephony,
  others: readonly AnyTelephony[],
  former?: AnyTelephony,
): readonly FieldError[] {
  const edges = new Map<string, string[]>();
  for (const each of [record, ...others.filter(({ id }) => id !== record.id)])
    for (const { from, to } of leadsOf(each)) {
      const known = edges.get(from);
      if (known) known.push(to);
      else edges.set(from, [to]);
    }
  return newLeads(record, former).flatMap(({ from, to, pointer }) => {
    const way = wayTo(from, to, edges);
    return way ? [{ pointer, detail: `leads calls round without end: ${[from, ...way].join(', ')}` }] : [];
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
