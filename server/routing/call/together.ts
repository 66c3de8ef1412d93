// Destinations that ring at the same time: members of a group, and several destinations of one forward. Only what has phones
// can ring along. Source: EXT-74, EXT-76, EXT-78
import { type Destination, destinationText, type ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { UserExtension } from '../../domain/telephony/extension.ts';
import { userOf } from '../compile.ts';
import { type Away, isBarred, reachable } from './reachability.ts';
import type { Ringing, Sends } from './state.ts';
import { devicesOf, isTalking, numberTarget } from './targets.ts';
import { say, type Turn } from './turn.ts';

export interface Together {
  readonly ringing: readonly Ringing[];
  /** Somebody is busy, and nobody rings. */
  readonly busy: boolean;
}

export interface TogetherOptions {
  /** Whether forwards that users set for themselves hold. */
  readonly followForwards: boolean;
  readonly sends?: Sends;
  /** Who passes the call on. */
  readonly by?: ExtensionNumber;
}

const NOBODY: Together = { ringing: [], busy: false };

/** Everything that rings for one destination. */
export function togetherOf(turn: Turn, destination: Destination, options: TogetherOptions): Together {
  if (destination.kind === 'number') return numberOf(turn, destination.e164, options);
  const extension = destination.kind === 'extension' ? turn.compiled.extensions.get(destination.number) : undefined;
  switch (extension?.kind) {
    case 'user':
      return memberOf(turn, extension, options);
    case 'group':
      return membersOf(turn, extension.members, options);
    case 'forward':
      return numberOf(turn, extension.to, { ...options, sends: extension.callerNumber });
    default:
      say(turn, 'cannotRingTogether', { to: destinationText(destination) });
      return NOBODY;
  }
}

export function allTogether(turn: Turn, destinations: readonly Destination[], options: TogetherOptions): Together {
  return joined(destinations.map((destination) => togetherOf(turn, destination, options)));
}

/** Users who ring together; whoever is no user, or unknown, is passed over. Source: EXT-75 */
export function membersOf(turn: Turn, numbers: readonly string[], options: TogetherOptions): Together {
  const each: Together[] = [];
  for (const number of numbers) {
    const user = userOf(turn.compiled, number);
    if (user !== undefined) each.push(memberOf(turn, user, options));
  }
  return joined(each);
}

function joined(all: readonly Together[]): Together {
  const ringing = all.flatMap((each) => each.ringing);
  return { ringing, busy: ringing.length === 0 && all.some(({ busy }) => busy) };
}

function numberOf(turn: Turn, number: string, { sends, by }: TogetherOptions): Together {
  if (isBarred(turn, number, by ?? turn.state.passedBy ?? turn.state.caller.user)) {
    say(turn, 'barred', { number });
    return NOBODY;
  }
  return { ringing: [{ target: numberTarget(turn, number, sends) }], busy: false };
}

/** Source: EXT-76 "Allow individual forwarding", R-12 to R-14 */
function memberOf(turn: Turn, user: UserExtension, { followForwards }: TogetherOptions): Together {
  if (user.number === turn.state.caller.user) return NOBODY;
  const { away, devices, onBusy, onNoAnswer, analyse } = reachable(turn, user, isTalking(turn, user.number), true);
  const instead = ({ to, sends }: Away) => {
    say(turn, 'memberForwards', { of: user.number, to: destinationText(to) });
    return togetherOf(turn, to, { followForwards: false, sends, by: user.number });
  };
  if (followForwards && away !== undefined) return instead(away);
  if (analyse) turn.state.analysed = [...turn.state.analysed, user.number];
  const { targets, busy } = devicesOf(turn, user.number, devices);
  if (followForwards && onBusy !== undefined && busy) return instead(onBusy);
  const later = followForwards && onNoAnswer !== undefined;
  if (!later) return { ringing: targets.map((target) => ({ target })), busy };
  const until = turn.now + onNoAnswer.afterSec * 1000;
  return { ringing: targets.map((target) => ({ target, until, onNoAnswer })), busy };
}
