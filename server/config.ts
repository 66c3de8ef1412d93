// All settings of the process, read once from the environment, checked, and frozen. Every error is reported at once.
// Source: design.md "Processes and settings"
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { parseHostPort } from './domain/host-port.ts';
import { isNetwork } from './domain/networks.ts';
import { keyBytes } from './domain/sealed.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
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
  /** `auto`: port 69 if allowed, else 6969. */
  readonly tftp: Listen | 'auto' | null;
  /** UDP and TCP. `auto`: port 5060 if it is free, else any. */
  readonly sip: Listen | 'auto' | null;
  /** `auto`: port 5061 if it is free, else none. */
  readonly sips: Listen | 'auto' | null;
  /** Where phones that ask by multicast are heard; null: they are not. */
  readonly pnp: Listen | null;
  readonly publicHost: string;
  /** Password for the first user, when given. */
  readonly adminPassword?: string;
  /** 32 bytes in hex or base64, when given; else a file under the data folder. */
  readonly secretKey?: string;
  /** Certificate chain and key in PEM files that the admin keeps; both or none. */
  readonly certificateFiles?: { readonly certificateFile: string; readonly keyFile: string };
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long the first-boot window of a new CPE stays open. */
  readonly enrolmentHours: number;
  readonly logLevel: string;
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
  const listenOrOff = (name: string, fallback: string) => (env[name] === 'off' ? null : listen(name, fallback));
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
  const pnp = env.BELLHOP_PNP || 'off';
  if (pnp !== 'on' && pnp !== 'off') problems.push(`BELLHOP_PNP must be on or off, but is "${pnp}"`);
  const { BELLHOP_CERT: chain, BELLHOP_CERT_KEY: key } = env;
  if (Boolean(chain) !== Boolean(key)) problems.push('BELLHOP_CERT and BELLHOP_CERT_KEY must be given together');

  const config: Config = {
    dataDir: resolve(env.BELLHOP_DATA || 'data'),
    adminListen: listen('BELLHOP_ADMIN_LISTEN', '127.0.0.1:3000'),
    phoneHttp: listenOrOff('BELLHOP_PHONE_HTTP', '0.0.0.0:8080'),
    phoneHttps: listenOrOff('BELLHOP_PHONE_HTTPS', '0.0.0.0:8443'),
    tftp: env.BELLHOP_TFTP ? listenOrOff('BELLHOP_TFTP', '') : 'auto',
    sip: env.BELLHOP_SIP ? listenOrOff('BELLHOP_SIP', '') : 'auto',
    sips: env.BELLHOP_SIPS ? listenOrOff('BELLHOP_SIPS', '') : 'auto',
    pnp: pnp === 'on' ? { host: '0.0.0.0', port: 5060 } : null,
    publicHost,
    trustedProxies,
    enrolmentHours,
    logLevel,
    ...(env.MONGODB_URI && { mongoUri: env.MONGODB_URI }),
    ...(adminPassword !== undefined && { adminPassword }),
    ...(secretKey !== undefined && { secretKey }),
    ...(chain && key && { certificateFiles: { certificateFile: chain, keyFile: key } }),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** The first address of this machine that others can reach, else its name. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find((a) => a.family === 'IPv4' && !a.internal)?.address ?? hostname();
}
