// A phone's line to the server for one boot: sends requests, checks of every answer what holds for any file, tries again
// when the server is full, and keeps the journal from which the report is made. Source: facts/yealink.md 1.8, 7.5, 7.6, 7.24
import { setTimeout as wait } from 'node:timers/promises';
import { answerTo, type Login } from './digest.ts';
import { type Answer, type Method, type TlsTrust, targetOf, type Wire } from './wire.ts';

/** One request that was answered or not. */
export interface Exchange {
  readonly method: Method;
  /** Without the token. */
  readonly url: string;
  readonly scheme: string;
  readonly status: number | undefined;
  readonly bytes: number;
  readonly ms: number;
}

/** What went wrong at which request. */
export interface Fault {
  readonly request: string;
  readonly why: string;
}

export interface Journal {
  readonly exchanges: Exchange[];
  readonly faults: Fault[];
}

export interface Ask {
  readonly url: string;
  readonly method?: Method;
  readonly upload?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are well; 200 alone unless given. */
  readonly accepts?: readonly number[];
}

export interface Line {
  /** @returns undefined after a complaint: the answer is none that a phone can use */
  readonly ask: (ask: Ask) => Promise<Answer | undefined>;
  /** Notes that something is wrong with what came back for a URL. */
  readonly complain: (url: string, why: string, method?: Method) => void;
}

export interface LineOptions {
  readonly wire: Wire;
  readonly userAgent: string;
  /** Asked anew at each request: a phone may load a CA while it boots. */
  readonly trust: () => TlsTrust;
  /** Tried one after another, each when the one before was answered 401. */
  readonly logins: () => readonly Login[];
  readonly journal: Journal;
}

/** attempt_before_failed, and the longest that a phone is told to wait. */
const TRIES = 3;
const MOST_WAIT_SEC = 10;

export function openLine({ wire, userAgent, trust, logins, journal }: LineOptions): Line {
  const complain: Line['complain'] = (url, why, method = 'GET') =>
    void journal.faults.push({ request: `${method} ${withoutToken(url)}`, why });

  const once = async ({ url, method = 'GET', upload, headers = {} }: Ask): Promise<Answer> => {
    const started = performance.now();
    let answer: Answer | undefined;
    try {
      answer = await wire.send(
        { method, url, headers: { 'User-Agent': userAgent, Accept: '*/*', ...headers }, ...(upload && { upload }) },
        trust(),
      );
      return answer;
    } finally {
      journal.exchanges.push({
        method,
        url: withoutToken(url),
        scheme: url.slice(0, url.indexOf(':')),
        status: answer?.status,
        bytes: answer?.body.length ?? 0,
        ms: performance.now() - started,
      });
    }
  };

  const loggedIn = async (ask: Ask): Promise<Answer> => {
    let answer = await once(ask);
    for (const login of logins()) {
      const header = [answer.headers['www-authenticate'] ?? []].flat().join(', ');
      const reply = answer.status === 401 ? answerTo(header, login, ask.method ?? 'GET', targetOf(ask.url)) : undefined;
      if (reply !== undefined) answer = await once({ ...ask, headers: { ...ask.headers, Authorization: reply } });
    }
    return answer;
  };

  return {
    complain,
    ask: async (ask) => {
      const { url, method, accepts = [200] } = ask;
      try {
        let answer = await loggedIn(ask);
        for (let tries = 1; answer.status === 503 && tries < TRIES; tries += 1) {
          await wait(Math.min(Number(answer.headers['retry-after'] ?? MOST_WAIT_SEC), MOST_WAIT_SEC) * 1000);
          answer = await loggedIn(ask);
        }
        if (!accepts.includes(answer.status)) {
          complain(url, `status ${answer.status}, not ${accepts.join(' or ')}`, method);
          return undefined;
        }
        for (const why of transferFaults(ask, answer)) complain(url, why, method);
        return answer;
      } catch (error) {
        complain(url, error instanceof Error ? error.message : String(error), method);
        return undefined;
      }
    },
  };
}

/** What no phone should meet in an answer, whatever it asked for. */
function transferFaults({ url, method = 'GET' }: Ask, { status, headers, body }: Answer): readonly string[] {
  if (url.startsWith('tftp:')) return [];
  const length = headers['content-length'];
  return [
    headers['transfer-encoding'] !== undefined && `Transfer-Encoding: ${headers['transfer-encoding']}`,
    headers['content-encoding'] !== undefined && `Content-Encoding: ${headers['content-encoding']}`,
    length === undefined && status !== 304 && 'no Content-Length',
    length !== undefined &&
      method !== 'HEAD' &&
      Number(length) !== body.length &&
      `Content-Length says ${length} bytes, ${body.length} came`,
    status === 404 && body.length > 0 && `a 404 with a page of ${body.length} bytes`,
  ].filter((why) => why !== false);
}

/** Tokens are secrets: reports and terminals show none. */
export function withoutToken(url: string): string {
  return url.replace(/\/[0-9a-f]{32}(?=\/|$)/gi, '/<token>');
}

/** A name below a place. Names of phones are plain; what is not is encoded. */
export function below(place: string, name: string): string {
  return `${place.endsWith('/') ? place : `${place}/`}${name.split('/').map(encodeURIComponent).join('/')}`;
}
