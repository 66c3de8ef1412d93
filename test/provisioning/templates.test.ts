// What style.md asks of the templates of phones' files: they print values through the filters that escape, read only what
// their view has, and hold no code.
import { readdirSync, readFileSync } from 'node:fs';
import nunjucks from 'nunjucks';
import { describe, expect, test } from 'vitest';
import { DEVICES, FAMILIES } from '../../server/devices/registry.ts';
import { channel, ownFile, type PhoneGiven } from '../support/records.ts';

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
  'aastra-mitel': [
    'force',
    'key.name',
    'line.index',
    'index',
    'server.index',
    'place.prefix',
    'alert.parameter',
    'uri.event',
  ],
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
    'file.key',
    'key.name',
    'ringtone.index',
    'book.index',
    'sync.event',
    'one.event',
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

/** The two ways in which a compiled template looks a name up; undefined in a condition is no error to nunjucks. */
interface Lookups {
  memberLookup: (object: unknown, name: string) => unknown;
  contextOrFrameLookup: (context: unknown, frame: unknown, name: string) => unknown;
}
const lookups = nunjucks.runtime as unknown as Lookups;

/** Every name that was looked up and not found while `render` ran. */
function namesMissedBy(render: () => void): readonly string[] {
  const { memberLookup, contextOrFrameLookup } = lookups;
  const missed = new Set<string>();
  const watch = (name: string, found: unknown) => {
    if (found === undefined) missed.add(name);
    return found;
  };
  lookups.memberLookup = (object, name) => watch(`.${name}`, memberLookup(object, name));
  lookups.contextOrFrameLookup = (context, frame, name) => watch(name, contextOrFrameLookup(context, frame, name));
  try {
    render();
  } finally {
    Object.assign(lookups, { memberLookup, contextOrFrameLookup });
  }
  return [...missed];
}

describe('style.md: undefined is an error, in conditions and loops too', () => {
  test('the watch sees what a template misses', () => {
    const environment = new nunjucks.Environment(null);
    const render = () =>
      environment.renderString(
        '{% if gone %}{% endif %}{% if there.gone %}{% endif %}{% for x in lost %}{% endfor %}',
        { there: {} },
      );
    expect(namesMissedBy(render)).toEqual(['gone', '.gone', 'lost']);
  });

  const rich: PhoneGiven = {
    channels: [channel({ encryptedSip: true, dtmf: 'info' }), channel({ id: 'channel-2', username: '202' })],
    account: {
      sipEncryption: [{ at: new Date(0), value: { enabled: true, proxy: 'pbx.example.com' } }],
      timeZone: 'Australia/Sydney',
      settings: {
        vlan: { enabled: true, deviceId: 20, pcId: 30 },
        lldp: true,
        outboundProxy: 'sbc.example.com',
        featureSync: 'actionUrls',
        ntpServers: ['192.0.2.1'],
        phonebooks: [{ name: 'b', url: 'https://h/' }],
      },
    },
  };
  const phones = DEVICES.flatMap(({ model: { vendor, model, track, template } }) =>
    template ? [{ vendor, model, ...(track !== undefined && { track }) }] : [],
  );

  test('every model has a template', () => {
    expect(phones).toHaveLength(77);
  });

  test.each(phones)('$vendor $model $track', (device) => {
    expect(namesMissedBy(() => ownFile(device))).toEqual([]);
    expect(namesMissedBy(() => ownFile({ ...rich, ...device }))).toEqual([]);
    expect(() => ownFile({ ...device, cpe: { settings: { vlan: { deviceId: 20 } } } })).not.toThrow();
  });
});
