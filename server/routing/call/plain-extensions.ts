// Extensions that lead a call on, or answer it, without asking anything: call limit, forward, LBR by numbers, voicemail,
// AutoAnswer, smart app, queue. Source: EXT-84 to EXT-96, EXT-113 to EXT-121, EXT-130 to EXT-149, Q-1
import type { Destination } from '../../domain/telephony/destination.ts';
import { isMobileNumber } from '../../domain/telephony/dialled-number.ts';
import type {
  AutoAnswerExtension,
  CallLimitExtension,
  ForwardExtension,
  LbrExtension,
  SmartAppExtension,
  VoicemailExtension,
} from '../../domain/telephony/extension.ts';
import { lbrEntryOf } from '../compile.ts';
import type { MailboxOwner } from '../decision.ts';
import { leads, type Outcome, refused, SETTLED } from './outcome.ts';
import { lengthMs, recording, system } from './prompts.ts';
import { ring } from './ring.ts';
import { act, become, languageOf, say, type Turn } from './turn.ts';

/** Longest message; longer ones are cut off there. */
const MESSAGE_SEC = 300;
/** How long a provider of smart apps has to take a call. */
const APP_SEC = 20;

/** Counting and asking are one step: whoever carries the count out does so before the next call. Source: EXT-130 to EXT-132 */
export function limitCalls(turn: Turn, extension: CallLimitExtension): Outcome {
  const { number, limit, within, above, callerNumber } = extension;
  const now = turn.live.limited[number] ?? 0;
  if (now < limit) {
    say(turn, 'withinLimit', { extension: number, now: now + 1, limit });
    act(turn, { do: 'countLimit', extension: number, by: 1 });
    turn.state.counted = [...turn.state.counted, number];
    return { next: 'send', to: [within], sends: callerNumber };
  }
  say(turn, 'aboveLimit', { extension: number, now, limit });
  return above.kind === 'busy' ? refused('busy') : { next: 'send', to: [above], sends: callerNumber };
}

/** Source: EXT-135, EXT-137 */
export function connectThrough(turn: Turn, { number, to, callerNumber }: ForwardExtension): Outcome {
  say(turn, 'connectsThrough', { extension: number, to });
  return { next: 'send', to: [{ kind: 'number', e164: to }], sends: callerNumber };
}

type ByNumber = Exclude<LbrExtension['routing'], { by: 'postcode' }>;

/** Source: EXT-115, EXT-118, EXT-119, EXT-121 */
export function routeByNumber(turn: Turn, { number }: LbrExtension, routing: ByNumber): Outcome {
  const caller = turn.state.caller.number ?? turn.state.caller.user;
  if (routing.by !== 'calledNumber' && caller === undefined) {
    say(turn, 'callerWithheld', { extension: number });
    return leads(routing.withheldTo, routing.withheldPrefix);
  }
  if (routing.by === 'areaCode' && isMobileNumber(caller ?? '')) {
    say(turn, 'callerMobile', { extension: number, number: caller ?? '' });
    return leads(routing.mobileTo, routing.mobilePrefix);
  }
  const looked = (routing.by === 'calledNumber' ? turn.state.called : caller) ?? '';
  const keys = turn.compiled.lbrKeys.get(number);
  const entry = keys && lbrEntryOf(keys, looked);
  say(turn, entry === undefined ? 'noKey' : 'keyFits', { extension: number, number: looked, key: entry?.key ?? '' });
  return entry === undefined ? leads(routing.defaultTo, routing.defaultPrefix) : leads(entry.to, entry.prefix);
}

/** Source: EXT-84, EXT-89 "Greeting" */
export function leaveMessage(turn: Turn, mailbox: MailboxOwner, extension?: VoicemailExtension): Outcome {
  const own = turn.compiled.sounds.get(extension?.greeting ?? '');
  const greeting = own === undefined ? system('leaveMessage', extension?.language ?? languageOf(turn)) : recording(own);
  say(turn, 'leavesMessage', { extension: mailbox.extension });
  act(turn, { do: 'recordMessage', mailbox, greeting, maxSec: MESSAGE_SEC });
  const until = turn.now + lengthMs([greeting]) + MESSAGE_SEC * 1000;
  become(turn, { is: 'leavingMessage', until }, { answered: true });
  return SETTLED;
}

/** Source: EXT-95 */
export function answerAutomatically(turn: Turn, { number, sound }: AutoAnswerExtension): Outcome {
  const known = turn.compiled.sounds.get(sound);
  say(turn, known === undefined ? 'soundGone' : 'autoAnswers', { extension: number });
  return known === undefined
    ? refused('unreachable')
    : { next: 'sayAndEnd', prompts: [recording(known)], reason: 'done' };
}

/** Hands the call over to the app's provider, as one that rings. Source: EXT-149 */
export function callApp(turn: Turn, { number, app, fallback }: SmartAppExtension): Outcome {
  say(turn, 'appRings', { extension: number, app });
  const failed = fallback && { onBusy: appForward(number, fallback), onNoAnswer: appForward(number, fallback) };
  const target = { kind: 'app', id: `app:${app}`, app, extension: number } as const;
  return ring(turn, { ringing: [{ target }], forSec: APP_SEC, ...failed });
}

function appForward(of: string, to: Destination) {
  return { do: 'forward', to: [to], of, sends: { kind: 'caller' } } as const;
}

/** From here on the queue's own machine decides. Source */
export function enterQueue(turn: Turn, queue: string): Outcome {
  if (!turn.compiled.queues.has(queue)) return refused('queueClosed');
  say(turn, 'entersQueue', { queue });
  act(turn, { do: 'enterQueue', queue });
  turn.state.through = 'queue';
  become(turn, { is: 'queued', queue, offers: [] });
  return SETTLED;
}
