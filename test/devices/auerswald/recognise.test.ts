// What Auerswald's D-series phones are taken for: by the file they ask for, since nobody has seen how they name themselves.
// Source: facts/gigaset-auerswald.md 2.2, 8.2, 8.4
import { expect, test } from 'vitest';
import { auerswald } from '../../../server/devices/auerswald/family.ts';
import { type NamedFile, readFileName, recognise } from '../../../server/devices/recognise.ts';

function ours(name: string): NamedFile | undefined {
  return readFileName(name).find(({ family }) => family === auerswald);
}

test.each([
  '000952C0FFEE.xml',
  '000952c0ffee.xml',
  '00:09:52:C0:FF:EE.xml',
  'auerswald/000952C0FFEE.xml',
  'Auerswald/000952c0ffee.XML',
])('11c: %s is the document of one phone', (name) => {
  expect(ours(name)).toMatchObject({
    parts: { mac: '000952c0ffee' },
    rule: { kind: 'own', access: 'cpe', contentType: 'text/xml; charset=utf-8' },
  });
  expect(recognise({ fileName: name }).mac).toBe('000952c0ffee');
});

test.each(['update_info.xml', 'software/D-400_D-600/Release_2.4B/update_info.xml'])(
  '8.4: %s is asked for, and there is none',
  (name) => expect(ours(name)?.rule).toMatchObject({ kind: 'none', access: 'public', source: { from: 'nothing' } }),
);

test.each([
  'settings.xml',
  '<MACADR>.xml',
  'auerswald/../000952C0FFEE.xml',
  '000952C0FFE.xml',
  '../update_info.xml',
  'update_info.xml.bak',
  '000952C0FFEE.xml\n',
])('8.2: no name of ours: %s', (name) => expect(ours(name)).toBeUndefined());

test('8.2: a name in the shape of the WS-500 would be understood', () => {
  const seen = recognise({ userAgent: 'Auerswald COMfortel D-400/V2.4.1;000952C0FFEE' });
  expect(seen).toMatchObject({ family: { name: 'auerswald' }, mac: '000952c0ffee', firmware: { text: '2.4.1' } });
  expect(seen.devices.map(({ model }) => model.model)).toEqual(['COMfortel D-400']);
});

test.each([
  'Auerswald COMfortel D-100/V2.4.1',
  'Auerswald COMfortel 3600 IP/V2.2',
  'D-400/V2.4.1',
  'Gigaset D-400/V2.4.1',
  'COMfortel D-400',
  '"',
])('no device of ours: %s', (userAgent) => expect(recognise({ userAgent }).devices).toEqual([]));

test('8.4: a version of its own kind is not taken for one of ours', () => {
  expect(recognise({ userAgent: 'Auerswald COMfortel D-400/2.4B' }).firmware).toBeUndefined();
});

test('64 KiB of anything is answered at once', () => {
  const started = performance.now();
  for (const part of ['Auerswald COMfortel D-400/', '000952C0FFEE', 'a/', '../', 'update_info.xml']) {
    const long = part.repeat(65536 / part.length);
    expect(recognise({ userAgent: long, fileName: long }).devices).toEqual([]);
    for (const { pattern } of auerswald.files) expect(pattern.test(long)).toBe(false);
    expect(auerswald.readUserAgent(long)?.mac).toBeUndefined();
  }
  expect(performance.now() - started).toBeLessThan(500);
});
