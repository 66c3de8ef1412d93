// Firmware: the catalogue of releases, what is said of each, and taking a file away.
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { markRelease, removeFirmware } from '../cpe/firmware.ts';
import { type FirmwareLine, type FirmwareRelease, RELEASE_STATES } from '../domain/firmware.ts';
import { AppError, statusOf } from '../errors.ts';
import { lineOfDevice, linesNamed, listLines } from '../firmware/lines.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import { sizeText } from './moments.ts';
import type { Pages } from './pages.ts';

const text64 = Type.String({ maxLength: 64 });
/** A release by its line; an empty track: of a model that has one only. */
const ByRelease = Type.Object({ vendor: text64, model: text64, track: Type.Optional(text64), version: text64 });
const ByName = Type.Object({ name: Type.String({ maxLength: 128 }) });
const ReleaseBody = formOf({
  state: Type.Enum([...RELEASE_STATES]),
  comesFrom: text64,
  notes: Type.String({ maxLength: 2000 }),
  revision: Type.String({ pattern: '^\\d{1,9}$' }),
});

const LOOKS = { released: 'state', recommended: 'state open', blocked: 'flag' } as const;

type ReleaseWords = Type.Static<typeof ByRelease>;

export function firmwareRoutes(portal: Portal, pages: Pages): void {
  portal.get('/firmware', { config: { action: 'firmware.read' } }, async (request, reply) =>
    pages.send(request, reply, 'firmware', {
      lines: (await listLines(request.desk.cpe.firmware)).map((line) => ({
        ...lineWords(line),
        releases: line.releases.map((release) => releaseRow(request, line, release)),
      })),
    }),
  );

  portal.get(
    '/firmware/release',
    { config: { action: 'firmware.read' }, schema: { querystring: ByRelease } },
    async (request, reply) => {
      const { line, release } = await releaseOf(request, request.query);
      const { state, comesFrom = '', notes = '' } = release;
      const typed = { state, comesFrom, notes, revision: String(line.revision) };
      return releasePage(request, reply, request.query, typed, []);
    },
  );
  portal.post(
    '/firmware/release',
    {
      config: { action: 'firmware.add' },
      schema: { querystring: ByRelease, body: ReleaseBody },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { state, comesFrom, notes, revision } = request.body;
      const { line } = await releaseOf(request, request.query);
      const patch = { state, comesFrom: comesFrom.trim() || null, notes: notes.trim() || null };
      try {
        await markRelease(request.desk.cpe, line, request.query.version, patch, Number(revision));
      } catch (error) {
        const failure = problemsOf(error);
        return releasePage(request, reply.code(failure.status), request.query, request.body, failure.problems);
      }
      return reply.redirect('/firmware', 303);
    },
  );

  const releasePage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    words: ReleaseWords,
    typed: object,
    problems: readonly string[],
  ) => {
    const { line, release } = await releaseOf(request, words);
    const states = [...RELEASE_STATES];
    const given = { ...lineWords(line), states, typed, problems, address: addressOf(line, release.version) };
    return pages.send(request, reply, 'firmware-release', { ...given, release: releaseRow(request, line, release) });
  };

  const removePage = async (request: FastifyRequest, reply: FastifyReply, name: string, problem: string | null) => {
    const image = await request.desk.cpe.firmware.find(name);
    if (!image) throw new AppError('FIRMWARE_NOT_FOUND', { detail: name });
    const { version, lines } = image;
    return pages.send(request, reply, 'firmware-remove', { name, version, lines: lines.join(', '), problem });
  };
  portal.get(
    '/firmware/remove',
    { config: { action: 'firmware.remove' }, schema: { querystring: ByName } },
    (request, reply) => removePage(request, reply, request.query.name, null),
  );
  portal.post(
    '/firmware/remove',
    {
      config: { action: 'firmware.remove' },
      schema: { querystring: ByName, body: formOf({}) },
      preHandler: portal.csrfProtection,
    },
    async (request, reply) => {
      const { name } = request.query;
      try {
        await removeFirmware(request.desk.cpe, name);
      } catch (error) {
        const { status, problems } = problemsOf(error);
        return removePage(request, reply.code(status), name, problems.join('; '));
      }
      return reply.redirect('/firmware', 303);
    },
  );
}

/** How a page names a line; `name` is for people. */
export function lineWords({ vendor, model, track }: Pick<FirmwareLine, 'vendor' | 'model' | 'track'>) {
  const name = [vendor, model, ...(track === undefined ? [] : [`(${track})`])].join(' ');
  return { vendor, model, track: track ?? '', name };
}

/** What is wrong with what was given, in the use case's words. @throws whatever is no fault of the form */
export function problemsOf(error: unknown): { readonly status: number; readonly problems: readonly string[] } {
  if (!(error instanceof AppError) || statusOf(error.code) === 404 || statusOf(error.code) >= 500) throw error;
  const details = error.errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`.trim());
  return { status: statusOf(error.code), problems: details.length > 0 ? details : [error.detail ?? error.message] };
}

function addressOf({ vendor, model, track }: FirmwareLine, version: string): string {
  const words = new URLSearchParams({ vendor, model, ...(track !== undefined && { track }), version });
  return `/firmware/release?${words}`;
}

/** @throws MODEL_NOT_FOUND, FIRMWARE_NOT_FOUND */
async function releaseOf(request: FastifyRequest, { track, version, ...name }: ReleaseWords) {
  const [device] = linesNamed({ ...name, ...(track && { track }) });
  const line = device && (await lineOfDevice(request.desk.cpe.firmware, device));
  const release = line?.releases.find((one) => one.version === version);
  if (!line || !release) throw new AppError('FIRMWARE_NOT_FOUND', { detail: version });
  return { line, release };
}

function releaseRow({ pageLanguage }: FastifyRequest, line: FirmwareLine, release: FirmwareRelease) {
  const { version, state, comesFrom, notes, files } = release;
  return {
    version,
    state: `firmware.state.${state}`,
    look: LOOKS[state],
    comesFrom: comesFrom ?? null,
    notes: notes ?? null,
    address: addressOf(line, version),
    files: files.map(({ name, role, sha256, sizeBytes }) => ({
      name,
      role,
      sha256,
      size: sizeText(pageLanguage, sizeBytes),
    })),
  };
}
