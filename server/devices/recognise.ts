// What a phone is taken for: from its User-Agent, the file it asks for, the subject of its certificate. All three can be
// forged, so the result is a fact about the request and never a reason to trust it. Source: facts/yealink.md 2,
// facts/aastra-mitel.md 2, facts/gigaset-auerswald.md 2
import type { FirmwareVersion } from '../domain/firmware-version.ts';
import { type Mac, parseMac } from '../domain/mac.ts';
import { DEVICES, FAMILIES, type KnownDevice } from './registry.ts';
import type { DeviceFamily, FileRule, NameParts } from './types.ts';

export interface Signs {
  readonly userAgent?: string;
  readonly fileName?: string;
  readonly certificateSubject?: string;
}

export interface Recognition {
  /** Every track of the model, when it is known which model it is; else empty. */
  readonly devices: readonly KnownDevice[];
  readonly family?: DeviceFamily;
  readonly mac?: Mac;
  readonly firmware?: FirmwareVersion;
  /** The phone runs firmware that takes no SIP files. */
  readonly speaksSip?: false;
  /** How many handsets a DECT base takes, as it says. */
  readonly handsetCapacity?: number;
  /** The User-Agent names another MAC than the file or the certificate does: forged, or a proxy between. */
  readonly macMismatch: boolean;
}

/** Real User-Agents have under 100 characters; what is longer is cut before any pattern sees it. */
const MAX_SIGN_LENGTH = 256;

export function recognise(signs: Signs): Recognition {
  const claim = readUserAgent(signs.userAgent);
  const readings = readFileName(signs.fileName ?? '');
  const reading =
    readings.find(({ family }) => family === claim?.family) ?? (readings.length === 1 ? readings[0] : undefined);
  const family = claim?.family ?? reading?.family;
  const product = claim?.product ?? reading?.parts.product;
  const macInName = (reading ?? readings[0])?.parts.mac ?? macOfSubject(signs.certificateSubject);
  const mac = macInName ?? claim?.mac;
  return {
    devices:
      product === undefined ? [] : DEVICES.filter((d) => d.family === family && d.model.productNames.includes(product)),
    macMismatch: claim?.mac !== undefined && macInName !== undefined && claim.mac !== macInName,
    ...(claim?.speaksSip === false && { speaksSip: false as const }),
    ...(claim?.handsetCapacity !== undefined && { handsetCapacity: claim.handsetCapacity }),
    ...(family && { family }),
    ...(mac && { mac }),
    ...(claim?.firmware && { firmware: claim.firmware }),
  };
}

/** Shapes overlap between makers: the family with such a product wins, then one that the text names as the maker. */
function readUserAgent(userAgent: string | undefined) {
  if (!userAgent) return undefined;
  const text = userAgent.slice(0, MAX_SIGN_LENGTH);
  const claims = FAMILIES.flatMap((family) => {
    const claim = family.readUserAgent(text);
    return claim ? [{ ...claim, family }] : [];
  });
  return (
    claims.find(({ family, product }) => hasProduct(family, product)) ?? claims.find(({ namesVendor }) => namesVendor)
  );
}

function hasProduct(family: DeviceFamily, product: string): boolean {
  return family.models.some((model) => model.productNames.includes(product));
}

export interface NamedFile {
  readonly family: DeviceFamily;
  readonly rule: FileRule;
  readonly parts: NameParts;
}

/**
 * Every reading of a file name, tokens and folders already removed: at most one a family, since makers share forms such as
 * `<mac>.cfg`. Which one holds is decided by the CPE that the MAC belongs to.
 */
export function readFileName(fileName: string): readonly NamedFile[] {
  if (fileName === '' || fileName.length > MAX_SIGN_LENGTH) return [];
  return FAMILIES.flatMap((family) => {
    for (const rule of family.files) {
      const match = rule.pattern.exec(fileName);
      if (match) return [{ family, rule, parts: rule.parts ? rule.parts(match) : macPart(match) }];
    }
    return [];
  });
}

function macPart(match: RegExpExecArray): NameParts {
  const mac = parseMac(match.groups?.mac ?? '');
  return mac ? { mac } : {};
}

/**
 * The MAC in a certificate's subject: the CN or the serial number, whatever separators it has.
 * @param subject  one `name=value` pair a line or comma separated, as TLS layers print it
 */
export function macOfSubject(subject: string | undefined): Mac | undefined {
  for (const part of (subject ?? '').slice(0, 1024).split(/[\n,/]/)) {
    const match = /^\s*(?:CN|commonName|serialNumber|SERIALNUMBER)\s*=\s*(.+?)\s*$/i.exec(part);
    // Not within a word: `mac:80-5e-...` would begin at `ac`.
    const mac = /(?<![0-9a-z])(?:[0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}(?![0-9a-z])/i.exec(match?.[1] ?? '')?.[0];
    if (mac) return parseMac(mac);
  }
  return undefined;
}
