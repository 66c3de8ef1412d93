// Trust way 1 end to end: certificates of our device CA and of makers, over the real HTTPS listener (design.md "Phones' URLs and trust").
import { execFileSync } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { addPhones, askTls, reasonsFor } from './phone-trust-support.ts';

const MAC = '805ec0aa0001';
const OTHER = '805ec0aa0002';
let server: TestBellhop;
let accountId: string;

beforeAll(async () => {
  server = await startTestBellhop();
  ({ accountId } = await addPhones(server, { macs: [MAC, OTHER] }));
});
afterAll(() => server.close());

async function issued(
  mac = MAC,
): Promise<{ cert: string; key: string; serial: string; ca: string; pkcs12: string; pkcs12Password: string }> {
  const answer = await server.api('POST', `/cpes/${mac}/certificate`);
  expect(answer.status).toBe(201);
  const { certificate, privateKey, ...rest } = answer.json;
  return { cert: certificate, key: privateKey, ...rest };
}

const fetchOwn = (as: Parameters<typeof askTls>[2], mac = MAC) => askTls(server.ports.https, `/p/${mac}.cfg`, as);

describe('a certificate of our device CA', () => {
  test('opens the files of its MAC, and of no other', async () => {
    const phone = await issued();
    expect((await fetchOwn({})).status).toBe(404);
    const own = await fetchOwn(phone);
    expect(own.status).toBe(200);
    expect(own.body).toContain('account.1.password');
    expect((await fetchOwn(phone, OTHER)).status).toBe(404);
    expect(await reasonsFor(server, OTHER)).toContain('certificateOfOtherMac');
  });

  test('on one connection, and on a resumed session, it is the same phone', async () => {
    const phone = await issued();
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 10 });
      const as = { ...phone, agent, tls: { minVersion: 'TLSv1.2' as const, maxVersion } };
      expect((await fetchOwn(as)).status).toBe(200);
      expect((await fetchOwn(as)).status).toBe(200);
      agent.destroy();
      expect((await fetchOwn(as)).status, `resumed ${maxVersion}`).toBe(200);
      agent.destroy();
    }
  });

  test('closes the first-boot window', async () => {
    await server.api('POST', `/cpes/${MAC}/enrolment`, {});
    expect((await fetchOwn(await issued())).status).toBe(200);
    expect((await server.api('GET', `/cpes/${MAC}`)).json.enrolment.open).toBe(false);
  });

  test('revoked, it opens nothing any more, also on a connection that stands', async () => {
    const phone = await issued();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await fetchOwn({ ...phone, agent })).status).toBe(200);
    expect((await server.api('DELETE', `/cpes/${MAC}/certificates/${phone.serial}`)).status).toBe(204);
    expect((await fetchOwn({ ...phone, agent })).status).toBe(404);
    agent.destroy();
    expect(await reasonsFor(server, MAC)).toContain('certificateRevoked');
    expect((await server.api('DELETE', `/cpes/${MAC}/certificates/${phone.serial}`)).status).toBe(404);
  });

  test('renewed: both are good until the phone comes with the new one, then the old one ends', async () => {
    const [old, fresh] = [await issued(), await issued()];
    expect((await fetchOwn(old)).status).toBe(200);
    expect((await fetchOwn(fresh)).status).toBe(200);
    expect((await fetchOwn(old)).status).toBe(404);
    expect((await fetchOwn(fresh)).status).toBe(200);
  });

  test('of a CPE that was taken away does not open one that is added again', async () => {
    const mac = '805ec0aa0003';
    await addPhones(server, { macs: [mac], accountId });
    const phone = await issued(mac);
    await server.api('DELETE', `/cpes/${mac}`);
    await addPhones(server, { macs: [mac], accountId });
    expect((await fetchOwn(phone, mac)).status).toBe(404);
  });

  test('is listed without its key, and its PKCS#12 holds key, certificate and CA', async () => {
    const phone = await issued();
    const listed = (await server.api('GET', `/cpes/${MAC}/certificates`)).json.items;
    expect(listed[0].serial).toBe(phone.serial);
    expect(JSON.stringify(listed)).not.toContain('PRIVATE');
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-p12-'));
    try {
      writeFileSync(join(folder, 'x.p12'), Buffer.from(phone.pkcs12, 'base64'));
      const options = [
        'pkcs12',
        '-in',
        join(folder, 'x.p12'),
        '-passin',
        `pass:${phone.pkcs12Password}`,
        '-nodes',
        '-legacy',
      ];
      const opened = execFileSync('openssl', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      expect(opened.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
      expect(opened).toContain('PRIVATE KEY');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the list of revoked certificates is one that OpenSSL reads, signed by our CA, and names them', async () => {
  const phone = await issued();
  await server.api('DELETE', `/cpes/${MAC}/certificates/${phone.serial}`);
  const response = await fetch(`http://127.0.0.1:${server.ports.admin}/api/v1/device-authority/revocations`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect(response.headers.get('content-type')).toContain('application/pkix-crl');
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-crl-'));
  try {
    writeFileSync(join(folder, 'crl'), Buffer.from(await response.arrayBuffer()));
    writeFileSync(join(folder, 'ca'), phone.ca);
    writeFileSync(join(folder, 'cert'), phone.cert);
    const text = execFileSync(
      'openssl',
      [
        'crl',
        '-inform',
        'DER',
        '-in',
        join(folder, 'crl'),
        '-CAfile',
        join(folder, 'ca'),
        '-text',
        '-noout',
        '-out',
        join(folder, 'text'),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    expect(text).toBe('');
    expect(readFileSync(join(folder, 'text'), 'utf8').toLowerCase()).toContain(`serial number: ${phone.serial}`);
    const verify = () =>
      execFileSync('openssl', ['crl', '-inform', 'DER', '-in', join(folder, 'crl'), '-out', join(folder, 'pem')], {
        stdio: 'ignore',
      });
    verify();
    const check = [
      'verify',
      '-crl_check',
      '-CAfile',
      join(folder, 'ca'),
      '-CRLfile',
      join(folder, 'pem'),
      join(folder, 'cert'),
    ];
    expect(() => execFileSync('openssl', check, { stdio: 'pipe' })).toThrow(/certificate revoked/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** A maker's CA, and certificates of it. */
function makerCa(name: string) {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const caSubject = [{ name: 'commonName', value: name }];
  const make = (
    subject: forge.pki.CertificateField[],
    publicKey: forge.pki.rsa.PublicKey,
    extensions: object[],
    days: number,
  ) => {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = publicKey;
    certificate.serialNumber = `00${randomBytes(8).toString('hex')}`;
    certificate.validity.notBefore = new Date(Date.now() - 10 * 86_400_000);
    certificate.validity.notAfter = new Date(Date.now() + days * 86_400_000);
    certificate.setSubject(subject);
    certificate.setIssuer(caSubject);
    certificate.setExtensions(extensions);
    certificate.sign(keys.privateKey, forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate);
  };
  const pem = make(
    caSubject,
    keys.publicKey,
    [{ name: 'basicConstraints', cA: true, critical: true }, { name: 'subjectKeyIdentifier' }],
    365,
  );
  // Without it OpenSSL tries a CA of the same name and another key, and Node drops the connection over the failed signature.
  const keyIdentifier = forge.pki.getPublicKeyFingerprint(keys.publicKey).getBytes();
  const authorityKey = { name: 'authorityKeyIdentifier', keyIdentifier };
  const phoneKeys = forge.pki.rsa.generateKeyPair(2048);
  const key = forge.pki.privateKeyToPem(phoneKeys.privateKey);
  return {
    pem,
    phone: (subject: forge.pki.CertificateField[], altNames?: object[], days = 30) => ({
      key,
      cert: make(
        subject,
        phoneKeys.publicKey,
        [authorityKey, ...(altNames ? [{ name: 'subjectAltName', altNames }] : [])],
        days,
      ),
    }),
  };
}

describe("a maker's CA", () => {
  const maker = makerCa('Maker Equipment CA');
  const cn = (value: string) => [{ name: 'commonName', value }];

  test('counts from the moment it is added, without a restart, until it is taken away', async () => {
    const phone = maker.phone(cn('80:5E:C0:AA:00:01'));
    expect((await fetchOwn(phone)).status, 'not trusted yet').toBe(404);
    const added = await server.api('POST', '/client-authorities', { name: 'Maker', pem: maker.pem });
    expect(added.status).toBe(201);
    expect(added.json.certificates[0]).toMatchObject({
      subject: 'CN=Maker Equipment CA',
      sha256: new X509Certificate(maker.pem).fingerprint256,
    });
    expect((await fetchOwn(phone)).status).toBe(200);
    expect((await server.api('POST', '/client-authorities', { name: 'Maker', pem: maker.pem })).json.type).toContain(
      'CLIENT_AUTHORITY_TAKEN',
    );
    for (const spelled of ['805EC0AA0001', '80-5e-c0-aa-00-01', 'T46S 805ec0aa0001'])
      expect((await fetchOwn(maker.phone(cn(spelled)))).status, spelled).toBe(200);
    const inSan = maker.phone(cn('a phone'), [{ type: 2, value: '805ec0aa0001.phones.example' }]);
    expect((await fetchOwn(inSan)).status, 'in SAN').toBe(200);

    expect((await fetchOwn(maker.phone(cn('Generic phone')))).status, 'names no MAC').toBe(404);
    expect((await fetchOwn(maker.phone(cn('805ec0aa0001'), undefined, -1))).status, 'expired').toBe(404);
    expect((await fetchOwn(makerCa('Maker Equipment CA').phone(cn('805ec0aa0001')))).status, "another's").toBe(404);

    const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 10 });
    expect((await fetchOwn({ ...phone, agent })).status).toBe(200);
    expect((await server.api('DELETE', `/client-authorities/${added.json.id}`)).status).toBe(204);
    expect((await fetchOwn(phone)).status, 'taken away').toBe(404);
    agent.destroy();
    expect((await fetchOwn({ ...phone, agent })).status, 'and no session from before counts').toBe(404);
    agent.destroy();
  });

  test('one that is no CA, or no certificate, is refused by name', async () => {
    const leaf = maker.phone(cn('x')).cert;
    for (const [pem, detail] of [
      ['nonsense', 'holds no certificate'],
      [leaf, 'is no CA'],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'cannot be read'],
    ] as const) {
      const answer = await server.api('POST', '/client-authorities', { name: 'Bad', pem });
      expect(answer.status).toBe(422);
      expect(answer.json.errors[0].pointer).toBe('/pem');
      expect(answer.json.errors[0].detail).toContain(detail);
    }
    expect((await server.api('GET', '/client-authorities')).json.items).toEqual([]);
  });

  test('a certificate that cannot be verified does not break a phone that has its token', async () => {
    const { json } = await server.api('GET', `/cpes/${MAC}?reveal=secret`);
    const path = new URL(json.provisioningUrl).pathname;
    const answer = await askTls(
      server.ports.https,
      `${path}${MAC}.cfg`,
      makerCa('Unknown CA').phone(cn('805ec0aa0002')),
    );
    expect(answer.status).toBe(200);
  });
});

test('where the account asks for it, a certificate needs a known serial number or an open window too', async () => {
  const mac = '805ec0aa0009';
  const { accountId: strict } = await addPhones(server, { macs: [mac] });
  await server.api('PATCH', `/accounts/${strict}`, { strictCertificates: true });
  const bare = await issued(mac);
  expect((await fetchOwn(bare, mac)).status).toBe(404);
  expect(await reasonsFor(server, mac)).toContain('certificateNotEnough');
  await server.api('POST', `/cpes/${mac}/enrolment`, {});
  expect((await fetchOwn(bare, mac)).status).toBe(200);
  expect((await fetchOwn(bare, mac)).status, 'the window closed behind it').toBe(404);
  await server.api('PATCH', `/cpes/${mac}`, { serialNumber: '31046C1F9' });
  expect((await fetchOwn(await issued(mac), mac)).status).toBe(200);
});
