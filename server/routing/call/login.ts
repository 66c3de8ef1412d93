// Logging in and out on a phone, and changing the PIN: 900, 901, 902, 907. PINs are checked and kept by whoever carries calls
// out; here they only pass through. Source: SYS-4 to SYS-6, SYS-11, SYS-34 to SYS-38, FAC-29 to FAC-36, FAC-119, FAC-120, EXT-44 to EXT-46
import { PIN_LENGTH, pinProblem } from '../../domain/pin.ts';
import type { ChannelName } from '../../domain/telephony/channel.ts';
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { userOf } from '../compile.ts';
import type { Answer, EndReason, Prompt } from '../decision.ts';
import type { Dialogue } from './dialogue.ts';
import { AGAIN, type Outcome, refused, SETTLED } from './outcome.ts';
import { type SystemPrompt, spoken, system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { channelsOf } from './targets.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

type LoginDialogue = Extract<Dialogue, { of: 'login' | 'changePin' | 'logout' }>;

function ends(turn: Turn, name: SystemPrompt, reason: EndReason, more: readonly Prompt[] = []): Outcome {
  return { next: 'sayAndEnd', prompts: [system(name, languageOf(turn)), ...more], reason };
}

/** 901. Source: FAC-120: not on a device that an administrator gave to somebody */
export function openLogin(turn: Turn): Outcome {
  const { channel } = turn.state.caller;
  if (channel === undefined) return refused('noRight');
  if (turn.compiled.channels.get(channel)?.linkedTo === undefined)
    return { next: 'ask', dialogue: { of: 'login', step: 'extension' } };
  say(turn, 'linkedDevice');
  return ends(turn, 'linkedDevice', 'noRight');
}

/** 900 */
export function tellStatus(turn: Turn): Outcome {
  const { user } = turn.state.caller;
  say(turn, user === undefined ? 'nobodyLoggedIn' : 'loggedInAs', { user: user ?? '' });
  return user === undefined ? ends(turn, 'notLoggedIn', 'done') : ends(turn, 'loggedInAs', 'done', [spoken(user)]);
}

/** 902. Source: SYS-37, SYS-38 */
export function openLogout(turn: Turn, user: ExtensionNumber): Outcome {
  const { channel } = turn.state.caller;
  if (channel === undefined || turn.compiled.channels.get(channel)?.linkedTo !== undefined) {
    say(turn, 'linkedDevice');
    return ends(turn, 'linkedDevice', 'noRight');
  }
  return { next: 'ask', dialogue: { of: 'logout', step: 'pin', user } };
}

/** 907 */
export function openPinChange(user: ExtensionNumber): Outcome {
  return { next: 'ask', dialogue: { of: 'changePin', step: 'pin', user, login: false } };
}

export function loginQuestion(turn: Turn, dialogue: LoginDialogue): Question {
  const language = languageOf(turn);
  const pinLength = turn.compiled.account.pinLength ?? PIN_LENGTH;
  switch (dialogue.step) {
    case 'extension':
      return question([system('enterExtension', language)], turn.compiled.account.extensionLength ?? 5);
    case 'pin':
      return question([system('enterPin', language)], pinLength);
    case 'new':
      return question([system('enterNewPin', language)], pinLength);
    case 'repeat':
      return question([system('repeatNewPin', language)], pinLength);
    case 'takeOver':
      return question([system('maximumDevices', language)], 1);
    case 'where':
      return question([system('logoutMenu', language)], 1);
    default:
      return dialogue satisfies never;
  }
}

export function onLoginAnswer(turn: Turn, dialogue: LoginDialogue, digits: string): Outcome {
  switch (dialogue.step) {
    case 'extension':
      return userOf(turn.compiled, digits) === undefined
        ? AGAIN
        : { next: 'ask', dialogue: { of: 'login', step: 'pin', user: digits } };
    case 'pin':
      act(turn, { do: 'ask', request: { ask: 'pin', of: { kind: 'user', extension: dialogue.user }, digits } });
      return SETTLED;
    case 'new':
      return onNewPin(turn, dialogue, digits);
    case 'repeat':
      return onRepeatedPin(turn, dialogue, digits);
    case 'takeOver':
      return digits === '1' ? logIn(turn, dialogue.user, othersOf(turn, dialogue.user)) : AGAIN;
    case 'where':
      return logOut(turn, dialogue.user, digits);
    default:
      return dialogue satisfies never;
  }
}

/** Source: EXT-45, EXT-46 */
function onNewPin(turn: Turn, dialogue: Extract<Dialogue, { of: 'changePin' }>, digits: string): Outcome {
  const problem = pinProblem(digits, { by: 'user', length: turn.compiled.account.pinLength ?? PIN_LENGTH });
  if (problem !== undefined) {
    say(turn, 'weakPin');
    return { next: 'again', first: [system('pinTooWeak', languageOf(turn))] };
  }
  const { user, login } = dialogue;
  return { next: 'ask', dialogue: { of: 'changePin', step: 'repeat', user, login, chosen: digits } };
}

function onRepeatedPin(turn: Turn, dialogue: Extract<Dialogue, { step: 'repeat' }>, digits: string): Outcome {
  const { user, login, chosen } = dialogue;
  if (digits === chosen) {
    act(turn, { do: 'ask', request: { ask: 'setPin', of: { kind: 'user', extension: user }, digits } });
    return SETTLED;
  }
  const first = [system('pinsDiffer', languageOf(turn))];
  return { next: 'ask', dialogue: { of: 'changePin', step: 'new', user, login }, first };
}

export function onLoginTold(turn: Turn, dialogue: LoginDialogue, answer: Answer): Outcome {
  if (dialogue.of === 'changePin' && dialogue.step === 'repeat') return onPinKept(turn, dialogue, answer);
  if (dialogue.step !== 'pin') return onLoginKept(turn, dialogue, answer);
  if (answer.is === 'wrong') {
    say(turn, 'wrongPin', { extension: dialogue.user });
    return AGAIN;
  }
  if (dialogue.of === 'logout') return onLogoutPin(turn, dialogue.user);
  if (dialogue.of === 'changePin')
    return { next: 'ask', dialogue: { of: 'changePin', step: 'new', user: dialogue.user, login: dialogue.login } };
  if (answer.is === 'mustChange') {
    say(turn, 'mustChangePin', { user: dialogue.user });
    return { next: 'ask', dialogue: { of: 'changePin', step: 'new', user: dialogue.user, login: true } };
  }
  return onIdentified(turn, dialogue.user);
}

/** Source: EXT-46: a login with a one-time PIN is complete once the new one is kept */
function onPinKept(turn: Turn, { user, login }: Extract<Dialogue, { step: 'repeat' }>, answer: Answer): Outcome {
  if (answer.is !== 'ok') return { next: 'ask', dialogue: { of: 'changePin', step: 'new', user, login } };
  say(turn, 'pinChanged', { user });
  return login ? onIdentified(turn, user) : ends(turn, 'changed', 'done');
}

function onLoginKept(turn: Turn, dialogue: LoginDialogue, answer: Answer): Outcome {
  const done = answer.is === 'ok';
  if (dialogue.of === 'logout') return ends(turn, done ? 'loggedOut' : 'invalid', 'done');
  return ends(turn, done ? 'loggedIn' : 'invalid', 'done');
}

/** Fixed devices other than this one that he is on; clients do not count. Source: FAC-30 */
function othersOf({ compiled, live, state }: Turn, user: ExtensionNumber): readonly ChannelName[] {
  return channelsOf(compiled, live, user).filter(
    (name) => name !== state.caller.channel && compiled.channels.get(name)?.device === 'fixed',
  );
}

/** Source: FAC-29, FAC-31, FAC-33, FAC-35 */
function onIdentified(turn: Turn, user: ExtensionNumber): Outcome {
  const most = userOf(turn.compiled, user)?.rights.twinning === true ? 2 : 1;
  const others = othersOf(turn, user);
  if (others.length < most) return logIn(turn, user, []);
  say(turn, 'maximumDevices', { user, most });
  return { next: 'ask', dialogue: { of: 'login', step: 'takeOver', user } };
}

/** Those on which an administrator put him stay. Source: FAC-119 */
function logIn(turn: Turn, user: ExtensionNumber, others: readonly ChannelName[]): Outcome {
  const { channel } = turn.state.caller;
  if (channel === undefined) return refused('noRight');
  const elsewhere = others.filter((name) => turn.compiled.channels.get(name)?.linkedTo === undefined);
  say(turn, 'logsIn', { user, channel });
  act(turn, { do: 'ask', request: { ask: 'login', channel, user, elsewhere } });
  return waitFor(turn, { of: 'login', step: 'takeOver', user });
}

/** Source: FAC-34, SYS-38 */
function onLogoutPin(turn: Turn, user: ExtensionNumber): Outcome {
  if (othersOf(turn, user).some((name) => turn.compiled.channels.get(name)?.linkedTo === undefined))
    return { next: 'ask', dialogue: { of: 'logout', step: 'where', user } };
  return logOut(turn, user, '1');
}

/** `1`: here; `2`: everywhere. */
function logOut(turn: Turn, user: ExtensionNumber, digits: string): Outcome {
  const { channel } = turn.state.caller;
  if (channel === undefined || !['1', '2'].includes(digits)) return AGAIN;
  const elsewhere = othersOf(turn, user).filter((name) => turn.compiled.channels.get(name)?.linkedTo === undefined);
  const channels = digits === '2' ? [channel, ...elsewhere] : [channel];
  say(turn, 'logsOut', { user, channels: channels.join(', ') });
  act(turn, { do: 'ask', request: { ask: 'logout', channels, user } });
  return waitFor(turn, { of: 'logout', step: 'where', user });
}

/** The answer comes for another step of the dialogue than the one that was asked. */
function waitFor(turn: Turn, dialogue: LoginDialogue): Outcome {
  const { situation } = turn.state;
  if (situation.is === 'dialogue') turn.state.situation = { ...situation, dialogue, phase: 'waiting' };
  return SETTLED;
}
