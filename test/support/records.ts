// Records for tests of pure rooms: whole and valid, with what a test cares about given by it.

import { fitsHardware } from '../../server/devices/capabilities.ts';
import type { PhoneContext } from '../../server/devices/phone-context.ts';
import { findDevice, type KnownDevice } from '../../server/devices/registry.ts';
import type { FirmwareLine } from '../../server/domain/firmware.ts';
import { parseFirmwareVersion } from '../../server/domain/firmware-version.ts';
import { type Mac, parseMac } from '../../server/domain/mac.ts';
import { type Account, type Channel, type Cpe, modelKey, type Partner } from '../../server/domain/records.ts';
import { hashToken, type Sealed, type Sealer } from '../../server/domain/sealed.ts';
import { buildContext } from '../../server/provisioning/context.ts';
import type { FileLine } from '../../server/provisioning/render.ts';
import { createRenderer, toBytes } from '../../server/provisioning/render.ts';
import type { CpeRecords, ServerAddress } from '../../server/provisioning/world.ts';

export const ADDED = new Date('2026-11-01T09:00:00Z');
export const NOW = new Date('2026-11-22T12:00:00Z');
export const LASTING_TOKEN = '0123456789abcdef0123456789abcdef';

/** Seals by a prefix: enough where a test is not about sealing. */
export const plainSealer: Sealer = {
  seal: (plain) => `sealed:${plain}` as Sealed,
  unseal: (sealed) => sealed.slice('sealed:'.length),
};

export const ADDRESS: ServerAddress = {
  host: 'prov.example.com',
  httpUrl: 'http://prov.example.com:8080/p/',
  httpsUrl: 'https://prov.example.com:8443/p/',
  ownCa: true,
};

const kept = { revision: 1, createdAt: ADDED, changedAt: ADDED };

export function mac(text: string): Mac {
  const parsed = parseMac(text);
  if (!parsed) throw new Error(`${text} is no MAC`);
  return parsed;
}

export function partner(given: Partial<Partner> = {}): Partner {
  return { ...kept, id: 'partner-1', name: 'Wholesale', settings: {}, ...given };
}

export function account(given: Partial<Account> = {}): Account {
  return {
    ...kept,
    id: 'account-1',
    partnerId: 'partner-1',
    name: 'Bakery',
    number: '1001',
    country: 'NL',
    language: 'nl',
    timeZone: 'Europe/Amsterdam',
    networks: [],
    tftpSecrets: false,
    settings: {},
    models: {},
    ringtones: {},
    sipProxies: [],
    sipEncryption: [],
    ...given,
  };
}

export function channel(given: Partial<Channel> & { plainPassword?: string } = {}): Channel {
  const { plainPassword = 's3cret-201', ...rest } = given;
  return {
    ...kept,
    id: 'channel-1',
    partnerId: 'partner-1',
    accountId: 'account-1',
    name: '1001EC01',
    username: '1001ec01',
    password: plainSealer.seal(plainPassword),
    encryptedSip: false,
    dtmf: 'rfc4733',
    callLimit: 2,
    language: 'nl',
    country: 'NL',
    ...rest,
  };
}

export function cpe(given: Partial<Cpe> = {}): Cpe {
  return {
    ...kept,
    id: '805ec0123456',
    mac: mac('805ec0123456'),
    vendor: 'Yealink',
    model: 'T46S',
    track: 'Lydis',
    partnerId: 'partner-1',
    accountId: 'account-1',
    channelIds: ['channel-1'],
    handsets: [],
    settings: {},
    lastingToken: { hash: hashToken(LASTING_TOKEN), sealed: plainSealer.seal(LASTING_TOKEN) },
    adminPassword: plainSealer.seal('n3wAdmin'),
    userPassword: plainSealer.seal('n3wUser'),
    ...given,
  };
}

export interface PhoneGiven {
  readonly vendor?: string;
  readonly model?: string;
  readonly track?: string;
  readonly firmware?: string;
  /** The name of a file that its account chose for it. */
  readonly image?: string;
  readonly mac?: string;
  readonly cpe?: Partial<Cpe>;
  readonly account?: Partial<Account>;
  readonly partner?: Partial<Partner>;
  readonly channels?: readonly Channel[];
  readonly address?: ServerAddress;
  readonly now?: Date;
}

export function deviceOf({ vendor = 'Yealink', model = 'T46S', track }: PhoneGiven): KnownDevice {
  const device = findDevice(vendor, model, track);
  if (!device) throw new Error(`no ${vendor} ${model} ${track ?? ''}`);
  return device;
}

/** A line with one release, of one file; its version is the one in the name, else the newest that the hardware could have. */
function lineWith({ family, model }: KnownDevice, name: string): FirmwareLine {
  const named = parseFirmwareVersion(family.firmware?.readName(name)?.version ?? '');
  const fits = named && fitsHardware(family, model, named);
  const version = fits ? named.text : `${model.hardwareIds[0] ?? 99}.99.0.1`;
  const file = { name, role: 'base', sha256: 'ab'.repeat(32), sizeBytes: 9, addedAt: NOW };
  const { vendor, track } = model;
  const releases = [{ version, state: 'released', files: [file] }] as const;
  return { vendor, model: model.model, ...(track !== undefined && { track }), revision: 0, releases, stamp: name };
}

function withImage(device: KnownDevice, { image, account }: PhoneGiven): Partial<Account> {
  if (image === undefined) return {};
  const { vendor, model, track } = device.model;
  const version = lineWith(device, image).releases[0]?.version ?? '';
  const key = modelKey(vendor, model);
  const firmware = [{ ...(track !== undefined && { track }), version }];
  return { models: { ...account?.models, [key]: { ...account?.models?.[key], firmware } } };
}

/** The context of a phone as the pipeline would build it. */
export function phoneContext(given: PhoneGiven = {}): PhoneContext {
  const device = deviceOf(given);
  const channels = given.channels ?? [channel()];
  const { vendor, model, track } = device.model;
  const records: CpeRecords = {
    partner: partner(given.partner),
    account: account({ ...given.account, ...withImage(device, given) }),
    channels,
    ...(given.image !== undefined && { firmware: lineWith(device, given.image) }),
    stamp: '1',
    cpe: cpe({
      vendor,
      model,
      ...(track !== undefined && { track }),
      ...(given.mac && { mac: mac(given.mac), id: mac(given.mac) }),
      channelIds: channels.map(({ id }) => id),
      ...given.cpe,
    }),
  };
  return buildContext({
    records,
    device,
    firmware: given.firmware === undefined ? undefined : parseFirmwareVersion(given.firmware),
    address: given.address ?? ADDRESS,
    sealer: plainSealer,
    now: given.now ?? NOW,
  });
}

export const renderer = createRenderer(new URL('../../templates', import.meta.url).pathname);

/** The lines of the phone's own file. */
export function ownFile(given: PhoneGiven = {}): readonly FileLine[] {
  const { family, model } = deviceOf(given);
  const context = phoneContext(given);
  if (!model.template) throw new Error(`${model.model} has no template`);
  return renderer.render(model.template, family.view(context), family.format, context.extra);
}

export function textOf(lines: readonly FileLine[]): string {
  return toBytes(lines).toString('utf8');
}
