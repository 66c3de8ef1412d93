// A firmware image as a phone meets it: it reads the head to compare versions, and all of it when it flashes. The version of an
// image is told by its name, as its maker names it: images of tests have no head to read.
// Source: facts/yealink.md 1.4, 4.15
import type { BootingPhone } from './phone.ts';

const HEAD_BYTES = 512;

/** A Yealink's image, such as `T46S-66.86.0.99.rom`. */
const NAMED_VERSION = /-(\d+(?:\.\d+){3})\.rom$/;

/** Takes the image when its version is another than it runs: the phone starts anew with it when it is done with its files. */
export async function fetchFirmware(phone: BootingPhone, url: string): Promise<void> {
  if (!(await hasFetched(phone, url))) return;
  const [, version] = NAMED_VERSION.exec(decodeURIComponent(new URL(url).pathname)) ?? [];
  if (version !== undefined) phone.memory.firmware = version;
}

async function hasFetched({ line, wholeFirmware }: BootingPhone, url: string): Promise<boolean> {
  if (wholeFirmware) {
    const whole = await line.ask({ url });
    if (whole?.body.length === 0) line.complain(url, 'the image is empty');
    return whole !== undefined && whole.body.length > 0;
  }
  if (url.startsWith('tftp:')) return false;
  const head = await line.ask({ method: 'HEAD', url });
  if (!head) return false;
  const size = Number(head.headers['content-length']);
  const part = await line.ask({ url, headers: { Range: `bytes=0-${HEAD_BYTES - 1}` }, accepts: [206] });
  if (!part) return false;
  const expected = `bytes 0-${Math.min(HEAD_BYTES, size) - 1}/${size}`;
  const isRight = part.headers['content-range'] === expected;
  if (!isRight) line.complain(url, `Content-Range is ${part.headers['content-range']}, not ${expected}`);
  return isRight;
}
