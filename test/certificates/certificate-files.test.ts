import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CertificateError } from '../../server/certificates/certificate-error.ts';
import { type CertificateFiles, loadCertificateFiles } from '../../server/certificates/certificate-files.ts';
import { describeCertificate } from '../../server/certificates/describe.ts';
import { currentServerCertificate } from '../../server/certificates/server-certificate.ts';
import { DAY_MS, freshFolder, openssl, verify, worldAt } from './support.ts';

const HOST = 'prov.example.com';
const SERVER_NAMES = `subjectAltName=DNS:${HOST},IP:192.0.2.7`;

// A public CA in small, made by openssl: root -> intermediate -> server certificates, all valid from `start` for 90 days.
let folder: string;
let start: Date;
let now: Date;

beforeAll(async () => {
  folder = await freshFolder();
  const ca = 'basicConstraints=critical,CA:TRUE';
  await certificate('root', { subject: '/CN=Test root', extensions: ca });
  await certificate('intermediate', { subject: '/CN=Test intermediate', extensions: ca, issuer: 'root' });
  await certificate('server', { subject: `/CN=${HOST}`, extensions: SERVER_NAMES, issuer: 'intermediate' });
  await certificate('ec', { subject: `/CN=${HOST}`, extensions: SERVER_NAMES, issuer: 'intermediate', ec: true });
  await certificate('other', { subject: '/CN=other.example.com', extensions: 'subjectAltName=DNS:other.example.com' });
  start = describeCertificate(await pem('server.pem')).notBefore;
  now = new Date(start.getTime() + DAY_MS);
});

interface Wanted {
  readonly subject: string;
  readonly extensions: string;
  readonly issuer?: string;
  readonly ec?: boolean;
}

async function certificate(name: string, { subject, extensions, issuer = name, ec = false }: Wanted): Promise<void> {
  const at = (file: string) => join(folder, file);
  await writeFile(at(`${name}.ext`), `${extensions}\n`);
  const key = ec ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', 'rsa:2048'];
  const request = ['-new', '-nodes', '-subj', subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`)];
  await openssl('req', ...key, ...request);
  const signer = ['-CA', at(`${issuer}.pem`), '-CAkey', at(`${issuer}.key`), '-CAcreateserial'];
  const by = issuer === name ? ['-signkey', at(`${name}.key`)] : signer;
  const extended = ['-extfile', at(`${name}.ext`), '-days', '90'];
  await openssl('x509', '-req', '-in', at(`${name}.csr`), '-out', at(`${name}.pem`), ...by, ...extended);
}

function pem(file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}

/** Files as the admin gives them, each put together from others of the folder. */
async function given(certificates: readonly string[], key: string): Promise<CertificateFiles> {
  const own = await freshFolder();
  const files = { certificateFile: join(own, 'chain.pem'), keyFile: join(own, 'key.pem') };
  await writeFile(files.certificateFile, (await Promise.all(certificates.map(pem))).join(''));
  await writeFile(files.keyFile, await pem(key));
  return files;
}

async function problemsOf(files: CertificateFiles, at = now): Promise<readonly string[]> {
  try {
    await loadCertificateFiles(files, HOST, at);
    return [];
  } catch (error) {
    if (error instanceof CertificateError && error.code === 'CERTIFICATE_FILES_INVALID') return error.problems;
    throw error;
  }
}

async function warningsOf(certificates: readonly string[], key: string, host = HOST): Promise<readonly string[]> {
  return (await loadCertificateFiles(await given(certificates, key), host, now)).warnings;
}

describe('good files', () => {
  it('give the certificate, its chain and its key', async () => {
    const files = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const found = await currentServerCertificate(worldAt(now), { host: HOST, extraNames: [], files });
    const chain = [await pem('server.pem'), await pem('intermediate.pem')];
    expect(found).toEqual({
      certificatePem: chain[0],
      chainPem: chain.join(''),
      keyPem: await pem('server.key'),
      expiresAt: new Date(start.getTime() + 90 * DAY_MS),
      source: 'files',
      warnings: [],
    });
    await writeFile(join(folder, 'untrusted.pem'), found.chainPem);
    const chainOption = ['-untrusted', join(folder, 'untrusted.pem'), '-verify_hostname', HOST];
    await expect(verify(found.certificatePem, await pem('root.pem'), now)).rejects.toThrow(
      'unable to get local issuer',
    );
    expect(
      await openssl('verify', '-CAfile', join(folder, 'root.pem'), ...chainOption, files.certificateFile),
    ).toContain('OK');
  });

  it('may hold the root, words around the blocks, and the key beside the certificate', async () => {
    const files = await given(['server.pem', 'intermediate.pem', 'root.pem'], 'server.key');
    const all = `Our certificate\n${await pem('server.key')}${await readFile(files.certificateFile, 'utf8')}`;
    await writeFile(files.certificateFile, all.replaceAll('\n', '\r\n'));
    const found = await loadCertificateFiles({ ...files, keyFile: files.certificateFile }, HOST, now);
    expect(found.chainPem).toBe((await pem('server.pem')) + (await pem('intermediate.pem')) + (await pem('root.pem')));
    expect(found.warnings).toEqual([]);
  });

  it('are taken up anew when they change', async () => {
    const world = worldAt(now);
    const files = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const options = { host: HOST, extraNames: [], files };
    const first = await currentServerCertificate(world, options);
    await certificate('renewed', { subject: `/CN=${HOST}`, extensions: SERVER_NAMES, issuer: 'intermediate' });
    const renewed = await given(['renewed.pem', 'intermediate.pem'], 'renewed.key');
    await writeFile(files.certificateFile, await readFile(renewed.certificateFile));
    await expect(currentServerCertificate(world, options)).rejects.toThrow('does not belong');
    await writeFile(files.keyFile, await readFile(renewed.keyFile));
    const second = await currentServerCertificate(world, options);
    expect(second.certificatePem).toBe(await pem('renewed.pem'));
    expect(second.certificatePem).not.toBe(first.certificatePem);
  });
});

describe('warnings', () => {
  it('an EC key: older phones accept RSA only', async () => {
    expect(await warningsOf(['ec.pem', 'intermediate.pem'], 'ec.key')).toEqual([
      expect.stringMatching(/chain\.pem: the key is of type ec; older phones accept RSA only$/),
    ]);
  });

  it('no intermediate, unless the certificate is its own issuer', async () => {
    expect(await warningsOf(['server.pem'], 'server.key')).toEqual([
      expect.stringMatching(/chain\.pem: no intermediate certificate;/),
    ]);
    expect(await warningsOf(['other.pem'], 'other.key', 'other.example.com')).toEqual([]);
  });

  it('a name that the certificate lacks, or has in one place only', async () => {
    const chain = ['server.pem', 'intermediate.pem'];
    expect(await warningsOf(chain, 'server.key', 'PROV.example.com')).toEqual([]);
    expect(await warningsOf(chain, 'server.key', 'x.example.com')).toEqual([
      expect.stringMatching(/chain\.pem: the certificate is not for x\.example\.com/),
    ]);
    expect(await warningsOf(chain, 'server.key', '192.0.2.7')).toEqual([
      expect.stringMatching(/chain\.pem: 192\.0\.2\.7 is in SAN but not in CN/),
    ]);
    await certificate('plain', { subject: '/CN=old.example.com', extensions: 'basicConstraints=CA:FALSE' });
    expect(await warningsOf(['plain.pem'], 'plain.key', 'old.example.com')).toEqual([
      expect.stringMatching(/chain\.pem: old\.example\.com is in CN but not in SAN/),
    ]);
  });

  it('a wildcard covers one label, in CN and SAN', async () => {
    const subject = '/O=Example/CN=*.example.com';
    await certificate('wildcard', { subject, extensions: 'subjectAltName=DNS:*.example.com' });
    expect(await warningsOf(['wildcard.pem'], 'wildcard.key', 'prov.example.com')).toEqual([]);
    expect(await warningsOf(['wildcard.pem'], 'wildcard.key', 'a.prov.example.com')).toHaveLength(1);
  });
});

describe('problems', () => {
  it('missing files: both are named', async () => {
    const files = { certificateFile: join(folder, 'no.pem'), keyFile: join(folder, 'no.key') };
    expect(await problemsOf(files)).toEqual([
      `${files.certificateFile}: there is no such file`,
      `${files.keyFile}: there is no such file`,
    ]);
  });

  it('a folder in place of a file', async () => {
    const files = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const keyFile = join(folder, 'keys');
    await mkdir(keyFile);
    expect(await problemsOf({ ...files, keyFile })).toEqual([`${keyFile}: is a folder, not a file`]);
  });

  it('the two files exchanged, or no PEM at all', async () => {
    const { certificateFile, keyFile } = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const exchanged = { certificateFile: keyFile, keyFile: certificateFile };
    expect(await problemsOf(exchanged)).toEqual([
      `${keyFile}: holds no certificate in PEM form`,
      `${certificateFile}: holds no private key in PEM form`,
    ]);
    await writeFile(certificateFile, new X509Certificate(await pem('server.pem')).raw);
    expect(await problemsOf({ certificateFile, keyFile })).toEqual([
      `${certificateFile}: holds no certificate in PEM form`,
    ]);
  });

  it('a damaged certificate, a damaged key', async () => {
    const files = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const damaged = (text: string) => text.replace(/\n.{30}/, `\n${'A'.repeat(30)}`);
    await writeFile(files.certificateFile, (await pem('server.pem')) + damaged(await pem('intermediate.pem')));
    expect(await problemsOf(files)).toEqual([
      expect.stringContaining(`${files.certificateFile}: certificate 2 cannot be read (`),
    ]);
    await writeFile(files.certificateFile, damaged(await pem('server.pem')) + (await pem('intermediate.pem')));
    await writeFile(files.keyFile, damaged(await pem('server.key')));
    expect(await problemsOf(files)).toEqual([
      expect.stringContaining(`${files.certificateFile}: certificate 1 cannot be read (`),
      expect.stringContaining(`${files.keyFile}: the private key cannot be read (`),
    ]);
  });

  it.each([
    ['pkcs8', ['-aes256']],
    ['traditional', ['-aes256', '-traditional']],
  ])('a key with a passphrase (%s form)', async (_form, options) => {
    const files = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const input = ['-in', join(folder, 'server.key'), '-out', files.keyFile];
    await openssl('rsa', ...options, '-passout', 'pass:secret', ...input);
    expect(await problemsOf(files)).toEqual([
      `${files.keyFile}: the private key has a passphrase; give it without one`,
    ]);
  });

  it('the key of another certificate', async () => {
    const files = await given(['server.pem', 'intermediate.pem'], 'other.key');
    expect(await problemsOf(files)).toEqual([
      `${files.keyFile}: the key does not belong to the certificate in ${files.certificateFile}`,
    ]);
  });

  it('the issuer before the server: the key tells which comes first', async () => {
    const files = await given(['intermediate.pem', 'server.pem'], 'server.key');
    expect(await problemsOf(files)).toEqual([
      `${files.certificateFile}: the key belongs to certificate 2; the server's own certificate must come first`,
      expect.stringContaining('certificate 1 (CN=Test intermediate) was not issued by the one after it'),
    ]);
  });

  it('the root before the intermediate', async () => {
    const files = await given(['server.pem', 'root.pem', 'intermediate.pem'], 'server.key');
    expect(await problemsOf(files)).toEqual([
      expect.stringContaining(
        `${files.certificateFile}: certificate 1 (CN=${HOST}) was not issued by the one after it (CN=Test root)`,
      ),
      expect.stringContaining('certificate 2 (CN=Test root) was not issued by the one after it (CN=Test intermediate)'),
    ]);
  });

  it('an issuer of the same name with another key', async () => {
    const ca = 'basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=none';
    await certificate('impostor', { subject: '/CN=Test intermediate', extensions: ca, issuer: 'root' });
    const files = await given(['server.pem', 'impostor.pem'], 'server.key');
    expect(await problemsOf(files)).toEqual([expect.stringContaining('was not issued by the one after it')]);
  });

  it('not valid yet, expired: each certificate of the chain is named', async () => {
    const files = await given(['server.pem', 'intermediate.pem'], 'server.key');
    const end = start.getTime() + 90 * DAY_MS;
    expect(await problemsOf(files, new Date(start.getTime() - DAY_MS))).toEqual([
      expect.stringContaining(`certificate 1 (CN=${HOST}) is not valid before ${start.toISOString()}`),
      expect.stringContaining('certificate 2 (CN=Test intermediate) is not valid before'),
    ]);
    expect(await problemsOf(files, new Date(end - DAY_MS))).toEqual([]);
    expect(await problemsOf(files, new Date(end))).toContainEqual(
      `${files.certificateFile}: certificate 1 (CN=${HOST}) expired at ${new Date(end).toISOString()}`,
    );
  });
});
