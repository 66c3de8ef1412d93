// The DHCP data: every family has its entry, and what phones would then ask for is what the families' files answer to.
import { describe, expect, test } from 'vitest';
import { DHCP_FAMILIES, phoneUrlOf } from '../../server/devices/dhcp.ts';
import { readFileName } from '../../server/devices/recognise.ts';
import { FAMILIES } from '../../server/devices/registry.ts';

const FOLDER = 'http://prov.example.com:8080/p';
const MAC = '000952c0ffee';

function familyOf(name: string) {
  const found = DHCP_FAMILIES.find((family) => family.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function optionsOf(name: string): Record<number, string> {
  return Object.fromEntries(familyOf(name).options.map(({ code, value }) => [code, value(FOLDER)]));
}

describe('DHCP options by family', () => {
  test('every family of phones stands here, once', () => {
    expect(DHCP_FAMILIES.map(({ name }) => name).toSorted()).toEqual(FAMILIES.map(({ name }) => name).toSorted());
    expect(DHCP_FAMILIES).toHaveLength(4);
  });

  test('no MAC prefix belongs to two families', () => {
    const prefixes = DHCP_FAMILIES.flatMap((family) => family.prefixes);
    expect(prefixes).toHaveLength(20);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    for (const prefix of prefixes) expect(prefix).toMatch(/^[0-9a-f]{6}$/);
  });

  test.each([
    ['yealink', { 66: `${FOLDER}/` }],
    ['aastra-mitel', { 66: FOLDER }],
    ['gigaset', { 114: FOLDER }],
    ['auerswald', { 66: FOLDER, 67: '<MACADR>.xml' }],
  ])('%s gets what its fact sheet says', (name, options) => {
    expect(optionsOf(name)).toEqual(options);
  });

  test('what an Auerswald puts together of 66 and 67 is a file of the family (8.2)', () => {
    const { 66: folder = '', 67: file = '' } = optionsOf('auerswald');
    expect(`${folder}/${file}`).toBe(`${FOLDER}/<MACADR>.xml`);
    const readings = readFileName(file.replace('<MACADR>', MAC.toUpperCase()));
    expect(readings.map(({ family }) => family.name)).toContain('auerswald');
  });

  test('only families whose phones fetch settings over TFTP are sent there', () => {
    expect(DHCP_FAMILIES.filter(({ tftp }) => tftp).map(({ name }) => name)).toEqual(['yealink', 'aastra-mitel']);
  });
});

describe('a URL for one phone', () => {
  const folder = `${FOLDER}/0123456789abcdef0123456789abcdef/`;
  test.each([
    ['yealink', folder],
    ['aastra-mitel', folder],
    ['gigaset', folder.slice(0, -1)],
    ['auerswald', `${folder}000952C0FFEE.xml`],
  ])('%s', (family, url) => {
    expect(phoneUrlOf(family, folder, MAC)).toBe(url);
  });
});
