// Importing phones: a file is looked at by a job that writes nothing, and its page offers to import what it found.

import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { searchOf } from '../access/care.ts';
import { CSV_COLUMNS } from '../cpe/csv/columns.ts';
import { exportCpes } from '../cpe/csv/export-cpes.ts';
import { importAfterDryRun, startImport } from '../cpe/csv/import-cpes.ts';
import { AppError } from '../errors.ts';
import { findJob } from '../work/jobs.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { ById } from './jobs.ts';
import type { Pages } from './pages.ts';
import { PhonesQuery, wishesOf } from './phones.ts';

/** As much as the API takes. */
const FILE_BYTES = 4 * 1024 * 1024;

/** Registered in a scope of its own: only here files are taken. */
export async function importRoutes(portal: Portal, pages: Pages): Promise<void> {
  await portal.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { fileSize: FILE_BYTES, files: 1, fields: 2, parts: 3 },
    onFile: async (part) => {
      // Kept as bytes: whether they are UTF-8 is the import's to judge.
      Object.assign(part, { value: await part.toBuffer() });
    },
  });
  const form = (request: FastifyRequest, reply: FastifyReply, problems: readonly string[]) =>
    pages.send(request, reply, 'import', { columns: CSV_COLUMNS.join(', '), problems });

  portal.get('/phones/import', { config: { action: 'cpes.import' } }, (request, reply) => form(request, reply, []));
  portal.post(
    '/phones/import',
    {
      config: { action: 'cpes.import' },
      schema: { body: formOf({ file: Type.Optional(Type.Unknown()) }) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { file } = request.body;
      const text = Buffer.isBuffer(file) ? file.toString('utf8') : '';
      const { jobs, origin } = request.desk;
      try {
        const { id } = await startImport(jobs, origin, { text, dryRun: true });
        return reply.redirect(`/jobs/${id}`, 303);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
        return form(
          request,
          reply.code(422),
          error.errors.map(({ detail }) => detail),
        );
      }
    },
  );
  portal.post(
    '/jobs/:id/import',
    {
      config: { action: 'cpes.import' },
      schema: { params: ById, body: formOf({}) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { jobs, origin } = request.desk;
      const { id } = await importAfterDryRun(jobs, origin, await findJob(jobs, request.params.id));
      return reply.redirect(`/jobs/${id}`, 303);
    },
  );
  portal.get(
    '/phones/export',
    { config: { action: 'cpes.read' }, schema: { querystring: PhonesQuery } },
    async (request, reply) => {
      const { wishes, bad, typed } = await wishesOf(request.desk, request.query);
      // What cannot be searched by finds nothing, and the page says so.
      if (bad.length > 0) return reply.redirect(`/phones?${new URLSearchParams(typed)}`, 303);
      return reply
        .type('text/csv; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('Content-Disposition', 'attachment; filename="phones.csv"')
        .send(Readable.from(exportCpes(searchOf(request.desk), wishes)));
    },
  );
}
