// A call to a user: forwards of his phone, his reachability, his assistants, his devices. Source: R-87, EXT-48, FAC-8 to FAC-14
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { UserExtension } from '../../domain/telephony/extension.ts';
import type { PrivacyGroup } from '../../domain/telephony/groups.ts';
import type { Outcome } from './outcome.ts';
import { type Away, type Reachable, reachable } from './reachability.ts';
import { type Ring, ring } from './ring.ts';
import type { Next } from './state.ts';
import { devicesOf, isTalking } from './targets.ts';
import { membersOf } from './together.ts';
import { act, say, type Turn } from './turn.ts';

export function callUser(turn: Turn, user: UserExtension): Outcome {
  const { number, name } = user;
  const assistants = assistantsOf(turn, user);
  const reach = reachable(turn, user, isTalking(turn, number), assistants === undefined);
  if (reach.analyse) turn.state.analysed = [...turn.state.analysed, number];
  const after = afterwardsOf(number, reach);
  const byAssistants = reach.assistants && assistants ? callAssistants(turn, user, assistants, after) : undefined;
  if (byAssistants !== undefined) return byAssistants;
  if (reach.away !== undefined) return { next: 'send', to: [reach.away.to], sends: reach.away.sends, by: number };
  const { targets, busy } = devicesOf(turn, number, reach.devices);
  if (targets.length === 0) say(turn, busy ? 'userBusy' : 'userUnreachable', { user: number });
  else say(turn, 'userRings', { user: number, name });
  const { onBusy, onNoAnswer, forSec } = after;
  const outcome = ring(turn, { ringing: targets.map((target) => ({ target })), forSec, onBusy, onNoAnswer, busy });
  if (targets.length > 0) notifyWatchers(turn, number);
  return outcome;
}

type Afterwards = Pick<Ring, 'forSec' | 'onBusy' | 'onNoAnswer'>;

function afterwardsOf(of: ExtensionNumber, { onBusy, onNoAnswer }: Reachable): Afterwards {
  return {
    forSec: onNoAnswer?.afterSec,
    onBusy: onBusy && forwardOf(of, onBusy),
    onNoAnswer: onNoAnswer && forwardOf(of, onNoAnswer),
  };
}

function forwardOf(of: ExtensionNumber, { to, sends }: Away): Next {
  return { do: 'forward', to: [to], of, sends };
}

/** @returns undefined where nobody answers in his place: no group is set, or one of them calls. Source: FAC-12, FAC-14 */
function assistantsOf({ compiled, state }: Turn, { assistantGroupId }: UserExtension): PrivacyGroup | undefined {
  const group = compiled.privacyGroups.get(assistantGroupId ?? '');
  return group?.members.includes(state.caller.user ?? '') === true ? undefined : group;
}

/** @returns undefined when none of them can be reached: the user himself rings. Source: FAC-9, FAC-14 */
function callAssistants(turn: Turn, user: UserExtension, group: PrivacyGroup, after: Afterwards): Outcome | undefined {
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
