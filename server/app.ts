// The Fastify apps with all their options: the admin app (portal and API) and the phone app. The process and the tests
// build the same ones. A phone's listener never serves the admin app, nor the reverse.
import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions as HttpsOptions } from 'node:https';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import type { ApiDeps } from './http/api/deps.ts';
import { apiRoutes } from './http/api/routes.ts';
import { healthRoutes } from './http/health.ts';
import {
  ADMIN_SERVER,
  limitConnections,
  PHONE_SERVER,
  refuseAsProblem,
  refuseBare,
  refuseUrlAsProblem,
  refuseUrlBare,
} from './http/listener-limits.ts';
import { type PhoneListener, phoneRoutes } from './http/phones.ts';
import type { Logger } from './log.ts';
import type { ServeFile } from './provisioning/file-request.ts';

export interface AdminAppDeps extends ApiDeps {
  readonly trustedProxies: readonly string[];
  readonly metrics: Registry;
  /** The pages for people; absent in tests that only call the API. */
  readonly portal?: (app: FastifyInstance) => Promise<void>;
}

/** Requests are logged where they are answered, with what matters, not by the framework. */
const quietRequests = new LogController({ disableRequestLogging: true });

/** Room for 10,000 MACs with serial numbers. */
const API_BODY_BYTES = 4 * 1024 * 1024;

export async function buildAdminApp(deps: AdminAppDeps): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = deps.log;
  const app = Fastify({
    loggerInstance,
    logController: quietRequests,
    genReqId: () => randomUUID(),
    trustProxy: deps.trustedProxies.length > 0 ? [...deps.trustedProxies] : false,
    bodyLimit: API_BODY_BYTES,
    routerOptions: { maxParamLength: 256 },
    ajv: {
      customOptions: {
        allErrors: true,
        coerceTypes: false,
        removeAdditional: false,
        allowUnionTypes: true,
        strict: false,
      },
    },
    forceCloseConnections: 'idle',
    frameworkErrors: refuseUrlAsProblem,
    clientErrorHandler: refuseAsProblem,
    serverFactory: (handler) => createHttpServer(ADMIN_SERVER, handler),
  });
  limitConnections(app.server, { trustedProxies: deps.trustedProxies, isPlain: true });
  healthRoutes(app, deps.isReady, deps.metrics);
  await deps.portal?.(app);
  await app.register(async (api) => apiRoutes(api.withTypeProvider<TypeBoxTypeProvider>(), deps), {
    prefix: '/api/v1',
  });
  return app;
}

export interface PhoneAppDeps {
  readonly serveFile: ServeFile;
  readonly log: Logger;
  readonly trustedProxies: readonly string[];
  /** Certificate and TLS settings; absent: plain HTTP. */
  readonly https?: HttpsOptions;
  readonly legacyTls?: true;
  readonly certificateOf?: NonNullable<PhoneListener['certificateOf']>;
}

export function buildPhoneApp({ serveFile, log, trustedProxies, https, ...listener }: PhoneAppDeps): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const app = Fastify({
    loggerInstance,
    // One for each request would say nothing that the pipeline's lines do not say.
    childLoggerFactory: (logger) => logger,
    logController: quietRequests,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    frameworkErrors: refuseUrlBare,
    clientErrorHandler: refuseBare,
    serverFactory: (handler) =>
      https ? createHttpsServer({ ...PHONE_SERVER, ...https }, handler) : createHttpServer(PHONE_SERVER, handler),
  });
  limitConnections(app.server, { trustedProxies, isPlain: !https });
  phoneRoutes(app, serveFile, { transport: https ? 'https' : 'http', ...listener });
  return app;
}
