// The records of all models against the device matrix, both ways, and every gate at, below and above its firmware.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { capabilitiesAt, fitsHardware } from '../../server/devices/capabilities.ts';
import {
  DEVICES,
  FAMILIES,
  familiesOf,
  findDevice,
  type KnownDevice,
  tracksOf,
} from '../../server/devices/registry.ts';
import { type DeviceModel, VENDORS } from '../../server/devices/types.ts';
import { type FirmwareVersion, parseFirmwareVersion } from '../../server/domain/firmware-version.ts';

const HEADER =
  'vendor,model,firmware_variant,auto_provisioning,auto_provisioning_min_firmware,sip_encryption,sip_encryption_min_firmware,distinctive_ringtones,opus';
const [header, ...matrix] = parse(readFileSync(new URL('../data/device-matrix.csv', import.meta.url)));

/** The line of the matrix that a record stands for. */
function rowOf(model: DeviceModel): string[] {
  const gate = (value: string | { since: string }) => (typeof value === 'string' ? [value, ''] : ['yes', value.since]);
  return [
    model.vendor,
    model.model,
    model.track ?? '',
    ...gate(model.autoProvisioning),
    ...gate(model.sipEncryption),
    model.distinctiveRingtones,
    model.opus,
  ];
}

function version(text: string): FirmwareVersion {
  const parsed = parseFirmwareVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

function nameOf({ model: { vendor, model, track } }: KnownDevice): string {
  return [vendor, model, track].filter(Boolean).join(' ');
}

describe('DEV-37 the records agree with device-matrix.csv', () => {
  test('the matrix is the one with 77 rows, and its columns are those compared here', () => {
    expect(header?.join(',')).toBe(HEADER);
    expect(matrix).toHaveLength(77);
    expect(DEVICES).toHaveLength(77);
  });

  test('every row has its record, and every record its row, equal in every column', () => {
    expect(DEVICES.map(({ model }) => rowOf(model).join(',')).sort()).toEqual(
      matrix.map((row) => row.join(',')).sort(),
    );
  });

  test('every row is found by vendor, model and track, and the vendors are those of the matrix', () => {
    const found = matrix.map(([vendor = '', model = '', track = '']) => findDevice(vendor, model, track || undefined));
    expect(found.filter((device) => device === undefined)).toEqual([]);
    expect([...new Set(matrix.map(([vendor]) => vendor))].sort()).toEqual([...VENDORS].sort());
    expect(VENDORS.map((vendor) => familiesOf(vendor).length > 0)).toEqual(VENDORS.map(() => true));
  });

  test('unknown vendors, models and tracks are not found', () => {
    expect(findDevice('Yealink', 'T46X')).toBeUndefined();
    expect(findDevice('Yealink', 'T46S', 'Other')).toBeUndefined();
    expect(findDevice('Gigaset', 'T46S')).toBeUndefined();
    expect(tracksOf('Yealink', 'T46X')).toEqual([]);
    expect(familiesOf('Snom')).toEqual([]);
  });
});

test('CALL-50: ringtones are provisioned on phones of Yealink, Aastra and Mitel alone', () => {
  const vendors = DEVICES.filter(({ family }) => family.ringtones.length > 0).map(({ model }) => model.vendor);
  expect([...new Set(vendors)].toSorted()).toEqual(['Aastra', 'Aastra/Mitel', 'Mitel', 'Yealink']);
  const able = DEVICES.filter(({ model }) => model.distinctiveRingtones === 'yes');
  expect(able.length).toBeGreaterThan(0);
  expect(able.filter(({ family }) => family.ringtones.length === 0).map(nameOf)).toEqual([]);
});

describe('records are sound', () => {
  test('vendor, model and track together are unique', () => {
    expect(new Set(DEVICES.map(nameOf)).size).toBe(DEVICES.length);
  });

  test('a product name belongs to one model within a family', () => {
    for (const { models } of FAMILIES) {
      const owners = new Map<string, string>();
      for (const { productNames, model, vendor } of models) {
        for (const name of productNames) {
          expect(name).toBe(name.toUpperCase());
          expect(owners.get(name) ?? `${vendor} ${model}`, name).toBe(`${vendor} ${model}`);
          owners.set(name, `${vendor} ${model}`);
        }
      }
    }
  });

  test('every template that a record or a file rule names exists', () => {
    const named = [
      ...DEVICES.flatMap(({ model }) => (model.template ? [model.template] : [])),
      ...FAMILIES.flatMap(({ firstFileTemplate, files }) => [
        ...(firstFileTemplate ? [firstFileTemplate] : []),
        ...files.flatMap(({ source }) => ('template' in source && source.template ? [source.template] : [])),
      ]),
    ];
    expect(named.length).toBeGreaterThanOrEqual(46);
    const missing = [...new Set(named)].filter(
      (name) => !existsSync(new URL(`../../templates/${name}`, import.meta.url)),
    );
    expect(missing).toEqual([]);
  });

  test('every family has a rule for the phone.s own file', () => {
    for (const { files, name } of FAMILIES)
      expect(
        files.some(({ kind }) => kind === 'own'),
        name,
      ).toBe(true);
  });

  test('file patterns are anchored, take both cases, and have no state', () => {
    for (const { pattern } of FAMILIES.flatMap(({ files }) => files)) {
      expect(pattern.source).toMatch(/^\^.*\$$/);
      expect(pattern.flags).toBe('i');
    }
  });

  test('numbers are at least 0, and a page has no more keys than the phone', () => {
    for (const { model } of DEVICES) {
      for (const number of [model.maxChannels, model.lineKeys, model.keysPerPage]) {
        if (number !== 'unknown') expect(number).toBeGreaterThanOrEqual(0);
      }
      if (typeof model.lineKeys === 'number' && typeof model.keysPerPage === 'number')
        expect(model.keysPerPage).toBeLessThanOrEqual(model.lineKeys);
    }
  });
});

describe('DEV-21 tracks', () => {
  const models = [...new Map(DEVICES.map((d) => [`${d.model.vendor}|${d.model.model}`, d])).values()];
  const tracked = models.filter(({ model }) => tracksOf(model.vendor, model.model).length > 1);

  test('fifteen models have the two tracks Lydis and Enreach', () => {
    expect(tracked).toHaveLength(15);
    for (const { model } of tracked) {
      expect(
        tracksOf(model.vendor, model.model)
          .map((d) => d.model.track)
          .sort(),
      ).toEqual(['Enreach', 'Lydis']);
    }
  });

  test.each(tracked.map((d) => [d.model.model, d] as const))(
    '%s has exactly one default, with the strictest gates',
    (_, d) => {
      const { vendor, model } = d.model;
      const rows = tracksOf(vendor, model);
      expect(rows.filter((row) => row.model.defaultTrack)).toHaveLength(1);
      const fallback = findDevice(vendor, model);
      expect(fallback?.model.defaultTrack).toBe(true);
      const gated = (m: DeviceModel | undefined) => typeof m?.sipEncryption === 'object';
      expect(gated(fallback?.model)).toBe(rows.some((row) => gated(row.model)));
    },
  );

  test('a model with one track needs no default', () => {
    for (const { model } of models.filter((d) => !tracked.includes(d))) {
      expect(model.defaultTrack, model.model).toBeUndefined();
      expect(findDevice(model.vendor, model.model)?.model).toBe(model);
    }
  });
});

describe('DEV-20 gates', () => {
  const gates = DEVICES.flatMap((device) =>
    (['autoProvisioning', 'sipEncryption'] as const).flatMap((name) => {
      const gate = device.model[name];
      return typeof gate === 'object' ? [{ device, name, since: gate.since, title: `${nameOf(device)} ${name}` }] : [];
    }),
  );

  test('there are 17, as in the matrix', () => {
    expect(gates).toHaveLength(17);
    const dated = matrix.flatMap((row) => [row[4], row[6]].filter(Boolean));
    expect(gates.map(({ since }) => since).sort()).toEqual(dated.sort());
  });

  test.each(gates)('$title: closed below $since, open at it and above', ({ device, name, since }) => {
    const { family, model } = device;
    const fields = version(since).fields;
    const with_ = (change: (field: number, i: number) => number) => version(fields.map(change).join('.'));
    const last = fields.length - 1;
    const at = (firmware: FirmwareVersion | undefined) => capabilitiesAt(family, model, firmware)[name];
    expect(at(undefined)).toBe('firmwareUnknown');
    expect(at(with_((f, i) => (i === last ? f - 1 : f)))).toBe('firmwareTooOld');
    expect(at(with_((f, i) => (i === 1 ? f - 1 : f)))).toBe('firmwareTooOld');
    expect(at(version(since))).toBe('yes');
    expect(at(with_((f, i) => (i === last ? f + 1 : f)))).toBe('yes');
    expect(at(with_((f, i) => (i === last ? f + 100 : f)))).toBe('yes');
    expect(at(with_((f, i) => (i === 1 ? f + 1 : i > 1 ? 0 : f)))).toBe('yes');
    expect(at(with_((f, i) => (i === 0 ? f + 1 : 999))), 'DEV-37: another hardware id never fits').toBe(
      'firmwareTooOld',
    );
    expect(model.hardwareIds, 'the gate is of this hardware').toContain(fields[0]);
    expect(fitsHardware(family, model, version(since))).toBe(true);
    expect(
      fitsHardware(
        family,
        model,
        with_((f, i) => (i === 0 ? 254 : f)),
      ),
    ).toBe(false);
  });

  test('DEV-37: 66.83.188.6 is older than 66.83.188.14, though not as text', () => {
    const device = findDevice('Yealink', 'T40G');
    if (!device) throw new Error('no T40G');
    const { autoProvisioning, sipEncryption } = capabilitiesAt(device.family, device.model, version('76.83.188.6'));
    expect({ autoProvisioning, sipEncryption }).toEqual({ autoProvisioning: 'firmwareTooOld', sipEncryption: 'yes' });
  });

  test('without a gate the firmware changes nothing', () => {
    const open = DEVICES.filter(
      ({ model }) => typeof model.autoProvisioning === 'string' && typeof model.sipEncryption === 'string',
    );
    expect(open).toHaveLength(65);
    for (const { family, model } of open) {
      for (const firmware of [undefined, version('1.0.0.0'), version('255.99.0.1')]) {
        const caps = capabilitiesAt(family, model, firmware);
        expect(caps.autoProvisioning).toBe(model.autoProvisioning);
        const isProvisioned = !model.notProvisioned?.includes('sipEncryption');
        expect(caps.sipEncryption).toBe(isProvisioned ? model.sipEncryption : 'notProvisioned');
      }
    }
  });
});

describe('DEV-38 retired models can be looked up', () => {
  test.each(['CP860', 'T19P', 'T42GP', 'T49G', 'T52S', 'T54S', 'VP530'])('%s', (name) => {
    const device = findDevice('Yealink', name);
    expect(device && capabilitiesAt(device.family, device.model, undefined).autoProvisioning).toBe('retired');
  });
});
