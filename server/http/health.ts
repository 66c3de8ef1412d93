// What watchers of the process ask: alive, ready, and numbers for Prometheus. Source: design.md "Processes and settings"
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

export function healthRoutes(app: FastifyInstance, isReady: () => Promise<boolean>, metrics: Registry): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    if (await isReady()) return { status: 'ready' };
    return reply.code(503).header('Retry-After', '5').send({ status: 'the database does not answer' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
}
