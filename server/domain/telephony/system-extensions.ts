// Fixed numbers and codes that control the platform from a phone, by country. Ordinary extensions may not stand in their way.
// Source: SYS-1 to SYS-33, SYS-65, EXT-8 to EXT-10, A-24 (8880), A-48 (930), A-51 of routing-and-reach.md
import type { Country } from '../locale.ts';

/** What a system extension or code does; the requirement behind each is what its row of the table says. */
export const SYSTEM_FUNCTIONS = {
  loginStatus: 'SYS-4',
  login: 'SYS-5',
  logout: 'SYS-6',
  queueLogin: 'SYS-7',
  queueLogout: 'SYS-8',
  recordSound: 'SYS-9',
  listenIn: 'SYS-10',
  changePin: 'SYS-11',
  pickup: 'SYS-12',
  moveHere: 'SYS-14',
  forwarding: 'SYS-15',
  timeConfiguration: 'SYS-16',
  voicemailManagement: 'SYS-17',
  retrieveParked: 'SYS-18',
  assistant: 'SYS-20',
  personalVoicemail: 'SYS-21',
} as const;
export type SystemFunction = keyof typeof SYSTEM_FUNCTIONS;

type Codes = Readonly<Record<SystemFunction, string>>;

const NL: Codes = {
  loginStatus: '900',
  login: '901',
  logout: '902',
  queueLogin: '903',
  queueLogout: '904',
  recordSound: '905',
  listenIn: '906',
  changePin: '907',
  pickup: '908',
  moveHere: '909',
  forwarding: '910',
  timeConfiguration: '915',
  voicemailManagement: '920',
  retrieveParked: '930',
  assistant: '940',
  personalVoicemail: '1233',
};
/** The same function, counted from 8800; only voicemail management stands elsewhere. */
const GB: Codes = {
  loginStatus: '8800',
  login: '8801',
  logout: '8802',
  queueLogin: '8803',
  queueLogout: '8804',
  recordSound: '8805',
  listenIn: '8806',
  changePin: '8807',
  pickup: '8808',
  moveHere: '8809',
  forwarding: '8810',
  timeConfiguration: '8815',
  voicemailManagement: '8880',
  retrieveParked: '8830',
  assistant: '8840',
  personalVoicemail: '8888',
};
const NORDIC: Codes = { ...NL, personalVoicemail: '999' };
const CODES: Readonly<Record<Country, Codes>> = { NL, GB, DK: NORDIC, FI: NORDIC };

/** Those of the country; the Dutch ones where it has none of its own. Source: SYS-2 */
export function systemCodesOf(country: Country): Codes {
  return CODES[country] ?? NL;
}

/** Codes that are the same everywhere. During a call: `inCall`. Source: SYS-22 to SYS-29, SYS-65 */
export const STAR_CODES = {
  pickup: '*8',
  moveHere: '*9',
  inCall: { park: '*6', startAnalysis: '*4', stopAnalysis: '*5', hold: '##', retrieve: '*#' },
} as const;

/** Functions whose code may be followed by digits: a park line, or the extension that rings. */
const TAKE_DIGITS: readonly SystemFunction[] = ['pickup', 'retrieveParked'];

export interface DialledCode {
  readonly function: SystemFunction;
  /** What followed the code; empty when nothing did. */
  readonly digits: string;
}

/** Which function a dialled text asks for; undefined when it is none of the country's. Source: SYS-4 to SYS-25 */
export function readSystemCode(dialled: string, country: Country): DialledCode | undefined {
  if (dialled.startsWith(STAR_CODES.pickup)) return withDigits('pickup', dialled.slice(STAR_CODES.pickup.length));
  if (dialled === STAR_CODES.moveHere) return { function: 'moveHere', digits: '' };
  return indexOf(country).exact.get(dialled) ?? longer(dialled, country);
}

function longer(dialled: string, country: Country): DialledCode | undefined {
  const fits = indexOf(country).open.find(({ code }) => dialled.startsWith(code));
  return fits && withDigits(fits.function, dialled.slice(fits.code.length));
}

function withDigits(name: SystemFunction, digits: string): DialledCode | undefined {
  const longest = name === 'retrieveParked' ? 3 : 5;
  return digits.length <= longest && /^[0-9]*$/.test(digits) ? { function: name, digits } : undefined;
}

interface CodeIndex {
  readonly exact: ReadonlyMap<string, DialledCode>;
  readonly open: readonly { readonly code: string; readonly function: SystemFunction }[];
}

const INDEXES = new Map([NL, GB, NORDIC].map((codes) => [codes, indexed(codes)]));

function indexOf(country: Country): CodeIndex {
  return INDEXES.get(systemCodesOf(country)) ?? indexed(systemCodesOf(country));
}

function indexed(codes: Codes): CodeIndex {
  const names = Object.keys(SYSTEM_FUNCTIONS).filter(isSystemFunction);
  return {
    exact: new Map(names.map((name) => [codes[name], { function: name, digits: '' }])),
    open: TAKE_DIGITS.map((name) => ({ code: codes[name], function: name })),
  };
}

function isSystemFunction(name: string): name is SystemFunction {
  return name in SYSTEM_FUNCTIONS;
}

/** A code before a number, for one call: anonymous, or with one of nine caller numbers. Source: SYS-30 to SYS-33, R-43 to R-46 */
export interface DialPrefix {
  /** `31` is anonymous; `30` and `32` to `39` are the user's dynamic numbers. */
  readonly code: string;
  readonly rest: string;
}

/** Countries whose list has no such codes. Source: A-51 */
const WITHOUT_DIAL_PREFIXES: readonly Country[] = ['GB'];

/**
 * Splits the code from the number: `#31#` and the like from any device, `131` and the like from a mobile phone alone.
 * @returns undefined when there is none
 */
export function readDialPrefix(dialled: string, country: Country, isMobile: boolean): DialPrefix | undefined {
  const first = dialled.charCodeAt(0);
  if ((first !== 35 && first !== 49) || WITHOUT_DIAL_PREFIXES.includes(country)) return undefined;
  const found = /^#(3[0-9])#(.*)$/.exec(dialled) ?? (isMobile ? /^1(3[0-9])(.+)$/.exec(dialled) : null);
  return found === null ? undefined : { code: found[1] ?? '', rest: found[2] ?? '' };
}

export const ANONYMOUS_PREFIX = '31';

const EMERGENCY: Readonly<Record<Country, readonly string[]>> = {
  GB: ['112', '999'],
  IE: ['112', '999'],
  FR: ['112', '15', '17', '18'],
  CH: ['112', '117', '118', '144'],
  AT: ['112', '122', '133', '144'],
  DE: ['112', '110'],
  ES: ['112', '091'],
  NO: ['112', '110', '113'],
  PL: ['112', '997', '998', '999'],
  CZ: ['112', '150', '155', '158'],
  US: ['911', '112'],
};
const EVERYWHERE: readonly string[] = ['112'];

/** Numbers that are never blocked, limited or sent without a caller number. Source: CB-6, FAC-102, EXT-10 */
export function emergencyNumbersOf(country: Country): readonly string[] {
  return EMERGENCY[country] ?? EVERYWHERE;
}

export type NumberProblem = 'digits' | 'system' | 'startsLikeSystem' | 'emergency';

/** Why an ordinary extension cannot have this number; undefined when it can. Source: EXT-6, EXT-10, SYS-3 */
export function extensionNumberProblem(number: string, country: Country): NumberProblem | undefined {
  if (!/^[0-9]{2,5}$/.test(number)) return 'digits';
  if (emergencyNumbersOf(country).includes(number)) return 'emergency';
  const { exact, open } = indexOf(country);
  if (exact.has(number)) return 'system';
  return open.some(({ code }) => number.startsWith(code)) ? 'startsLikeSystem' : undefined;
}
