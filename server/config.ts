// All settings of the process, read once from the environment, checked, and frozen. Every error is reported at once.
// Source: design.md "Processes and settings"
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { HELP_FOR, type HelpLinks } from './domain/help.ts';
import { parseHostPort } from './domain/host-port.ts';
import { isNetwork } from './domain/networks.ts';
import { keyBytes } from './domain/sealed.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** The provider of single sign-on, as its own administrator registered Bellhop there. */
export interface SignOnConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the button calls it, when not as usual. */
  readonly name?: string;
}

export interface Config {
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** Absent: the embedded engine. */
  readonly mongoUri?: string;
  readonly adminListen: Listen;
  /** null: switched off. */
  readonly phoneHttp: Listen | null;
  readonly phoneHttps: Listen | null;
  /** For phones that know no TLS 1.2; off unless asked for. Source: DEV-15 */
  readonly phoneLegacyTls: Listen | null;
  /** OpenSSL's security level of that listener alone: TLS 1.0 and 1.1 need 0. */
  readonly legacySecurityLevel: 0 | 1;
  /** `auto`: port 69 if allowed, else 6969. */
  readonly tftp: Listen | 'auto' | null;
  /** UDP and TCP. `auto`: port 5060 if it is free, else any. */
  readonly sip: Listen | 'auto' | null;
  /** `auto`: port 5061 if it is free, else none. */
  readonly sips: Listen | 'auto' | null;
  /** Where phones that ask by multicast are heard; null: they are not. */
  readonly pnp: Listen | null;
  /** UDP, where the syslog of phones is heard; null: it is not. */
  readonly syslog: Listen | null;
  readonly publicHost: string;
  /** Password for the first user, when given. */
  readonly adminPassword?: string;
  /** 32 bytes in hex or base64, when given; else a file under the data folder. */
  readonly secretKey?: string;
  /** Certificate chain and key in PEM files that the admin keeps; both or none. */
  readonly certificateFiles?: { readonly certificateFile: string; readonly keyFile: string };
  /** The OpenID Connect provider by which people may sign in; absent: by password alone. */
  readonly signOn?: SignOnConfig;
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long the first-boot window of a new CPE stays open. */
  readonly enrolmentHours: number;
  /** When a phone that was offered firmware and runs another counts as stuck: after so many fetches, or hours. */
  readonly firmwareStuckAfter: { readonly fetches: number; readonly hours: number };
  /** How long audit entries are kept. */
  readonly auditDays: number;
  /** How long a job that ended is shown. */
  readonly jobDays: number;
  /** Whether webhooks may call private networks, and without TLS. */
  readonly webhookPrivate: boolean;
  readonly logLevel: string;
  /** Makers' redirect services; absent: off. */
  readonly yealinkRps?: {
    readonly baseUrl: string;
    readonly accessKey: string;
    readonly secret: string;
    readonly serverId: string;
  };
  readonly gigasetRedirect?: {
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly providerName: string;
  };
  /** The outside platform where smart apps are edited, and the secret it shares with us; absent: none. Source: EXT-143 */
  readonly studio?: { readonly url: string; readonly secret: string };
  /** Where the help of client applications is, shown on everybody's own page. Source: EXT-2 */
  readonly helpLinks: HelpLinks;
  /** How mail is sent, and which address of the portal stands in it (it ends with a slash); absent: none is sent. */
  readonly mail?: { readonly smtpUrl: string; readonly from: string; readonly portalUrl: string };
}

export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Settings cannot be used:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param env  the process environment
 * @throws ConfigError naming every bad setting
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const listen = (name: string, fallback: string): Listen => {
    const text = env[name] || fallback;
    const parsed = parseHostPort(text);
    if (parsed?.port !== undefined) return { host: parsed.host.replace(/^\[|\]$/g, ''), port: parsed.port };
    if (/:0$/.test(text)) return { host: text.slice(0, -2), port: 0 };
    problems.push(`${name} must be host:port, but is "${text}"`);
    return { host: '127.0.0.1', port: 0 };
  };
  const listenOrOff = (name: string, fallback: string) =>
    (env[name] || fallback) === 'off' ? null : listen(name, fallback);
  const secret = (name: string): string | undefined => {
    const file = env[`${name}_FILE`];
    if (!file) return env[name] || undefined;
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE names ${file}, which cannot be read`);
      return undefined;
    }
  };

  const publicHost = env.BELLHOP_PUBLIC_HOST || ownAddress();
  if (parseHostPort(publicHost) === undefined || parseHostPort(publicHost)?.port !== undefined) {
    problems.push(`BELLHOP_PUBLIC_HOST must be a host name or an address without port, but is "${publicHost}"`);
  }
  const secretKey = secret('BELLHOP_SECRET_KEY');
  if (secretKey !== undefined && keyBytes(secretKey)?.length !== 32) {
    problems.push('BELLHOP_SECRET_KEY must be 32 bytes in hex (64 digits) or base64');
  }
  const adminPassword = secret('BELLHOP_ADMIN_PASSWORD');
  if (adminPassword !== undefined && adminPassword.length < 8)
    problems.push('BELLHOP_ADMIN_PASSWORD must have 8 characters at least');
  const logLevel = env.BELLHOP_LOG || 'info';
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(logLevel)) {
    problems.push(`BELLHOP_LOG must be a pino level such as info, but is "${logLevel}"`);
  }
  const trustedProxies = (env.BELLHOP_TRUSTED_PROXIES ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean);
  for (const proxy of trustedProxies)
    if (!isNetwork(proxy)) problems.push(`BELLHOP_TRUSTED_PROXIES: "${proxy}" is no network`);
  const enrolmentHours = Number(env.BELLHOP_ENROLMENT_HOURS || 24);
  if (!(enrolmentHours > 0 && enrolmentHours <= 24 * 365))
    problems.push('BELLHOP_ENROLMENT_HOURS must be a number of hours up to a year');
  const firmwareStuckAfter = {
    fetches: Number(env.BELLHOP_FIRMWARE_STUCK_FETCHES || 3),
    hours: Number(env.BELLHOP_FIRMWARE_STUCK_HOURS || 24),
  };
  if (!(Number.isInteger(firmwareStuckAfter.fetches) && firmwareStuckAfter.fetches >= 1))
    problems.push('BELLHOP_FIRMWARE_STUCK_FETCHES must be a whole number from 1');
  if (!(firmwareStuckAfter.hours > 0)) problems.push('BELLHOP_FIRMWARE_STUCK_HOURS must be a number of hours');
  const auditDays = Number(env.BELLHOP_AUDIT_DAYS || 730);
  if (!(auditDays >= 1 && auditDays <= 36_500))
    problems.push('BELLHOP_AUDIT_DAYS must be a number of days from 1 to 36500');
  const jobDays = Number(env.BELLHOP_JOB_DAYS || 30);
  if (!(jobDays > 0 && jobDays <= 3650)) problems.push('BELLHOP_JOB_DAYS must be a number of days up to ten years');
  const pnp = env.BELLHOP_PNP || 'off';
  if (pnp !== 'on' && pnp !== 'off') problems.push(`BELLHOP_PNP must be on or off, but is "${pnp}"`);
  const webhookPrivate = env.BELLHOP_WEBHOOK_PRIVATE || 'off';
  if (webhookPrivate !== 'on' && webhookPrivate !== 'off')
    problems.push(`BELLHOP_WEBHOOK_PRIVATE must be on or off, but is "${webhookPrivate}"`);
  const signOn = readSignOn(env, secret('BELLHOP_OIDC_CLIENT_SECRET'), problems);
  const legacyLevel = env.BELLHOP_PHONE_LEGACY_SECLEVEL || '0';
  if (legacyLevel !== '0' && legacyLevel !== '1')
    problems.push(`BELLHOP_PHONE_LEGACY_SECLEVEL must be 0 or 1, but is "${legacyLevel}"`);
  const { BELLHOP_CERT: chain, BELLHOP_CERT_KEY: key } = env;
  if (Boolean(chain) !== Boolean(key)) problems.push('BELLHOP_CERT and BELLHOP_CERT_KEY must be given together');

  const smtpUrl = secret('BELLHOP_SMTP_URL');
  const { BELLHOP_MAIL_FROM: from, BELLHOP_PORTAL_URL: portal } = env;
  if (smtpUrl !== undefined && !/^smtps?:\/\/[^/]+/.test(smtpUrl))
    problems.push('BELLHOP_SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ where needed');
  if (smtpUrl !== undefined && !from?.includes('@'))
    problems.push('BELLHOP_MAIL_FROM must be the mail address to send from, when BELLHOP_SMTP_URL is given');
  if (smtpUrl !== undefined && !/^https?:\/\/[^/]+/.test(portal ?? ''))
    problems.push('BELLHOP_PORTAL_URL must be the address of the portal for people, when BELLHOP_SMTP_URL is given');

  const rps = { accessKey: env.BELLHOP_YEALINK_RPS_KEY, serverId: env.BELLHOP_YEALINK_RPS_SERVER };
  const rpsSecret = secret('BELLHOP_YEALINK_RPS_SECRET');
  if (
    [rps.accessKey, rps.serverId, rpsSecret].some(Boolean) &&
    ![rps.accessKey, rps.serverId, rpsSecret].every(Boolean)
  )
    problems.push('BELLHOP_YEALINK_RPS_KEY, _SECRET and _SERVER (the id of the server entry) must be given together');
  const gigaset = { username: env.BELLHOP_GIGASET_USER, providerName: env.BELLHOP_GIGASET_PROVIDER };
  const gigasetPassword = secret('BELLHOP_GIGASET_PASSWORD');
  if ([gigaset.username, gigasetPassword].some(Boolean) && ![gigaset.username, gigasetPassword].every(Boolean))
    problems.push('BELLHOP_GIGASET_USER and BELLHOP_GIGASET_PASSWORD must be given together');

  const studio = readStudio(env, secret('BELLHOP_STUDIO_SECRET'), problems);

  const config: Config = {
    dataDir: resolve(env.BELLHOP_DATA || 'data'),
    adminListen: listen('BELLHOP_ADMIN_LISTEN', '127.0.0.1:3000'),
    phoneHttp: listenOrOff('BELLHOP_PHONE_HTTP', '0.0.0.0:8080'),
    phoneHttps: listenOrOff('BELLHOP_PHONE_HTTPS', '0.0.0.0:8443'),
    phoneLegacyTls: listenOrOff('BELLHOP_PHONE_LEGACY_TLS', 'off'),
    legacySecurityLevel: legacyLevel === '1' ? 1 : 0,
    tftp: env.BELLHOP_TFTP ? listenOrOff('BELLHOP_TFTP', '') : 'auto',
    sip: env.BELLHOP_SIP ? listenOrOff('BELLHOP_SIP', '') : 'auto',
    sips: env.BELLHOP_SIPS ? listenOrOff('BELLHOP_SIPS', '') : 'auto',
    pnp: pnp === 'on' ? { host: '0.0.0.0', port: 5060 } : null,
    syslog: listenOrOff('BELLHOP_SYSLOG', 'off'),
    publicHost,
    trustedProxies,
    enrolmentHours,
    firmwareStuckAfter,
    auditDays,
    jobDays,
    webhookPrivate: webhookPrivate === 'on',
    logLevel,
    helpLinks: readHelpLinks(env, problems),
    ...(env.MONGODB_URI && { mongoUri: env.MONGODB_URI }),
    ...(adminPassword !== undefined && { adminPassword }),
    ...(secretKey !== undefined && { secretKey }),
    ...(signOn && { signOn }),
    ...(studio && { studio }),
    ...(rps.accessKey &&
      rps.serverId &&
      rpsSecret !== undefined && {
        yealinkRps: {
          baseUrl: (env.BELLHOP_YEALINK_RPS_URL || 'https://api-dm.yealink.com:8443').replace(/\/+$/, ''),
          accessKey: rps.accessKey,
          serverId: rps.serverId,
          secret: rpsSecret,
        },
      }),
    ...(gigaset.username &&
      gigasetPassword !== undefined && {
        gigasetRedirect: {
          url: env.BELLHOP_GIGASET_URL || 'https://prov.gigaset.net/apxml/rpc.do',
          username: gigaset.username,
          password: gigasetPassword,
          providerName: gigaset.providerName || 'Bellhop',
        },
      }),
    ...(smtpUrl !== undefined && from && portal && { mail: { smtpUrl, from, portalUrl: portal.replace(/\/*$/, '/') } }),
    ...(chain && key && { certificateFiles: { certificateFile: chain, keyFile: key } }),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** All three of them or none. A provider is reached by https; by http on this machine alone, for trials. */
function readSignOn(env: Environment, clientSecret: string | undefined, problems: string[]): SignOnConfig | undefined {
  const { BELLHOP_OIDC_ISSUER: issuer, BELLHOP_OIDC_CLIENT_ID: clientId, BELLHOP_OIDC_NAME: name } = env;
  if (!issuer && !clientId && !clientSecret) return undefined;
  if (!issuer || !clientId || !clientSecret) {
    problems.push('BELLHOP_OIDC_ISSUER, BELLHOP_OIDC_CLIENT_ID and BELLHOP_OIDC_CLIENT_SECRET must be given together');
    return undefined;
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isLoopback = url?.protocol === 'http:' && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== 'https:' && !isLoopback)
    problems.push(`BELLHOP_OIDC_ISSUER must be an https URL, but is "${issuer}"`);
  return { issuer, clientId, clientSecret, ...(name && { name }) };
}

/** Pages that people open: nothing but web addresses. */
function readHelpLinks(env: Environment, problems: string[]): HelpLinks {
  const given = HELP_FOR.flatMap((app) => {
    const name = `BELLHOP_HELP_${app.toUpperCase()}`;
    const url = env[name];
    if (!url) return [];
    if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
      problems.push(`${name} must be a web address, but is "${url}"`);
    return [[app, url] as const];
  });
  return Object.fromEntries(given);
}

/** Both or none. Tokens in the address let people in, so it is https. */
function readStudio(env: Environment, secret: string | undefined, problems: string[]): Config['studio'] {
  const { BELLHOP_STUDIO_URL: url } = env;
  if (!url && !secret) return undefined;
  if (!url || !URL.canParse(url) || new URL(url).protocol !== 'https:')
    problems.push(`BELLHOP_STUDIO_URL must be an https URL, but is "${url ?? ''}"`);
  if (!secret || secret.length < 32) problems.push('BELLHOP_STUDIO_SECRET must have 32 characters at least');
  return url && secret ? { url, secret } : undefined;
}

/** The first address of this machine that others can reach, else its name. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find((a) => a.family === 'IPv4' && !a.internal)?.address ?? hostname();
}
