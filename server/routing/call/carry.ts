// Does what handlers said, one after another, until the call waits for something. Nothing goes round for ever: a call passes only
// so many extensions without a key pressed in between. Source: EXT-12, EXT-13
import { type Destination, destinationText } from '../../domain/telephony/destination.ts';
import type { Extension } from '../../domain/telephony/extension.ts';
import { ask, askAgain } from './ask.ts';
import { callByTime } from './by-time.ts';
import { callGroup } from './group-calls.ts';
import { openMenu } from './menu-extensions.ts';
import { type Outcome, refused } from './outcome.ts';
import { passOutside } from './outside.ts';
import {
  answerAutomatically,
  callApp,
  connectThrough,
  enterQueue,
  leaveMessage,
  limitCalls,
  routeByNumber,
} from './plain-extensions.ts';
import { ring } from './ring.ts';
import { openSystemAccess } from './system-access.ts';
import { devicesOf } from './targets.ts';
import { allTogether } from './together.ts';
import { play, refuse, say, type Turn } from './turn.ts';
import { callUser } from './user-calls.ts';

/** Most extensions that a call passes without a key pressed. Source: EXT-13 */
export const MOST_HOPS = 20;

export function carry(turn: Turn, outcome: Outcome): void {
  let doing = outcome;
  while (doing.next !== 'settled') doing = carryOut(turn, doing);
}

function carryOut(turn: Turn, outcome: Exclude<Outcome, { next: 'settled' }>): Outcome {
  switch (outcome.next) {
    case 'send':
      return send(turn, outcome);
    case 'ask':
      return ask(turn, outcome.dialogue, outcome.first ?? []);
    case 'again':
      return askAgain(turn, outcome.first ?? []);
    case 'sayAndEnd':
      play(turn, outcome.prompts, { do: 'release', reason: outcome.reason });
      return { next: 'settled' };
    case 'refuse':
      return giveUp(turn, outcome);
    default:
      return outcome satisfies never;
  }
}

/** Nobody takes it. A transferred call comes back once to whoever transferred it. Source: CALL-6, CALL-7 */
function giveUp(turn: Turn, { reason }: Extract<Outcome, { next: 'refuse' }>): Outcome {
  const { returnsTo, returned } = turn.state;
  if (returnsTo === undefined || returned) {
    refuse(turn, reason);
    return { next: 'settled' };
  }
  say(turn, 'returns', { user: returnsTo });
  turn.state.returned = true;
  turn.state.prefix = `${RETURN_MARK}${turn.state.prefix}`;
  const { targets } = devicesOf(turn, returnsTo, undefined);
  return ring(turn, { ringing: targets.map((target) => ({ target })) });
}

/** So that the user recognises a call that comes back. Source: CALL-8 */
const RETURN_MARK = '<< ';

function send(turn: Turn, outcome: Extract<Outcome, { next: 'send' }>): Outcome {
  const { prefix, sends, by, to, followForwards = false } = outcome;
  if (prefix !== undefined) turn.state.prefix += prefix;
  if (sends !== undefined) turn.state.sends = sends;
  if (by !== undefined) turn.state.passedBy = by;
  const [only, ...others] = to;
  if (only === undefined) return refused('nothingThere');
  if (others.length === 0) return sendToOne(turn, only);
  say(turn, 'ringTogether', { to: to.map(destinationText).join('; ') });
  const { ringing, busy } = allTogether(turn, to, { followForwards, ...(sends && { sends }) });
  return ring(turn, { ringing, busy });
}

function sendToOne(turn: Turn, destination: Destination): Outcome {
  switch (destination.kind) {
    case 'number':
      return passOutside(turn, destination.e164);
    case 'voicemail':
      return leaveMessage(turn, { kind: 'user', extension: destination.of });
    case 'extension':
      return sendToExtension(turn, destination.number);
    default:
      return destination satisfies never;
  }
}

function sendToExtension(turn: Turn, number: string): Outcome {
  const extension = turn.compiled.extensions.get(number);
  if (extension === undefined) {
    say(turn, 'noSuchExtension', { extension: number });
    return refused('noSuchNumber');
  }
  const { visited } = turn.state;
  if (visited.includes(number) || visited.length >= MOST_HOPS) {
    say(turn, 'loop', { extension: number, hops: visited.length });
    return refused('loop');
  }
  turn.state.visited = [...visited, number];
  return enter(turn, extension);
}

function enter(turn: Turn, extension: Extension): Outcome {
  switch (extension.kind) {
    case 'user':
      return callUser(turn, extension);
    case 'group':
      return callGroup(turn, extension);
    case 'queue':
      return enterQueue(turn, extension.number);
    case 'voicemail':
      return leaveMessage(turn, { kind: 'voicemail', extension: extension.number }, extension);
    case 'autoAnswer':
      return answerAutomatically(turn, extension);
    case 'callLimit':
      return limitCalls(turn, extension);
    case 'forward':
      return connectThrough(turn, extension);
    case 'smartApp':
      return callApp(turn, extension);
    case 'system':
      return openSystemAccess(turn, extension);
    case 'tbr':
      return callByTime(turn, extension);
    case 'lbr':
      return extension.routing.by === 'postcode'
        ? openMenu(turn, extension)
        : routeByNumber(turn, extension, extension.routing);
    case 'ivr':
    case 'selector':
    case 'authentication':
      return openMenu(turn, extension);
    default:
      return extension satisfies never;
  }
}
