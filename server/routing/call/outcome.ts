// What a step of a call comes to: handlers of extensions and dialogues say it, carry.ts does it. So none of them calls another.
import type { Destination, ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { EndReason, Prompt, RefusalReason } from '../decision.ts';
import type { Dialogue } from './dialogue.ts';
import type { Sends } from './state.ts';

export type Outcome =
  /** Several ring together. */
  | {
      readonly next: 'send';
      readonly to: readonly Destination[];
      /** In front of what stands there already. */
      readonly prefix?: string;
      readonly sends?: Sends;
      /** Who passes it on. */
      readonly by?: ExtensionNumber;
      /** For several: whether the users' own forwards hold. */
      readonly followForwards?: boolean;
    }
  /** `first`: heard before the question. */
  | { readonly next: 'ask'; readonly dialogue: Dialogue; readonly first?: readonly Prompt[] }
  /** The answer could not be used: asks the same again, a few times. */
  | { readonly next: 'again'; readonly first?: readonly Prompt[] }
  | { readonly next: 'sayAndEnd'; readonly prompts: readonly Prompt[]; readonly reason: EndReason }
  | { readonly next: 'refuse'; readonly reason: RefusalReason }
  /** The handler has said what the call waits for. */
  | { readonly next: 'settled' };

export const SETTLED: Outcome = { next: 'settled' };
export const AGAIN: Outcome = { next: 'again' };

export function refused(reason: RefusalReason): Outcome {
  return { next: 'refuse', reason };
}

export function sent(to: Destination | readonly Destination[]): Outcome {
  return { next: 'send', to: isList(to) ? to : [to] };
}

/** @param prefix  in front of what is shown there */
export function leads(to: Destination, prefix: string | undefined): Outcome {
  return prefix === undefined ? { next: 'send', to: [to] } : { next: 'send', to: [to], prefix };
}

function isList(to: Destination | readonly Destination[]): to is readonly Destination[] {
  return Array.isArray(to);
}
