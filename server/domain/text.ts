// Free text that people type and phones display: what may stand in it, and keeping it to one line.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** True when the text holds a line break or another control character. */
export function hasControlCharacters(text: string): boolean {
  return CONTROL.test(text);
}

/** The text on one line: runs of control characters removed, blanks at both ends trimmed. */
export function onOneLine(text: string): string {
  return text.replace(CONTROLS, '').trim();
}
