// What one actor works with: the use cases' surroundings, made anew for each request from who asks and through which door.
// Routes take everything from here and nothing from elsewhere, so that a limit laid over a desk holds for all of them.
import type { CpeDeps } from '../cpe/deps.ts';
import type { UploadKind } from '../devices/types.ts';
import type { Origin } from '../domain/actor.ts';
import type { Mac } from '../domain/mac.ts';
import type { CpeReport } from '../domain/records.ts';
import type { PreviewDeps } from '../provisioning/preview.ts';
import type { QuarantineEntry } from '../provisioning/world.ts';
import type { JobDeps } from '../work/deps.ts';

/** What phones told of themselves, and what was refused. Implemented by store/. */
export interface Reports {
  readonly findReport: (mac: Mac) => Promise<CpeReport | undefined>;
  readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
  /** Newest first. */
  readonly quarantine: (limit: number) => Promise<readonly QuarantineEntry[]>;
}

/** What phones uploaded. Implemented by store/. */
export interface PhoneUploads {
  readonly list: (
    mac: Mac,
  ) => Promise<readonly { readonly kind: string; readonly sizeBytes: number; readonly storedAt: Date }[]>;
  readonly find: (mac: Mac, kind: UploadKind) => Promise<{ readonly bytes: Buffer } | undefined>;
  readonly removeAll: (mac: Mac) => Promise<void>;
}

export interface Desk {
  readonly origin: Origin;
  readonly cpe: CpeDeps;
  readonly jobs: JobDeps;
  readonly preview: PreviewDeps;
  readonly reports: Reports;
  readonly uploads: PhoneUploads;
}

export type DeskFor = (origin: Origin) => Desk;
