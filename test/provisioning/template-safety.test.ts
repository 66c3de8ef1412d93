// What people type never becomes template code, and no file grows without bound. Templates ship with the server: there is
// no way to change one from outside.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVICES } from '../../server/devices/registry.ts';
import { modelKey } from '../../server/domain/records.ts';
import { createRenderer, MAX_FILE_BYTES, type Renderer } from '../../server/provisioning/render.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { channel, ownFile, type PhoneGiven, plainSealer, textOf } from '../support/records.ts';

/** What would show if it were evaluated: each makes 49, a stack trace, another file's text, or nothing. */
const TRICKS = [
  '{{7*7}}',
  '{{ 7*7 }}',
  '{% raw %}',
  '{% include "yealink/boot.njk" %}',
  '{{ constructor.constructor("return process")().pid }}',
  '{{ range(9) }}',
  '{{ x | safe }}',
  '{{"a"|v}}',
  '{# gone #}',
  '{{ self.__proto__ }}',
  `\${7*7}`,
  '#{7*7}',
] as const;

/** A phone with the same text wherever people may write one. */
function phoneWith(text: string, { vendor, model, track }: (typeof DEVICES)[number]['model']): PhoneGiven {
  const settings = {
    adminPassword: plainSealer.seal(text),
    userPassword: plainSealer.seal(text),
    phonebooks: [{ name: text, url: `http://books.example.com/${text}` }],
    alertInfoTexts: { internal: text },
    voicemailNumber: text,
    pickupCode: text,
  };
  const keys = [
    { position: 1, function: 'blf', label: text, value: text },
    { position: 2, function: 'url', label: text, value: text },
  ] as const;
  return {
    vendor,
    model,
    ...(track !== undefined && { track }),
    partner: { name: text },
    account: { name: text, number: text, models: { [modelKey(vendor, model)]: { keyLayout: { pages: [{ keys }] } } } },
    channels: [
      channel({ name: text, username: text, displayName: text, label: text, plainPassword: text, areaCode: text }),
    ],
    cpe: { settings, serialNumber: text, handsets: [{ index: 1, name: text, channelId: 'channel-1' }] },
  };
}

const RENDERED = DEVICES.filter(({ model }) => model.template !== undefined);

describe('values are never evaluated', () => {
  test('every model with a file is looked at', () => {
    expect(RENDERED.length).toBeGreaterThan(60);
  });

  test.each(
    RENDERED.map(
      (device) => [`${device.model.vendor} ${device.model.model} ${device.model.track ?? ''}`, device] as const,
    ),
  )('%s', (_, { model }) => {
    let seen = 0;
    for (const trick of TRICKS) {
      // Quotes aside: a format may put them around a value, and take them out of one.
      const linesFor = (text: string) =>
        textOf(ownFile(phoneWith(text, model)))
          .replaceAll('"', '')
          .split('\n');
      const neutral = 'q'.repeat(trick.replaceAll('"', '').length);
      const [lines, usual] = [linesFor(trick), linesFor(neutral)];
      // As many lines, each with the same beginning: nothing vanished, nothing was put in.
      expect(lines.length).toBe(usual.length);
      for (const [i, line] of usual.entries()) {
        const at = line.indexOf(neutral);
        if (at < 0) continue;
        seen += 1;
        expect(lines[i]?.slice(0, at)).toBe(line.slice(0, at));
        const written = (lines[i] ?? '').slice(at);
        expect(written).not.toMatch(/^(?:49|0,1,2)/);
        expect(written.length).toBeGreaterThanOrEqual(line.length - at);
      }
    }
    expect(seen).toBeGreaterThan(TRICKS.length);
  });
});

describe('the renderer by itself', () => {
  let folder: string;
  let local: Renderer;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellhop-safety-'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    for (const name of ['range', 'cycler', 'joiner']) write(`${name}.njk`, `a.b = {{ ${name}(3) }}\n`);
    write('outside.njk', '{% include "../../../etc/passwd" %}\n');
    write('absolute.njk', '{% include "/etc/passwd" %}\n');
    write('big.njk', '{% for value in values %}\na.b = {{ value | v }}\n{% endfor %}\n');
    write('small.njk', 'a.b = 1\n');
    local = createRenderer(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['range', 'cycler', 'joiner'])('a template has no %s', (name) => {
    expect(() => local.render(`${name}.njk`, {}, 'equals')).toThrow();
  });

  test.each(['outside', 'absolute'])('a template cannot read what lies %s', (name) => {
    expect(() => local.render(`${name}.njk`, {}, 'equals')).toThrow(/template not found/);
  });

  test('a file has a largest size, whether its lines come from the template or from raw parameters', () => {
    const value = { layer: 'cpe', value: 'x'.repeat(1000) } as const;
    const values = (count: number) => ({ values: Array.from({ length: count }, () => value) });
    const fits = Math.floor(MAX_FILE_BYTES / 1100);
    for (const render of [local.render, local.renderBytes]) {
      expect(() => render('big.njk', values(fits), 'equals')).not.toThrow();
      expect(() => render('big.njk', values(2 * fits), 'equals')).toThrow(
        expect.objectContaining({ code: 'FILE_TOO_LARGE' }),
      );
      const raw = (count: number) =>
        Array.from({ length: count }, (_, i) => ({ key: `a.b${i}`, value: 'x'.repeat(1000), layer: 'cpe' as const }));
      expect(() => render('small.njk', {}, 'equals', raw(fits))).not.toThrow();
      expect(() => render('small.njk', {}, 'equals', raw(2 * fits))).toThrow(
        expect.objectContaining({ code: 'FILE_TOO_LARGE' }),
      );
    }
  });
});

describe('through the API', () => {
  let bellhop: TestBellhop;
  beforeAll(async () => {
    bellhop = await startTestBellhop();
    await bellhop.api('POST', '/accounts', { name: TRICKS[0], number: '1001' });
  });
  afterAll(() => bellhop.close());

  test('what was typed stands in the file and on the page as it was typed', async () => {
    const trick = '{{ constructor.constructor("return 7*7")() }}';
    const account = (await bellhop.api('GET', '/accounts')).json.items[0];
    const added = await bellhop.api('POST', '/cpes', {
      vendor: 'Yealink',
      model: 'T46S',
      accountId: account.id,
      devices: [{ mac: '805ec0123456' }],
    });
    expect(added.status).toBe(201);
    const made = await bellhop.api('POST', `/accounts/${account.id}/channels`, { displayName: trick, label: trick });
    const patched = await bellhop.api('PATCH', '/cpes/805ec0123456', {
      channelIds: [made.json.id],
      settings: { extra: `lang.gui = ${trick}\nphone_setting.x = {% raw %}` },
    });
    expect(patched.status).toBe(200);
    const { text } = await bellhop.api('GET', '/cpes/805ec0123456/files/805ec0123456.cfg');
    for (const line of [
      `account.1.display_name = ${trick}`,
      `account.1.label = ${trick}`,
      `lang.gui = ${trick}`,
      'phone_setting.x = {% raw %}',
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('raw parameters have a largest size, told with where and how much', async () => {
    const pairs = Array.from({ length: 100 }, (_, i) => ({ key: `a.b${i}`, value: 'x'.repeat(700) }));
    const answer = await bellhop.api('PATCH', '/cpes/805ec0123456', { settings: { extra: pairs } });
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([
      { pointer: '/settings/extra', detail: expect.stringMatching(/^has \d+ characters; at most 65536 are allowed$/) },
    ]);
  });

  test('no route takes a template', async () => {
    const { json } = await bellhop.api('GET', '/openapi.json');
    expect(Object.keys(json.paths).filter((path) => /template/i.test(path))).toEqual([]);
    expect(Object.keys(json.paths).length).toBeGreaterThan(20);
  });
});
