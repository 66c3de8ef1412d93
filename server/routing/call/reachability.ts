// What the rooms reach/, number-plan/ and blocking/ say, in the words of a call.
import type { DeviceKind } from '../../domain/telephony/channel.ts';
import type { Destination, E164, ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { TbrExtension, UserExtension } from '../../domain/telephony/extension.ts';
import type { Sends } from './state.ts';
import type { Turn } from './turn.ts';

/** How a user can be reached by the caller of this call, now. Source: R-87 */
export interface Reachable {
  /** Goes there at once. */
  readonly away?: Destination;
  /** The assistant group answers in his place. */
  readonly assistants: boolean;
  /** Goes there when he is busy. */
  readonly onBusy?: Destination;
  /** His status says busy, whatever he does. */
  readonly saysBusy: boolean;
  readonly onNoAnswer?: { readonly to: Destination; readonly afterSec: number };
  /** Those that ring; absent: all. */
  readonly devices?: readonly DeviceKind[];
  readonly sends: Sends;
  readonly analyse: boolean;
}

export function reachable(_turn: Turn, _user: UserExtension): Reachable {
  return { assistants: false, saysBusy: false, sends: { kind: 'own' }, analyse: false };
}

/** The number that his reachability has him send. Source: R-49 */
export function ownCallerId(
  _turn: Turn,
  _user: ExtensionNumber,
  _called: string,
  _code: string | undefined,
): E164 | undefined {
  return undefined;
}

/** Where a number of the account leads now; undefined while no plan of its schema is active. Source: NP-18, NP-41 */
export function planned(_turn: Turn, _e164: E164): { readonly to: Destination; readonly prefix: string } | undefined {
  return undefined;
}

/** Whether nobody may be called there: neither by the account nor by this user. Source: CB-1 to CB-9 */
export function isBarred(_turn: Turn, _number: string, _user: ExtensionNumber | undefined): boolean {
  return false;
}

/** Where a TBR leads now; undefined outside its periods. Source: EXT-123, EXT-128 */
export function timed(_turn: Turn, _extension: TbrExtension): Destination | undefined {
  return undefined;
}
