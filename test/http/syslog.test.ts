// The syslog of phones through a whole server: switched on for one phone, told by its file, heard, shown, and nobody else's.
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';

const MAC = '805ec0123456';
let bellhop: TestBellhop;

beforeAll(async () => {
  bellhop = await startTestBellhop({ env: { BELLHOP_SYSLOG: '127.0.0.1:0' } });
  await bellhop.api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', devices: [{ mac: MAC }] });
});
afterAll(() => bellhop?.close());

const fetchOwn = async () => (await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).text;
const linesOf = (text: string) => text.split('\n').filter((line) => line.includes('syslog'));
const logs = async () =>
  (await bellhop.api('GET', `/cpes/${MAC}/timeline?kind=log`)).json.items.map(
    ({ log }: { log: { text: string } }) => log.text,
  );

test('off unless it is asked for: neither told to the phone nor heard; on, and off again', async () => {
  const { ports } = bellhop;
  const socket = createSocket('udp4');
  const send = (text: string) =>
    new Promise((done) => socket.send(`<131>[${MAC}] ${text}`, ports.syslog ?? 0, '127.0.0.1', done));
  expect(linesOf(await fetchOwn())).toEqual([]);

  await bellhop.api('PATCH', `/cpes/${MAC}`, { settings: { syslog: true } });
  expect(linesOf(await fetchOwn())).toEqual([
    'static.syslog.enable = 1',
    'static.syslog.server = 127.0.0.1',
    `static.syslog.server_port = ${ports.syslog}`,
    'static.syslog.transport_type = 0',
    'static.syslog.prepend_mac_address.enable = 1',
  ]);
  await send('registration failed 408');
  await vi.waitFor(async () => expect(await logs()).toEqual([`[${MAC}] registration failed 408`]));

  await bellhop.api('PATCH', `/cpes/${MAC}`, { settings: { syslog: false } });
  expect(linesOf(await fetchOwn())).toEqual(['static.syslog.enable = 0']);
  socket.close();
});

test('a server that does not listen says so, and tells phones to be quiet', async () => {
  const deaf = await startTestBellhop();
  try {
    expect(deaf.ports.syslog).toBeUndefined();
    await deaf.api('POST', '/cpes', { vendor: 'Yealink', model: 'T46S', devices: [{ mac: MAC }] });
    const { json } = await deaf.api('PATCH', `/cpes/${MAC}`, { settings: { syslog: true } });
    expect(json.warnings).toEqual([expect.stringContaining('BELLHOP_SYSLOG')]);
    expect(linesOf((await deaf.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).text)).toEqual([
      'static.syslog.enable = 0',
    ]);
  } finally {
    await deaf.close();
  }
});
