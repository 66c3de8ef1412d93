// Adding firmware: the files of a form go straight to disk, one after the other. The fields stand before the files in the form,
// the token against forged requests among them, so that nothing is kept of a forged one.
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { VENDORS } from '../devices/types.ts';
import { addFirmware, MAX_IMAGE_BYTES, type NewImage } from '../firmware/images.ts';
import type { Portal } from './deps.ts';
import { problemsOf } from './firmware.ts';
import type { Pages } from './pages.ts';

const FIELDS = ['vendor', 'model', 'track', 'version', 'role', 'sha256'] as const;
type Typed = Readonly<Record<(typeof FIELDS)[number], string>>;
const NOTHING: Typed = { vendor: 'Yealink', model: '', track: '', version: '', role: '', sha256: '' };
const FILES = 20;

interface Outcome {
  readonly name: string;
  readonly problems: readonly string[];
}

/** Registered in a scope of its own: only here files come as streams. */
export async function firmwareUploadRoutes(portal: Portal, pages: Pages): Promise<void> {
  await portal.register(multipart, {
    // One byte more than is taken, so that a file that is too large is said to be.
    limits: {
      fileSize: MAX_IMAGE_BYTES + 1,
      files: FILES,
      fields: FIELDS.length + 1,
      parts: FILES + FIELDS.length + 1,
    },
    throwFileSizeLimit: false,
  });
  const form = (request: FastifyRequest, reply: FastifyReply, typed: Typed, outcomes: readonly Outcome[]) =>
    pages.send(request, reply, 'firmware-add', { vendors: [...VENDORS], typed, outcomes });

  portal.get('/firmware/add', { config: { action: 'firmware.add' } }, (request, reply) =>
    form(request, reply, NOTHING, []),
  );
  portal.post('/firmware/add', { config: { action: 'firmware.add' } }, async (request, reply) => {
    const fields: Record<string, unknown> = {};
    const outcomes: Outcome[] = [];
    let isChecked = false;
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        fields[part.fieldname] = part.value;
        continue;
      }
      if (!isChecked) await checkToken(portal, request, reply, fields);
      isChecked = true;
      // What is refused half-way is read to its end all the same: behind it comes the next file, and then our answer.
      const source = new PassThrough();
      part.file.on('error', (error) => source.destroy(error));
      part.file.pipe(source);
      if (part.filename !== '') outcomes.push(await addOne(request, typedOf(fields), part.filename, source));
      part.file.unpipe(source);
      part.file.resume();
      if (!part.file.readableEnded) await finished(part.file);
    }
    const isDone = outcomes.length > 0 && outcomes.every(({ problems }) => problems.length === 0);
    return isDone ? reply.redirect('/firmware', 303) : form(request, reply.code(422), typedOf(fields), outcomes);
  });
}

async function addOne(
  request: FastifyRequest,
  typed: Typed,
  name: string,
  source: AsyncIterable<Buffer>,
): Promise<Outcome> {
  const { firmware, now } = request.desk.cpe;
  const { vendor, ...more } = typed;
  const given = Object.entries(more).filter(([, value]) => value !== '');
  const image: NewImage = { name, vendor, ...Object.fromEntries(given) };
  try {
    await addFirmware(firmware, image, source, now());
    return { name, problems: [] };
  } catch (error) {
    return { name, problems: problemsOf(error).problems };
  }
}

/** @throws what the plugin throws: the form is not ours */
async function checkToken(
  portal: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  request.body = fields;
  await new Promise<void>((resolve, reject) => {
    portal.csrfProtection(request, reply, (error?: Error) => (error ? reject(error) : resolve()));
  });
}

function typedOf(fields: Readonly<Record<string, unknown>>): Typed {
  const field = (name: keyof Typed): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  return {
    vendor: field('vendor'),
    model: field('model'),
    track: field('track'),
    version: field('version'),
    role: field('role'),
    sha256: field('sha256'),
  };
}
