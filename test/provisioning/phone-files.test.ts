// One file of one phone: made once per state, and again when something that decides it changed.
import { describe, expect, test } from 'vitest';
import { parseFirmwareVersion } from '../../server/domain/firmware-version.ts';
import { createPhoneFiles, finish, type PhoneState } from '../../server/provisioning/phone-files.ts';
import type { CpeRecords, ServerAddress, World } from '../../server/provisioning/world.ts';
import { ADDRESS, account, channel, cpe, deviceOf, NOW, partner, plainSealer, renderer } from '../support/records.ts';

function files(address: () => ServerAddress = () => ADDRESS) {
  const never = () => Promise.reject(new Error('not asked for'));
  const world: World = {
    store: {
      recordsOf: never,
      findReport: never,
      closeWindow: never,
      forgetFormer: never,
      findDeviceCertificate: never,
      deviceCertificateUsed: never,
      findUpload: never,
      findPhonebook: never,
      saveUpload: never,
      findFirmware: never,
      findAsset: never,
    },
    notebook: { reported: () => undefined, refused: () => undefined, asked: () => undefined, fetched: () => undefined },
    sealer: plainSealer,
    address,
    caPem: () => undefined,
  };
  return createPhoneFiles(world, renderer);
}

const device = deviceOf({});
const records = (): CpeRecords => ({
  partner: partner(),
  account: account(),
  channels: [channel()],
  stamp: '1',
  cpe: cpe(),
});
const state = (more: Partial<PhoneState> = {}): PhoneState => ({
  records: records(),
  device,
  firmware: parseFirmwareVersion('66.83.188.6'),
  now: NOW,
  ...more,
});
const rule = (kind: string) => {
  const found = device.family.files.find((file) => file.kind === kind);
  if (!found) throw new Error(`no ${kind} file`);
  return found;
};

describe('kept files', () => {
  test('the same records: the same bytes, not made again', () => {
    const made = files();
    const now = state();
    expect(made.bytesOf(now, rule('own'))).toBe(
      made.bytesOf({ ...now, now: new Date(NOW.getTime() + 3_600_000) }, rule('own')),
    );
  });

  test.each<[string, Partial<PhoneState>]>([
    ['other records', { records: records() }],
    ['another firmware', { firmware: parseFirmwareVersion('66.86.0.15') }],
    ['no firmware', { firmware: undefined }],
    ['another year, which may have other clock changes', { now: new Date('2027-01-01T00:00:00Z') }],
  ])('%s: made again', (_, more) => {
    const made = files();
    const now = state();
    expect(made.bytesOf({ ...now, ...more }, rule('own'))).not.toBe(made.bytesOf(now, rule('own')));
  });

  test('another address of this server: made again, with it', () => {
    let address = ADDRESS;
    const made = files(() => address);
    const now = state();
    const before = made.bytesOf(now, rule('own'));
    address = { ...ADDRESS, httpsUrl: 'https://other.example.com/p/' };
    expect(made.bytesOf(now, rule('own'))?.bytes.toString()).toContain('https://other.example.com/p/');
    expect(before?.bytes.toString()).not.toContain('other.example.com');
  });
});

describe('which files there are', () => {
  test('own, and boot only where it is wanted', () => {
    const made = files();
    expect(made.bytesOf(state(), rule('own'))?.bytes.toString()).toContain('account.1.password = s3cret-201');
    expect(made.bytesOf(state(), rule('boot'))).toBeUndefined();
    const wanted = state({ records: { ...records(), cpe: cpe({ settings: { bootFile: true } }) } });
    expect(made.bytesOf(wanted, rule('boot'))?.bytes.toString()).toContain('overwrite_mode = 1');
  });

  test('uploads and common files are not made here', () => {
    const made = files();
    for (const kind of ['upload', 'common', 'none']) expect(made.bytesOf(state(), rule(kind))).toBeUndefined();
  });

  test('raw lines go into the own file only', () => {
    const extra = [{ key: 'features.dnd.allow', value: '0' }];
    const now = state({ records: { ...records(), cpe: cpe({ settings: { bootFile: true, extra } }) } });
    expect(files().bytesOf(now, rule('own'))?.bytes.toString()).toContain('features.dnd.allow = 0');
    expect(files().bytesOf(now, rule('boot'))?.bytes.toString()).not.toContain('features.dnd.allow');
  });

  test('the first file over TFTP carries the token that is given, and no SIP secret', () => {
    const text = files().firstFileOf(state(), 'f'.repeat(32))?.bytes.toString() ?? '';
    expect(text).toContain(`/p/${'f'.repeat(32)}/\n`);
    for (const secret of ['s3cret-201', 'n3wAdmin', 'n3wUser']) expect(text).not.toContain(secret);
  });
});

describe('ETags (RFC 9110 8.8.3)', () => {
  test('equal for equal bytes, else not, and quoted', () => {
    expect(finish(Buffer.from('a')).etag).toBe(finish(Buffer.from('a')).etag);
    expect(finish(Buffer.from('a')).etag).not.toBe(finish(Buffer.from('b')).etag);
    expect(finish(Buffer.from('a')).etag).toMatch(/^"[\w-]{22}"$/);
  });
});
