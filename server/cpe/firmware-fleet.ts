// Firmware of many phones: what each would be offered, and which do not get along with what they were offered.
// Source: DEV-9, DEV-10, DEV-20
import { findDevice, type KnownDevice } from '../devices/registry.ts';
import { type FirmwareLine, lineKey } from '../domain/firmware.ts';
import type { Mac } from '../domain/mac.ts';
import type { Account, Cpe, CpeReport } from '../domain/records.ts';
import type { FirmwareStore } from '../firmware/images.ts';
import { type FirmwareFacts, type FirmwareOffer, factsOf, nextFirmware } from '../firmware/offer.ts';
import { newestOf } from '../firmware/rank.ts';
import type { CpeDeps, StuckAfter } from './deps.ts';

export interface FleetDeps {
  readonly records: Pick<CpeDeps['records'], 'cpes' | 'accounts'>;
  readonly firmware: Pick<FirmwareStore, 'line'>;
  readonly findReports: (macs: readonly Mac[]) => Promise<ReadonlyMap<string, CpeReport>>;
}

/** One phone, and all that decides which firmware it is offered. */
export interface PhoneFirmware {
  readonly cpe: Cpe;
  readonly report: CpeReport | undefined;
  readonly facts: FirmwareFacts;
}

export type FirmwarePlanRow =
  | { readonly mac: Mac; readonly phone: PhoneFirmware; readonly offer: FirmwareOffer }
  /** Nobody added it, or it lies outside the reach of who asks. */
  | { readonly mac: Mac; readonly phone: undefined; readonly offer: undefined };

const AT_ONCE = 500;

/**
 * What updating the firmware of these phones would do, one row for each in the order given: `install` with the release that comes
 * next, `stay`, or `refuse` with the reason. Changes nothing.
 * Source: DEV-10
 */
export async function planFirmware(deps: FleetDeps, macs: readonly Mac[]): Promise<readonly FirmwarePlanRow[]> {
  const phones = await firmwareOfPhones(deps, macs);
  return macs.map((mac) => {
    const phone = phones.get(mac);
    return phone ? { mac, phone, offer: nextFirmware(phone.facts) } : { mac, phone: undefined, offer: undefined };
  });
}

/** By MAC; a phone that is not there, or of a model that nobody knows, is left out. */
export async function firmwareOfPhones(
  deps: FleetDeps,
  macs: readonly Mac[],
): Promise<ReadonlyMap<string, PhoneFirmware>> {
  const readings = createReadings(deps);
  const found = new Map<string, PhoneFirmware>();
  for (let i = 0; i < macs.length; i += AT_ONCE) {
    const some = macs.slice(i, i + AT_ONCE);
    const cpes = await deps.records.cpes.findMany(some);
    const reports = await deps.findReports(cpes.map(({ mac }) => mac));
    for (const cpe of cpes) {
      const phone = await readings.of(cpe, reports.get(cpe.mac));
      if (phone) found.set(cpe.mac, phone);
    }
  }
  return found;
}

/** Accounts and lines are few and shared by many phones: each is read once. */
function createReadings({ records, firmware }: FleetDeps) {
  const accounts = new Map<string, Promise<Account | undefined>>();
  const lines = new Map<string, Promise<FirmwareLine>>();
  const accountOf = (id: string) => once(accounts, id, () => records.accounts.find(id));
  const lineFor = (device: KnownDevice) => {
    const { vendor, model, track } = device.model;
    return once(lines, lineKey(vendor, model, track), () => firmware.line(vendor, model, track));
  };
  return {
    of: async (cpe: Cpe, report: CpeReport | undefined): Promise<PhoneFirmware | undefined> => {
      const device = findDevice(cpe.vendor, cpe.model, cpe.track);
      if (!device) return undefined;
      const account = cpe.accountId === undefined ? undefined : await accountOf(cpe.accountId);
      return { cpe, report, facts: factsOf(device, report?.firmware, { cpe, account }, await lineFor(device)) };
    },
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}

/** stuck: was offered a release and still runs another. downgraded: runs an older version than it once ran, which nobody chose. */
export const FIRMWARE_TROUBLES = ['stuck', 'downgraded'] as const;
export type FirmwareTrouble = (typeof FIRMWARE_TROUBLES)[number];

export interface TroubledPhone extends PhoneFirmware {
  readonly trouble: FirmwareTrouble;
  /** Of a downgraded one: the newest version it ever ran. */
  readonly ran?: string;
}

const HOUR_MS = 3_600_000;

/** What is wrong with a phone's firmware; undefined: nothing. */
export function troubleOf(phone: PhoneFirmware, after: StuckAfter, now: Date): TroubledPhone | undefined {
  const { report, facts } = phone;
  const offered = report?.offered;
  const isRunning = offered && offered.version === facts.running?.text;
  if (offered && !isRunning) {
    const isLong = now.getTime() - offered.since.getTime() >= after.hours * HOUR_MS;
    if (offered.fetches >= after.fetches || isLong) return { ...phone, trouble: 'stuck' };
  }
  const ran = report && facts.running && newestOf(facts.running, report);
  const isChosen = facts.chosen !== undefined && facts.chosen === facts.running?.text;
  return ran === undefined || isChosen ? undefined : { ...phone, trouble: 'downgraded', ran };
}

/** Reports of phones that may be in trouble, by MAC. Implemented by store/. */
export type FindTroubled = (page: { readonly limit: number; readonly after?: string }) => Promise<readonly Mac[]>;

/**
 * Phones in trouble, by MAC: one page of them.
 * @param findTroubled  of all tenants; what lies outside the reach of `deps` is left out
 */
export async function listTroubled(
  deps: FleetDeps,
  findTroubled: FindTroubled,
  stuckAfter: StuckAfter,
  now: Date,
  page: { readonly limit: number; readonly after?: string },
): Promise<readonly TroubledPhone[]> {
  const found: TroubledPhone[] = [];
  let { after } = page;
  while (found.length < page.limit) {
    const macs = await findTroubled({ limit: AT_ONCE, ...(after !== undefined && { after }) });
    const phones = await firmwareOfPhones(deps, macs);
    for (const mac of macs) {
      const phone = phones.get(mac);
      const troubled = phone && troubleOf(phone, stuckAfter, now);
      if (troubled) found.push(troubled);
    }
    after = macs.at(-1);
    if (macs.length < AT_ONCE) break;
  }
  return found.slice(0, page.limit);
}
