// Encrypted SIP of channels, switched for all phones of an account at once. A phone that cannot encrypt is never switched, and one
// whose firmware is too old stays at the unencrypted proxy until it runs a newer one. Source: DEV-16, DEV-17, FAC-92, FAC-96, FAC-98
import { capabilitiesAt } from '../devices/capabilities.ts';
import { findDevice } from '../devices/registry.ts';
import type { Channel, Cpe } from '../domain/records.ts';
import { editChannel } from './channels.ts';
import type { CpeDeps } from './deps.ts';

const BATCH = 200;

/** Whether its model encrypts, with whichever firmware. Source: FAC-101 */
export function canEncrypt({ vendor, model, track }: Pick<Cpe, 'vendor' | 'model' | 'track'>): boolean {
  const device = findDevice(vendor, model, track);
  const at = device && capabilitiesAt(device.family, device.model, undefined).sipEncryption;
  return at === 'yes' || at === 'firmwareUnknown';
}

/** The channels of one phone that switching its account on by force, or off, turns round. Source: FAC-96, FAC-98 */
export function channelsToSwitch(
  on: boolean,
  { cpe, channels }: { readonly cpe: Cpe; readonly channels: readonly Channel[] },
): readonly Channel[] {
  return on && !canEncrypt(cpe) ? [] : channels.filter(({ encryptedSip }) => encryptedSip !== on);
}

/**
 * On: the channels of the account's phones that can encrypt; channels without a phone stay as they are. Off: all its channels.
 * May be repeated after it was cut off. @throws REVISION_STALE  a channel never came to rest
 */
export async function switchChannels(deps: CpeDeps, accountId: string, on: boolean): Promise<void> {
  const { cpes, channels } = deps.records;
  const turn = async (found: readonly Channel[]) => {
    for (const { id } of found) await editChannel(deps, id, { encryptedSip: on });
  };
  let after: string | undefined;
  for (;;) {
    const page = { limit: BATCH, ...(after !== undefined && { after }) };
    if (on) {
      const phones = await cpes.list({ accountId }, 'mac', page);
      const ids = phones.filter(canEncrypt).flatMap(({ channelIds }) => channelIds);
      await turn((await channels.findMany(ids)).filter(({ encryptedSip }) => !encryptedSip));
      after = phones.at(-1)?.mac;
      if (phones.length < BATCH) return;
    } else {
      const encrypted = await channels.list({ accountId, encryptedSip: true }, 'name', page);
      await turn(encrypted);
      after = encrypted.at(-1)?.name;
      if (encrypted.length < BATCH) return;
    }
  }
}
