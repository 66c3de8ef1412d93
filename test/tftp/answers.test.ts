import { describe, expect, it } from 'vitest';
import type { FileAnswer } from '../../server/provisioning/file-request.ts';
import { isMisfit, refusalFor } from '../../server/tftp/answers.ts';

type Status = FileAnswer['status'];

/** Each status with the TFTP error code of a read and of a write; undefined grants it. */
const TABLE: readonly (readonly [status: Status, read: number | undefined, write: number | undefined])[] = [
  ['ok', undefined, 0],
  ['stored', 0, undefined],
  ['notModified', 0, 0],
  ['notFound', 1, 2],
  ['tooLarge', 3, 3],
  ['busy', 0, 0],
];

describe('the table from answers to TFTP errors', () => {
  it.each(TABLE)('%s', (status, read, write) => {
    expect(refusalFor(status, 'read')?.code).toBe(read);
    expect(refusalFor(status, 'write')?.code).toBe(write);
  });

  it('knows which answers no client can have asked for', () => {
    const misfits = TABLE.flatMap(([status]) =>
      (['read', 'write'] as const).filter((direction) => isMisfit(status, direction)).map((way) => `${status} ${way}`),
    );
    expect(misfits).toEqual(['ok write', 'stored read', 'notModified read', 'notModified write']);
  });
});
