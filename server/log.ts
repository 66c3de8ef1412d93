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

/** Writes to standard error: standard output is for what the start says to people. */
export function createLog(level: string): Logger {
  return pino(logOptions(level), pino.destination({ dest: 2, sync: false }));
}

/** The path of a phone's request with its token replaced by stars. */
export function withoutToken(path: string): string {
  return path.replace(/[0-9a-f]{32}/gi, '***');
}
