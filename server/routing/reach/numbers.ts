// Which numbers of an account can become a user's own: those that are in no number plan and nobody else's. A number that is
// somebody's own reaches him through his reachability and stands in no plan. Source
import type { E164, ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { AccountNumber } from '../../domain/telephony/number.ts';
import type { ReachProblem } from './check.ts';

/** @param planned  numbers that stand in a number plan. Source: R-67 */
export function freeNumbers(numbers: readonly AccountNumber[], planned: ReadonlySet<E164>): readonly AccountNumber[] {
  return numbers.filter(({ e164, linkedTo }) => linkedTo === undefined && !planned.has(e164));
}

/** Why numbers cannot be linked to the user, each by its place in the list; empty: they can. Source */
export function linkProblems(
  wanted: readonly E164[],
  to: ExtensionNumber,
  numbers: readonly AccountNumber[],
  planned: ReadonlySet<E164>,
): readonly ReachProblem[] {
  return wanted.flatMap((number, i) => {
    const at = (detail: string) => [{ pointer: `/numbers/${i}`, detail }];
    const found = numbers.find(({ e164 }) => e164 === number);
    if (found === undefined) return at(`${number} is no number of this account`);
    if (planned.has(number)) return at(`${number} stands in a number plan`);
    return found.linkedTo === undefined || found.linkedTo === to ? [] : at(`${number} is another user’s own`);
  });
}
