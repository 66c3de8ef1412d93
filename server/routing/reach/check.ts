// Everything that is wrong with a reachability, each place by its pointer: names and references first, then times, then what
// must exist in the account. Source: of routing-and-reach.md
import { Value } from 'typebox/value';
import type { Country } from '../../domain/locale.ts';
import type { Destination, E164, ExtensionNumber } from '../../domain/telephony/destination.ts';
import { callerNumberOf, leadingDigits } from '../../domain/telephony/dialled-number.ts';
import {
  CALLER_ID_CODES,
  type Profile,
  type Reach,
  ReachSchema,
  type StatusTime,
} from '../../domain/telephony/reach.ts';
import { hasControlCharacters } from '../../domain/text.ts';
import { minuteOf } from './clock.ts';
import { chainOf } from './profile.ts';

/** What a user's settings may refer to. */
export interface ReachSurroundings {
  readonly owner: ExtensionNumber;
  readonly country: Country;
  /** All extensions of the account. */
  readonly extensions: ReadonlySet<ExtensionNumber>;
  /** All numbers of the account. Source: 4.2 "telephone numbers linked to the account" */
  readonly numbers: ReadonlySet<E164>;
}

export interface ReachProblem {
  /** JSON pointer into the settings. */
  readonly pointer: string;
  readonly detail: string;
}

/** Settings from outside, with defaults filled in; everything wrong with them otherwise. */
export function readReach(
  given: unknown,
  around: ReachSurroundings,
): { readonly reach: Reach } | { readonly problems: readonly ReachProblem[] } {
  const filled = Value.Default(ReachSchema, Value.Clone(given));
  if (!Value.Check(ReachSchema, filled))
    return {
      problems: Value.Errors(ReachSchema, filled).map(({ instancePath, message }) => ({
        pointer: instancePath,
        detail: message,
      })),
    };
  const problems = checkReach(filled, around);
  return problems.length > 0 ? { problems } : { reach: filled };
}

/** What the grammar cannot say; empty when the settings hold together. */
export function checkReach(reach: Reach, around: ReachSurroundings): readonly ReachProblem[] {
  return [
    ...nameProblems('/profiles', reach.profiles),
    ...nameProblems('/callClasses', reach.callClasses),
    ...nameProblems('/statuses', reach.statuses),
    ...referenceProblems(reach),
    ...matrixProblems(reach),
    ...reach.profiles.flatMap((profile, i) => profileProblems(reach, profile, `/profiles/${i}`, around)),
    ...criteriaProblems(reach, around),
    ...reach.statuses.flatMap(({ times }, i) =>
      times.flatMap((time, n) => timeProblems(time, `/statuses/${i}/times/${n}`)),
    ),
    ...CALLER_ID_CODES.flatMap((code) =>
      numberProblems(reach.callerIdPrefixes[code], `/callerIdPrefixes/${code}`, around),
    ),
  ];
}

function nameProblems(
  pointer: string,
  items: readonly { readonly id: string; readonly name: string }[],
): readonly ReachProblem[] {
  return items.flatMap(({ id, name }, i) => {
    const before = items.slice(0, i);
    const at = (field: string, detail: string) => ({ pointer: `${pointer}/${i}/${field}`, detail });
    return [
      ...(before.some((other) => other.id === id) ? [at('id', `${id} is used already`)] : []),
      ...(before.some((other) => other.name.trim() === name.trim()) ? [at('name', `${name} is used already`)] : []),
      ...(name.trim() === '' || hasControlCharacters(name) ? [at('name', 'must be one line, and not blank')] : []),
    ];
  });
}

function has(items: readonly { readonly id: string }[], id: string | undefined): boolean {
  return id === undefined || items.some((item) => item.id === id);
}

function referenceProblems({ profiles, callClasses, statuses, defaults, roamingStatus }: Reach) {
  const missing = (pointer: string, what: string, items: readonly { readonly id: string }[], id: string | undefined) =>
    has(items, id) ? [] : [{ pointer, detail: `there is no ${what} ${id}` }];
  return [
    ...missing('/defaults/profile', 'profile', profiles, defaults.profile),
    ...missing('/defaults/callClass', 'call class', callClasses, defaults.callClass),
    ...missing('/defaults/status', 'status', statuses, defaults.status),
    ...missing('/defaults/doNotDisturb', 'status', statuses, defaults.doNotDisturb),
    ...missing('/roamingStatus', 'status', statuses, roamingStatus),
    ...profiles.flatMap(({ inheritsFrom }, i) =>
      missing(`/profiles/${i}/inheritsFrom`, 'profile', profiles, inheritsFrom),
    ),
    ...(defaults.doNotDisturb !== undefined && defaults.doNotDisturb === defaults.status
      ? [{ pointer: '/defaults/doNotDisturb', detail: 'must be another status than the default status' }]
      : []),
  ];
}

function matrixProblems({ matrix, profiles, callClasses, statuses }: Reach): readonly ReachProblem[] {
  const seen = new Set<string>();
  return matrix.flatMap(({ status, callClass, profile }, i) => {
    const at = (field: string, detail: string) => ({ pointer: `/matrix/${i}${field}`, detail });
    const cell = `${status} ${callClass}`;
    const isTaken = seen.has(cell);
    seen.add(cell);
    return [
      ...(has(statuses, status) ? [] : [at('/status', `there is no status ${status}`)]),
      ...(has(callClasses, callClass) ? [] : [at('/callClass', `there is no call class ${callClass}`)]),
      ...(has(profiles, profile) ? [] : [at('/profile', `there is no profile ${profile}`)]),
      ...(isTaken ? [at('', 'this status and call class have a profile already')] : []),
    ];
  });
}

function profileProblems(
  reach: Reach,
  profile: Profile,
  pointer: string,
  around: ReachSurroundings,
): readonly ReachProblem[] {
  const { callerId, devices } = profile;
  const at = (field: string, detail: string) => ({ pointer: `${pointer}${field}`, detail });
  const isDefault = profile.id === reach.defaults.profile;
  return [
    ...(isDefault && profile.inheritsFrom !== undefined
      ? [at('/inheritsFrom', 'the default profile inherits from nobody')]
      : []),
    ...(chainOf(reach, profile).isCircle ? [at('/inheritsFrom', 'leads back to this profile')] : []),
    ...(callerId.mode === 'on' && callerId.e164 === undefined ? [at('/callerId/e164', 'is needed when it is on')] : []),
    ...numberProblems(callerId.e164, `${pointer}/callerId/e164`, around),
    ...(['unconditional', 'busy', 'noAnswer'] as const).flatMap((name) => {
      const { mode, to } = profile[name];
      if (to !== undefined) return destinationProblems(to, `${pointer}/${name}/to`, around);
      return mode === 'on' ? [at(`/${name}/to`, 'is needed when it is on')] : [];
    }),
    ...(devices.mode === 'on' && !(devices.fixed || devices.mobile || devices.web)
      ? [at('/devices', 'at least one device must ring')]
      : []),
  ];
}

/** Where calls of a user may go on to. */
export function destinationProblems(
  to: Destination,
  pointer: string,
  { owner, extensions }: Pick<ReachSurroundings, 'owner' | 'extensions'>,
): readonly ReachProblem[] {
  if (to.kind === 'number') return [];
  if (to.kind === 'extension' && to.number === owner)
    return [{ pointer, detail: 'is the user’s own extension: the call would come back' }];
  const extension = to.kind === 'extension' ? to.number : to.of;
  return extension === owner || extensions.has(extension)
    ? []
    : [{ pointer, detail: `there is no extension ${extension}` }];
}

function numberProblems(
  number: E164 | undefined,
  pointer: string,
  { numbers }: ReachSurroundings,
): readonly ReachProblem[] {
  return number === undefined || numbers.has(number)
    ? []
    : [{ pointer, detail: `${number} is no number of this account` }];
}

/** What stands in two classes could never lead to the second one. Source */
function criteriaProblems({ callClasses }: Reach, around: ReachSurroundings): readonly ReachProblem[] {
  const { country } = around;
  const seen = new Map<string, string>();
  const taken = (kind: string, value: string, pointer: string, name: string): readonly ReachProblem[] => {
    const former = seen.get(`${kind} ${value}`);
    seen.set(`${kind} ${value}`, name);
    return former === undefined ? [] : [{ pointer, detail: `stands in ${former} already` }];
  };
  return callClasses.flatMap(({ name, callerId, contacts, extensions, prefixes }, i) => {
    const at = `/callClasses/${i}`;
    return [
      ...numberProblems(callerId, `${at}/callerId`, around),
      ...contacts.flatMap(({ numbers }, c) =>
        numbers.flatMap((number, n) =>
          taken('contact', callerNumberOf(number, country), `${at}/contacts/${c}/numbers/${n}`, name),
        ),
      ),
      ...extensions.flatMap((extension, e) => [
        ...taken('extension', extension, `${at}/extensions/${e}`, name),
        ...(around.extensions.has(extension)
          ? []
          : [{ pointer: `${at}/extensions/${e}`, detail: `there is no extension ${extension}` }]),
      ]),
      ...prefixes.flatMap((prefix, p) => taken('prefix', leadingDigits(prefix, country), `${at}/prefixes/${p}`, name)),
    ];
  });
}

function timeProblems(time: StatusTime, pointer: string): readonly ReachProblem[] {
  if (time.kind === 'weekly') return [];
  const [start, end] = [minuteOf(time.start), minuteOf(time.end)];
  return [
    ...(Number.isNaN(start) ? [{ pointer: `${pointer}/start`, detail: 'there is no such day' }] : []),
    ...(Number.isNaN(end) ? [{ pointer: `${pointer}/end`, detail: 'there is no such day' }] : []),
    ...(end <= start ? [{ pointer: `${pointer}/end`, detail: 'must be after the start' }] : []),
  ];
}
