// Every Yealink of the device matrix, one record each. Accounts, keys, modules and codes: facts/yealink.md 1.6, 1.7, 4.1, 4.7.
// Where two figures differ the smaller one stands here. Keys per page: inferred (a third of the keys, on the models whose
// last physical key turns the page); `unknown` elsewhere.
import type { DeviceModel, ExpansionModule } from '../types.ts';

export interface YealinkModel extends DeviceModel {
  readonly vendor: 'Yealink';
  /** Number in the name of the common file, `y000000000066.cfg`; absent where no source knows it. */
  readonly commonFileCode?: number;
  /** Firmware generations (second field of a version) that this hardware ever ran; decides spellings while the phone's own is unknown. */
  readonly generations: { readonly first: number; readonly last: number };
  /** Takes `firmware.url` without prefix in every generation. Source: facts/yealink.md 4.0, 4.15 */
  readonly plainFirmwareUrl?: true;
  /** The kinds of handsets whose firmware a DECT base passes on: `handset` where its files name only one. Source: facts/yealink.md 5 */
  readonly handsetFirmware?: readonly string[];
  /** How its keys are called in files. */
  readonly keyPrefix: 'linekey' | 'memorykey';
}

const EXP40: ExpansionModule = { module: 'EXP40', keys: 40, modules: 6 };
const EXP50: ExpansionModule = { module: 'EXP50', keys: 60, modules: 3 };
const EXP55: ExpansionModule = { module: 'EXP55', keys: 78, modules: 3 };

const desk = {
  vendor: 'Yealink',
  kind: 'desk',
  autoProvisioning: 'yes',
  sipEncryption: 'yes',
  distinctiveRingtones: 'yes',
  opus: 'yes',
  keysPerPage: 'unknown',
  expansion: 'none',
  tls: 'modern',
  keyPrefix: 'linekey',
  template: 'yealink/desk.cfg.njk',
} as const;

const t4s = { ...desk, generations: { first: 81, last: 86 } } as const;
const t41s = {
  ...t4s,
  model: 'T41S',
  productNames: ['T41S'],
  commonFileCode: 68,
  hardwareIds: [66, 68],
  maxChannels: 6,
  lineKeys: 15,
  keysPerPage: 5,
} as const;
const t42s = {
  ...t4s,
  model: 'T42S',
  productNames: ['T42S'],
  commonFileCode: 67,
  hardwareIds: [66, 67],
  maxChannels: 12,
  lineKeys: 15,
  keysPerPage: 5,
} as const;
const t46s = {
  ...t4s,
  model: 'T46S',
  productNames: ['T46S'],
  commonFileCode: 66,
  hardwareIds: [66],
  maxChannels: 16,
  lineKeys: 27,
  keysPerPage: 9,
  expansion: EXP40,
} as const;
const t48s = {
  ...t4s,
  model: 'T48S',
  productNames: ['T48S'],
  commonFileCode: 65,
  hardwareIds: [66, 65],
  maxChannels: 16,
  lineKeys: 29,
  expansion: EXP40,
} as const;

const t5 = { ...desk, generations: { first: 83, last: 87 }, expansion: EXP50 } as const;
const t53 = {
  ...t5,
  model: 'T53',
  productNames: ['T53'],
  commonFileCode: 95,
  hardwareIds: [95, 96],
  maxChannels: 12,
  lineKeys: 21,
  keysPerPage: 7,
} as const;
const t53w = { ...t53, model: 'T53W', productNames: ['T53W'] } as const;
const t54w = {
  ...t5,
  model: 'T54W',
  productNames: ['T54W'],
  commonFileCode: 96,
  hardwareIds: [96],
  maxChannels: 16,
  lineKeys: 27,
  keysPerPage: 9,
} as const;
const t57w = {
  ...t5,
  model: 'T57W',
  productNames: ['T57W'],
  commonFileCode: 97,
  hardwareIds: [97, 96],
  maxChannels: 16,
  lineKeys: 29,
} as const;

const t7 = { ...desk, generations: { first: 86, last: 87 }, expansion: EXP55, hardwareIds: [185] } as const;
const t73u = {
  ...t7,
  model: 'T73U',
  productNames: ['T73U'],
  commonFileCode: 186,
  maxChannels: 12,
  lineKeys: 40,
} as const;
const t73w = { ...t73u, model: 'T73W', productNames: ['T73W'], commonFileCode: 183 } as const;
const t74u = {
  ...t7,
  model: 'T74U',
  productNames: ['T74U'],
  commonFileCode: 187,
  maxChannels: 16,
  lineKeys: 60,
} as const;
const t74w = { ...t74u, model: 'T74W', productNames: ['T74W'], commonFileCode: 184 } as const;
const t77u = {
  ...t7,
  model: 'T77U',
  productNames: ['T77U'],
  commonFileCode: 188,
  maxChannels: 16,
  lineKeys: 56,
} as const;
const t87w = {
  ...t7,
  model: 'T87W',
  productNames: ['T87W'],
  commonFileCode: 197,
  maxChannels: 16,
  lineKeys: 84,
} as const;
/** No source knows a "T85U"; accounts and keys are the T85W's, its common file's code stays unknown. Source: facts/yealink.md 10.1 */
const t85u = { ...t7, model: 'T85U', productNames: ['T85U'], maxChannels: 16, lineKeys: 60 } as const;

const t19p: YealinkModel = {
  ...desk,
  model: 'T19P',
  productNames: ['T19P', 'T19'],
  autoProvisioning: 'retired',
  commonFileCode: 31,
  hardwareIds: [31],
  generations: { first: 72, last: 72 },
  maxChannels: 1,
  lineKeys: 0,
  tls: 'legacy',
};
const vp530: YealinkModel = {
  ...desk,
  model: 'VP530',
  kind: 'video',
  productNames: ['VP530', 'VP530P'],
  autoProvisioning: 'retired',
  opus: 'no',
  commonFileCode: 23,
  hardwareIds: [23],
  generations: { first: 70, last: 70 },
  maxChannels: 4,
  lineKeys: 'unknown',
  keyPrefix: 'memorykey',
  tls: 'legacy',
};

export const yealinkModels: readonly YealinkModel[] = [
  {
    ...desk,
    model: 'CP860',
    kind: 'conference',
    productNames: ['CP860'],
    autoProvisioning: 'retired',
    opus: 'no',
    commonFileCode: 37,
    hardwareIds: [37],
    generations: { first: 72, last: 81 },
    maxChannels: 1,
    lineKeys: 0,
  },
  {
    ...desk,
    model: 'Desktop phone',
    track: 'generic profile',
    kind: 'generic',
    productNames: [],
    autoProvisioning: 'depends',
    sipEncryption: 'no',
    opus: 'no',
    hardwareIds: [],
    generations: { first: 80, last: 87 },
    maxChannels: 'unknown',
    lineKeys: 'unknown',
    expansion: 'unknown',
    tls: 'unknown',
  },
  t19p,
  {
    ...desk,
    model: 'T19P-E2',
    productNames: ['T19P_E2', 'T19P-E2'],
    autoProvisioning: { since: '53.83.188.13' },
    commonFileCode: 53,
    hardwareIds: [53],
    generations: { first: 80, last: 84 },
    maxChannels: 1,
    lineKeys: 0,
  },
  {
    ...desk,
    model: 'T40G',
    productNames: ['T40G'],
    autoProvisioning: { since: '76.83.188.14' },
    sipEncryption: { since: '76.83.188.6' },
    opus: 'no',
    commonFileCode: 76,
    hardwareIds: [76],
    generations: { first: 81, last: 84 },
    maxChannels: 3,
    lineKeys: 3,
    keysPerPage: 3,
  },
  {
    ...desk,
    model: 'T40P',
    productNames: ['T40P'],
    autoProvisioning: { since: '54.83.188.13' },
    sipEncryption: { since: '54.83.188.6' },
    opus: 'no',
    commonFileCode: 54,
    hardwareIds: [54],
    generations: { first: 80, last: 84 },
    maxChannels: 3,
    lineKeys: 3,
    keysPerPage: 3,
  },
  {
    ...desk,
    model: 'T41P',
    productNames: ['T41P'],
    autoProvisioning: { since: '36.83.188.13' },
    sipEncryption: { since: '36.83.188.6' },
    opus: 'no',
    commonFileCode: 36,
    hardwareIds: [36],
    generations: { first: 73, last: 83 },
    maxChannels: 6,
    lineKeys: 15,
    keysPerPage: 5,
  },
  { ...t41s, track: 'Lydis', defaultTrack: true, sipEncryption: { since: '66.83.188.6' } },
  { ...t41s, track: 'Enreach' },
  {
    ...desk,
    model: 'T42GP',
    productNames: ['T42G', 'T42GP'],
    autoProvisioning: 'retired',
    sipEncryption: { since: '29.83.188.6' },
    opus: 'no',
    commonFileCode: 29,
    hardwareIds: [29],
    generations: { first: 73, last: 83 },
    maxChannels: 12,
    lineKeys: 15,
    keysPerPage: 5,
  },
  { ...t42s, track: 'Enreach' },
  { ...t42s, track: 'Lydis', defaultTrack: true, sipEncryption: { since: '66.83.188.6' } },
  {
    ...desk,
    model: 'T46G',
    productNames: ['T46G'],
    autoProvisioning: { since: '28.83.188.14' },
    sipEncryption: { since: '28.83.188.6' },
    opus: 'no',
    commonFileCode: 28,
    hardwareIds: [28],
    generations: { first: 71, last: 83 },
    maxChannels: 16,
    lineKeys: 27,
    keysPerPage: 9,
    expansion: EXP40,
  },
  { ...t46s, track: 'Lydis', defaultTrack: true, sipEncryption: { since: '66.83.188.6' } },
  { ...t46s, track: 'Enreach' },
  {
    ...desk,
    model: 'T48G',
    productNames: ['T48G'],
    autoProvisioning: { since: '35.83.188.14' },
    sipEncryption: { since: '35.83.188.6' },
    opus: 'no',
    commonFileCode: 35,
    hardwareIds: [35],
    generations: { first: 72, last: 83 },
    maxChannels: 16,
    lineKeys: 29,
    expansion: EXP40,
  },
  { ...t48s, track: 'Lydis', defaultTrack: true, sipEncryption: { since: '66.83.188.6' } },
  { ...t48s, track: 'Enreach' },
  {
    ...desk,
    model: 'T49G',
    kind: 'video',
    productNames: ['T49G', 'VP-T49G'],
    autoProvisioning: 'retired',
    opus: 'no',
    commonFileCode: 51,
    hardwareIds: [51],
    generations: { first: 80, last: 80 },
    maxChannels: 16,
    lineKeys: 4,
  },
  {
    ...desk,
    model: 'T52S',
    productNames: ['T52S'],
    autoProvisioning: 'retired',
    sipEncryption: 'no',
    commonFileCode: 74,
    hardwareIds: [70, 74],
    generations: { first: 81, last: 84 },
    maxChannels: 12,
    lineKeys: 21,
    keysPerPage: 7,
    expansion: EXP50,
  },
  { ...t53, track: 'Lydis', defaultTrack: true },
  { ...t53, track: 'Enreach' },
  { ...t53w, track: 'Lydis', defaultTrack: true },
  { ...t53w, track: 'Enreach' },
  {
    ...desk,
    model: 'T54S',
    productNames: ['T54S'],
    autoProvisioning: 'retired',
    sipEncryption: 'no',
    commonFileCode: 70,
    hardwareIds: [70],
    generations: { first: 81, last: 84 },
    maxChannels: 16,
    lineKeys: 27,
    keysPerPage: 9,
    expansion: EXP50,
  },
  { ...t54w, track: 'Lydis', defaultTrack: true },
  { ...t54w, track: 'Enreach' },
  { ...t57w, track: 'Lydis', defaultTrack: true },
  { ...t57w, track: 'Enreach' },
  { ...t73u, track: 'Lydis', defaultTrack: true },
  { ...t73u, track: 'Enreach' },
  { ...t73w, track: 'Lydis', defaultTrack: true },
  { ...t73w, track: 'Enreach' },
  { ...t74u, track: 'Lydis', defaultTrack: true },
  { ...t74u, track: 'Enreach' },
  { ...t74w, track: 'Lydis', defaultTrack: true },
  { ...t74w, track: 'Enreach' },
  { ...t77u, track: 'Lydis', defaultTrack: true },
  { ...t77u, track: 'Enreach' },
  { ...t85u, track: 'Lydis', defaultTrack: true },
  { ...t85u, track: 'Enreach' },
  { ...t87w, track: 'Lydis', defaultTrack: true },
  { ...t87w, track: 'Enreach' },
  vp530,
  {
    ...desk,
    model: 'W52P',
    kind: 'dect',
    productNames: ['W52P', 'W56P'],
    autoProvisioning: { since: '25.81.188.12' },
    distinctiveRingtones: 'unknown',
    opus: 'no',
    commonFileCode: 25,
    plainFirmwareUrl: true,
    hardwareIds: [25],
    generations: { first: 30, last: 81 },
    handsetFirmware: ['handset'],
    maxChannels: 5,
    lineKeys: 0,
    template: 'yealink/dect.cfg.njk',
  },
  {
    ...desk,
    model: 'W60B',
    kind: 'dect',
    productNames: ['W60B', 'W53P', 'CP930W'],
    commonFileCode: 77,
    hardwareIds: [77],
    generations: { first: 81, last: 85 },
    handsetFirmware: ['w52h', 'w53h', 'w56h', 'w59r', 'w73h', 'cp930w'],
    maxChannels: 8,
    lineKeys: 0,
    template: 'yealink/dect.cfg.njk',
  },
];

/** `y000000000066.cfg`: twelve decimal digits, the code right-aligned; undefined where it is unknown. Source: facts/yealink.md 1.6 */
export function commonFileOf({ commonFileCode }: YealinkModel): string | undefined {
  return commonFileCode === undefined ? undefined : `y${String(commonFileCode).padStart(12, '0')}.cfg`;
}
