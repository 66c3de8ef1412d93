// Which numbers of an account can become a user's own: those that are in no number plan, are not sent with emergency calls and
// are nobody else's. A number that is somebody's own reaches him through his reachability and stands in no plan.
// Source, FAC-114
import type { E164, ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { AccountNumber } from '../../domain/telephony/number.ts';
import type { ReachProblem } from './check.ts';

/** Numbers that stay the company's. */
export interface TakenNumbers {
  /** They stand in a number plan. */
  readonly planned: ReadonlySet<E164>;
  /** They are sent with emergency calls. */
  readonly emergency: ReadonlySet<E164>;
}

/** Source: R-67 */
export function freeNumbers(
  numbers: readonly AccountNumber[],
  { planned, emergency }: TakenNumbers,
): readonly AccountNumber[] {
  return numbers.filter(({ e164, linkedTo }) => linkedTo === undefined && !planned.has(e164) && !emergency.has(e164));
}

/** Why numbers cannot be linked to the user, each by its place in the list; empty: they can. Source */
export function linkProblems(
  wanted: readonly E164[],
  to: ExtensionNumber,
  numbers: readonly AccountNumber[],
  { planned, emergency }: TakenNumbers,
): readonly ReachProblem[] {
  return wanted.flatMap((number, i) => {
    const at = (detail: string) => [{ pointer: `/numbers/${i}`, detail }];
    const found = numbers.find(({ e164 }) => e164 === number);
    if (found === undefined) return at(`${number} is no number of this account`);
    if (found.linkedTo === to) return [];
    if (planned.has(number)) return at(`${number} stands in a number plan`);
    if (emergency.has(number)) return at(`${number} is sent with emergency calls`);
    return found.linkedTo === undefined ? [] : at(`${number} is another user’s own`);
  });
}
