// Drift: what a user changed on a phone against what it would get from here.
import { describe, expect, test } from 'vitest';
import { driftOf } from '../../../server/cpe/care/drift.ts';
import { ownFile } from '../../support/records.ts';

const drift = (text: string, extra = '') =>
  driftOf(
    Buffer.from(text),
    ownFile({
      cpe: {
        settings: {
          extra: [...extra.split('\n').filter(Boolean)].map((line) => {
            const [key = '', value = ''] = line.split(' = ');
            return { key, value };
          }),
        },
      },
    }),
    'equals',
  );

describe('driftOf', () => {
  test('DEV-31 DEV-34 what the user set otherwise, and what we do not send at all', () => {
    const uploaded =
      '#!version:1.0.0.1\nlocal_time.time_zone = +9\nvoice.tone.country=Custom\nphone_setting.ring_type = Ring3.wav\n\n';
    const found = drift(uploaded);
    expect(found.find(({ key }) => key === 'phone_setting.ring_type')).toMatchObject({ set: 'Ring3.wav' });
    expect(found.map(({ key }) => key)).toContain('voice.tone.country');
    expect(found.every(({ sent, set }) => sent !== set)).toBe(true);
  });

  test('what the user set as we send it is no drift, however it is spaced; the last of a key counts', () => {
    const extra = 'features.x.y = 1\nfeatures.x.z = a b';
    expect(drift('features.x.y=1\r\nfeatures.x.z = a b\r\n', extra)).toEqual([]);
    expect(drift('features.x.y = 0\nfeatures.x.y = 1', extra)).toEqual([]);
    expect(drift('features.x.y = 2', extra)).toEqual([{ key: 'features.x.y', set: '2', sent: '1' }]);
    expect(drift('features.other.y = 2', extra)).toEqual([{ key: 'features.other.y', set: '2', sent: null }]);
  });

  test('secrets are masked on both sides', () => {
    const found = drift('account.1.password = guess\nstatic.security.user_password = admin:1234\n');
    expect(found).toContainEqual({ key: 'account.1.password', set: '********', sent: '********' });
    expect(JSON.stringify(found)).not.toMatch(/guess|1234|s3cret/);
  });

  test('a format without lines has none', () => {
    expect(driftOf(Buffer.from('<a/>'), [], 'xml')).toEqual([]);
  });
});
