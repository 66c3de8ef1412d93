// Arbitrary text for properties: every UTF-16 code unit, so control characters, lone surrogates and line separators too.
import fc from 'fast-check';

export function anyText(maxLength = 40): fc.Arbitrary<string> {
  return fc.array(fc.nat(0xffff), { maxLength }).map((codes) => String.fromCharCode(...codes));
}
