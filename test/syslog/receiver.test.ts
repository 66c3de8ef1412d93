// The syslog receiver over real sockets: who is heard, how much, and what one address costs.
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import type { PhoneLog } from '../../server/cpe/care/deps.ts';
import type { LogSenders } from '../../server/cpe/care/log-senders.ts';
import { type SyslogOptions, type SyslogReceiver, startSyslog } from '../../server/syslog/receiver.ts';
import { mac } from '../support/records.ts';

const A = mac('805ec0000001');
const B = mac('805ec0000002');
const log = pino({ level: 'silent' });
let open: { readonly receiver: SyslogReceiver; readonly socket: Socket } | undefined;
afterEach(async () => {
  open?.socket.close();
  await open?.receiver.close();
  open = undefined;
});

async function start(given: Partial<SyslogOptions> & Pick<SyslogOptions, 'sendersAt'>, from = '127.0.0.1') {
  const lines: PhoneLog[] = [];
  const receiver = await startSyslog({ host: '127.0.0.1', port: 0, log, logged: (line) => lines.push(line), ...given });
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, from, done));
  open = { receiver, socket };
  const send = (text: string) =>
    new Promise<void>((done, fail) =>
      socket.send(text, receiver.port, '127.0.0.1', (error) => (error ? fail(error) : done())),
    );
  return { lines, send };
}
const senders = (there: LogSenders['there'], logging = there) => ({ sendersAt: async () => ({ there, logging }) });

test('a line of the one phone at an address is its own, with its severity', async () => {
  const { lines, send } = await start(senders([A]));
  await send('<131>registration failed');
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  expect(lines[0]).toMatchObject({ mac: A, severity: 3, text: 'registration failed', address: '127.0.0.1' });
});

test('of several behind one address a line counts for the one that it names, if that one is to log', async () => {
  const { lines, send } = await start(senders([A, B], [A]));
  await send('<134>no name');
  await send(`<134>[${B}] not switched on`);
  await send('<134>Nov 23 05:00:00 80:5E:C0:00:00:01 mine');
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  expect(lines[0]).toMatchObject({ mac: A });
  expect(lines[0]?.text).toContain('mine');
});

test('an unknown address is not heard, and is looked up once', async () => {
  const sendersAt = vi.fn(async () => ({ there: [], logging: [] }));
  const { lines, send } = await start({ sendersAt });
  for (let i = 0; i < 50; i++) await send(`<134>[${A}] forged`);
  await vi.waitFor(() => expect(sendersAt).toHaveBeenCalled());
  await wait(100);
  expect(lines).toEqual([]);
  expect(sendersAt).toHaveBeenCalledTimes(1);
});

test('of one address so many lines are taken in a second, and another one is heard beside it', async () => {
  const { lines, send } = await start({ ...senders([A]), rate: { perAddress: 5, inAll: 6 } });
  const other = createSocket('udp4');
  await new Promise<void>((done) => other.bind(0, '127.0.0.2', done));
  for (let i = 0; i < 40; i++) await send(`<134>flood ${i}`);
  await new Promise((done) => other.send('<134>quiet', open?.receiver.port ?? 0, '127.0.0.1', done));
  await vi.waitFor(() => expect(lines.some(({ text }) => text === 'quiet')).toBe(true));
  other.close();
  expect(lines.filter(({ address }) => address === '127.0.0.1').length).toBeLessThan(40);
});

test('what cannot be looked up is dropped, and the next line is heard after a while', async () => {
  let isBroken = true;
  const sendersAt = async () => {
    if (isBroken) throw new Error('no database');
    return { there: [A], logging: [A] };
  };
  const { lines, send } = await start({ sendersAt, knownMs: 1 });
  await send('<134>lost');
  await wait(1_050);
  isBroken = false;
  await send('<134>heard');
  await vi.waitFor(() => expect(lines.map(({ text }) => text)).toEqual(['heard']));
});
