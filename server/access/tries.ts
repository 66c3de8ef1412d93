// Guesses of passwords are limited without a lock that strangers could close on somebody. Failures are counted
//  - by user name and network: whoever fails too often from one place must wait there, and only for that name;
//  - by network: whoever tries many names from one place must wait there;
//  - by user name, from everywhere: many failures make each try slower, never refused.
// A browser that the user logged in with before is counted by itself alone, so nobody else's guesses reach it.
// The counters lie in the store: all nodes see the same. A try counts before the password is checked, so that tries made at
// the same time do not pass together.
import { setTimeout as sleep } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { hashToken } from '../domain/sealed.ts';
import { AppError } from '../errors.ts';
import type { TryStore } from './deps.ts';

const WINDOW_MS = 10 * 60_000;
const MOST_BY_NAME_AND_NETWORK = 10;
const MOST_BY_NETWORK = 60;
/** Failures of one name from everywhere before its logins get slower. */
const FREE_BY_NAME = 20;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4_000;

export interface Attempt {
  /** It was no guess after all: it does not count. */
  readonly undo: () => Promise<void>;
  /** It was right: the failures before it are forgiven. */
  readonly succeeded: () => Promise<void>;
}

export interface Tries {
  /**
   * @param device  hash of a device that this user logged in with before
   * @throws TOO_MANY_TRIES
   */
  readonly begin: (name: string, address: string, device?: string) => Promise<Attempt>;
}

export interface TryDeps {
  readonly tries: TryStore;
  readonly now: () => Date;
  /** Tests give their own, to see how long. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

export function createTries({ tries, now, wait = sleep }: TryDeps): Tries {
  return {
    begin: async (name, address, device) => {
      const window = Math.floor(now().getTime() / WINDOW_MS);
      const until = new Date((window + 1) * WINDOW_MS);
      // Names are hashed: what is typed there by mistake may be a password.
      const keyOf = (...parts: readonly string[]) => hashToken([...parts, window].join('\n'));
      const network = networkOf(address);
      const own = device === undefined ? keyOf('pair', name, network) : keyOf('device', name, device);
      const shared = device === undefined ? [keyOf('network', network), keyOf('name', name)] : [];
      const [byOwn = 0, byNetwork = 0, byName = 0] = await Promise.all(
        [own, ...shared].map((key) => tries.add(key, 1, until)),
      );
      if (byOwn > MOST_BY_NAME_AND_NETWORK || byNetwork > MOST_BY_NETWORK) throw new AppError('TOO_MANY_TRIES');
      const delayMs = delayAfter(byName);
      if (delayMs > 0) await wait(delayMs);
      const undoShared = () => Promise.all(shared.map((key) => tries.add(key, -1, until)));
      return {
        undo: async () => void (await Promise.all([tries.add(own, -1, until), undoShared()])),
        succeeded: async () => void (await Promise.all([tries.forget(own), undoShared()])),
      };
    },
  };
}

/** How long a try waits, by how many of that name failed within the window. */
export function delayAfter(failures: number): number {
  const over = failures - FREE_BY_NAME;
  return over <= 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.floor(over / 10));
}

/** A whole IPv6 subnet is one place, since whoever is in it has all of its addresses; of IPv4 each address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const ip = ipaddr.process(address);
  return ip instanceof ipaddr.IPv6
    ? `${ip.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')}::/64`
    : ip.toString();
}
