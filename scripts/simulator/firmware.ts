// A firmware image as a phone meets it: it reads the head to compare versions, and all of it when it flashes.
// Source: facts/yealink.md 1.4, 4.15
import type { BootingPhone } from './phone.ts';

const HEAD_BYTES = 512;

export async function fetchFirmware({ line, wholeFirmware }: BootingPhone, url: string): Promise<void> {
  if (wholeFirmware) {
    const whole = await line.ask({ url });
    if (whole?.body.length === 0) line.complain(url, 'the image is empty');
    return;
  }
  if (url.startsWith('tftp:')) return;
  const head = await line.ask({ method: 'HEAD', url });
  if (!head) return;
  const size = Number(head.headers['content-length']);
  const part = await line.ask({ url, headers: { Range: `bytes=0-${HEAD_BYTES - 1}` }, accepts: [206] });
  if (!part) return;
  const expected = `bytes 0-${Math.min(HEAD_BYTES, size) - 1}/${size}`;
  if (part.headers['content-range'] !== expected)
    line.complain(url, `Content-Range is ${part.headers['content-range']}, not ${expected}`);
}
