// Gigaset's redirect server by XML-RPC with Basic authentication. Only tried against a stand-in: no account was at hand.
// Source: facts/gigaset-auerswald.md 3.5
import { FORMATS } from '../devices/formats.ts';
import { AppError } from '../errors.ts';
import { readPhoneXml, type XmlElement } from '../provisioning/phone-xml.ts';
import type { RedirectService } from '../redirects/redirects.ts';
import { askService } from './ask-service.ts';

export interface GigasetRedirectOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Under which the service lists the phone. */
  readonly providerName: string;
}

export function createGigasetRedirect({
  url,
  username,
  password,
  providerName,
}: GigasetRedirectOptions): RedirectService {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  /** @returns the text beside the boolean, such as `OK` or `mac_not_found:7C2F...` */
  const call = async (method: string, args: readonly string[]): Promise<{ ok: boolean; told: string }> => {
    const params = args.map((arg) => `<param><value><string>${FORMATS.xml.escape(arg)}</string></value></param>`);
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<methodCall><methodName>${method}</methodName><params>${params.join('')}</params></methodCall>`;
    const headers = { Authorization: authorization, 'Content-Type': 'text/xml' };
    return readAnswer(await askService(url, { method: 'POST', headers, body }));
  };

  return {
    name: 'gigaset',
    vendor: 'Gigaset',
    needsMacId: true,
    put: async ({ mac, macId, url: place }) => {
      // What stands there is taken away first: the service refuses a MAC that it has.
      await removed(mac);
      const { ok, told } = await call('autoprov.registerDevice', [
        `${mac.toUpperCase()}-${macId}`,
        place,
        providerName,
      ]);
      // An answer of success carries the phone's password: only the word before the colon is ever told.
      if (!ok) throw new AppError('REDIRECT_REFUSED', { detail: told.split(':')[0] ?? '' });
    },
    remove: removed,
  };

  async function removed(mac: string): Promise<void> {
    const { ok, told } = await call('autoprov.deregisterDevice', [mac.toUpperCase()]);
    if (!ok && !told.startsWith('mac_not_found'))
      throw new AppError('REDIRECT_REFUSED', { detail: told.split(':')[0] ?? '' });
  }
}

function readAnswer(text: string): { ok: boolean; told: string } {
  const root = readPhoneXml(Buffer.from(text));
  if ('problem' in root) throw new AppError('REDIRECT_UNREACHABLE', { detail: 'the answer cannot be read' });
  const [ok] = below(root, 'boolean');
  if (!ok) throw new AppError('REDIRECT_REFUSED', { detail: 'fault' });
  const texts = below(root, 'value').filter(({ content }) => content.every((part) => typeof part === 'string'));
  const told = [...below(root, 'string'), ...texts].map(textOf).find((one) => one !== '') ?? '';
  return { ok: textOf(ok) === '1', told };
}

function below(element: XmlElement, name: string): readonly XmlElement[] {
  return element.content.flatMap((part) =>
    typeof part === 'string' ? [] : [...(part.name === name ? [part] : []), ...below(part, name)],
  );
}

function textOf({ content }: XmlElement): string {
  return content
    .filter((part) => typeof part === 'string')
    .join('')
    .trim();
}
