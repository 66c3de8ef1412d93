// Yealink desk phones and DECT bases: how they name themselves and which files they ask for.
// Source: facts/yealink.md 1.4-1.9, 2, 8
import { type FirmwareVersion, hardwareIdOf, parseFirmwareVersion } from '../../domain/firmware-version.ts';
import { parseMac } from '../../domain/mac.ts';
import { YEALINK_NOTIFY } from '../notify.ts';
import type { Claim, DeviceFamily, DeviceModel, FileRule, Known } from '../types.ts';
import { yealinkFirmware } from './firmware.ts';
import { keysBeyond } from './keys.ts';
import { commonFileOf, yealinkModels } from './models.ts';
import { RINGERS, yealinkModelOf, yealinkView } from './view.ts';

const USER_AGENT =
  /^(Yealink[ -]+)?(?:SIP[ -]+)?((?:VP-)?[A-Z0-9]+(?:_E2)?)\s+(\d{1,3}(?:\.\d{1,3}){3})(?:\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2}|[0-9a-f]{12}))?(?:\s|$)/i;

/** Source: facts/yealink.md 2.2 */
function readUserAgent(userAgent: string): Claim | undefined {
  const match = USER_AGENT.exec(userAgent);
  if (!match) return undefined;
  const firmware = parseFirmwareVersion(match[3] ?? '');
  const mac = parseMac(match[4] ?? '');
  return {
    product: (match[2] ?? '').toUpperCase(),
    ...(match[1] && { namesVendor: true }),
    ...(firmware && { firmware }),
    ...(mac && { mac }),
  };
}

const TEXT = 'text/plain; charset=utf-8';
const XML = 'text/xml; charset=utf-8';

function upload(suffix: string, kind: 'localConfig' | 'contacts' | 'callLog', contentType: string): FileRule {
  return {
    kind: 'upload',
    pattern: new RegExp(`^(?<mac>[0-9a-f]{12})-${suffix.replace('.', '\\.')}$`, 'i'),
    access: 'cpe',
    source: { from: 'upload', upload: kind },
    contentType,
    nameFor: (phone) => `${phone.mac}-${suffix}`,
  };
}

const files: readonly FileRule[] = [
  {
    kind: 'boot',
    pattern: /^(?<mac>[0-9a-f]{12})\.boot$/i,
    access: 'cpe',
    source: { from: 'template', template: 'yealink/boot.njk' },
    contentType: TEXT,
    nameFor: (phone) => (phone.bootFile.value ? `${phone.mac}.boot` : undefined),
  },
  {
    kind: 'none',
    pattern: /^y0{12}\.(?:boot|cfg)$/i,
    access: 'public',
    source: { from: 'nothing' },
    contentType: TEXT,
    nameFor: () => undefined,
  },
  {
    // The body is the same for every model, so a code that no sheet knows is served as well (facts/yealink.md 8).
    kind: 'common',
    pattern: /^y0{9}(?<code>\d{3})\.cfg$/i,
    parts: (match) => {
      const model = yealinkModels.find(({ commonFileCode }) => commonFileCode === Number(match.groups?.code));
      return model?.productNames[0] === undefined ? {} : { product: model.productNames[0] };
    },
    access: 'public',
    source: { from: 'publicTemplate', template: 'yealink/common.cfg.njk', view: () => ({}) },
    contentType: TEXT,
    nameFor: (phone) => commonFileOf(yealinkModelOf(phone)),
  },
  {
    kind: 'own',
    pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i,
    access: 'cpe',
    source: { from: 'template' },
    contentType: TEXT,
    nameFor: (phone) => `${phone.mac}.cfg`,
  },
  upload('local.cfg', 'localConfig', TEXT),
  upload('contact.xml', 'contacts', XML),
  upload('calllog.xml', 'callLog', XML),
];

/** The generation is the second field, if the version is one of this hardware. Source: facts/yealink.md 1.7 */
function generationOf(model: DeviceModel, firmware: FirmwareVersion | undefined): Known<number> {
  if (!firmware) return 'unknown';
  if (model.hardwareIds.length > 0 && !model.hardwareIds.includes(hardwareIdOf(firmware))) return 'unknown';
  return firmware.fields[1] ?? 'unknown';
}

export const yealink: DeviceFamily = {
  name: 'yealink',
  models: yealinkModels,
  format: 'equals',
  hardwareIdInFirmware: true,
  firmware: yealinkFirmware,
  readUserAgent,
  files,
  defaults: {
    sipTransport: 'udp',
    registrationExpiresSec: 3600,
    offerSecondCall: true,
    callWaitingTone: true,
    showMissedCalls: true,
    codecs: ['pcma', 'opus', 'g722', 'pcmu', 'g729'],
    featureSync: 'off',
    httpControl: false,
    phonebooks: [],
    keepUserChanges: false,
    bootFile: false,
    resync: { everyMinutes: 0, nightlyFrom: '01:00', nightlyUntil: '05:00' },
    provisioningScheme: 'auto',
  },
  ringtones: RINGERS,
  generationOf,
  // SHA-256 was never seen on a phone (facts/yealink.md 3.1).
  digest: { algorithms: ['MD5'], isWritten: () => true },
  // Loading a CA by file has its `static.` name from generation 81; before that and on TLS 1.0 phones we stay with http.
  verifiesOwnCa: (caps) => caps.tls === 'modern' && (caps.generation === 'unknown' || caps.generation >= 81),
  view: yealinkView,
  notify: () => YEALINK_NOTIFY,
  warnings: (phone) =>
    keysBeyond(phone).map(({ index }) => `key ${index} is left out: this model has ${phone.caps.lineKeys} line keys`),
  firstFileTemplate: 'yealink/first.cfg.njk',
};
