// The values of one T46S with one channel, as the server's own code computes them: what the yardstick renders, and what the
// measured phones look like.
import { findDevice } from '../../server/devices/registry.ts';
import type { TemplateValues } from '../../server/devices/types.ts';
import { parseFirmwareVersion } from '../../server/domain/firmware-version.ts';
import { parseMac } from '../../server/domain/mac.ts';
import { hashToken } from '../../server/domain/sealed.ts';
import { buildContext } from '../../server/provisioning/context.ts';
import { createSealer } from '../../server/store/sealer.ts';

export const SAMPLE = { vendor: 'Yealink', model: 'T46S', firmware: '66.86.0.15' } as const;

export function sampleView(): TemplateValues {
  const device = findDevice(SAMPLE.vendor, SAMPLE.model);
  const firmware = parseFirmwareVersion(SAMPLE.firmware);
  const mac = parseMac('805ec0000001');
  if (!device || !firmware || !mac) throw new Error('the sample phone is none');
  const sealer = createSealer(Buffer.alloc(32, 1));
  const token = '0123456789abcdef0123456789abcdef';
  const at = new Date('2026-01-01T00:00:00Z');
  const kept = { revision: 1, createdAt: at, changedAt: at };
  const context = buildContext({
    device,
    firmware,
    sealer,
    now: at,
    address: {
      host: '127.0.0.1',
      httpUrl: 'http://127.0.0.1:8080/p/',
      httpsUrl: 'https://127.0.0.1:8443/p/',
      ownCa: true,
    },
    records: {
      stamp: '1',
      partner: { ...kept, id: 'partner', name: 'Partner', settings: {} },
      account: {
        ...kept,
        id: 'account',
        partnerId: 'partner',
        name: 'Bench',
        number: 'BENCH',
        country: 'NL',
        language: 'nl',
        timeZone: 'Europe/Amsterdam',
        networks: [],
        tftpSecrets: false,
        settings: {},
        models: {},
        ringtones: {},
        sipProxies: [],
        sipEncryption: [],
      },
      channels: [
        {
          ...kept,
          id: 'channel',
          partnerId: 'partner',
          accountId: 'account',
          name: 'BENCHEC01',
          username: 'benchec01',
          password: sealer.seal('a-password'),
          encryptedSip: false,
          dtmf: 'rfc4733',
          callLimit: 2,
          language: 'nl',
          country: 'NL',
        },
      ],
      cpe: {
        ...kept,
        id: mac,
        mac,
        vendor: SAMPLE.vendor,
        model: SAMPLE.model,
        partnerId: 'partner',
        accountId: 'account',
        channelIds: ['channel'],
        handsets: [],
        settings: {},
        lastingToken: { hash: hashToken(token), sealed: sealer.seal(token) },
        adminPassword: sealer.seal('admin-password'),
        userPassword: sealer.seal('user-password'),
      },
    },
  });
  return device.family.view(context);
}
