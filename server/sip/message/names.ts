// Header names: the short forms, and how each is written. Source: RFC 3261 7.3.3, 20; RFC 6665 8.2; RFC 3515; RFC 3892;
// RFC 4028; RFC 3841

const COMPACT: ReadonlyMap<string, string> = new Map([
  ['a', 'accept-contact'],
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
]);

/** Names as they come most often, so that most need no lower-casing. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  [
    'Via From To Call-ID CSeq Contact Max-Forwards Content-Length Content-Type Expires Event User-Agent Allow Supported',
    'Require Route Record-Route Authorization Proxy-Authorization WWW-Authenticate Proxy-Authenticate Accept Server Date',
    'Subscription-State Min-Expires Unsupported Proxy-Require Retry-After Warning Allow-Events',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, name.toLowerCase()]),
);

const WRITTEN: ReadonlyMap<string, string> = new Map([...KNOWN].map(([written, name]) => [name, written]));

/** @returns lower case, long form */
export function headerName(written: string): string {
  const known = KNOWN.get(written);
  if (known !== undefined) return known;
  const lower = written.toLowerCase();
  return lower.length === 1 ? (COMPACT.get(lower) ?? lower) : lower;
}

/** How a header's name is written: every word with a capital, but for those that the standard writes otherwise. */
export function writtenName(name: string): string {
  return WRITTEN.get(name) ?? name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
