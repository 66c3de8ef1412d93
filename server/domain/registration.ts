// Whether a phone is registered for calls, as far as somebody told: the phone itself by its action URLs, or a registrar. Each of
// its channels has the last word that was heard of it. Pure.

/** failed: it tried and was refused or not answered. */
export const REGISTRATION_WORDS = ['registered', 'unregistered', 'failed'] as const;
export type RegistrationWord = (typeof REGISTRATION_WORDS)[number];

/** The last word about one channel. */
export interface LineRegistration {
  readonly word: RegistrationWord;
  readonly at: Date;
}

/** By the id of the channel: no more than a phone was given. */
export type Registrations = Readonly<Record<string, LineRegistration>>;

/** Of a whole phone. `at`: since when; of one that is registered, the last of its channels. */
export type RegistrationState =
  | { readonly state: 'unknown' }
  | { readonly state: 'registered' | 'notRegistered'; readonly at: Date };

/**
 * One channel that is known not to be registered makes the phone not registered; registered it is when all its channels are.
 * @param channelIds  the channels that it has now: what was told of others counts no more
 * @returns unknown: nobody told of each of them, or it has none
 */
export function registrationOf(
  channelIds: readonly string[],
  registrations: Registrations | undefined = {},
): RegistrationState {
  const told = channelIds.flatMap((id) => registrations[id] ?? []);
  const away = told.filter(({ word }) => word !== 'registered').map(({ at }) => at);
  const [since] = away.toSorted((a, b) => a.getTime() - b.getTime());
  if (since) return { state: 'notRegistered', at: since };
  if (told.length === 0 || told.length < channelIds.length) return { state: 'unknown' };
  return { state: 'registered', at: new Date(Math.max(...told.map(({ at }) => at.getTime()))) };
}

/**
 * Whether all its channels registered at that moment or later.
 * @param since  absent: whenever
 * @returns unknown: nobody tells of it
 */
export function isRegisteredSince(
  channelIds: readonly string[],
  registrations: Registrations | undefined,
  since: Date | undefined,
): boolean | 'unknown' {
  const { state } = registrationOf(channelIds, registrations);
  if (state === 'unknown') return 'unknown';
  const isOld = (id: string) => since !== undefined && (registrations?.[id]?.at ?? since) < since;
  return state === 'registered' && !channelIds.some(isOld);
}

/**
 * Which channel a phone speaks of.
 * @param username  as the phone said it; absent where it named none
 * @returns undefined when it is none of its channels, or it named none and has several
 */
export function channelNamed<T extends { readonly username: string }>(
  channels: readonly T[],
  username: string | undefined,
): T | undefined {
  if (username !== undefined) return channels.find((channel) => channel.username === username);
  return channels.length === 1 ? channels[0] : undefined;
}
