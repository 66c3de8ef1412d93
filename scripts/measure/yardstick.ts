// The yardstick's process: Fastify and nothing else. `yardstick <port> <file>` answers /same with the bytes of a file, and
// /rendered with the template of a desk phone rendered at each request from values that lie ready.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import nunjucks from 'nunjucks';
import type { Sourced } from '../../server/domain/layers.ts';
import { projectDir } from './project-dir.ts';
import { sampleView } from './sample-phone.ts';

const TEMPLATE = 'yealink/desk.cfg.njk';
const TYPE = 'text/plain; charset=utf-8';

const [port, file] = process.argv.slice(2);
if (port === undefined || file === undefined) throw new Error('which port, which file?');

const loader = new nunjucks.FileSystemLoader(join(projectDir(), 'templates'));
const environment = new nunjucks.Environment(loader, {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
});
const plain = (value: string | number | boolean): string => String(typeof value === 'boolean' ? Number(value) : value);
environment.addFilter('v', ({ value }: Sourced<string | number | boolean>) => plain(value));
environment.addFilter('orElse', (given: Sourced<string | number | boolean> | null, otherwise: string) =>
  given === null ? otherwise : plain(given.value),
);

const same = readFileSync(file);
const view = sampleView();
const app = Fastify();
app.get('/same', (_request, reply) => reply.header('Content-Type', TYPE).send(same));
app.get('/rendered/*', (_request, reply) =>
  reply.header('Content-Type', TYPE).send(Buffer.from(environment.render(TEMPLATE, view))),
);
await app.listen({ host: '127.0.0.1', port: Number(port) });
