// Whether a number may be called: what the account blocks holds for everybody, what a user is blocked from comes on top of it, and
// emergency numbers pass always. Source: CB-1 to CB-6, CB-9

import type { Country } from '../../domain/locale.ts';
import type { BlockingCategory, BlockingRules } from '../../domain/telephony/blocking.ts';
import { categoriesOf } from '../../domain/telephony/blocking-categories.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { emergencyNumbersOf } from '../../domain/telephony/system-extensions.ts';
import type { Step } from '../step.ts';

/** What an account and its users set, made ready for many calls. */
export interface Blocking {
  readonly emergency: ReadonlySet<string>;
  readonly account: readonly BlockingCategory[];
  readonly users: ReadonlyMap<ExtensionNumber, readonly BlockingCategory[]>;
}

export type BlockingStep = Step<'accountBlocks' | 'userBlocks' | 'emergencyPasses'>;

export interface Judged {
  readonly isBlocked: boolean;
  /** Absent: no category that is blocked has the number. */
  readonly step?: BlockingStep;
}

/** The categories of a country, with the account's own in the place of those with the same id. Source: CB-5 */
export function knownCategories(country: Country, own: readonly BlockingCategory[]): readonly BlockingCategory[] {
  const ownIds = new Set(own.map(({ id }) => id));
  return [...categoriesOf(country).filter(({ id }) => !ownIds.has(id)), ...own];
}

/** A category that is blocked and not known, since it was taken away, blocks nothing. */
export function compileBlocking(
  account: BlockingRules,
  users: Readonly<Record<ExtensionNumber, BlockingRules>>,
  country: Country,
): Blocking {
  const known = knownCategories(country, account.categories ?? []);
  const ofRules = ({ blocked }: BlockingRules) => known.filter(({ id }) => blocked.includes(id));
  return {
    emergency: new Set(emergencyNumbersOf(country)),
    account: ofRules(account),
    users: new Map(Object.entries(users).map(([user, rules]) => [user, ofRules(rules)])),
  };
}

/**
 * @param number  E.164, or a short number as it is dialled
 * @param user    who calls; absent: nobody of the account, so that only what it blocks counts
 * Source: CB-2, CB-3, CB-4, CB-6, CB-9
 */
export function judge({ emergency, account, users }: Blocking, number: string, user?: ExtensionNumber): Judged {
  const byAccount = account.find((category) => isOf(category, number));
  const byUser = user === undefined ? undefined : users.get(user)?.find((category) => isOf(category, number));
  const category = byAccount ?? byUser;
  if (category === undefined) return { isBlocked: false };
  const values = { number, category: category.name ?? `blocking.category.${category.id}` };
  if (emergency.has(number))
    return { isBlocked: false, step: { room: 'blocking', rule: 'CB-6', because: 'emergencyPasses', values } };
  return byAccount === undefined
    ? { isBlocked: true, step: { room: 'blocking', rule: 'CB-4', because: 'userBlocks', values } }
    : { isBlocked: true, step: { room: 'blocking', rule: 'CB-2', because: 'accountBlocks', values } };
}

function isOf({ leading, except }: BlockingCategory, number: string): boolean {
  const begins = (digits: string) => number.startsWith(digits);
  return leading.some(begins) && !except.some(begins);
}
