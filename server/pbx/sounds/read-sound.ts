// What a sound file is, from its bytes: WAV with the codings that telephony plays, or MP3; and how long it lasts. Pure.
// Source: EXT-73, Q-29; RIFF WAVE as in Microsoft's Multimedia Programming Interface 1.0; MPEG audio frames as in ISO 11172-3
// and 13818-3
import type { Sound } from '../../domain/telephony/sound.ts';

export type ReadSound = Pick<Sound, 'format' | 'durationMs'> | { readonly problem: string };

/** Sixty minutes. */
const LONGEST_MS = 3_600_000;

export function readSound(bytes: Buffer): ReadSound {
  const read = bytes.toString('latin1', 0, 4) === 'RIFF' ? readWav(bytes) : readMp3(bytes);
  if ('problem' in read) return read;
  if (read.durationMs < 1) return { problem: 'has no sound in it' };
  return read.durationMs > LONGEST_MS ? { problem: 'is longer than an hour' } : read;
}

/** PCM, A-law, mu-law; and the long form of the header, whose coding stands further on. */
const WAV_CODINGS = [1, 6, 7];
const LONG_FORM = 0xfffe;

function readWav(bytes: Buffer): ReadSound {
  if (bytes.toString('latin1', 8, 12) !== 'WAVE') return { problem: 'is no WAV file' };
  let bytesPerSec = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const sizeBytes = bytes.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ' && sizeBytes >= 16 && body + 16 <= bytes.length) {
      const isLong = bytes.readUInt16LE(body) === LONG_FORM && sizeBytes >= 26 && body + 26 <= bytes.length;
      const coding = bytes.readUInt16LE(isLong ? body + 24 : body);
      if (!WAV_CODINGS.includes(coding))
        return { problem: 'is a WAV file of another coding than PCM, A-law or mu-law' };
      bytesPerSec = bytes.readUInt32LE(body + 8);
    }
    if (id === 'data') {
      if (bytesPerSec === 0) return { problem: 'is a WAV file that does not say its format' };
      if (body + sizeBytes > bytes.length) return { problem: 'is cut off' };
      return { format: 'wav', durationMs: Math.floor((sizeBytes * 1000) / bytesPerSec) };
    }
    // Chunks begin at even places.
    at = body + sizeBytes + (sizeBytes % 2);
  }
  return { problem: 'is a WAV file without sound' };
}

/** Layer III, in kbit/s by the index in the header. */
const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLES_PER_SEC = [44_100, 48_000, 32_000];

interface Frame {
  readonly sizeBytes: number;
  readonly ms: number;
}

/** The header of a frame of layer III at that place. */
function frameAt(bytes: Buffer, at: number): Frame | undefined {
  if (at + 4 > bytes.length) return undefined;
  const header = bytes.readUInt32BE(at);
  const [version, layer, rate, bitrate] = [header >>> 19, header >>> 17, header >>> 10, header >>> 12] as const;
  // 3: MPEG 1; 2: MPEG 2; 0: MPEG 2.5; 1 is reserved. Layer III is written as 1.
  const isFrame = header >>> 21 === 0x7ff && (version & 3) !== 1 && (layer & 3) === 1;
  const samplesPerSec = SAMPLES_PER_SEC[rate & 3];
  const isFirst = (version & 3) === 3;
  const kbits = (isFirst ? BITRATES_1 : BITRATES_2)[bitrate & 15];
  if (!isFrame || samplesPerSec === undefined || !kbits) return undefined;
  const perSec = samplesPerSec / (isFirst ? 1 : (version & 3) === 2 ? 2 : 4);
  const samples = isFirst ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return { sizeBytes: Math.floor((samples * kbits * 125) / perSec) + padding, ms: (samples * 1000) / perSec };
}

/** Frames one after another, a tag of text before them and another after them. */
function readMp3(bytes: Buffer): ReadSound {
  let at = tagBytes(bytes);
  let ms = 0;
  let frames = 0;
  for (let frame = frameAt(bytes, at); frame; frame = frameAt(bytes, at)) {
    if (at + frame.sizeBytes > bytes.length) break;
    // The first may hold nothing but figures of the file.
    if (frames > 0 || !isFigures(bytes, at, frame)) ms += frame.ms;
    frames += 1;
    at += frame.sizeBytes;
  }
  if (frames < 2) return { problem: 'is neither an MP3 nor a WAV file' };
  return { format: 'mp3', durationMs: Math.floor(ms) };
}

function isFigures(bytes: Buffer, at: number, { sizeBytes }: Frame): boolean {
  const frame = bytes.toString('latin1', at, at + Math.min(sizeBytes, 64));
  return frame.includes('Xing') || frame.includes('Info');
}

/** Of an ID3v2 tag at the beginning, header included. Its length has seven bits to the byte. Source: id3.org, ID3v2.4 section 3.1 */
function tagBytes(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3') return 0;
  return [6, 7, 8, 9].reduce((size, at) => size * 128 + (bytes.readUInt8(at) & 0x7f), 0) + 10;
}
