// Gigaset's three families of documents: `symbol` (N300A, N510, N720), `flat` (DE desk phones) and `nvm` (N530 to N870,
// and Auerswald's WS-500, which Gigaset makes). Source: facts/gigaset-auerswald.md 1, 3, 4.2
import { type FirmwareVersion, hardwareIdOf } from '../../domain/firmware-version.ts';
import type { KeptSettings } from '../../domain/settings.ts';
import type { PhoneContext } from '../phone-context.ts';
import type { DeviceFamily, DeviceModel, FileRule, Known } from '../types.ts';
import { chainRules, MAC_IN_NAME, ownDocument } from './files.ts';
import { flatView } from './flat.ts';
import { flatModels, nvmModels, symbolModels } from './models.ts';
import { nvmView } from './nvm.ts';
import { symbolModelOf, symbolView } from './symbol.ts';
import { readGigasetUserAgent } from './user-agent.ts';

export const GIGASET_DEFAULTS: KeptSettings = {
  sipTransport: 'udp',
  registrationExpiresSec: 180,
  offerSecondCall: true,
  callWaitingTone: true,
  showMissedCalls: true,
  codecs: ['g722', 'pcma', 'pcmu', 'g726_32', 'g729'],
  featureSync: 'off',
  phonebooks: [],
  keepUserChanges: false,
  bootFile: false,
  resync: {},
  provisioningScheme: 'auto',
};

const shared = {
  format: 'xml',
  readUserAgent: readGigasetUserAgent,
  defaults: GIGASET_DEFAULTS,
  ringtones: [],
  // Symbol devices would take a CA, but nobody knows their TLS versions; for the others no parameter is known.
  verifiesOwnCa: () => false,
} as const;

export const gigasetSymbol: DeviceFamily = {
  ...shared,
  name: 'gigaset-symbol',
  models: symbolModels,
  hardwareIdInFirmware: true,
  files: [...chainRules('4[12]|7[01]', (phone) => `${symbolModelOf(phone).chainFolder}/master.bin`), ownDocument],
  generationOf: (model, firmware) =>
    firmware && fits(model, firmware) ? (firmware.fields[1] ?? 'unknown') : 'unknown',
  view: symbolView,
};

export const gigasetFlat: DeviceFamily = {
  ...shared,
  name: 'gigaset-flat',
  models: flatModels,
  hardwareIdInFirmware: false,
  // Which provisioning id stands in their folder is not known, so no name can be foretold.
  files: [...chainRules('6[0-3]', () => undefined), ownDocument],
  generationOf: () => 'unknown',
  view: flatView,
};

/** Asked for first, without a MAC: the User-Agent tells whose it is. Source: facts/gigaset-auerswald.md 3.4 */
const provisioningXml: FileRule = {
  ...ownDocument,
  kind: 'boot',
  pattern: /^provisioning\.xml$/i,
  nameFor: () => 'provisioning.xml',
};

/** Behind a DHCP server that gives a domain, its name may hang at the end. Source: facts/gigaset-auerswald.md 3.4 */
const documentWithDomain: FileRule = {
  ...ownDocument,
  pattern: new RegExp(String.raw`^${MAC_IN_NAME}\.xml\.[a-z0-9.-]{1,100}$`, 'i'),
  nameFor: () => undefined,
};

export const nvm: DeviceFamily = {
  ...shared,
  name: 'gigaset-nvm',
  models: nvmModels,
  hardwareIdInFirmware: false,
  files: [provisioningXml, ownDocument, documentWithDomain],
  generationOf: nvmGeneration,
  view: nvmView,
};

/** Major and minor of a version as one number, 252 for 2.52: parameters came with minor versions. */
function nvmGeneration(_: DeviceModel, firmware: FirmwareVersion | undefined): Known<number> {
  return firmware ? (firmware.fields[0] ?? 0) * 100 + (firmware.fields[1] ?? 0) : 'unknown';
}

function fits(model: DeviceModel, firmware: FirmwareVersion): boolean {
  return model.hardwareIds.includes(hardwareIdOf(firmware));
}

export const gigasetFamilies: readonly DeviceFamily[] = [gigasetSymbol, gigasetFlat, nvm];

/** All three as one, for as long as the registry takes one family a vendor. */
export const gigaset: DeviceFamily = {
  ...shared,
  name: 'gigaset',
  models: gigasetFamilies.flatMap(({ models }) => models),
  hardwareIdInFirmware: true,
  files: gigasetFamilies.flatMap((family) =>
    family.files.map((rule) => ({
      ...rule,
      nameFor: (phone: PhoneContext) => (family.models.includes(phone.model) ? rule.nameFor(phone) : undefined),
    })),
  ),
  generationOf: (model, firmware) => familyOf(model).generationOf(model, firmware),
  view: (phone) => familyOf(phone.model).view(phone),
};

function familyOf(model: DeviceModel): DeviceFamily {
  const family = gigasetFamilies.find(({ models }) => models.includes(model));
  if (!family) throw new Error(`${model.model} is no Gigaset`);
  return family;
}
