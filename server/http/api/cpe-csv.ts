// CPEs as CSV: a job that imports, and a stream that exports.
import { Readable } from 'node:stream';
import Type from 'typebox';
import { searchOf } from '../../access/care.ts';
import { readWishes } from '../../cpe/care/wishes.ts';
import { CSV_COLUMNS } from '../../cpe/csv/columns.ts';
import { exportCpes } from '../../cpe/csv/export-cpes.ts';
import { startImport } from '../../cpe/csv/import-cpes.ts';
import { WishQuery } from './cpe-search.ts';
import type { Api } from './deps.ts';
import { optional } from './shapes.ts';

export function cpeCsvRoutes(api: Api): void {
  api.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  api.post(
    '/cpe-imports',
    {
      config: { action: 'cpes.import' },
      schema: {
        summary: 'Import CPEs from CSV, add and update: all rows or none',
        description:
          `A body of text/csv, UTF-8, with a header that names columns of ${CSV_COLUMNS.join(', ')}. An empty cell leaves what is there. ` +
          'The result of the job is {dryRun, added, updated, unchanged, bad: [{row, pointer, detail}]}; row 1 is the header, and with bad rows nothing is written.',
        consumes: ['text/csv'],
        querystring: Type.Object({ dryRun: optional(Type.Enum(['true', 'false'])) }),
        body: Type.String(),
        response: { 202: Type.Object({ jobId: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { jobs, origin } = request.desk;
      const job = await startImport(jobs, origin, { text: request.body, dryRun: request.query.dryRun === 'true' });
      return reply.code(202).header('Location', `/api/v1/jobs/${job.id}`).send({ jobId: job.id });
    },
  );
  api.get(
    '/cpes.csv',
    {
      config: { action: 'cpes.read' },
      schema: {
        summary: 'CPEs as CSV, without secrets: all, or those that a search finds',
        querystring: WishQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('Content-Disposition', 'attachment; filename="cpes.csv"')
        .send(Readable.from(exportCpes(searchOf(request.desk), readWishes(request.query)))),
  );
}
