// PINs: which are taken where they are set, and what 0000 means. Source: EXT-44, EXT-45, EXT-46; EXT-90 for voicemail extensions

/** Digits of a PIN unless it is configured longer. Source: EXT-46 */
export const PIN_LENGTH = 4;
export const LONGEST_PIN = 12;
/** Of the length asked for, all zeros: an admin's one-time PIN, which must be changed at the first login. Source: EXT-44 */
const ONE_TIME_DIGIT = '0';

export interface PinRules {
  /** Exactly so many digits, 4 to 12. */
  readonly length?: number;
  /** Who sets it: only an admin may set the one-time PIN. */
  readonly by: 'admin' | 'user';
  /** false where zeros mean nothing, as for a voicemail extension (EXT-90). */
  readonly hasOneTimePin?: boolean;
}

/** @returns what is wrong with it, in English and without the PIN; undefined when it can be used */
export function pinProblem(
  pin: string,
  { length = PIN_LENGTH, by, hasOneTimePin = true }: PinRules,
): string | undefined {
  if (!/^[0-9]+$/.test(pin) || pin.length !== length) return `must be exactly ${length} digits`;
  if (isOneTimePin(pin))
    return by === 'admin' && hasOneTimePin
      ? undefined
      : 'must not be zeros: that is only for a PIN that must be changed';
  if (new Set(pin).size === 1) return 'must not be one digit over and over';
  if (isRun(pin, 1) || isRun(pin, -1)) return 'must not be a row such as 1234 or 4321';
  return undefined;
}

/** Whether the PIN only lets its owner choose a valid new one. Source: EXT-46 */
export function isOneTimePin(pin: string): boolean {
  return pin.length >= PIN_LENGTH && [...pin].every((digit) => digit === ONE_TIME_DIGIT);
}

function isRun(pin: string, step: 1 | -1): boolean {
  return [...pin].every((digit, i) => i === 0 || Number(digit) === Number(pin[i - 1]) + step);
}
