// Why an archive was not written or not restored, in words for the person at the command line.

/**
 * TARGET_UNUSABLE     the file to write is there already, or would lie inside the data folder
 * ARCHIVE_INVALID     not an archive of ours, of a newer version, cut short or altered
 * NOTHING_TO_BACK_UP  there is no store
 * STORE_NOT_EMPTY     the store to restore into holds something, and replacing was not asked for
 * INTERRUPTED         the person at the command line ended it
 * RESTORE_UNFINISHED  a restore was cut off while it put things in place
 */
export type ArchiveErrorCode =
  | 'TARGET_UNUSABLE'
  | 'ARCHIVE_INVALID'
  | 'NOTHING_TO_BACK_UP'
  | 'STORE_NOT_EMPTY'
  | 'INTERRUPTED'
  | 'RESTORE_UNFINISHED';

export class ArchiveError extends Error {
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ArchiveError';
    this.code = code;
  }
}

export function invalid(why: string, cause?: unknown): ArchiveError {
  return new ArchiveError('ARCHIVE_INVALID', `the archive cannot be used: ${why}`, { cause });
}
