// Aastra and Mitel desk phones: firmware, key file, global file, model file, own file, then what these name. The order on the
// wire is not documented; this one is likely. Source: facts/aastra-mitel.md 1.2-1.5, 2.1, 3.2, 4.1
import { X509Certificate } from 'node:crypto';
import { aastraMitelModelOf } from '../../../server/devices/aastra-mitel/models.ts';
import { below } from '../line.ts';
import type { BootingPhone, SimulatedFamily } from '../phone.ts';
import { noteDigest } from '../same-bytes.ts';
import { textLines } from '../text.ts';
import { checkSync, sipAccount } from '../told.ts';

/** Versions that were seen. Source: facts/aastra-mitel.md 2.1 */
const FIRMWARE = { Aastra: '3.3.1.4365', 'Aastra/Mitel': '4.1.0.128', Mitel: '6.4.0.140' } as const;
const SETTING = /^(?<force>[!^]?)(?<key>[A-Za-z][A-Za-z0-9 [\]|-]*):(?: (?<value>.*))?$/;
const MOST_MOVES = 3;

type Settings = ReadonlyMap<string, string>;

export const aastraMitel: SimulatedFamily = {
  name: 'aastra-mitel',
  transports: ['http', 'https', 'tftp'],
  checksNames: true,
  // Until it is told otherwise it is aastra, aastra. Source: facts/aastra-mitel.md 3.1
  logins: (_spec, { login }) => [login ?? { username: 'aastra', password: 'aastra' }],
  firmwareOf: ({ model: { vendor } }) => Object.entries(FIRMWARE).find(([name]) => name === vendor)?.[1],
  userAgent: ({ mac, device, firmware }) => {
    // The 68xx stay Aastra, also under Mitel's brand.
    const vendor = device.model.vendor === 'Mitel' ? 'Mitel' : 'Aastra';
    return `${vendor}${device.model.model} MAC:${mac.toUpperCase().match(/../g)?.join('-')} V:${firmware}-SIP`;
  },
  // It starts anew where its files changed; whether it does so where none did, no source says.
  hears: (event) => checkSync(event, (reboots) => (reboots ? 'reboot' : 'resync')),
  boot: async (phone) => {
    const { memory, line, spec } = phone;
    for (let moves = 0; moves < MOST_MOVES; moves += 1) {
      const from = memory.serverUrl;
      const settings = await fetchSettings(phone, from);
      if (!settings) return;
      const hasAccount = (settings.get('sip line1 user name') ?? '') !== '';
      await apply(phone, from, settings);
      if (!hasAccount && memory.serverUrl !== from) continue;
      if (spec.hasChannel && !hasAccount) line.complain(from, 'no file gives the phone an account');
      return;
    }
    line.complain(memory.serverUrl, `the phone is sent on more than ${MOST_MOVES} times`);
  },
};

async function fetchSettings(phone: BootingPhone, place: string): Promise<Settings | undefined> {
  const { line, spec } = phone;
  const { model } = spec.device.model;
  const global = speaksGeneration4(phone) ? 'startup.cfg' : 'aastra.cfg';
  for (const name of [`${model}.st`, 'security.tuz']) await line.ask({ url: below(place, name), accepts: [200, 404] });
  const settings = new Map<string, string>();
  for (const name of [global, `${model}.cfg`]) {
    for (const [key, value] of (await fetchConfig(phone, below(place, name), false)) ?? []) settings.set(key, value);
  }
  const own = await fetchConfig(phone, below(place, `${spec.mac.toUpperCase()}.cfg`), true);
  if (!own) return undefined;
  for (const [key, value] of own) settings.set(key, value);
  return settings;
}

/** From 4.0.0 SP1 on; taken for 4.0.1, as SP1 has no number of its own. */
function speaksGeneration4({ spec }: BootingPhone): boolean {
  const { speaks } = aastraMitelModelOf(spec.device.model);
  const [major = 0, minor = 0, patch = 0] = spec.firmware.split('.').map(Number);
  return speaks === 'byFirmware' ? major * 10_000 + minor * 100 + patch > 40_000 : speaks === 4;
}

async function fetchConfig({ line, memory }: BootingPhone, url: string, isOwn: boolean): Promise<Settings | undefined> {
  const answer = await line.ask({ url, accepts: isOwn ? [200] : [200, 404] });
  if (answer?.status !== 200) return undefined;
  const type = answer.headers['content-type'];
  if (type !== undefined && !type.startsWith('text/plain')) line.complain(url, `Content-Type is ${type}`);
  if (isOwn && !url.startsWith('tftp:')) noteDigest(memory, line, url, answer.body);
  const { settings, problems } = readConfig(answer.body);
  for (const why of problems) line.complain(url, why);
  return problems.length > 0 ? undefined : settings;
}

/** Reads `key: value` lines; `#` starts a comment anywhere, unless the value is quoted. Source: facts/aastra-mitel.md 4.1 */
export function readConfig(bytes: Buffer): { readonly settings: Settings; readonly problems: readonly string[] } {
  const { lines, problems } = textLines(bytes);
  const settings = new Map<string, string>();
  const wrong = [...problems];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const groups = SETTING.exec(line)?.groups;
    if (!groups?.key) wrong.push(`line ${i + 1} is no \`key: value\``);
    else settings.set(groups.key, plainValue(groups.value ?? ''));
  }
  return { settings, problems: wrong };
}

function plainValue(text: string): string {
  const quoted = /^"([^"]*)"/.exec(text)?.[1];
  return quoted ?? text.replace(/#.*$/, '').trim();
}

async function apply(phone: BootingPhone, place: string, settings: Settings): Promise<void> {
  const { memory, line } = phone;
  // Certificates and languages come from where the configuration came from; a name with folders starts at the server's root.
  const caName = settings.get('https user certificates') ?? '';
  if (caName !== '') await loadCa(phone, beside(place, caName));
  memory.sip = sipAccount(settings.get('sip line1 user name'), settings.get('sip line1 password'));
  const username = settings.get('http digest username');
  if (username !== undefined) memory.login = { username, password: settings.get('http digest password') ?? '' };
  const next = placeOf(settings);
  if (next !== undefined) memory.serverUrl = next;
  memory.checksNames = settings.get('https validate hostname') !== '0';
  const language = settings.get('language 1') ?? '';
  if (language !== '') await line.ask({ url: beside(memory.serverUrl, language), accepts: [200, 404] });
}

function beside(place: string, name: string): string {
  return name.includes('/') ? new URL(`/${name}`, place).href : below(place, name);
}

/** Source: facts/aastra-mitel.md 1.5 */
function placeOf(settings: Settings): string | undefined {
  const scheme = settings.get('download protocol')?.toLowerCase();
  const host = settings.get(`${scheme} server`);
  if (scheme === undefined || host === undefined) return undefined;
  const port = settings.get(`${scheme} port`);
  const path = (settings.get(`${scheme} path`) ?? '').replace(/^\/+|\/+$/g, '');
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}/${path}${path === '' ? '' : '/'}`;
}

async function loadCa({ line, memory }: BootingPhone, url: string): Promise<void> {
  const answer = await line.ask({ url });
  if (!answer) return;
  const pem = answer.body.toString('latin1');
  try {
    if (!new X509Certificate(pem).ca) line.complain(url, 'is a certificate, but not of a CA');
    else memory.loadedCa = [pem];
  } catch {
    line.complain(url, 'is no certificate');
  }
}
