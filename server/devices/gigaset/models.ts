// Every Gigaset of the device matrix, and the one Auerswald that is made by Gigaset, in the three kinds of documents they
// take. Accounts: facts/gigaset-auerswald.md 5.2, 5.5; folders and hardware ids: 2.2, 3.2; `unknown` where it gives no number.
import type { DeviceModel } from '../types.ts';

export interface SymbolModel extends DeviceModel {
  readonly vendor: 'Gigaset';
  readonly maxChannels: number;
  /** Device variant and provisioning id: the folder that its requests for binary files start with. */
  readonly chainFolder: string;
  /** How accounts are spelled: `…_2` to `…_6` in one table, or an array of accounts and one of providers. */
  readonly accounts: 'suffixed' | 'arrays';
  /** Elements that name a firmware file, each with the names of files it takes: they say version and hardware. Source: 5.8 */
  readonly firmwareFiles: Readonly<Record<string, RegExp>>;
}

const dect = {
  kind: 'dect',
  autoProvisioning: 'yes',
  distinctiveRingtones: 'no',
  opus: 'no',
  lineKeys: 0,
  keysPerPage: 0,
  expansion: 'none',
} as const;

/** Devices of 2012: which TLS versions they speak is not known. Encryption names neither. */
const symbol = {
  ...dect,
  vendor: 'Gigaset',
  sipEncryption: 'no',
  tls: 'unknown',
  template: 'gigaset/symbol.xml.njk',
} as const;

/** DM-PRO and IP PRO share the document, not the hardware: an N720 is the DECT manager (70) with its bases (71). */
export const symbolModels: readonly SymbolModel[] = [
  {
    ...symbol,
    model: 'N300A IP',
    productNames: ['N300A IP'],
    hardwareIds: [42],
    maxChannels: 6,
    chainFolder: '42/1',
    accounts: 'suffixed',
    firmwareFiles: {},
  },
  {
    ...symbol,
    model: 'N510 IP PRO',
    productNames: ['N510 IP PRO'],
    hardwareIds: [42],
    maxChannels: 6,
    chainFolder: '42/2',
    accounts: 'suffixed',
    firmwareFiles: { S_SPECIAL_DATA_SRV: /\/merkur\d+_42\.bin$/ },
  },
  {
    ...symbol,
    model: 'N720 IP PRO',
    productNames: ['N720 DM PRO', 'N720 IP PRO'],
    hardwareIds: [70, 71],
    maxChannels: 100,
    chainFolder: '70/1',
    accounts: 'arrays',
    firmwareFiles: {
      S_SPECIAL_DATA_SRV_IWU: /\/einsteiniwu\d+_70\.bin$/,
      S_SPECIAL_DATA_SRV_SAT: /\/sat\d+\.bin$/,
    },
  },
];

/** DE310, DE410, DE700, DE900. How they name themselves over HTTP was never seen; by the rule of the other Gigasets it is so. */
export const flatModels: readonly DeviceModel[] = [
  {
    vendor: 'Gigaset',
    model: 'DEx series',
    kind: 'desk',
    autoProvisioning: 'yes',
    sipEncryption: 'no',
    distinctiveRingtones: 'no',
    opus: 'no',
    hardwareIds: [],
    maxChannels: 'unknown',
    lineKeys: 'unknown',
    keysPerPage: 'unknown',
    expansion: 'unknown',
    productNames: ['DE310 IP PRO', 'DE410 IP PRO', 'DE700 IP PRO', 'DE900 IP PRO'],
    tls: 'unknown',
    template: 'gigaset/flat.xml.njk',
  },
];

/** Built on OpenSSL 1.1.1 and 3.0, hence TLS 1.2 (facts/gigaset-auerswald.md 4.2). Their versions lose the leading 83. */
const nvm = {
  ...dect,
  sipEncryption: 'yes',
  hardwareIds: [],
  maxChannels: 'unknown',
  tls: 'modern',
  template: 'gigaset/nvm.xml.njk',
} as const;

export interface NvmModel extends DeviceModel {
  /** What its firmware files are called; group `version`. Absent where no source says. Source: facts/gigaset-auerswald.md 7.3 */
  readonly firmwareName?: RegExp;
}

export const nvmModels: readonly NvmModel[] = [
  { ...nvm, vendor: 'Gigaset', model: 'N530 IP PRO', productNames: ['N530 IP PRO'] },
  {
    ...nvm,
    vendor: 'Gigaset',
    model: 'Nx70 IP PRO',
    firmwareName: /^(?:Gigaset-Nx70|einstein-albert)-V(?<version>\d+\.\d+\.\d+)[^/]*\.bin$/i,
    productNames: ['N610 IP PRO', 'N670 IP PRO', 'N770 IP PRO', 'N870 IP PRO', 'N870E IP PRO', 'N870 VI PRO'],
  },
  {
    ...nvm,
    vendor: 'Auerswald',
    model: 'COMfortel WS-500',
    productNames: ['COMFORTEL WS-500S', 'COMFORTEL WS-500M', 'COMFORTEL WS-500'],
  },
];
