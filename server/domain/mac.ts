// The MAC address of a CPE: how one is read from people, files and phones, and how it is written.
// Inside Bellhop a Mac is always twelve lower-case hex digits; separators exist only in text for others.

declare const macBrand: unique symbol;
/** Twelve lower-case hex digits, for example `805ec0123456`. Made by {@link parseMac} alone. */
export type Mac = string & { readonly [macBrand]: true };

const SEPARATORS = /[\s:.-]/g;
const TWELVE_HEX = /^[0-9a-f]{12}$/;

/**
 * Reads a MAC as people and phones write it: `80:5E:C0:12:34:56`, `80-5e-c0-12-34-56`, `805e.c012.3456`, `805EC0123456`.
 * @returns the Mac, or undefined when it has not exactly twelve hex digits, is a group address (broadcast, multicast) or all zero
 * Source: facts/yealink.md 2, facts/aastra-mitel.md 2.1, facts/gigaset-auerswald.md 2.2; group bit: IEEE 802
 */
export function parseMac(text: string): Mac | undefined {
  const digits = text.replace(SEPARATORS, '').toLowerCase();
  return isMac(digits) ? digits : undefined;
}

/** True for twelve lower-case hex digits that can name one device. */
export function isMac(digits: string): digits is Mac {
  if (!TWELVE_HEX.test(digits) || digits === '000000000000') return false;
  return (Number.parseInt(digits.slice(0, 2), 16) & 1) === 0;
}

/** The Mac for people: `80:5e:c0:12:34:56`. */
export function formatMac(mac: Mac): string {
  return mac.match(/../g)?.join(':') ?? mac;
}

/** The first three octets, by which a vendor's range is known: `805ec0`. */
export function ouiOf(mac: Mac): string {
  return mac.slice(0, 6);
}
