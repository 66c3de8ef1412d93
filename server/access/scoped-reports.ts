// What phones told and sent, and what was refused, as far as an actor's reach goes. A phone that nobody added belongs to no
// tenant: besides the platform it is shown to those whose account's networks it came from.
import type { Records } from '../cpe/deps.ts';
import type { Reach } from '../domain/actor.ts';
import type { Mac } from '../domain/mac.ts';
import { isInside, type Network } from '../domain/networks.ts';
import type { PreviewDeps } from '../provisioning/preview.ts';
import type { QuarantineEntry } from '../provisioning/world.ts';
import type { PhoneUploads, Reports } from './desk.ts';
import { reaches, scopedRecords } from './scoped-records.ts';

/** As many refusals as are kept at all. */
const LOOKED_AT = 5_000;
const ACCOUNTS_PER_READ = 500;

type Limited = Exclude<Reach, { over: 'platform' }>;

export function scopedPreview(preview: PreviewDeps, reach: Limited): PreviewDeps {
  const { world } = preview;
  const { store } = world;
  const recordsOf = async (mac: Mac) => {
    const found = await store.recordsOf(mac);
    return found && reaches(reach, found.cpe) ? found : undefined;
  };
  const own = async <T>(mac: Mac, read: () => Promise<T | undefined>) => ((await recordsOf(mac)) ? read() : undefined);
  return {
    ...preview,
    world: {
      ...world,
      store: {
        ...store,
        recordsOf,
        findReport: (mac) => own(mac, () => store.findReport(mac)),
        findUpload: (mac, kind) => own(mac, () => store.findUpload(mac, kind)),
      },
    },
  };
}

/** @param records  of all tenants: a refusal that names another tenant's phone is theirs alone */
export function scopedReports(reports: Reports, records: Records, reach: Limited): Reports {
  const mine = scopedRecords(records, reach);
  return {
    findReport: async (mac) => ((await mine.cpes.find(mac)) ? reports.findReport(mac) : undefined),
    findReports: async (macs) => reports.findReports((await mine.cpes.findMany(macs)).map((cpe) => cpe.mac)),
    findTroubled: reports.findTroubled,
    quarantine: async (limit) => {
      const entries = await reports.quarantine(LOOKED_AT);
      const macs = [...new Set(entries.flatMap(({ mac }) => mac ?? []))];
      const standing = new Map((await records.cpes.findMany(macs)).map((cpe) => [cpe.mac, reaches(reach, cpe)]));
      const networks = await networksOf(mine);
      const isMine = ({ mac, address }: QuarantineEntry) => (mac && standing.get(mac)) ?? isInside(address, networks);
      return entries.filter(isMine).slice(0, limit);
    },
  };
}

async function networksOf({ accounts }: Records): Promise<readonly Network[]> {
  const networks = new Set<Network>();
  let after: string | undefined;
  do {
    const page = await accounts.list({ 'networks.0': { $exists: true } }, 'number', {
      limit: ACCOUNTS_PER_READ,
      ...(after !== undefined && { after }),
    });
    for (const network of page.flatMap((account) => account.networks)) networks.add(network);
    after = page.at(-1)?.number;
  } while (after !== undefined);
  return [...networks];
}

export function scopedUploads(uploads: PhoneUploads, records: Records, reach: Limited): PhoneUploads {
  const { cpes } = scopedRecords(records, reach);
  const isMine = async (mac: Mac) => (await cpes.find(mac)) !== undefined;
  return {
    list: async (mac) => ((await isMine(mac)) ? uploads.list(mac) : []),
    find: async (mac, kind) => ((await isMine(mac)) ? uploads.find(mac, kind) : undefined),
    // They are taken away after their phone was: then it is nobody's.
    removeAll: async (mac) => {
      if (!(await records.cpes.find(mac)) || (await isMine(mac))) await uploads.removeAll(mac);
    },
  };
}
