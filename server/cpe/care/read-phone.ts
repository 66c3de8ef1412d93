// Everything that telling about one phone starts from, read once.
import { findDevice } from '../../devices/registry.ts';
import { parseFirmwareVersion } from '../../domain/firmware-version.ts';
import { formatMac, type Mac, parseMac } from '../../domain/mac.ts';
import type { CpeReport } from '../../domain/records.ts';
import { AppError } from '../../errors.ts';
import type { PhoneState } from '../../provisioning/phone-files.ts';
import type { PreviewDeps } from '../../provisioning/preview.ts';

export interface PhoneRead {
  readonly mac: Mac;
  readonly macText: string;
  readonly state: PhoneState;
  readonly report: CpeReport | undefined;
}

/** @param text  a MAC in any spelling. @throws CPE_NOT_FOUND */
export async function readPhone({ world, now }: PreviewDeps, text: string): Promise<PhoneRead> {
  const mac = parseMac(text);
  const records = mac && (await world.store.recordsOf(mac));
  const device = records && findDevice(records.cpe.vendor, records.cpe.model, records.cpe.track);
  if (!mac || !records || !device) throw new AppError('CPE_NOT_FOUND', { detail: text.slice(0, 40) });
  const report = await world.store.findReport(mac);
  const firmware = report?.firmware === undefined ? undefined : parseFirmwareVersion(report.firmware);
  return { mac, macText: formatMac(mac), report, state: { records, device, firmware, now: now() } };
}
