// The files these phones ask for. Both names of the global file are served to every phone, any letter case is accepted,
// and what does not exist is a quick 404. Source: facts/aastra-mitel.md 0, 1.2, 6
import { from } from '../../domain/layers.ts';
import { parseMac } from '../../domain/mac.ts';
import type { FileRule, PublicPlace } from '../types.ts';
import { languageWords } from './locale.ts';
import { MODELS } from './models.ts';
import { serverPlace } from './server-place.ts';

const TEXT = 'text/plain; charset=utf-8';
const PRODUCTS = MODELS.flatMap((model) => model.productNames).join('|');

/** Public and the same for everybody: it may only repeat where the request itself came in. */
function globalView(place: PublicPlace) {
  return { force: '', place: serverPlace(from('server', place.url)) };
}

/** @param generation  the firmware generation that asks for this name; a phone of unknown generation may ask for either */
function globalFile(name: 'aastra.cfg' | 'startup.cfg', generation: 2 | 4): FileRule {
  return {
    kind: 'common',
    pattern: new RegExp(`^${name.replace('.', '\\.')}$`, 'i'),
    access: 'public',
    source: { from: 'publicTemplate', template: 'aastra-mitel/global.cfg.njk', view: globalView },
    contentType: TEXT,
    nameFor: ({ caps }) => (caps.generation === generation || caps.generation === 'unknown' ? name : undefined),
  };
}

/** Asked for at boot, and not there. */
function missing(pattern: RegExp, parts?: FileRule['parts']): FileRule {
  return {
    kind: 'none',
    pattern,
    access: 'public',
    source: { from: 'nothing' },
    contentType: TEXT,
    nameFor: () => undefined,
    ...(parts && { parts }),
  };
}

function productPart(match: RegExpExecArray) {
  const product = match.groups?.product?.toUpperCase();
  const mac = parseMac(match.groups?.mac ?? '');
  return { ...(product && { product }), ...(mac && { mac }) };
}

export const files: readonly FileRule[] = [
  globalFile('aastra.cfg', 2),
  globalFile('startup.cfg', 4),
  {
    kind: 'own',
    pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i,
    access: 'cpe',
    source: { from: 'template' },
    contentType: TEXT,
    nameFor: (phone) => `${phone.mac.toUpperCase()}.cfg`,
  },
  // Nothing is said per model: all of it stands in the phone's own file.
  missing(new RegExp(`^(?<product>${PRODUCTS})\\.cfg$`, 'i'), productPart),
  // Encrypted configuration: the format is not published (facts/aastra-mitel.md 3.4).
  missing(
    new RegExp(`^(?:security|aastra|startup|(?<product>${PRODUCTS})|(?<mac>[0-9a-f]{12}))\\.tuz$`, 'i'),
    productPart,
  ),
  // An image is taken even when it is older than what runs, so none lies here (facts/aastra-mitel.md 1.4).
  missing(new RegExp(`^(?<product>${PRODUCTS})\\.st$`, 'i'), productPart),
  {
    kind: 'common',
    pattern: /^lang_[a-z]{2}(?:_[a-z]{2})?\.txt$/i,
    access: 'public',
    source: { from: 'asset' },
    contentType: TEXT,
    nameFor: ({ locale }) => languageWords(locale.language.value).file,
  },
];
