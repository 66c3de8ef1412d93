// What CPEs may be searched by, as it comes in a query of the API, a form of the portal or a saved view: read once, every bad
// wish named. Pure.
import { isNetwork, keysOfNetwork, type Network } from '../../domain/networks.ts';
import { hasControlCharacters } from '../../domain/text.ts';
import { type FieldError, refuseIf } from '../../errors.ts';

/** In the order in which a form shows them. */
export const WISH_NAMES = [
  'q',
  'accountId',
  'vendor',
  'model',
  'firmware',
  'label',
  'location',
  'channel',
  'address',
  'seenAfter',
  'seenBefore',
  'neverSeen',
  'windowOpen',
  'quarantined',
  'wantedNotFetched',
  'registered',
] as const;
export type WishName = (typeof WISH_NAMES)[number];
export type WishTexts = Readonly<Partial<Record<WishName, string>>>;

/** Yes-or-no wishes. */
export const FLAGS = ['neverSeen', 'windowOpen', 'quarantined', 'wantedNotFetched', 'registered'] as const;
type Flag = (typeof FLAGS)[number];
const MOMENTS = ['seenAfter', 'seenBefore'] as const;
const PLAIN = ['q', 'accountId', 'vendor', 'model', 'label', 'location', 'channel'] as const;
const MAX_LENGTH = 128;
const VERSION = /^\d{1,9}(?:\.\d{1,9}){0,7}$/;

/** All that is named must hold. */
export interface CpeWishes
  extends Readonly<Partial<Record<(typeof PLAIN)[number], string>>>,
    Readonly<Partial<Record<Flag, boolean>>>,
    Readonly<Partial<Record<(typeof MOMENTS)[number], Date>>> {
  /** A version or its first fields. */
  readonly firmware?: string;
  readonly from?: { readonly network: Network; readonly first: string; readonly last: string };
}

/** @param texts  empty ones count as not given. @throws INPUT_INVALID naming every bad wish */
export function readWishes(texts: WishTexts): CpeWishes {
  const errors: FieldError[] = [];
  const bad = (name: WishName, detail: string) => void errors.push({ pointer: `/querystring/${name}`, detail });
  const given = Object.fromEntries(
    WISH_NAMES.flatMap((name) => {
      const text = texts[name]?.trim() ?? '';
      if (text.length > MAX_LENGTH || hasControlCharacters(text)) bad(name, `must be ${MAX_LENGTH} characters at most`);
      return text === '' ? [] : [[name, text]];
    }),
  );
  const wishes = {
    ...Object.fromEntries(PLAIN.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
    ...Object.fromEntries(MOMENTS.flatMap((name) => momentAt(name, given[name], bad))),
    ...Object.fromEntries(FLAGS.flatMap((name) => flagAt(name, given[name], bad))),
    ...(given.firmware !== undefined && { firmware: given.firmware }),
    ...networkAt(given.address, bad),
  };
  if (given.firmware !== undefined && !VERSION.test(given.firmware))
    bad('firmware', 'must be a version such as 66.86.0.15, or its first fields');
  refuseIf(errors);
  return wishes;
}

type Bad = (name: WishName, detail: string) => void;

function momentAt(name: (typeof MOMENTS)[number], text: string | undefined, bad: Bad): readonly [string, Date][] {
  if (text === undefined) return [];
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return [[name, at]];
  bad(name, 'must be a date or a time in ISO 8601, such as 2026-11-22T12:00:00Z');
  return [];
}

function flagAt(name: Flag, text: string | undefined, bad: Bad): readonly [string, boolean][] {
  if (text === undefined) return [];
  if (text === 'true' || text === 'false') return [[name, text === 'true']];
  bad(name, 'must be true or false');
  return [];
}

function networkAt(text: string | undefined, bad: Bad): Pick<CpeWishes, 'from'> {
  if (text === undefined) return {};
  if (isNetwork(text)) return { from: { network: text, ...keysOfNetwork(text) } };
  bad('address', 'must be an address or a block such as 192.0.2.0/24');
  return {};
}
