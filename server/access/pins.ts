// PINs of extensions and mailboxes: kept as argon2id hashes, and guesses limited for each extension with a wait that
// doubles. A PIN has ten thousand values, so the wait is by extension wherever the guesses come from; it never grows
// beyond a quarter of an hour, and a trusted device does not ask (EXT-49). Source: EXT-44, EXT-46, EXT-100, EXT-112
import { createHash } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { isOneTimePin, type PinRules, pinProblem } from '../domain/pin.ts';
import { hashToken } from '../domain/sealed.ts';
import { AppError, refuseIf } from '../errors.ts';
import type { TryStore } from './deps.ts';

/** Wrong PINs of one extension that cost nothing. */
const FREE = 3;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Wrong PINs are forgotten a day after the first. */
const REMEMBERED_MS = 24 * 3_600_000;

export type PinVerdict = 'right' | 'mustChange' | 'wrong';

export interface Pins {
  /** @returns what is kept of it. @throws INPUT_INVALID at /pin */
  readonly set: (pin: string, rules: PinRules) => Promise<string>;
  /**
   * @param key   of the extension or mailbox: account and number, so that tenants do not count together
   * @param kept  what {@link Pins.set} gave; undefined: there is no such extension, which takes as long
   * @returns mustChange: it is right, but only opens the way to a new one (EXT-44)
   * @throws TOO_MANY_TRIES  it must wait; the guess was not looked at and does not count
   */
  readonly check: (key: string, pin: string, kept: string | undefined) => Promise<PinVerdict>;
}

export interface PinDeps {
  readonly tries: TryStore;
  readonly now: () => Date;
}

const NOBODY = hash('nobody');
const SALT_BYTES = 16;

/**
 * What is kept of a PIN.
 * @param saltOf  PINs hashed with the same one have the same hash when they are the same; absent: a salt of its own
 */
export function hashPin(pin: string, saltOf?: string): Promise<string> {
  if (saltOf === undefined) return hash(pin);
  return hash(pin, { salt: createHash('sha256').update(saltOf).digest().subarray(0, SALT_BYTES) });
}

export function createPins({ tries, now }: PinDeps): Pins {
  return {
    set: async (pin, rules) => {
      const problem = pinProblem(pin, rules);
      refuseIf(problem === undefined ? [] : [{ pointer: '/pin', detail: problem }]);
      return hash(pin);
    },
    check: async (key, pin, kept) => {
      const at = now();
      const failures = hashToken(`pin failures\n${key}`);
      const held = hashToken(`pin held\n${key}`);
      // Counted before it is looked at, so that guesses made at the same time do not pass together.
      const forgottenAt = new Date(at.getTime() + REMEMBERED_MS);
      const waitMs = waitAfter(await tries.add(failures, 1, forgottenAt));
      if (waitMs > 0 && !(await tries.hold(held, at, new Date(at.getTime() + waitMs)))) {
        await tries.add(failures, -1, forgottenAt);
        throw new AppError('TOO_MANY_TRIES');
      }
      const isRight = await verify(kept ?? (await NOBODY), pin);
      if (!isRight || kept === undefined) return 'wrong';
      await Promise.all([tries.forget(failures), tries.forget(held)]);
      return isOneTimePin(pin) ? 'mustChange' : 'right';
    },
  };
}

/** How long the guess after this one must wait. @param failures  wrong guesses so far, this one included */
export function waitAfter(failures: number): number {
  return failures <= FREE ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE - 1));
}
