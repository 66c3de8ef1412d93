// Replacing a phone: another one, with its own MAC, comes in the place of the one that stands, and one write makes both true.
// What people decided stays (account, channels, handsets, settings, names). What belongs to the apparatus does not: its tokens,
// digest credentials and web passwords are made anew, so that the former phone opens nothing any more.
import { findDevice, type KnownDevice } from '../devices/registry.ts';
import { UPLOAD_KINDS } from '../devices/types.ts';
import { formatMac, type Mac, parseMac } from '../domain/mac.ts';
import type { Cpe, Handset } from '../domain/records.ts';
import { AppError, type FieldError, refuseIf } from '../errors.ts';
import { type AddedCpe, modelProblems, newCpe, noteProblems, withDefaultTrack } from './cpes.ts';
import type { CpeDeps } from './deps.ts';
import { handsetProblems } from './handsets.ts';
import { newDigest } from './secrets.ts';

export interface Replacement {
  /** Of the new phone. */
  readonly mac: string;
  readonly serialNumber?: string;
  /** Another model of the same vendor; absent: the same one. */
  readonly model?: string;
  readonly track?: string;
}

const TRIES = 5;

/**
 * Its first-boot window is open as for any new phone; the SIP passwords are its channels' and stay.
 * @param expected  the revision of the former phone that the caller saw
 * @throws CPE_NOT_FOUND, REVISION_STALE; INPUT_INVALID naming every bad field, nothing done
 * Source: DEV-1, DEV-2
 */
export async function replaceCpe(
  deps: CpeDeps,
  formerMac: Mac,
  wish: Replacement,
  expected?: number,
): Promise<AddedCpe> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const former = await deps.records.cpes.find(formerMac);
    if (!former) throw new AppError('CPE_NOT_FOUND', { detail: formerMac });
    if (expected !== undefined && former.revision !== expected) throw new AppError('REVISION_STALE');
    const successor = await successorOf(deps, former, wish);
    const { mac } = successor.cpe;
    const isSameModel = successor.cpe.model === former.model;
    const taken = await deps.records.addTogether(
      deps.newId(),
      {
        cpes: [successor.cpe],
        channels: [],
        replacements: [
          {
            mac: formerMac,
            formerRevision: former.revision,
            by: mac,
            // What was set on one model's menus is nothing to another's.
            uploads: UPLOAD_KINDS.filter((kind) => kind !== 'localConfig' || isSameModel),
          },
        ],
      },
      deps.now(),
    );
    if (!taken) return successor;
    if (taken.macs.includes(mac)) refuseIf([takenProblem(mac)]);
  }
  throw new AppError('REVISION_STALE');
}

async function successorOf(deps: CpeDeps, former: Cpe, wish: Replacement): Promise<AddedCpe> {
  const mac = parseMac(wish.mac);
  const other = { ...former, ...(wish.model !== undefined && { model: wish.model }) };
  const wanted =
    wish.track !== undefined
      ? { ...other, track: wish.track }
      : other.model === former.model
        ? former
        : withDefaultTrack(other);
  const device = findDevice(wanted.vendor, wanted.model, wanted.track);
  const errors = [
    ...(mac ? [] : [{ pointer: '/mac', detail: `"${wish.mac.slice(0, 40)}" is no MAC: it takes twelve hex digits` }]),
    ...(mac === former.mac ? [{ pointer: '/mac', detail: 'this is the phone that is to be replaced' }] : []),
    ...(mac && mac !== former.mac && (await deps.records.cpes.find(mac)) ? [takenProblem(mac)] : []),
    ...noteProblems(wish),
    ...modelProblems(wanted, device),
    ...fitProblems(former, device),
  ];
  refuseIf(errors);
  if (!mac || !device) throw new AppError('MODEL_NOT_FOUND');
  const { cpe: fresh, enrolmentToken } = newCpe(deps, wanted, device, mac, undefined, deps.now());
  const { serialNumber: _, ...clean } = fresh;
  return {
    enrolmentToken,
    cpe: {
      ...clean,
      replaces: former.mac,
      channelIds: former.channelIds,
      handsets: former.handsets.map((handset) => waitingAgain(handset, fresh.createdAt)),
      settings: former.settings,
      ...(former.digest && { digest: newDigest(deps, mac) }),
      ...(wish.serialNumber !== undefined && { serialNumber: wish.serialNumber }),
    },
  };
}

function takenProblem(mac: Mac): FieldError {
  return { pointer: '/mac', detail: `${formatMac(mac)} is there already` };
}

/** What the model must take over. */
function fitProblems({ channelIds, handsets }: Cpe, device: KnownDevice | undefined): readonly FieldError[] {
  const most = device?.model.maxChannels ?? 'unknown';
  const wishes = handsets.map(({ pin: _, ...handset }) => handset);
  return [
    ...(most !== 'unknown' && channelIds.length > most
      ? [
          {
            pointer: '/model',
            detail: `this model has ${most} channels at most, and the phone has ${channelIds.length}`,
          },
        ]
      : []),
    ...(device ? handsetProblems(wishes, device.model, channelIds, undefined) : []).map(({ detail }) => ({
      pointer: '/model',
      detail,
    })),
  ];
}

/** No handset is registered at a new base; slots for any handset wait from now on. */
function waitingAgain(handset: Handset, now: Date): Handset {
  return handset.openedAt ? { ...handset, openedAt: now } : handset;
}
