// The admin app (portal and API) with all its options: the process and the tests build the same one. Phones have listeners of
// their own (http/phone-server.ts), which never serve it.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import type { ApiDeps } from './http/api/deps.ts';
import { apiRoutes } from './http/api/routes.ts';
import { healthRoutes } from './http/health.ts';
import { ADMIN_SERVER, limitConnections, refuseAsProblem, refuseUrlAsProblem } from './http/listener-limits.ts';

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
    serverFactory: (handler) => createServer(ADMIN_SERVER, handler),
  });
  limitConnections(app.server, { trustedProxies: deps.trustedProxies, isPlain: true });
  healthRoutes(app, deps.isReady, deps.metrics);
  await deps.portal?.(app);
  await app.register(async (api) => apiRoutes(api.withTypeProvider<TypeBoxTypeProvider>(), deps), {
    prefix: '/api/v1',
  });
  return app;
}
