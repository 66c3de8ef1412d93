// What Gigaset devices are taken for. User-Agents: facts/gigaset-auerswald.md 2.2 (X replaced by digits); names: 3.2, 3.4
import { describe, expect, test } from 'vitest';
import { gigaset } from '../../../server/devices/gigaset/family.ts';
import { readGigasetFirmware, readGigasetUserAgent } from '../../../server/devices/gigaset/user-agent.ts';
import { type NamedFile, readFileName, recognise } from '../../../server/devices/recognise.ts';

const NX70 = 'Nx70 IP PRO';

describe('User-Agents (2.2)', () => {
  const real: readonly [string, string, string | undefined, string | undefined][] = [
    ['Gigaset N720 DM PRO/70.089.00.000.000;7C2F80CA21E4', 'N720 IP PRO', '70.089.00.000.000', '7c2f80ca21e4'],
    ['Gigaset N720 DM PRO/70.108.00.000.000', 'N720 IP PRO', '70.108.00.000.000', undefined],
    ['N720-DM-PRO/70.040.00.000.000', 'N720 IP PRO', '70.040.00.000.000', undefined],
    ['N510 IP PRO/42.245.00.000.000;7C2F804DF9A9', 'N510 IP PRO', '42.245.00.000.000', '7c2f804df9a9'],
    ['N510 IP PRO/42.258.00.000.000', 'N510 IP PRO', '42.258.00.000.000', undefined],
    ['Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605', NX70, '2.11.0', '7c2f80e0d605'],
    ['Gigaset N870E IP PRO/83.V2.43.0+build.5f0a106;7C2F80E0D606;Handset=250', NX70, '2.43.0', '7c2f80e0d606'],
    ['Gigaset N870 VI PRO/83.V2.43.0+build.5f0a106;7C2F80E0D607;Handset=0', NX70, '2.43.0', '7c2f80e0d607'],
    ['Gigaset N770 IP PRO/83.V2.62.0+build.c358757;7C2F80E0D608;Handset=50', NX70, '2.62.0', '7c2f80e0d608'],
    ['Gigaset N770 IP PRO/83.V2.62.0+build.c358757;7C2F80E0D608;Handset=100', NX70, '2.62.0', '7c2f80e0d608'],
    ['Gigaset N670 IP PRO/83.V2.43.0+build.5f0a106;7C2F80E0D609;Handset=20', NX70, '2.43.0', '7c2f80e0d609'],
    ['Gigaset N610 IP PRO/83.V2.64.0-160-g758db0bf;589EC67C2479;Handset=20', NX70, '2.64.0', '589ec67c2479'],
    ['Gigaset N530 IP PRO/83.V2.62.0+build.c358757;7C2F80E0D60A', 'N530 IP PRO', '2.62.0', '7c2f80e0d60a'],
    ['"Gigaset N670 IP PRO/83.V2.43.0+build.5f0a106;7C2F80E0D609;Handset=20"', NX70, '2.43.0', '7c2f80e0d609'],
    ['"N510 IP PRO/42.245.00.000.000;7C2F804DF9A9"', 'N510 IP PRO', '42.245.00.000.000', '7c2f804df9a9'],
  ];

  test.each(real)('%s', (userAgent, model, firmware, mac) => {
    const seen = recognise({ userAgent });
    expect(seen.devices.map((device) => device.model.model)).toEqual([model]);
    expect(seen.family?.name).toBe('gigaset');
    expect(seen.firmware?.text).toBe(firmware);
    expect(seen.mac).toBe(mac);
    expect(seen.macMismatch).toBe(false);
  });

  test('fifteen real strings were seen', () => expect(real).toHaveLength(15));

  test('2.2: the WS-500 is an Auerswald with the documents of a Gigaset', () => {
    const seen = recognise({ userAgent: 'Auerswald COMfortel WS-500M/V2.53.0+build.c0ed5a2;000952C0FFEE' });
    expect(seen.devices[0]?.model).toMatchObject({ vendor: 'Auerswald', model: 'COMfortel WS-500' });
    expect(seen.family?.name).toBe('gigaset');
    expect(seen.firmware?.text).toBe('2.53.0');
    expect(seen.mac).toBe('000952c0ffee');
  });

  test.each([
    // A sibling that the matrix does not hold, seen as a SIP User-Agent.
    'C610 IP/42.021.00.000.000',
    'Mozilla/5.0 (X11; Linux x86_64)',
    'Gigaset WS-500M/V2.53.0',
    'WS-500M/V2.53.0',
    'Auerswald COMfortel N510 IP PRO/42.245.00.000.000',
    'Gigaset N999 IP PRO/83.V2.62.0;7C2F80E0D60A',
    'Gigaset/83',
    'N510 IP PRO',
    '/;',
    '""',
    '',
  ])('no device of ours: %s', (userAgent) => {
    expect(recognise({ userAgent }).devices).toEqual([]);
  });

  test('a forged MAC is none: too long, a group address, zeros', () => {
    for (const mac of ['7C2F804DF9A9FF', '7C2F804DF9', 'FFFFFFFFFFFF', '000000000000', '7C2F804DF9AG']) {
      expect(recognise({ userAgent: `N510 IP PRO/42.245.00.000.000;${mac}` }).mac).toBeUndefined();
    }
  });

  test('an absurd version is none', () => {
    for (const version of ['83.V', '83.V2', '42.9999999999', '1.2.3.4.5.6.7.8.9', 'x', '+build']) {
      expect(recognise({ userAgent: `N510 IP PRO/${version}` }).firmware).toBeUndefined();
    }
  });

  test('64 KiB of anything is answered at once', () => {
    const started = performance.now();
    for (const part of ['N510 IP PRO/', 'Gigaset ', 'A ', '- -', '"', ';Handset=1', '7C2F804DF9A9;', '../']) {
      const long = part.repeat(65536 / part.length);
      expect(recognise({ userAgent: long, fileName: long }).devices).toEqual([]);
      expect(gigaset.readUserAgent(long)?.mac).toBeUndefined();
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('the file says another MAC than the device does', () => {
    const seen = recognise({ userAgent: 'N510 IP PRO/42.245.00.000.000;7C2F804DF9A9', fileName: '7C2F80000001.xml' });
    expect(seen).toMatchObject({ macMismatch: true, mac: '7c2f80000001' });
  });
});

describe('firmware (2.2)', () => {
  test.each([
    ['83.V2.64.0-160-g758db0bf', '2.64.0'],
    ['V2.53.0+build.c0ed5a2', '2.53.0'],
    ['2.65.0', '2.65.0'],
    ['42.262.00.000.000', '42.262.00.000.000'],
    ['70.117.00.000.000', '70.117.00.000.000'],
  ])('%s is %s', (text, version) => expect(readGigasetFirmware(text)?.text).toBe(version));

  test('dashes are put right in the old N720 alone', () => {
    expect(readGigasetUserAgent('N720-DM-PRO/70.040.00.000.000')?.product).toBe('N720 DM PRO');
    expect(readGigasetUserAgent('Auerswald COMfortel WS-500M/V2.53.0')?.product).toBe('COMFORTEL WS-500M');
  });
});

describe('file names', () => {
  function ours(name: string): NamedFile | undefined {
    return readFileName(name).find(({ family }) => family === gigaset);
  }

  test.each([
    ['7C2F804DF9A9.xml', '7c2f804df9a9'],
    ['7c2f804df9a9.xml', '7c2f804df9a9'],
    ['7C2F804dF9a9.XML', '7c2f804df9a9'],
    ['7C:2F:80:4D:F9:A9.xml', '7c2f804df9a9'],
    ['7C2F80E0D605.xml.example.com', '7c2f80e0d605'],
  ])('3.4: %s is the document of %s', (name, mac) => {
    expect(ours(name)).toMatchObject({ parts: { mac }, rule: { kind: 'own', access: 'cpe', contentType: 'text/xml' } });
  });

  test('3.4: provisioning.xml is a document too, and whose it is the User-Agent says', () => {
    expect(ours('provisioning.xml')).toMatchObject({ parts: {}, rule: { kind: 'own', access: 'cpe' } });
    const seen = recognise({
      userAgent: 'Gigaset N870 IP PRO/83.V2.65.0+build.8504c90;7C2F80E0D605;Handset=50',
      fileName: 'provisioning.xml',
    });
    expect(seen).toMatchObject({ mac: '7c2f80e0d605', macMismatch: false });
  });

  function chainBytes(name: string): Buffer | undefined {
    const reading = ours(name);
    if (reading?.rule.source.from !== 'publicBytes') return undefined;
    expect(reading.rule).toMatchObject({ access: 'public', contentType: 'application/octet-stream' });
    return reading.rule.source.make({ url: 'http://192.0.2.1/p/', parts: reading.parts, firmware: undefined });
  }

  test.each([
    ['42/2/master.bin', 'sifsroot.bin'],
    ['42/1/master.bin', 'sifsroot.bin'],
    ['70/1/master.bin', 'sifsroot.bin'],
    ['70/222/master.bin', 'sifsroot.bin'],
    ['60/1/master.bin', 'sifsroot.bin'],
    ['63/9/sifsroot.bin', 'sih.bin'],
    ['42/2/sih.bin', 'sit.bin'],
    ['42/2/sit.bin', 'siu.bin'],
    ['42/2/siu.bin', 'http://192.0.2.1/p/%MACD.xml'],
    // As PG p.26 shows the request line of a device that follows Gigaset's own links.
    ['42/2/../../sifs/siu_123.bin', 'http://192.0.2.1/p/%MACD.xml'],
    ['42/2/../2/sih_4xx.bin', 'sit.bin'],
  ])('3.2: %s links to %s', (name, link) => {
    expect(chainBytes(name)?.subarray(4, -1).toString()).toBe(link);
  });

  test.each(['42/2/webuil/de.bin', '70/1/baselines.bin', '70/1/l_2811120928.bin', '42/2/sht/help.htm'])(
    '3.2: %s is asked for, and there is none',
    (name) => expect(ours(name)?.rule).toMatchObject({ access: 'public', source: { from: 'nothing' } }),
  );

  test.each([
    '42/2/../../../../../../etc/passwd',
    '42/2/%2e%2e/siu.bin',
    '../42/2/siu.bin',
    '99/1/siu.bin',
    'siu.bin',
    '7C2F804DF9A9.xml/../x',
    '7C2F804DF9A9.xml\n',
    'FFFFFFFFFFFFF.xml',
    'x7C2F804DF9A9.xml',
    'provisioning.xml.bak',
  ])('no name of ours that says anything: %s', (name) => {
    const reading = ours(name);
    expect(reading?.parts.mac).toBeUndefined();
    expect(reading === undefined || reading.rule.source.from === 'nothing').toBe(true);
  });
});
