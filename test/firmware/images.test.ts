// What a firmware file is, from its name and what is said of it; what is refused, and in which words.
import { describe, expect, test } from 'vitest';
import { AppError } from '../../server/errors.ts';
import { describeImage, type NewImage } from '../../server/firmware/images.ts';

function refusalOf(given: NewImage): unknown {
  try {
    return describeImage(given);
  } catch (error) {
    if (error instanceof AppError) return error.errors;
    throw error;
  }
}

describe('DEV-9 a file says for which models and tracks it is', () => {
  test('Yealink: every track of every model of its hardware, and never the generic profile', () => {
    const { lines, ...image } = describeImage({ name: 'T46S(T48S,T42S,T41S)-66.86.0.15.rom', vendor: 'Yealink' });
    expect(image).toEqual({
      name: 'T46S(T48S,T42S,T41S)-66.86.0.15.rom',
      vendor: 'Yealink',
      version: '66.86.0.15',
      role: 'base',
      hardwareId: 66,
    });
    expect(lines.toSorted()).toEqual(
      ['T41S', 'T42S', 'T46S', 'T48S'].flatMap((model) => [`Yealink/${model}/Enreach`, `Yealink/${model}/Lydis`]),
    );
  });

  test('DEV-21: for one track of one model alone, when that is said', () => {
    const given = { name: 'special-66.83.188.6.rom', vendor: 'Yealink', model: 'T46S', track: 'Lydis' };
    expect(describeImage(given).lines).toEqual(['Yealink/T46S/Lydis']);
  });

  test.each([
    ['6867i.st', 'Aastra/Mitel', '6.3.0.1020', 'Aastra/Mitel/6867i', '6.3.0.1020'],
    ['6867i-6.3.0.1020.st', 'Aastra/Mitel', undefined, 'Aastra/Mitel/6867i', '6.3.0.1020'],
    ['6867i-6.3.0.st', 'Aastra/Mitel', '6.3.0.1020', 'Aastra/Mitel/6867i', '6.3.0.1020'],
    ['57i.st', 'Aastra', '3.3.1.4365', 'Aastra/57i', '3.3.1.4365'],
    ['merkur262_42.bin', 'Gigaset', undefined, 'Gigaset/N510 IP PRO', '42.262'],
    ['einsteiniwu117_70.bin', 'Gigaset', undefined, 'Gigaset/N720 IP PRO', '70.117'],
    ['Gigaset-Nx70-V2.65.0-build.8504c90.bin', 'Gigaset', undefined, 'Gigaset/Nx70 IP PRO', '2.65.0'],
  ])('%s', (name, vendor, given, line, version) => {
    const image = describeImage({ name, vendor, ...(given !== undefined && { version: given }) });
    expect(image).toMatchObject({ lines: [line], version, role: 'base' });
  });
});

describe('files of handsets and satellites belong to the release of their base', () => {
  test.each([
    ['W53H-88.83.0.90.rom', 'Yealink', 'W60B', '77.85.0.20', 'w53h'],
    ['Handset-26.81.0.30.rom', 'Yealink', 'W52P', '25.81.188.12', 'handset'],
    ['sat117.bin', 'Gigaset', 'N720 IP PRO', '70.117', 'satellite'],
  ])('%s', (name, vendor, model, version, role) => {
    const image = describeImage({ name, vendor, model, version, ...(vendor === 'Yealink' && { role }) });
    expect(image).toMatchObject({ version, role, lines: [`${vendor}/${model}`] });
  });
});

describe('what is refused, with the words', () => {
  const rom = { name: 'T46S-66.86.0.15.rom', vendor: 'Yealink' };

  test.each<[string, NewImage, string, RegExp]>([
    ['a path', { ...rom, name: '../T46S-66.86.0.15.rom' }, '/name', /plain file name/],
    ['a maker that nobody knows', { ...rom, vendor: 'Snom' }, '/vendor', /must be one of Aastra/],
    ['a model of another maker', { ...rom, model: 'N510 IP PRO' }, '/model', /Yealink has no model N510/],
    ['a track that the model has not', { ...rom, model: 'T46S', track: 'Else' }, '/track', /Lydis, Enreach/],
    [
      'a track of a model that has one only',
      { name: 'T46G-28.83.0.1.rom', vendor: 'Yealink', model: 'T46G', track: 'Lydis' },
      '/track',
      /one track only/,
    ],
    ['DEV-10: the generic profile', { ...rom, model: 'Desktop phone' }, '/model', /generic profile/],
    [
      'DEV-37: other hardware',
      { ...rom, model: 'T54W' },
      '/version',
      /other hardware: versions of Yealink T54W start with 96/,
    ],
    [
      'DEV-37: hardware that nobody knows',
      { name: 'x-199.86.0.15.rom', vendor: 'Yealink' },
      '/version',
      /other hardware/,
    ],
    [
      'a version that is not the one in the name',
      { ...rom, version: '66.86.0.16' },
      '/version',
      /the file name says 66.86.0.15/,
    ],
    ['no version anywhere', { name: 'T46S.rom', vendor: 'Yealink' }, '/version', /must be given/],
    ['no version at all', { name: 'T46S.rom', vendor: 'Yealink', version: 'newest' }, '/version', /dotted integers/],
    [
      'a name as no firmware has',
      { ...rom, name: 'T46S-66.86.0.15.zip' },
      '/name',
      /is not called as Yealink firmware is/,
    ],
    [
      'a part that the model has not',
      { ...rom, model: 'T46S', version: '66.86.0.15', role: 'w53h' },
      '/role',
      /no such part: must be one of base/,
    ],
    [
      'a base that takes none from here',
      { name: 'n300.bin', vendor: 'Gigaset', model: 'N300A IP' },
      '/vendor',
      /takes no firmware from here/,
    ],
    [
      'a maker whose phones take none from here',
      { name: 'a.bin', vendor: 'Auerswald', model: 'COMfortel D-600' },
      '/vendor',
      /takes no firmware from here/,
    ],
    [
      'the file of another model',
      { name: '6867i-6.3.0.1020.st', vendor: 'Aastra/Mitel', model: '6865i' },
      '/name',
      /not one of Aastra\/Mitel 6865i's/,
    ],
  ])('%s', (_name, given, pointer, detail) => {
    expect(refusalOf(given)).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });

  test('all that is wrong at once', () => {
    expect(refusalOf({ name: 'a/b', vendor: 'Snom' })).toMatchObject([{ pointer: '/name' }, { pointer: '/vendor' }]);
  });
});
