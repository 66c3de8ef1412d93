// What guessing costs. A guess is a MAC that an address was refused for and had not asked for lately: a phone that is turned
// away asks for many files at every try, and pays once. Each address, and the network around it, has a budget of guesses
// that fills up slowly. Near its end refusals are held back longer and longer; at its end an open first-boot window no longer
// opens to a bare MAC from there, so that more connections at once win nothing. Phones with credentials of their own and
// first-boot URLs are never touched. A maker's range that many strangers walk gives each new one a smaller budget.
// Memory is bounded: the oldest are dropped. Each node counts for itself. Source: design.md "Phones' URLs and trust"
import ipaddr from 'ipaddr.js';
import { type Mac, ouiOf } from '../domain/mac.ts';
import { createRecent } from './recent.ts';

/** A refusal is answered this long after the request came in, whatever was looked up meanwhile. */
const LEAST_MS = 40;
const MOST_MS = 5_000;

interface Budget {
  /** Guesses at once. */
  readonly burst: number;
  /** Until the next one is given back. */
  readonly refillMs: number;
}

/** An office of hundreds of phones behind one address boots within half of it. */
const PER_ADDRESS: Budget = { burst: 1_000, refillMs: 600_000 };
/** IPv4 /24, IPv6 /48: what one party can move about in. */
const PER_NETWORK: Budget = { burst: 3_000, refillMs: 200_000 };
/** Guesses among one maker's MACs, by all addresses together, that make it a range under attack. */
const PER_RANGE: Budget = { burst: 10_000, refillMs: 8_640 };
/** What is left of the burst for an address that comes while its range is under attack. */
const BURST_UNDER_ATTACK = 50;
/** Held back from here on. */
const SLOW_BELOW = 0.25;

const MAX_SOURCES = 50_000;
const MAX_GUESSES = 100_000;
/** A refused MAC that comes again within this time costs its address nothing. */
const REMEMBER_MS = 7 * 24 * 3_600_000;

export interface SlowDown {
  /** Counts a refusal and says after how many milliseconds, from the request's arrival, it may be answered. */
  readonly delayFor: (address: string, mac: Mac | undefined, at: Date) => number;
  /** Whether this address guessed so much that nothing opens to it without credentials; not for MACs it has paid for. */
  readonly isSpent: (address: string, mac: Mac, at: Date) => boolean;
}

interface Level {
  left: number;
  at: number;
}

export function createSlowDown(): SlowDown {
  const levels = createRecent<Level>(MAX_SOURCES);
  const guesses = createRecent<number>(MAX_GUESSES);

  const levelOf = (key: string, { burst, refillMs }: Budget, now: number, first = burst): Level => {
    const former = levels.get(key);
    const left = former ? Math.min(burst, former.left + (now - former.at) / refillMs) : first;
    return { left, at: now };
  };
  const isPaid = (address: string, mac: Mac | undefined, now: number): boolean =>
    now - (guesses.get(`${address} ${mac ?? '-'}`) ?? Number.NEGATIVE_INFINITY) < REMEMBER_MS;

  /** The levels that a guess from here draws on, as they are now. */
  const sourcesOf = (address: string, mac: Mac | undefined, now: number) => {
    const { host, network } = placesOf(address);
    const range = `r${mac ? ouiOf(mac) : ''}`;
    const underAttack = mac !== undefined && levelOf(range, PER_RANGE, now).left < 1;
    return [
      [
        `a${host}`,
        PER_ADDRESS,
        levelOf(`a${host}`, PER_ADDRESS, now, underAttack ? BURST_UNDER_ATTACK : PER_ADDRESS.burst),
      ],
      [`n${network}`, PER_NETWORK, levelOf(`n${network}`, PER_NETWORK, now)],
      [range, PER_RANGE, levelOf(range, PER_RANGE, now)],
    ] as const;
  };

  return {
    delayFor: (address, mac, at) => {
      const now = at.getTime();
      const sources = sourcesOf(address, mac, now);
      if (!isPaid(address, mac, now)) {
        guesses.set(`${address} ${mac ?? '-'}`, now);
        for (const [key, , { left }] of sources) levels.set(key, { left: Math.max(0, left - 1), at: now });
      }
      const fullness = Math.min(...sources.slice(0, 2).map(([, { burst }, { left }]) => left / burst));
      const missing = Math.max(0, 1 - fullness / SLOW_BELOW);
      return Math.round(LEAST_MS * (MOST_MS / LEAST_MS) ** missing);
    },
    isSpent: (address, mac, at) => {
      const now = at.getTime();
      return (
        !isPaid(address, mac, now) &&
        sourcesOf(address, mac, now)
          .slice(0, 2)
          .some(([, , { left }]) => left < 1)
      );
    },
  };
}

/** The address and the network that count as one party; IPv6 customers have a /64 to themselves. */
function placesOf(address: string): { readonly host: string; readonly network: string } {
  if (!ipaddr.isValid(address)) return { host: address, network: address };
  const ip = ipaddr.process(address);
  const bytes = Buffer.from(ip.toByteArray()).toString('hex');
  return ip.kind() === 'ipv4'
    ? { host: bytes, network: bytes.slice(0, 6) }
    : { host: bytes.slice(0, 16), network: bytes.slice(0, 12) };
}
