// Whose group a caller, or whoever is called, belongs to. Source: of routing-and-reach.md

import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { callerNumberOf } from '../../domain/telephony/dialled-number.ts';
import type { CallClass } from '../../domain/telephony/reach.ts';
import type { CompiledReach } from './compile.ts';
import { type ReachStep, reachStep } from './steps.ts';

/** Somebody at the other end; neither is given when the number is withheld. */
export interface OtherParty {
  readonly extension?: ExtensionNumber;
  /** As it came in or was dialled. */
  readonly number?: string;
}

export interface Classified {
  readonly callClass: CallClass;
  readonly step: ReachStep;
}

/** A contact goes before an extension, that before first digits, longer ones first; else it is the base class. */
export function classify(compiled: CompiledReach, { extension, number }: OtherParty): Classified {
  const caller =
    number === undefined || !asksForNumbers(compiled) ? undefined : callerNumberOf(number, compiled.country);
  const contact = caller === undefined ? undefined : compiled.contacts.get(caller);
  if (contact) return found('R-21', 'classContact', contact, number ?? '');
  const listed = extension === undefined ? undefined : compiled.extensions.get(extension);
  if (listed) return found('R-22', 'classExtension', listed, extension ?? '');
  const prefixed = caller === undefined ? undefined : byPrefix(compiled, caller);
  return prefixed ?? found('R-5', 'classBase', compiled.baseClass, extension ?? number ?? '');
}

/** Whether any class names numbers or first digits: reading a number is not free. */
function asksForNumbers({ contacts, prefixes }: CompiledReach): boolean {
  return contacts.size > 0 || prefixes.size > 0;
}

function byPrefix({ prefixes, longestPrefix }: CompiledReach, number: string): Classified | undefined {
  for (let length = Math.min(longestPrefix, number.length); length > 0; length -= 1) {
    const prefix = number.slice(0, length);
    const callClass = prefixes.get(prefix);
    if (callClass) return found('R-23', 'classPrefix', callClass, prefix);
  }
  return undefined;
}

function found(
  rule: string,
  because: 'classContact' | 'classExtension' | 'classPrefix' | 'classBase',
  callClass: CallClass,
  value: string,
): Classified {
  return { callClass, step: reachStep(rule, because, { class: callClass.name, value }) };
}
