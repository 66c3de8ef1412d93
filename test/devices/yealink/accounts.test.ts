// SIP accounts on Yealinks: registration, encryption and its gates, codecs, DTMF, voicemail, pickup, DECT handsets.
import { describe, expect, test } from 'vitest';
import { ADDED, channel, cpe, type PhoneGiven, phoneContext } from '../../support/records.ts';
import { ENCRYPTING, encryptedChannel, linesOf, partOf, valueAt } from './support.ts';

const FIRMWARE = '66.83.188.6';
const second = channel({ id: 'channel-2', name: '1001EC02', username: '1001ec02', plainPassword: 's3cret-202' });

describe('DEV-13 registration', () => {
  const server = (given: PhoneGiven) => partOf({ firmware: FIRMWARE, ...given }, 'account.1.sip_server.1.');

  test('without any choice: this server, UDP, 5060, an hour', () => {
    expect(server({})).toEqual({ address: 'prov.example.com', port: '5060', transport_type: '0', expires: '3600' });
  });

  test.each([
    [
      'host and port',
      { sipProxy: 'pbx.example.com:5080' },
      { address: 'pbx.example.com', port: '5080', transport_type: '0' },
    ],
    ['TCP', { sipTransport: 'tcp' }, { port: '5060', transport_type: '1' }],
    [
      '4.1: SRV records, so no port that would keep the phone from asking for them',
      { sipTransport: 'dnsSrv', sipProxy: 'example.com' },
      { address: 'example.com', port: '0', transport_type: '3' },
    ],
    ['IPv6', { sipProxy: '[2001:db8::1]:5062' }, { address: '[2001:db8::1]', port: '5062' }],
    ['how long a registration holds', { registrationExpiresSec: 120 }, { expires: '120' }],
  ] as const)('%s', (_, settings, wanted) => {
    expect(server({ account: { settings } })).toMatchObject(wanted);
  });

  test('an account proxy that is not forced holds for phones added later only', () => {
    const later = new Date(ADDED.getTime() + 1);
    const chosen = (at: Date) => ({ account: { sipProxies: [{ value: 'new.example.com', at }] } });
    expect(server(chosen(ADDED)).address).toBe('new.example.com');
    expect(server(chosen(later)).address).toBe('prov.example.com');
    expect(server(chosen(new Date(0))).address).toBe('new.example.com');
  });

  test('DEV-11: the proxy of the phone itself beats those of account and partner', () => {
    const partner = { settings: { sipProxy: 'partner.example.com' } };
    const account = { settings: { sipProxy: 'account.example.com' } };
    expect(server({ partner }).address).toBe('partner.example.com');
    expect(server({ partner, account }).address).toBe('account.example.com');
    expect(server({ partner, account, cpe: { settings: { sipProxy: 'own.example.com' } } }).address).toBe(
      'own.example.com',
    );
  });

  test('an outbound proxy, and none', () => {
    expect(partOf({ account: { settings: { outboundProxy: 'sbc.example.com' } } }, 'account.1.outbound_proxy')).toEqual(
      { _enable: '1', '.1.address': 'sbc.example.com', '.1.port': '5060' },
    );
    expect(partOf({}, 'account.1.outbound_proxy')).toEqual({ _enable: '0' });
  });

  test('4.1: GEN 72 and older take the outbound proxy in their own names too', () => {
    const given: PhoneGiven = {
      model: 'VP530',
      firmware: '23.70.0.40',
      account: { settings: { outboundProxy: 'sbc.example.com:5070' } },
    };
    expect(partOf(given, 'account.1.outbound_')).toMatchObject({
      host: 'sbc.example.com',
      port: '5070',
      proxy_enable: '1',
    });
  });

  test('two channels, each with its own credentials, in order', () => {
    const given = { channels: [channel(), second] };
    expect(partOf(given, 'account.1.')).toMatchObject({
      enable: '1',
      user_name: '1001ec01',
      auth_name: '1001ec01',
      password: 's3cret-201',
      display_name: '1001EC01',
      label: '1001ec01',
    });
    expect(partOf(given, 'account.2.')).toMatchObject({
      enable: '1',
      user_name: '1001ec02',
      auth_name: '1001ec02',
      password: 's3cret-202',
    });
    expect(valueAt(given, 'account.3.enable')).toBe('0');
  });

  test.each([
    ['T19P-E2', 1],
    ['T40G', 3],
    ['T41S', 6],
    ['T42S', 12],
    ['T46S', 16],
    ['W52P', 5],
    ['W60B', 8],
    ['VP530', 4],
    ['Desktop phone', 16],
  ])('9.3: a %s with one channel: %i accounts, all but the first emptied', (model, count) => {
    const enabled = linesOf({ model }).filter((line) => /^account\.\d+\.enable = /.test(line));
    expect(enabled).toEqual(Array.from({ length: count }, (_, i) => `account.${i + 1}.enable = ${i === 0 ? 1 : 0}`));
  });

  test('DEV-5: channels beyond what the phone holds are left out, and keys on them emptied', () => {
    const given = { model: 'T19P-E2', channels: [channel(), second] };
    expect(linesOf(given).filter((line) => line.startsWith('account.2.'))).toEqual([]);
    expect(phoneContext(given).channels).toHaveLength(1);
  });

  test('DEV-1: a phone without channels has no account on', () => {
    const given = { channels: [] };
    expect(valueAt(given, 'account.1.enable')).toBe('0');
    expect(valueAt(given, 'account.1.password')).toBe('%NULL%');
  });
});

describe('DEV-16, DEV-17, DEV-20 encryption only where account, channel and phone agree', () => {
  const encryption = (given: PhoneGiven) => {
    const {
      'sip_server.1.transport_type': transport,
      'sip_server.1.address': host,
      'sip_server.1.port': port,
      srtp_encryption: srtp,
      'srtp.cipher_list': ciphers,
    } = partOf(given, 'account.1.');
    return { transport, host, port, srtp, ciphers };
  };
  const PLAIN = { transport: '0', host: 'prov.example.com', port: '5060', srtp: '0', ciphers: undefined };
  const SECURE = {
    transport: '2',
    host: 'pbx.example.com',
    port: '5061',
    srtp: '2',
    ciphers: 'AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32',
  };
  const all: PhoneGiven = { firmware: FIRMWARE, account: ENCRYPTING, channels: [encryptedChannel] };

  test('FAC-87 FAC-88: all three', () => {
    expect(encryption(all)).toEqual(SECURE);
  });

  test.each<[string, PhoneGiven]>([
    ['FAC-88: the channel is off', { channels: [channel()] }],
    ['FAC-87: the account never chose', { account: {} }],
    [
      'FAC-87: the account is off',
      { account: { sipEncryption: [{ value: { enabled: false, proxy: 'pbx.example.com' }, at: ADDED }] } },
    ],
    ['the firmware is one below the gate', { firmware: '66.83.188.5' }],
    ['the firmware is of other hardware', { firmware: '28.83.0.120' }],
    ['FAC-92: the model cannot', { model: 'T54S', firmware: '70.84.0.70' }],
    ['DEV-21: the generic profile', { model: 'Desktop phone', firmware: '66.86.0.15' }],
  ])('%s: plain SIP at the plain proxy', (_, more) => {
    expect(encryption({ ...all, ...more })).toEqual(PLAIN);
  });

  test('the firmware is not known yet: plain until the phone told it', () => {
    expect(encryption({ account: ENCRYPTING, channels: [encryptedChannel] })).toEqual(PLAIN);
  });

  test.each([
    ['T46S', 'Lydis', '66.83.188.5', '0'],
    ['T46S', 'Lydis', '66.83.188.6', '2'],
    ['T46S', 'Lydis', '66.83.188.14', '2'],
    ['T46S', 'Enreach', '66.83.188.5', '2'],
    ['T40G', undefined, '76.83.188.5', '0'],
    ['T40G', undefined, '76.83.188.6', '2'],
    ['T46G', undefined, '28.83.188.6', '2'],
    ['T54W', 'Lydis', '96.87.0.15', '2'],
    ['W60B', undefined, '77.85.0.25', '2'],
  ])('DEV-20: %s %s at %s', (model, track, firmware, srtp) => {
    expect(encryption({ ...all, model, ...(track && { track }), firmware }).srtp).toBe(srtp);
  });

  test('DEV-22: the port of the encrypted proxy is a setting', () => {
    const account = { sipEncryption: [{ value: { enabled: true, proxy: 'pbx.example.com:5062' }, at: ADDED }] };
    expect(encryption({ ...all, account })).toEqual({ ...SECURE, port: '5062' });
  });

  test('DEV-16: not forced, a phone added earlier stays plain; forced, it follows', () => {
    const chosen = (at: Date) => ({
      ...all,
      account: { sipEncryption: [{ value: { enabled: true, proxy: 'pbx.example.com' }, at }] },
    });
    expect(encryption(chosen(new Date(ADDED.getTime() + 1)))).toEqual(PLAIN);
    expect(encryption(chosen(new Date(0)))).toEqual(SECURE);
  });

  test('one channel encrypted, the other not', () => {
    const given = { ...all, channels: [encryptedChannel, second] };
    expect([valueAt(given, 'account.1.srtp_encryption'), valueAt(given, 'account.2.srtp_encryption')]).toEqual([
      '2',
      '0',
    ]);
    expect(valueAt(given, 'account.2.srtp.cipher_list')).toBeUndefined();
    expect(valueAt(given, 'account.2.sip_server.1.address')).toBe('prov.example.com');
  });

  test('an outbound proxy without a port is asked at the port of SIP over TLS', () => {
    const given = { ...all, account: { ...ENCRYPTING, settings: { outboundProxy: 'sbc.example.com' } } };
    expect(valueAt(given, 'account.1.outbound_proxy.1.port')).toBe('5061');
  });

  test('4.1: a phone that fetches over plain HTTP still gets our CA, which signs SIP over TLS too', () => {
    const account = { ...ENCRYPTING, settings: { provisioningScheme: 'http' as const } };
    expect(valueAt({ ...all, account }, 'static.trusted_certificates.url')).toBe(
      'http://prov.example.com:8080/p/bellhop-ca.pem',
    );
    expect(valueAt({ ...all, account, channels: [channel()] }, 'static.trusted_certificates.url')).toBeUndefined();
  });
});

describe('codecs (4.2)', () => {
  const priorities = (given: PhoneGiven) =>
    Object.fromEntries(
      Object.entries(partOf(given, 'account.1.codec.')).flatMap(([key, value]) =>
        key.endsWith('.priority') && value !== '0' ? [[key.slice(0, -9), Number(value)]] : [],
      ),
    );

  test('by default PCMA first, and OPUS where the phone has it', () => {
    expect(priorities({ firmware: FIRMWARE })).toEqual({ pcma: 1, opus: 2, g722: 3, pcmu: 4, g729: 5 });
  });

  test('DEV-37: a phone without OPUS is not told of it, and no priority is left out', () => {
    const given = { model: 'T46G', firmware: '28.83.188.14' };
    expect(priorities(given)).toEqual({ pcma: 1, g722: 2, pcmu: 3, g729: 4 });
    expect(linesOf(given).some((line) => line.includes('opus'))).toBe(false);
  });

  test('a chosen order, the others switched off in so many words', () => {
    const given: PhoneGiven = { firmware: FIRMWARE, account: { settings: { codecs: ['opus', 'pcmu', 'ilbc'] } } };
    expect(priorities(given)).toEqual({ opus: 1, pcmu: 2, ilbc: 3 });
    expect(partOf(given, 'account.1.codec.')).toMatchObject({
      'pcma.enable': '0',
      'pcma.priority': '0',
      'g726_32.enable': '0',
    });
  });

  test('at GEN 82 and older every codec with an index has it, with payload type and rtpmap', () => {
    expect(
      partOf(
        {
          model: 'T46G',
          firmware: '28.80.0.95',
          account: { settings: { codecs: ['g722', 'g729', 'ilbc', 'g726_32', 'pcmu'] } },
        },
        'account.1.codec.',
      ),
    ).toMatchObject({
      '1.payload_type': 'PCMU',
      '1.rtpmap': '0',
      '1.priority': '5',
      '1.enable': '1',
      '2.payload_type': 'PCMA',
      '2.rtpmap': '8',
      '2.priority': '0',
      '2.enable': '0',
      '5.payload_type': 'G729',
      '5.rtpmap': '18',
      '5.priority': '2',
      '6.payload_type': 'G722',
      '6.rtpmap': '9',
      '6.priority': '1',
      '7.payload_type': 'iLBC',
      '7.rtpmap': '106',
      '7.priority': '3',
      '10.payload_type': 'G726-32',
      '10.rtpmap': '102',
      '10.priority': '4',
    });
  });

  test('without known firmware both spellings are there for a model that ran either', () => {
    expect(Object.keys(partOf({ model: 'T46G' }, 'account.1.codec.'))).toEqual(
      expect.arrayContaining(['pcma.enable', '2.enable']),
    );
  });
});

describe('DEV-5 DTMF', () => {
  test.each([
    ['rfc4733', { type: '1', dtmf_payload: '101' }],
    ['info', { type: '2', info_type: '1', dtmf_payload: '101' }],
    ['inband', { type: '0', dtmf_payload: '101' }],
  ] as const)('%s', (dtmf, wanted) => {
    expect(partOf({ channels: [channel({ dtmf })] }, 'account.1.dtmf.')).toEqual(wanted);
  });
});

describe('voicemail and pickup (4.8, 4.14)', () => {
  test("the country's codes, or those that are set", () => {
    expect(valueAt({}, 'voice_mail.number.1')).toBe('1233');
    expect(valueAt({ account: { country: 'GB' } }, 'voice_mail.number.1')).toBe('8888');
    expect(valueAt({ account: { settings: { voicemailNumber: '*97' } } }, 'voice_mail.number.1')).toBe('*97');
  });

  test('each account and the phone have the pickup code', () => {
    for (const [given, code] of [
      [{}, '*8'],
      [{ account: { settings: { pickupCode: '**' } } }, '**'],
    ] as const) {
      expect(valueAt(given, 'account.1.direct_pickup_code')).toBe(code);
      expect(partOf(given, 'features.pickup.')).toEqual({ direct_pickup_enable: '1', direct_pickup_code: code });
    }
    expect(valueAt({ channels: [] }, 'features.pickup.direct_pickup_code')).toBe('*8');
  });
});

describe('DECT bases (6)', () => {
  const two = [channel(), second];
  const slots = (given: PhoneGiven) => linesOf(given).filter((line) => line.startsWith('handset.'));
  const GONE = { name: '%NULL%', incoming_lines: '%NULL%', dial_out_lines: '%NULL%', dial_out_default_line: '%NULL%' };

  test('without named handsets: one a channel, the other slots emptied', () => {
    const given = { model: 'W60B', firmware: '77.85.0.25', channels: two };
    expect(slots(given)).toHaveLength(8 * 4);
    expect(partOf(given, 'handset.2.').name).toBe('1001EC02');
    for (let i = 3; i <= 8; i++) expect(partOf(given, `handset.${i}.`)).toEqual(GONE);
    expect(slots({ ...given, model: 'W52P', firmware: '25.81.188.12' })).toHaveLength(5 * 4);
  });

  test('named handsets on the channels they were given, crosswise too', () => {
    const handsets = [
      { index: 1, name: 'Desk', channelId: 'channel-2' },
      { index: 4, name: 'Store', channelId: 'channel-1' },
      { index: 5, name: 'Free' },
    ];
    const given = { model: 'W60B', channels: two, cpe: { handsets } };
    expect(partOf(given, 'handset.1.')).toEqual({
      name: 'Desk',
      incoming_lines: '2',
      dial_out_lines: '2',
      dial_out_default_line: '2',
    });
    expect(partOf(given, 'handset.4.')).toEqual({
      name: 'Store',
      incoming_lines: '1',
      dial_out_lines: '1',
      dial_out_default_line: '1',
    });
    expect(partOf(given, 'handset.5.')).toMatchObject({ name: 'Free', incoming_lines: '5' });
    expect(partOf(given, 'handset.2.')).toEqual(GONE);
  });

  test('a handset whose channel was taken off the base falls back to its slot, never to line 0', () => {
    const given = {
      model: 'W60B',
      channels: [channel()],
      cpe: { handsets: [{ index: 2, name: 'Old', channelId: 'channel-9' }] },
    };
    expect(phoneContext(given).handsets[0]?.channel).toBeNull();
    expect(partOf(given, 'handset.2.').incoming_lines).toBe('2');
  });

  test('desk phones have no handsets', () => {
    expect(slots({ cpe: cpe({ handsets: [{ index: 1, name: 'x' }] }) })).toEqual([]);
  });

  test('4.12: bases get the old name of key synchronisation too', () => {
    expect(valueAt({ model: 'W60B', firmware: '77.85.0.25' }, 'bw.feature_key_sync')).toBe('0');
    expect(valueAt({ firmware: FIRMWARE }, 'bw.feature_key_sync')).toBeUndefined();
  });
});
