// Keeps a listener's certificate fresh while the server runs: looks again from time to time (renewal by us, by another
// node, or by the admin's ACME client) and hands over what changed.
import type { Logger } from 'pino';
import type { CertificateDeps } from './certificate-store.ts';
import {
  currentServerCertificate,
  type ServerCertificate,
  type ServerCertificateOptions,
} from './server-certificate.ts';

export interface KeeperOptions extends ServerCertificateOptions {
  /** From the end of one check to the start of the next. */
  readonly intervalMs: number;
  /** What the listener was started with. */
  readonly current: ServerCertificate;
}

export interface CertificateKeeper {
  /** Looks now; waits for a check under way instead of starting a second one. Never rejects: a fault is logged. After stop: nothing. */
  check(): Promise<void>;
  /** No check starts afterwards; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/**
 * Starts the checks. The timer alone does not keep the process alive.
 * @param onChange  gives the new material to the listener; when it fails it is called again at the next check
 */
export function keepServerCertificate(
  deps: CertificateDeps & { readonly log: Logger },
  options: KeeperOptions,
  onChange: (material: ServerCertificate) => void | Promise<void>,
): CertificateKeeper {
  let current = options.current;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    try {
      const found = await currentServerCertificate(deps, options);
      if (stopped || isSame(found, current)) return;
      await onChange(found);
      current = found;
      const { source, expiresAt, warnings } = found;
      deps.log.info({ host: options.host, source, expiresAt }, 'server certificate changed');
      if (warnings.length > 0) deps.log.warn({ warnings }, 'server certificate does not suit every phone');
    } catch (error) {
      deps.log.error({ err: error, host: options.host }, 'server certificate check failed');
    }
  }

  async function check(): Promise<void> {
    if (stopped) return;
    clearTimeout(timer);
    running ??= look().finally(() => {
      running = undefined;
      schedule();
    });
    await running;
  }

  function schedule(): void {
    if (!stopped) timer = setTimeout(check, options.intervalMs).unref();
  }

  schedule();
  return {
    check,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function isSame(one: ServerCertificate, other: ServerCertificate): boolean {
  return one.chainPem === other.chainPem && one.keyPem === other.keyPem;
}
