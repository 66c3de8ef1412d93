// Why a phone does not work: every check both ways, its texts in both languages, and which failing one comes first.
import { describe, expect, test } from 'vitest';
import { CHECKS, type CheckName, FINDINGS, firstFailing, type WhyFacts, whyOf } from '../../../server/cpe/care/why.ts';
import { tellWhy } from '../../../server/cpe/care/why-told.ts';
import type { Outcome } from '../../../server/cpe/tell/outcome.ts';
import { capabilitiesAt } from '../../../server/devices/capabilities.ts';
import type { Capabilities } from '../../../server/devices/types.ts';
import type { CpeReport } from '../../../server/domain/records.ts';
import { isTextKey } from '../../../server/domain/texts.ts';
import { type QuarantineEntry, REFUSAL_REASONS } from '../../../server/provisioning/world.ts';
import { deviceOf, mac, NOW } from '../../support/records.ts';

const MAC = mac('805ec0123456');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const { family, model } = deviceOf({});
const caps: Capabilities = capabilitiesAt(family, model, undefined);

const report: CpeReport = {
  mac: MAC,
  address: '192.0.2.1',
  transport: 'https',
  lastFile: '805ec0123456.cfg',
  lastAt: minutesAgo(10),
  userAgent: 'Yealink SIP-T46S 66.86.0.15 80:5e:c0:12:34:56',
  firmware: '66.86.0.15',
  fetchedAt: minutesAgo(10),
  fetchedEtag: '"a"',
};
const refusal = (given: Partial<QuarantineEntry> = {}): QuarantineEntry => ({
  mac: MAC,
  reason: 'windowClosed',
  address: '192.0.2.9',
  transport: 'http',
  file: '805ec0123456.cfg',
  userAgent: undefined,
  firstAt: minutesAgo(5),
  lastAt: minutesAgo(5),
  count: 1,
  ...given,
});
const outcome = (result: Outcome['result'], at = minutesAgo(5)): Outcome => ({
  mac: MAC,
  what: 'resync',
  at,
  result,
  tries: [],
});
const { userAgent: _agent, firmware: _firmware, ...silent } = report;
const { fetchedAt: _at, fetchedEtag: _etag, ...neverFetched } = report;

/** A phone with which nothing is wrong. */
const WELL: WhyFacts = {
  now: NOW,
  report,
  refusal: undefined,
  setModel: 'Yealink T46S (Lydis)',
  otherModel: undefined,
  fetched: 'current',
  ownFile: '805ec0123456.cfg',
  caps,
  fitsHardware: true,
  chosenFirmware: undefined,
  outcome: undefined,
  registration: { state: 'unknown' },
  hasAccount: true,
  channels: 1,
  encryptionAsked: false,
  keys: undefined,
  vlan: undefined,
  handsets: [],
  warnings: 0,
};
const dect = { ...caps, kind: 'dect' } as const;
const slot = { index: 1, hasChannel: true, isOpen: false };

type Row = readonly [CheckName, string, Partial<WhyFacts>];
const TABLE: readonly Row[] = [
  ['seen', 'seen', {}],
  ['seen', 'never', { report: undefined }],
  ['seen', 'refusedOnly', { report: undefined, refusal: refusal() }],
  ['trusted', 'trusted', {}],
  ['trusted', 'trusted', { refusal: refusal({ lastAt: minutesAgo(20) }) }],
  ['trusted', 'refused', { refusal: refusal() }],
  ['trusted', 'refused', { report: undefined, refusal: refusal() }],
  ['trusted', 'notSeen', { report: undefined }],
  ['model', 'right', {}],
  ['model', 'other', { otherModel: 'Yealink T48S' }],
  ['model', 'unsaid', { report: silent }],
  ['model', 'retired', { caps: { ...caps, autoProvisioning: 'retired' } }],
  ['ownFile', 'asked', {}],
  ['ownFile', 'notAsked', { report: { ...neverFetched, lastFile: 'y000000000066.cfg' } }],
  ['ownFile', 'none', { ownFile: undefined }],
  ['ownFile', 'notSeen', { report: undefined }],
  ['newest', 'current', {}],
  ['newest', 'behind', { fetched: 'behind' }],
  ['newest', 'none', { fetched: 'none' }],
  ['newest', 'notAsked', { fetched: 'never' }],
  ['firmware', 'fits', {}],
  ['firmware', 'otherHardware', { fitsHardware: false }],
  ['firmware', 'tooOld', { caps: { ...caps, autoProvisioning: 'firmwareTooOld' } }],
  ['firmware', 'unsaid', { fitsHardware: undefined }],
  ['account', 'has', {}],
  ['account', 'none', { hasAccount: false }],
  ['channels', 'some', {}],
  ['channels', 'none', { channels: 0 }],
  ['channels', 'tooMany', { channels: 17, caps: { ...caps, maxChannels: 16 } }],
  ['channels', 'some', { channels: 17, caps: { ...caps, maxChannels: 'unknown' } }],
  ['told', 'notTold', {}],
  ['told', 'came', { outcome: outcome('noAnswer', minutesAgo(20)) }],
  ['told', 'waiting', { outcome: outcome('accepted', minutesAgo(1)) }],
  ['told', 'silent', { outcome: outcome('accepted') }],
  ['told', 'noAnswer', { outcome: outcome('noAnswer') }],
  ['told', 'challenged', { outcome: outcome('challenged') }],
  ['told', 'refused', { outcome: outcome('refused') }],
  ['told', 'unreachable', { outcome: outcome('unreachable') }],
  ['told', 'cannot', { outcome: outcome('cannot') }],
  ['registered', 'untold', {}],
  ['registered', 'registered', { registration: { state: 'registered', at: minutesAgo(9) } }],
  ['registered', 'notRegistered', { registration: { state: 'notRegistered', at: minutesAgo(9) } }],
  ['encryption', 'notAsked', { caps: { ...caps, sipEncryption: 'no' } }],
  ['encryption', 'possible', { encryptionAsked: true, caps: { ...caps, sipEncryption: 'yes' } }],
  ['encryption', 'no', { encryptionAsked: true, caps: { ...caps, sipEncryption: 'no' } }],
  ['encryption', 'notProvisioned', { encryptionAsked: true, caps: { ...caps, sipEncryption: 'notProvisioned' } }],
  ['encryption', 'firmwareTooOld', { encryptionAsked: true, caps: { ...caps, sipEncryption: 'firmwareTooOld' } }],
  ['encryption', 'firmwareUnknown', { encryptionAsked: true, caps: { ...caps, sipEncryption: 'firmwareUnknown' } }],
  ['encryption', 'notKnown', { encryptionAsked: true, caps: { ...caps, sipEncryption: 'unknown' } }],
  ['keys', 'none', {}],
  ['keys', 'set', { keys: { placed: 3, beyond: 0 } }],
  ['keys', 'beyond', { keys: { placed: 3, beyond: 2 } }],
  ['vlan', 'none', {}],
  ['vlan', 'off', { vlan: { enabled: false, deviceId: 20 } }],
  ['vlan', 'set', { vlan: { enabled: true, deviceId: 20 } }],
  ['vlan', 'onlyPc', { vlan: { enabled: true, pcId: 30 } }],
  ['vlan', 'withoutId', { vlan: { enabled: true } }],
  ['handsets', 'notDect', {}],
  ['handsets', 'none', { caps: dect }],
  ['handsets', 'assigned', { caps: dect, handsets: [slot] }],
  ['handsets', 'tooMany', { caps: dect, handsets: [slot, slot], report: { ...report, handsetCapacity: 1 } }],
  ['handsets', 'withoutChannel', { caps: dect, handsets: [slot, { ...slot, index: 2, hasChannel: false }] }],
  ['handsets', 'waiting', { caps: dect, handsets: [{ ...slot, isOpen: true }] }],
  ['chosenFirmware', 'none', {}],
  ['chosenFirmware', 'runs', { chosenFirmware: '66.86.0.15' }],
  ['chosenFirmware', 'otherRuns', { chosenFirmware: '66.86.0.20' }],
  ['chosenFirmware', 'unsaid', { chosenFirmware: '66.86.0.20', report: silent }],
  ['warnings', 'none', {}],
  ['warnings', 'some', { warnings: 2 }],
];

const findingOf = (check: CheckName, facts: Partial<WhyFacts>) => {
  const found = whyOf({ ...WELL, ...facts }).find((finding) => finding.check === check);
  if (!found) throw new Error(`no check ${check}`);
  return found;
};

describe('each check', () => {
  test.each(TABLE)('%s: %s', (check, because, facts) => {
    const finding = findingOf(check, facts);
    const states: Readonly<Record<string, string>> = FINDINGS[check];
    expect([finding.because, finding.state]).toEqual([because, states[because]]);
  });

  test('every finding of the catalogue is reached by the table', () => {
    const reached = new Set(TABLE.map(([check, because]) => `${check}.${because}`));
    const all = CHECKS.flatMap((check) => Object.keys(FINDINGS[check]).map((because) => `${check}.${because}`));
    expect(all.length).toBe(66);
    expect(all.filter((key) => !reached.has(key))).toEqual([]);
  });
});

describe('the list', () => {
  test('a phone with which nothing is wrong has no first failing check', () => {
    const told = tellWhy(whyOf(WELL), 'en');
    expect(told).toMatchObject({ first: null, summary: 'As far as is known nothing is wrong with this phone.' });
    expect(told.checks.map(({ check }) => check)).toEqual(CHECKS);
  });

  test('DEV-20 the first failing check is the one that comes first in the list', () => {
    const facts = { ...WELL, warnings: 1, channels: 0, encryptionAsked: true };
    const tooOld = { ...caps, sipEncryption: 'firmwareTooOld' } as const;
    expect(firstFailing(whyOf({ ...facts, caps: tooOld }))).toMatchObject({ check: 'channels', because: 'none' });
    expect(firstFailing(whyOf({ ...facts, caps: tooOld, channels: 1 }))).toMatchObject({ check: 'encryption' });
    expect(firstFailing(whyOf({ ...facts, encryptionAsked: false, channels: 1 }))).toMatchObject({ check: 'warnings' });
  });

  test('it is told in Dutch and in English, with what to do', () => {
    const findings = whyOf({ ...WELL, report: undefined, refusal: refusal() });
    expect(tellWhy(findings, 'nl').first).toMatchObject({
      text: 'Een aanvraag voor dit MAC is op 2026-11-22 11:55 UTC vanaf 192.0.2.9 geweigerd.',
      whatToDo: expect.stringContaining('open het venster'),
    });
    expect(tellWhy(findings, 'en').first?.whatToDo).toContain('open the window');
  });
});

describe('texts', () => {
  test('every finding has one, and every failing one says what to do', () => {
    const keys = CHECKS.flatMap((check) => [
      `why.${check}`,
      ...Object.entries(FINDINGS[check]).flatMap(([because, state]) => {
        const key = `why.${check}.${because}`;
        return state === 'fail' && key !== 'why.trusted.refused' ? [key, `${key}.do`] : [key];
      }),
    ]);
    expect(keys.length).toBeGreaterThan(90);
    for (const key of keys) expect(isTextKey(key), key).toBe(true);
  });

  test('no place stays empty, whatever was found', () => {
    for (const [, , facts] of TABLE)
      for (const language of ['nl', 'en'])
        for (const check of tellWhy(whyOf({ ...WELL, ...facts }), language).checks)
          expect(`${check.text} ${check.whatToDo ?? ''}`).not.toMatch(/\{|why\.|undefined/);
    for (const reason of REFUSAL_REASONS)
      expect(tellWhy(whyOf({ ...WELL, refusal: refusal({ reason }) }), 'nl').first?.whatToDo).not.toBeNull();
  });
});
