// Which number goes along with a call to outside. Source, FAC-102 to FAC-116
import type { E164, ExtensionNumber } from '../../domain/telephony/destination.ts';
import { ANONYMOUS_PREFIX } from '../../domain/telephony/system-extensions.ts';
import { type Compiled, userOf } from '../compile.ts';
import { ownCallerId } from './reachability.ts';
import type { CallState } from './state.ts';
import { say, type Turn } from './turn.ts';

/**
 * What a user sends when nothing else is chosen: as his reachability says, else his first own number, else one of the company's.
 * @param code  dial prefix: `30`, `32` to `39`; absent: none was dialled
 * Source: R-49; the last two are ours, so that a call always carries a number that can be called back
 */
export function callerIdOfUser(turn: Turn, user: ExtensionNumber, called: string, code?: string): E164 | undefined {
  return (
    ownCallerId(turn, user, called, code) ?? turn.compiled.personalNumbers.get(user)?.[0] ?? turn.compiled.companyNumber
  );
}

/**
 * The number of an ordinary call to outside.
 * @param code  dial prefix, `31` for anonymous
 * @returns undefined: anonymous
 * Source, SYS-62, SYS-63
 */
export function outboundCallerId(turn: Turn, called: string, code: string | undefined): E164 | undefined {
  const { user } = turn.state.caller;
  if (code === ANONYMOUS_PREFIX) {
    say(turn, 'anonymous');
    return undefined;
  }
  const callerId = user === undefined ? turn.compiled.companyNumber : callerIdOfUser(turn, user, called, code);
  say(turn, code === undefined ? 'callerId' : 'dynamicCallerId', { number: callerId ?? '', code: code ?? '' });
  return callerId;
}

/** The number that an emergency call carries, whatever was dialled in front. Source: FAC-102 to FAC-107, FAC-110 */
export function emergencyCallerId(turn: Turn, called: string, isAnonymous: boolean): E164 | undefined {
  const { compiled, state } = turn;
  const { user, channel } = state.caller;
  const own = user === undefined || isAnonymous ? undefined : ownCallerId(turn, user, called, undefined);
  if (own !== undefined) return chosen(turn, 'emergencyOwnCallerId', own);
  const ofUser = user === undefined ? undefined : userOf(compiled, user)?.emergencyCallerId;
  if (ofUser !== undefined) return chosen(turn, 'emergencyUserFallback', ofUser);
  const ofChannel = user !== undefined || channel === undefined ? undefined : emergencyNumberOn(compiled, channel);
  if (ofChannel !== undefined) return chosen(turn, 'emergencyChannelFallback', ofChannel);
  const { emergencyCallerId: ofAccount } = compiled.account;
  if (ofAccount !== undefined) return chosen(turn, 'emergencyAccountFallback', ofAccount);
  return chosen(turn, 'emergencyAnyNumber', compiled.companyNumber);
}

function emergencyNumberOn({ channels }: Compiled, channel: string): E164 | undefined {
  return channels.get(channel)?.emergencyCallerId;
}

function chosen(
  turn: Turn,
  because: `emergency${'OwnCallerId' | 'UserFallback' | 'ChannelFallback' | 'AccountFallback' | 'AnyNumber'}`,
  number: E164 | undefined,
): E164 | undefined {
  say(turn, because, { number: number ?? '' });
  return number;
}

/** Where the caller is: which emergency centre answers, and what local numbers belong to. Source: EXT-47, FAC-116 */
export function areaCodeOf({ compiled }: Turn, { user, channel }: CallState['caller']): string | undefined {
  const ofUser = user === undefined ? undefined : userOf(compiled, user)?.areaCode;
  const ofChannel = channel === undefined ? undefined : compiled.channels.get(channel)?.areaCode;
  return ofUser ?? ofChannel ?? compiled.account.areaCode;
}
