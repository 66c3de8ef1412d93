// Server-sent events as text. Source: WHATWG HTML, "Server-sent events", 9.2.5 and 9.2.6

/** @param data  any text; each of its lines becomes a data line */
export function eventText({ id, event, data }: { id: string; event?: string; data: string }): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${id}\n${name}${lines.join('')}\n`;
}

/** Says nothing; keeps proxies from closing a quiet stream. */
export const HEARTBEAT = ': still here\n\n';
