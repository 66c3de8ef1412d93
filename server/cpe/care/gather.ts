// Gathers what is known of one phone, for why.ts to judge.
import { fitsHardware } from '../../devices/capabilities.ts';
import type { PhoneContext } from '../../devices/phone-context.ts';
import { registrationOf } from '../../domain/registration.ts';
import { offerFor } from '../../provisioning/context.ts';
import type { PhoneState } from '../../provisioning/phone-files.ts';
import { type PreviewDeps, warningsOf } from '../../provisioning/preview.ts';
import type { PhoneNotes } from './deps.ts';
import { fetchedOf, modelText, otherModelOf } from './phone-facts.ts';
import { type PhoneRead, readPhone } from './read-phone.ts';
import { type Finding, type WhyFacts, whyOf } from './why.ts';

export interface WhyDeps {
  readonly preview: PreviewDeps;
  readonly notes: Pick<PhoneNotes, 'refusalsOf' | 'outcomesOf'>;
}

/** Every check of one phone, in order. @param text  a MAC in any spelling. @throws CPE_NOT_FOUND */
export async function whyOfPhone(deps: WhyDeps, text: string): Promise<readonly Finding[]> {
  return whyOf(await gather(deps, await readPhone(deps.preview, text)));
}

async function gather({ preview, notes }: WhyDeps, phone: PhoneRead): Promise<WhyFacts> {
  const { mac, state, report } = phone;
  const { cpe, account, channels } = state.records;
  const { family, model } = state.device;
  const [refusals, outcomes, warnings] = await Promise.all([
    notes.refusalsOf(mac),
    notes.outcomesOf(mac),
    warningsOf(preview, mac),
  ]);
  const context = preview.files.contextOf(state);
  return {
    now: state.now,
    report,
    refusal: refusals[0],
    setModel: modelText(cpe),
    otherModel: otherModelOf(cpe, report?.userAgent),
    fetched: fetchedOf(preview.files, state, report),
    ownFile: model.template && family.files.find(({ kind }) => kind === 'own')?.nameFor(context),
    caps: context.caps,
    fitsHardware: state.firmware && fitsHardware(family, model, state.firmware),
    chosenFirmware: chosenVersion(state),
    outcome: outcomes[0],
    // What was told before it was switched off may be over for long.
    registration: context.registrationReports?.value
      ? registrationOf(cpe.channelIds, report?.registrations)
      : { state: 'unknown' },
    hasAccount: account !== undefined,
    channels: channels.length,
    encryptionAsked: context.encryptionAsked,
    keys: keysOf(context),
    vlan: context.vlan?.value,
    handsets: context.handsets.map(({ index, channel, ipui }) => ({
      index,
      hasChannel: channel !== null,
      isOpen: ipui === null,
    })),
    warnings: warnings.length,
  };
}

/** The version that its account wants it to run in the end. */
function chosenVersion(state: PhoneState): string | undefined {
  const offer = offerFor(state);
  return offer.do === 'stay' ? offer.release.version : offer.target;
}

/** Keys of modules are not counted as beyond: which modules a phone has, nobody says. */
function keysOf({ keys, caps: { lineKeys } }: PhoneContext): WhyFacts['keys'] {
  if (!keys) return undefined;
  const beyond = keys.placed.filter(
    ({ module, index }) => module === undefined && lineKeys !== 'unknown' && index > lineKeys,
  ).length;
  return { placed: keys.placed.length - beyond, beyond };
}
