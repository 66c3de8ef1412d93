// Puts the whole server together: database, store, certificates, pipeline, listeners; and takes it apart again in the
// right order, the database last. main.ts and end-to-end tests start the same thing.
import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { DeskFor } from './access/desk.ts';
import { createAccess, ensureFirstUser } from './access/login.ts';
import { createPasswordReset } from './access/password-reset.ts';
import { createSignOnProvider } from './access/sign-on/provider.ts';
import { buildAdminApp } from './app.ts';
import { auditedCpe, machineOrigin } from './audit/audited-desk.ts';
import { auditedAccess, auditedWindows } from './audit/doors.ts';
import { createAuditLog } from './audit/log.ts';
import { auditedUsers } from './audit/records.ts';
import { caFilePem } from './certificates/own-authority.ts';
import { currentServerCertificate } from './certificates/server-certificate.ts';
import { phoneTlsOptions } from './certificates/tls-options.ts';
import type { Config, Listen } from './config.ts';
import { logSendersAt } from './cpe/care/log-senders.ts';
import { addDemo } from './cpe/demo.ts';
import type { CpeDeps } from './cpe/deps.ts';
import { firstBootUrl } from './cpe/first-boot.ts';
import { ensureFirstPartner, FIRST_PARTNER } from './cpe/partners.ts';
import type { Outcome } from './cpe/tell/outcome.ts';
import { NO_CONTACTS, tellPhone } from './cpe/tell/tell-phone.ts';
import { desksOf } from './desks.ts';
import type { Tellable } from './devices/notify.ts';
import type { Door, Origin } from './domain/actor.ts';
import type { Mac } from './domain/mac.ts';
import type { Sealed } from './domain/sealed.ts';
import { personOf } from './domain/user.ts';
import { createPhoneHttp } from './http/phone-control.ts';
import { type Database, type JobAgenda, openAgenda } from './jobs/agenda.ts';
import { jobWorks } from './jobs/works.ts';
import type { Logger } from './log.ts';
import { createMailer } from './mail/mailer.ts';
import { countedRequests, countTries, gaugeStore } from './metrics.ts';
import { startNoticeRounds } from './notice-rounds.ts';
import { createGigasetRedirect } from './outbound/gigaset-redirect.ts';
import { createSend } from './outbound/request.ts';
import { createYealinkRps } from './outbound/yealink-rps.ts';
import { startPhoneListeners } from './phone-listeners.ts';
import { createPortal } from './portal/portal.ts';
import { unlessCrowded } from './provisioning/crowd.ts';
import { createDigestGate } from './provisioning/digest.ts';
import type { ServeFile } from './provisioning/file-request.ts';
import { createPhoneFiles } from './provisioning/phone-files.ts';
import { createRenderer } from './provisioning/render.ts';
import { createServeFile } from './provisioning/serve-file.ts';
import { createSlowDown, type SlowDown } from './provisioning/slow-down.ts';
import type { ServerAddress, World } from './provisioning/world.ts';
import { startPnp } from './sip/pnp/responder.ts';
import { NO_SIP, openSip } from './sip/start.ts';
import { assertNoUnfinishedRestore } from './store/archive.ts';
import { auditKey } from './store/command-store.ts';
import { connect } from './store/connection.ts';
import { deploymentUri } from './store/engine/connection-options.ts';
import { openEngine } from './store/engine/engine.ts';
import { checkSecretKey, createSealer, loadSecretKey } from './store/sealer.ts';
import { openStore, type Store } from './store/store.ts';
import { startSyslog } from './syslog/receiver.ts';
import { startTftpServer, type TftpServer } from './tftp/server.ts';
import type { JobDeps } from './work/deps.ts';
import { createWatch } from './work/watch.ts';

export interface Bellhop {
  readonly portalUrl: string;
  readonly phoneUrls: readonly string[];
  /** Port of each listener; undefined where it is off. */
  readonly ports: {
    readonly admin: number;
    readonly http?: number;
    readonly https?: number;
    readonly legacyTls?: number;
    readonly tftp?: number;
    readonly sip?: number;
    readonly sips?: number;
    readonly pnp?: number;
    readonly syslog?: number;
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
  /** How refusals are held back; a program that asks on purpose for what is refused gives its own. */
  readonly slowDown?: SlowDown;
}

const DAY_MS = 24 * 3_600_000;
/** A node that died is missed after the lease; between two looks for due jobs lies `sweepMs`. */
const JOB_LEASE_MS = 15_000;
const JOB_TIMES = { lookMs: 1_000, sweepMs: 3_000, tidyMs: 10 * 60_000 };
const JOB_BACKOFF = { firstMs: 2_000, mostMs: 5 * 60_000 };
const BUSY_RETRY_SEC = 5;
/** Who links a login to an identity of another service. */
const SIGN_ON: Origin = { actor: { kind: 'machine', name: 'single sign-on' }, door: 'portal' };
/** That phones listen on, unless their files say otherwise. */
const SIP_PORT = 5060;
const PHONE_HTTP_PORT = 80;

export async function startBellhop(options: StartOptions): Promise<Bellhop> {
  const { config, log, projectDir, demo = false, slowDown = createSlowDown() } = options;
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

    const secretKey = loadSecretKey(config.dataDir, config.secretKey);
    const sealer = createSealer(secretKey);
    const digest = createDigestGate(secretKey);
    await checkSecretKey(connection, sealer.keyId);
    const now = () => new Date();
    const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');

    const key = await auditKey(store.audit, sealer);
    const audit = createAuditLog({ sink: store.audit, key, now, randomHex });

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
    const withTls = config.phoneHttps !== null || config.phoneLegacyTls !== null;
    const certificate = withTls ? await currentServerCertificate(certificates, naming) : undefined;
    const clientCas = { ...certificates, authorities: store.clientAuthorities, folder: join(projectDir, 'certs') };
    for (const warning of certificate?.warnings ?? [])
      log.warn({ warning }, 'server certificate does not suit every phone');
    const ownCa = certificate?.source === 'ownCa';
    const caPem = ownCa ? Buffer.from(await caFilePem(certificates)) : undefined;

    let address: ServerAddress = { host: config.publicHost, httpUrl: undefined, httpsUrl: undefined, ownCa };
    const world: World = {
      store: auditedWindows(store.provisioning, audit),
      notebook: store.notebook,
      sealer,
      address: () => address,
      caPem: () => caPem,
    };
    const templatesFolder = join(projectDir, 'templates');
    const renderer = createRenderer(templatesFolder);
    const files = createPhoneFiles(world, renderer);
    const metrics = new Registry();
    const pipeline = createServeFile({ world, files, renderer, slowDown, digest, log });
    const serveFile = countedRequests(whileAvailable(pipeline, isAvailable), metrics);

    const cpe: CpeDeps = {
      records: store,
      firmware: store.firmware,
      assets: store.assets,
      findReport: store.notebook.findReport,
      partnerId: FIRST_PARTNER,
      sealer,
      address: () => address,
      now,
      newId: randomUUID,
      randomHex,
      enrolmentHours: config.enrolmentHours,
      firmwareStuckAfter: config.firmwareStuckAfter,
    };
    const accessDeps = { ...store.people, sealer, now, randomHex };
    await ensureFirstPartner(auditedCpe(cpe, audit, machineOrigin('first start', 'job')));
    const adminPassword = await ensureFirstUser(accessDeps, config.adminPassword);

    const listeners = await startPhoneListeners({
      config,
      serveFile: unlessCrowded(serveFile),
      log,
      trustedProxies: config.trustedProxies,
      notebook: store.notebook,
      clientCas,
      certificate,
      naming,
      closing: (closer) => closers.push(closer),
    });
    const { http, https, legacy, certificateEnds } = listeners;
    gaugeStore({ registry: metrics, store, isAvailable, certificateEnds });
    const urlOf = (scheme: string, port: number | undefined) => port && `${scheme}://${config.publicHost}:${port}/p/`;
    address = {
      ...address,
      httpUrl: urlOf('http', http) || undefined,
      httpsUrl: urlOf('https', https) || undefined,
      legacyUrl: urlOf('https', legacy) || undefined,
    };
    const tftp = config.tftp && (await listenTftp(config.tftp, serveFile, log));
    if (tftp) closers.push(() => tftp.close());
    const sip =
      config.sip &&
      (await openSip({
        sip: config.sip,
        sips: config.sips,
        tls: certificate ? phoneTlsOptions(certificate) : undefined,
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
    const syslog =
      config.syslog &&
      (await startSyslog({
        ...config.syslog,
        sendersAt: (from) => logSendersAt({ fleet: store.fleet, files, now }, from),
        logged: store.logged,
        log,
      }));
    if (syslog) {
      closers.push(syslog.close);
      address = { ...address, syslogPort: syslog.port };
    }
    const tell = {
      world,
      contacts: NO_CONTACTS,
      sip: sip ? sip.user : NO_SIP,
      http: createPhoneHttp(PHONE_HTTP_PORT, () => address.httpUrl),
      notifications: store.notifications,
      now,
      phonePort: SIP_PORT,
    };

    const { notebook, uploads } = store;
    const preview = { world, files, renderer, now };
    const access = createAccess(accessDeps);
    const knownPerson = async (name: string) => {
      const user = await store.people.users.find(name);
      return user && personOf(user);
    };
    const accessBy = (door: Door) => auditedAccess(access, audit, door, knownPerson);
    const phoneCertificates = { ...clientCas, issued: store.deviceCertificates, changed: listeners.reloadClientCas };
    const { mail } = config;
    const reset = createPasswordReset({
      ...accessDeps,
      log,
      ...(mail && { mail: { mailer: createMailer(mail), portalUrl: mail.portalUrl } }),
    });
    closers.push(reset.settled);
    const desk: DeskFor = desksOf({
      cpe,
      jobs: { jobs: store.jobs, now, randomHex, announce: (id, at) => agenda.announce(id, at) },
      plans: store.plans,
      preview,
      reports: notebook,
      uploads,
      notes: store.notes,
      fleet: store.fleet,
      views: store.views,
      telephony: store.telephony,
      sounds: store.sounds,
      ...(config.studio && { studio: config.studio }),
      people: accessDeps,
      alarms: store.alarms,
      phonebooks: store.phonebooks,
      webhooks: {
        ...store.notices,
        sealer,
        now,
        newId: randomUUID,
        randomHex,
        allowsPrivate: config.webhookPrivate,
      },
      describeUser: store.people.describeUser,
      auditLog: audit,
      auditStore: store.audit,
      auditKey: key,
      certificates: phoneCertificates,
      redirects: [
        ...(config.yealinkRps ? [createYealinkRps({ ...config.yealinkRps, now, randomHex })] : []),
        ...(config.gigasetRedirect ? [createGigasetRedirect(config.gigasetRedirect)] : []),
      ],
    });
    const tidy = async (): Promise<void> => {
      await store.tidy(now());
      const dropped = await store.audit.removeBefore(new Date(now().getTime() - config.auditDays * DAY_MS));
      if (dropped > 0) log.info({ dropped }, 'audit entries past their time removed');
    };
    const agenda = await openJobs(connection.db, store, {
      log,
      now,
      randomHex,
      desk,
      tidy,
      tell: (mac, what) => tellPhone(tell, mac, what),
      jobDays: config.jobDays,
    });
    const pages = { reset, desk, watchJob: createWatch(store), isAvailable };
    const admin = await buildAdminApp({
      ...pages,
      access: accessBy('api'),
      sealer,
      portal: createPortal({
        ...pages,
        ...(config.signOn && {
          signOn: {
            provider: createSignOnProvider(config.signOn, { sealer, now }),
            people: {
              users: auditedUsers(store.people.users, audit, SIGN_ON),
              now,
              issuerOf: async (id: string) => (await store.accounts.find(id))?.signOnIssuer,
            },
          },
        }),
        access: accessBy('portal'),
        helpLinks: config.helpLinks,
        templatesFolder,
      }),
      idempotency: store.idempotency,
      isReady: store.isReady,
      log,
      trustedProxies: config.trustedProxies,
      metrics,
    });
    if (demo) await addDemo(auditedCpe(cpe, audit, machineOrigin('demo', 'command')));
    const adminPort = await listen(admin, config.adminListen);
    closers.push(agenda.stop);
    await agenda.start();
    closers.push(
      startNoticeRounds({
        store,
        audit,
        sealer,
        send: createSend({ allowsPrivate: config.webhookPrivate }),
        certificateEnds,
        ...(mail && { mail: { mailer: createMailer(mail), portalUrl: mail.portalUrl } }),
        tried: countTries(metrics),
        node: `${hostname()}/${process.pid}`,
        isAvailable,
        now,
        randomHex,
        log,
      }),
    );

    const { host } = config.adminListen;
    return {
      portalUrl: `http://${host === '0.0.0.0' || host === '::' ? config.publicHost : host}:${adminPort}/`,
      phoneUrls: [
        address.httpUrl,
        address.httpsUrl,
        address.legacyUrl,
        tftp ? `tftp://${config.publicHost}:${tftp.port}/` : undefined,
      ].flatMap((url) => url ?? []),
      ports: {
        admin: adminPort,
        ...(http && { http }),
        ...(https && { https }),
        ...(legacy && { legacyTls: legacy }),
        ...(tftp && { tftp: tftp.port }),
        ...(sip && { sip: sip.transport.port, ...(sip.transport.tlsPort && { sips: sip.transport.tlsPort }) }),
        ...(pnp && { pnp: pnp.port }),
        ...(syslog && { syslog: syslog.port }),
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

interface JobSurroundings extends Pick<JobDeps, 'now' | 'randomHex'> {
  readonly log: Logger;
  readonly desk: DeskFor;
  /** Housekeeping, safe to repeat. */
  readonly tidy: () => Promise<void>;
  readonly tell: Bellhop['tellPhone'];
  readonly jobDays: number;
}

/** A node that works on jobs; it gives those it works on back when it stops. */
async function openJobs(
  db: Database | undefined,
  store: Store,
  { log, now, randomHex, desk, tidy: housekeep, tell, jobDays }: JobSurroundings,
): Promise<JobAgenda> {
  if (!db) throw new Error('the connection names no database');
  const stopping = new AbortController();
  const tidy = async () => {
    await housekeep();
    await store.jobs.removeEnded(new Date(now().getTime() - jobDays * DAY_MS));
    await store.jobs.removeEnded(now(), 'tidy');
  };
  const agenda = await openAgenda(
    db,
    {
      jobs: store.jobs,
      works: jobWorks({ desk, tidy, tell }),
      node: `${hostname()}/${process.pid}`,
      leaseMs: JOB_LEASE_MS,
      backoff: JOB_BACKOFF,
      stopping: stopping.signal,
      now,
      randomHex,
      log,
    },
    JOB_TIMES,
  );
  return {
    ...agenda,
    stop: async () => {
      stopping.abort();
      await agenda.stop();
    },
  };
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
  return (request) =>
    isAvailable() ? serveFile(request) : Promise.resolve({ status: 'busy', retryAfterSec: BUSY_RETRY_SEC });
}
