// What the pipeline's answers are called in TFTP: the one table from FileAnswer to error codes (RFC 1350 section 5).

import type { FileAnswer } from '../provisioning/file-request.ts';
import { ERROR_CODE, type Refusal } from './packet.ts';

/** `read`: the client gets a file; `write`: it puts one. */
export type Direction = 'read' | 'write';

const ALLOCATION_EXCEEDED: Refusal = { code: ERROR_CODE.full, message: 'Disk full or allocation exceeded' };
export const TRY_AGAIN: Refusal = { code: ERROR_CODE.notDefined, message: 'Busy, try again later' };
const MISFIT: Refusal = { code: ERROR_CODE.notDefined, message: 'The server could not answer' };

const REFUSALS = {
  ok: { read: undefined, write: MISFIT },
  stored: { read: MISFIT, write: undefined },
  notModified: { read: MISFIT, write: MISFIT },
  notFound: {
    read: { code: ERROR_CODE.fileNotFound, message: 'File not found' },
    write: { code: ERROR_CODE.accessViolation, message: 'Access violation' },
  },
  // Never given over TFTP, which cannot carry an answer to it.
  challenge: { read: MISFIT, write: MISFIT },
  tooLarge: { read: ALLOCATION_EXCEEDED, write: ALLOCATION_EXCEEDED },
  unusable: { read: MISFIT, write: { code: ERROR_CODE.notDefined, message: 'The file cannot be used' } },
  busy: { read: TRY_AGAIN, write: TRY_AGAIN },
} satisfies Record<FileAnswer['status'], Record<Direction, Refusal | undefined>>;

/** The error an answer is to the client; undefined when the answer grants what was asked. */
export function refusalFor(status: FileAnswer['status'], direction: Direction): Refusal | undefined {
  return REFUSALS[status][direction];
}

/** True for an answer that the pipeline never gives to this direction: a fault of ours. */
export function isMisfit(status: FileAnswer['status'], direction: Direction): boolean {
  return refusalFor(status, direction) === MISFIT;
}
