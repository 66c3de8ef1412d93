// What a change would do to one phone: nothing, what to its files, or why it is refused. Source: DEV-10, DEV-17, DEV-20, DEV-21, DEV-38
import { createHash } from 'node:crypto';
import { channelsToSwitch } from '../cpe/encryption.ts';
import type { NotifyWord } from '../devices/notify.ts';
import type { Capabilities } from '../devices/types.ts';
import { diffLines } from '../domain/line-diff.ts';
import type { Change, PlanGroup, PlanPhoneReason, PlanWord, Reboots } from '../domain/plan.ts';
import type { StagedFields } from '../domain/staged.ts';
import { AppError } from '../errors.ts';
import type { FirmwareOffer } from '../firmware/offer.ts';
import { offerFor } from '../provisioning/context.ts';
import type { PhoneState } from '../provisioning/phone-files.ts';
import type { CpeRecords } from '../provisioning/world.ts';
import { changedCpe } from './changes.ts';
import type { PlanDesk } from './deps.ts';
import { ownEtag, type RenderedFile, renderedFiles, stateOf, type TargetPhone } from './phones.ts';
import { rotatedRecords } from './rotate.ts';

/** A change, and what it puts into its account. */
export interface Intent {
  readonly change: Change;
  readonly word: PlanWord;
  readonly fields: StagedFields;
}

export type Verdict =
  | { readonly state: 'refused'; readonly why: PlanPhoneReason }
  | { readonly state: 'unchanged'; readonly formerEtag?: string }
  | {
      readonly state: 'waiting';
      readonly formerEtag?: string;
      readonly plannedEtag?: string;
      readonly wantedFirmware?: string;
      readonly group: Omit<PlanGroup, 'planId' | 'phones' | 'examples'>;
    };

const OF_PHONE = ['FILE_TOO_LARGE', 'INPUT_INVALID', 'ROTATION_PENDING'] as const;

/** Of a file that becomes another one altogether, so much is shown. */
const MOST_LINES = 400;

export async function examine(desk: PlanDesk, phone: TargetPhone, intent: Intent): Promise<Verdict> {
  const state = stateOf(phone, desk.cpe.now());
  if (!state) return { state: 'refused', why: 'modelUnknown' };
  const why = refusalOf(state, intent.change);
  if (why) return { state: 'refused', why };
  const after = await recordsAfter(desk, phone.records, intent);
  const offer = offerOf(state, after, intent.change);
  if (offer?.do === 'refuse') return { state: 'refused', why: offer.because };
  if (offer?.do === 'stay' && intent.change.kind === 'updateFirmware') return { state: 'unchanged' };
  const before = renderedFiles(desk.preview.files, state);
  const planned = after === phone.records ? before : renderedFiles(desk.preview.files, { ...state, records: after });
  const files = differences(before, planned);
  const formerEtag = ownEtag(before);
  // What is made at random is made when its turn comes.
  const plannedEtag = intent.change.kind === 'rotation' ? undefined : ownEtag(planned);
  if (files.length === 0 && after !== phone.records) {
    const hindered = hindranceOf(desk, state, intent.change);
    if (hindered) return { state: 'refused', why: hindered };
    return { state: 'unchanged', ...(formerEtag && { formerEtag }) };
  }
  const reboots = rebootsOf(state, intent, files);
  if (files.length === 0 && reboots === 'cannot') return { state: 'refused', why: 'cannotBeTold' };
  const id = createHash('sha256')
    .update(JSON.stringify([files, reboots]))
    .digest('base64url')
    .slice(0, 22);
  return {
    state: 'waiting',
    ...(formerEtag && { formerEtag }),
    ...(plannedEtag && { plannedEtag }),
    // Over stepping stones it goes on by itself, to the last.
    ...(offer?.do === 'install' && { wantedFirmware: offer.target }),
    ...(offer?.do === 'stay' && { wantedFirmware: offer.release.version }),
    group: { id, reboots, files },
  };
}

/** Why this phone has no part in it, whatever its files would be. */
function refusalOf({ device: { model } }: PhoneState, change: Change): PlanPhoneReason | undefined {
  return change.kind === 'cpeSettings' && model.autoProvisioning === 'retired' ? 'retired' : undefined;
}

/** What its account would have it run, of a change about that. Source: DEV-10 */
function offerOf(state: PhoneState, after: CpeRecords, change: Change): FirmwareOffer | undefined {
  const isChosen = change.kind === 'firmware' && change.version !== null && after !== state.records;
  return isChosen || change.kind === 'updateFirmware' ? offerFor({ ...state, records: after }) : undefined;
}

const ENCRYPTION_REFUSALS: Readonly<Record<Capabilities['sipEncryption'], PlanPhoneReason | undefined>> = {
  yes: undefined,
  no: 'noSipEncryption',
  unknown: 'noSipEncryption',
  notProvisioned: 'noSipEncryption',
  firmwareTooOld: 'firmwareTooOld',
  firmwareUnknown: 'firmwareUnknown',
};

/** Why files that the change is about stay as they are. */
function hindranceOf({ preview }: PlanDesk, state: PhoneState, change: Change): PlanPhoneReason | undefined {
  const { model } = state.device;
  if (change.kind !== 'sipEncryption' || !change.enabled) return undefined;
  if (state.records.channels.length === 0) return undefined;
  const why = ENCRYPTION_REFUSALS[preview.files.contextOf(state).caps.sipEncryption];
  return why && model.kind === 'generic' ? 'genericProfile' : why;
}

/** The same records where the change does not concern this phone. */
async function recordsAfter(desk: PlanDesk, records: CpeRecords, { change, fields }: Intent): Promise<CpeRecords> {
  if (change.kind === 'rotation') return rotatedRecords(desk.cpe, change, records);
  if (change.kind === 'cpeSettings') return { ...records, cpe: await changedCpe(desk.cpe, change, records.cpe) };
  if (Object.keys(fields).length === 0 || !records.account) return records;
  const account = { ...records.account, ...fields };
  if (change.kind !== 'sipEncryption') return { ...records, account };
  const switched = new Set(channelsToSwitch(change.enabled, records));
  const channels = records.channels.map((channel) =>
    switched.has(channel) ? { ...channel, encryptedSip: change.enabled } : channel,
  );
  return { ...records, account, channels };
}

function differences(before: readonly RenderedFile[], after: readonly RenderedFile[]): PlanGroup['files'] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [old = [], fresh = []] = [before, after].map((files) => files.find((file) => file.name === name)?.lines);
    const lines = diffLines(old, fresh);
    return lines.length === 0 ? [] : [{ name, lines: lines.slice(0, MOST_LINES), count: lines.length }];
  });
}

/** Firmware that is offered is loaded at once, and that restarts the phone. Source: DEV-10 */
function rebootsOf(
  { device: { family, model } }: PhoneState,
  { change, word }: Intent,
  files: PlanGroup['files'],
): Reboots {
  if (word === 'none') return 'no';
  const said: NotifyWord = family.notify(model)[word];
  if ('cannot' in said) return 'cannot';
  if (word === 'reboot') return 'yes';
  return said.mayReboot === true || (change.kind === 'firmware' && files.length > 0) ? 'maybe' : 'no';
}

/** A phone whose file cannot be made is left out, and so are those that the change does not fit. */
export function isOfPhone(error: unknown): boolean {
  return error instanceof AppError && OF_PHONE.some((code) => code === error.code);
}
