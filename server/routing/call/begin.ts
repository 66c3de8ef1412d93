// How a call begins: who calls, from where, and what he dialled. Emergency numbers come before everything that could refuse a call.
// Source: FAC-71 to FAC-78, FAC-102, FAC-116, SYS-2, SYS-30 to SYS-33, EXT-19, NP-18
import { callerNumberOf } from '../../domain/telephony/dialled-number.ts';
import { readDialPrefix, readSystemCode } from '../../domain/telephony/system-extensions.ts';
import type { Compiled } from '../compile.ts';
import type { Action, IncomingCall } from '../decision.ts';
import type { Live } from '../snapshot.ts';
import type { Step } from '../step.ts';
import { carry } from './carry.ts';
import { dialCode, notLoggedIn } from './codes.ts';
import { dial } from './dial.ts';
import type { Outcome } from './outcome.ts';
import { arriveFromOutside, callEmergency } from './outside.ts';
import { system } from './prompts.ts';
import type { Caller, CallState } from './state.ts';
import { userOn } from './targets.ts';
import { languageOf, newTurn, say, type Turn } from './turn.ts';

export interface Decided {
  readonly state: CallState;
  /** To be carried out in this order. */
  readonly actions: readonly Action[];
  readonly steps: readonly Step[];
}

/**
 * Decides about a new call.
 * @param now  milliseconds since 1970
 * Source: design.md "Calls"
 */
export function begin(compiled: Compiled, live: Live, call: IncomingCall, now: number): Decided {
  const caller = callerOf(compiled, live, call);
  const turn = newTurn(compiled, live, now, {
    id: call.id,
    caller,
    called: call.to,
    way: caller.device === 'outside' ? 'inbound' : 'internal',
    prefix: '',
    visited: [],
    counted: [],
    analysed: [],
    returned: false,
    answered: false,
    emergency: false,
    situation: { is: 'new' },
  });
  carry(turn, caller.device === 'outside' ? arriveFromOutside(turn, call.to) : leave(turn, call.to));
  return turn;
}

function callerOf(compiled: Compiled, live: Live, { origin }: IncomingCall): Caller {
  switch (origin.kind) {
    case 'channel': {
      const { channel } = origin;
      const user = userOn(compiled, live, channel);
      const device = compiled.channels.get(channel)?.device ?? 'fixed';
      return user === undefined ? { channel, device } : { channel, device, user };
    }
    case 'user':
      return { user: origin.extension, device: origin.device };
    case 'outside': {
      const { number } = origin;
      return number === undefined
        ? { device: 'outside' }
        : { device: 'outside', number: callerNumberOf(number, compiled.account.country) };
    }
    default:
      return origin satisfies never;
  }
}

/** A call from a device of ours. */
function leave(turn: Turn, dialled: string): Outcome {
  const { compiled, live, state } = turn;
  const { country } = compiled.account;
  const { user, channel, device } = state.caller;
  const prefix = readDialPrefix(dialled, country, device === 'mobile');
  const number = prefix?.rest ?? dialled;
  if (compiled.emergencyNumbers.has(number)) return callEmergency(turn, number, prefix);
  const code = readSystemCode(dialled, country);
  if (code?.function === 'login' || code?.function === 'loginStatus') return dialCode(turn, code);
  if (user === undefined) return notLoggedIn(turn);
  if (channel !== undefined && live.unknownAddress[channel] === true && compiled.account.ipListing?.active === true) {
    say(turn, 'unknownAddress', { channel });
    return { next: 'sayAndEnd', prompts: [system('loginAgain', languageOf(turn))], reason: 'loginAgain' };
  }
  return code === undefined ? dial(turn, dialled, user) : dialCode(turn, code);
}
