// Where the blocks of a read come from: bytes in memory, or a file read ahead piece by piece, so that memory stays
// flat however large the file is. A source is asked in order, once per block; who sends keeps what may be sent again.

import { type FileHandle, open } from 'node:fs/promises';
import { toNetascii } from './netascii.ts';

/** Least read from disk at once, in bytes: one read serves many small blocks. Two thousand transfers hold two each. */
const PIECE_BYTES = 16 * 1024;

export interface BlockSource {
  /**
   * The next block, good until the next call; one shorter than a whole block, maybe empty, is the last.
   * @returns `notYet` when the disk has not answered; the watcher's ready() will then be called
   */
  next(): Buffer | 'notYet';
  /** Who is told, after a `notYet`, that next() has a block, and at any time that no more can be read. */
  watch(watcher: SourceWatcher): void;
  close(): Promise<void>;
}

export interface SourceWatcher {
  ready(): void;
  failed(error: unknown): void;
}

/** Blocks of a buffer, which must not change meanwhile. */
export function bytesSource(bytes: Buffer, blockBytes: number): BlockSource {
  let at = 0;
  return {
    next() {
      const block = bytes.subarray(at, at + blockBytes);
      at += blockBytes;
      return block;
    },
    watch() {},
    async close() {},
  };
}

export interface StoredFile {
  readonly storedPath: string;
  /** What is read: no more when the file has grown since, an error when it has shrunk. */
  readonly sizeBytes: number;
}

/**
 * Blocks of a file on disk. Two pieces are held: the one being sent and the one read ahead, which then change places.
 * @param netascii     turn each piece into netascii
 * @param windowBytes  what is sent in one go; a piece is never smaller
 * @throws the system's error when the file cannot be opened
 */
export async function openStoredSource(
  file: StoredFile,
  blockBytes: number,
  windowBytes: number,
  netascii: boolean,
): Promise<BlockSource> {
  const handle = await open(file.storedPath, 'r');
  const pieceBytes = Math.ceil(Math.max(PIECE_BYTES, windowBytes) / blockBytes) * blockBytes;
  const room = (): Buffer => Buffer.allocUnsafe(Math.min(pieceBytes, file.sizeBytes));
  let [inUse, free] = [room(), room()];
  let watcher: SourceWatcher | undefined;
  let held: Buffer = Buffer.alloc(0);
  let ahead: Buffer | undefined;
  let position = 0;
  let waiting = false;
  let reading: Promise<void> | undefined;

  async function readAhead(): Promise<void> {
    try {
      const piece = free.subarray(0, file.sizeBytes - position);
      await fill(piece, handle, position);
      position += piece.length;
      ahead = netascii ? toNetascii(piece) : piece;
    } catch (error) {
      watcher?.failed(error);
      return;
    } finally {
      reading = undefined;
    }
    if (!waiting) return;
    waiting = false;
    watcher?.ready();
  }

  function advance(): void {
    if (ahead !== undefined) {
      held = held.length === 0 ? ahead : Buffer.concat([held, ahead]);
      ahead = undefined;
      [inUse, free] = [free, inUse];
    }
    if (position < file.sizeBytes && reading === undefined) reading = readAhead();
  }

  advance();
  return {
    next() {
      if (held.length < blockBytes) advance();
      const wholeRead = position === file.sizeBytes;
      if (held.length < blockBytes && !wholeRead) {
        waiting = true;
        return 'notYet';
      }
      const block = held.subarray(0, blockBytes);
      held = held.subarray(blockBytes);
      return block;
    },
    watch(given) {
      watcher = given;
    },
    async close() {
      watcher = undefined;
      await reading;
      await handle.close();
    },
  };
}

async function fill(piece: Buffer, handle: FileHandle, position: number): Promise<void> {
  let filled = 0;
  while (filled < piece.length) {
    const { bytesRead } = await handle.read(piece, filled, piece.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('The stored file is shorter than announced');
    filled += bytesRead;
  }
}
