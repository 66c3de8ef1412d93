// A call to a group: all members ring at once. Source: EXT-74 to EXT-82
import type { Destination } from '../../domain/telephony/destination.ts';
import type { GroupExtension } from '../../domain/telephony/extension.ts';
import type { Outcome } from './outcome.ts';
import { ring } from './ring.ts';
import type { Next, Sends } from './state.ts';
import { membersOf } from './together.ts';
import { act, say, type Turn } from './turn.ts';

export function callGroup(turn: Turn, group: GroupExtension): Outcome {
  const sends: Sends = { kind: group.callerNumber };
  const forward = (to: readonly Destination[] | undefined): Next | undefined =>
    to && { do: 'forward', to, of: group.number, sends };
  if (group.forwardAlways !== undefined) {
    say(turn, 'groupForwards', { group: group.number });
    return { next: 'send', to: group.forwardAlways, sends, followForwards: group.allowIndividualForwarding };
  }
  turn.state.through = 'group';
  turn.state.sends = sends;
  const { ringing } = membersOf(turn, group.members, { followForwards: group.allowIndividualForwarding });
  say(turn, ringing.length === 0 ? 'groupBusy' : 'groupRings', { group: group.number, name: group.name });
  const onBusy = forward(group.forwardOnBusy);
  const onNoAnswer = forward(group.forwardOnNoAnswer);
  notifyGroup(turn, group);
  return ring(turn, {
    ringing,
    // Nobody who could answer: members who talk and members who are not logged in count alike (EXT-79).
    busy: ringing.length === 0,
    ...(onBusy && { onBusy }),
    ...(onNoAnswer && { onNoAnswer, forSec: group.forwardAfterSec ?? USUAL_FORWARD_SEC }),
  });
}

/** Where a forward is set without its time. */
const USUAL_FORWARD_SEC = 20;

/** Source: EXT-81 */
function notifyGroup(turn: Turn, { number: about, privacyGroups }: GroupExtension): void {
  for (const { groupId, notifications, pickup } of privacyGroups) {
    const users = turn.compiled.privacyGroups.get(groupId)?.members;
    if (notifications && users !== undefined) act(turn, { do: 'notify', users, about, afterSec: 0, mayTake: pickup });
  }
}
