// The Aastra and Mitel desk phones of the device matrix, one record each. Keys, lines and modules are the working values
// of facts/aastra-mitel.md 1.3; where that table has no number, or only one marked as unverified, `unknown` stands here.
import type { DeviceModel, ExpansionModule } from '../types.ts';

/** A run of keys that share a name in files: `prgkey`, `softkey` (bottom) or `topsoftkey`. Source: facts/aastra-mitel.md 4.8 */
export interface KeyRange {
  readonly name: 'prgkey' | 'softkey' | 'topsoftkey';
  readonly count: number;
  /** Keys that a factory-fresh phone already uses for something: left alone unless a layout names them. */
  readonly taken?: readonly number[];
  /** Taken keys that must be unlocked before anything else can lie on them. */
  readonly locked?: true;
  readonly noLabels?: true;
  /** A key of type blf does not light here. */
  readonly noBlf?: true;
}

export interface AastraMitelModel extends DeviceModel {
  /** The phone's own keys in the order in which layouts count them. */
  readonly keyRanges: readonly KeyRange[];
  /** The generation of its firmware; byFirmware where both exist. Source: facts/aastra-mitel.md, "Terms used below" */
  readonly speaks: 2 | 4 | 'byFirmware';
  /** The VLAN of the PC port can be set. Source: facts/aastra-mitel.md 4.7 */
  readonly pcPortVlan: boolean;
}

type Common = Omit<AastraMitelModel, 'vendor' | 'model' | 'lineKeys' | 'keysPerPage' | 'productNames'>;
type Row = Pick<AastraMitelModel, 'model' | 'maxChannels' | 'keyRanges'> &
  Partial<Pick<AastraMitelModel, 'expansion' | 'pcPortVlan'>> & { readonly productNames?: readonly string[] };

const desk = {
  kind: 'desk',
  autoProvisioning: 'yes',
  sipEncryption: 'no',
  distinctiveRingtones: 'yes',
  opus: 'no',
  hardwareIds: [],
  maxChannels: 'unknown',
  expansion: 'none',
  keyRanges: [],
  pcPortVlan: true,
  template: 'aastra-mitel/own.cfg.njk',
} as const;

/** HTTPS is documented as TLS 1.0 and SSL 3.0 only. Source: facts/aastra-mitel.md 3.2 */
const generation2 = { ...desk, tls: 'legacy', speaks: 2 } as const satisfies Common;
/** Which TLS versions its HTTPS client has is not documented. Source: facts/aastra-mitel.md 3.2 */
const series68 = { ...desk, tls: 'unknown', speaks: 'byFirmware' } as const satisfies Common;
const series69 = { ...desk, tls: 'unknown', speaks: 4, sipEncryption: 'yes', opus: 'yes' } as const satisfies Common;

/** Two modules fit; the larger number is what can be addressed. Source: facts/aastra-mitel.md 1.3 "Modules" */
const m675i: ExpansionModule = { module: 'M670i or M675i', keys: 60, modules: 3 };
const m685i: ExpansionModule = { module: 'M680i or M685i', keys: 84, modules: 3 };
const m695: ExpansionModule = { module: 'M695', keys: 84, modules: 3 };

/** Keys 1, 2, 5 and 6 are locked from the factory. Source: facts/aastra-mitel.md 4.8 "Model rules" */
const lockedKeys = (count: number): KeyRange => ({
  name: 'prgkey',
  count,
  taken: [1, 2, 5, 6],
  locked: true,
  noLabels: true,
});
const soft = (count: number): KeyRange => ({ name: 'softkey', count });
/** Bottom keys of the 68xx do not show the state of others. Source: facts/aastra-mitel.md 4.8, 5 no. 9 */
const softWithoutBlf = (count: number): KeyRange => ({ name: 'softkey', count, noBlf: true });
const top = (count: number): KeyRange => ({ name: 'topsoftkey', count });
const plain = (count: number): KeyRange => ({ name: 'prgkey', count });

function record(vendor: AastraMitelModel['vendor'], common: Common, row: Row): AastraMitelModel {
  const lineKeys = row.keyRanges.reduce((sum, range) => sum + range.count, 0);
  return {
    ...common,
    ...row,
    vendor,
    lineKeys,
    // Keys beside paper or none stand on one page; how many a display shows at a time is in no source.
    keysPerPage: row.keyRanges.every((range) => range.name === 'prgkey') ? lineKeys : 'unknown',
    productNames: row.productNames ?? [row.model.toUpperCase()],
  };
}

const aastra = (row: Row) => record('Aastra', generation2, row);
const aastraMitel = (row: Row) => record('Aastra/Mitel', series68, row);
const mitel = (row: Row) => record('Mitel', series69, row);

/**
 * In the order of the device matrix.
 * Unsure, as the fact sheet says: lines and modules of the 51i, lines of the 6910, key names of the 6905 and 6910, and that
 * the M695 has 84 keys. Bottom keys of the 6920w to 6940w exist, but in no known number: raw parameters reach them.
 * Source: device-matrix.csv; facts/aastra-mitel.md 1.3
 */
export const MODELS: readonly AastraMitelModel[] = [
  aastra({ model: '51i', productNames: ['51I', '6751I'], maxChannels: 1, keyRanges: [] }),
  aastra({
    model: '53i',
    productNames: ['53I', '6753I'],
    maxChannels: 9,
    keyRanges: [lockedKeys(6)],
    expansion: m675i,
  }),
  aastra({
    model: '55i',
    productNames: ['55I', '6755I'],
    maxChannels: 9,
    keyRanges: [{ name: 'prgkey', count: 6, taken: [1, 2, 3, 4], noLabels: true }, soft(20)],
    expansion: m675i,
  }),
  aastra({
    model: '57i',
    productNames: ['57I', '6757I'],
    maxChannels: 9,
    keyRanges: [{ name: 'topsoftkey', count: 10, taken: [1, 2, 3, 4, 5] }, soft(20)],
    expansion: m675i,
  }),
  aastra({ model: '6730i', maxChannels: 6, keyRanges: [lockedKeys(8)], pcPortVlan: false }),
  aastra({ model: '6731i', maxChannels: 6, keyRanges: [lockedKeys(8)] }),
  aastra({
    model: '6735i',
    maxChannels: 9,
    keyRanges: [{ name: 'prgkey', count: 6, noLabels: true }, soft(20)],
    expansion: m675i,
  }),
  aastra({ model: '6737i', maxChannels: 9, keyRanges: [top(10), soft(20)], expansion: m675i }),
  aastra({ model: '6739i', maxChannels: 9, keyRanges: [soft(55)], expansion: m675i }),
  aastraMitel({ model: '6863i', maxChannels: 2, keyRanges: [plain(3)] }),
  aastraMitel({ model: '6865i', maxChannels: 24, keyRanges: [plain(8)], expansion: m685i }),
  aastraMitel({ model: '6867i', maxChannels: 24, keyRanges: [top(20), softWithoutBlf(18)], expansion: m685i }),
  aastraMitel({ model: '6869i', maxChannels: 24, keyRanges: [top(44), softWithoutBlf(24)], expansion: m685i }),
  aastraMitel({ model: '6873i', maxChannels: 24, keyRanges: [top(48), softWithoutBlf(24)], expansion: m685i }),
  mitel({ model: '6905', maxChannels: 2, keyRanges: [plain(3)] }),
  mitel({ model: '6910', maxChannels: 'unknown', keyRanges: [plain(8)] }),
  mitel({ model: '6915', maxChannels: 24, keyRanges: [top(10)], expansion: m695 }),
  // The siblings without WLAN take the same files.
  mitel({
    model: '6920w',
    productNames: ['6920W', '6920'],
    maxChannels: 24,
    keyRanges: [top(10)],
    expansion: m695,
  }),
  mitel({
    model: '6930w',
    productNames: ['6930W', '6930'],
    maxChannels: 24,
    keyRanges: [top(22)],
    expansion: m695,
  }),
  mitel({
    model: '6940w',
    productNames: ['6940W', '6940'],
    maxChannels: 24,
    keyRanges: [top(24)],
    expansion: m695,
  }),
];

/** The family's own record of a model, with what the shared type has no room for. */
export function aastraMitelModelOf({ vendor, model }: DeviceModel): AastraMitelModel {
  const record = MODELS.find((own) => own.model === model && own.vendor === vendor);
  if (!record) throw new Error(`${vendor} ${model} is no phone of this family`);
  return record;
}
