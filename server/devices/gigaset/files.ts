// The files that Gigaset devices ask for, as rules that their families share: the binary chain of variant folders, and
// the document under the MAC. Source: facts/gigaset-auerswald.md 3.2, 3.4
import type { FileRule, PublicPlace } from '../types.ts';
import { CHAIN_FILES, chainFile } from './tlv.ts';

/** Twelve hex digits in any case, with the separators of `%MACC` or without. */
export const MAC_IN_NAME = '(?<mac>(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2})';

/** What phones get: the charset stands in the document's first line. */
export const XML = 'text/xml';

/** Devices send the `..` of links that they were given elsewhere; no such name ever becomes a path. */
const DETOUR = String.raw`(?:(?:\.\.|[a-z0-9]{1,8})\/){0,4}`;

/**
 * The chain, below folders such as `42/2`. It holds nothing but the URL under which it was asked for.
 * @param variants  device variants, as a pattern: `42|70`
 * @param nameFor   the file that starts the chain of a phone
 */
export function chainRule(variants: string, nameFor: FileRule['nameFor']): FileRule {
  const file = String.raw`(?<file>${CHAIN_FILES.join('|')})(?:_[0-9a-z]{3})?\.bin`;
  return {
    kind: 'boot',
    pattern: new RegExp(String.raw`^(?:${variants})\/\d{1,3}\/${DETOUR}${file}$`, 'i'),
    parts: (match) => ({ rest: match.groups?.file?.toLowerCase() ?? '' }),
    access: 'public',
    source: { from: 'publicBytes', make: makeChainFile },
    contentType: 'application/octet-stream',
    nameFor,
  };
}

function makeChainFile({ url, parts }: PublicPlace): Buffer | undefined {
  const file = CHAIN_FILES.find((name) => name === parts.rest);
  return file && chainFile(file, `${url}%MACD.xml`);
}

/** What else devices look for in those folders: languages and help of the web interface, lists of firmware. */
export function unknownChainFiles(variants: string): FileRule {
  return {
    kind: 'none',
    pattern: new RegExp(String.raw`^(?:${variants})\/\d{1,3}\/[\w.\/-]{1,120}$`, 'i'),
    access: 'public',
    source: { from: 'nothing' },
    contentType: 'application/octet-stream',
    nameFor: () => undefined,
  };
}

/**
 * The device's own document. Case differs between devices, and between a device and its placeholder. Behind a DHCP server
 * that gives a domain, that may hang at the end (3.4).
 */
export const ownDocument: FileRule = {
  kind: 'own',
  pattern: new RegExp(String.raw`^${MAC_IN_NAME}\.xml(?:\.[a-z0-9.-]{1,100})?$`, 'i'),
  access: 'cpe',
  source: { from: 'template' },
  contentType: XML,
  nameFor: (phone) => `${phone.mac.toUpperCase()}.xml`,
};
