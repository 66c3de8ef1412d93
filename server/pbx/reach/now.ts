// How a user stands at a moment, for whoever looks: the active status and why, what changes next, what phones show, and what
// would become of a call. Source
import type { Availability } from '../../domain/telephony/reach.ts';
import type { OtherParty } from '../../routing/reach/call-class.ts';
import type { StatusSource } from '../../routing/reach/cells.ts';
import { type ReachDecision, reachFor } from '../../routing/reach/decide.ts';
import { activeStatus, changesAt } from '../../routing/reach/status.ts';
import { type PhoneFeatures, phoneFeatures } from '../../routing/reach/sync.ts';
import { compiledOf, type UserReach } from './user-reach.ts';

export interface ReachNow extends PhoneFeatures {
  readonly status: string;
  readonly name: string;
  readonly source: StatusSource;
  readonly availability: Availability;
  readonly message?: string;
  /** Absent: nothing changes by itself. */
  readonly changesAt?: Date;
  /** The status after that. */
  readonly next?: string;
}

export function reachNow(user: UserReach, now: Date): ReachNow {
  const compiled = compiledOf(user);
  const { status, source } = activeStatus(compiled, user.facts, now.getTime());
  const { id, name, availability, message } = status;
  const changes = changesAt(compiled, user.facts, now.getTime());
  return {
    status: id,
    name,
    source,
    availability,
    ...(message !== undefined && { message }),
    ...(changes !== undefined && {
      changesAt: new Date(changes),
      next: activeStatus(compiled, user.facts, changes).status.name,
    }),
    ...phoneFeatures(compiled, user.facts, now.getTime()),
  };
}

/** What would become of a call at that moment, with what is set by hand now. */
export function tryCall(user: UserReach, caller: OtherParty, isBusy: boolean, at: Date): ReachDecision {
  return reachFor(compiledOf(user), { caller, isBusy, passesAssistants: false }, user.facts, at.getTime());
}
