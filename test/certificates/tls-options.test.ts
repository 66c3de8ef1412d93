import { once } from 'node:events';
import { createServer, get, type RequestOptions } from 'node:https';
import { type ConnectionOptions, connect, getCiphers, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority } from '../../server/certificates/authority.ts';
import { caFilePem } from '../../server/certificates/own-authority.ts';
import { currentServerCertificate, type ServerCertificate } from '../../server/certificates/server-certificate.ts';
import { phoneTlsOptions } from '../../server/certificates/tls-options.ts';
import { asFile, openssl, worldAt } from './support.ts';

const HOST = 'prov.example.com';

let material: ServerCertificate;
let ca: string;
let port: number;
const stops: (() => void)[] = [];

beforeAll(async () => {
  const world = worldAt(new Date());
  material = await currentServerCertificate(world, { host: HOST, extraNames: ['127.0.0.1'] });
  ca = await caFilePem(world);
  port = await listen(phoneTlsOptions(material));
});

afterAll(() => {
  for (const stop of stops) stop();
});

async function listen(options: TlsOptions): Promise<number> {
  const server = createServer(options, (_request, response) => response.end('a file'));
  stops.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function fetchFile(options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false, ...options }, async (response) => {
      response.setEncoding('utf8');
      resolve((await response.toArray()).join(''));
    }).on('error', reject);
  });
}

/** What a client with these options agrees on with the server; rejects with the client's error. */
async function agreed(serverPort: number, options: ConnectionOptions): Promise<{ protocol: string; suite: string }> {
  const socket = connect({ host: '127.0.0.1', port: serverPort, ca, servername: HOST, ...options });
  await once(socket, 'secureConnect');
  const found = { protocol: socket.getProtocol() ?? '', suite: socket.getCipher().name };
  socket.destroy();
  return found;
}

describe('the phone listener', () => {
  it('serves a client that trusts our CA, by name and by address', async () => {
    expect(await fetchFile({ ca, servername: HOST })).toBe('a file');
    expect(await fetchFile({ ca, servername: '' })).toBe('a file');
  });

  it('is refused by a client with another CA, or that asked for another name', async () => {
    const other = (await makeAuthority(new Date())).certificatePem;
    await expect(fetchFile({ ca: other, servername: HOST })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    await expect(fetchFile({ ca, servername: 'other.example.com' })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('refuses TLS 1.1, with a client that can speak it', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const relaxed = await listen({ ...phoneTlsOptions(material), minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
    expect((await agreed(relaxed, old)).protocol).toBe('TLSv1.1');
    await expect(agreed(port, old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it('speaks TLS 1.3, and prefers forward secrecy in TLS 1.2 whatever the client puts first', async () => {
    expect(await agreed(port, {})).toEqual({ protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256' });
    const ciphers = 'AES256-SHA:AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256';
    expect(await agreed(port, { maxVersion: 'TLSv1.2', ciphers })).toEqual({
      protocol: 'TLSv1.2',
      suite: 'ECDHE-RSA-AES128-GCM-SHA256',
    });
  });

  it.each([
    ['AES128-SHA', 'AES128-SHA'],
    ['AES256-SHA', 'AES256-SHA'],
    ['AES128-SHA256', 'AES128-SHA256'],
    ['AES256-GCM-SHA384', 'AES256-GCM-SHA384'],
    // What Yealink phones with broken ECDHE are told to use.
    ['!ECDH:AES:!ADH:!LOW:!NULL', 'AES128-GCM-SHA256'],
    // Yealink's default.
    ['AES:!ADH:!LOW:!EXPORT:!NULL', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ])('gives openssl with the cipher list %s the suite %s', async (list, suite) => {
    const trust = ['-CAfile', await asFile(ca), '-verify_return_error', '-verify_hostname', HOST];
    const said = await openssl(
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-tls1_2',
      '-cipher',
      list,
      ...trust,
      '-brief',
    );
    expect(said).toContain(`Ciphersuite: ${suite}\n`);
    expect(said).toContain('Verification: OK');
  });

  it('offers no finite-field Diffie-Hellman and no CCM', async () => {
    for (const ciphers of ['DHE-RSA-AES128-GCM-SHA256', 'AES128-CCM']) {
      await expect(agreed(port, { maxVersion: 'TLSv1.2', ciphers })).rejects.toMatchObject({
        code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      });
    }
  });

  it('names only suites that this OpenSSL knows', () => {
    const named = phoneTlsOptions(material).ciphers.toLowerCase().split(':');
    expect(named).toHaveLength(19);
    expect(named.filter((suite) => !getCiphers().includes(suite))).toEqual([]);
  });
});
