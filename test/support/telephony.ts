// An account with telephony, small enough to be read in a test, and calls within it.
import type { TelephonyChannel } from '../../server/domain/telephony/channel.ts';
import type { Destination } from '../../server/domain/telephony/destination.ts';
import type { Extension, UserExtension } from '../../server/domain/telephony/extension.ts';
import type { Profile, Reach } from '../../server/domain/telephony/reach.ts';
import { begin, type Decided } from '../../server/routing/call/begin.ts';
import { onEvent } from '../../server/routing/call/on-event.ts';
import { nextDueAt } from '../../server/routing/call/state.ts';
import { type Compiled, compile } from '../../server/routing/compile.ts';
import type { Action, CallEvent, Origin, Target } from '../../server/routing/decision.ts';
import { type QueueSettings, readQueueSettings } from '../../server/routing/queue/settings.ts';
import { defaultReach } from '../../server/routing/reach/defaults.ts';
import { type Live, QUIET, type Snapshot } from '../../server/routing/snapshot.ts';

/** A Tuesday, 11:00 in Amsterdam. */
export const NOW = Date.parse('2026-11-24T10:00:00Z');

export function aUser(number: string, fields: Partial<UserExtension> = {}): UserExtension {
  return {
    kind: 'user',
    number,
    name: `User ${number}`,
    tier: 'expert',
    offerSecondCall: true,
    aiAssistant: true,
    voicemail: { pinVerification: 'untrusted-only' },
    rights: {
      timeConfiguration: false,
      twinning: false,
      callRecording: false,
      parkCalls: false,
      reportingApp: false,
    },
    ...fields,
  };
}

/** The fixed device of a user. */
export function aDesk(number: string, fields: Partial<TelephonyChannel> = {}): TelephonyChannel {
  return { name: `desk${number}`, device: 'fixed', linkedTo: number, callLimit: 2, ...fields };
}

/** Users 201 to 203 with a desk each, a company number, and what a test adds. */
export function aSnapshot(fields: Partial<Snapshot> = {}, extensions: readonly Extension[] = []): Snapshot {
  return {
    account: {
      id: 'account',
      country: 'NL',
      language: 'nl',
      timeZone: 'Europe/Amsterdam',
      areaCode: '020',
      extensionLength: 3,
      recording: { active: false, outgoing: false },
      aiAssistant: true,
      musicOnHold: [],
      ...fields.account,
    },
    extensions: [aUser('201'), aUser('202'), aUser('203'), ...extensions],
    users: [],
    channels: [aDesk('201'), aDesk('202'), aDesk('203')],
    numbers: [{ e164: '+31201234567', kind: 'fixed' }],
    numberPlanSchemas: [],
    blocking: { account: { blocked: [] }, users: {} },
    reach: {},
    privacyGroups: [],
    sounds: [],
    queues: [],
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'account')),
  };
}

/** One call of an account, told what happens. */
export class ACall {
  readonly compiled: Compiled;
  live: Live;
  now = NOW;
  last: Decided;
  readonly all: Action[] = [];
  readonly because: string[] = [];

  constructor(snapshot: Snapshot, origin: Origin, to: string, live: Partial<Live> = {}) {
    this.compiled = compile(snapshot);
    this.live = { ...QUIET, ...live };
    this.last = begin(this.compiled, this.live, { id: 'call', origin, to }, this.now);
    this.keep();
  }

  private keep(): void {
    this.all.push(...this.last.actions);
    this.because.push(...this.last.steps.map(({ because }) => because));
  }

  get is(): string {
    return this.last.state.situation.is;
  }

  event(event: CallEvent): this {
    this.last = onEvent(this.compiled, this.live, this.last.state, event, this.now);
    this.keep();
    return this;
  }

  answered(target: string): this {
    return this.event({ type: 'answered', target });
  }

  keys(keys: string, from?: 'caller' | 'callee'): this {
    for (const digit of keys) this.event({ type: 'digit', digit, ...(from && { from }) });
    return this;
  }

  /** Until the next thing that happens by itself. */
  wait(): this {
    this.now = nextDueAt(this.last.state) ?? this.now;
    return this.event({ type: 'timer' });
  }

  /** What rings now, by its names. */
  get rings(): readonly string[] {
    return this.targets.map(({ id }) => id);
  }

  get targets(): readonly Target[] {
    const { situation } = this.last.state;
    return situation.is === 'ringing' ? situation.ringing.map(({ target }) => target) : [];
  }

  did<Do extends Action['do']>(what: Do): readonly Extract<Action, { do: Do }>[] {
    return this.all.filter((action): action is Extract<Action, { do: Do }> => action.do === what);
  }
}

export const fromUser = (extension: string): Origin => ({ kind: 'user', extension, device: 'fixed' });
export const fromDesk = (number: string): Origin => ({ kind: 'channel', channel: `desk${number}` });
export const fromOutside = (number?: string): Origin => ({ kind: 'outside', ...(number !== undefined && { number }) });

/** A user's reachability with one profile for everybody, always. */
export function reachWith(user: string, profile: Partial<Profile>, fields: Partial<Reach> = {}): Reach {
  const reach = defaultReach(user, 'en');
  const profiles = reach.profiles.map((each) => (each.id === 'default' ? { ...each, ...profile } : each));
  return { ...reach, profiles, ...fields };
}

export const always = (to: Destination): Partial<Profile> => ({ unconditional: { mode: 'on', to } });
export const whenBusy = (to: Destination): Partial<Profile> => ({ busy: { mode: 'on', to } });
export const afterSec = (sec: number, to: Destination): Partial<Profile> => ({
  noAnswer: { mode: 'on', to, afterSec: sec },
});

/** A number of the account that reaches a user directly. */
export const personal = (e164: string, user: string): Pick<Snapshot, 'numbers'> => ({
  numbers: [
    { e164: '+31201234567', kind: 'fixed' },
    { e164, kind: 'fixed', linkedTo: user },
  ],
});

/** A queue of these agents, with what a test sets. */
export function aQueue(number: string, fields: Record<string, unknown> = {}): QueueSettings {
  const read = readQueueSettings({ number, name: `Queue ${number}`, ...fields });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}
