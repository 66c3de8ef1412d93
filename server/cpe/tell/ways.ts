// Where a phone can be told something, best first: where it registered, else through the proxy that it registers at, else at
// the address that it was last seen at; there by HTTP too, where its account wants that. Pure. Source: facts/call-control.md 12; facts/gigaset-auerswald.md 9; facts/yealink.md 4.16; facts/aastra-mitel.md 4.12
import type { HttpWord, NotifyWords, Tellable } from '../../devices/notify.ts';
import type { PhoneChannel, PhoneContext } from '../../devices/phone-context.ts';
import type { Way } from './outcome.ts';

export interface Attempt {
  readonly way: Exclude<Way, 'http'>;
  /** Request-URI. */
  readonly uri: string;
  /** Where it is sent, when not to the URI itself. */
  readonly route?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** A phone as a registrar knows it. */
export interface Contact {
  readonly uri: string;
  /** The connection or address that it registered from, as a SIP URI; absent: the contact itself. */
  readonly flow?: string;
}

export interface WaysInput {
  readonly context: Pick<PhoneContext, 'channels' | 'server'>;
  readonly contacts: readonly Contact[];
  /** Its first channel before a change that is on its way: until it fetched that, it is registered there. */
  readonly former?: PhoneChannel;
  /** Its first channel with encryption the other way round: a phone is registered so until it starts after that was switched. */
  readonly switched?: PhoneChannel;
  /** Where the phone last asked for a file from; undefined before its first request. */
  readonly lastAddress: string | undefined;
  /** The port that phones listen on. */
  readonly phonePort: number;
}

export function waysTo(input: WaysInput, words: NotifyWords, what: Tellable): readonly Attempt[] {
  const { context, contacts, former, switched, lastAddress, phonePort } = input;
  const channel = context.channels[0];
  const credentials = channel && { username: channel.username.value, password: channel.password.value };
  const proof = credentials ? { credentials } : {};
  const needsUser = what === 'reboot' && words.rebootNeedsUser === true;
  const registered = contacts.map(({ uri, flow }) => ({
    way: 'contact' as const,
    uri,
    ...(flow !== undefined && { route: flow }),
    ...proof,
  }));
  const proxies = [former, channel, switched].flatMap((at) => (at && viaProxy(at, context.server.host.value)) ?? []);
  const user = userPart(channel?.username.value ?? 'anonymous');
  const seen = (lastAddress !== undefined && (channel || !needsUser) ? [channel, switched ?? channel] : []).map(
    (at): Attempt => ({
      way: 'lastAddress',
      uri: `sip:${user}@${hostOf(lastAddress ?? '')}:${phonePort}${parameterOf(at)}`,
    }),
  );
  const fresh = [...proxies, ...seen].filter(
    ({ uri, route }, i, all) => all.findIndex((other) => other.uri === uri && other.route === route) === i,
  );
  return [...registered, ...fresh.map((attempt) => ({ ...attempt, ...proof }))];
}

/** Not through ourselves: whom we know, stands among the contacts. */
function viaProxy(channel: PhoneChannel, ownHost: string): Attempt | undefined {
  const { username, proxy, outboundProxy } = channel;
  const { host, port } = proxy.value;
  if (host === ownHost) return undefined;
  const uri = `sip:${userPart(username.value)}@${host}:${port}${parameterOf(channel)}`;
  if (!outboundProxy) return { way: 'proxy', uri };
  return {
    way: 'proxy',
    uri,
    route: `sip:${outboundProxy.value.host}:${outboundProxy.value.port}${parameterOf(channel)}`,
  };
}

function parameterOf(channel: PhoneChannel | undefined): string {
  const transport = channel?.transport.value;
  return transport === 'tcp' || transport === 'tls' ? `;transport=${transport}` : '';
}

/** Over HTTP to where it was last seen. */
export interface HttpAttempt {
  readonly way: 'http';
  readonly uri: string;
  readonly word: HttpWord;
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** Source: facts/yealink.md 4.16 (its admin is called so) */
const ADMIN = 'admin';

/**
 * @param adminPassword  of the phone's own web pages
 * @param mayHttp        whether its account wants that, and it was last seen inside the account's networks
 */
export function httpWayTo(
  input: { readonly lastAddress: string | undefined; readonly adminPassword: string; readonly mayHttp: boolean },
  words: NotifyWords,
  what: Tellable,
): readonly HttpAttempt[] {
  const word = words.http?.[what];
  const { lastAddress, adminPassword, mayHttp } = input;
  if (!word || !mayHttp || lastAddress === undefined) return [];
  const uri = `http://${hostOf(lastAddress)}${word.path}`;
  return [
    { way: 'http', uri, word, ...(word.asAdmin && { credentials: { username: ADMIN, password: adminPassword } }) },
  ];
}

function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** Source: RFC 3261 25.1 (user) */
function userPart(username: string): string {
  return encodeURIComponent(username);
}
