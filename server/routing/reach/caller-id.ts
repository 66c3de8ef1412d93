// Which number a user's call to outside shows: that of the code dialled in front, else of the class of whoever is called, else
// of the active profile. Inside, the extension and name are shown, whatever is set.
// Source: of routing-and-reach.md
import type { DeviceKind } from '../../domain/telephony/channel.ts';
import type { E164 } from '../../domain/telephony/destination.ts';
import {
  CALLER_ID_CODES,
  type CallClass,
  type CallerIdCode,
  type Reach,
  type ReachFacts,
} from '../../domain/telephony/reach.ts';
import type { Step } from '../step.ts';
import { classify, type OtherParty } from './call-class.ts';
import type { CompiledReach } from './compile.ts';
import { cellFor } from './decide.ts';
import type { ResolvedProfile } from './profile.ts';
import { type ReachStep, reachStep } from './steps.ts';

/** `31` asks for an anonymous call. Source: R-44 */
export type DialledCode = CallerIdCode | '31';

export interface Dialled {
  readonly code?: DialledCode;
  /** What was dialled behind it. */
  readonly number: string;
}

const HASH = /^#(3[0-9])#(?=[0-9+])/;
const MOBILE = /^1(3[0-9])(?=[0-9+])/;

/** Splits the code off. From mobile phones 13X does the same. Source */
export function readDialledCode(dialled: string, device: DeviceKind): Dialled {
  const found = HASH.exec(dialled) ?? (device === 'mobile' ? MOBILE.exec(dialled) : null);
  const code = found?.[1];
  return found && isCode(code) ? { code, number: dialled.slice(found[0].length) } : { number: dialled };
}

function isCode(text: string | undefined): text is DialledCode {
  return text === '31' || CALLER_ID_CODES.some((code) => code === text);
}

export type SentCallerId =
  | { readonly kind: 'internal' }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'number'; readonly e164: E164 }
  /** Nothing is set: the account's own rules hold. */
  | { readonly kind: 'unset' };

export interface CallerIdDecision {
  readonly sent: SentCallerId;
  readonly callAnalysis: boolean;
  readonly steps: readonly Step[];
}

/**
 * @param called  of a call inside, its extension alone
 * Source
 */
export function callerIdFor(
  compiled: CompiledReach,
  called: OtherParty & { readonly code?: DialledCode },
  facts: ReachFacts,
  nowMs: number,
): CallerIdDecision {
  const steps: Step[] = [];
  const { callClass, step } = classify(compiled, called);
  const { profile } = cellFor(compiled, facts, callClass, nowMs, step, steps);
  const { sent, why } = chosen(compiled.reach, called, callClass, profile);
  steps.push(why);
  return { sent, callAnalysis: profile.callAnalysis, steps };
}

interface Chosen {
  readonly sent: SentCallerId;
  readonly why: ReachStep;
}

const INSIDE: Chosen = { sent: { kind: 'internal' }, why: reachStep('R-11', 'callerIdInternal') };
const ANONYMOUS: Chosen = { sent: { kind: 'anonymous' }, why: reachStep('R-44', 'callerIdAnonymous') };
const UNSET: Chosen = { sent: { kind: 'unset' }, why: reachStep('R-49', 'callerIdUnset') };

function chosen(
  { callerIdPrefixes }: Reach,
  { number, code }: OtherParty & { readonly code?: DialledCode },
  callClass: CallClass,
  profile: ResolvedProfile,
): Chosen {
  if (number === undefined) return INSIDE;
  if (code === '31') return ANONYMOUS;
  const ofCode = code && callerIdPrefixes[code];
  if (code && ofCode) return numberBy(ofCode, reachStep('R-45', 'callerIdCode', { code, number: ofCode }));
  const { name, callerId: ofClass } = callClass;
  if (ofClass) return numberBy(ofClass, reachStep('R-24', 'callerIdClass', { class: name, number: ofClass }));
  const { callerId, from } = profile;
  if (callerId === undefined) return UNSET;
  return numberBy(callerId, reachStep('R-10', 'callerIdProfile', { profile: from.callerId, number: callerId }));
}

function numberBy(e164: E164, why: ReachStep): Chosen {
  return { sent: { kind: 'number', e164 }, why };
}
