// What was noted about single phones, for those who look after them. Implemented by store/.
import type { Mac } from '../../domain/mac.ts';
import type { QuarantineEntry } from '../../provisioning/world.ts';
import type { Outcome } from '../tell/outcome.ts';

/** Notes about one phone at a time. */
export interface PhoneNotes {
  /** Requests that were refused and named this MAC, newest first. */
  readonly refusalsOf: (mac: Mac) => Promise<readonly QuarantineEntry[]>;
  /** What came of telling it something, newest first. */
  readonly outcomesOf: (mac: Mac) => Promise<readonly Outcome[]>;
}
