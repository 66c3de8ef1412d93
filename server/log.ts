// The log: pino's options, with secrets taken out before anything is written. Log objects first, constant messages.
import { type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger };

/** Never logged: passwords, tokens, and URLs that carry them. */
const SECRET_PATHS = [
  'password',
  'token',
  'authorization',
  'cookie',
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.token',
];

export function logOptions(level: string): LoggerOptions {
  return {
    level,
    base: null,
    redact: { paths: SECRET_PATHS, censor: '[hidden]' },
    serializers: { err: pino.stdSerializers.err },
  };
}

/** A storm's lines go out many at a time, a quiet server's after this at the latest. Pino writes what is left at exit. */
const CHUNK_BYTES = 4096;
const FLUSH_MS = 200;

/** Writes to standard error: standard output is for what the start says to people. */
export function createLog(level: string): Logger {
  const destination = pino.destination({ dest: 2, sync: false, minLength: CHUNK_BYTES, periodicFlush: FLUSH_MS });
  return pino(logOptions(level), destination);
}

/** The path of a phone's request with its token replaced by stars. */
export function withoutToken(path: string): string {
  return path.replace(/[0-9a-f]{32}/gi, '***');
}
