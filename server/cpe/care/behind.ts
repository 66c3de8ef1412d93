// Which phones do not have what they should: the bytes that a phone's own file would have now against those that it fetched.
// Most are settled without making the file: the report keeps the stamp of the records that it was made from (each record's id and
// revision), and the same stamp, fetched since this process began, means the same bytes. Only where something was written
// since then is the file made and compared, so that a change that does not touch a phone does not name it.
import { findDevice, type KnownDevice } from '../../devices/registry.ts';
import { parseFirmwareVersion } from '../../domain/firmware-version.ts';
import type { Mac } from '../../domain/mac.ts';
import type { CpeReport } from '../../domain/records.ts';
import type { PhoneFiles } from '../../provisioning/phone-files.ts';
import type { CpeRecords } from '../../provisioning/world.ts';
import type { FleetNotes } from './deps.ts';
import { fetchedOf } from './phone-facts.ts';

export interface BehindDeps {
  readonly fleet: Pick<FleetNotes, 'recordsOf' | 'reportsOf' | 'madeSince'>;
  readonly files: PhoneFiles;
  readonly now: () => Date;
}

export interface Behind {
  readonly macs: ReadonlySet<Mac>;
  /** How many files had to be made to know. */
  readonly made: number;
}

/** Phones among these that fetched another file than they would get now, or none yet. */
export async function behindAmong(deps: BehindDeps, macs: readonly Mac[]): Promise<Behind> {
  const [records, reports] = await Promise.all([deps.fleet.recordsOf(macs), deps.fleet.reportsOf(macs)]);
  const behind = new Set<Mac>();
  let made = 0;
  for (const one of records) {
    const { mac } = one.cpe;
    const report = reports.get(mac);
    if (isSettled(one, report, deps.fleet.madeSince)) continue;
    const device = findDevice(one.cpe.vendor, one.cpe.model, one.cpe.track);
    if (!device?.model.template) continue;
    if (report?.fetchedEtag === undefined) {
      behind.add(mac);
      continue;
    }
    made += 1;
    if (isBehind(deps, one, device, report)) behind.add(mac);
  }
  return { macs: behind, made };
}

function isSettled({ stamp }: CpeRecords, report: CpeReport | undefined, madeSince: Date): boolean {
  return report?.fetchedStamp === stamp && report.fetchedAt !== undefined && report.fetchedAt > madeSince;
}

function isBehind({ files, now }: BehindDeps, records: CpeRecords, device: KnownDevice, report: CpeReport): boolean {
  const firmware = parseFirmwareVersion(report.firmware ?? '');
  return fetchedOf(files, { records, device, firmware, now: now() }, report) === 'behind';
}
