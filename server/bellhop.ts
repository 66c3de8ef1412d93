// Puts the whole server together: database, store, certificates, pipeline, listeners; and takes it apart again in the
// right order, the database last. main.ts and end-to-end tests start the same thing.
import { randomBytes, randomUUID } from 'node:crypto';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { createAccess, ensureFirstUser } from './access/login.ts';
import { buildAdminApp, buildPhoneApp } from './app.ts';
import { keepServerCertificate } from './certificates/keeper.ts';
import { caFilePem } from './certificates/own-authority.ts';
import { currentServerCertificate } from './certificates/server-certificate.ts';
import { phoneTlsOptions } from './certificates/tls-options.ts';
import type { Config, Listen } from './config.ts';
import { addDemo } from './cpe/demo.ts';
import type { CpeDeps } from './cpe/deps.ts';
import { firstBootUrl } from './cpe/first-boot.ts';
import { ensureFirstPartner } from './cpe/partners.ts';
import type { Outcome } from './cpe/tell/outcome.ts';
import { NO_CONTACTS, tellPhone } from './cpe/tell/tell-phone.ts';
import type { Tellable } from './devices/notify.ts';
import type { Origin } from './domain/actor.ts';
import type { Mac } from './domain/mac.ts';
import type { Sealed } from './domain/sealed.ts';
import type { Logger } from './log.ts';
import { createPortal } from './portal/portal.ts';
import type { ServeFile } from './provisioning/file-request.ts';
import { createPhoneFiles } from './provisioning/phone-files.ts';
import { createRenderer } from './provisioning/render.ts';
import { createServeFile } from './provisioning/serve-file.ts';
import { createSlowDown } from './provisioning/slow-down.ts';
import type { ServerAddress, World } from './provisioning/world.ts';
import { startPnp } from './sip/pnp/responder.ts';
import { NO_SIP, openSip } from './sip/start.ts';
import { assertNoUnfinishedRestore } from './store/archive.ts';
import { connect } from './store/connection.ts';
import { deploymentUri } from './store/engine/connection-options.ts';
import { openEngine } from './store/engine/engine.ts';
import { checkSecretKey, createSealer, loadSecretKey } from './store/sealer.ts';
import { openStore } from './store/store.ts';
import { startTftpServer, type TftpServer } from './tftp/server.ts';

export interface Bellhop {
  readonly portalUrl: string;
  readonly phoneUrls: readonly string[];
  /** Port of each listener; undefined where it is off. */
  readonly ports: {
    readonly admin: number;
    readonly http?: number;
    readonly https?: number;
    readonly tftp?: number;
    readonly sip?: number;
    readonly sips?: number;
    readonly pnp?: number;
  };
  /** Tells a phone to fetch its files again or to start anew. @throws CPE_NOT_FOUND, MODEL_NOT_FOUND */
  readonly tellPhone: (mac: Mac, what: Tellable) => Promise<Outcome>;
  /** Shown once: only at the very first start, and only when none was given. */
  readonly adminPassword: string | undefined;
  /** Stops accepting, finishes what is in flight, closes the database last. */
  readonly close: () => Promise<void>;
}

export interface StartOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Where templates/ lies. */
  readonly projectDir: string;
  /** Fill an empty store with a sample account. */
  readonly demo?: boolean;
}

const TIDY_MS = 10 * 60_000;
const CERTIFICATE_CHECK_MS = 60_000;
const BUSY_RETRY_SEC = 5;
/** That phones listen on, unless their files say otherwise. */
const SIP_PORT = 5060;

export async function startBellhop({ config, log, projectDir, demo = false }: StartOptions): Promise<Bellhop> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    return await start();
  } catch (error) {
    await close();
    throw error;
  }

  async function start(): Promise<Bellhop> {
    const engine = config.mongoUri === undefined ? await openEngine({ dataDir: config.dataDir, log }) : undefined;
    if (engine) closers.push(engine.close);
    const connection = await connect(
      config.mongoUri === undefined ? (engine?.uri ?? '') : deploymentUri(config.mongoUri),
    );
    connection.on('error', (err) => log.warn({ err }, 'database connection failed'));
    if (connection.db) await assertNoUnfinishedRestore(connection.db);
    const store = await openStore(connection, { dataDir: config.dataDir, log, alone: engine !== undefined });
    closers.push(store.close);
    const isAvailable = () => (engine ? engine.state() === 'up' : connection.readyState === 1);

    const sealer = createSealer(loadSecretKey(config.dataDir, config.secretKey));
    await checkSecretKey(connection, sealer.keyId);
    const now = () => new Date();
    const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');

    const certificates = {
      store: store.certificates,
      seal: { seal: sealer.seal, unseal: (text: string) => sealer.unseal(text as Sealed) },
      now,
    };
    const naming = {
      host: config.publicHost,
      extraNames: [],
      ...(config.certificateFiles && { files: config.certificateFiles }),
    };
    const certificate = config.phoneHttps && (await currentServerCertificate(certificates, naming));
    for (const warning of certificate?.warnings ?? [])
      log.warn({ warning }, 'server certificate does not suit every phone');
    const ownCa = certificate?.source === 'ownCa';
    const caPem = ownCa ? Buffer.from(await caFilePem(certificates)) : undefined;

    let address: ServerAddress = { host: config.publicHost, httpUrl: undefined, httpsUrl: undefined, ownCa };
    const world: World = {
      store: store.provisioning,
      notebook: store.notebook,
      sealer,
      address: () => address,
      caPem: () => caPem,
    };
    const templatesFolder = join(projectDir, 'templates');
    const renderer = createRenderer(templatesFolder);
    const files = createPhoneFiles(world, renderer);
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics });
    const pipeline = createServeFile({ world, files, renderer, slowDown: createSlowDown(), log });
    const serveFile = counted(whileAvailable(pipeline, isAvailable), metrics);

    const cpe: CpeDeps = {
      records: store,
      firmware: store.firmware,
      sealer,
      address: () => address,
      now,
      newId: randomUUID,
      randomHex,
      enrolmentHours: config.enrolmentHours,
    };
    const accessDeps = { store: store.people, now, randomHex };
    await ensureFirstPartner(cpe);
    const adminPassword = await ensureFirstUser(accessDeps, config.adminPassword);

    const phones = { serveFile, log, trustedProxies: config.trustedProxies };
    const http = config.phoneHttp && (await listen(buildPhoneApp(phones), config.phoneHttp));
    const tls = certificate && phoneTlsOptions(certificate);
    const httpsApp = tls && buildPhoneApp({ ...phones, https: tls });
    const https = httpsApp && config.phoneHttps && (await listen(httpsApp, config.phoneHttps));
    address = {
      ...address,
      httpUrl: http ? `http://${config.publicHost}:${http}/p/` : undefined,
      httpsUrl: https ? `https://${config.publicHost}:${https}/p/` : undefined,
    };
    if (certificate && httpsApp) {
      const keeper = keepServerCertificate(
        { ...certificates, log },
        { ...naming, current: certificate, intervalMs: CERTIFICATE_CHECK_MS },
        (fresh) => {
          if (httpsApp.server instanceof HttpsServer) httpsApp.server.setSecureContext(phoneTlsOptions(fresh));
        },
      );
      closers.push(keeper.stop);
    }
    const tftp = config.tftp && (await listenTftp(config.tftp, serveFile, log));
    if (tftp) closers.push(() => tftp.close());
    const sip =
      config.sip &&
      (await openSip({
        sip: config.sip,
        sips: config.sips,
        tls,
        publicHost: config.publicHost,
        randomHex,
        log,
      }));
    if (sip) closers.push(sip.close);
    const sharesPort = sip && config.pnp?.port === sip.transport.port;
    const pnp =
      config.pnp &&
      (await startPnp({
        ...config.pnp,
        ...(sharesPort && { shared: sip.transport.socket }),
        publicHost: config.publicHost,
        firstBootUrl: (mac, from) => firstBootUrl(cpe, mac, from),
        randomHex,
        log,
      }));
    if (pnp) closers.push(pnp.close);
    if (pnp && sharesPort) sip.hearFirst(pnp.receive);
    const tell = {
      world,
      contacts: NO_CONTACTS,
      sip: sip ? sip.user : NO_SIP,
      notifications: store.notifications,
      now,
      phonePort: SIP_PORT,
    };

    const { notebook, uploads } = store;
    const preview = { world, files, renderer, now };
    const pages = {
      access: createAccess(accessDeps),
      desk: (origin: Origin) => ({ origin, cpe, preview, reports: notebook, uploads }),
      isAvailable,
    };
    const admin = await buildAdminApp({
      ...pages,
      sealer,
      portal: createPortal({ ...pages, templatesFolder }),
      idempotency: store.idempotency,
      isReady: store.isReady,
      log,
      trustedProxies: config.trustedProxies,
      metrics,
    });
    if (demo) await addDemo(cpe);
    const adminPort = await listen(admin, config.adminListen);

    const timer = setInterval(
      () => void store.tidy(now()).catch((err) => log.warn({ err }, 'tidying failed')),
      TIDY_MS,
    );
    closers.push(async () => clearInterval(timer));

    const { host } = config.adminListen;
    return {
      portalUrl: `http://${host === '0.0.0.0' || host === '::' ? config.publicHost : host}:${adminPort}/`,
      phoneUrls: [
        address.httpUrl,
        address.httpsUrl,
        tftp ? `tftp://${config.publicHost}:${tftp.port}/` : undefined,
      ].flatMap((url) => url ?? []),
      ports: {
        admin: adminPort,
        ...(http && { http }),
        ...(https && { https }),
        ...(tftp && { tftp: tftp.port }),
        ...(sip && { sip: sip.transport.port, ...(sip.transport.tlsPort && { sips: sip.transport.tlsPort }) }),
        ...(pnp && { pnp: pnp.port }),
      },
      tellPhone: (mac, what) => tellPhone(tell, mac, what),
      adminPassword,
      close,
    };
  }

  async function listen(app: FastifyInstance, { host, port }: Listen): Promise<number> {
    await app.listen({ host, port });
    closers.push(() => app.close());
    return portOf(app.server.address());
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Port 69 where the system allows it, else 6969. Source: design.md "Processes and settings" */
async function listenTftp(where: Listen | 'auto', serveFile: ServeFile, log: Logger): Promise<TftpServer> {
  if (where !== 'auto') return startTftpServer({ ...where, serveFile, log });
  try {
    return await startTftpServer({ host: '0.0.0.0', port: 69, serveFile, log });
  } catch (err) {
    log.warn({ err }, 'TFTP port 69 cannot be had: listening on 6969 instead');
    return startTftpServer({ host: '0.0.0.0', port: 6969, serveFile, log });
  }
}

/** While the database is away phones are told to come again, at once. */
function whileAvailable(serveFile: ServeFile, isAvailable: () => boolean): ServeFile {
  return async (request) => (isAvailable() ? serveFile(request) : { status: 'busy', retryAfterSec: BUSY_RETRY_SEC });
}

function counted(serveFile: ServeFile, metrics: Registry): ServeFile {
  const requests = new Counter({
    name: 'bellhop_phone_requests_total',
    help: 'Requests of phones by transport and answer',
    labelNames: ['transport', 'answer'],
    registers: [metrics],
  });
  return async (request) => {
    const answer = await serveFile(request);
    requests.inc({ transport: request.transport, answer: answer.status });
    return answer;
  };
}
