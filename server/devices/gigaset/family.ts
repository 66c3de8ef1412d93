// Gigaset's DECT bases and DE desk phones, with the WS-500 that Gigaset makes for Auerswald: which files they ask for, and
// which of three kinds of documents each model takes. Source: facts/gigaset-auerswald.md 1, 3, 4.2
import type { FirmwareVersion } from '../../domain/firmware-version.ts';
import { GIGASET_NOTIFY, GIGASET_SYMBOL_NOTIFY, type NotifyWords } from '../notify.ts';
import type { PhoneContext } from '../phone-context.ts';
import type { DeviceFamily, DeviceModel, FileRule, Known, TemplateValues } from '../types.ts';
import { chainRule, ownDocument, unknownChainFiles } from './files.ts';
import { gigasetFirmware } from './firmware.ts';
import { checkFlatRaw, flatView, flatWarnings } from './flat.ts';
import { flatModels, nvmModels, symbolModels } from './models.ts';
import { checkNvmRaw, nvmView, nvmWarnings } from './nvm.ts';
import { symbolModelOf, symbolView, symbolWarnings } from './symbol.ts';
import { checkSymbolRaw } from './symbol-setting.ts';
import { readGigasetUserAgent } from './user-agent.ts';
import { rawLeftOut } from './warnings.ts';

/** One kind of document: who takes it, how it comes about, and which raw pairs it can hold. */
interface DocumentKind {
  readonly models: readonly DeviceModel[];
  readonly view: (phone: PhoneContext) => TemplateValues;
  readonly notify: NotifyWords;
  readonly checkRaw: (key: string, value: string) => string | undefined;
  readonly warnings: (phone: PhoneContext) => readonly string[];
}

const symbol: DocumentKind = {
  models: symbolModels,
  view: symbolView,
  notify: GIGASET_SYMBOL_NOTIFY,
  checkRaw: checkSymbolRaw,
  warnings: symbolWarnings,
};
const flat: DocumentKind = {
  models: flatModels,
  view: flatView,
  notify: GIGASET_NOTIFY,
  checkRaw: checkFlatRaw,
  warnings: flatWarnings,
};
const nvm: DocumentKind = {
  models: nvmModels,
  view: nvmView,
  notify: GIGASET_NOTIFY,
  checkRaw: checkNvmRaw,
  warnings: nvmWarnings,
};
const KINDS: readonly DocumentKind[] = [symbol, flat, nvm];

function kindOf({ model, vendor }: DeviceModel): DocumentKind {
  const kind = KINDS.find(({ models }) => models.some((m) => m.model === model && m.vendor === vendor));
  if (!kind) throw new Error(`${vendor} ${model} is not of this family`);
  return kind;
}

/** What is wrong with a raw pair that no kind of document can hold. Which model it is meant for is not asked: see warnings. */
export function checkGigasetRaw(key: string, value: string): string | undefined {
  const problems = KINDS.map(({ checkRaw }) => checkRaw(key, value));
  if (problems.includes(undefined)) return undefined;
  return problems.find((problem) => problem?.startsWith(key)) ?? problems.join('; or ');
}

const files: readonly FileRule[] = [
  chainRule('4[12]|7[01]', (phone) =>
    kindOf(phone.model) === symbol ? `${symbolModelOf(phone).chainFolder}/master.bin` : undefined,
  ),
  // Which provisioning id stands in a DE's folder is not known, so its name cannot be foretold.
  chainRule('6[0-3]', () => undefined),
  unknownChainFiles('4[12]|6[0-3]|7[01]'),
  {
    // Asked for before the document with the MAC; the User-Agent tells whose it is (3.4).
    ...ownDocument,
    pattern: /^provisioning\.xml$/i,
    nameFor: (phone) => (kindOf(phone.model) === nvm ? 'provisioning.xml' : undefined),
  },
  ownDocument,
];

/** The major and minor number as one, 252 for 2.52: nvm parameters came with minor versions. */
function generationOf(_: DeviceModel, firmware: FirmwareVersion | undefined): Known<number> {
  return firmware ? (firmware.fields[0] ?? 0) * 100 + (firmware.fields[1] ?? 0) : 'unknown';
}

export const gigaset: DeviceFamily = {
  name: 'gigaset',
  models: KINDS.flatMap(({ models }) => models),
  format: 'xml',
  hardwareIdInFirmware: true,
  firmware: gigasetFirmware,
  readUserAgent: readGigasetUserAgent,
  files,
  defaults: {
    sipTransport: 'udp',
    registrationExpiresSec: 180,
    offerSecondCall: true,
    callWaitingTone: true,
    showMissedCalls: true,
    codecs: ['g722', 'pcma', 'pcmu', 'g726_32', 'g729'],
    featureSync: 'off',
    httpControl: false,
    phonebooks: [],
    keepUserChanges: false,
    bootFile: false,
    resync: {},
    provisioningScheme: 'auto',
  },
  ringtones: [],
  generationOf,
  // Parameters are known of the symbol document alone (facts/gigaset-auerswald.md 4.1).
  digest: { algorithms: ['MD5'], isWritten: ({ model }) => symbolModels.some((symbol) => symbol.model === model) },
  // N300A and N510 could be given a CA, but which TLS versions they speak is not known; the others have no parameter for it.
  verifiesOwnCa: () => false,
  view: (phone) => kindOf(phone.model).view(phone),
  notify: (model) => kindOf(model).notify,
  checkRaw: checkGigasetRaw,
  warnings: (phone) => {
    const { warnings, checkRaw } = kindOf(phone.model);
    return [...warnings(phone), ...rawLeftOut(phone, checkRaw)];
  },
};
