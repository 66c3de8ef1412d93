// From what people dial to telephone numbers as the public network knows them, and what a number tells by its first digits.
// Numbering plans as data: what a country's numbers begin with, and how long they are where that is fixed.
// Source: ITU-T E.164, E.164 country lists and the national numbering plans; EXT-115, EXT-121, CALL-48
import type { Country } from '../locale.ts';
import type { E164 } from './destination.ts';

interface NumberingPlan {
  readonly callingCode: string;
  /** Dialled before an area code within the country; empty where whole numbers are dialled. */
  readonly trunk: string;
  readonly international: string;
  /** Digits of a whole number without trunk prefix, where all have as many. */
  readonly length?: number;
  /** What mobile numbers begin with, without trunk prefix; empty where they cannot be told by that. */
  readonly mobile: readonly string[];
}

const plan = (callingCode: string, trunk: string, mobile: readonly string[], length?: number): NumberingPlan => ({
  callingCode,
  trunk,
  international: '00',
  mobile,
  ...(length !== undefined && { length }),
});

const PLANS: Readonly<Record<Country, NumberingPlan>> = {
  NL: plan('31', '0', ['6'], 9),
  BE: plan('32', '0', ['45', '46', '47', '48', '49']),
  DE: plan('49', '0', ['15', '16', '17']),
  GB: plan('44', '0', ['71', '72', '73', '74', '75', '77', '78', '79']),
  IE: plan('353', '0', ['83', '85', '86', '87', '89']),
  FR: plan('33', '0', ['6', '7'], 9),
  LU: plan('352', '', ['6']),
  AT: plan('43', '0', ['65', '66', '67', '68', '69']),
  CH: plan('41', '0', ['75', '76', '77', '78', '79'], 9),
  IT: plan('39', '', ['3']),
  ES: plan('34', '', ['6', '7'], 9),
  PT: plan('351', '', ['9'], 9),
  DK: plan('45', '', [], 8),
  SE: plan('46', '0', ['7']),
  NO: plan('47', '', ['4', '9'], 8),
  FI: plan('358', '0', ['4', '50']),
  PL: plan('48', '', ['45', '50', '51', '53', '57', '60', '66', '69', '72', '73', '78', '79', '88'], 9),
  CZ: plan('420', '', ['60', '70', '72', '73', '77', '79'], 9),
  US: { ...plan('1', '1', [], 10), international: '011' },
};

export type DialledNumber =
  | { readonly kind: 'e164'; readonly e164: E164 }
  /** A service number that only the country itself knows, such as 14020 or 144. */
  | { readonly kind: 'short'; readonly digits: string }
  | { readonly kind: 'invalid' };

const INVALID: DialledNumber = { kind: 'invalid' };
const PUNCTUATION = /[\s().\-/]+/g;
const LONGEST_SHORT = 6;
const ZERO = 48;
const NINE = 57;

/** Numbering plan of a country, as far as it is known. */
function planOf(country: Country): NumberingPlan | undefined {
  return PLANS[country];
}

/**
 * What was dialled, as the public network is told.
 * @param country   whose dialling habits hold
 * @param areaCode  where the caller is, with trunk prefix or without; numbers without one are local to it
 */
export function readDialledNumber(dialled: string, country: Country, areaCode: string | undefined): DialledNumber {
  const digits = isDigits(dialled) ? dialled : dialled.replace(PUNCTUATION, '');
  const rules = planOf(country);
  if (digits.startsWith('+')) return international(digits.slice(1));
  if (!isDigits(digits)) return INVALID;
  if (rules === undefined) return digits.startsWith('00') ? international(digits.slice(2)) : short(digits);
  if (digits.startsWith(rules.international)) return international(digits.slice(rules.international.length));
  if (rules.trunk === '') return digits.length >= (rules.length ?? 6) ? national(rules, digits) : short(digits);
  if (digits.startsWith(rules.trunk) && digits.length > LONGEST_SHORT)
    return national(rules, digits.slice(rules.trunk.length));
  const whole = `${withoutTrunk(rules, areaCode ?? '')}${digits}`;
  const isLocal =
    areaCode !== undefined && (rules.length === undefined ? digits.length >= 5 : whole.length === rules.length);
  return isLocal ? national(rules, whole) : short(digits);
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return text.length > 0;
}

function international(digits: string): DialledNumber {
  const { length } = digits;
  const fits = length >= 6 && length <= 15 && digits.charCodeAt(0) !== ZERO && isDigits(digits);
  return fits ? { kind: 'e164', e164: `+${digits}` } : INVALID;
}

function national({ callingCode, length }: NumberingPlan, number: string): DialledNumber {
  // Numbers for services (0800, 0900) are shorter or longer than others.
  const fits = length === undefined || number.length >= length - 3;
  return fits ? international(`${callingCode}${number}`) : INVALID;
}

function short(digits: string): DialledNumber {
  return digits.length <= LONGEST_SHORT && digits.length > 1 ? { kind: 'short', digits } : INVALID;
}

function withoutTrunk({ trunk }: NumberingPlan, number: string): string {
  return trunk !== '' && number.startsWith(trunk) ? number.slice(trunk.length) : number;
}

/** The number of a caller as it came in, international; as it came when it cannot be read. */
export function callerNumberOf(given: string, country: Country): string {
  const read = readDialledNumber(given, country, undefined);
  return read.kind === 'e164' ? read.e164 : given;
}

/**
 * First digits as people write them (`020`, `0049`, `+49`, `20`), international.
 * Source: EXT-120 "leading digits", R-23
 */
export function leadingDigits(written: string, country: Country): string {
  const digits = written.replace(PUNCTUATION, '');
  const rules = planOf(country);
  if (digits.startsWith('+') || rules === undefined) return digits;
  if (digits.startsWith(rules.international)) return `+${digits.slice(rules.international.length)}`;
  return `+${rules.callingCode}${withoutTrunk(rules, digits)}`;
}

/** Whether the number has another country code than the country's. Source: CALL-48 */
export function isForeign(number: string, country: Country): boolean {
  const rules = planOf(country);
  return rules !== undefined && number.startsWith('+') && !number.startsWith(`+${rules.callingCode}`);
}

/** Whether it is a mobile number of the country; those of other countries count by their own plan. Source: EXT-115 */
export function isMobileNumber(number: string): boolean {
  return Object.values(PLANS).some(
    ({ callingCode, mobile }) =>
      number.startsWith(`+${callingCode}`) && mobile.some((first) => number.startsWith(first, callingCode.length + 1)),
  );
}
