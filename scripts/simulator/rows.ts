// Every row of the device matrix: booted by each transport that its family can come by, once more with digest credentials of its
// own, or refused because it is retired.
// Source: device-matrix.csv, DEV-37, DEV-38
import { DEVICES, type KnownDevice } from '../../server/devices/registry.ts';
import { RANGE_OF } from '../../server/devices/vendor-ranges.ts';
import { type Mac, parseMac } from '../../server/domain/mac.ts';
import type { AdminApi } from './admin-api.ts';
import { bootableDevices, familyOf } from './families/families.ts';
import { type FleetOptions, runFleet } from './fleet.ts';
import type { Fault } from './line.ts';
import type { Transport } from './phone.ts';
import { type Bases, specsOf } from './specs.ts';

export interface RowBoot {
  readonly transport: Transport;
  readonly faults: readonly Fault[];
  /** How often it was challenged; absent for a phone without digest credentials. A family without parameters for them: never. */
  readonly challenges?: number;
}

export interface RowResult {
  readonly vendor: string;
  readonly model: string;
  readonly track: string | undefined;
  /** What the API said when the row was to be added; undefined when it was added. */
  readonly refusal: string | undefined;
  readonly boots: readonly RowBoot[];
  /** Whether it went as the matrix says: refused when retired, else booted by every transport without a fault. */
  readonly isRight: boolean;
}

export interface RowOptions {
  readonly api: AdminApi;
  readonly accountId: string;
  readonly bases: Bases;
  readonly factoryCa: readonly string[];
  /** Last three octets of the first MAC. */
  readonly firstNumber: number;
  readonly fleet: Omit<FleetOptions, 'onBoot'>;
  readonly onRow?: () => void;
}

/** A further phone of each row, which gets digest credentials; by HTTP, since what a phone proves is then all there is. */
const DIGEST: Transport = 'http';

export async function bootEveryRow(options: RowOptions): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  let number = options.firstNumber;
  for (const device of DEVICES) {
    const transports = familyOf(device)?.transports ?? [];
    const macs = [...transports, DIGEST].map((_, i) => macOf(device, number + i));
    number += macs.length;
    results.push(await bootRow(device, transports, macs, options));
    options.onRow?.();
  }
  return results;
}

async function bootRow(
  device: KnownDevice,
  transports: readonly Transport[],
  macs: readonly Mac[],
  { api, accountId, bases, factoryCa, fleet }: RowOptions,
): Promise<RowResult> {
  const { vendor, model, track, autoProvisioning } = device.model;
  const row = { vendor, model, track };
  const answer = await api.tryToAdd(accountId, { vendor, model, ...(track !== undefined && { track }), macs });
  const isRetired = autoProvisioning === 'retired';
  if ('refusal' in answer) return { ...row, refusal: answer.refusal, boots: [], isRight: isRetired };
  const added = new Map(answer.added.map((phone) => [phone.mac, phone]));
  const hardware = standInFor(device);
  const withDigest = macs.at(-1);
  if (withDigest) await api.giveDigest(withDigest);
  const wanted = [...transports, DIGEST].flatMap((transport, i) => {
    const mac = macs[i];
    const firmware = familyOf(hardware)?.firmwareOf(hardware);
    return mac && firmware !== undefined ? [{ mac, device: hardware, firmware, transport }] : [];
  });
  const ran = await runFleet(specsOf(wanted, { bases, by: 'url', added, factoryCa }), fleet);
  const boots = wanted.map(({ mac, transport }): RowBoot => {
    const journals = ran.filter(({ spec }) => spec.mac === mac).map(({ journal }) => journal);
    const challenged = journals.flatMap(({ exchanges }) => exchanges.filter(({ status }) => status === 401));
    return {
      transport,
      faults: journals.flatMap(({ faults }) => faults),
      ...(mac === withDigest && { challenges: challenged.length }),
    };
  });
  const allRan = boots.length > 0 && ran.length === boots.length * fleet.boots;
  return {
    ...row,
    refusal: undefined,
    boots,
    isRight: !isRetired && allRan && boots.every(({ faults }) => faults.length === 0),
  };
}

/** Behind a profile that fits several models stands one of them. */
function standInFor(device: KnownDevice): KnownDevice {
  if (device.model.kind !== 'generic') return device;
  const found = bootableDevices(device.family.name).find(({ model }) => model.kind === 'desk');
  return found ?? device;
}

function macOf({ model }: KnownDevice, number: number): Mac {
  const mac = parseMac(RANGE_OF[model.vendor] + (number % 0x1000000).toString(16).padStart(6, '0'));
  if (!mac) throw new Error(`${number} makes no MAC`);
  return mac;
}

export function rowsText(rows: readonly RowResult[]): string {
  const named = rows.map((row) => ({ row, name: [row.vendor, row.model, row.track].filter(Boolean).join(' ') }));
  const width = Math.max(...named.map(({ name }) => name.length));
  const lines = named.flatMap(({ row, name }) => [
    `${row.isRight ? 'ok    ' : 'FAILED'}  ${name.padEnd(width)}  ${outcomeOf(row)}`,
    ...row.boots.flatMap(({ transport, faults }) =>
      faults.map(({ request, why }) => `          ${transport}: ${request}: ${why}`),
    ),
  ]);
  const right = rows.filter(({ isRight }) => isRight).length;
  const refused = rows.filter(({ isRight, refusal }) => isRight && refusal !== undefined).length;
  return `${lines.join('\n')}\n\n${right} of ${rows.length}: ${right - refused} booted by every transport, ${refused} refused as retired\n`;
}

function outcomeOf({ refusal, boots }: RowResult): string {
  if (refusal !== undefined) return `refused: ${refusal}`;
  const told = boots.flatMap(({ transport, faults, challenges }) => {
    if (challenges === 0) return [];
    const name = challenges === undefined ? transport : `digest (${challenges} x 401)`;
    return `${name}${faults.length > 0 ? ' failed' : ''}`;
  });
  return told.join(', ');
}
