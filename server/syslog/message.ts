// One datagram of a phone's syslog, read into what a timeline may show: one line without control characters, cut to a length,
// and nothing in it that looks like a secret of ours. Source: RFC 3164 4.1.1, RFC 5424 6.2.1 (PRI); facts/yealink.md 4.16

export interface SyslogMessage {
  /** 0 (emergency) to 7 (debug); absent without a priority. */
  readonly severity?: number;
  readonly text: string;
}

const MOST_BYTES = 4_096;
const MOST_CHARS = 1_000;
const PRIORITY = /^<(\d{1,3})>/;
const LARGEST_PRIORITY = 191;
const MASK = '********';
/** Tokens of our URLs, answers of digests, and what is named as a secret. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])/gi, MASK],
  [/\b((?:proxy-)?authorization\s*:\s*)\S.*$/gi, `$1${MASK}`],
  [/((?:passw(?:or)?d|passwd|pwd|secret|token|\bpin)["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, `$1${MASK}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#\s@]*@/gi, `$1${MASK}@`],
];

/** @returns undefined  there is nothing in it to read */
export function readSyslog(datagram: Buffer): SyslogMessage | undefined {
  const whole = datagram.subarray(0, MOST_BYTES).toString('utf8');
  const priority = Number(PRIORITY.exec(whole)?.[1] ?? Number.NaN);
  const isPriority = priority <= LARGEST_PRIORITY;
  const plain = (isPriority ? whole.replace(PRIORITY, '') : whole).replace(/[\p{Cc}\p{Cf}\ufffd\s]+/gu, ' ').trim();
  if (plain === '') return undefined;
  const masked = SECRETS.reduce((text, [pattern, by]) => text.replace(pattern, by), plain);
  const text = masked.length <= MOST_CHARS ? masked : `${masked.slice(0, MOST_CHARS)}…`;
  return { text, ...(isPriority && { severity: priority % 8 }) };
}
