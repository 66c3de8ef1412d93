// What sound files are and how long they last, from files made byte by byte.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSound } from '../../../server/pbx/sounds/read-sound.ts';
import { anMp3, aWav, MP3_FRAME } from '../../support/sounds.ts';

const ID3 = Buffer.concat([Buffer.from('ID3\x04\x00\x00'), Buffer.from([0, 0, 1, 0]), Buffer.alloc(128)]);
const withChunk = (wav: Buffer) =>
  Buffer.concat([wav.subarray(0, 12), Buffer.from('LIST\x03\x00\x00\x00abc\x00'), wav.subarray(12)]);
const figures = Buffer.from(MP3_FRAME);
figures.write('Xing', 36);

describe('EXT-73: mp3 and wav', () => {
  test.each([
    ['PCM', aWav(1500), { format: 'wav', durationMs: 1500 }],
    ['A-law', aWav(2500, { coding: 6 }), { format: 'wav', durationMs: 2500 }],
    ['mu-law', aWav(250, { coding: 7 }), { format: 'wav', durationMs: 250 }],
    ['another rate', aWav(1000, { samplesPerSec: 44_100 }), { format: 'wav', durationMs: 1000 }],
    ['a chunk of text in front', withChunk(aWav(700)), { format: 'wav', durationMs: 700 }],
    ['100 frames of MP3', anMp3(100), { format: 'mp3', durationMs: 2612 }],
    ['a tag in front', Buffer.concat([ID3, anMp3(100)]), { format: 'mp3', durationMs: 2612 }],
    [
      'a tag behind',
      Buffer.concat([anMp3(100), Buffer.from(`TAG${'x'.repeat(125)}`)]),
      { format: 'mp3', durationMs: 2612 },
    ],
    ['a frame of figures in front', Buffer.concat([figures, anMp3(100)]), { format: 'mp3', durationMs: 2612 }],
    [
      'MPEG 2 at 22.05 kHz and 64 kbit/s',
      Buffer.concat(
        Array.from({ length: 100 }, () => Buffer.concat([Buffer.from([0xff, 0xf3, 0x80, 0x00]), Buffer.alloc(204)])),
      ),
      { format: 'mp3', durationMs: 2612 },
    ],
  ])('%s', (_, bytes, read) => {
    expect(readSound(bytes)).toEqual(read);
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'neither an MP3 nor a WAV'],
    ['text', Buffer.from('hello, this is no sound at all'), 'neither an MP3 nor a WAV'],
    ['Ogg', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(200)]), 'neither an MP3 nor a WAV'],
    ['one lonely frame', anMp3(1), 'neither an MP3 nor a WAV'],
    [
      'layer II',
      Buffer.concat(Array.from({ length: 9 }, () => Buffer.from([0xff, 0xfd, 0x90, 0, ...Buffer.alloc(413)]))),
      'neither',
    ],
    ['RIFF that is a picture', Buffer.concat([Buffer.from('RIFF\x10\x00\x00\x00WEBP'), Buffer.alloc(30)]), 'no WAV'],
    ['ADPCM', aWav(100, { coding: 2 }), 'another coding'],
    ['a WAV that was cut off', aWav(1000).subarray(0, 900), 'cut off'],
    ['a WAV of no length', aWav(0), 'no sound in it'],
    ['an hour and more', aWav(3_600_001, { coding: 6, samplesPerSec: 1000 }), 'longer than an hour'],
  ])('%s is refused', (_, bytes, problem) => {
    const read = readSound(bytes);
    expect('problem' in read && read.problem).toContain(problem);
  });

  test('whatever the bytes, it answers, and never with a length that a sound cannot have', () => {
    const noise = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes));
    const head = fc.constantFrom(aWav(20), anMp3(3), ID3, Buffer.from('RIFF'), Buffer.alloc(0));
    fc.assert(
      fc.property(head, noise, fc.nat(900), (start, rest, cut) => {
        const read = readSound(Buffer.concat([start.subarray(0, cut), rest]));
        if ('problem' in read) return read.problem.length > 0;
        return Number.isInteger(read.durationMs) && read.durationMs >= 1 && read.durationMs <= 3_600_000;
      }),
      { numRuns: 5000 },
    );
  });
});
