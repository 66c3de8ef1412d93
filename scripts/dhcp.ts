// scripts/dhcp SERVER: settings for a DHCP server that send phones here, on standard output. What is said to which phones
// stands in server/devices/dhcp.ts; here are only the words of each DHCP server, and where this server can be reached.

import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../server/config.ts';
import { DHCP_FAMILIES, type DhcpFamily, type DhcpOption, type VendorBlock } from '../server/devices/dhcp.ts';
import { parseHostPort } from '../server/domain/host-port.ts';
import { runCommand, usage } from './archive-command.ts';

const USAGE = `scripts/dhcp dnsmasq|isc|kea|windows [--family FAMILY] [--host NAME] [--tftp]

Prints settings for a DHCP server that send factory-fresh phones to this Bellhop.

  --family FAMILY  ${DHCP_FAMILIES.map(({ name }) => name).join(', ')} or all (default): only this family's phones
  --host NAME      the name or address by which phones reach this server; else BELLHOP_PUBLIC_HOST, else a guess
  --tftp           send phones to TFTP instead of HTTP, as far as their family fetches settings over it

Listeners come from the environment, as for scripts/start. docs/phones.md says which option does what.`;

const TFTP_PORT = 69;
const ISC_NAMES = { 66: 'tftp-server-name', 67: 'bootfile-name', 114: 'bellhop-default-url' } as const;

/** A family with its options as they are to be sent. */
interface Told {
  readonly family: DhcpFamily;
  readonly options: readonly (Omit<DhcpOption, 'value'> & { readonly text: string })[];
  readonly block: readonly SubOption[];
  readonly notes: readonly string[];
}
interface SubOption {
  readonly code: number;
  readonly name: string;
  readonly value: string | boolean;
}
interface Snippet {
  /** What holds for the whole, one sentence a line. */
  readonly head: readonly string[];
  readonly told: readonly Told[];
}

const WRITERS: Readonly<Record<string, (snippet: Snippet) => string>> = { dnsmasq, isc, kea, windows };

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      family: { type: 'string', default: 'all' },
      host: { type: 'string' },
      tftp: { type: 'boolean', default: false },
    },
  });
  const [server, ...more] = positionals;
  if (values.help || server === undefined || more.length > 0) return usage(USAGE, values.help);
  const write = Object.hasOwn(WRITERS, server) ? WRITERS[server] : undefined;
  if (!write) return refuse(`${server} is no DHCP server known here: it is one of ${Object.keys(WRITERS).join(', ')}`);
  const families = DHCP_FAMILIES.filter(({ name }) => values.family === 'all' || values.family === name);
  if (families.length === 0) {
    const names = DHCP_FAMILIES.map(({ name }) => name).join(', ');
    return refuse(`${values.family} is no family: it is one of ${names}, or all`);
  }
  const config = readConfig(process.env);
  const host = values.host ?? config.publicHost;
  const parsed = parseHostPort(host);
  if (!parsed || parsed.port !== undefined)
    return refuse(`--host must be a name or an address without port, but is "${host}"`);
  const place = values.tftp ? tftpPlace(config, host) : webPlace(config, host);
  if (typeof place === 'string') return refuse(place);
  const told = families.flatMap((family) => tell(family, place.folder, values.tftp) ?? []);
  if (told.length === 0)
    return refuse(`No source shows that phones of ${values.family} fetch their settings over TFTP: leave --tftp out.`);
  const left = families.filter((family) => !told.some((one) => one.family === family));
  const head = [
    `Bellhop: phones fetch their files from ${place.folder}`,
    ...place.notes,
    ...left.map(({ phones }) => `${phones}: left out, no source shows that they fetch settings over TFTP.`),
  ];
  process.stdout.write(`${write({ head, told })}\n`);
  return 0;
});

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 2;
}

interface Place {
  /** URL of the folder of files, without a slash at its end. */
  readonly folder: string;
  readonly notes: readonly string[];
}

/** Plain HTTP where there is a listener for it: before their first file few phones can check a certificate. */
function webPlace({ phoneHttp, phoneHttps }: Config, host: string): Place | string {
  const listener = phoneHttp ?? phoneHttps;
  if (!listener) return 'BELLHOP_PHONE_HTTP and BELLHOP_PHONE_HTTPS are both off: there is nothing to send phones to.';
  if (listener.port === 0) return 'The phone listener is on port 0, which is another one at each start: name a port.';
  const [scheme, usual] = phoneHttp ? (['http', 80] as const) : (['https', 443] as const);
  const port = listener.port === usual ? '' : `:${listener.port}`;
  return {
    folder: `${scheme}://${host}${port}/p`,
    notes: phoneHttp
      ? []
      : ['Only HTTPS is on: phones that cannot check its certificate, or speak no TLS 1.2, stay away.'],
  };
}

function tftpPlace({ tftp }: Config, host: string): Place | string {
  if (!tftp) return 'BELLHOP_TFTP is off: leave --tftp out.';
  const isElsewhere = tftp !== 'auto' && tftp.port !== TFTP_PORT;
  return {
    folder: `tftp://${host}`,
    notes: isElsewhere
      ? [`Phones ask on UDP port 69, but BELLHOP_TFTP is on ${tftp.port}: redirect one to the other.`]
      : [],
  };
}

function tell(family: DhcpFamily, folder: string, overTftp: boolean): Told | undefined {
  const options = overTftp ? (family.tftp ? [family.tftp] : []) : family.options;
  if (options.length === 0) return undefined;
  return {
    family,
    options: options.map(({ code, value, sureness }) => ({ code, sureness, text: value(folder) })),
    block: subOptionsOf(family.vendorBlock, folder),
    notes: family.notes,
  };
}

function subOptionsOf(block: VendorBlock | undefined, folder: string): readonly SubOption[] {
  return (block?.subOptions ?? []).map(({ code, name, value }) => ({ code, name, value: value(folder) }));
}

function describe({ family: { phones }, options, block }: Told): string {
  const codes = options.map(({ code, sureness }) => `${code} (${sureness})`);
  return `${phones}: option ${[...codes, ...(block.length > 0 ? ['43 with RCS switched off'] : [])].join(', ')}.`;
}

/** `805ec0` with something between its octets. */
function octets(prefix: string, separator: string): string {
  return (prefix.match(/../g) ?? []).join(separator);
}

function comments(lines: readonly string[]): string[] {
  return lines.map((line) => `# ${line}`);
}

/** Source: dnsmasq(8), --dhcp-vendorclass, --dhcp-mac, --dhcp-option */
function dnsmasq({ head, told }: Snippet): string {
  const blocks = told.map((one) => {
    const { name, vendorClasses, prefixes, vendorBlock } = one.family;
    return [
      '',
      ...comments([describe(one), ...one.notes]),
      ...vendorClasses.map((text) => `dhcp-vendorclass=set:${name},${text}`),
      ...prefixes.map((prefix) => `dhcp-mac=set:${name},${octets(prefix, ':')}:*:*:*`),
      ...one.options.map(({ code, text }) => `dhcp-option=tag:${name},${code},"${text}"`),
      ...one.block.map(({ code, value }) => {
        const text = typeof value === 'boolean' ? `${value ? 1 : 0}b` : `"${value}"`;
        return `dhcp-option=vendor:${vendorBlock?.vendorClass},${code},${text}`;
      }),
    ];
  });
  return [...comments(head), ...blocks.flat()].join('\n');
}

/** Source: dhcp-options(5), dhcp-eval(5), "VENDOR ENCAPSULATED OPTIONS" */
function isc({ head, told }: Snippet): string {
  const uses114 = told.some(({ options }) => options.some(({ code }) => code === 114));
  const spaces = told.filter(({ block }) => block.length > 0);
  return [
    ...comments(head),
    ...(uses114 ? [`option ${ISC_NAMES[114]} code 114 = text;`] : []),
    ...spaces.flatMap((one) => [
      `option space ${one.family.name};`,
      ...one.block.map(({ code, name, value }) => {
        return `option ${one.family.name}.${name} code ${code} = ${typeof value === 'boolean' ? 'boolean' : 'text'};`;
      }),
    ]),
    ...told.flatMap(iscClasses),
  ].join('\n');
}

function iscClasses(one: Told): string[] {
  const { name, vendorClasses, prefixes, vendorBlock } = one.family;
  const byClass = (text: string) => `substring(option vendor-class-identifier, 0, ${text.length}) = "${text}"`;
  const byMac = (prefix: string) => `substring(hardware, 1, 3) = ${octets(prefix, ':')}`;
  const options = one.options.map(({ code, text }) => `  option ${ISC_NAMES[code]} "${text}";`);
  return [
    '',
    ...comments([describe(one), ...one.notes]),
    `class "bellhop-${name}" {`,
    `  match if ${[...vendorClasses.map(byClass), ...prefixes.map(byMac)].join('\n    or ')};`,
    ...options,
    // The block is only for phones that name themselves: its numbers mean other things to others.
    ...(vendorBlock
      ? [
          `  if ${byClass(vendorBlock.vendorClass)} {`,
          `    vendor-option-space ${name};`,
          ...one.block.map(({ name: sub, value }) => {
            return `    option ${name}.${sub} ${typeof value === 'boolean' ? (value ? 'on' : 'off') : `"${value}"`};`;
          }),
          '  }',
        ]
      : []),
    '}',
  ];
}

/**
 * Values go in as quoted text with csv-format off, which needs no definition: 114 has one in some versions, none in others.
 * Source: Kea Administrator Reference Manual, "Standard DHCPv4 Options", "Client Classification"
 */
function kea({ head, told }: Snippet): string {
  const classes = told.flatMap((one) => {
    const { name, vendorClasses, prefixes, vendorBlock } = one.family;
    const byClass = (text: string) => `substring(option[60].hex,0,${text.length}) == '${text}'`;
    const byMac = (prefix: string) => `substring(pkt4.mac,0,3) == 0x${prefix}`;
    const plain = {
      name: `bellhop-${name}`,
      'user-context': { comment: [describe(one), ...one.notes].join(' ') },
      test: [...vendorClasses.map(byClass), ...prefixes.map(byMac)].join(' or '),
      'option-data': one.options.map(({ code, text }) => ({ code, 'csv-format': false, data: `'${text}'` })),
    };
    if (!vendorBlock) return [plain];
    const block = {
      name: `bellhop-${name}-43`,
      test: byClass(vendorBlock.vendorClass),
      'option-data': [{ code: 43, 'csv-format': false, data: hexOf(one.block) }],
    };
    return [plain, block];
  });
  const context = { 'user-context': { comment: head.join(' ') } };
  return JSON.stringify({ Dhcp4: { ...context, 'client-classes': classes } }, null, 2);
}

/** RFC 2132 8.4: code, length, value, one after another; in hex. */
function hexOf(block: readonly SubOption[]): string {
  const bytes = block.flatMap(({ code, value }) => {
    const content = typeof value === 'boolean' ? [value ? 1 : 0] : [...Buffer.from(value, 'latin1')];
    return [code, content.length, ...content];
  });
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Source: Microsoft's DhcpServer module, Add-DhcpServerv4Policy, Set-DhcpServerv4OptionValue */
function windows({ head, told }: Snippet): string {
  const uses114 = told.some(({ options }) => options.some(({ code }) => code === 114));
  const define = [
    'if (-not (Get-DhcpServerv4OptionDefinition -OptionId 114 -ErrorAction SilentlyContinue)) {',
    "  Add-DhcpServerv4OptionDefinition -OptionId 114 -Name 'Default URL' -Type String",
    '}',
  ];
  const blocks = told.map((one) => {
    const policy = `'Bellhop ${one.family.name}'`;
    const macs = one.family.prefixes.map((prefix) => `'${prefix.toUpperCase()}*'`).join(',');
    return [
      '',
      ...comments([describe({ ...one, block: [] }), ...one.notes]),
      ...comments(one.block.length > 0 ? ['Option 43 is left out: it takes a vendor class for each model here.'] : []),
      `Add-DhcpServerv4Policy -Name ${policy} -Condition OR -MacAddress 'EQ',${macs}`,
      ...one.options.map(
        ({ code, text }) => `Set-DhcpServerv4OptionValue -PolicyName ${policy} -OptionId ${code} -Value '${text}'`,
      ),
    ];
  });
  return [
    ...comments([...head, 'For PowerShell on the DHCP server (Windows Server 2012 or newer), as administrator.']),
    ...(uses114 ? define : []),
    ...blocks.flat(),
  ].join('\n');
}
