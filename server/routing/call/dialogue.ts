// Questions that a caller answers with keys, as data: which one it is, how far it has come, and what was found out so far.
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import type { ForwardCondition, MailboxOwner } from '../decision.ts';

export type Dialogue =
  | { readonly of: 'ivr' | 'selector' | 'postcode' | 'authentication'; readonly extension: ExtensionNumber }
  /** 901. Source: FAC-33, EXT-44 */
  | { readonly of: 'login'; readonly step: 'extension' }
  | { readonly of: 'login'; readonly step: 'pin' | 'takeOver'; readonly user: ExtensionNumber }
  /** 907, and a login with the one-time PIN. */
  | { readonly of: 'changePin'; readonly step: 'pin' | 'new'; readonly user: ExtensionNumber; readonly login: boolean }
  | {
      readonly of: 'changePin';
      readonly step: 'repeat';
      readonly user: ExtensionNumber;
      readonly login: boolean;
      readonly chosen: string;
    }
  /** 902. Source: SYS-38, FAC-34 */
  | { readonly of: 'logout'; readonly step: 'pin' | 'where'; readonly user: ExtensionNumber }
  /** 903 and 904. */
  | { readonly of: 'queueLogin'; readonly login: boolean; readonly user: ExtensionNumber }
  /** 906. */
  | { readonly of: 'listenIn'; readonly user: ExtensionNumber }
  /** 930 without a line. */
  | { readonly of: 'retrieve'; readonly user: ExtensionNumber }
  /** 910. Source: SYS-50 */
  | { readonly of: 'forwarding'; readonly step: 'menu'; readonly user: ExtensionNumber }
  | {
      readonly of: 'forwarding';
      readonly step: 'number';
      readonly when: ForwardCondition;
      readonly user: ExtensionNumber;
    }
  /** 915. Source: NP-50 to NP-54 */
  | { readonly of: 'plans'; readonly step: 'menu' }
  | { readonly of: 'plans'; readonly step: 'schema'; readonly choice: PlanChoice }
  | { readonly of: 'plans'; readonly step: 'plan'; readonly choice: PlanChoice; readonly schemaId: string }
  /** 905. Source: FAC-63 */
  | { readonly of: 'recordSound'; readonly step: 'recording' | 'menu'; readonly user: ExtensionNumber }
  /** 920, 1233. Source: SYS-51 to SYS-53 */
  | { readonly of: 'mailbox'; readonly step: 'number' }
  | {
      readonly of: 'mailbox';
      readonly step: 'pin' | 'count' | 'new' | 'none' | 'options' | 'newPin' | 'language';
      readonly mailbox: MailboxOwner;
    }
  /** Callers from outside say who they are. Source: EXT-112 */
  | { readonly of: 'identity'; readonly step: 'extension'; readonly goal: OutsideGoal }
  | { readonly of: 'identity'; readonly step: 'pin'; readonly goal: OutsideGoal; readonly user: ExtensionNumber };

export type PlanChoice = 'temporary' | 'permanent' | 'none';
export type OutsideGoal = 'timeConfiguration' | 'audioRecording';

/** Whether what is keyed is a PIN, which nobody else may read. */
export function isSecret(dialogue: Dialogue): boolean {
  if (dialogue.of === 'authentication' || dialogue.of === 'changePin') return true;
  return 'step' in dialogue && (dialogue.step === 'pin' || dialogue.step === 'newPin');
}
