// Lists and parameters, which most structured headers are made of. Every reader runs through its text once.
// Source: RFC 3261 7.3.1, 25.1

export const QUOTE = 34;
export const BACKSLASH = 92;

/** Cut at a separator outside quotes and angle brackets; pieces are trimmed. @returns undefined when a quote or bracket stays open */
function cutAt(text: string, separator: string): readonly string[] | undefined {
  if (!text.includes(separator) && !text.includes('"') && !text.includes('<')) return [text.trim()];
  const wanted = separator.charCodeAt(0);
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  let angled = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 60) angled = true;
    else if (code === 62) angled = false;
    else if (code === wanted && !angled) {
      pieces.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  pieces.push(text.slice(from).trim());
  return quoted || angled ? undefined : pieces;
}

/** `a, b, c`: the values of one line. @returns undefined when a quote or bracket stays open */
export function readList(text: string): readonly string[] | undefined {
  return cutAt(text, ',');
}

export type Parameters = ReadonlyMap<string, string>;

/** `name;a=1;b="2"`: what stands first, and the parameters by lower-case name, without quotes. */
export function readParameters(text: string): { readonly first: string; readonly parameters: Parameters } {
  const [first = '', ...rest] = cutAt(text, ';') ?? [text.split(';', 1)[0]?.trim() ?? ''];
  return { first, parameters: parametersFrom(rest) };
}

function parametersFrom(parts: readonly string[]): Parameters {
  const parameters = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? '' : part.slice(equals + 1).trim();
    if (name !== '' && !parameters.has(name)) parameters.set(name, unquote(value));
  }
  return parameters;
}

/** A quoted text without its quotes and escapes; any other text as it is. */
export function unquote(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, '$1')
    : value;
}

/** 1 to 65535; undefined for anything else. */
export function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}
