// The values of a phone's own file beyond the golden sections: accounts, encryption, locale, features, forced lines, and that
// no value can become a setting. Source: facts/aastra-mitel.md 4, 5
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aastraMitel } from '../../../server/devices/aastra-mitel/family.ts';
import { type FileLine, MASK } from '../../../server/provisioning/render.ts';
import { channel, ownFile, type PhoneGiven, phoneContext, renderer } from '../../support/records.ts';
import { GOLDEN_A, GOLDEN_B, GOLDEN_B_ADDRESS, linesOfPhone, valueIn, withKeys, withSettings } from './phones.ts';

const plain: PhoneGiven = { ...GOLDEN_A, account: { settings: {} } };
const valueFor = (given: PhoneGiven, name: string) => valueIn(linesOfPhone(given), name);
const two = (first: Parameters<typeof channel>[0], second: Parameters<typeof channel>[0]) => [
  channel(first),
  channel({ id: 'channel-2', username: '202', ...second }),
];

describe('SIP accounts (facts/aastra-mitel.md 4.2, 4.3)', () => {
  it.each([
    ['udp', '1', '5060'],
    ['tcp', '2', '5060'],
    ['dnsSrv', '0', '0'],
  ] as const)('transport %s', (sipTransport, protocol, port) => {
    const given = withSettings(plain, { sipTransport, sipProxy: 'pbx.example.net' });
    expect(valueFor(given, 'sip transport protocol')).toBe(protocol);
    expect(valueFor(given, 'sip line1 proxy port')).toBe(port);
    expect(valueFor(given, 'sip line1 registrar port')).toBe(port);
  });

  it('lines without a channel do not register', () => {
    const lines = linesOfPhone({ ...plain, channels: two({}, {}) });
    expect(lines.filter((line) => line.endsWith('registrar ip: 0.0.0.0'))).toEqual(
      [3, 4, 5, 6].map((n) => `sip line${n} registrar ip: 0.0.0.0`),
    );
  });

  it('an outbound proxy is said once for the phone, and its absence too', () => {
    const given = withSettings({ ...plain, channels: two({}, {}) }, { outboundProxy: 'edge.example.net:5070' });
    const lines = linesOfPhone(given).filter((line) => line.includes('outbound proxy'));
    expect(lines).toEqual(['sip outbound proxy: edge.example.net', 'sip outbound proxy port: 5070']);
    expect(valueFor(plain, 'sip outbound proxy')).toBe('0.0.0.0');
  });

  it('codecs have numbers, and those without are left out (4.5)', () => {
    const codecs = withSettings(plain, { codecs: ['opus', 'g722', 'pcma', 'g729', 'pcmu', 'ilbc'] });
    expect(valueFor(codecs, 'sip customized codec')).toBe(
      [9, 8, 18, 0].map((n) => `payload=${n};ptime=20;silsupp=on`).join(','),
    );
    expect(valueFor(withSettings(GOLDEN_B, { codecs: ['opus'] }), 'sip customized codec')).toBeUndefined();
    expect(valueFor(plain, 'sip customized codec')).toBeUndefined();
  });

  it.each([
    ['rfc4733', '1', '0'],
    ['info', '0', '1'],
    ['inband', '0', '0'],
  ] as const)('DTMF %s (4.5)', (dtmf, outOfBand, method) => {
    const given = { ...plain, channels: [channel({ dtmf })] };
    expect(valueFor(given, 'sip out-of-band dtmf')).toBe(outOfBand);
    expect(valueFor(given, 'sip line1 dtmf method')).toBe(method);
  });

  it('a line with another DTMF method says so itself', () => {
    const lines = linesOfPhone({ ...plain, channels: two({ dtmf: 'rfc4733' }, { dtmf: 'inband' }) });
    expect(lines.filter((line) => line.includes('dtmf'))).toEqual([
      'sip out-of-band dtmf: 1',
      'sip line1 dtmf method: 0',
      'sip line2 dtmf method: 0',
      'sip line2 out-of-band dtmf: 0',
    ]);
  });
});

describe('encryption (facts/aastra-mitel.md 4.4)', () => {
  it.each(['6731i', '57i'])('is never switched on where there is none: %s (DEV-17)', (model) => {
    const { channels, account } = GOLDEN_B;
    const lines = linesOfPhone({ ...plain, model, ...(channels && { channels }), ...(account && { account }) });
    expect(valueIn(lines, 'sip transport protocol')).toBe('1');
    expect(valueIn(lines, 'sip srtp mode')).toBe('0');
    expect(lines.some((line) => line.startsWith('sips '))).toBe(false);
    expect(lines.some((line) => line.includes('pbx.example.net'))).toBe(false);
  });

  it('is taken back in words when a channel is no longer encrypted (DEV-18)', () => {
    const lines = linesOfPhone({ ...GOLDEN_B, channels: [channel()] });
    expect(
      ['sip transport protocol', 'sips persistent tls', 'sip srtp mode', 'sip line1 srtp mode'].map((name) =>
        valueIn(lines, name),
      ),
    ).toEqual(['1', '0', '0', '0']);
    expect(valueIn(lines, 'sip outbound proxy')).toBe('0.0.0.0');
    expect(lines.some((line) => line.startsWith('sips trusted'))).toBe(false);
  });

  it('holds for the whole phone: a plain channel goes to the same proxy, without SRTP', () => {
    const lines = linesOfPhone({ ...GOLDEN_B, channels: two({}, { encryptedSip: true }) });
    expect(valueIn(lines, 'sip transport protocol')).toBe('4');
    expect(valueIn(lines, 'sip line1 proxy ip')).toBe('pbx.example.net');
    expect(valueIn(lines, 'sip line1 proxy port')).toBe('5061');
    expect(valueIn(lines, 'sip line1 srtp mode')).toBe('0');
    expect(valueIn(lines, 'sip line2 srtp mode')).toBe('2');
  });

  it('names no CA when the certificate needs none of ours', () => {
    const lines = linesOfPhone({
      ...withSettings(GOLDEN_B, { provisioningScheme: 'https' }),
      address: { ...GOLDEN_B_ADDRESS, ownCa: false },
    });
    expect(lines.some((line) => /certificates: .*\.pem/.test(line))).toBe(false);
  });
});

describe('locale (facts/aastra-mitel.md 4.6)', () => {
  const inZone = (timeZone: string) => linesOfPhone(withSettings(plain, { timeZone }));

  it.each([
    ['Europe/Amsterdam', 'NL-Amsterdam', 'CET'],
    ['Europe/Brussels', 'BE-Brussels', 'CET'],
    ['Europe/Berlin', 'DE-Berlin', 'CET'],
    ['Europe/Paris', 'FR-Paris', 'CET'],
    ['Europe/London', 'GB-London', 'GMT'],
    ['America/New_York', 'US-Eastern', 'EST'],
  ])('%s is in the list', (zone, name, code) => {
    const lines = inZone(zone);
    expect(valueIn(lines, 'time zone name')).toBe(name);
    expect(valueIn(lines, 'time zone code')).toBe(code);
    expect(valueIn(lines, 'time zone minutes')).toBeUndefined();
    expect(valueIn(lines, 'dst config')).toBe('3');
  });

  it('another zone is spelled out: minutes are positive WEST of Greenwich, the last week is -1, Sunday is 1', () => {
    const lines = inZone('Europe/Warsaw');
    expect(lines.filter((line) => /^(?:time zone|dst) /.test(line))).toEqual([
      'time zone name: Custom',
      'time zone minutes: -60',
      'dst config: 3',
      'dst minutes: 60',
      'dst [start|end] relative date: 1',
      'dst start month: 3',
      'dst start week: -1',
      'dst start day: 1',
      'dst start hour: 2',
      'dst end month: 10',
      'dst end week: -1',
      'dst end day: 1',
      'dst end hour: 3',
    ]);
  });

  it.each([
    ['America/Chicago', '360', '2', '1'],
    ['Australia/Sydney', '-600', '1', '1'],
  ])('%s: rules by the week from the start of the month', (zone, minutes, week, day) => {
    const lines = inZone(zone);
    expect(valueIn(lines, 'time zone minutes')).toBe(minutes);
    expect(valueIn(lines, 'dst start week')).toBe(week);
    expect(valueIn(lines, 'dst start day')).toBe(day);
  });

  it.each([
    ['America/Bogota', '300'],
    ['Asia/Kolkata', '-330'],
    ['UTC', '0'],
  ])('%s has no summer time', (zone, minutes) => {
    const lines = inZone(zone);
    expect(valueIn(lines, 'time zone minutes')).toBe(minutes);
    expect(lines.filter((line) => line.startsWith('dst '))).toEqual(['dst config: 0']);
  });

  it("language files lie below the configuration path, from 4.1 on below the server's root", () => {
    const german = { language: 'de' } as const;
    expect(valueFor(withSettings(plain, german), 'language 1')).toBe('lang_de.txt');
    expect(valueFor(withSettings(GOLDEN_B, german), 'language 1')).toBe(
      'prov/0123456789abcdef0123456789abcdef/lang_de.txt',
    );
  });

  it.each([
    ['nl', '1', 'Dutch', 'lang_nl_nl.txt'],
    ['en', '0', 'English', undefined],
    ['pl', '0', 'English', undefined],
  ] as const)('language %s', (language, slot, input, file) => {
    const lines = linesOfPhone(withSettings(plain, { language }));
    expect(['language', 'web language', 'input language', 'language 1'].map((name) => valueIn(lines, name))).toEqual([
      slot,
      slot,
      input,
      file,
    ]);
  });

  it.each([
    ['NL', 'Europe', '1', '3'],
    ['US', 'US', '0', '6'],
    ['GB', 'UK', '1', '3'],
    ['XK', 'Europe', '1', '3'],
  ])('country %s', (country, tones, timeFormat, dateFormat) => {
    const lines = linesOfPhone(withSettings(plain, { country }));
    expect(['tone set', 'time format', 'date format'].map((name) => valueIn(lines, name))).toEqual([
      tones,
      timeFormat,
      dateFormat,
    ]);
  });
});

describe('network and resync (facts/aastra-mitel.md 1.5, 4.7)', () => {
  const network = (given: PhoneGiven) => linesOfPhone(given).filter((line) => /^(?:tagging|vlan|lldp)/.test(line));

  it('says nothing of VLANs that nobody chose, so that first boot works untagged (DEV-12)', () => {
    expect(network(plain)).toEqual([]);
  });

  it('writes 4095 for a port without tag', () => {
    const given = withSettings(plain, { vlan: { enabled: true, pcId: 30 }, lldp: false });
    expect(network(given)).toEqual(['tagging enabled: 1', 'vlan id: 4095', 'vlan id port 1: 30', 'lldp: 0']);
    expect(network(withSettings(plain, { vlan: { enabled: false, deviceId: 20 } }))).toEqual(['tagging enabled: 0']);
  });

  it.each([
    [{}, '01:00', '240', '1'],
    [{ nightlyFrom: '23:30', nightlyUntil: '00:15' }, '23:30', '45', '1'],
    [{ nightlyFrom: '04:00', nightlyUntil: '04:00' }, '04:00', '0', '1'],
    [{ everyMinutes: 4320 }, '01:00', '240', '3'],
    [{ everyMinutes: 60 }, '01:00', '240', '1'],
  ])('resync %j', (resync, time, maxDelay, days) => {
    const lines = linesOfPhone(withSettings(plain, { resync }));
    expect(['mode', 'time', 'max delay', 'days'].map((name) => valueIn(lines, `auto resync ${name}`))).toEqual([
      '3',
      time,
      maxDelay,
      days,
    ]);
  });

  it('resync is off when nothing asks for it', () => {
    const values = aastraMitel.view({ ...phoneContext(plain), resync: { value: {}, layer: 'cpe' } });
    const lines = renderer.render('aastra-mitel/own.cfg.njk', values, 'colon').map(({ text }) => text);
    expect(valueIn(lines, 'auto resync mode')).toBe('0');
  });

  it('the token in a path is masked like a password', () => {
    const secrets = ownFile(GOLDEN_B).filter(({ text }) => text.includes('0123456789abcdef'));
    expect(secrets.map(({ masked }) => masked)).toEqual([`https path: ${MASK}`, `language 1: ${MASK}`]);
  });

  it("web passwords must be digits: letters would bring back the factory's 22222 (5 no. 15)", () => {
    expect(valueFor(withSettings(plain, {}), 'admin password')).toBeUndefined();
    const context = phoneContext(plain);
    const passwords = {
      ...context.passwords,
      admin: { ...context.passwords.admin, value: '730519' },
      user: { ...context.passwords.user, value: '84x' },
    };
    const values = aastraMitel.view({ ...context, passwords });
    const lines = renderer.render('aastra-mitel/own.cfg.njk', values, 'colon');
    expect(lines.filter(({ key }) => key?.endsWith('password')).map(({ text, masked }) => [text, masked])).toEqual([
      ['admin password: 730519', `admin password: ${MASK}`],
      ['sip line1 password: "s3cr#t"', `sip line1 password: ${MASK}`],
    ]);
  });

  it.each([
    [null, ''],
    ['http://192.0.2.10/p/firmware/6731i.st', 'http://192.0.2.10/p/firmware'],
    ['http://192.0.2.10/p/firmware/3.3.1.4365/', 'http://192.0.2.10/p/firmware/3.3.1.4365'],
    ['http://192.0.2.10/p/firmware/3.3.1.4365', 'http://192.0.2.10/p/firmware/3.3.1.4365'],
    ['http://192.0.2.10/p/firmware/53i.st', 'http://192.0.2.10/p/firmware/53i.st'],
  ])('the firmware server of %s is the folder of the image (1.4)', (url, folder) => {
    const firmwareUrl = url === null ? null : ({ value: url, layer: 'model' } as const);
    const values = aastraMitel.view({ ...phoneContext(plain), firmwareUrl });
    const lines = renderer.render('aastra-mitel/own.cfg.njk', values, 'colon');
    expect(lines.find(({ key }) => key === 'firmware server')?.text.trim()).toBe(`firmware server: ${folder}`.trim());
  });
});

describe('distinctive ringing (DEV-28, DEV-30; facts/aastra-mitel.md 4.9)', () => {
  it('maps our five texts', () => {
    const value = {
      internal: 'Bellcore-dr2',
      group: 'Bellcore-dr3',
      queue: 'Bellcore-dr4',
      national: 'Bellcore-dr5',
      international: 'Silent',
    };
    const given = { ...plain, account: { ringtones: { Aastra: [{ at: new Date(0), value }] } } };
    expect(linesOfPhone(given).filter((line) => /^(?:alert|priority alerting)/.test(line))).toEqual([
      'priority alerting enabled: 1',
      'alert internal: 0',
      'alert external: 4',
      'alert group: 2',
      'alert auto call distribution: 3',
      'alert community 1: 1',
      'alert community 2: 5',
      'alert community 3: 0',
      'alert community 4: 0',
      'alert emergency: 0',
      'alert priority: 0',
    ]);
  });

  it('offers the five rings that a parameter can name', () => expect(aastraMitel.ringtones).toHaveLength(5));
});

describe('features (facts/aastra-mitel.md 4.10, 4.11)', () => {
  const NAMES = ['call waiting', 'call waiting tone', 'missed calls indicator disabled'];

  it('call waiting and missed calls', () => {
    const off = withSettings(plain, { offerSecondCall: false, callWaitingTone: false, showMissedCalls: false });
    expect(NAMES.map((name) => valueFor(off, name))).toEqual(['0', '0', '1']);
    expect(NAMES.map((name) => valueFor(plain, name))).toEqual(['1', '1', '0']);
  });

  it.each([
    ['sip', '1', '0'],
    ['off', '0', undefined],
    ['actionUrls', '0', undefined],
  ] as const)('feature sync %s (DEV-35)', (featureSync, subscription, mode) => {
    const lines = linesOfPhone(withSettings(plain, { featureSync }));
    expect(valueIn(lines, 'sip as-feature-event subscription')).toBe(subscription);
    expect(valueIn(lines, 'dnd key mode')).toBe(mode);
    expect(valueIn(lines, 'call forward key mode')).toBe(mode);
  });

  it('the first phonebook lies on the directory key', () => {
    const phonebooks = [
      { name: 'Staff', url: 'https://books.example.net/staff.xml' },
      { name: 'All', url: 'https://books.example.net/all.xml' },
    ];
    expect(valueFor(withSettings(plain, { phonebooks }), 'directory script')).toBe(phonebooks[0]?.url);
  });
});

describe('lines that beat what was changed on the phone (facts/aastra-mitel.md 0 no. 4, 4.1, 5 no. 6)', () => {
  const forced = (given: PhoneGiven) => linesOfPhone(given).filter((line) => line.startsWith('^')).length;
  const wiped = (given: PhoneGiven) => withSettings(given, { keepUserChanges: false });

  it('are none by default', () => expect(forced(plain) + forced(GOLDEN_B)).toBe(0));

  it.each([
    ['', 0],
    ['2.3.1.26', 0],
    ['2.4.0.96', 1],
    ['3.3.1.4365', 1],
  ])('are all when user changes are not kept and firmware "%s" reads them', (firmware, share) => {
    const given = wiped({ ...plain, firmware });
    const settings = linesOfPhone(given).filter((line) => !line.startsWith('#'));
    expect(forced(given)).toBe(share * settings.length);
    expect(settings.length).toBeGreaterThan(60);
  });
});

describe('no value becomes a setting (facts/aastra-mitel.md 4.1)', () => {
  const NASTY = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 64 }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '#',
        '\n',
        '\r',
        '\0',
        ':',
        '!',
        '^',
        ' ',
        '\u2028',
        '\u0001',
        '\u0002',
        'a',
        '%',
        '{',
      ),
      maxLength: 40,
    }),
    fc.constant('x\nadmin password: 1'),
  );
  const keysOf = (lines: readonly FileLine[]) => lines.map(({ key }) => key);
  const phone = (text: string): PhoneGiven =>
    withKeys(
      withSettings(
        {
          ...GOLDEN_A,
          model: '57i',
          channels: [channel({ username: text, displayName: text, label: text, plainPassword: text })],
        },
        {
          sipProxy: text,
          pickupCode: text,
          voicemailNumber: text,
          ntpServers: [text],
          phonebooks: [{ name: text, url: text }],
        },
      ),
      { position: 6, function: 'blf', label: text, value: text },
      { position: 7, function: 'park', value: text },
    );

  it('whatever people type, the file has the same parameters in the same order', () => {
    const expected = keysOf(ownFile(phone('x')));
    fc.assert(
      fc.property(NASTY, (text) => {
        const lines = ownFile(phone(text));
        expect(keysOf(lines)).toEqual(expected);
        for (const { text: line } of lines) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
          expect(line).not.toMatch(/[\u0000-\u001f\u2028\u2029]/);
          const value = line.slice(line.indexOf(':') + 1).trim();
          if (!line.startsWith('# ')) expect(value).toMatch(/^(?:[^"#]*|"[^"]*#[^"]*")$/);
        }
      }),
      { numRuns: 100 },
    );
  });
});
