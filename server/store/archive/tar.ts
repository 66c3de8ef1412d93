// A gzipped tar as two functions: one writes entries as they come, the other hands them out as it finds them.

import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, type Header, pack } from 'tar-stream';
import { ArchiveError, invalid } from './archive-error.ts';

/** Fast: most of a large store is firmware and recordings, which do not get smaller. */
const GZIP_LEVEL = 3;

export type Bytes = AsyncIterable<Buffer> | Iterable<Buffer>;

export interface TarEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly modifiedAt: Date;
  /** Gives exactly sizeBytes. */
  readonly content: Bytes;
}

export interface FoundEntry extends TarEntry {
  readonly content: AsyncIterable<Buffer>;
}

/** Writes a new file, mode 0600, and returns when it is on disk. */
export async function writeTar(file: string, entries: AsyncIterable<TarEntry>): Promise<void> {
  const tar = pack({});
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  const written = pipeline(Readable.from(tar), createGzip({ level: GZIP_LEVEL }), output);
  const packed = packAll(tar, entries).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  const [packing, writing] = await Promise.allSettled([packed, written]);
  // Each fails the other; a full disk shows first in the writing, a vanished source in the packing.
  if (writing.status === 'rejected') throw writing.reason;
  if (packing.status === 'rejected') throw packing.reason;
}

async function packAll(tar: ReturnType<typeof pack>, entries: AsyncIterable<TarEntry>): Promise<void> {
  for await (const { name, sizeBytes, mode, modifiedAt, content } of entries) {
    await new Promise<void>((resolve, reject) => {
      const header = { name, size: sizeBytes, mode, mtime: modifiedAt };
      const sink = tar.entry(header, (error) => (error ? reject(error) : resolve()));
      pour(content, sink).catch(reject);
    });
  }
  tar.finalize();
}

/**
 * Hands out all entries in order, one at a time; each content has to be read to its end.
 * @throws ArchiveError ARCHIVE_INVALID  not a gzipped tar, cut short or damaged
 */
export async function readTar(file: string, onEntry: (entry: FoundEntry) => Promise<void>): Promise<void> {
  const untar = extract({});
  const feeding = pipeline(createReadStream(file), createGunzip(), (chunks: AsyncIterable<Buffer>) =>
    pour(chunks, untar),
  ).catch((error: Error) => {
    untar.destroy(error);
    throw error;
  });
  const handingOut = handOutAll(untar, onEntry).catch((error: unknown) => {
    untar.destroy();
    throw error;
  });
  const [fed, handedOut] = await Promise.allSettled([feeding, handingOut]);
  for (const outcome of [handedOut, fed]) {
    if (outcome.status === 'rejected') throw asDamage(outcome.reason);
  }
}

async function handOutAll(untar: ReturnType<typeof extract>, onEntry: (entry: FoundEntry) => Promise<void>) {
  for await (const source of untar) {
    const { name, size, mode, mtime, type }: Header = source.header;
    if (type !== 'file') throw invalid(`it holds ${name}, which is no plain file`);
    await onEntry({ name, sizeBytes: size, mode, modifiedAt: mtime, content: buffersOf(source) });
  }
}

async function* buffersOf(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    if (Buffer.isBuffer(chunk)) yield chunk;
  }
}

/** What a broken gzip or tar makes its reader say is the archive's fault; a full disk or a missing file is not. */
function asDamage(error: unknown): unknown {
  if (error instanceof ArchiveError || !(error instanceof Error)) return error;
  if ('syscall' in error) return error;
  return invalid(`it is damaged or no archive (${error.message})`, error);
}

/** The part of tar-stream's writable streams that is used here; they are not Node's. */
interface Sink {
  readonly destroyed: boolean;
  write(chunk: Buffer): boolean;
  end(last: undefined): unknown;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
}

/** Writes everything into the sink at its pace; stops without an error when the sink is destroyed, which reports it itself. */
async function pour(chunks: Bytes, sink: Sink): Promise<void> {
  let wake = () => {};
  sink.on('drain', () => wake());
  sink.on('close', () => wake());
  sink.on('error', () => {});
  for await (const chunk of chunks) {
    if (sink.destroyed) return;
    const isReady = sink.write(chunk);
    if (isReady || sink.destroyed) continue;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  sink.end(undefined);
}
