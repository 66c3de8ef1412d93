// What phones report by action URL: DND and forwards switched on or off, and whether a line is registered. The name stands where
// a file's name would, `event/<mac>/dnd_on`, so that it passes the same trust as files do.
// Source: facts/yealink.md 4.13, 5.2; facts/aastra-mitel.md 4.11; DEV-31, DEV-34
import { type Mac, parseMac } from '../domain/mac.ts';
import type { RegistrationWord } from '../domain/registration.ts';

export const FEATURES = ['dnd', 'always_fwd', 'busy_fwd', 'no_answer_fwd'] as const;
export type Feature = (typeof FEATURES)[number];

export interface FeatureEvent {
  readonly mac: Mac;
  readonly feature: Feature;
  readonly on: boolean;
}

export interface RegistrationEvent {
  /** Absent: the phone that the User-Agent names; some have too little room for it in their addresses. */
  readonly mac?: Mac;
  /** Absent: a word that nobody documented. */
  readonly registration?: RegistrationWord;
  /** The user name of the line; absent where the phone filled none in. */
  readonly username?: string;
}

export type PhoneEvent = FeatureEvent | RegistrationEvent;

/** Names as Yealink calls its events. */
const REGISTRATION_EVENTS: Readonly<Record<string, RegistrationWord>> = {
  registered: 'registered',
  unregistered: 'unregistered',
  register_failed: 'failed',
};
/** The words of `$$REGISTRATIONSTATE$$` stand in no source that we have read: others than these are heard and not believed. */
const REGISTRATION_STATES: Readonly<Record<string, RegistrationWord>> = {
  REGISTERED: 'registered',
  UNREGISTERED: 'unregistered',
  EXPIRED: 'unregistered',
  REFUSED: 'failed',
  TIMEOUT: 'failed',
};
const NAMELESS = 'event/reg';

/** @param query  what stood behind the question mark */
export function readEvent(name: string, query = ''): PhoneEvent | undefined {
  if (name === NAMELESS) {
    const word = REGISTRATION_STATES[new URLSearchParams(query).get('s')?.toUpperCase() ?? ''];
    return { ...(word && { registration: word }), ...usernameIn(query) };
  }
  const [, macText = '', event = ''] = /^event\/([0-9a-f]{12})\/([a-z_]+)$/i.exec(name) ?? [];
  const mac = parseMac(macText);
  if (!mac || name.endsWith('\n')) return undefined;
  const word = Object.hasOwn(REGISTRATION_EVENTS, event.toLowerCase())
    ? REGISTRATION_EVENTS[event.toLowerCase()]
    : undefined;
  if (word) return { mac, registration: word, ...usernameIn(query) };
  const [, named, state] = /^([a-z_]+)_(on|off)$/i.exec(event) ?? [];
  const feature = FEATURES.find((known) => known === named?.toLowerCase());
  return feature && { mac, feature, on: state?.toLowerCase() === 'on' };
}

/** A variable that the phone did not fill in is no name. */
function usernameIn(query: string): Pick<RegistrationEvent, 'username'> {
  const username = new URLSearchParams(query).get('u') ?? '';
  return username === '' || username.startsWith('$') ? {} : { username };
}
