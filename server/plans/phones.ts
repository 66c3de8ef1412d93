// The phones of a plan, read many at a time with all that decides their files, and those files as they are and as they would
// be. Made by the same code that answers a phone, from records that need not be in the store.
import type { CpeDeps } from '../cpe/deps.ts';
import { findDevice } from '../devices/registry.ts';
import type { FileRule } from '../devices/types.ts';
import { type FirmwareLine, lineKey } from '../domain/firmware.ts';
import { parseFirmwareVersion } from '../domain/firmware-version.ts';
import type { Targets } from '../domain/plan.ts';
import type { Account, Channel, Cpe, CpeReport, Partner } from '../domain/records.ts';
import { accountSeenBy } from '../domain/staged.ts';
import { AppError } from '../errors.ts';
import { finish, type PhoneFiles, type PhoneState } from '../provisioning/phone-files.ts';
import { type FileLine, toBytes } from '../provisioning/render.ts';
import type { CpeRecords } from '../provisioning/world.ts';
import type { PlanDesk } from './deps.ts';

/** Phones read at a time. */
export const BATCH = 200;

export interface TargetPhone {
  readonly records: CpeRecords;
  readonly report: CpeReport | undefined;
}

/** In the store's words. */
export function filterOf({ macs, ...plain }: Targets): Readonly<Record<string, unknown>> {
  return { ...plain, ...(macs && { mac: { $in: [...macs] } }) };
}

/** Every phone of the targets, a batch at a time, by MAC. */
export async function* targetPhones(desk: PlanDesk, targets: Targets): AsyncGenerator<readonly TargetPhone[]> {
  const shared = createShared(desk.cpe);
  let after: string | undefined;
  for (;;) {
    const page = { limit: BATCH, ...(after !== undefined && { after }) };
    const cpes = await desk.cpe.records.cpes.list(filterOf(targets), 'mac', page);
    if (cpes.length > 0) yield await withRecords(desk, shared, cpes);
    after = cpes.at(-1)?.mac;
    if (cpes.length < BATCH) return;
  }
}

/** These phones with their records; without those that are gone. */
export async function phonesWithRecords(desk: PlanDesk, cpes: readonly Cpe[]): Promise<readonly TargetPhone[]> {
  return withRecords(desk, createShared(desk.cpe), cpes);
}

/** Accounts and partners are few: each is read once. */
function createShared({ records, firmware }: CpeDeps) {
  const once = <T>(find: (id: string) => Promise<T | undefined>) => {
    const found = new Map<string, Promise<T | undefined>>();
    return (id: string): Promise<T | undefined> => {
      const known = found.get(id) ?? find(id);
      found.set(id, known);
      return known;
    };
  };
  const lines = new Map<string, Promise<FirmwareLine>>();
  return {
    account: once<Account>(records.accounts.find),
    partner: once<Partner>(records.partners.find),
    firmwareOf: ({ vendor, model, track }: Cpe): Promise<FirmwareLine> | undefined => {
      const device = findDevice(vendor, model, track);
      if (!device) return undefined;
      const key = lineKey(device.model.vendor, device.model.model, device.model.track);
      const line = lines.get(key) ?? firmware.line(device.model.vendor, device.model.model, device.model.track);
      lines.set(key, line);
      return line;
    },
  };
}

async function withRecords(
  { cpe: { records }, reports }: PlanDesk,
  shared: ReturnType<typeof createShared>,
  cpes: readonly Cpe[],
): Promise<readonly TargetPhone[]> {
  const ids = [...new Set(cpes.flatMap(({ channelIds }) => channelIds))];
  const channels = new Map<string, Channel>(
    (await records.channels.findMany(ids)).map((channel) => [channel.id, channel]),
  );
  const known = await reports.findReports(cpes.map(({ mac }) => mac));
  const found = await Promise.all(
    cpes.map(async (cpe): Promise<TargetPhone | undefined> => {
      const partner = await shared.partner(cpe.partnerId);
      const account = cpe.accountId === undefined ? undefined : await shared.account(cpe.accountId);
      if (!partner) return undefined;
      const own = cpe.channelIds.flatMap((id) => channels.get(id) ?? []);
      const seen = account && accountSeenBy(account, cpe);
      const line = await shared.firmwareOf(cpe);
      return {
        records: { cpe, partner, account: seen, channels: own, ...(line && { firmware: line }), stamp: '' },
        report: known.get(cpe.mac),
      };
    }),
  );
  return found.flatMap((phone) => phone ?? []);
}

/** What the pipeline would make files of; undefined for a model that nobody knows. */
export function stateOf({ records, report }: TargetPhone, now: Date): PhoneState | undefined {
  const { vendor, model, track } = records.cpe;
  const device = findDevice(vendor, model, track);
  const firmware = report?.firmware === undefined ? undefined : parseFirmwareVersion(report.firmware);
  return device && { records, device, firmware, now };
}

export interface RenderedFile {
  readonly rule: FileRule;
  /** With `{mac}` in the place of the MAC. */
  readonly name: string;
  readonly lines: readonly FileLine[];
}

/** The files that are written for this phone alone. @throws FILE_TOO_LARGE */
export function renderedFiles(files: PhoneFiles, state: PhoneState): readonly RenderedFile[] {
  const context = files.contextOf(state);
  return state.device.family.files.flatMap((rule) => {
    if (rule.access !== 'cpe' || rule.source.from !== 'template') return [];
    const name = rule.nameFor(context);
    const lines = name === undefined ? undefined : files.linesOf(state, rule);
    if (name === undefined || !lines) return [];
    return [{ rule, lines, name: name.replace(new RegExp(state.records.cpe.mac, 'i'), '{mac}') }];
  });
}

/** The tag of the phone's own file; undefined where the family makes none. */
export function ownEtag(rendered: readonly RenderedFile[]): string | undefined {
  const own = rendered.find(({ rule }) => rule.kind === 'own');
  return own && finish(toBytes(own.lines)).etag;
}

/** What a phone's own file is tagged with now. */
export function etagNow(desk: PlanDesk, phone: TargetPhone): string | undefined {
  const state = stateOf(phone, desk.cpe.now());
  if (!state) return undefined;
  try {
    return ownEtag(renderedFiles(desk.preview.files, state));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
