// Whether a file is the same as at the last boot: a phone takes any other bytes for a change, applies all of it again, and may
// reboot. Source: facts/yealink.md 7.1
import { createHash } from 'node:crypto';
import type { Line } from './line.ts';
import type { Memory } from './phone.ts';

export function noteDigest(memory: Memory, line: Line, url: string, bytes: Buffer): void {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const digest = createHash('md5').update(bytes).digest('hex');
  const former = memory.digests.get(name);
  if (former !== undefined && former !== digest) line.complain(url, 'has other bytes than at the boot before');
  memory.digests.set(name, digest);
}
