// scripts/dhcp as it is run: its output is read by the DHCP server's own check where there is one, else by its shape.
// Needs Debian's dnsmasq-base.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Compiled, compile } from '../support/compiled.ts';

const URL = 'http://prov.example.com:8080/p';
const FAMILY_NAMES = ['yealink', 'aastra-mitel', 'gigaset', 'auerswald'];
const DNSMASQ = ['/usr/sbin/dnsmasq', '/sbin/dnsmasq'].find((path) => existsSync(path));

interface Run {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

let compiled: Compiled;
let folder: string;
beforeAll(async () => {
  compiled = await compile('scripts/dhcp.ts');
  folder = mkdtempSync(join(tmpdir(), 'bellhop-dhcp-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await compiled.remove();
});

function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise((resolve) => {
    execFile(file, [...args], { env: { PATH: process.env.PATH, ...env } }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? -1) : 0, out, err }),
    );
  });
}

function dhcp(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return start(process.execPath, [compiled.script('scripts/dhcp.ts'), ...args], {
    BELLHOP_PUBLIC_HOST: 'prov.example.com',
    ...env,
  });
}

async function checkedByDnsmasq(text: string): Promise<Run> {
  if (!DNSMASQ) throw new Error('this test needs dnsmasq: apt-get install dnsmasq-base');
  const file = join(folder, 'dnsmasq.conf');
  writeFileSync(file, text);
  return start(DNSMASQ, ['--test', '-C', file], {});
}

describe('dnsmasq', () => {
  test.each([['all'], ...FAMILY_NAMES.map((name) => [name])])(
    'dnsmasq itself takes the settings for %s',
    async (name) => {
      const { code, out } = await dhcp(['dnsmasq', '--family', name]);
      expect(code).toBe(0);
      expect(out).toContain(`"${URL}`);
      const checked = await checkedByDnsmasq(out);
      expect(checked.err).toContain('syntax check OK');
      expect(checked.code).toBe(0);
    },
  );

  test('its check is no rubber stamp', async () => {
    const { out } = await dhcp(['dnsmasq']);
    expect((await checkedByDnsmasq(out.replace(',66,', ',sixty-six,'))).code).not.toBe(0);
  });

  test('every option goes to its own phones alone, and RCS is off', async () => {
    const { out } = await dhcp(['dnsmasq']);
    const options = out.split('\n').filter((line) => line.startsWith('dhcp-option='));
    expect(options).toEqual([
      `dhcp-option=tag:yealink,66,"${URL}/"`,
      `dhcp-option=tag:aastra-mitel,66,"${URL}"`,
      `dhcp-option=vendor:AastraIPPhone,2,"${URL}"`,
      'dhcp-option=vendor:AastraIPPhone,3,0b',
      `dhcp-option=tag:gigaset,114,"${URL}"`,
      `dhcp-option=tag:auerswald,66,"${URL}"`,
      'dhcp-option=tag:auerswald,67,"<MACADR>.xml"',
    ]);
  });
});

describe('Kea', () => {
  test('one JSON document, a class for each family, and option 43 with code, length and value', async () => {
    const { code, out } = await dhcp(['kea']);
    expect(code).toBe(0);
    const classes = JSON.parse(out).Dhcp4['client-classes'];
    expect(classes.map(({ name }: { name: string }) => name)).toEqual([
      'bellhop-yealink',
      'bellhop-aastra-mitel',
      'bellhop-aastra-mitel-43',
      'bellhop-gigaset',
      'bellhop-auerswald',
    ]);
    expect(classes[0]['option-data']).toEqual([{ code: 66, 'csv-format': false, data: `'${URL}/'` }]);
    const url = Buffer.from(URL).toString('hex').toUpperCase();
    expect(classes[2]['option-data'][0].data).toBe(
      `02${Buffer.from([URL.length]).toString('hex').toUpperCase()}${url}030100`,
    );
  });
});

describe('ISC dhcpd', () => {
  test('statements end, blocks close, and every name used is declared or standard', async () => {
    const { code, out } = await dhcp(['isc']);
    expect(code).toBe(0);
    const lines = out.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    expect(lines.join('').match(/{/g)?.length).toBe(lines.join('').match(/}/g)?.length);
    for (const line of lines) expect(line).toMatch(/[;{}]$|^ {2}match if |^ {4}or /);
    expect(lines.filter((line) => line.startsWith('class '))).toHaveLength(4);
    const standard = ['vendor-class-identifier', 'tftp-server-name', 'bootfile-name', 'space'];
    const declared = lines.flatMap((line) => /^option (\S+) code /.exec(line)?.[1] ?? []);
    const used = [...lines.join('\n').matchAll(/option ([\w.-]+)/g)].flatMap((match) => match[1] ?? []);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => ![...standard, ...declared].includes(name))).toEqual([]);
  });
});

describe('Windows', () => {
  test('a policy by MAC prefix, and its options', async () => {
    const { code, out } = await dhcp(['windows', '--family', 'auerswald']);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => !line.startsWith('#') && line !== '')).toEqual([
      "Add-DhcpServerv4Policy -Name 'Bellhop auerswald' -Condition OR -MacAddress 'EQ','000952*'",
      `Set-DhcpServerv4OptionValue -PolicyName 'Bellhop auerswald' -OptionId 66 -Value '${URL}'`,
      "Set-DhcpServerv4OptionValue -PolicyName 'Bellhop auerswald' -OptionId 67 -Value '<MACADR>.xml'",
    ]);
  });
});

describe('docs/phones.md', () => {
  const indented = readFileSync(new globalThis.URL('../../docs/phones.md', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('    ') ? [line.slice(4)] : []));

  test('its lines for dnsmasq are ones that scripts/dhcp prints, and dnsmasq takes them', async () => {
    const lines = indented.filter((line) => line.startsWith('dhcp-'));
    expect(lines).toHaveLength(12);
    const printed = (await dhcp(['dnsmasq', '--host', 'HOST'])).out.split('\n');
    for (const line of lines) expect(printed).toContain(line);
    expect((await checkedByDnsmasq(lines.join('\n'))).code).toBe(0);
  });

  test('its Kea example is JSON', () => {
    const start = indented.findIndex((line) => line.startsWith('{ "Dhcp4"'));
    const end = indented.findIndex((line, i) => i > start && line.startsWith('} ] } }'));
    expect(JSON.parse(indented.slice(start, end + 1).join('\n'))).toHaveProperty('Dhcp4');
  });
});

describe('where phones are sent', () => {
  test.each([
    ['the host given wins', ['--host', '192.0.2.10'], {}, '"http://192.0.2.10:8080/p/"'],
    ['port 80 needs no saying', [], { BELLHOP_PHONE_HTTP: '0.0.0.0:80' }, '"http://prov.example.com/p/"'],
    ['https where that is all there is', [], { BELLHOP_PHONE_HTTP: 'off' }, '"https://prov.example.com:8443/p/"'],
    ['TFTP', ['--tftp'], {}, '"tftp://prov.example.com/"'],
  ])('%s', async (_, args, env, expected) => {
    const { out } = await dhcp(['dnsmasq', '--family', 'yealink', ...args], env);
    expect(out).toContain(`dhcp-option=tag:yealink,66,${expected}\n`);
  });

  test('over TFTP, families that no source shows there are left out and named', async () => {
    const { out } = await dhcp(['dnsmasq', '--tftp'], { BELLHOP_TFTP: '0.0.0.0:6969' });
    expect(out).not.toContain('tag:gigaset');
    expect(out).toMatch(/^# Gigaset: left out/m);
    expect(out).toMatch(/^# .*6969: redirect/m);
  });
});

describe('what is wrong is said', () => {
  test.each([
    ['no DHCP server', [], {}, /scripts\/dhcp dnsmasq\|isc\|kea\|windows/],
    ['an unknown one', ['udhcpd'], {}, /udhcpd is no DHCP server known here: it is one of dnsmasq, isc, kea, windows/],
    ['a name every object has', ['toString'], {}, /toString is no DHCP server/],
    ['two', ['isc', 'kea'], {}, /scripts\/dhcp dnsmasq/],
    ['an unknown family', ['isc', '--family', 'snom'], {}, /snom is no family: it is one of yealink/],
    ['an unknown option', ['isc', '--ftp'], {}, /Unknown option '--ftp'/],
    ['a host with a quote', ['isc', '--host', 'a"b'], {}, /--host must be/],
    ['a family without TFTP', ['isc', '--family', 'gigaset', '--tftp'], {}, /leave --tftp out/],
    ['TFTP off', ['isc', '--tftp'], { BELLHOP_TFTP: 'off' }, /BELLHOP_TFTP is off/],
    ['nothing on', ['isc'], { BELLHOP_PHONE_HTTP: 'off', BELLHOP_PHONE_HTTPS: 'off' }, /both off/],
    ['a bad setting', ['isc'], { BELLHOP_PHONE_HTTP: 'x' }, /BELLHOP_PHONE_HTTP must be host:port/],
  ])('%s', async (_, args, env, message) => {
    const { code, out, err } = await dhcp(args, env);
    expect(code).not.toBe(0);
    expect(out).toBe('');
    expect(err).toMatch(message);
  });

  test('--help is no mistake', async () => {
    expect(await dhcp(['--help'])).toMatchObject({ code: 0, err: expect.stringContaining('--family FAMILY') });
  });
});
