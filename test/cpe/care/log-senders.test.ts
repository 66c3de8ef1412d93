// Which phone a line of syslog is from, on a real store.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logSendersAt, NOBODY, senderOf } from '../../../server/cpe/care/log-senders.ts';
import { addCpes, editCpe } from '../../../server/cpe/cpes.ts';
import { createPhoneFiles } from '../../../server/provisioning/phone-files.ts';
import { openTestDesks, type TestDesks } from '../../support/desks.ts';
import { ADDRESS, mac, renderer } from '../../support/records.ts';

let desks: TestDesks;
const [A, B, C] = [mac('805ec0000001'), mac('805ec0000002'), mac('805ec0000003')];

beforeAll(async () => {
  desks = await openTestDesks();
  const { cpe } = desks.within({ over: 'platform' });
  await addCpes(cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: A }, { mac: B }, { mac: C }] });
  for (const one of [A, C]) await editCpe(cpe, one, { settings: { syslog: true } });
  const report = { transport: 'http', lastFile: 'x', lastAt: new Date() } as const;
  for (const [one, address] of [
    [A, '192.0.2.1'],
    [B, '192.0.2.1'],
    [C, '2001:db8::1'],
  ] as const)
    desks.store.notebook.reported({ ...report, mac: one, address });
});
afterAll(() => desks?.close());

const at = (address: string, syslogPort: number | undefined = 514) => {
  const { world, now } = desks.within({ over: 'platform' }).preview;
  const here = { ...world, address: () => ({ ...ADDRESS, ...(syslogPort > 0 && { syslogPort }) }) };
  return logSendersAt({ fleet: desks.store.fleet, files: createPhoneFiles(here, renderer), now }, address);
};

test('those last seen at the very address, and of them those that are to log', async () => {
  expect(await at('192.0.2.1')).toEqual({ there: expect.arrayContaining([A, B]), logging: [A] });
  expect(await at('::ffff:192.0.2.1')).toMatchObject({ logging: [A] });
  expect(await at('2001:db8:0::1')).toEqual({ there: [C], logging: [C] });
  for (const address of ['192.0.2.2', '192.0.2.10', 'nonsense']) expect(await at(address)).toEqual(NOBODY);
});

test('nobody logs where the server does not listen', async () => {
  expect((await at('192.0.2.1', 0)).logging).toEqual([]);
});

describe('senderOf', () => {
  test.each([
    ['the only one there', { there: [A], logging: [A] }, 'anything', A],
    ['the only one there, which is not to log', { there: [A], logging: [] }, 'anything', undefined],
    ['one of two, unnamed', { there: [A, B], logging: [A] }, 'anything', undefined],
    ['one of two, named', { there: [A, B], logging: [A, B] }, `Nov 1 00:00:00 [${B}] x`, B],
    ['named in capitals and with separators', { there: [A, B], logging: [A] }, '80-5E-C0-00-00-01 x', A],
    ['named, and not to log', { there: [A, B], logging: [A] }, `${B} about ${A}`, undefined],
    ['a name of a phone elsewhere', { there: [A, B], logging: [A] }, `${C} x`, undefined],
    ['a MAC far behind', { there: [A, B], logging: [A, B] }, `${'x '.repeat(60)}${A}`, undefined],
  ])('%s', (_, senders, text, mac_) => {
    expect(senderOf(senders, text)).toBe(mac_);
  });
});
