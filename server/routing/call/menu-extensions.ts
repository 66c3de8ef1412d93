// Extensions that ask the caller for keys: IVR, extension selector, LBR by postcode, authentication.
// Source: EXT-97 to EXT-109, EXT-117, EXT-122, EXT-139 to EXT-141
import { leadingDigits } from '../../domain/telephony/dialled-number.ts';
import type {
  AuthenticationExtension,
  IvrExtension,
  LbrExtension,
  SelectorExtension,
} from '../../domain/telephony/extension.ts';
import type { Answer, Prompt } from '../decision.ts';
import type { Dialogue } from './dialogue.ts';
import { AGAIN, leads, type Outcome, refused, SETTLED, sent } from './outcome.ts';
import { RINGBACK_TONE, recording, type SystemPrompt, system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

export type MenuExtension = IvrExtension | SelectorExtension | LbrExtension | AuthenticationExtension;
/** Digits of a PIN that callers key in. */
const PIN_DIGITS = 12;

function soundOr(turn: Turn, sound: string | undefined, otherwise: SystemPrompt): Prompt {
  const known = turn.compiled.sounds.get(sound ?? '');
  return known === undefined ? system(otherwise, languageOf(turn)) : recording(known);
}

/** Starts the dialogue of the extension. */
export function openMenu(turn: Turn, extension: MenuExtension): Outcome {
  const { number } = extension;
  switch (extension.kind) {
    case 'ivr':
      say(turn, 'ivrAsks', { extension: number, name: extension.name });
      return asks({ of: 'ivr', extension: number });
    case 'selector':
      say(turn, 'selectorAsks', { extension: number });
      return asks({ of: 'selector', extension: number }, extension.ringbackTone ? [RINGBACK_TONE, RINGBACK_TONE] : []);
    case 'lbr':
      say(turn, 'postcodeAsks', { extension: number });
      return asks({ of: 'postcode', extension: number });
    case 'authentication':
      return authenticate(turn, extension);
    default:
      return extension satisfies never;
  }
}

function asks(dialogue: Dialogue, first: readonly Prompt[] = []): Outcome {
  return { next: 'ask', dialogue, first };
}

export function menuQuestion(turn: Turn, extension: MenuExtension): Question {
  switch (extension.kind) {
    case 'ivr':
      return question([soundOr(turn, extension.sound, 'chooseFromMenu')], extension.maxDigits);
    case 'selector': {
      const prompt = soundOr(turn, extension.sound, 'enterExtension');
      const length = turn.compiled.account.extensionLength ?? 5;
      return question([prompt], length, extension.timeoutSec * 1000);
    }
    case 'lbr': {
      const { routing } = extension;
      const length = routing.by === 'postcode' ? routing.length : 1;
      return question([soundOr(turn, routing.by === 'postcode' ? routing.sound : undefined, 'enterPostcode')], length);
    }
    case 'authentication':
      return question([system('enterPin', languageOf(turn))], PIN_DIGITS);
    default:
      return extension satisfies never;
  }
}

/** Whether the keys so far are an answer already. Source: EXT-106 */
export function isMenuAnswer(extension: MenuExtension, digits: string): boolean {
  if (extension.kind !== 'ivr') return false;
  const fits = extension.options.some(({ keys }) => keys === digits);
  return fits && !extension.options.some(({ keys }) => keys.length > digits.length && keys.startsWith(digits));
}

export function onMenuAnswer(turn: Turn, extension: MenuExtension, digits: string): Outcome {
  switch (extension.kind) {
    case 'ivr': {
      const option = extension.options.find(({ keys }) => keys === digits);
      if (option === undefined) return again(turn, digits);
      say(turn, 'ivrOption', { extension: extension.number, digits, to: option.to.number });
      return leads(option.to, option.prefix);
    }
    case 'selector': {
      const kind = turn.compiled.extensions.get(digits)?.kind;
      const valid = kind === 'user' || kind === 'group';
      say(turn, valid ? 'selected' : 'selectedInvalid', { digits });
      return sent(valid ? { kind: 'extension', number: digits } : extension.fallback);
    }
    case 'lbr':
      return extension.routing.by === 'postcode' ? byPostcode(turn, extension.routing, digits) : SETTLED;
    case 'authentication':
      act(turn, {
        do: 'ask',
        request: { ask: 'pin', of: { kind: 'authentication', extension: extension.number }, digits },
      });
      return SETTLED;
    default:
      return extension satisfies never;
  }
}

function again(turn: Turn, digits: string): Outcome {
  say(turn, 'invalidKeys', { digits });
  return AGAIN;
}

/** Nothing was keyed, or nothing of use, as often as it may be asked. Source: EXT-107, EXT-122, EXT-140, EXT-100 */
export function onMenuGivenUp(turn: Turn, extension: MenuExtension): Outcome {
  say(turn, 'givenUp', { extension: extension.number });
  switch (extension.kind) {
    case 'ivr':
      return extension.fallback === undefined ? refused('noInput') : sent(extension.fallback);
    case 'selector':
      return sent(extension.fallback);
    case 'lbr':
      return extension.routing.by === 'postcode'
        ? leads(extension.routing.defaultTo, extension.routing.defaultPrefix)
        : refused('noInput');
    case 'authentication':
      return shutOut(turn, extension);
    default:
      return extension satisfies never;
  }
}

/** Source: EXT-117, EXT-120: the narrowest range that holds it */
function byPostcode(
  turn: Turn,
  routing: Extract<LbrExtension['routing'], { by: 'postcode' }>,
  digits: string,
): Outcome {
  if (digits.length < routing.length) return again(turn, digits);
  const width = (from: string, until = from) => Number(until) - Number(from);
  const [best] = routing.entries
    .filter(({ from, until = from }) => from <= digits.slice(0, from.length) && digits.slice(0, until.length) <= until)
    .sort((a, b) => b.from.length - a.from.length || width(a.from, a.until) - width(b.from, b.until));
  say(turn, best === undefined ? 'noKey' : 'keyFits', { extension: '', number: digits, key: best?.from ?? '' });
  return best === undefined ? leads(routing.defaultTo, routing.defaultPrefix) : leads(best.to, best.prefix);
}

/** Source: EXT-97, EXT-100 */
function authenticate(turn: Turn, extension: AuthenticationExtension): Outcome {
  const welcome = turn.compiled.sounds.get(extension.welcome ?? '');
  if (extension.by === 'pin') {
    say(turn, 'asksPin', { extension: extension.number });
    const dialogue: Dialogue = { of: 'authentication', extension: extension.number };
    return { next: 'ask', dialogue, first: welcome === undefined ? [] : [recording(welcome)] };
  }
  const caller = turn.state.caller.number ?? turn.state.caller.user;
  const entry = caller === undefined ? undefined : entryOf(turn, extension, caller);
  if (entry === undefined) return shutOut(turn, extension);
  say(turn, 'authorised', { extension: extension.number });
  const outcome = leads(entry.to ?? extension.defaultTo, entry.prefix ?? extension.defaultPrefix);
  if (welcome !== undefined) act(turn, { do: 'play', prompts: [recording(welcome)] });
  return outcome;
}

function entryOf(turn: Turn, { entries }: AuthenticationExtension, caller: string) {
  const { country } = turn.compiled.account;
  return entries.find(
    ({ callerNumber }) =>
      callerNumber !== undefined &&
      (caller === callerNumber || (caller.startsWith('+') && caller.startsWith(leadingDigits(callerNumber, country)))),
  );
}

/** Source: EXT-100 */
export function onPinTold(turn: Turn, extension: AuthenticationExtension, answer: Answer): Outcome {
  if (answer.is !== 'ok') {
    say(turn, 'wrongPin', { extension: extension.number });
    return AGAIN;
  }
  say(turn, 'authorised', { extension: extension.number });
  const entry = extension.entries.find(({ id }) => id === answer.entry);
  return leads(entry?.to ?? extension.defaultTo, entry?.prefix ?? extension.defaultPrefix);
}

function shutOut(turn: Turn, { number, fallback }: AuthenticationExtension): Outcome {
  say(turn, 'notAuthorised', { extension: number });
  const sound = turn.compiled.sounds.get(fallback ?? '');
  return sound === undefined
    ? refused('noRight')
    : { next: 'sayAndEnd', prompts: [recording(sound)], reason: 'noRight' };
}
