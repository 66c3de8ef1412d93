// Netascii, the text form of RFC 1350 (RFC 764's NVT): on the wire a line ends in CR LF, and a lone CR is CR NUL.
// Here a line ends in LF. Each way works piece by piece: a file need never be whole in memory. Pure.

const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

/** From our form to the wire's: LF becomes CR LF, CR becomes CR NUL. Needs no state between pieces. */
export function toNetascii(piece: Buffer): Buffer {
  const grown = piece.reduce((count, byte) => (byte === LF || byte === CR ? count + 1 : count), piece.length);
  if (grown === piece.length) return piece;
  const wire = Buffer.allocUnsafe(grown);
  let at = 0;
  for (const byte of piece) {
    if (byte === LF) wire[at++] = CR;
    wire[at++] = byte;
    if (byte === CR) wire[at++] = NUL;
  }
  return wire;
}

/**
 * A reader of the wire's form: call it with each piece in order, and with an empty one at the end.
 * CR LF becomes LF, CR NUL becomes CR; a CR before anything else, which the wire should never carry, stays.
 */
export function netasciiDecoder(): (piece: Buffer) => Buffer {
  let afterCr = false;
  return (piece) => {
    const text = Buffer.allocUnsafe(piece.length + 1);
    let at = 0;
    for (const byte of piece) {
      if (afterCr && byte !== LF) text[at++] = CR;
      const swallowed = byte === CR || (afterCr && byte === NUL);
      if (!swallowed) text[at++] = byte;
      afterCr = byte === CR;
    }
    if (piece.length === 0 && afterCr) {
      text[at++] = CR;
      afterCr = false;
    }
    return text.subarray(0, at);
  };
}
