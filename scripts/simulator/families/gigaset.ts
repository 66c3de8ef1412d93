// Gigaset's devices and the Auerswald WS-500: a chain of small binary files that ends in a URL for the older ones, a document
// under a fixed name or the MAC for the younger. Source: facts/gigaset-auerswald.md 2.2, 3.2-3.4, 5.1, 6, 7
import type { KnownDevice } from '../../../server/devices/registry.ts';
import { fetchFirmware } from '../firmware.ts';
import { below } from '../line.ts';
import type { BootingPhone, SimulatedFamily } from '../phone.ts';
import { noteDigest } from '../same-bytes.ts';
import { checkSync, sipAccount } from '../told.ts';
import { elementsNamed, parseXml, type XmlElement } from '../xml.ts';

/** How a model boots: over the chain that starts in a folder, or by names; what it says of itself. */
interface Habit {
  readonly name: string;
  readonly firmware: string;
  /** Behind the MAC in its User-Agent. */
  readonly suffix?: string;
  readonly chainFolder?: string;
}

/** By the model's name in server/devices. The folder of the DE series and its User-Agent were never seen. Source: 2.2, 3.2 */
const HABITS: Readonly<Record<string, Habit>> = {
  'N300A IP': { name: 'N300A IP', firmware: '42.245.00.000.000', chainFolder: '42/1' },
  'N510 IP PRO': { name: 'N510 IP PRO', firmware: '42.258.00.000.000', chainFolder: '42/2' },
  'N720 IP PRO': { name: 'Gigaset N720 DM PRO', firmware: '70.108.00.000.000', chainFolder: '70/1' },
  'DEx series': { name: 'DE410 IP PRO', firmware: '02.00.17', chainFolder: '62/1' },
  'N530 IP PRO': { name: 'Gigaset N530 IP PRO', firmware: '83.V2.62.0+build.c358757' },
  'Nx70 IP PRO': { name: 'Gigaset N870 IP PRO', firmware: '83.V2.62.0+build.c358757', suffix: ';Handset=250' },
  'COMfortel WS-500': { name: 'Auerswald COMfortel WS-500M', firmware: 'V2.53.0+build.c0ed5a2' },
};

const LONGEST_CHAIN = 8;
const STRING = 0x03;
const DOCUMENT = 0x00;

export const gigaset: SimulatedFamily = {
  name: 'gigaset',
  transports: ['http'],
  checksNames: false,
  // First what its maker gave it, then what it was told: up to two 401s. Source: facts/gigaset-auerswald.md 4.1
  logins: ({ mac }, { login }) => [
    { username: mac.toUpperCase(), password: `maker-${mac}` },
    ...(login ? [login] : []),
  ],
  firmwareOf: (device) => habitOf(device)?.firmware,
  userAgent: ({ mac, device, firmware }) => {
    const { name, suffix = '' } = habitOf(device) ?? { name: device.model.model };
    return `${name}/${firmware};${mac.toUpperCase()}${suffix}`;
  },
  // The older bases ignore the parameter; the younger believe it.
  hears: (event, { serverUrl }) =>
    checkSync(event, (reboots) => (reboots && !serverUrl.endsWith('.xml') ? 'reboot' : 'resync')),
  boot: async (phone) => {
    const document = habitOf(phone.spec.device)?.chainFolder === undefined ? await byName(phone) : await byChain(phone);
    if (!document) return;
    const { url, root } = document;
    if (root.name === 'provisioning') await applyNvm(phone, url, root);
    else if (root.name === 'ProviderFrame') applyProvider(phone, url, root);
    else phone.line.complain(url, `has <${root.name}> as its root`);
  },
};

interface Document {
  readonly url: string;
  readonly root: XmlElement;
}

function habitOf({ model }: KnownDevice): Habit | undefined {
  return HABITS[model.model];
}

/** provisioning.xml, and where there is none the name with the MAC. Source: 3.4 */
async function byName(phone: BootingPhone): Promise<Document | undefined> {
  const { memory, spec, line } = phone;
  const first = await line.ask({ url: below(memory.serverUrl, 'provisioning.xml'), accepts: [200, 404] });
  if (first?.status === 200) return readDocument(phone, below(memory.serverUrl, 'provisioning.xml'), first.body);
  return fetchDocument(phone, below(memory.serverUrl, `${spec.mac.toUpperCase()}.xml`));
}

/** The links one by one, until one says where the document is; a device that was told that once goes there at once. */
async function byChain(phone: BootingPhone): Promise<Document | undefined> {
  const { memory, line, spec } = phone;
  if (memory.serverUrl.endsWith('.xml')) return fetchDocument(phone, memory.serverUrl);
  const folder = below(memory.serverUrl, habitOf(spec.device)?.chainFolder ?? '');
  let url = below(folder, 'master.bin');
  for (let links = 0; links < LONGEST_CHAIN; links += 1) {
    const answer = await line.ask({ url });
    if (!answer) return undefined;
    const records = readRecords(answer.body);
    if (!records) {
      line.complain(url, 'is no list of records');
      return undefined;
    }
    const found = records.find(({ tag }) => tag === DOCUMENT);
    if (found) return fetchDocument(phone, expanded(found.text, phone));
    const next = records.find(({ text }) => text.endsWith('.bin'));
    if (!next) {
      line.complain(url, 'leads nowhere');
      return undefined;
    }
    url = `${folder}/${next.text}`;
  }
  line.complain(url, `the chain is longer than ${LONGEST_CHAIN} files`);
  return undefined;
}

/** Outer tag, outer length, 0x03, inner length, text with its NUL. Source: 3.2 */
export function readRecords(bytes: Buffer): readonly { readonly tag: number; readonly text: string }[] | undefined {
  const records: { tag: number; text: string }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, length = 0, inner, textLength = 0] = bytes.subarray(at, at + 4);
    const end = at + 2 + length;
    if (inner !== STRING || textLength + 2 !== length || end > bytes.length || bytes[end - 1] !== 0) return undefined;
    records.push({ tag, text: bytes.toString('latin1', at + 4, end - 1) });
    at = end;
  }
  return records.length > 0 ? records : undefined;
}

/** Source: 3.2 "Placeholders" */
function expanded(pattern: string, { memory, spec }: BootingPhone): string {
  const mac = spec.mac.toUpperCase();
  return pattern
    .replaceAll('%DURL', memory.serverUrl.replace(/^http:\/\//, '').replace(/\/$/, ''))
    .replaceAll('%MACD', mac)
    .replaceAll('%MACC', mac.match(/../g)?.join(':') ?? mac);
}

async function fetchDocument(phone: BootingPhone, url: string): Promise<Document | undefined> {
  const answer = await phone.line.ask({ url });
  return answer && readDocument(phone, url, answer.body);
}

function readDocument({ line, memory }: BootingPhone, url: string, bytes: Buffer): Document | undefined {
  noteDigest(memory, line, url, bytes);
  try {
    return { url, root: parseXml(bytes) };
  } catch (error) {
    line.complain(url, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** The older kinds: a document of another MAC is ignored. Source: 5.1 */
function applyProvider({ spec, memory, line }: BootingPhone, url: string, root: XmlElement): void {
  const mac = spec.mac.toUpperCase();
  const named = elementsNamed(root, 'MAC_ADDRESS')[0]?.attributes.get('value');
  if (named !== mac) line.complain(url, `names the MAC ${named}`);
  const version = elementsNamed(root, 'VERSION')[0]?.attributes.get('value');
  if (version !== undefined && !/^[0-3]\d[01]\d{3}[0-2]\d[0-5]\d$/.test(version))
    line.complain(url, `VERSION ${version} is no ddmmyyhhmm`);
  if (elementsNamed(root, 'PROFILE_NAME').length === 0) line.complain(url, 'has no PROFILE_NAME');

  const settings = providerSettings(root);
  const firstOf = (name: RegExp) => [...settings].find(([id, value]) => name.test(id) && value !== '')?.[1];
  memory.sip = sipAccount(firstOf(/S_SIP_USER_ID(?:_1|\[0\])?$/), firstOf(/S_SIP_PASSWORD(?:_1|\[0\])?$/));
  const isNamed = [...settings].some(([id, value]) => /(?:USER_ID|USERNAME|LOGIN_ID)/i.test(id) && value !== '');
  if (spec.hasChannel && !isNamed) line.complain(url, 'gives the device no account');
  const username = settings.get('S_PROV_USERNAME');
  if (username !== undefined) memory.login = { username, password: settings.get('S_PROV_PASSWORD') ?? '' };
  const next = settings.get('S_CONFIGFILE_URL') ?? dataServerOf(settings);
  if (next !== undefined) memory.serverUrl = /^https?:\/\//.test(next) ? next : `http://${next}`;
}

function dataServerOf(settings: ReadonlyMap<string, string>): string | undefined {
  return [...settings].find(([id]) => /\.aucS_DATA_SERVER(?:\[\d\])?$/.test(id))?.[1];
}

/** Text carries quotes of its own in the symbol kind. */
function providerSettings(root: XmlElement): ReadonlyMap<string, string> {
  const provider = elementsNamed(root, 'Provider')[0];
  return new Map(
    provider?.children.map(({ name, attributes }) => [
      attributes.get('ID') ?? name,
      (attributes.get('value') ?? '').replace(/^"(.*)"$/, '$1'),
    ]),
  );
}

/** The younger kind: an empty value can do anything to it, so none may stand there. Source: 3.4, 7.1 */
async function applyNvm(phone: BootingPhone, url: string, root: XmlElement): Promise<void> {
  const { line, memory, spec } = phone;
  if (root.attributes.get('version') !== '1.1' || root.attributes.get('productID') !== 'e2')
    line.complain(url, 'is not of version 1.1 for product e2');
  const params = new Map(
    elementsNamed(root, 'param').map(({ attributes }) => [attributes.get('name') ?? '', attributes.get('value') ?? '']),
  );
  for (const [name, value] of params) if (value === '') line.complain(url, `${name} is empty`);
  const account = [...params].find(([name]) => /^SipAccount\..*\.UserName$/.test(name));
  memory.sip = sipAccount(account?.[1], account && params.get(account[0].replace(/UserName$/, 'AuthPassword')));
  if (spec.hasChannel && !account) line.complain(url, 'gives the base no account');
  const next = params.get('Provisioning.global.ProvisioningServer');
  if (next !== undefined) memory.serverUrl = next;
  for (const image of elementsNamed(root, 'firmware').flatMap((firmware) => elementsNamed(firmware, 'file'))) {
    const imageUrl = image.attributes.get('url');
    if (imageUrl !== undefined) await fetchFirmware(phone, imageUrl);
  }
}
