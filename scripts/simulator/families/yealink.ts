// Yealink desk phones and DECT bases: boot files where the firmware knows them, common file, own file, then what these name.
// Source: facts/yealink.md 1.4-1.9, 2.1, 3.2, 7
import { X509Certificate } from 'node:crypto';
import type { KnownDevice } from '../../../server/devices/registry.ts';
import { yealinkModels } from '../../../server/devices/yealink/models.ts';
import { formatMac } from '../../../server/domain/mac.ts';
import { fetchFirmware } from '../firmware.ts';
import { below } from '../line.ts';
import type { BootingPhone, SimulatedFamily } from '../phone.ts';
import { noteDigest } from '../same-bytes.ts';
import { checkSync, sipAccount } from '../told.ts';
import { type ConfigFile, readBootFile, readConfig, type Settings } from './yealink-config.ts';

/** The newest version that the sheet names for each hardware id. Source: facts/yealink.md 1.7, 2.1 */
const FIRMWARE: Readonly<Record<number, string>> = {
  23: '23.70.0.40',
  25: '25.81.0.60',
  28: '28.83.0.120',
  29: '29.83.0.120',
  31: '31.72.0.75',
  35: '35.83.0.120',
  36: '36.83.0.120',
  37: '37.81.0.10',
  51: '51.80.0.100',
  53: '53.84.0.125',
  54: '54.84.0.125',
  66: '66.86.0.15',
  70: '70.84.0.70',
  76: '76.84.0.125',
  77: '77.85.0.25',
  95: '95.84.0.125',
  96: '96.87.0.15',
  185: '185.87.0.34',
};

/** A config that sends the phone elsewhere and says nothing more is followed at once; more often than this it is a loop. */
const MOST_MOVES = 3;
const LOCAL_CHANGE = '#!version:1.0.0.1\nfeatures.dnd.allow = 1\n';

export const yealink: SimulatedFamily = {
  name: 'yealink',
  transports: ['http', 'https', 'tftp'],
  checksNames: false,
  firmwareOf: ({ model }) => model.hardwareIds.map((id) => FIRMWARE[id]).find((version) => version !== undefined),
  userAgent: ({ mac, device, firmware }) => `${nameOf(device)} ${firmware} ${formatMac(mac)}`,
  hears: (event, { startsAtEverySync }) =>
    checkSync(event, (reboots) => (reboots || startsAtEverySync ? 'reboot' : 'resync')),
  boot: async (phone) => {
    const { memory, line } = phone;
    for (let moves = 0; moves < MOST_MOVES; moves += 1) {
      const from = memory.serverUrl;
      const settings = await fetchSettings(phone, from);
      if (!settings) return;
      await apply(phone, from, settings);
      if (namesAccount(settings) || memory.serverUrl === from) {
        if (phone.spec.hasChannel && !namesAccount(settings)) line.complain(from, 'no file gives the phone an account');
        return;
      }
    }
    line.complain(memory.serverUrl, `the phone is sent on more than ${MOST_MOVES} times`);
  },
};

/** `Yealink SIP-T46S`, `Yealink W60B`, `VP530P`. Source: facts/yealink.md 2.1 */
function nameOf({ model }: KnownDevice): string {
  const name = model.productNames[0] ?? model.model;
  if (name === 'VP530') return 'VP530P';
  return model.kind === 'dect' || model.kind === 'conference' ? `Yealink ${name}` : `Yealink SIP-${name}`;
}

function generationOf(firmware: string): number {
  return Number(firmware.split('.')[1]);
}

/** Until generation 80 the names of network, security and provisioning parameters have no prefix. */
function prefixOf({ spec }: BootingPhone): string {
  return generationOf(spec.firmware) >= 81 ? 'static.' : '';
}

function namesAccount(settings: Settings): boolean {
  return settings.get('account.1.enable') === '1';
}

/** Everything that the files say together, the later over the earlier; undefined when a file could not be had. */
async function fetchSettings(phone: BootingPhone, place: string): Promise<Settings | undefined> {
  const { mac } = phone.spec;
  const included = generationOf(phone.spec.firmware) >= 81 ? await fetchBootFile(phone, place) : [];
  if (!included) return undefined;
  const own = `${mac}.cfg`;
  const common = commonFileOf(phone);
  const urls = included.length > 0 ? included : [...(common ? [below(place, common)] : []), below(place, own)];
  const settings = new Map<string, string>();
  for (const url of urls) {
    const isOwn = url.endsWith(`/${own}`);
    const file = await fetchConfig(phone, url, isOwn);
    if (!file) {
      if (isOwn) return undefined;
      continue;
    }
    for (const [key, value] of file.settings) settings.set(key, value);
  }
  const isOn = (name: string): boolean => settings.get(`${prefixOf(phone)}auto_provision.${name}`) === '1';
  if (isOn('custom.protect') && isOn('custom.sync')) await fetchBack(phone, place, 'local.cfg');
  if (isOn('local_contact.backup.enable')) await fetchBack(phone, place, 'contact.xml');
  return settings;
}

/** @returns the URLs that a boot file includes, in order; empty when there is none; undefined when it is unusable */
async function fetchBootFile({ spec, line }: BootingPhone, place: string): Promise<readonly string[] | undefined> {
  for (const name of [`${spec.mac}.boot`, 'y000000000000.boot']) {
    const url = below(place, name);
    const answer = await line.ask({ url, accepts: [200, 404] });
    if (answer?.status !== 200) continue;
    const { includes, problems } = readBootFile(answer.body, spec.device.model.productNames);
    for (const why of problems) line.complain(url, why);
    return problems.length > 0 ? undefined : includes.map((target) => new URL(target, url).href);
  }
  return [];
}

/** `y000000000066.cfg`; undefined where no source knows the model's code. */
function commonFileOf({ spec }: BootingPhone): string | undefined {
  const { model, track } = spec.device.model;
  const code = yealinkModels.find((m) => m.model === model && m.track === track)?.commonFileCode;
  return code === undefined ? undefined : `y${String(code).padStart(12, '0')}.cfg`;
}

async function fetchConfig(phone: BootingPhone, url: string, isOwn: boolean): Promise<ConfigFile | undefined> {
  const { line, memory } = phone;
  const answer = await line.ask({ url, accepts: isOwn ? [200] : [200, 404] });
  if (answer?.status !== 200) return undefined;
  const type = answer.headers['content-type'];
  if (type !== undefined && !type.startsWith('text/plain')) line.complain(url, `Content-Type is ${type}`);
  const file = readConfig(answer.body);
  for (const why of file.problems) line.complain(url, why);
  if (isOwn && !url.startsWith('tftp:')) noteDigest(memory, line, url, answer.body);
  return file.problems.length > 0 ? undefined : file;
}

/** Takes what the files say, in the order in which a phone needs it: the CA before the place that it protects. */
async function apply(phone: BootingPhone, place: string, settings: Settings): Promise<void> {
  const { memory, line, spec } = phone;
  const prefix = prefixOf(phone);
  const setting = (name: string): string | undefined => settings.get(prefix + name);

  memory.checksNames = setting('security.cn_validation') === '1';
  memory.sip = sipAccount(settings.get('account.1.user_name'), settings.get('account.1.password'));
  memory.startsAtEverySync = (settings.get('sip.notify_reboot_enable') ?? '1') === '1';
  const caUrl = setting('trusted_certificates.url');
  if (caUrl !== undefined && caUrl !== '%NULL%') await loadCa(phone, caUrl);

  const username = setting('auto_provision.server.username');
  if (username !== undefined) memory.login = { username, password: setting('auto_provision.server.password') ?? '' };
  const next = setting('auto_provision.server.url');
  if (next !== undefined && !isPlace(next)) line.complain(place, 'auto_provision.server.url is no folder of a server');
  else if (next !== undefined) memory.serverUrl = next;

  // The DECT bases of generation 81 know the name without prefix (4.15).
  const firmwareUrl =
    setting('firmware.url') ?? (spec.device.model.kind === 'dect' ? settings.get('firmware.url') : undefined);
  if (firmwareUrl !== undefined && firmwareUrl !== '%NULL%') await fetchFirmware(phone, firmwareUrl);

  if (setting('auto_provision.custom.protect') === '1' && setting('auto_provision.custom.sync') === '1')
    await sendUp(phone, 'local.cfg', LOCAL_CHANGE);
  if (setting('auto_provision.local_contact.backup.enable') === '1')
    await sendUp(phone, 'contact.xml', '<root_contact>\n</root_contact>\n');
}

function isPlace(url: string): boolean {
  return URL.canParse(url) && /^(?:https?|tftp):\/\/.*\/$/.test(url);
}

async function loadCa({ line, memory }: BootingPhone, url: string): Promise<void> {
  const answer = await line.ask({ url });
  if (!answer) return;
  const pem = answer.body.toString('latin1');
  try {
    if (!new X509Certificate(pem).ca) line.complain(url, 'is a certificate, but not of a CA');
    else if (!memory.loadedCa.includes(pem)) memory.loadedCa = [...memory.loadedCa, pem];
  } catch {
    line.complain(url, 'is no certificate');
  }
}

/** A change made on the phone: goes up, and comes back at the next boot. Source: facts/yealink.md 1.9 */
async function sendUp({ spec, line, memory }: BootingPhone, suffix: string, content: string): Promise<void> {
  const name = `${spec.mac}-${suffix}`;
  const upload = Buffer.from(content);
  const answer = await line.ask({
    method: 'PUT',
    url: below(memory.serverUrl, name),
    upload,
    accepts: [200, 201, 204],
  });
  if (answer) memory.uploads.set(name, upload);
}

async function fetchBack({ spec, line, memory }: BootingPhone, place: string, suffix: string): Promise<void> {
  const name = `${spec.mac}-${suffix}`;
  const former = memory.uploads.get(name);
  const url = below(place, name);
  const answer = await line.ask({ url, accepts: former ? [200] : [200, 404] });
  if (former && answer && !former.equals(answer.body)) line.complain(url, 'is not what the phone uploaded');
}
