// Firmware as an admin keeps it: for each model and track one line of releases, each made of files. Source: DEV-9, DEV-37

/** What stands beside a release. recommended: one at most of a line. blocked: never offered to any phone. */
export const RELEASE_STATES = ['released', 'recommended', 'blocked'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

/** The part of a phone that a file is for; what others there are is said by the families (`handset`, `w53h`, `satellite`). */
export const MAIN_ROLE = 'base';

export interface FirmwareFile {
  /** The file name that phones ask for; unique over all files. */
  readonly name: string;
  readonly role: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly addedAt: Date;
}

export interface FirmwareRelease {
  /** Dotted integers, as parseFirmwareVersion reads them. */
  readonly version: string;
  readonly state: ReleaseState;
  /** The oldest version from which a phone may come to this one; absent: from any. */
  readonly comesFrom?: string;
  readonly notes?: string;
  /** Main file first. */
  readonly files: readonly FirmwareFile[];
}

/** All releases of one model and track, newest first. */
export interface FirmwareLine {
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
  /** Counts the changes of what stands beside its releases; 0 before the first. */
  readonly revision: number;
  readonly releases: readonly FirmwareRelease[];
  /** Changes whenever a release, a file or a mark does. */
  readonly stamp: string;
}

/** Follows whatever the line recommends. */
export const RECOMMENDED = 'recommended';

/** What an account chose for its phones of one track of a model. Source: DEV-9 */
export interface FirmwareChoice {
  /** Absent: of a model that has one track only. */
  readonly track?: string;
  /** A version, or {@link RECOMMENDED}. */
  readonly version: string;
}

/** How records name a line; unique, not to be taken apart: vendors have slashes in their names. */
export function lineKey(vendor: string, model: string, track: string | undefined): string {
  return track === undefined ? `${vendor}/${model}` : `${vendor}/${model}/${track}`;
}

/** The choices with this one in the place of the former of its track; undefined: without any for that track. */
export function withChoice(
  choices: readonly FirmwareChoice[],
  track: string | undefined,
  version: string | undefined,
): readonly FirmwareChoice[] {
  const others = choices.filter((choice) => choice.track !== track);
  if (version === undefined) return others;
  return [...others, { ...(track !== undefined && { track }), version }];
}
