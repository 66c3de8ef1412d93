// The golden expectations of facts/yealink.md 9.2 and 9.3, line by line.
import { describe, expect, test } from 'vitest';
import { readFileName } from '../../../server/devices/recognise.ts';
import { keysBeyond } from '../../../server/devices/yealink/keys.ts';
import { commonFileOf } from '../../../server/devices/yealink/models.ts';
import { yealinkModelOf } from '../../../server/devices/yealink/view.ts';
import {
  channel,
  cpe,
  deviceOf,
  LASTING_TOKEN,
  ownFile,
  type PhoneGiven,
  phoneContext,
  renderer,
  textOf,
} from '../../support/records.ts';
import {
  ENCRYPTING,
  encryptedChannel,
  keyOf,
  linesOf,
  partOf,
  valueAt,
  valuesOf,
  withKeys,
  withRingtones,
} from './support.ts';

/** Section 9's device: a T46S at 66.83.188.6, account 201 over TLS and SRTP, VLAN 20 and 30, two BLF keys, internal ring. */
const DEVICE: PhoneGiven = {
  firmware: '66.83.188.6',
  channels: [channel({ username: '201', label: '201', displayName: 'Reception', encryptedSip: true })],
  address: { host: 'prov.example.com', httpUrl: undefined, httpsUrl: 'https://prov.example.com/', ownCa: false },
  account: {
    ...ENCRYPTING,
    ...withKeys([
      { position: 1, function: 'line' },
      { position: 2, function: 'blf', value: '202', label: 'Anna' },
      { position: 3, function: 'blf', value: '203', label: 'Ben' },
    ]),
    ...withRingtones({ internal: 'Ring2' }),
    settings: { vlan: { enabled: true, deviceId: 20, pcId: 30 }, alertInfoTexts: { internal: 'internal' } },
  },
};

const LINES_9_2 = `
#!version:1.0.0.1
account.1.enable = 1
account.1.label = 201
account.1.display_name = Reception
account.1.user_name = 201
account.1.auth_name = 201
account.1.password = s3cret-201
account.1.sip_server.1.address = pbx.example.com
account.1.sip_server.1.port = 5061
account.1.sip_server.1.transport_type = 2
account.1.sip_server.1.expires = 3600
account.1.srtp_encryption = 2
account.1.srtp.cipher_list = AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32
account.1.alert_info_url_enable = 0
distinctive_ring_tones.alert_info.1.text = internal
distinctive_ring_tones.alert_info.1.ringer = 2
features.alert_info_tone = 0
static.network.vlan.internet_port_enable = 1
static.network.vlan.internet_port_vid = 20
static.network.vlan.internet_port_priority = 5
static.network.vlan.pc_port_enable = 1
static.network.vlan.pc_port_vid = 30
static.network.vlan.pc_port_priority = 0
linekey.1.type = 15
linekey.1.line = 1
linekey.2.type = 16
linekey.2.line = 1
linekey.2.value = 202
linekey.2.label = Anna
linekey.2.extension = *8
linekey.3.type = 16
linekey.3.line = 1
linekey.3.value = 203
linekey.3.label = Ben
linekey.3.extension = *8
linekey.4.type = 0
sip.notify_reboot_enable = 0
features.show_action_uri_option = 0
static.auto_provision.server.url = https://prov.example.com/${LASTING_TOKEN}/
static.security.user_name.admin = admin
static.security.user_password = admin:n3wAdmin
static.security.user_name.user = user
static.security.user_password = user:n3wUser`
  .trim()
  .split('\n');

describe('facts/yealink.md 9.2', () => {
  const lines = linesOf(DEVICE);

  test('all lines of the section are looked at', () => {
    expect(LINES_9_2).toHaveLength(43);
  });

  test.each(LINES_9_2)('%s', (line) => {
    expect(lines.filter((l) => l === line)).toHaveLength(1);
  });

  test('0: the header is the very first line, without a byte-order mark', () => {
    expect(textOf(ownFile(DEVICE)).startsWith('#!version:1.0.0.1\n')).toBe(true);
  });

  test('4.5: names stand before the passwords they belong to, and a password comes once for each', () => {
    const security = lines.filter((line) => line.startsWith('static.security.user_'));
    expect(security).toEqual([
      'static.security.user_name.admin = admin',
      'static.security.user_password = admin:n3wAdmin',
      'static.security.user_name.user = user',
      'static.security.user_password = user:n3wUser',
    ]);
  });

  test('8: network, provisioning, security, time, accounts, keys, features and action URLs come in this order', () => {
    const order = [
      'static.network.',
      'static.auto_provision.',
      'static.security.',
      'local_time.',
      'account.1.',
      'account.2.',
      'linekey.1.',
      'linekey.27.',
      'features.',
      'action_url.',
    ];
    const places = order.map((prefix) => lines.findIndex((line) => line.startsWith(prefix)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(1);
  });
});

describe('facts/yealink.md 9.3', () => {
  test('T46G at GEN 80: network, provisioning and security without `static.`', () => {
    const lines = linesOf({
      model: 'T46G',
      firmware: '28.80.0.95',
      account: { settings: { vlan: { enabled: true, deviceId: 20 }, lldp: false } },
    });
    expect(lines.filter((line) => line.startsWith('static.'))).toEqual([]);
    for (const line of [
      'network.vlan.internet_port_vid = 20',
      'network.lldp.enable = 0',
      'security.user_password = admin:n3wAdmin',
    ])
      expect(lines).toContain(line);
    expect(lines.some((line) => line.startsWith('auto_provision.server.url = '))).toBe(true);
  });

  test('1.8: GEN 80 and older spell the weekly check their own way', () => {
    expect(partOf({ model: 'T46G', firmware: '28.80.0.95' }, 'auto_provision.weekly.')).toEqual({
      enalbe: '1',
      mask: '0123456',
      begin_time: '01:00',
      end_time: '05:00',
    });
  });

  test('VP530 at GEN 70: the account in its old names', () => {
    const given: PhoneGiven = {
      model: 'VP530',
      firmware: '23.70.0.40',
      account: ENCRYPTING,
      channels: [encryptedChannel],
    };
    expect(valueAt(given, 'account.1.sip_server_host')).toBe('pbx.example.com');
    expect(valueAt(given, 'account.1.sip_server_port')).toBe('5061');
    expect(valueAt(given, 'account.1.transport')).toBe('2');
    expect(valueAt(given, 'account.1.expires')).toBe('3600');
  });

  test('T19P-E2: no line keys', () => {
    expect(
      linesOf({ model: 'T19P-E2', firmware: '53.83.188.13' }).filter((line) => line.startsWith('linekey.')),
    ).toEqual([]);
  });

  test('T46S with 30 keys: 27 in the file, the rest told', () => {
    const keys = Array.from({ length: 30 }, (_, i) => ({
      position: i + 1,
      function: 'blf' as const,
      value: `${200 + i}`,
    }));
    const given = { account: withKeys(keys) };
    expect(linesOf(given).filter((line) => /^linekey\.\d+\.type = 16$/.test(line))).toHaveLength(27);
    expect(linesOf(given).some((line) => line.startsWith('linekey.28.'))).toBe(false);
    expect(keysBeyond(phoneContext(given)).map(({ index }) => index)).toEqual([28, 29, 30]);
  });

  test('W60B with two handsets', () => {
    const given: PhoneGiven = {
      model: 'W60B',
      firmware: '77.85.0.25',
      channels: [channel(), channel({ id: 'channel-2', username: '202' })],
    };
    expect(partOf(given, 'handset.1.')).toEqual({
      name: '1001EC01',
      incoming_lines: '1',
      dial_out_lines: '1',
      dial_out_default_line: '1',
    });
    expect(partOf(given, 'handset.2.')).toMatchObject({
      incoming_lines: '2',
      dial_out_lines: '2',
      dial_out_default_line: '2',
    });
    expect(linesOf(given).some((line) => line.startsWith('linekey.'))).toBe(false);
    expect(commonFileOf(yealinkModelOf(phoneContext(given)))).toBe('y000000000077.cfg');
  });

  test('W52P at V81: firmware.url also without prefix, the rest with it', () => {
    const given: PhoneGiven = {
      model: 'W52P',
      firmware: '25.81.188.12',
      image: 'Base-W52P-W56P-25.81.0.60.rom',
    };
    const url = 'http://prov.example.com:8080/p/firmware/Base-W52P-W56P-25.81.0.60.rom';
    expect(valueAt(given, 'firmware.url')).toBe(url);
    expect(valueAt(given, 'static.firmware.url')).toBe(url);
    expect(valueAt(given, 'static.security.trust_certificates')).toBe('1');
    expect(valueAt(given, 'security.trust_certificates')).toBeUndefined();
  });

  test('T54W at GEN 87 over TLS: the cipher list', () => {
    const given: PhoneGiven = {
      model: 'T54W',
      firmware: '96.87.0.15',
      account: ENCRYPTING,
      channels: [encryptedChannel],
    };
    expect(valueAt(given, 'account.1.srtp.cipher_list')).toBe('AES_CM_128_HMAC_SHA1_80,AES_CM_128_HMAC_SHA1_32');
  });

  test('T46U: its common file is taken, though no record has the phone', () => {
    expect(readFileName('y000000000108.cfg').map(({ rule }) => rule.kind)).toEqual(['common']);
  });

  test('a label with a line break cannot write a line', () => {
    const given = { channels: [channel({ label: 'A\nB = C' })] };
    expect(valueAt(given, 'account.1.label')).toBe('AB = C');
    expect(linesOf(given).map(keyOf)).toEqual(linesOf().map(keyOf));
  });

  test('account 2 deleted: switched off and emptied', () => {
    expect(partOf({}, 'account.2.')).toEqual({
      enable: '0',
      label: '%NULL%',
      display_name: '%NULL%',
      user_name: '%NULL%',
      auth_name: '%NULL%',
      password: '%NULL%',
      'sip_server.1.address': '%NULL%',
    });
    expect(valueAt({}, 'voice_mail.number.2')).toBe('%NULL%');
  });

  test('codecs at GEN 83: by name only', () => {
    const codecs = partOf({ firmware: '66.83.188.6' }, 'account.1.codec.');
    expect(codecs).toMatchObject({ 'pcma.enable': '1', 'pcma.priority': '1' });
    expect(Object.keys(codecs).filter((key) => /^\d/.test(key))).toEqual([]);
  });

  test('codecs at GEN 80: by name and by index', () => {
    expect(partOf({ model: 'T46G', firmware: '28.80.0.95' }, 'account.1.codec.')).toMatchObject({
      'pcma.enable': '1',
      'pcma.priority': '1',
      '2.enable': '1',
      '2.payload_type': 'PCMA',
      '2.priority': '1',
      '2.rtpmap': '8',
    });
  });

  test('without SRTP it is switched off in so many words', () => {
    expect(valueAt({}, 'account.1.srtp_encryption')).toBe('0');
  });
});

describe('facts/yealink.md 9.1 the other files', () => {
  const rendered = (template: string, given: PhoneGiven = {}) => {
    const { family } = deviceOf(given);
    return textOf(renderer.render(template, family.view(phoneContext(given)), family.format));
  };

  test('the common file is the same for everybody and holds nothing of a phone', () => {
    const rule = deviceOf({}).family.files.find(({ kind }) => kind === 'common');
    const view =
      rule?.source.from === 'publicTemplate'
        ? rule.source.view({ url: 'http://prov.example.com:8080/p/', parts: {}, firmware: undefined })
        : undefined;
    expect(textOf(renderer.render('yealink/common.cfg.njk', view ?? {}, 'equals'))).toBe(
      '#!version:1.0.0.1\nsip.notify_reboot_enable = 0\nfeatures.show_action_uri_option = 0\n',
    );
  });

  test('1.5: a boot file only where it is wanted, with overwrite_mode and what belongs to the phone', () => {
    const rule = deviceOf({}).family.files.find(({ kind }) => kind === 'boot');
    expect(rule?.nameFor(phoneContext())).toBeUndefined();
    expect(rule?.nameFor(phoneContext({ cpe: { settings: { bootFile: true } } }))).toBe('805ec0123456.boot');
    expect(rendered('yealink/boot.njk')).toBe(
      '#!version:1.0.0.1\ninclude:config "y000000000066.cfg"\ninclude:config "805ec0123456.cfg"\noverwrite_mode = 1\n',
    );
  });

  test('1.6: a model whose common code no sheet knows includes its own file alone', () => {
    expect(rendered('yealink/boot.njk', { model: 'T85U' })).toBe(
      '#!version:1.0.0.1\ninclude:config "805ec0123456.cfg"\noverwrite_mode = 1\n',
    );
  });

  test('the first file over TFTP sends the phone to its URL within a minute, and holds no other secret', () => {
    const text = rendered('yealink/first.cfg.njk', { firmware: '66.83.188.6' });
    expect(text.split('\n')).toEqual([
      '#!version:1.0.0.1',
      'static.security.trust_certificates = 1',
      'static.security.ca_cert = 2',
      'static.trusted_certificates.url = http://prov.example.com:8080/p/bellhop-ca.pem',
      `static.auto_provision.server.url = https://prov.example.com:8443/p/${LASTING_TOKEN}/`,
      'static.auto_provision.power_on = 1',
      'static.auto_provision.user_agent_mac.enable = 1',
      'static.auto_provision.repeat.enable = 1',
      'static.auto_provision.repeat.minutes = 1',
      '',
    ]);
  });

  test('the files that a T46S would ask for', () => {
    const names = (given: PhoneGiven) =>
      deviceOf(given).family.files.flatMap((rule) => rule.nameFor(phoneContext(given)) ?? []);
    expect(names({})).toEqual([
      'y000000000066.cfg',
      '805ec0123456.cfg',
      '805ec0123456-local.cfg',
      '805ec0123456-contact.xml',
      '805ec0123456-calllog.xml',
    ]);
    expect(names({ model: 'T85U' })).not.toContain('y000000000085.cfg');
    expect(names({ cpe: cpe({ settings: { bootFile: true } }) })[0]).toBe('805ec0123456.boot');
  });
});

describe('facts/yealink.md 4.5 passwords of settings', () => {
  test('an admin who sets passwords for all phones has them in every file', () => {
    const settings = { adminPassword: cpe({}).adminPassword, userPassword: cpe({}).userPassword };
    expect(
      valuesOf(
        { firmware: '66.83.188.6', account: { settings }, cpe: { adminPassword: cpe({}).userPassword } },
        'static.security.user_password',
      ),
    ).toEqual(['admin:n3wAdmin', 'user:n3wUser']);
  });

  test('while the firmware is unknown, both spellings carry both passwords', () => {
    const given = { model: 'T46G' };
    expect(valuesOf(given, 'static.security.user_password')).toEqual(['admin:n3wAdmin', 'user:n3wUser']);
    expect(valuesOf(given, 'security.user_password')).toEqual(['admin:n3wAdmin', 'user:n3wUser']);
  });
});
