// What a phone's report says of its way back: whether it has what the plan is about, and why it is late when it has not. Reads
// nothing and does nothing, so that each rule can be shown on its own. Source: DEV-10, DEV-14
import { compareFirmware, parseFirmwareVersion } from '../domain/firmware-version.ts';
import type { PlanPhone, PlanPhoneReason, ToldResult } from '../domain/plan.ts';
import type { CpeReport } from '../domain/records.ts';

/** Of a phone's report: when it last fetched its own file, which bytes, what it says that it runs, and what is known of its lines. */
export type Reported = Pick<CpeReport, 'fetchedAt' | 'fetchedEtag' | 'firmware' | 'registrations'>;

type Awaited = Pick<PlanPhone, 'outAt' | 'formerEtag' | 'plannedEtag' | 'wantedFirmware' | 'why'>;

/**
 * It fetched the new file, or the old one once more; and one that is to run other firmware has to say that it does.
 * @param isRegistrationAwaited  it is known not to be registered, or not again, and is to be
 * @returns what is to be noted; undefined: nothing new
 */
export function returnWithChange(
  phone: Awaited,
  report: Reported,
  isRegistrationAwaited: boolean,
): Partial<PlanPhone> | undefined {
  const { outAt, formerEtag, plannedEtag, wantedFirmware } = phone;
  const { fetchedAt, fetchedEtag } = report;
  if (!outAt || !fetchedAt || fetchedAt < outAt) return undefined;
  const fetched = { fetchedAt, ...(fetchedEtag !== undefined && { fetchedEtag }) };
  const isOld = fetchedEtag === formerEtag && formerEtag !== plannedEtag;
  const why = isOld
    ? 'onOldFile'
    : runsOther(report, wantedFirmware)
      ? 'onOldFirmware'
      : isRegistrationAwaited
        ? 'notRegistered'
        : undefined;
  if (!why) return { state: 'back', ...fetched };
  return phone.why === why ? undefined : { why, ...fetched };
}

/** A phone that never says what it runs is not waited for. */
function runsOther({ firmware }: Reported, wanted: string | undefined): boolean {
  const [running, target] = [firmware, wanted].map((text) =>
    text === undefined ? undefined : parseFirmwareVersion(text),
  );
  return running !== undefined && target !== undefined && compareFirmware(running, target) !== 0;
}

/** On the way back: it fetched anything but the file with the change. */
export function returnWithout(
  { undoneAt, formerEtag, plannedEtag }: Pick<PlanPhone, 'undoneAt' | 'formerEtag' | 'plannedEtag'>,
  { fetchedAt, fetchedEtag }: Reported,
): Partial<PlanPhone> | undefined {
  if (!undoneAt || !fetchedAt || fetchedAt < undoneAt) return undefined;
  if (fetchedEtag === plannedEtag && formerEtag !== plannedEtag) return undefined;
  return { fetchedAt, ...(fetchedEtag !== undefined && { fetchedEtag }) };
}

const WHY_LATE: Readonly<Partial<Record<ToldResult, PlanPhoneReason>>> = {
  noAnswer: 'noAnswer',
  challenged: 'challenged',
  refused: 'tellingRefused',
  unreachable: 'unreachable',
};

/** What it did says more than what came of telling it. */
export function whyLate(phone: Pick<PlanPhone, 'why' | 'told'> | undefined): PlanPhoneReason {
  const { why, told } = phone ?? {};
  if (why === 'onOldFile' || why === 'onOldFirmware' || why === 'notRegistered') return why;
  return (told && WHY_LATE[told]) ?? 'notFetched';
}
