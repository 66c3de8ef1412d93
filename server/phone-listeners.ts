// The phones' listeners over TCP: HTTP, HTTPS, and HTTPS for phones that know no TLS 1.2. Keeps their certificates and the
// CAs of client certificates current while they run. Source: design.md "Processes and settings", DEV-15
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ClientAuthorityDeps, clientAuthorities } from './certificates/client-authorities.ts';
import { keepServerCertificate } from './certificates/keeper.ts';
import { ownAuthority } from './certificates/own-authority.ts';
import type { ServerCertificate, ServerCertificateOptions } from './certificates/server-certificate.ts';
import { askForClientCertificate, legacyTlsOptions, phoneTlsOptions } from './certificates/tls-options.ts';
import type { Config, Listen } from './config.ts';
import { verifiedCertificateOf } from './http/client-certificate.ts';
import { PHONE_BACKLOG } from './http/listener-limits.ts';
import { buildPhoneServer, type PhoneServerDeps } from './http/phone-server.ts';
import type { Logger } from './log.ts';
import type { Notebook } from './provisioning/world.ts';

export interface ListenerDeps extends Pick<PhoneServerDeps, 'serveFile' | 'trustedProxies'> {
  readonly config: Config;
  readonly log: Logger;
  readonly notebook: Notebook;
  readonly clientCas: Omit<ClientAuthorityDeps, 'changed'>;
  /** What the TLS listeners show, and where a newer one comes from; undefined when they are off. */
  readonly certificate: ServerCertificate | undefined;
  readonly naming: ServerCertificateOptions;
  /** Takes what is to be closed, in the order in which it was opened. */
  readonly closing: (close: () => Promise<unknown>) => void;
}

export interface PhoneListeners {
  /** Ports; undefined where it is off. */
  readonly http: number | undefined;
  readonly https: number | undefined;
  readonly legacy: number | undefined;
  /** Reads the CAs of client certificates again, now. */
  readonly reloadClientCas: () => Promise<void>;
}

const CHECK_MS = 60_000;

export async function startPhoneListeners(deps: ListenerDeps): Promise<PhoneListeners> {
  const { config, serveFile, log, trustedProxies, clientCas, naming, closing } = deps;
  const phones = { serveFile, log, trustedProxies };
  let material = deps.certificate;
  let cas = material ? await clientAuthorities(clientCas) : [];
  const modern = () => material && { ...phoneTlsOptions(material), ...askForClientCertificate(cas) };
  const legacy = () => material && legacyTlsOptions(material, config.legacySecurityLevel);

  const listen = async (server: Server, { host, port }: Listen): Promise<number> => {
    server.listen({ host, port, backlog: PHONE_BACKLOG });
    await once(server, 'listening');
    closing(async () => {
      server.close();
      await once(server, 'close');
    });
    return portOf(server.address());
  };
  const http = config.phoneHttp ? await listen(buildPhoneServer(phones), config.phoneHttp) : undefined;
  const modernTls = modern();
  const httpsServer =
    modernTls && config.phoneHttps
      ? buildPhoneServer({
          ...phones,
          tls: modernTls,
          certificateOf: verifiedCertificateOf(await ownDeviceCa(clientCas)),
        })
      : undefined;
  if (httpsServer) noteOldTls(httpsServer, deps);
  const https = httpsServer && config.phoneHttps ? await listen(httpsServer, config.phoneHttps) : undefined;
  const legacyTls = config.phoneLegacyTls ? legacy() : undefined;
  const legacyServer = legacyTls && buildPhoneServer({ ...phones, tls: legacyTls, legacyTls: true });
  const legacyPort =
    legacyServer && config.phoneLegacyTls ? await listen(legacyServer, config.phoneLegacyTls) : undefined;

  const apply = (): void => {
    const [newModern, newLegacy] = [modern(), legacy()];
    if (newModern && httpsServer instanceof HttpsServer) httpsServer.setSecureContext(newModern);
    if (newLegacy && legacyServer instanceof HttpsServer) legacyServer.setSecureContext(newLegacy);
  };
  const reloadClientCas = async (): Promise<void> => {
    if (!httpsServer) return;
    const found = await clientAuthorities(clientCas);
    if (found.join() === cas.join()) return;
    cas = found;
    // The new context takes no session of the former one, so nothing counts that only the former CAs verified.
    apply();
    log.info({ bundles: found.length }, 'client certificate authorities changed');
  };
  if (material) {
    const keeper = keepServerCertificate(
      { ...clientCas, log },
      { ...naming, current: material, intervalMs: CHECK_MS },
      (fresh) => {
        material = fresh;
        apply();
      },
    );
    closing(keeper.stop);
    const timer = setInterval(
      () => void reloadClientCas().catch((err) => log.error({ err }, 'client certificate authorities were not read')),
      CHECK_MS,
    ).unref();
    closing(async () => clearInterval(timer));
  }
  return { http, https, legacy: legacyPort, reloadClientCas };
}

async function ownDeviceCa(deps: ListenerDeps['clientCas']): Promise<X509Certificate> {
  return new X509Certificate((await ownAuthority(deps, 'deviceAuthority')).certificatePem);
}

/** A phone that speaks no TLS 1.2 never comes to a request: whoever looks for it finds it in the quarantine all the same. */
function noteOldTls(server: Server, { notebook }: ListenerDeps): void {
  server.on('tlsClientError', (error: { code?: string }, socket: { remoteAddress?: string }) => {
    if (error.code !== 'ERR_SSL_UNSUPPORTED_PROTOCOL') return;
    notebook.refused({
      reason: 'legacyTlsNeeded',
      mac: undefined,
      address: socket.remoteAddress ?? '',
      transport: 'https',
      file: '',
      userAgent: undefined,
      at: new Date(),
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
