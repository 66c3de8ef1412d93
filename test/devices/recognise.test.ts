// What a phone is taken for. The strings are those of facts/yealink.md 1.2 and 2; other makers' stand with their families.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { macOfSubject, readFileName, recognise } from '../../server/devices/recognise.ts';
import { anyText } from '../domain/any-text.ts';

/** Every User-Agent of the fact sheet, with `<mac>` and `xx` filled in. */
const USER_AGENTS: readonly (readonly [
  text: string,
  model: string | undefined,
  tracks: number,
  firmware: string,
  mac: string | undefined,
])[] = [
  // 2.1
  ['Yealink SIP-T46G 28.83.0.120 00:15:65:4a:a9:37', 'T46G', 1, '28.83.0.120', '0015654aa937'],
  ['Yealink SIP-T46S 66.84.0.15 80:5e:c0:12:34:56', 'T46S', 2, '66.84.0.15', '805ec0123456'],
  ['Yealink SIP-T19P_E2 53.80.0.3 00:15:65:00:00:01', 'T19P-E2', 1, '53.80.0.3', '001565000001'],
  ['Yealink SIP-T49G 51.80.0.10 00:15:65:00:00:02', 'T49G', 1, '51.80.0.10', '001565000002'],
  ['Yealink SIP VP-T49G 51.80.0.10 00:15:65:00:00:02', 'T49G', 1, '51.80.0.10', '001565000002'],
  ['Yealink SIP-T54W 96.86.0.45 80:5e:c0:00:00:03', 'T54W', 2, '96.86.0.45', '805ec0000003'],
  ['Yealink SIP-T77U 185.87.0.10 44:db:d2:bd:b5:69', 'T77U', 2, '185.87.0.10', '44dbd2bdb569'],
  ['Yealink SIP-T87W 185.87.0.10 44:db:d2:c9:73:b7', 'T87W', 2, '185.87.0.10', '44dbd2c973b7'],
  ['Yealink CP860 37.72.0.5 00:15:65:8a:37:86', 'CP860', 1, '37.72.0.5', '0015658a3786'],
  ['VP530P 23.70.0.40 00:15:65:31:4b:c0', 'VP530', 1, '23.70.0.40', '001565314bc0'],
  ['VP530 23.70.0.41 00:15:65:31:4b:c1', 'VP530', 1, '23.70.0.41', '001565314bc1'],
  ['Yealink W52P 25.80.0.15 00:15:65:00:00:04', 'W52P', 1, '25.80.0.15', '001565000004'],
  ['Yealink SIP-W52P 25.73.0.20 00:15:65:00:00:04', 'W52P', 1, '25.73.0.20', '001565000004'],
  ['W52P 25.30.0.2 00:15:65:44:b3:7c', 'W52P', 1, '25.30.0.2', '00156544b37c'],
  ['Yealink W60B 77.81.0.35 80:5e:c0:09:ab:dc', 'W60B', 1, '77.81.0.35', '805ec009abdc'],
  ['Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0', 'T46G', 1, '28.71.0.81', undefined],
  ['Yealink SIP-T38G  38.70.0.185 00:15:65:00:00:05', undefined, 0, '38.70.0.185', '001565000005'],
  ['Yealink SIP-T56A 58.80.0.25 001565f429a4', undefined, 0, '58.80.0.25', '001565f429a4'],
  ['Yealink SIP-T46U 108.86.0.20', undefined, 0, '108.86.0.20', undefined],
  // 1.2
  ['Yealink W52P 25.81.0.10', 'W52P', 1, '25.81.0.10', undefined],
  // 9.1
  ['Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56', 'T46S', 2, '66.83.188.6', '805ec0123456'],
  // 1.6, 2.2: other spellings of the matrix' models
  ['Yealink SIP-T42G 29.83.0.120 00:15:65:00:00:06', 'T42GP', 1, '29.83.0.120', '001565000006'],
  ['Yealink W56P 25.81.0.60 00:15:65:00:00:07', 'W52P', 1, '25.81.0.60', '001565000007'],
  ['yealink sip-t46s 66.86.0.15 80:5E:C0:12:34:56', 'T46S', 2, '66.86.0.15', '805ec0123456'],
];

describe('facts/yealink.md 2 User-Agents', () => {
  test('all of the sheet are here', () => {
    expect(USER_AGENTS).toHaveLength(24);
  });

  test.each(USER_AGENTS)('%s', (userAgent, model, tracks, firmware, mac) => {
    const seen = recognise({ userAgent });
    expect(seen.family?.name).toBe('yealink');
    expect(seen.devices.map((d) => d.model.model)).toEqual(Array.from({ length: tracks }, () => model));
    expect(seen.firmware?.text).toBe(firmware);
    expect(seen.mac).toBe(mac);
    expect(seen.macMismatch).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['a browser', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'],
    ['curl', 'curl/8.5.0'],
    ['a version of three fields', 'Yealink SIP-T46S 66.83.188'],
    ['a version of five fields', 'Yealink SIP-T46S 66.83.188.6.1'],
    ['a field of four digits', 'Yealink SIP-T46S 6666.83.188.6'],
    ['no version', 'Yealink SIP-T46S'],
    ['text before the vendor', 'x Yealink SIP-T46S 66.83.188.6'],
    ['text glued to the version', 'Yealink SIP-T46S 66.83.188.6x'],
    ['an unknown product without the vendor', 'Gizmo 1.2.3.4'],
    ['a tag', '<script>alert(1)</script>'],
  ])('forged: %s is nobody', (_, userAgent) => {
    expect(recognise({ userAgent })).toEqual({ devices: [], macMismatch: false });
  });

  test('a MAC that names no single device is left out: broadcast, group, zero, eleven digits', () => {
    for (const mac of ['ff:ff:ff:ff:ff:ff', '01:15:65:4a:a9:37', '00:00:00:00:00:00', '80:5e:c0:12:34:5'])
      expect(recognise({ userAgent: `Yealink SIP-T46S 66.84.0.15 ${mac}` }).mac).toBeUndefined();
  });

  test('absurd: whatever the text and however long, it is read without fail', () => {
    const piece = fc.constantFrom(
      'Yealink ',
      'SIP-',
      'T46S',
      ' ',
      '66.83.188.6',
      '80:5e:c0:12:34:56',
      '\0',
      '\n',
      '_E2',
      'VP-',
      'ÿ',
    );
    const texts = fc.oneof(
      anyText(400),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, texts, texts, (userAgent, fileName, certificateSubject) => {
        const seen = recognise({ userAgent, fileName, certificateSubject });
        if (seen.mac !== undefined) expect(seen.mac).toMatch(/^[0-9a-f]{12}$/);
        for (const device of seen.devices) expect(device.family).toBe(seen.family);
      }),
    );
  });

  test.each([
    ['letters', 'A'.repeat(65_536)],
    ['blanks between', `Yealink SIP-T46S${' '.repeat(65_536)}66.83.188.6`],
    ['dashes', `Yealink${'-'.repeat(65_536)}`],
    ['dots', `Yealink T46S ${'1.'.repeat(32_768)}`],
  ])('64 KiB of %s is nobody', (_, userAgent) => {
    expect(recognise({ userAgent }).devices).toEqual([]);
  });

  test('64 KiB after a sound start is cut off', () => {
    const seen = recognise({ userAgent: `Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56 ${'x'.repeat(65_536)}` });
    expect([seen.devices[0]?.model.model, seen.mac]).toEqual(['T46S', '805ec0123456']);
  });
});

describe('facts/yealink.md 8 file names', () => {
  const ofYealink = (name: string) => readFileName(name).filter(({ family }) => family.name === 'yealink');

  test.each([
    ['805ec0123456.boot', 'boot', 'cpe', '805ec0123456'],
    ['805EC0123456.boot', 'boot', 'cpe', '805ec0123456'],
    ['805ec0123456.cfg', 'own', 'cpe', '805ec0123456'],
    ['805EC0123456.CFG', 'own', 'cpe', '805ec0123456'],
    ['805ec0123456-local.cfg', 'upload', 'cpe', '805ec0123456'],
    ['805ec0123456-contact.xml', 'upload', 'cpe', '805ec0123456'],
    ['805EC0123456-calllog.xml', 'upload', 'cpe', '805ec0123456'],
    ['y000000000000.boot', 'none', 'public', undefined],
    ['y000000000000.cfg', 'none', 'public', undefined],
    ['y000000000066.cfg', 'common', 'public', undefined],
    ['Y000000000066.CFG', 'common', 'public', undefined],
    ['y000000000108.cfg', 'common', 'public', undefined],
  ])('%s', (name, kind, access, mac) => {
    const [reading, ...more] = ofYealink(name);
    expect(more).toEqual([]);
    expect([reading?.rule.kind, reading?.rule.access, reading?.parts.mac]).toEqual([kind, access, mac]);
  });

  test.each([
    ['31', 'T19P'],
    ['53', 'T19P-E2'],
    ['76', 'T40G'],
    ['54', 'T40P'],
    ['36', 'T41P'],
    ['68', 'T41S'],
    ['29', 'T42GP'],
    ['67', 'T42S'],
    ['28', 'T46G'],
    ['66', 'T46S'],
    ['35', 'T48G'],
    ['65', 'T48S'],
    ['51', 'T49G'],
    ['74', 'T52S'],
    ['95', 'T53'],
    ['70', 'T54S'],
    ['96', 'T54W'],
    ['97', 'T57W'],
    ['186', 'T73U'],
    ['183', 'T73W'],
    ['187', 'T74U'],
    ['184', 'T74W'],
    ['188', 'T77U'],
    ['197', 'T87W'],
    ['37', 'CP860'],
    ['23', 'VP530'],
    ['25', 'W52P'],
    ['77', 'W60B'],
  ])('1.6: common code %s is the %s', (code, model) => {
    const seen = recognise({ fileName: `y${code.padStart(12, '0')}.cfg` });
    expect(seen.devices[0]?.model.model).toBe(model);
  });

  test('1.6: a code that no sheet knows is a common file of nobody in particular', () => {
    expect(recognise({ fileName: 'y000000000999.cfg' })).toMatchObject({ devices: [], macMismatch: false });
    expect(ofYealink('y000000000999.cfg')[0]?.rule.kind).toBe('common');
  });

  test.each([
    '',
    '805ec0123456',
    '805ec012345.cfg',
    '805ec01234567.cfg',
    '805ec012345g.cfg',
    '80:5e:c0:12:34:56.cfg',
    '805ec0123456.cfg.bak',
    '805ec0123456.cfg\n',
    'x805ec0123456.cfg',
    '../805ec0123456.cfg',
    '805ec0123456-local.xml',
    '805ec0123456-localxcfg',
    'y00000000066.cfg',
    'y0000000000066.cfg',
    'y100000000066.cfg',
    'y000000000066.boot',
    'firmware/T46S.rom',
    `${'a'.repeat(300)}.cfg`,
  ])('%j is no Yealink file', (name) => {
    expect(ofYealink(name)).toEqual([]);
  });

  test('7.9: the MAC of a name is the same in both cases', () => {
    const mac = '805ec0123456';
    expect(recognise({ fileName: `${mac}.boot` }).mac).toBe(mac);
    expect(recognise({ fileName: `${mac.toUpperCase()}.BOOT` }).mac).toBe(mac);
  });

  test('a name whose MAC is a group address or zero carries no MAC', () => {
    expect(recognise({ fileName: 'ffffffffffff.boot' }).mac).toBeUndefined();
    expect(recognise({ fileName: '000000000000.boot' }).mac).toBeUndefined();
  });
});

describe('facts/yealink.md 3.3 certificates', () => {
  test.each([
    ['CN=805ec0123456', '805ec0123456'],
    ['CN=80:5E:C0:12:34:56', '805ec0123456'],
    ['CN=80-5e-c0-12-34-56', '805ec0123456'],
    ['C=CN\nO=Yealink\nCN=001565AABBCC', '001565aabbcc'],
    ['C=CN, O=Yealink, CN=00:15:65:aa:bb:cc', '001565aabbcc'],
    ['/C=CN/O=Yealink/CN=001565aabbcc', '001565aabbcc'],
    ['commonName = 001565aabbcc ', '001565aabbcc'],
    ['CN=Yealink phone\nserialNumber=001565aabbcc', '001565aabbcc'],
    ['CN=SIP-T46S 001565aabbcc', '001565aabbcc'],
    ['', undefined],
    ['CN=Yealink Equipment Issuing CA', undefined],
    ['OU=001565aabbcc', undefined],
    ['CN=001565aabbc', undefined],
    ['CN=001565aabbccd', undefined],
    ['CN=0001565aabbcc', undefined],
    ['CN=00112233445566778899aabbccddeeff', undefined],
    ['CN=000000000000', undefined],
  ])('%j names %s', (subject, mac) => {
    expect(macOfSubject(subject)).toBe(mac);
    expect(recognise({ certificateSubject: subject }).mac).toBe(mac);
  });

  test('no subject names nobody', () => {
    expect(macOfSubject(undefined)).toBeUndefined();
  });
});

describe('facts/yealink.md 2.2 several signs together', () => {
  const userAgent = 'Yealink SIP-T46S 66.83.188.6 80:5e:c0:12:34:56';

  test('the path beats the User-Agent, and the difference is told', () => {
    const seen = recognise({ userAgent, fileName: '805ec0999999.boot' });
    expect([seen.mac, seen.macMismatch]).toEqual(['805ec0999999', true]);
  });

  test('the same MAC twice is no mismatch, in whatever case', () => {
    expect(recognise({ userAgent, fileName: '805EC0123456.cfg' }).macMismatch).toBe(false);
  });

  test('a certificate counts where the name has no MAC', () => {
    const seen = recognise({ userAgent, fileName: 'y000000000066.cfg', certificateSubject: 'CN=001565aabbcc' });
    expect([seen.mac, seen.macMismatch]).toEqual(['001565aabbcc', true]);
  });

  test('the User-Agent says which maker a shared name form belongs to', () => {
    expect(readFileName('805ec0123456.cfg').length).toBeGreaterThan(1);
    expect(recognise({ fileName: '805ec0123456.cfg' }).family).toBeUndefined();
    expect(recognise({ fileName: '805ec0123456.cfg', userAgent }).family?.name).toBe('yealink');
    expect(recognise({ fileName: '805ec0123456.cfg' }).mac).toBe('805ec0123456');
  });

  test('the model comes from the User-Agent, not from the common file it asks for', () => {
    const seen = recognise({ userAgent, fileName: 'y000000000028.cfg' });
    expect(seen.devices[0]?.model.model).toBe('T46S');
  });
});
