// Every number of the TFTP server that a site may want to change, with the values that suit most.

import type { AdmissionLimits } from './admission.ts';
import type { OptionLimits } from './options.ts';
import type { RetryPolicy } from './retry-timer.ts';

export interface TftpLimits extends AdmissionLimits, OptionLimits {
  /** Requests that wait for a place while there is none. */
  readonly maxWaiting: number;
  /** How long one may wait; the phone then asks again by itself. */
  readonly waitMs: number;
  /** How long the same request from the same port counts as a repetition of one that is done. */
  readonly forgetMs: number;
  /** For clients that ask for no `timeout` of their own (RFC 2349); one that does gets it as firstMs and maxMs. */
  readonly retry: RetryPolicy;
  /** How long the last answer to an upload is repeated on demand; tftp-hpa waits 5 s before it asks again. */
  readonly lingerMs: number;
  /** How long close() lets transfers in flight go on. */
  readonly graceMs: number;
}

export const DEFAULT_LIMITS: TftpLimits = {
  maxTransfers: 2000,
  maxTransfersPerAddress: 512,
  maxWaiting: 8000,
  waitMs: 4000,
  forgetMs: 1000,
  maxUploads: 64,
  maxErrorsPerSecond: 100,
  maxBlockBytes: 65_464,
  maxWindowBlocks: 64,
  maxWindowBytes: 128 * 1024,
  retry: { firstMs: 1000, maxMs: 8000, tries: 5, silenceMs: 60_000 },
  lingerMs: 6000,
  graceMs: 8000,
};
