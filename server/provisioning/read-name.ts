// What a request says of itself: its token, the file it names, whose file that may be, and what kind of phone asks.
// Phones come again with the same words, and reading them costs as much as answering: what was read lately is kept.
import { type NamedFile, type Recognition, readFileName, recognise } from '../devices/recognise.ts';
import type { FileRequest } from './file-request.ts';

/** What the words of a request say; may be wrong or forged. */
export interface Asked {
  readonly token: string | undefined;
  /** Below `digest/`: where refusals are challenges. */
  readonly isChallenged: boolean;
  /** Without the token and without `digest/`. */
  readonly name: string;
  readonly readings: readonly NamedFile[];
  readonly recognition: Recognition;
}

type Read = Omit<Asked, 'token' | 'isChallenged'>;

const TOKEN = /^([0-9a-f]{32})(?:\/|$)/i;
/** The folder that phones with digest credentials are sent to. */
export const DIGEST_FOLDER = 'digest/';
const MAX_PATH = 512;
/** The files of some thousand phones. */
const MAX_KEPT = 8_192;
/** Longer words than any phone has are read anew each time, so that nobody fills the memory with them. */
const MAX_KEPT_LENGTH = 400;

export function createNameReader(): (request: FileRequest) => Asked {
  /** By the words without the token, oldest first. */
  const kept = new Map<string, Read>();
  return ({ path, userAgent = '', clientCertificate }) => {
    const certificateSubject = clientCertificate?.subject ?? '';
    const short = path.length > MAX_PATH ? '' : path;
    const token = TOKEN.exec(short)?.[1]?.toLowerCase();
    const isChallenged = short.startsWith(DIGEST_FOLDER);
    const name = isChallenged
      ? short.slice(DIGEST_FOLDER.length)
      : token === undefined
        ? short
        : short.slice(token.length + 1);
    const words = `${name}\n${userAgent}\n${certificateSubject}`;
    const former = kept.get(words);
    if (former) return { token, isChallenged, ...former };
    const read = readWords(name, userAgent, certificateSubject);
    if (words.length <= MAX_KEPT_LENGTH) {
      kept.set(words, read);
      const oldest = kept.keys().next();
      if (kept.size > MAX_KEPT && !oldest.done) kept.delete(oldest.value);
    }
    return { token, isChallenged, ...read };
  };
}

/** Reads the name with every family's patterns; a folder before it is tolerated. */
function readWords(name: string, userAgent: string, certificateSubject: string): Read {
  const whole = readFileName(name);
  const fileName = whole.length > 0 ? name : name.slice(name.lastIndexOf('/') + 1);
  const readings = whole.length > 0 ? whole : readFileName(fileName);
  const recognition = recognise({
    fileName,
    ...(userAgent !== '' && { userAgent }),
    ...(certificateSubject !== '' && { certificateSubject }),
  });
  return { name, readings, recognition };
}
