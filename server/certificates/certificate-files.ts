// The certificate and key that an admin gave as files (an ACME client's, or a bought one): read, and checked for all that
// phones would stumble over later, each fault in a sentence that names the file.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { CertificateError } from './certificate-error.ts';
import { onOneLine, validityOf } from './describe.ts';
import { certificateName } from './names.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  /** The server's certificate first, then each issuer after the one it issued; the root may be left out. */
  readonly certificateFile: string;
  /** Its private key, without a passphrase. */
  readonly keyFile: string;
}

export interface CertificateFilesContent {
  readonly certificatePem: string;
  /** All certificates of the file, in its order, and nothing else of it. */
  readonly chainPem: string;
  readonly keyPem: string;
  readonly expiresAt: Date;
  /** What works, but not with every phone. */
  readonly warnings: readonly string[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/;

/**
 * Reads and checks the files. They are read anew each time, so a renewal is taken up by the next call.
 * @param host  the name phones use; a certificate without it gives a warning
 * @throws CERTIFICATE_FILES_INVALID  with every fault found in both files
 * Source: facts/yealink.md 3.4 and 7, facts/aastra-mitel.md 3.2
 */
export async function loadCertificateFiles(
  files: CertificateFiles,
  host: string,
  now: Date,
): Promise<CertificateFilesContent> {
  const problems: string[] = [];
  const certificateText = await readText(files.certificateFile, problems);
  const keyText = await readText(files.keyFile, problems);
  const chain = certificateText === undefined ? [] : readChain(files.certificateFile, certificateText, problems);
  const key = keyText === undefined ? undefined : readKey(files.keyFile, keyText, problems);
  const leaf = chain[0];
  if (leaf) problems.push(...pairProblems(files, chain, key), ...chainProblems(files.certificateFile, chain, now));
  if (problems.length > 0 || !leaf || !key) throw new CertificateError('CERTIFICATE_FILES_INVALID', problems);
  return {
    certificatePem: leaf.toString(),
    chainPem: chain.map(String).join(''),
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    expiresAt: validityOf(leaf).notAfter,
    warnings: warningsAbout(files.certificateFile, chain, leaf, host),
  };
}

async function readText(file: string, problems: string[]): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    problems.push(`${file}: ${readFault(error)}`);
    return undefined;
  }
}

function readFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'the server may not read it';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return `cannot be read (${messageOf(error)})`;
}

function readChain(file: string, text: string, problems: string[]): readonly X509Certificate[] {
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) problems.push(`${file}: holds no certificate in PEM form`);
  const chain = blocks.flatMap((block, index) => {
    try {
      return [new X509Certificate(block)];
    } catch (error) {
      problems.push(`${file}: certificate ${index + 1} cannot be read (${messageOf(error)})`);
      return [];
    }
  });
  // With a gap, what follows would be judged at the wrong place.
  return chain.length === blocks.length ? chain : [];
}

function readKey(file: string, text: string, problems: string[]): KeyObject | undefined {
  const block = PRIVATE_KEY.exec(text)?.[0];
  if (block === undefined) {
    problems.push(`${file}: holds no private key in PEM form`);
    return undefined;
  }
  if (block.includes('ENCRYPTED')) {
    problems.push(`${file}: the private key has a passphrase; give it without one`);
    return undefined;
  }
  try {
    return createPrivateKey(block);
  } catch (error) {
    problems.push(`${file}: the private key cannot be read (${messageOf(error)})`);
    return undefined;
  }
}

function pairProblems(
  files: CertificateFiles,
  chain: readonly X509Certificate[],
  key: KeyObject | undefined,
): readonly string[] {
  if (key === undefined || chain[0]?.checkPrivateKey(key)) return [];
  const owner = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (owner === -1) return [`${files.keyFile}: the key does not belong to the certificate in ${files.certificateFile}`];
  return [
    `${files.certificateFile}: the key belongs to certificate ${owner + 1}; the server's own certificate must come first`,
  ];
}

function chainProblems(file: string, chain: readonly X509Certificate[], now: Date): readonly string[] {
  return chain.flatMap((certificate, index) => {
    const called = `${file}: certificate ${index + 1} (${onOneLine(certificate.subject)})`;
    const { notBefore, notAfter } = validityOf(certificate);
    const issuer = chain[index + 1];
    return [
      ...(notAfter <= now ? [`${called} expired at ${notAfter.toISOString()}`] : []),
      ...(notBefore > now ? [`${called} is not valid before ${notBefore.toISOString()}`] : []),
      ...(issuer && !isIssuedBy(certificate, issuer)
        ? [
            `${called} was not issued by the one after it (${onOneLine(issuer.subject)}); the order must be server, issuer`,
          ]
        : []),
    ];
  });
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function warningsAbout(
  file: string,
  chain: readonly X509Certificate[],
  leaf: X509Certificate,
  host: string,
): readonly string[] {
  const keyType = leaf.publicKey.asymmetricKeyType ?? 'unknown';
  const alone = chain.length === 1 && !isIssuedBy(leaf, leaf);
  return [
    ...(keyType === 'rsa' ? [] : [`${file}: the key is of type ${keyType}; older phones accept RSA only`]),
    ...(alone ? [`${file}: no intermediate certificate; a phone that trusts only the root refuses it`] : []),
    ...nameWarnings(file, leaf, host),
  ];
}

function nameWarnings(file: string, leaf: X509Certificate, host: string): readonly string[] {
  const name = certificateName(host) ?? host;
  const inSan = (isIP(name) === 0 ? leaf.checkHost(name, { subject: 'never' }) : leaf.checkIP(name)) !== undefined;
  const commonNames = leaf.subject?.match(/(?<=^CN=).*/gm) ?? [];
  const inCn = commonNames.some((commonName) => matches(commonName.toLowerCase(), name));
  if (inSan && inCn) return [];
  if (inSan) return [`${file}: ${name} is in SAN but not in CN; older phones look at CN only`];
  if (inCn) return [`${file}: ${name} is in CN but not in SAN; newer phones and browsers look at SAN only`];
  return [`${file}: the certificate is not for ${name}, the name phones use`];
}

function matches(commonName: string, name: string): boolean {
  return commonName === name || (commonName.startsWith('*.') && name.replace(/^[^.]+/, '*') === commonName);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
