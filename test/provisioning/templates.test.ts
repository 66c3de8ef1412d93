// What style.md asks of the templates of phones' files: they print values through the filters that escape, read only what
// their view has, and hold no code.
import { readdirSync, readFileSync } from 'node:fs';
import nunjucks from 'nunjucks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FAMILIES } from '../../server/devices/registry.ts';

const FOLDER = new URL('../../templates/', import.meta.url);
const VENDORS = ['aastra-mitel', 'auerswald', 'gigaset', 'yealink'];
const TEMPLATES = VENDORS.flatMap((vendor) =>
  readdirSync(new URL(vendor, FOLDER))
    .filter((name) => name.endsWith('.njk'))
    .map((name) => ({
      name: `${vendor}/${name}`,
      vendor,
      text: readFileSync(new URL(`${vendor}/${name}`, FOLDER), 'utf8'),
    })),
);

/** Outputs without a filter: counters, and words that code writes, never people. */
const BARE: Readonly<Record<string, readonly string[]>> = {
  'aastra-mitel': ['force', 'key.name', 'line.index', 'index', 'server.index', 'place.prefix', 'alert.parameter'],
  auerswald: ['row.indent', 'row.name', 'attribute.name'],
  gigaset: ['setting.name', 'setting.type'],
  yealink: [
    'static',
    'prefix',
    'index',
    'loop.index',
    'account.index',
    'codec.name',
    'codec.old.index',
    'codec.old.payloadType',
    'codec.old.rtpmap',
    'handset.index',
    'key.name',
    'ringtone.index',
    'book.index',
    'sync.event',
  ],
};

describe('templates of phones', () => {
  test('all folders are looked at', () => {
    expect(
      readdirSync(FOLDER)
        .filter((name) => name !== 'portal')
        .sort(),
    ).toEqual(VENDORS);
    expect(TEMPLATES.length).toBeGreaterThanOrEqual(12);
    expect(FAMILIES).toHaveLength(VENDORS.length);
  });

  test.each(TEMPLATES)('$name prints through v or orElse, or a bare name of the list', ({ text, vendor }) => {
    const outputs = [...text.matchAll(/\{\{-?(.*?)-?\}\}/gs)].map((match) => (match[1] ?? '').trim());
    const unescaped = outputs.filter((output) => !/^[A-Za-z_][\w.]*\s*\|\s*(?:v|orElse\('[^']*'\))$/.test(output));
    expect(unescaped.filter((output) => !BARE[vendor]?.includes(output))).toEqual([]);
  });

  test.each(TEMPLATES)('$name holds loops and conditions, and no code', ({ text }) => {
    const tags = [...text.matchAll(/\{%-?\s*(\w+)/g)].map((match) => match[1] ?? '');
    const known = ['for', 'endfor', 'if', 'elif', 'else', 'endif', 'block', 'endblock', 'extends', 'include'];
    expect(tags.filter((tag) => !known.includes(tag))).toEqual([]);
    expect(text).not.toMatch(/\|\s*safe/);
  });

  test('no bare name is allowed that no template prints', () => {
    for (const vendor of VENDORS) {
      const all = TEMPLATES.filter((template) => template.vendor === vendor)
        .map(({ text }) => text)
        .join('\n');
      expect(
        BARE[vendor]?.filter((name) => !new RegExp(`\\{\\{-?\\s*${name.replaceAll('.', '\\.')}\\s*-?\\}\\}`).test(all)),
        vendor,
      ).toEqual([]);
    }
  });
});
