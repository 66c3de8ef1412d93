// Where a phone fetches its files, in the words of its parameters. The three for https are listed as settings, but spelled
// by analogy with http. Source: facts/aastra-mitel.md 1.5
import { derived, from, type Sourced } from '../../domain/layers.ts';

export interface ServerPlace {
  readonly protocol: Sourced<'HTTP' | 'HTTPS'>;
  /** First word of the parameters that belong to the protocol. */
  readonly prefix: 'http' | 'https';
  readonly host: Sourced<string>;
  /** null for HTTPS on port 443, which needs no line of a name that is only inferred. Source: facts/aastra-mitel.md 8 */
  readonly port: Sourced<number> | null;
  /** Without slashes at its ends; as secret as the URL, whose token stands in it. */
  readonly path: Sourced<string>;
}

/** @returns null for a URL that is neither http nor https: then the phone stays where it is */
export function serverPlace(url: Sourced<string>): ServerPlace | null {
  if (!URL.canParse(url.value)) return null;
  const { layer } = url;
  const { protocol, hostname, port, pathname } = new URL(url.value);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  const secure = protocol === 'https:';
  const number = port === '' ? (secure ? 443 : 80) : Number(port);
  return {
    protocol: from(layer, secure ? 'HTTPS' : 'HTTP'),
    prefix: secure ? 'https' : 'http',
    host: from(layer, hostname),
    port: secure && number === 443 ? null : from(layer, number),
    path: derived(url, pathname.replace(/^\/+|\/+$/g, '')),
  };
}
