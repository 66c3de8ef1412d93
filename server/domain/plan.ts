// A plan: one change, the phones that it concerns, and how it reaches them: when, in which waves, how fast, and when it stops by
// itself. Plain shapes; plans/ has the rules, store/ keeps them, jobs/ carries them out.
import type { KeyLayout } from './key-layout.ts';
import type { Mac } from './mac.ts';
import type { MaintenanceWindow } from './maintenance-window.ts';
import type { CpeSecret, RotatedSecret, SealedSettings } from './records.ts';
import type { CallType } from './ringtones.ts';
import type { Sealed } from './sealed.ts';
import type { SettingsPatch } from './settings.ts';
import type { StagedFields } from './staged.ts';

interface OfAccount {
  readonly accountId: string;
}
interface OfModel extends OfAccount {
  readonly vendor: string;
  readonly model: string;
}

/**
 * What changes. `none`: nothing, the phones are only told. `updateFirmware`: they are told to start, and so to load what their
 * account chose for their model. What an account changes concerns all its phones, also those that are there (DEV-13, DEV-29).
 * Source: DEV-9 to DEV-16, DEV-28
 */
export type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'updateFirmware' }
  | { readonly kind: 'cpeSettings'; readonly patch: SettingsPatch }
  /** New secrets beside the old ones, which stay good until the phone was seen with the new. */
  | { readonly kind: 'rotation'; readonly secrets: readonly RotatedSecret[] }
  | ({ readonly kind: 'accountSettings'; readonly patch: SettingsPatch } & OfAccount)
  | ({ readonly kind: 'modelSettings'; readonly patch: SettingsPatch } & OfModel)
  /** null: back to the phone's own default. */
  | ({ readonly kind: 'keyLayout'; readonly layout: KeyLayout | null } & OfModel)
  /** A version or `recommended`, of one track or of all that have it; null: whichever they have. */
  | ({ readonly kind: 'firmware'; readonly track?: string; readonly version: string | null } & OfModel)
  | ({
      readonly kind: 'ringtones';
      readonly vendor: string;
      readonly ringtones: Readonly<Partial<Record<CallType, string | number | null>>>;
    } & OfAccount)
  | ({ readonly kind: 'sipProxy'; readonly proxy: string } & OfAccount)
  /** Also the channels of each phone that can encrypt. Source: FAC-96, FAC-98 */
  | ({
      readonly kind: 'sipEncryption';
      readonly enabled: boolean;
      readonly proxy: string;
      /** Also the recommended firmware for models that need a newer one to encrypt (DEV-16). */
      readonly recommendedFirmware?: boolean;
    } & OfAccount);

export const CHANGE_KINDS = [
  'none',
  'updateFirmware',
  'cpeSettings',
  'rotation',
  'accountSettings',
  'modelSettings',
  'keyLayout',
  'firmware',
  'ringtones',
  'sipProxy',
  'sipEncryption',
] as const satisfies readonly Change['kind'][];

/** Which phones; each member that is named narrows it. */
export interface Targets {
  readonly accountId?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly track?: string;
  readonly label?: string;
  readonly location?: string;
  readonly macs?: readonly Mac[];
}

/** What each phone is told when its turn has come; none: it takes the change when it next asks by itself. */
export const PLAN_WORDS = ['resync', 'reboot', 'none'] as const;
export type PlanWord = (typeof PLAN_WORDS)[number];

export interface Schedule {
  /** Not before; absent: at once. */
  readonly notBefore?: Date;
  /** Only in these hours, in the time zone of each phone's account. */
  readonly window?: MaintenanceWindow;
}

/** First so many phones, then so much of all, in percent, growing; the rest comes last. */
export interface Waves {
  readonly canary: number;
  readonly percents: readonly number[];
}

/** Phones told in any minute; absent: as many as can be. */
export interface Pacing {
  readonly perMinute?: number;
  readonly perAccountPerMinute?: number;
  readonly perAddressPerMinute?: number;
}

/** It stops when more than this share of a wave is not back, with the new file, so long after being told. */
export interface StopRule {
  readonly latePercent: number;
  readonly afterMinutes: number;
  /** Phones whose registration is known are back only when they are registered; of others nobody asks it. */
  readonly mustRegister?: boolean;
}

/**
 * draft: not looked at yet. stopped: by itself. paused: by somebody. aborted: ended with nothing done. The others say it.
 */
export const PLAN_STATES = [
  'draft',
  'previewed',
  'scheduled',
  'running',
  'paused',
  'stopped',
  'done',
  'undoing',
  'undone',
  'aborted',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** Why a plan stopped by itself. */
export const STOP_REASONS = ['tooManyLate', 'changedSincePreview', 'otherPlan', 'overtaken'] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/**
 * unchanged: its files stay as they are. refused: it cannot have the change. waiting: its turn has not come. out: it has the
 * change and is not back. back: it fetched its file since, and runs the firmware that the plan is about. late: it did not in time. left: it could not be given the change, or
 * taken back, see why. undone: it was taken back.
 */
export const PLAN_PHONE_STATES = ['unchanged', 'refused', 'waiting', 'out', 'back', 'late', 'left', 'undone'] as const;
export type PlanPhoneState = (typeof PLAN_PHONE_STATES)[number];

/** Why a phone is refused, left or late. */
export const PLAN_PHONE_REASONS = [
  'noSipEncryption',
  'firmwareTooOld',
  'firmwareUnknown',
  'genericProfile',
  'modelUnknown',
  'retired',
  'nothingChosen',
  'nothingRecommended',
  'notInCatalogue',
  'blocked',
  'otherHardware',
  'filesMissing',
  'noWayThere',
  'olderThanRunning',
  'cannotGoBack',
  'endsEncryption',
  'doesNotFit',
  'fileTooLarge',
  'cannotBeTold',
  'rotationPending',
  'secretTaken',
  'neverSeen',
  'gone',
  'changedSince',
  'fileDiffers',
  'noAnswer',
  'challenged',
  'tellingRefused',
  'unreachable',
  'cutOff',
  'notFetched',
  'onOldFile',
  'notRegistered',
  'onOldFirmware',
] as const;
export type PlanPhoneReason = (typeof PLAN_PHONE_REASONS)[number];

/** What came of telling a phone: as cpe/tell says it, or `cutOff`: the server was stopped meanwhile, so nobody knows. */
export type ToldResult = 'accepted' | 'challenged' | 'refused' | 'noAnswer' | 'unreachable' | 'cannot' | 'cutOff';

/** Whether a phone starts anew: `maybe` where no source says for sure. */
export type Reboots = 'yes' | 'maybe' | 'no' | 'cannot';

export interface PlanPhone {
  readonly planId: string;
  readonly mac: Mac;
  readonly accountId?: string;
  /** From where it last asked for a file. */
  readonly address?: string;
  readonly state: PlanPhoneState;
  readonly why?: PlanPhoneReason;
  /** The diff that it shares with others. */
  readonly group?: string;
  /** From 0; counted among those whose turn comes. */
  readonly wave: number;
  /** Its place among all. */
  readonly order: number;
  /** Tags of its own file before and after. */
  readonly formerEtag?: string;
  readonly plannedEtag?: string;
  /** Of a plan about firmware: the version that it is to report. */
  readonly wantedFirmware?: string;
  /** When its turn came. */
  readonly outAt?: Date;
  /** The change is in its record. */
  readonly isApplied?: boolean;
  readonly told?: ToldResult;
  readonly fetchedAt?: Date;
  readonly fetchedEtag?: string;
  /** Of a change of the CPE itself: what stood there before, and what was put there. */
  readonly former?: { readonly settings: SealedSettings; readonly changedAt: Date };
  readonly planned?: SealedSettings;
  /** Of a change of encryption: the ids of its channels that the plan switched. */
  readonly switchedChannels?: readonly string[];
  /** Of a rotation: what it replaced and when, by which the records of the CPE and its channels tell their former secrets. */
  readonly rotated?: RotatedNote;
  readonly undoneAt?: Date;
  readonly undoTold?: ToldResult;
  /** Whether its file is byte by byte what it was. */
  readonly isRestored?: boolean;
  /** Which attempt took it on: nobody else may. */
  readonly takenBy?: string;
}

export interface RotatedNote {
  readonly at: Date;
  readonly secrets: readonly CpeSecret[];
  readonly channelIds: readonly string[];
  /** When the former ones were put back. */
  readonly backAt?: Date;
}

/** Phones whose files change in the same way. */
export interface PlanGroup {
  readonly planId: string;
  readonly id: string;
  readonly phones: number;
  readonly reboots: Reboots;
  readonly files: readonly {
    /** With `{mac}` for what differs by phone. */
    readonly name: string;
    readonly lines: readonly { readonly sign: '-' | '+'; readonly text: string }[];
    /** How many lines there are; more than are kept when it was too long. */
    readonly count: number;
  }[];
  readonly examples: readonly Mac[];
}

export interface WaveCount {
  readonly size: number;
  readonly out: number;
  readonly back: number;
  readonly late: number;
  readonly waiting: number;
}

export interface Plan {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly name: string;
  readonly partnerId: string;
  /** Absent: over several accounts of the partner. */
  readonly accountId?: string;
  readonly kind: Change['kind'];
  /** The change as JSON: it may hold secrets. */
  readonly change: Sealed;
  readonly targets: Targets;
  readonly word: PlanWord;
  readonly schedule: Schedule;
  readonly waves: Waves;
  readonly pacing: Pacing;
  readonly stopRule: StopRule;
  /** Goes on from preview to run by itself. */
  readonly startsItself?: boolean;
  readonly state: PlanState;
  readonly reason?: StopReason;
  readonly requestedBy: string;
  /** The job that works on it, or did last. */
  readonly jobId?: string;
  readonly counts: Readonly<Record<PlanPhoneState, number>>;
  readonly waveCounts: readonly WaveCount[];
  /** Of an account's change: what stood there and what is put there. */
  readonly former?: StagedFields;
  readonly planned?: StagedFields;
  /** Who was late by then no longer counts: somebody looked at it and went on. */
  readonly forgivenAt?: Date;
  readonly previewedAt?: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
}

export const NO_COUNTS: Plan['counts'] = {
  unchanged: 0,
  refused: 0,
  waiting: 0,
  out: 0,
  back: 0,
  late: 0,
  left: 0,
  undone: 0,
};
