// Sound files made of nothing, as long as a test wants them.

/** A tone-free WAV file. @param coding  1 PCM of 16 bits, 6 A-law, 7 mu-law */
export function aWav(durationMs: number, { coding = 1, samplesPerSec = 8000, fill = 0 } = {}): Buffer {
  const bytesPerSample = coding === 1 ? 2 : 1;
  const bytesPerSec = samplesPerSec * bytesPerSample;
  const data = Buffer.alloc(Math.floor((durationMs * bytesPerSec) / 1000), fill);
  const format = Buffer.alloc(16);
  format.writeUInt16LE(coding, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(samplesPerSec, 4);
  format.writeUInt32LE(bytesPerSec, 8);
  format.writeUInt16LE(bytesPerSample, 12);
  format.writeUInt16LE(bytesPerSample * 8, 14);
  const body = Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), chunk('data', data)]);
  return Buffer.concat([Buffer.from('RIFF'), size(body.length), body]);
}

function chunk(id: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(id), size(body.length), body, Buffer.alloc(body.length % 2)]);
}

function size(bytes: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(bytes);
  return field;
}

/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz, without padding: 417 bytes and 26.12 ms each. */
export const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);

export function anMp3(frames: number): Buffer {
  return Buffer.concat(Array.from({ length: frames }, () => MP3_FRAME));
}
