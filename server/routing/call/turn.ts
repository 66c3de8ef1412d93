// One event of a call being worked on: the facts it is decided by, the state that becomes, and what comes out of it.
import type { Language } from '../../domain/locale.ts';
import { type Compiled, userOf } from '../compile.ts';
import type { Action, EndReason, Prompt, RefusalReason, SipStatus } from '../decision.ts';
import type { Live } from '../snapshot.ts';
import type { Step } from '../step.ts';
import type { Because } from './because.ts';
import { RULES } from './because.ts';
import { lengthMs } from './prompts.ts';
import type { AfterSound, CallState, Situation } from './state.ts';

type OwnState = { -readonly [Field in keyof CallState]: CallState[Field] };

export interface Turn {
  readonly compiled: Compiled;
  readonly live: Live;
  /** Milliseconds. */
  readonly now: number;
  /** As it stands: this turn's own, changed in place until the turn is over. */
  state: OwnState;
  readonly actions: Action[];
  readonly steps: Step[];
}

/** @param state  that nobody else changes */
export function newTurn(compiled: Compiled, live: Live, now: number, state: OwnState): Turn {
  return { compiled, live, now, state, actions: [], steps: [] };
}

export function say(turn: Turn, because: Because, values: Step['values'] = {}): void {
  turn.steps.push({ room: 'call', rule: RULES[because], because, values });
}

export function act(turn: Turn, action: Action): void {
  turn.actions.push(action);
}

export function become(turn: Turn, situation: Situation, changes?: Partial<CallState>): void {
  if (changes !== undefined) Object.assign(turn.state, changes);
  turn.state.situation = situation;
}

/** The language that the caller of ours speaks; the account's for everybody else. */
export function languageOf({ compiled, state }: Turn): Language {
  const own = state.caller.user === undefined ? undefined : userOf(compiled, state.caller.user)?.language;
  return own ?? compiled.account.language;
}

/** How long a call goes on past the length of a sound whose end nobody tells. */
const SLACK_MS = 1000;

/** Plays to the caller; afterwards `then`. */
export function play(turn: Turn, prompts: readonly Prompt[], then: AfterSound): void {
  act(turn, { do: 'play', prompts });
  become(turn, { is: 'playing', then, until: turn.now + lengthMs(prompts) + SLACK_MS }, { answered: true });
}

const SIP_STATUS: Readonly<Record<RefusalReason, SipStatus>> = {
  noSuchNumber: 404,
  noActivePlan: 480,
  blocked: 403,
  busy: 486,
  noAnswer: 480,
  unreachable: 480,
  declined: 603,
  notLoggedIn: 403,
  loginAgain: 403,
  externalCallLimit: 486,
  loop: 482,
  queueFull: 486,
  queueClosed: 480,
  noRight: 403,
  nothingThere: 404,
  noInput: 480,
};

/** The end of a call that nobody took. */
export function refuse(turn: Turn, reason: RefusalReason): void {
  if (turn.state.answered) {
    release(turn, reason);
    return;
  }
  act(turn, { do: 'refuse', sipStatus: SIP_STATUS[reason], reason });
  end(turn, reason);
}

export function release(turn: Turn, reason: EndReason): void {
  act(turn, { do: 'release', reason });
  end(turn, reason);
}

/** Nothing more is done for it; what counted it counts it no longer. Source: EXT-130 */
export function end(turn: Turn, why: EndReason): void {
  for (const extension of turn.state.counted) act(turn, { do: 'countLimit', extension, by: -1 });
  become(turn, { is: 'over', why }, { counted: [] });
}
