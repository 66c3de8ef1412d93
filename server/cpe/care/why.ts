// Why a phone does not work: one ordered list of checks over what is known of it, from "did it ever come" to "what else should
// somebody know". Decides and asks nothing; each finding has its texts in domain/texts-care.ts. Pure.
// Source: DEV-11, DEV-16, DEV-17, DEV-20, DEV-37
import type { Capabilities } from '../../devices/types.ts';
import type { CpeReport } from '../../domain/records.ts';
import type { RegistrationState } from '../../domain/registration.ts';
import type { QuarantineEntry } from '../../provisioning/world.ts';
import type { Outcome } from '../tell/outcome.ts';
import type { Fetched } from './phone-facts.ts';

export type CheckState = 'ok' | 'fail' | 'unknown';

/** Every check in the order in which they are told, what each may find, and how that counts. */
export const FINDINGS = {
  seen: { seen: 'ok', refusedOnly: 'ok', never: 'fail' },
  trusted: { trusted: 'ok', refused: 'fail', notSeen: 'unknown' },
  model: { right: 'ok', retired: 'fail', other: 'fail', unsaid: 'unknown' },
  ownFile: { asked: 'ok', notAsked: 'fail', none: 'unknown', notSeen: 'unknown' },
  newest: { current: 'ok', behind: 'fail', none: 'unknown', notAsked: 'unknown' },
  firmware: { fits: 'ok', otherHardware: 'fail', tooOld: 'fail', unsaid: 'unknown' },
  account: { has: 'ok', none: 'fail' },
  channels: { some: 'ok', none: 'fail', tooMany: 'fail' },
  told: {
    came: 'ok',
    notTold: 'unknown',
    waiting: 'unknown',
    silent: 'fail',
    noAnswer: 'fail',
    challenged: 'fail',
    refused: 'fail',
    unreachable: 'fail',
    cannot: 'fail',
  },
  registered: { registered: 'ok', notRegistered: 'fail', untold: 'unknown' },
  encryption: {
    notAsked: 'ok',
    possible: 'ok',
    no: 'fail',
    notProvisioned: 'fail',
    firmwareTooOld: 'fail',
    firmwareUnknown: 'unknown',
    notKnown: 'unknown',
  },
  keys: { set: 'ok', none: 'ok', beyond: 'fail' },
  vlan: { set: 'ok', onlyPc: 'ok', off: 'ok', none: 'ok', withoutId: 'fail' },
  handsets: {
    notDect: 'ok',
    assigned: 'ok',
    none: 'fail',
    tooMany: 'fail',
    withoutChannel: 'fail',
    waiting: 'unknown',
  },
  chosenFirmware: { none: 'ok', runs: 'ok', otherRuns: 'fail', unsaid: 'unknown' },
  warnings: { none: 'ok', some: 'fail' },
} as const satisfies Record<string, Readonly<Record<string, CheckState>>>;

export type CheckName = keyof typeof FINDINGS;
export const CHECKS = Object.keys(FINDINGS).filter((name): name is CheckName => Object.hasOwn(FINDINGS, name));

type BecauseOf<C extends CheckName> = keyof (typeof FINDINGS)[C] & string;

/** One check and what it found; `values` fill the places of its texts. */
export interface Finding {
  readonly check: CheckName;
  readonly because: string;
  readonly state: CheckState;
  readonly values: Readonly<Record<string, string | number | Date>>;
}

/** What is known of one phone. */
export interface WhyFacts {
  readonly now: Date;
  /** Absent: it never got anything. */
  readonly report: CpeReport | undefined;
  /** The newest request that was refused and named its MAC. */
  readonly refusal: QuarantineEntry | undefined;
  /** `Yealink T46S (Lydis)` */
  readonly setModel: string;
  /** The other model that it says it is. */
  readonly otherModel: string | undefined;
  readonly fetched: Fetched;
  /** Name of the file with its own settings; undefined where its family's files are not made. */
  readonly ownFile: string | undefined;
  readonly caps: Capabilities;
  /** Whether the firmware it runs is one of its hardware; undefined before it said which. */
  readonly fitsHardware: boolean | undefined;
  /** Version that its account chose for the model. */
  readonly chosenFirmware: string | undefined;
  /** The newest attempt to tell it something. */
  readonly outcome: Outcome | undefined;
  readonly registration: RegistrationState;
  readonly hasAccount: boolean;
  readonly channels: number;
  readonly encryptionAsked: boolean;
  readonly keys: { readonly placed: number; readonly beyond: number } | undefined;
  readonly vlan: { readonly enabled: boolean; readonly deviceId?: number; readonly pcId?: number } | undefined;
  readonly handsets: readonly {
    readonly index: number;
    readonly hasChannel: boolean;
    /** Any handset may take the slot still. */
    readonly isOpen: boolean;
  }[];
  readonly warnings: number;
}

type Values = Finding['values'];
type Found<C extends CheckName> = readonly [BecauseOf<C>, Values?];
type Checks = { readonly [C in CheckName]: (facts: WhyFacts) => Found<C> };

/** A phone that was told to come does so within this time, or not at all. */
const COMES_WITHIN_MS = 2 * 60_000;

const LOOK: Checks = {
  seen: ({ report, refusal }) => {
    if (report) return ['seen', { at: report.lastAt, address: report.address, file: report.lastFile }];
    return refusal ? ['refusedOnly', { at: refusal.lastAt, address: refusal.address }] : ['never'];
  },
  trusted: ({ report, refusal }) => {
    if (refusal && (!report || refusal.lastAt > report.lastAt))
      return ['refused', { at: refusal.lastAt, address: refusal.address, reason: refusal.reason }];
    return report ? ['trusted', { transport: report.transport.toUpperCase() }] : ['notSeen'];
  },
  model: ({ caps, report, otherModel, setModel }) => {
    if (caps.autoProvisioning === 'retired') return ['retired', { set: setModel }];
    if (otherModel !== undefined) return ['other', { claimed: otherModel, set: setModel }];
    return report?.userAgent === undefined ? ['unsaid', { set: setModel }] : ['right', { set: setModel }];
  },
  ownFile: ({ report, ownFile }) => {
    if (ownFile === undefined) return ['none'];
    if (!report) return ['notSeen', { file: ownFile }];
    if (report.fetchedAt) return ['asked', { file: ownFile, at: report.fetchedAt }];
    return ['notAsked', { file: ownFile, last: report.lastFile }];
  },
  newest: ({ fetched, report }) => {
    if (fetched === 'none') return ['none'];
    return fetched === 'never' || !report?.fetchedAt ? ['notAsked'] : [fetched, { at: report.fetchedAt }];
  },
  firmware: ({ report, fitsHardware, caps }) => {
    const running = { running: report?.firmware ?? '' };
    if (fitsHardware === undefined) return ['unsaid'];
    if (!fitsHardware) return ['otherHardware', running];
    return caps.autoProvisioning === 'firmwareTooOld' ? ['tooOld', running] : ['fits', running];
  },
  account: ({ hasAccount }) => [hasAccount ? 'has' : 'none'],
  channels: ({ channels, caps: { maxChannels } }) => {
    if (channels === 0) return ['none'];
    if (maxChannels !== 'unknown' && channels > maxChannels) return ['tooMany', { count: channels, most: maxChannels }];
    return ['some', { count: channels }];
  },
  told: ({ outcome, report, now }) => {
    if (!outcome) return ['notTold'];
    const at = { at: outcome.at };
    if (report && report.lastAt > outcome.at) return ['came', at];
    if (outcome.result !== 'accepted') return [outcome.result, at];
    return now.getTime() - outcome.at.getTime() > COMES_WITHIN_MS ? ['silent', at] : ['waiting', at];
  },
  registered: ({ registration }) => {
    if (registration.state === 'unknown') return ['untold'];
    return [registration.state, { at: registration.at }];
  },
  encryption: ({ encryptionAsked, caps: { sipEncryption } }) => {
    if (!encryptionAsked) return ['notAsked'];
    if (sipEncryption === 'yes') return ['possible'];
    return [sipEncryption === 'unknown' ? 'notKnown' : sipEncryption];
  },
  keys: ({ keys }) => {
    if (!keys || keys.placed + keys.beyond === 0) return ['none'];
    return keys.beyond > 0 ? ['beyond', { count: keys.beyond }] : ['set', { count: keys.placed }];
  },
  vlan: ({ vlan }) => {
    if (!vlan) return ['none'];
    if (!vlan.enabled) return ['off'];
    if (vlan.deviceId !== undefined) return ['set', { id: vlan.deviceId }];
    return vlan.pcId === undefined ? ['withoutId'] : ['onlyPc', { id: vlan.pcId }];
  },
  handsets: ({ caps, handsets, report }) => {
    if (caps.kind !== 'dect') return ['notDect'];
    if (handsets.length === 0) return ['none'];
    const most = report?.handsetCapacity;
    if (most !== undefined && handsets.length > most) return ['tooMany', { count: handsets.length, most }];
    const silent = handsets.filter(({ hasChannel }) => !hasChannel);
    if (silent.length > 0) return ['withoutChannel', { slots: silent.map(({ index }) => index).join(', ') }];
    const open = handsets.filter(({ isOpen }) => isOpen);
    if (open.length > 0) return ['waiting', { slots: open.map(({ index }) => index).join(', ') }];
    return ['assigned', { count: handsets.length }];
  },
  chosenFirmware: ({ chosenFirmware: chosen, report }) => {
    if (chosen === undefined) return ['none'];
    if (report?.firmware === undefined) return ['unsaid', { chosen }];
    return report.firmware === chosen ? ['runs', { chosen }] : ['otherRuns', { chosen, running: report.firmware }];
  },
  warnings: ({ warnings }) => (warnings === 0 ? ['none'] : ['some', { count: warnings }]),
};

/** Every check, in order. @returns one finding each */
export function whyOf(facts: WhyFacts): readonly Finding[] {
  return CHECKS.map((check) => {
    const [because, values = {}] = LOOK[check](facts);
    const states: Readonly<Record<string, CheckState>> = FINDINGS[check];
    return { check, because, state: states[because] ?? 'unknown', values };
  });
}

/** What to look at first; undefined: nothing is known to be wrong. */
export function firstFailing(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ state }) => state === 'fail');
}
