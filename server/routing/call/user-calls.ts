// A call to a user: forwards of his phone, his reachability, his assistants, his devices. Source: R-87, EXT-48, FAC-8 to FAC-14
import type { UserExtension } from '../../domain/telephony/extension.ts';
import { type Outcome, SETTLED } from './outcome.ts';
import { type Reachable, reachable } from './reachability.ts';
import { type Ring, ring } from './ring.ts';
import type { Next } from './state.ts';
import { devicesOf } from './targets.ts';
import { membersOf } from './together.ts';
import { act, say, type Turn } from './turn.ts';

export function callUser(turn: Turn, user: UserExtension): Outcome {
  const reach = reachable(turn, user);
  const forward = (to: Reachable['away']): Next | undefined =>
    to && { do: 'forward', to: [to], of: user.number, sends: reach.sends };
  if (reach.away !== undefined) return { next: 'send', to: [reach.away], sends: { ...reach.sends, of: user.number } };
  const onBusy = forward(reach.onBusy);
  const onNoAnswer = forward(reach.onNoAnswer?.to);
  const after: Partial<Ring> = {
    ...(onBusy && { onBusy }),
    ...(onNoAnswer && { onNoAnswer }),
    ...(reach.onNoAnswer && { forSec: reach.onNoAnswer.afterSec }),
  };
  const byAssistants = reach.assistants ? callAssistants(turn, user, after) : undefined;
  if (byAssistants !== undefined) return byAssistants;
  const { targets, busy } = devicesOf(turn, user.number, reach.devices);
  if (onBusy !== undefined && (busy || reach.saysBusy)) {
    say(turn, 'userBusy', { user: user.number });
    return ring(turn, { ringing: [], onBusy, busy: true });
  }
  if (targets.length === 0) say(turn, busy ? 'userBusy' : 'userUnreachable', { user: user.number });
  else say(turn, 'userRings', { user: user.number, name: user.name });
  const outcome = ring(turn, { ringing: targets.map((target) => ({ target })), ...after, busy });
  if (outcome === SETTLED) notifyWatchers(turn, user.number);
  return outcome;
}

/** @returns undefined when the user himself rings: no assistant can be reached, or one of them calls. Source: FAC-9, FAC-14 */
function callAssistants(turn: Turn, user: UserExtension, after: Partial<Ring>): Outcome | undefined {
  const group = turn.compiled.privacyGroups.get(user.assistantGroupId ?? '');
  if (group === undefined || group.members.includes(turn.state.caller.user ?? '')) return undefined;
  const { ringing } = membersOf(
    turn,
    group.members.filter((member) => member !== user.number),
    { followForwards: false },
  );
  if (ringing.length === 0) {
    say(turn, 'noAssistant', { user: user.number, group: group.name });
    return undefined;
  }
  say(turn, 'assistants', { user: user.number, group: group.name });
  act(turn, { do: 'notify', users: [user.number], about: user.number, afterSec: 0, mayTake: true });
  act(turn, { do: 'notify', users: group.members, about: user.number, afterSec: 0, mayTake: true });
  return ring(turn, { ringing, ...after });
}

/** Desktop clients of those who have the right to be told. Source: FAC-17, FAC-18 */
function notifyWatchers(turn: Turn, about: string): void {
  for (const { members, grants } of turn.compiled.notified.get(about) ?? []) {
    const grant = grants.find(({ over, notifications }) => over === about && notifications);
    if (grant === undefined) continue;
    act(turn, {
      do: 'notify',
      users: members.filter((member) => member !== about && member !== turn.state.caller.user),
      about,
      afterSec: grant.notificationDelaySec,
      mayTake: grant.pickup,
    });
  }
}
