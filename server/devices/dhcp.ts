// What a DHCP server must say to phones of each family so that a factory-fresh one comes to Bellhop: which option, with
// what in it, how sure that is, and by what the family's phones are known among others. Pure data; scripts/dhcp writes it
// in the words of DHCP servers. Source: facts/yealink.md 1.1, 2.3; facts/aastra-mitel.md 1.1, 2.3;
// facts/gigaset-auerswald.md 2.1, 2.3, 3.1, 3.4, 8.2

/** sure: a source shows it. likely: one source, or inferred. unknown: no source says so. */
export type Sureness = 'sure' | 'likely' | 'unknown';

export interface DhcpOption {
  readonly code: 66 | 67 | 114;
  /** @param folder  URL of the files without a slash at its end */
  readonly value: (folder: string) => string;
  readonly sureness: Sureness;
}

/** Option 43 as blocks of code, length and value, for phones whose option 60 begins with the vendor class. */
export interface VendorBlock {
  readonly vendorClass: string;
  readonly subOptions: readonly {
    readonly code: number;
    readonly name: string;
    readonly value: (folder: string) => string | boolean;
  }[];
  readonly sureness: Sureness;
}

export interface DhcpFamily {
  readonly name: 'yealink' | 'aastra-mitel' | 'gigaset' | 'auerswald';
  /** For people. */
  readonly phones: string;
  /** How option 60 of its phones begins, where that is known. */
  readonly vendorClasses: readonly string[];
  /** First six digits of its phones' MACs, lower case. */
  readonly prefixes: readonly string[];
  readonly options: readonly DhcpOption[];
  readonly vendorBlock?: VendorBlock;
  /** What to say instead to send phones to TFTP; absent where no source shows that they fetch settings over it. */
  readonly tftp?: DhcpOption;
  /** What whoever sets this up must know, one sentence each. */
  readonly notes: readonly string[];
}

const folderWithSlash = (folder: string): string => `${folder}/`;
const folderAlone = (folder: string): string => folder;

export const DHCP_FAMILIES: readonly DhcpFamily[] = [
  {
    name: 'yealink',
    phones: 'Yealink',
    // Only usually so: a phone can be told to send another text.
    vendorClasses: ['yealink'],
    prefixes: [
      '001565',
      '249ad8',
      '44dbd2',
      '805e0c',
      '805ec0',
      'c4fc22',
      '3497d7',
      '644f56',
      'b061a9',
      'e434d7',
      'ec1da9',
      'f01653',
    ],
    options: [{ code: 66, value: folderWithSlash, sureness: 'sure' }],
    tftp: { code: 66, value: folderWithSlash, sureness: 'sure' },
    notes: ['A custom option (128 to 254) that a phone was told to ask for wins over 66.'],
  },
  {
    name: 'aastra-mitel',
    phones: 'Aastra and Mitel',
    // The 69xx' own text is in no source: they are known by their MACs.
    vendorClasses: ['AastraIPPhone'],
    prefixes: ['00085d', '0010bc', '08000f', '1400e9'],
    options: [{ code: 66, value: folderAlone, sureness: 'sure' }],
    vendorBlock: {
      vendorClass: 'AastraIPPhone',
      subOptions: [
        { code: 2, name: 'config-server', value: folderAlone },
        // A phone fresh from the factory asks Mitel's redirection service first, unless it is told not to.
        { code: 3, name: 'contact-rcs', value: () => false },
      ],
      sureness: 'sure',
    },
    tftp: { code: 66, value: folderAlone, sureness: 'sure' },
    notes: [
      'Options 159 and 160 are read too: no other server must give them another place.',
      'A 69xx may come with MiNET firmware and then takes no SIP files at all.',
    ],
  },
  {
    name: 'gigaset',
    phones: 'Gigaset',
    vendorClasses: ['Gigaset_N720_DM_PRO', 'N510_IP_PRO'],
    prefixes: ['7c2f80', '589ec6', '002104'],
    // Not 66: with a domain name in option 15, which most networks have, it becomes another URL on some models.
    options: [{ code: 114, value: folderAlone, sureness: 'sure' }],
    notes: [
      'Option 114 also tells computers of a captive portal (RFC 8910): give it to these phones alone.',
      'Maxwell and P-series have such MACs too; Bellhop has no files for them.',
      'An N870 in its factory role (base) asks nobody: switch it to All-in-one first.',
    ],
  },
  {
    name: 'auerswald',
    phones: 'Auerswald COMfortel D-110, D-210, D-400, D-600',
    vendorClasses: [],
    prefixes: ['000952'],
    // Joined by the phone, with a slash between, and the marker replaced by its MAC.
    options: [
      { code: 66, value: folderAlone, sureness: 'sure' },
      { code: 67, value: () => '<MACADR>.xml', sureness: 'sure' },
    ],
    notes: [
      'The phone needs the time (NTP, option 42) before it fetches anything.',
      'A WS-500 has such a MAC too, but what it makes of these options is not known: set its URL in its web interface.',
    ],
  },
];

/**
 * A URL of the files' folder, as a phone of the family wants to be given it by hand or by PnP.
 * @param family  as DeviceFamily.name has it
 * @param folder  ends in a slash
 * @param mac  twelve hex digits
 * Source: facts/yealink.md 1.3; facts/gigaset-auerswald.md 3.2, 3.4 (base without slash), 8.2 (no default name)
 */
export function phoneUrlOf(family: string, folder: string, mac: string): string {
  if (family === 'auerswald') return `${folder}${mac.toUpperCase()}.xml`;
  return family === 'gigaset' ? folder.replace(/\/$/, '') : folder;
}
