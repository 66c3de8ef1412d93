// What the lamp of a BLF key shows of a user. Pure: whoever keeps subscriptions asks again when a call of the account begins to ring,
// is answered or ends, and tells the phones whose answer is another one than before. Source: FAC-2, FAC-3, FAC-5 to FAC-7
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { channelsOf, userOn } from '../call/targets.ts';
import { type Compiled, hasRight, userOf } from '../compile.ts';
import type { Live } from '../snapshot.ts';

/** withheld: the subscription is refused, and so tells nothing of whether he talks, or is there at all. */
export type Lamp = 'off' | 'flashing' | 'on' | 'withheld';

/**
 * A call that rings comes first, since pressing the key then takes it, also while he talks.
 * @param watcher  the user on whose phone the key is
 * @param watched  the extension that the key is programmed for
 * Source: FAC-2, FAC-5, FAC-7
 */
export function lampOf(compiled: Compiled, live: Live, watcher: ExtensionNumber, watched: ExtensionNumber): Lamp {
  const maySee = watcher === watched || hasRight(compiled, watcher, watched, 'presence');
  if (!maySee || userOf(compiled, watched) === undefined) return 'withheld';
  if (isRinging(compiled, live, watched)) return 'flashing';
  return isBusy(compiled, live, watched) ? 'on' : 'off';
}

function isRinging(compiled: Compiled, live: Live, user: ExtensionNumber): boolean {
  return live.ringing.some(
    ({ users, channels }) => users.includes(user) || channels.some((name) => userOn(compiled, live, name) === user),
  );
}

/** On any of his devices, those where he only logged in included. */
function isBusy(compiled: Compiled, live: Live, user: ExtensionNumber): boolean {
  if ((live.userCalls[user] ?? 0) > 0) return true;
  return channelsOf(compiled, live, user).some((name) => (live.channelCalls[name] ?? 0) > 0);
}
