// Sound recordings of an account: uploaded, checked, kept once however often they come, played back, put into extensions.
// Source: EXT-17, EXT-72, EXT-73, EXT-109, FAC-57 to FAC-63
import type { Extension, ExtensionKind } from '../../domain/telephony/extension.ts';
import { AppError, invalid } from '../../errors.ts';
import type { TelephonyDeps } from '../deps.ts';
import { accountOf, addRecords, findRecord, newRecord, nextOf, removeRecord, replaceRecord } from '../edit.ts';
import { changeExtension } from '../extensions.ts';
import type { TelephonyRecord } from '../kinds.ts';
import { mergePatch } from '../merge-patch.ts';
import { changeQueue } from '../queues.ts';
import { readKind, standing, type Which } from '../records.ts';
import { readSound } from './read-sound.ts';

export type SoundRecord = TelephonyRecord<'sound'>;

/** Half an hour of plain telephone sound, several hours of MP3. */
export const MOST_SOUND_BYTES = 32 * 1024 * 1024;

/**
 * @param source  the bytes of an MP3 or WAV file
 * @throws ACCOUNT_NOT_FOUND, UPLOAD_TOO_LARGE, INPUT_INVALID, TELEPHONY_KEY_TAKEN
 */
export async function addSound(
  deps: TelephonyDeps,
  accountId: string,
  { name, recordedBy }: { readonly name: string; readonly recordedBy?: string | undefined },
  source: AsyncIterable<Buffer>,
): Promise<SoundRecord> {
  const account = await accountOf(deps, accountId);
  const bytes = await gathered(source);
  const read = readSound(bytes);
  if ('problem' in read) throw invalid([{ pointer: '', detail: `the file ${read.problem}` }]);
  const kept = await deps.sounds.keep(bytes);
  const value = readKind('sound', { name, ...read, ...kept, ...(recordedBy !== undefined && { recordedBy }) });
  const record = newRecord(deps, account, 'sound', value);
  try {
    await addRecords(deps, [record]);
  } catch (error) {
    await deps.sounds.dropUnused(kept.sha256);
    throw error;
  }
  // The last other recording of these bytes may have gone after they were found there.
  if (!(await deps.sounds.read(kept.sha256))) await deps.sounds.keep(bytes);
  return record;
}

async function gathered(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of source) {
    sizeBytes += part.length;
    if (sizeBytes > MOST_SOUND_BYTES) throw new AppError('UPLOAD_TOO_LARGE');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND. Source: FAC-59 */
export async function soundBytes(
  deps: TelephonyDeps,
  which: Which<'sound'>,
): Promise<{ readonly record: SoundRecord; readonly bytes: Buffer }> {
  const record = await standing(deps, which);
  const bytes = await deps.sounds.read(record.value.sha256);
  if (!bytes) throw new AppError('TELEPHONY_NOT_FOUND', { detail: `the bytes of ${record.key} are gone` });
  return { record, bytes };
}

/** Its name is all that can be changed. @throws INPUT_INVALID, TELEPHONY_KEY_TAKEN, REVISION_STALE. Source: FAC-63 */
export async function renameSound(deps: TelephonyDeps, which: Which<'sound'>, patch: unknown): Promise<SoundRecord> {
  const former = await standing(deps, which);
  const { name, ...rest } = readKind('sound', mergePatch(former.value, patch));
  const { name: _, ...fixed } = former.value;
  const changed = Object.entries(rest).filter(([field, value]) => Reflect.get(fixed, field) !== value);
  if (changed.length > 0)
    throw invalid(changed.map(([field]) => ({ pointer: `/${field}`, detail: 'comes from the file' })));
  return replaceRecord(deps, former, nextOf(deps, former, { ...former.value, name }));
}

/** @throws TELEPHONY_IN_USE  extensions play it. Source: FAC-60, FAC-62 */
export async function removeSound(
  deps: TelephonyDeps,
  which: Which<'sound'>,
  references: 'refuse' | 'clear',
): Promise<void> {
  const record = await standing(deps, which);
  await removeRecord(deps, record, references);
  await deps.sounds.dropUnused(record.value.sha256);
}

/** What each kind plays first. Source: FAC-58, AMB-33 */
const PLAYS: Readonly<Partial<Record<ExtensionKind, (soundId: string) => object>>> = {
  voicemail: (greeting) => ({ greeting }),
  ivr: (sound) => ({ sound }),
  autoAnswer: (sound) => ({ sound }),
  selector: (sound) => ({ sound }),
  authentication: (welcome) => ({ welcome }),
};

/**
 * Puts a recording into an extension, in the place of the one it played.
 * @throws ACCOUNT_NOT_FOUND, TELEPHONY_NOT_FOUND; INPUT_INVALID  it plays none
 * Source: FAC-58, FAC-61
 */
export async function linkSound(deps: TelephonyDeps, which: Which<'sound'>, extension: string): Promise<void> {
  const { id } = await standing(deps, which);
  const { accountId } = which;
  const { key, value } = await findRecord(deps, 'extension', accountId, extension);
  if (value.kind === 'queue') {
    await changeQueue(deps, { kind: 'queue', accountId, keyOrId: key }, { introduction: { id } });
    return;
  }
  const patch = patchFor(value, id);
  if (!patch) throw invalid([{ pointer: '/extension', detail: `a ${value.kind} extension plays no recording` }]);
  await changeExtension(deps, { kind: 'extension', accountId, keyOrId: key }, patch, 'refuse');
}

function patchFor(value: Extension, soundId: string): object | undefined {
  if (value.kind === 'lbr')
    return value.routing.by === 'postcode' ? { routing: { ...value.routing, sound: soundId } } : undefined;
  return PLAYS[value.kind]?.(soundId);
}
