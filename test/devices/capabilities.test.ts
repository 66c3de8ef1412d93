// What a model offers at one firmware: plain values, and images that fit its hardware.
import { describe, expect, test } from 'vitest';
import { capabilitiesAt, fitsHardware } from '../../server/devices/capabilities.ts';
import { DEVICES, findDevice, type KnownDevice } from '../../server/devices/registry.ts';
import { type FirmwareVersion, parseFirmwareVersion } from '../../server/domain/firmware-version.ts';

function yealink(model: string, track?: string): KnownDevice {
  const device = findDevice('Yealink', model, track);
  if (!device) throw new Error(`no ${model}`);
  return device;
}

function version(text: string): FirmwareVersion {
  const parsed = parseFirmwareVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

function at(model: string, firmware?: string, track?: string) {
  const device = yealink(model, track);
  return capabilitiesAt(device.family, device.model, firmware === undefined ? undefined : version(firmware));
}

describe('DEV-17, DEV-20, FAC-101 encryption', () => {
  test.each([
    ['T46S', 'Lydis', undefined, 'firmwareUnknown'],
    ['T46S', 'Lydis', '66.83.188.5', 'firmwareTooOld'],
    ['T46S', 'Lydis', '66.83.188.6', 'yes'],
    ['T46S', 'Enreach', undefined, 'yes'],
    ['T41S', 'Lydis', '68.81.0.110', 'firmwareTooOld'],
    ['T46G', undefined, '28.80.0.95', 'firmwareTooOld'],
    ['T54S', undefined, '70.84.0.70', 'no'],
    ['Desktop phone', 'generic profile', '66.86.0.15', 'no'],
    ['W60B', undefined, undefined, 'yes'],
  ])('%s %s at %s: %s', (model, track, firmware, expected) => {
    expect(at(model, firmware, track).sipEncryption).toBe(expected);
  });
});

describe('facts/yealink.md 1.7 the generation is the second field of a version of this hardware', () => {
  test.each([
    ['T46S', '66.83.188.6', 83],
    ['T46S', '66.86.0.15', 86],
    ['T41S', '68.81.0.110', 81],
    ['T46G', '28.80.0.95', 80],
    ['VP530', '23.70.0.40', 70],
    ['T53', '95.84.0.125', 84],
    ['T53', '96.87.0.15', 87],
    ['T57W', '97.84.0.10', 84],
    ['T85U', '185.87.0.34', 87],
    ['Desktop phone', '28.83.0.120', 83],
    ['T46S', undefined, 'unknown'],
    ['T46S', '28.83.0.120', 'unknown'],
    ['T46S', '66', 'unknown'],
  ] as const)('%s at %s: %s', (model, firmware, generation) => {
    const device = yealink(model);
    const parsed = firmware === '66' ? { text: '66', fields: [66] } : firmware && version(firmware);
    expect(capabilitiesAt(device.family, device.model, parsed || undefined).generation).toBe(generation);
  });
});

describe('facts/yealink.md 4.1 accounts, line keys and modules', () => {
  test.each([
    ['T19P', 1, 0, 'none'],
    ['T40G', 3, 3, 'none'],
    ['T41S', 6, 15, 'none'],
    ['T42S', 12, 15, 'none'],
    ['T46S', 16, 27, 'EXP40'],
    ['T48G', 16, 29, 'EXP40'],
    ['T53W', 12, 21, 'EXP50'],
    ['T54W', 16, 27, 'EXP50'],
    ['T57W', 16, 29, 'EXP50'],
    ['T73W', 12, 40, 'EXP55'],
    ['T74U', 16, 60, 'EXP55'],
    ['T77U', 16, 56, 'EXP55'],
    ['T87W', 16, 84, 'EXP55'],
    ['CP860', 1, 0, 'none'],
    ['VP530', 4, 'unknown', 'none'],
    ['W52P', 5, 0, 'none'],
    ['W60B', 8, 0, 'none'],
    ['Desktop phone', 'unknown', 'unknown', 'unknown'],
  ])('%s', (model, maxChannels, lineKeys, expansionModule) => {
    const caps = at(model);
    expect([caps.maxChannels, caps.lineKeys, caps.expansionModule]).toEqual([maxChannels, lineKeys, expansionModule]);
  });

  test.each([
    ['T46S', 40, 6],
    ['T54W', 60, 3],
    ['T87W', 78, 3],
  ])('4.7: %s takes modules of %i keys, %i of them', (model, keys, modules) => {
    expect(at(model).expansion).toMatchObject({ keys, modules });
  });
});

describe('DEV-37 images fit by hardware id', () => {
  test.each([
    ['T46S', '66.86.0.15', true],
    ['T46S', '65.81.0.110', false],
    ['T48S', '65.81.0.110', true],
    ['T46S', '28.83.0.120', false],
    ['T54W', '96.87.0.15', true],
    ['T77U', '185.87.0.34', true],
    ['Desktop phone', '1.2.3.4', true],
  ])('%s and %s: %s', (model, firmware, fits) => {
    const device = yealink(model);
    expect(fitsHardware(device.family, device.model, version(firmware))).toBe(fits);
  });
});

test('every model has capabilities before its first request, with no gate left unresolved', () => {
  const caps = DEVICES.map(({ family, model }) => capabilitiesAt(family, model, undefined));
  expect(caps).toHaveLength(77);
  for (const { autoProvisioning, sipEncryption, expansionModule } of caps) {
    for (const value of [autoProvisioning, sipEncryption, expansionModule]) expect(typeof value).toBe('string');
  }
});
