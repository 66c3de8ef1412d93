// Encrypted SIP of channels, switched for all phones of an account at once, or when channels come onto a phone. A phone that cannot encrypt is never switched, and one
// whose firmware is too old stays at the unencrypted proxy until it runs a newer one. Source: DEV-16, DEV-17, FAC-92, FAC-96, FAC-98
import { canEncrypt } from '../devices/can-encrypt.ts';
import type { Mac } from '../domain/mac.ts';
import type { Channel, Cpe } from '../domain/records.ts';
import { AppError, invalid } from '../errors.ts';
import { editChannel } from './channels.ts';
import { CANNOT_ENCRYPT, type CpePatch, editCpe } from './cpes.ts';
import type { CpeDeps } from './deps.ts';

const BATCH = 200;

/**
 * Changes a CPE by which channels come onto it, and switches their encryption.
 * @throws as editCpe; INPUT_INVALID  no channel comes, or the model cannot encrypt. Source: DEV-19, FAC-100
 */
export async function attachChannels(
  deps: CpeDeps,
  mac: Mac,
  patch: CpePatch,
  encryptedSip: boolean,
  expected?: number,
): Promise<Cpe> {
  const former = await deps.records.cpes.find(mac);
  if (!former) throw new AppError('CPE_NOT_FOUND', { detail: mac });
  const coming = patch.channelIds?.filter((id) => !former.channelIds.includes(id)) ?? [];
  const { model = former.model, track = patch.model === undefined ? former.track : undefined } = patch;
  if (coming.length === 0)
    throw invalid([{ pointer: '/encryptedSip', detail: 'is for channels that are attached now' }]);
  if (encryptedSip && !canEncrypt({ vendor: former.vendor, model, ...(track !== undefined && { track }) }))
    throw invalid([{ pointer: '/encryptedSip', detail: CANNOT_ENCRYPT }]);
  const cpe = await editCpe(deps, mac, patch, expected);
  for (const id of coming) await editChannel(deps, id, { encryptedSip });
  return cpe;
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
