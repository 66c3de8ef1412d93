// A listener for phones over HTTP or HTTPS with all its limits, not yet listening.
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https';
import type { Logger } from '../log.ts';
import type { ServeFile } from '../provisioning/file-request.ts';
import { limitConnections, PHONE_SERVER, refuseBare } from './listener-limits.ts';
import { type PhoneListener, phoneRequests } from './phones.ts';

export interface PhoneServerDeps extends Omit<PhoneListener, 'transport'> {
  readonly serveFile: ServeFile;
  readonly log: Logger;
  /** Certificate and TLS settings; absent: plain HTTP. */
  readonly tls?: TlsOptions;
}

export function buildPhoneServer({ serveFile, log, tls, ...listener }: PhoneServerDeps): Server {
  const door: PhoneListener = { transport: tls ? 'https' : 'http', ...listener };
  const requests = phoneRequests(serveFile, door, (err) => log.error({ err }, 'phone listener failed'));
  const server = tls ? createTlsServer({ ...PHONE_SERVER, ...tls }) : createServer(PHONE_SERVER);
  server.on('request', (request, response) => {
    // What is still under way when the listener closes is answered, and then the connection ends.
    if (!server.listening) response.shouldKeepAlive = false;
    requests(request, response);
  });
  server.on('clientError', refuseBare);
  limitConnections(server, { trustedProxies: listener.trustedProxies, isPlain: !tls });
  return server;
}
