// Rendering: escaped values, the layer of every line, masked secrets, raw lines laid over, and errors for what is missing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { from, LAYERS, secretFrom } from '../../server/domain/layers.ts';
import {
  createRenderer,
  type FileLine,
  MASK,
  type RawAt,
  type Renderer,
  toBytes,
  toMaskedBytes,
} from '../../server/provisioning/render.ts';
import { anyText } from '../domain/any-text.ts';
import { channel, LASTING_TOKEN, ownFile, type PhoneGiven, plainSealer, textOf } from '../support/records.ts';

let folder: string;
let local: Renderer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bellhop-templates-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('one.njk', 'a.b = {{ value | v }}\n');
  write('two.njk', '# comment\na.b = {{ first | v }}{{ second | v }}\nc.d = {{ second | orElse("none") }}\n');
  write('repeat.njk', '{% for value in values %}\na.b = {{ value | v }}\n{% endfor %}\nc.d = 0\n');
  write('missing.njk', 'a.b = {{ missing | v }}\n');
  write('missing-bare.njk', 'a.b = {{ missing }}\n');
  write('missing-member.njk', 'a.b = {{ value.missing.deeper }}\n');
  write('missing-else.njk', 'a.b = {{ missing | orElse("x") }}\n');
  write('null.njk', 'a.b = {{ nothing | v }}\n');
  write('unknown-filter.njk', 'a.b = {{ value | upper_case }}\n');
  write('colon.njk', 'a b: {{ value | v }}\n');
  write('xml.njk', '<a b="{{ value | v }}">{{ value | v }}</a>\n');
  local = createRenderer(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const one = (value: string | number | boolean) => local.render('one.njk', { value: from('cpe', value) }, 'equals');

describe('values', () => {
  test('are written in the words of the format', () => {
    expect(one('x y').map(({ text }) => text)).toEqual(['a.b = x y']);
    expect(one(true)[0]?.text).toBe('a.b = 1');
    expect(one(0)[0]?.text).toBe('a.b = 0');
    expect(local.render('colon.njk', { value: from('cpe', 'a#b') }, 'colon')[0]).toMatchObject({
      text: 'a b: "a#b"',
      key: 'a b',
    });
    expect(local.render('xml.njk', { value: from('cpe', '<"') }, 'xml')[0]?.text).toBe(
      '<a b="&lt;&quot;">&lt;&quot;</a>',
    );
  });

  test('whatever text comes in, one line goes out, with the same key and no mark left', () => {
    fc.assert(
      fc.property(anyText(), fc.constantFrom(...LAYERS), (text, layer) => {
        const lines = local.render('one.njk', { value: from(layer, text) }, 'equals');
        expect(lines.map(({ key, layer: l }) => [key, l])).toEqual([['a.b', layer]]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
        expect(lines[0]?.text).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });

  test('a text that looks like a mark is no mark', () => {
    const [line] = one('\u00019s hidden \u0002 shown');
    expect(line).toMatchObject({ text: 'a.b = 9s hidden  shown', masked: 'a.b = 9s hidden  shown', layer: 'cpe' });
  });

  test('a text that looks like a template is text', () => {
    expect(one('{{ 7 * 7 }}{% for %}')[0]?.text).toBe('a.b = {{ 7 * 7 }}{% for %}');
  });
});

describe('style.md: undefined is an error', () => {
  test.each([
    'missing.njk',
    'missing-bare.njk',
    'missing-member.njk',
    'missing-else.njk',
    'null.njk',
    'unknown-filter.njk',
    'no-such-file.njk',
  ])('%s', (template) => {
    expect(() => local.render(template, { value: from('cpe', 'x'), nothing: null }, 'equals')).toThrow();
  });

  test.each([undefined, null])('a value that the view left %s is one too', (value) => {
    const half = { value: { layer: 'cpe', value } };
    expect(() => local.render('one.njk', half, 'equals')).toThrow(`a value of layer cpe is ${value}`);
  });

  test('null is no error where it has another value', () => {
    expect(local.render('two.njk', { first: from('cpe', 1), second: from('cpe', 2) }, 'equals')[2]?.text).toBe(
      'c.d = 2',
    );
  });
});

describe('layers', () => {
  const render = (first: ReturnType<typeof from<string>>, second: ReturnType<typeof from<string>>) =>
    local.render('two.njk', { first, second }, 'equals');

  test('a line belongs to the strongest layer in it, a fixed one to the defaults', () => {
    const lines = render(from('cpe', 'x'), from('account', 'y'));
    expect(lines.map(({ layer, key }) => [key, layer])).toEqual([
      [undefined, 'default'],
      ['a.b', 'cpe'],
      ['c.d', 'account'],
    ]);
    expect(render(from('server', 'x'), from('model', 'y'))[1]?.layer).toBe('model');
  });

  test('each layer is told apart', () => {
    for (const layer of LAYERS)
      expect(local.render('one.njk', { value: from(layer, 'x') }, 'equals')[0]?.layer).toBe(layer);
  });
});

describe('secrets', () => {
  test('are masked, the rest of the line is not', () => {
    const [, line] = local.render(
      'two.njk',
      { first: from('cpe', 'admin:'), second: secretFrom('cpe', 'n3w') },
      'equals',
    );
    expect(line).toMatchObject({ text: 'a.b = admin:n3w', masked: `a.b = admin:${MASK}` });
  });

  test('the mask tells nothing of the length', () => {
    const masked = (secret: string) =>
      local.render('one.njk', { value: secretFrom('cpe', secret) }, 'equals')[0]?.masked;
    expect(masked('x')).toBe(masked('x'.repeat(40)));
  });

  test('no secret of a phone is in the masked bytes, and every one in the real', () => {
    const raw = [{ key: 'ldap.password', value: 'ldap-s3cret' }];
    const lines = ownFile({ account: { settings: { featureSync: 'actionUrls', extra: raw } } });
    const secrets = ['s3cret-201', 'n3wAdmin', 'n3wUser', LASTING_TOKEN, 'ldap-s3cret'];
    const [real, masked] = [toBytes(lines).toString(), toMaskedBytes(lines).toString()];
    expect(secrets.filter((secret) => real.includes(secret))).toEqual(secrets);
    expect(secrets.filter((secret) => masked.includes(secret))).toEqual([]);
    expect(masked.split('\n').length).toBe(real.split('\n').length);
    expect(masked).toContain(`account.1.password = ${MASK}\n`);
  });
});

describe('raw lines (extra)', () => {
  const values = [from('cpe', 1), from('cpe', 2)];
  const lay = (...raw: RawAt[]): readonly FileLine[] => local.render('repeat.njk', { values }, 'equals', raw);
  const texts = (...raw: RawAt[]) => lay(...raw).map(({ text }) => text);

  test('none: the lines as they are', () => {
    expect(texts()).toEqual(['a.b = 1', 'a.b = 2', 'c.d = 0']);
  });

  test('a known key is replaced where it stands, all its lines by the one', () => {
    expect(texts({ key: 'a.b', value: 'x', layer: 'cpe' })).toEqual(['a.b = x', 'c.d = 0']);
    expect(texts({ key: 'c.d', value: 'x', layer: 'cpe' })).toEqual(['a.b = 1', 'a.b = 2', 'c.d = x']);
  });

  test('an unknown key is appended, in the order in which keys first came', () => {
    expect(texts({ key: 'z.z', value: '1', layer: 'partner' }, { key: 'y.y', value: '2', layer: 'cpe' })).toEqual([
      'a.b = 1',
      'a.b = 2',
      'c.d = 0',
      'z.z = 1',
      'y.y = 2',
    ]);
  });

  test('facts/yealink.md 0: a key may come again within a layer', () => {
    expect(texts({ key: 'a.b', value: 'x', layer: 'cpe' }, { key: 'a.b', value: 'y', layer: 'cpe' })).toEqual([
      'a.b = x',
      'a.b = y',
      'c.d = 0',
    ]);
    expect(
      texts(
        { key: 'n.n', value: 'x', layer: 'cpe' },
        { key: 'o.o', value: 'z', layer: 'cpe' },
        { key: 'n.n', value: 'y', layer: 'cpe' },
      ).slice(3),
    ).toEqual(['n.n = x', 'n.n = y', 'o.o = z']);
  });

  test('a stronger layer replaces the key of a weaker one altogether', () => {
    expect(
      texts(
        { key: 'a.b', value: 'p1', layer: 'partner' },
        { key: 'a.b', value: 'p2', layer: 'partner' },
        { key: 'a.b', value: 'c', layer: 'cpe' },
      ),
    ).toEqual(['a.b = c', 'c.d = 0']);
  });

  test('each is of layer extra, and remembers who wrote it', () => {
    const [line] = lay({ key: 'a.b', value: 'x', layer: 'account' });
    expect(line).toEqual({ text: 'a.b = x', masked: 'a.b = x', key: 'a.b', layer: 'extra', writtenIn: 'account' });
  });

  test('one that looks like a secret is masked', () => {
    expect(lay({ key: 'base.pin_code', value: '1234', layer: 'cpe' }).at(-1)).toMatchObject({
      text: 'base.pin_code = 1234',
      masked: `base.pin_code = ${MASK}`,
    });
  });

  test('in the file of a phone: partner, account, model and CPE, the last one wins', () => {
    const extra = (value: string) => ({ settings: { extra: [{ key: 'features.dnd.allow', value }] } });
    const value = (given: PhoneGiven) =>
      textOf(ownFile(given))
        .split('\n')
        .filter((line) => line.startsWith('features.dnd.allow'));
    const given = {
      partner: extra('p'),
      account: { ...extra('a'), models: { 'Yealink/T46S': extra('m') } },
      cpe: extra('c'),
    };
    expect(value(given)).toEqual(['features.dnd.allow = c']);
    expect(value({ ...given, cpe: {} })).toEqual(['features.dnd.allow = m']);
    expect(value({ partner: extra('p'), account: extra('a') })).toEqual(['features.dnd.allow = a']);
    expect(value({ partner: extra('p') })).toEqual(['features.dnd.allow = p']);
    expect(value({})).toEqual([]);
  });
});

describe('facts/yealink.md 4.0, 7.1: what people type never becomes a setting', () => {
  interface Typed {
    readonly displayName: string;
    readonly label: string;
    readonly keyLabel: string;
    readonly keyValue: string;
    readonly handset: string;
    readonly book: string;
    readonly url: string;
    readonly proxy: string;
    readonly code: string;
    readonly alert: string;
    readonly password: string;
  }
  const phones = (typed: Typed): PhoneGiven[] => {
    const given: PhoneGiven = {
      channels: [
        channel({
          displayName: typed.displayName,
          label: typed.label,
          username: typed.label,
          plainPassword: typed.password,
        }),
      ],
      account: {
        settings: {
          sipProxy: typed.proxy,
          outboundProxy: typed.proxy,
          pickupCode: typed.code,
          voicemailNumber: typed.code,
          ntpServers: [typed.proxy],
          phonebooks: [{ name: typed.book, url: typed.url }],
          alertInfoTexts: { internal: typed.alert },
          adminPassword: plainSealer.seal(typed.password),
        },
        models: {
          'Yealink/T46S': {
            keyLayout: {
              pages: [{ keys: [{ position: 1, function: 'blf', label: typed.keyLabel, value: typed.keyValue }] }],
            },
          },
        },
        ringtones: {
          Yealink: [
            {
              at: new Date(0),
              value: { internal: 'Ring2', group: null, queue: null, national: null, international: null },
            },
          ],
        },
      },
    };
    return [
      { ...given, firmware: '66.83.188.6' },
      { ...given, model: 'W60B', cpe: { handsets: [{ index: 1, name: typed.handset }] } },
    ];
  };
  const keysOf = (given: PhoneGiven) => ownFile(given).map(({ key }) => key);
  const plain: Typed = {
    displayName: 'a',
    label: 'b',
    keyLabel: 'c',
    keyValue: 'd',
    handset: 'e',
    book: 'f',
    url: 'g',
    proxy: 'h',
    code: 'i',
    alert: 'j',
    password: 'k',
  };
  const wanted = phones(plain).map(keysOf);

  const attack = fc.constantFrom(
    '\n',
    '\r\n',
    '\0',
    '\u0001',
    '\u0002',
    '\u00010p',
    '\u2028',
    '\u0085',
    ' = ',
    '=',
    '%',
    '%NULL%',
    '"',
    "'",
    '#',
    '{{ x }}',
    'account.1.password = x',
    '#!version:1.0.0.1',
    'a',
  );
  const texts = fc.oneof(
    anyText(20),
    fc.array(attack, { maxLength: 8 }).map((parts) => parts.join('')),
  );

  test('any text in any place leaves the keys of the file as they are', () => {
    const typed = fc.record({
      displayName: texts,
      label: texts,
      keyLabel: texts,
      keyValue: texts,
      handset: texts,
      book: texts,
      url: texts,
      proxy: texts,
      code: texts,
      alert: texts,
      password: texts,
    });
    fc.assert(
      fc.property(typed, (t) => {
        for (const [i, given] of phones(t).entries()) {
          expect(keysOf(given)).toEqual(wanted[i]);
          const text = textOf(ownFile(given));
          expect(text.split('\n')).toHaveLength((wanted[i]?.length ?? 0) + 1);
          expect(text).toBe(textOf(ownFile(given)));
        }
      }),
      { numRuns: 40 },
    );
  });
});
