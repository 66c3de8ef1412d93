// Which release a phone is offered next, and whether its firmware lets it encrypt: by table and by property.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capabilitiesAt, fitsHardware } from '../../server/devices/capabilities.ts';
import { DEVICES, findDevice, type KnownDevice } from '../../server/devices/registry.ts';
import type { FirmwareLine, FirmwareRelease } from '../../server/domain/firmware.ts';
import { parseFirmwareVersion } from '../../server/domain/firmware-version.ts';
import {
  compareWithin,
  type FirmwareFacts,
  factsOf,
  firmwareForEncryption,
  nextFirmware,
} from '../../server/firmware/offer.ts';
import { ADDED, account, cpe } from '../support/records.ts';

function device(vendor: string, model: string, track?: string): KnownDevice {
  const found = findDevice(vendor, model, track);
  if (!found) throw new Error(`${vendor} ${model} is unknown`);
  return found;
}

const T46S = device('Yealink', 'T46S', 'Lydis');
const GENERIC = device('Yealink', 'Desktop phone', 'generic profile');
const NX70 = device('Gigaset', 'Nx70 IP PRO');

function release(version: string, more: Partial<FirmwareRelease> = {}): FirmwareRelease {
  const file = { name: `${version}.rom`, role: 'base', sha256: 'ab'.repeat(32), sizeBytes: 9, addedAt: ADDED };
  return { version, state: 'released', files: [file], ...more };
}

function lineOf({ model: { vendor, model, track } }: KnownDevice, releases: readonly FirmwareRelease[]): FirmwareLine {
  return { vendor, model, ...(track !== undefined && { track }), revision: 1, releases, stamp: '1' };
}

function facts(
  running: string | undefined,
  chosen: string | undefined,
  releases: readonly FirmwareRelease[],
  { of = T46S, isEncrypting = false }: { of?: KnownDevice; isEncrypting?: boolean } = {},
): FirmwareFacts {
  const version = running === undefined ? undefined : parseFirmwareVersion(running);
  return { device: of, running: version, chosen, line: lineOf(of, releases), isEncrypting };
}

const NEWEST = release('66.86.0.15');

describe('DEV-9 which release a phone is offered', () => {
  test('the version that was chosen', () => {
    expect(nextFirmware(facts('66.83.188.6', '66.86.0.15', [NEWEST]))).toEqual({
      do: 'install',
      release: NEWEST,
      target: '66.86.0.15',
      isOlder: false,
    });
  });

  test('the recommended one where that was chosen, whichever it is', () => {
    const recommended = release('66.85.0.5', { state: 'recommended' });
    const offer = nextFirmware(facts('66.83.188.6', 'recommended', [NEWEST, recommended]));
    expect(offer).toMatchObject({ do: 'install', target: '66.85.0.5' });
  });

  test('none when it runs what it should', () => {
    expect(nextFirmware(facts('66.86.0.15', '66.86.0.15', [NEWEST]))).toEqual({ do: 'stay', release: NEWEST });
  });

  test('an older one when a person named it', () => {
    const older = release('66.84.0.15');
    expect(nextFirmware(facts('66.86.0.15', '66.84.0.15', [NEWEST, older]))).toMatchObject({
      do: 'install',
      release: older,
      isOlder: true,
    });
  });

  test('the choice of its own track alone', () => {
    const choices = [{ track: 'Enreach', version: '66.86.0.15' }];
    const models = { 'Yealink/T46S': { firmware: choices } };
    const at = (of: KnownDevice) =>
      factsOf(of, '66.84.0.15', { cpe: cpe(), account: account({ models }) }, lineOf(of, [NEWEST])).chosen;
    expect([at(T46S), at(device('Yealink', 'T46S', 'Enreach'))]).toEqual([undefined, '66.86.0.15']);
  });
});

describe('DEV-10 why a phone is offered nothing', () => {
  test.each<[string, FirmwareFacts, object]>([
    [
      'the generic profile',
      facts('66.83.188.6', '66.86.0.15', [NEWEST], { of: GENERIC }),
      { because: 'genericProfile' },
    ],
    ['no version was chosen first', facts('66.83.188.6', undefined, [NEWEST]), { because: 'nothingChosen' }],
    ['nothing is recommended', facts('66.83.188.6', 'recommended', [NEWEST]), { because: 'nothingRecommended' }],
    [
      'its release was taken away',
      facts('66.83.188.6', '66.85.0.5', [NEWEST]),
      { because: 'notInCatalogue', target: '66.85.0.5' },
    ],
    [
      'it is blocked',
      facts('66.83.188.6', '66.86.0.15', [release('66.86.0.15', { state: 'blocked' })]),
      { because: 'blocked', target: '66.86.0.15' },
    ],
    [
      'DEV-37: the release is for other hardware',
      facts('66.83.188.6', '96.86.0.15', [release('96.86.0.15')]),
      { because: 'otherHardware' },
    ],
    [
      'DEV-37: the phone says it is other hardware',
      facts('96.83.188.6', '66.86.0.15', [NEWEST]),
      { because: 'otherHardware' },
    ],
    [
      'only the file of its handsets is there',
      facts('66.83.188.6', '66.86.0.15', [
        release('66.86.0.15', { files: NEWEST.files.map((file) => ({ ...file, role: 'handset' })) }),
      ]),
      { because: 'filesMissing' },
    ],
    [
      'it has not said what it runs, and the release cannot be reached from everywhere',
      facts(undefined, '66.86.0.15', [release('66.86.0.15', { comesFrom: '66.84.0.1' })]),
      { because: 'firmwareUnknown' },
    ],
    [
      'it runs something newer than what is recommended',
      facts('66.87.0.1', 'recommended', [release('66.86.0.15', { state: 'recommended' })]),
      { because: 'olderThanRunning' },
    ],
    [
      'it never goes back',
      facts('2.66.0', '2.65.0', [release('2.65.0')], { of: NX70 }),
      { because: 'cannotGoBack', target: '2.65.0' },
    ],
  ])('%s', (_name, given, expected) => {
    expect(nextFirmware(given)).toMatchObject({ do: 'refuse', ...expected });
  });
});

describe('stepping stones', () => {
  const newest = release('66.86.0.15', { comesFrom: '66.84.0.10' });
  const stone = release('66.84.0.15', { comesFrom: '66.82.0.1' });
  const low = release('66.82.0.20');

  test.each([
    ['66.84.0.10', '66.86.0.15'],
    ['66.84.0.9', '66.84.0.15'],
    ['66.82.0.1', '66.84.0.15'],
    ['66.80.0.1', '66.82.0.20'],
  ])('from %s the next one is %s', (running, next) => {
    expect(nextFirmware(facts(running, '66.86.0.15', [newest, stone, low]))).toMatchObject({
      do: 'install',
      target: '66.86.0.15',
      release: { version: next },
    });
  });

  test('without a way the oldest version from which there is one is said', () => {
    expect(nextFirmware(facts('66.81.0.1', '66.86.0.15', [newest, stone]))).toEqual({
      do: 'refuse',
      because: 'noWayThere',
      target: '66.86.0.15',
      needed: '66.84.0.10',
    });
  });

  test('a blocked stone, or one without its main file, is no way', () => {
    for (const useless of [
      { ...stone, state: 'blocked' },
      { ...stone, files: [] },
    ] as const)
      expect(nextFirmware(facts('66.82.0.1', '66.86.0.15', [newest, useless]))).toMatchObject({
        because: 'noWayThere',
      });
  });
});

/** Versions close to one another, so that they meet; some of other hardware. */
const versions = fc
  .tuple(fc.constantFrom(66, 66, 66, 28), fc.integer({ min: 82, max: 85 }), fc.integer({ min: 0, max: 3 }))
  .map(([hardware, major, build]) => `${hardware}.${major}.0.${build}`);
const catalogues = fc
  .uniqueArray(
    fc.record({
      version: versions,
      state: fc.constantFrom('released', 'released', 'blocked'),
      comesFrom: fc.option(versions, { nil: undefined }),
      isWhole: fc.boolean(),
    }),
    { selector: ({ version }) => version, maxLength: 7 },
  )
  .map((all) =>
    all.map(({ version, state, comesFrom, isWhole }) =>
      release(version, { state, ...(comesFrom !== undefined && { comesFrom }), ...(!isWhole && { files: [] }) }),
    ),
  );

describe('whatever the catalogue says', () => {
  test('DEV-9, DEV-37: never a blocked release, other hardware, one without its file, or one not reached from where the phone is', () => {
    let installs = 0;
    fc.assert(
      fc.property(catalogues, versions, fc.nat(6), fc.boolean(), (releases, running, pick, isEncrypting) => {
        const given = facts(running, releases[pick]?.version, releases, { isEncrypting });
        const offer = nextFirmware(given);
        if (offer.do !== 'install') return;
        installs += 1;
        const { state, version, files, comesFrom } = offer.release;
        const [next, at] = [parseFirmwareVersion(version), parseFirmwareVersion(running)];
        if (!next || !at) throw new Error('a version');
        expect(state).not.toBe('blocked');
        expect(fitsHardware(T46S.family, T46S.model, next)).toBe(true);
        expect(files).not.toEqual([]);
        expect(offer.isOlder).toBe(compareWithin(T46S.family, next, at) < 0);
        const from = comesFrom === undefined ? undefined : parseFirmwareVersion(comesFrom);
        if (from && !offer.isOlder) expect(compareWithin(T46S.family, at, from)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
    expect(installs).toBeGreaterThan(100);
  });

  test('a phone that takes every offer upwards ends at the one that was chosen', () => {
    let arrived = 0;
    fc.assert(
      fc.property(catalogues, versions, fc.nat(6), (releases, start, pick) => {
        const chosen = releases[pick]?.version;
        let running = start;
        for (let steps = 0; steps <= releases.length; steps += 1) {
          const offer = nextFirmware(facts(running, chosen, releases));
          if (offer.do === 'refuse') return void expect(running).toBe(start);
          if (offer.do === 'stay') {
            arrived += 1;
            return void expect(running).toBe(chosen);
          }
          running = offer.release.version;
        }
        throw new Error('never arrives');
      }),
      { numRuns: 3000 },
    );
    expect(arrived).toBeGreaterThan(100);
  });
});

describe('DEV-20 firmware that encryption needs', () => {
  const old = release('66.82.0.20');
  const since = release('66.83.188.6', { state: 'recommended' });

  test.each([
    ['runs a version that encrypts', '66.83.188.6', undefined, { do: 'ready' }],
    [
      'too old, nothing chosen',
      '66.83.188.5',
      undefined,
      { do: 'refuse', because: 'firmwareTooOld', needed: '66.83.188.6' },
    ],
    [
      'too old, an upgrade is chosen',
      '66.83.188.5',
      '66.83.188.6',
      { do: 'upgradeFirst', version: '66.83.188.6', next: '66.83.188.6' },
    ],
    [
      'too old, follows the recommended one',
      '66.83.188.5',
      'recommended',
      { do: 'upgradeFirst', version: '66.83.188.6' },
    ],
    ['too old, and so is what is chosen', '66.81.0.1', '66.82.0.20', { do: 'refuse', because: 'firmwareTooOld' }],
    ['has not said what it runs', undefined, undefined, { do: 'refuse', because: 'firmwareUnknown' }],
    ['would lose it to an older version', '66.83.188.6', '66.82.0.20', { do: 'refuse', because: 'olderChosen' }],
  ])('%s', (_name, running, chosen, expected) => {
    expect(firmwareForEncryption(facts(running, chosen, [since, old]))).toMatchObject(expected);
  });

  test('over a stepping stone: the next release is told beside the one that encrypts', () => {
    const far = release('66.83.188.6', { comesFrom: '66.82.0.1' });
    expect(firmwareForEncryption(facts('66.80.0.1', '66.83.188.6', [far, old]))).toEqual({
      do: 'upgradeFirst',
      version: '66.83.188.6',
      next: '66.82.0.20',
    });
  });

  test('a phone that encrypts is never told to go back to a version that cannot', () => {
    const back = facts('66.83.188.6', '66.82.0.20', [since, old], { isEncrypting: true });
    expect(nextFirmware(back)).toMatchObject({ do: 'refuse', because: 'endsEncryption', target: '66.82.0.20' });
    expect(firmwareForEncryption(back)).toEqual({ do: 'ready' });
  });

  test('every model of the matrix with a minimum: refused below it, ready from it on', () => {
    const gated = DEVICES.filter(({ model }) => typeof model.sipEncryption === 'object');
    for (const of of gated) {
      const min = typeof of.model.sipEncryption === 'object' ? of.model.sipEncryption.since : '';
      const below = min.replace(/\d+$/, (last) => String(Number(last) - 1));
      expect(firmwareForEncryption(facts(below, undefined, [], { of }))).toMatchObject({ do: 'refuse', needed: min });
      expect(firmwareForEncryption(facts(min, undefined, [], { of }))).toEqual({ do: 'ready' });
    }
    expect(gated).toHaveLength(10);
  });
});

describe('DEV-21 the generic profile, and tracks', () => {
  test('a phone on the generic profile encrypts at no firmware, and gets none', () => {
    for (const running of ['66.83.188.6', '66.99.0.1', undefined])
      expect(firmwareForEncryption(facts(running, '66.99.0.1', [release('66.99.0.1')], { of: GENERIC }))).toEqual({
        do: 'refuse',
        because: 'genericProfile',
      });
  });

  test('with its own profile on the right track it is judged by that', () => {
    const enreach = device('Yealink', 'T46S', 'Enreach');
    expect(firmwareForEncryption(facts('66.81.0.1', undefined, [], { of: enreach }))).toEqual({ do: 'ready' });
    expect(firmwareForEncryption(facts('66.81.0.1', undefined, [], { of: T46S }))).toMatchObject({ do: 'refuse' });
  });

  test('DEV-17: models that cannot are refused at any firmware', () => {
    const cannot = DEVICES.filter(({ model }) => model.sipEncryption === 'no' && model.kind !== 'generic');
    for (const of of cannot) {
      const since = capabilitiesAt(of.family, of.model, undefined).sipEncryption;
      expect(firmwareForEncryption(facts(undefined, undefined, [], { of }))).toEqual({ do: 'refuse', because: since });
    }
    expect(cannot.length).toBeGreaterThan(10);
  });
});
