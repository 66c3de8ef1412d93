// Which phones a fleet has: so many, spread over models and transports, or those of a list.
import type { KnownDevice } from '../../server/devices/registry.ts';
import { RANGE_OF } from '../../server/devices/vendor-ranges.ts';
import { type Mac, parseMac } from '../../server/domain/mac.ts';
import type { AddedPhone, AdminApi } from './admin-api.ts';
import { bootableDevices, familyOf } from './families/families.ts';
import type { PhoneSpec, Transport } from './phone.ts';

/** Where the server serves phone files, each ending in a slash. */
export type Bases = Readonly<Partial<Record<Transport, string>>>;

/** A phone before it is known where it boots from. */
export interface WantedPhone {
  readonly mac: Mac;
  readonly device: KnownDevice;
  readonly firmware: string;
  readonly transport: Transport;
}

export interface Choice {
  readonly transports: readonly Transport[];
  readonly family?: string;
  readonly model?: string;
  /** Instead of the model's usual one. */
  readonly firmware?: string;
}

/**
 * @param firstNumber  the last three octets of the first MAC: the same number makes the same phones
 * @throws Error when nothing fits
 */
export function countedPhones(count: number, firstNumber: number, choice: Choice): readonly WantedPhone[] {
  const devices = bootableDevices(choice.family, choice.model);
  return Array.from({ length: count }, (_, i) => {
    const device = devices[i % devices.length];
    if (!device) throw new Error('no such phones can be simulated: --family or --model names none that boots');
    const number = ((firstNumber + i) % 0x1000000).toString(16).padStart(6, '0');
    return wanted(RANGE_OF[device.model.vendor] + number, device, i, choice);
  });
}

/**
 * @param text  a phone a line: `MAC` or `MAC;model`, with or without more columns; lines with # are comments
 * @throws Error naming the first line that cannot be read
 */
export function listedPhones(text: string, choice: Choice): readonly WantedPhone[] {
  const rows = text.split('\n').map((line) => line.trim());
  return rows.flatMap((row, i) => {
    if (row === '' || row.startsWith('#')) return [];
    const [mac = '', model = choice.model] = row.split(/\s*[;\t]\s*/);
    const device = bootableDevices(choice.family, model)[0];
    if (!device || model === undefined)
      throw new Error(`line ${i + 1}: which model? Write MAC;model, or give --model with one that can be simulated`);
    return [wanted(mac, device, i, choice)];
  });
}

function wanted(text: string, device: KnownDevice, i: number, { transports, firmware }: Choice): WantedPhone {
  const mac = parseMac(text);
  if (!mac) throw new Error(`${text} is no MAC`);
  const family = familyOf(device);
  // Neighbours of one model must not all come by the same transport.
  const turn = transports[(i + Math.floor(i / transports.length)) % transports.length];
  const transport = turn !== undefined && family?.transports.includes(turn) ? turn : 'http';
  return { mac, device, firmware: firmware ?? family?.firmwareOf(device) ?? '', transport };
}

/** Adds the phones by the API, the ones of a model together. */
export async function addAll(
  api: AdminApi,
  accountNumber: string,
  phones: readonly WantedPhone[],
): Promise<ReadonlyMap<string, AddedPhone>> {
  const accountId = await api.accountNumbered(accountNumber);
  const added = new Map<string, AddedPhone>();
  for (const [{ model }, group] of groupByDevice(phones)) {
    const { vendor, model: name, track } = model;
    const macs = group.map(({ mac }) => mac);
    const answer = await api.addPhones(accountId, { vendor, model: name, ...(track !== undefined && { track }), macs });
    for (const phone of answer) added.set(phone.mac, phone);
  }
  return added;
}

function groupByDevice(phones: readonly WantedPhone[]): ReadonlyMap<KnownDevice, readonly WantedPhone[]> {
  const groups = new Map<KnownDevice, WantedPhone[]>();
  for (const phone of phones) {
    const group = groups.get(phone.device);
    if (group) group.push(phone);
    else groups.set(phone.device, [phone]);
  }
  return groups;
}

export interface FirstBoot {
  readonly bases: Bases;
  /** By the URL that was handed out with the phone, or by nothing while its window is open. TFTP knows only the second. */
  readonly by: 'url' | 'window';
  readonly added: ReadonlyMap<string, AddedPhone>;
  readonly factoryCa: readonly string[];
}

export function specsOf(phones: readonly WantedPhone[], first: FirstBoot): readonly PhoneSpec[] {
  return phones.map(({ mac, device, firmware, transport }) => ({
    mac,
    device,
    firmware,
    firstUrl: firstUrl(transport, first, first.added.get(mac)?.provisioningUrl),
    hasChannel: first.added.has(mac),
    factoryCa: first.factoryCa,
  }));
}

function firstUrl(transport: Transport, { bases, by }: FirstBoot, provisioningUrl: string | undefined): string {
  const base = bases[transport];
  if (base === undefined)
    throw new Error(`where is the server for ${transport}? Give --${transport === 'http' ? 'server' : transport} URL`);
  if (provisioningUrl === undefined || by === 'window' || transport === 'tftp') return base;
  // The name that people hand out is the one in the certificate; where it leads to is the fleet's business.
  const url = new URL(base);
  url.hostname = new URL(provisioningUrl).hostname;
  const token = /\/([0-9a-f]{32})(?=\/|$)/.exec(provisioningUrl)?.[1];
  return token === undefined ? url.href : `${url.href}${token}/`;
}
