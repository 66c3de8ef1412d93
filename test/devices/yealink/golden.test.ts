// The whole own file of every Yealink of the matrix, byte for byte, at a firmware it runs; at gated models one version
// below each gate and at it. Rewritten with UPDATE_GOLDEN=1: then read the difference before it is kept.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { YealinkModel } from '../../../server/devices/yealink/models.ts';
import { yealinkModels } from '../../../server/devices/yealink/models.ts';
import type { LayoutKey } from '../../../server/domain/key-layout.ts';
import { ADDED, channel, ownFile, type PhoneGiven, textOf } from '../../support/records.ts';
import { ENCRYPTING, keyOf, withRingtones } from './support.ts';

const FOLDER = new URL('../../golden/yealink/', import.meta.url);

/** A firmware that the sheet names for each model (facts/yealink.md 1.7, 2.1), for models without a gate. */
const KNOWN_FIRMWARE: Readonly<Record<string, readonly string[]>> = {
  CP860: ['37.81.0.10'],
  'Desktop phone': ['66.86.0.15', 'unknown'],
  T19P: ['31.72.0.48'],
  T41S: ['66.86.0.15'],
  T42S: ['66.86.0.15'],
  T46G: ['28.80.0.95'],
  T46S: ['66.86.0.15'],
  T48S: ['66.86.0.15'],
  T49G: ['51.80.0.100'],
  T52S: ['70.84.0.70'],
  T53: ['95.84.0.125'],
  T53W: ['96.87.0.15'],
  T54S: ['70.84.0.70'],
  T54W: ['96.87.0.15'],
  T57W: ['96.87.0.15'],
  T73U: ['185.87.0.34'],
  T73W: ['185.87.0.34'],
  T74U: ['185.87.0.34'],
  T74W: ['185.87.0.34'],
  T77U: ['185.87.0.34'],
  T85U: ['185.87.0.34'],
  T87W: ['185.87.0.34'],
  VP530: ['23.70.0.40'],
  W52P: ['25.81.0.60'],
  W60B: ['77.85.0.25'],
};

function firmwaresOf({ model, autoProvisioning, sipEncryption }: YealinkModel): readonly string[] {
  const gates = [autoProvisioning, sipEncryption].flatMap((gate) => (typeof gate === 'object' ? [gate.since] : []));
  const around = gates.flatMap((since) => [since.replace(/\d+$/, (last) => String(Number(last) - 1)), since]);
  return [...new Set([...around, ...(KNOWN_FIRMWARE[model] ?? [])])];
}

const KEYS: readonly LayoutKey[] = [
  { position: 1, function: 'line' },
  { position: 2, function: 'blf', value: '202', label: 'Anna' },
  { position: 3, function: 'queue', value: '250', label: 'Sales' },
  { position: 4, function: 'line', channel: 2 },
  { position: 5, function: 'speedDial', value: '+31201234567', label: 'Taxi' },
  { position: 6, function: 'login' },
  { position: 7, function: 'logout' },
  { position: 9, function: 'dnd' },
  { position: 10, function: 'park', value: '*68', label: 'Park 1' },
  { position: 11, function: 'url', value: 'https://door.example.com/open?id=1&now', label: 'Door' },
];

/** A phone that has something of everything. */
function phone({ model, track, lineKeys }: YealinkModel, firmware: string): PhoneGiven {
  const keyLayout = {
    pages: [{ keys: KEYS.filter(({ position }) => lineKeys === 'unknown' || position <= lineKeys) }],
  };
  return {
    model,
    ...(track !== undefined && { track }),
    ...(firmware !== 'unknown' && { firmware }),
    partner: { settings: { ntpServers: ['ntp.example.com'], extra: [{ key: 'features.dnd.allow', value: '1' }] } },
    account: {
      ...ENCRYPTING,
      ...withRingtones({ internal: 'Ring2', group: 'Ring3', queue: 'Ring5', international: 'Ring8' }),
      sipProxies: [{ value: 'pbx.example.com:5080', at: ADDED }],
      settings: {
        vlan: { enabled: true, deviceId: 20, pcId: 30 },
        lldp: false,
        featureSync: 'sip',
        phonebooks: [{ name: 'Bakery', url: 'https://pbx.example.com/book.xml?q=#SEARCH' }],
      },
      models: { [`Yealink/${model}`]: { keyLayout } },
    },
    image: `${model.replaceAll(' ', '-')}.rom`,
    cpe: { settings: { offerSecondCall: false } },
    channels: [
      channel({ username: '201', label: '201', displayName: 'Reception', encryptedSip: true }),
      channel({ id: 'channel-2', username: '202', displayName: 'Door', dtmf: 'info', plainPassword: 's3cret-202' }),
    ],
  };
}

const CASES = yealinkModels.flatMap((model) =>
  firmwaresOf(model).map((firmware) => ({
    name: `${[model.model, model.track, firmware].filter(Boolean).join('-').replaceAll(' ', '-')}.cfg`,
    model,
    firmware,
  })),
);

if (process.env.UPDATE_GOLDEN === '1') {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, model, firmware } of CASES)
    writeFileSync(new URL(name, FOLDER), textOf(ownFile(phone(model, firmware))));
}

describe('the golden files', () => {
  test('46 rows of the matrix, each at one firmware at least', () => {
    expect(yealinkModels).toHaveLength(46);
    expect(new Set(CASES.map(({ model }) => model)).size).toBe(46);
    expect(CASES).toHaveLength(75);
    expect(readdirSync(FOLDER).sort()).toEqual(CASES.map(({ name }) => name).sort());
  });

  test.each(CASES)('$name', ({ name, model, firmware }) => {
    expect(textOf(ownFile(phone(model, firmware)))).toBe(readFileSync(new URL(name, FOLDER), 'utf8'));
  });
});

describe('facts/yealink.md 7: what holds for every file', () => {
  const files = CASES.map(({ name, model, firmware }) => ({
    name,
    given: phone(model, firmware),
    text: textOf(ownFile(phone(model, firmware))),
  }));

  test.each(files)('$name', ({ given, text }) => {
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('#!version:1.0.0.1');
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
    expect(text, '7.1: the same bytes again').toBe(textOf(ownFile(given)));
    for (const line of lines.slice(1)) {
      expect(line, '7.7, 7.8: key = value, not blank, not quoted').toMatch(
        /^[a-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+ = [^\s"](?:.*\S)?$/,
      );
      expect(line).not.toMatch(/undefined|\[object|NaN|null$/);
    }
    const repeated = lines
      .map(keyOf)
      .filter((key, i, all) => all.indexOf(key) !== i && !key.endsWith('security.user_password'));
    expect(repeated, '7.20: only passwords come again').toEqual([]);
  });

  test('gates show in the bytes: below 66.83.188.6 a Lydis T46S registers in the plain', () => {
    const textAt = (name: string) => files.find((file) => file.name === name)?.text ?? '';
    expect(textAt('T46S-Lydis-66.83.188.5.cfg')).toContain('account.1.sip_server.1.transport_type = 0\n');
    expect(textAt('T46S-Lydis-66.83.188.5.cfg')).toContain('account.1.sip_server.1.port = 5080\n');
    expect(textAt('T46S-Lydis-66.83.188.6.cfg')).toContain('account.1.sip_server.1.transport_type = 2\n');
    expect(textAt('T46S-Lydis-66.83.188.6.cfg')).toContain('account.1.sip_server.1.port = 5061\n');
  });
});
