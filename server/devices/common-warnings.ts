// What an admin should know of any phone's files, whatever its family.
import type { PhoneContext } from './phone-context.ts';
import type { Capabilities } from './types.ts';

/** Why a phone whose channels ask for encryption goes on without; the phone is left as it was. Source: DEV-17, DEV-20 */
const NOT_ENCRYPTED: Readonly<Record<Capabilities['sipEncryption'], string | undefined>> = {
  yes: undefined,
  no: 'this model has no SIP encryption: its channels stay unencrypted',
  unknown: 'whether this model can encrypt SIP is not known: its channels stay unencrypted',
  notProvisioned: 'SIPS and SRTP: not provisioned, since no parameter is known; its channels stay unencrypted',
  firmwareTooOld:
    'its firmware is too old for SIP encryption: choose a newer one first; until then its channels stay unencrypted',
  firmwareUnknown:
    'SIP encryption waits until the phone has said which firmware it runs; until then its channels stay unencrypted',
};

/** Source: DEV-17, DEV-20, DEV-36 */
export function commonWarnings({ encryptionAsked, caps, syslog, keys, featureSync }: PhoneContext): readonly string[] {
  const warning = encryptionAsked ? NOT_ENCRYPTED[caps.sipEncryption] : undefined;
  return [
    ...(warning === undefined ? [] : [warning]),
    ...(featureSync.value !== 'off' && keys?.placed.some((key) => key.function === 'dnd')
      ? ['its layout has a DND key, while do not disturb is synchronised with the platform: take the key out']
      : []),
    ...(syslog?.value.asked && !syslog.value.enabled
      ? ['its syslog is asked for, but this server does not listen for any (BELLHOP_SYSLOG)']
      : []),
  ];
}
