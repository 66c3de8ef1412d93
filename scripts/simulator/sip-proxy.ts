// The proxy at which simulated phones are registered: takes NOTIFYs for them over UDP and answers in their place, after a
// digest challenge where phones want one. Written from the standards alone, apart from server/sip, so that a mistake of the
// server does not hide itself. Source: RFC 3261 8.2, 17.2.2, 22.4; RFC 2617 3.2; facts/call-control.md 12
import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo } from 'node:dgram';
import type { Login } from './digest.ts';

/** A phone that registered. */
export interface Registered {
  readonly login: Login;
  /** @param event  value of the header, such as `check-sync;reboot=true`; @returns whether it answers at all */
  readonly hears: (event: string) => boolean;
}

export interface ProxyOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Phones ask who wants that of them. */
  readonly challenges: boolean;
  /** @param user  of the Request-URI */
  readonly find: (user: string) => Registered | undefined;
}

/** NOTIFYs that came, a repeated one not counted. */
export interface ProxyCounts {
  readonly notifies: number;
  readonly challenged: number;
  readonly repeated: number;
  /** Answers by status. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface SipProxy {
  readonly port: number;
  readonly counts: () => ProxyCounts;
  readonly close: () => Promise<void>;
}

interface Notify {
  readonly uri: string;
  readonly user: string;
  readonly branch: string;
  readonly header: (name: string) => string | undefined;
  readonly vias: readonly string[];
}

const REALM = 'simulated';
/** How long an answer is kept for repetitions: 64 times T1. */
const REPEAT_MS = 32_000;

/** @throws the system's error when the address cannot be had */
export async function openSipProxy({ host, port, challenges, find }: ProxyOptions): Promise<SipProxy> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  const answered = new Map<string, string>();
  const timers = new Set<NodeJS.Timeout>();
  const nonces = new Set<string>();
  const counts = { notifies: 0, challenged: 0, repeated: 0, answers: {} as Record<string, number> };

  const statusFor = (notify: Notify): { readonly status: string; readonly more?: string } | undefined => {
    const event = notify.header('event');
    const phone = find(notify.user);
    if (!phone) return { status: '404 Not Found' };
    if (event === undefined) return { status: '489 Bad Event' };
    if (challenges) {
      const proof = notify.header('authorization');
      if (proof === undefined) {
        counts.challenged += 1;
        const nonce = randomBytes(8).toString('hex');
        nonces.add(nonce);
        return {
          status: '401 Unauthorized',
          more: `WWW-Authenticate: Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5, qop="auth"\r\n`,
        };
      }
      if (!isProof(proof, phone.login, notify.uri, nonces)) return { status: '403 Forbidden' };
    }
    return phone.hears(event) ? { status: '200 OK' } : undefined;
  };

  socket.on('message', (packet, from) => {
    const text = packet.toString('latin1');
    const notify = readNotify(text);
    if (!notify) return;
    const former = answered.get(notify.branch);
    if (former !== undefined) {
      counts.repeated += 1;
      if (former !== '') send(former, from);
      return;
    }
    counts.notifies += 1;
    const outcome = statusFor(notify);
    const answer = outcome ? answerText(notify, outcome.status, outcome.more ?? '', from) : '';
    counts.answers[outcome?.status.slice(0, 3) ?? 'none'] =
      (counts.answers[outcome?.status.slice(0, 3) ?? 'none'] ?? 0) + 1;
    answered.set(notify.branch, answer);
    const timer = setTimeout(() => {
      answered.delete(notify.branch);
      timers.delete(timer);
    }, REPEAT_MS);
    timers.add(timer);
    if (answer !== '') send(answer, from);
  });
  const send = (text: string, { address, port: to }: RemoteInfo): void =>
    socket.send(Buffer.from(text, 'latin1'), to, address);

  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => resolve());
  });
  return {
    port: socket.address().port,
    counts: () => ({ ...counts, answers: { ...counts.answers } }),
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}

function readNotify(text: string): Notify | undefined {
  const [head = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const [, uri, user = ''] = /^NOTIFY (sips?:(?:([^@;>]*)@)?\S+) SIP\/2\.0$/.exec(first) ?? [];
  if (uri === undefined) return undefined;
  const valuesOf = (name: string) =>
    lines.filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
  const vias = valuesOf('via');
  const branch = /branch=([^;\s]+)/.exec(vias[0] ?? '')?.[1];
  if (branch === undefined) return undefined;
  return { uri, user: decodeURIComponent(user), branch, vias, header: (name) => valuesOf(name)[0] };
}

function answerText({ header, vias }: Notify, status: string, more: string, { address, port }: RemoteInfo): string {
  const [top = '', ...rest] = vias;
  const stamped = [top.replace(/;rport(?=;|$)/, `;received=${address};rport=${port}`), ...rest];
  const to = header('to') ?? '';
  return [
    `SIP/2.0 ${status}`,
    ...stamped.map((via) => `Via: ${via}`),
    `From: ${header('from')}`,
    `To: ${to}${/;tag=/.test(to) ? '' : `;tag=${randomBytes(6).toString('hex')}`}`,
    `Call-ID: ${header('call-id')}`,
    `CSeq: ${header('cseq')}`,
    `${more}Content-Length: 0`,
    '',
    '',
  ].join('\r\n');
}

/** Each nonce is good once. */
function isProof(header: string, { username, password }: Login, uri: string, nonces: Set<string>): boolean {
  const value = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`).exec(header)?.[1] ?? '';
  const nonce = value('nonce');
  if (!nonces.delete(nonce) || value('username') !== username || value('uri') !== uri) return false;
  const secret = md5(`${username}:${REALM}:${password}`);
  const wanted = md5(`${secret}:${nonce}:${value('nc')}:${value('cnonce')}:${value('qop')}:${md5(`NOTIFY:${uri}`)}`);
  return value('response') === wanted;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
