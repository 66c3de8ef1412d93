// Refused requests, and for each in one sentence why and what to do. Source: design.md, promise 2

import { modelText } from '../cpe/care/phone-facts.ts';
import { recognise } from '../devices/recognise.ts';
import { formatMac } from '../domain/mac.ts';
import type { CpeReport } from '../domain/records.ts';
import { withoutToken } from '../log.ts';
import type { QuarantineEntry } from '../provisioning/world.ts';
import type { Portal } from './deps.ts';
import type { PageLanguage } from './language.ts';
import { momentOf } from './moments.ts';
import type { Pages } from './pages.ts';

const SHOWN = 100;

export function quarantineRoutes(portal: Portal, pages: Pages): void {
  portal.get('/quarantine', { config: { action: 'quarantine.read' } }, async (request, reply) => {
    const { cpe, reports } = request.desk;
    const entries = await reports.quarantine(SHOWN);
    const macs = [...new Set(entries.flatMap(({ mac }) => mac ?? []))];
    const known = new Map((await cpe.records.cpes.findMany(macs)).map((found) => [found.mac, found]));
    const reported = await reports.findReports(macs);
    return pages.send(request, reply, 'quarantine', {
      origin: `${request.protocol}://${request.host}`,
      rows: entries.map((entry) => {
        const found = entry.mac && known.get(entry.mac);
        return {
          ...rowOf(entry, entry.mac && reported.get(entry.mac), request.pageLanguage, cpe.now()),
          setModel: found ? modelText(found) : null,
        };
      }),
    });
  });
}

function rowOf(entry: QuarantineEntry, report: CpeReport | undefined, language: PageLanguage, now: Date) {
  const { mac, address, transport, file, userAgent, reason, lastAt, count } = entry;
  const device = userAgent === undefined ? undefined : recognise({ userAgent }).devices[0];
  return {
    mac: mac ?? null,
    macText: mac ? formatMac(mac) : null,
    lastAt: momentOf(language, lastAt, now),
    count,
    address,
    transport: transport.toUpperCase(),
    file: withoutToken(file),
    says: device ? `${device.model.vendor} ${device.model.model}` : (userAgent ?? null),
    because: `quarantine.because.${reason}`,
    cameInSince: report !== undefined && report.lastAt > lastAt,
  };
}
