// One file of a phone, line by line, each line with the layer that decided it; secrets masked.
import Type from 'typebox';
import { readPhone } from '../cpe/care/read-phone.ts';
import { LAYERS, type Layer } from '../domain/layers.ts';
import type { Mac } from '../domain/mac.ts';
import { AppError } from '../errors.ts';
import { type PreviewDeps, readFile, readLines } from '../provisioning/preview.ts';
import type { Portal } from './deps.ts';
import { sizeText } from './moments.ts';
import type { Pages } from './pages.ts';
import { headOf } from './phone.ts';

/** More lines than any phone's file has; what a phone sent may have any number. */
const MAX_LINES = 5000;

interface ShownLine {
  readonly number: number;
  readonly text: string;
  readonly layer: Layer | null;
  readonly writtenIn: Layer | null;
  /** Whether the line before it on the page has another layer: only then the layer is spelt out. */
  readonly isFirst: boolean;
}

export function fileRoutes(portal: Portal, pages: Pages): void {
  const params = Type.Object({ mac: Type.String({ maxLength: 32 }), name: Type.String({ maxLength: 256 }) });
  const querystring = Type.Object({ layer: Type.Optional(Type.Enum([...LAYERS])) });
  portal.get(
    '/phones/:mac/files/:name',
    { config: { action: 'cpes.read' }, schema: { params, querystring } },
    async (request, reply) => {
      const { preview } = request.desk;
      const phone = await readPhone(preview, request.params.mac);
      const file = await readFile(preview, phone.mac, request.params.name, false);
      const lines = await linesOf(preview, phone.mac, request.params.name, file.bytes);
      const { layer: chosen = null } = request.query;
      const wanted = chosen === null ? lines : lines.filter(({ layer }) => layer === chosen);
      const counts = LAYERS.map((layer) => ({ layer, count: lines.filter((line) => line.layer === layer).length }));
      return pages.send(request, reply, 'file', {
        ...headOf(phone),
        name: file.name,
        size: sizeText(request.pageLanguage, file.bytes.length),
        isBinary: lines.length === 0 && file.bytes.length > 0,
        isLayered: lines.some(({ layer }) => layer !== null),
        total: lines.length,
        layers: counts.filter(({ count }) => count > 0),
        chosen,
        lines: withRuns(wanted.slice(0, MAX_LINES)),
        isCut: wanted.length > MAX_LINES ? MAX_LINES : null,
      });
    },
  );
}

/** Files that are not rendered, such as what the phone sent, are shown as they are, without layers. */
async function linesOf(preview: PreviewDeps, mac: Mac, name: string, bytes: Buffer) {
  try {
    const lines = await readLines(preview, mac, name);
    return lines.map(({ masked, layer, writtenIn }, i) => ({
      number: i + 1,
      text: masked,
      layer,
      writtenIn: writtenIn ?? null,
    }));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'FILE_NOT_FOUND') throw error;
    return plainLines(bytes);
  }
}

/** Empty for bytes that are no text. */
function plainLines(bytes: Buffer) {
  if (bytes.includes(0)) return [];
  const lines = bytes
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  return lines.map((text, i) => ({ number: i + 1, text, layer: null, writtenIn: null }));
}

function withRuns(lines: readonly Omit<ShownLine, 'isFirst'>[]): readonly ShownLine[] {
  return lines.map((line, i) => {
    const former = lines[i - 1];
    return { ...line, isFirst: former?.layer !== line.layer || former.writtenIn !== line.writtenIn };
  });
}
