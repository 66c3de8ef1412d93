// A new password by mail, with the whole server and a real SMTP server on loopback.
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';

let smtp: SMTPServer;
let bellhop: TestBellhop;
let portal: string;
const mails: { to: string; text: string }[] = [];

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        mails.push({ to, text: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const at = smtp.server.address();
  const port = typeof at === 'object' && at ? at.port : 0;
  bellhop = await startTestBellhop({
    env: {
      BELLHOP_SMTP_URL: `smtp://127.0.0.1:${port}`,
      BELLHOP_MAIL_FROM: 'Bellhop <bellhop@example.com>',
      BELLHOP_PORTAL_URL: 'https://portal.example.com',
    },
  });
  portal = bellhop.portalUrl.replace(/\/$/, '');
});
afterAll(async () => {
  await bellhop?.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

/** Sends a form with the token of its page. */
async function submit(path: string, fields: Record<string, string>): Promise<{ status: number; body: string }> {
  const page = await fetch(portal + path);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const body = new URLSearchParams({ ...fields, _csrf: csrf });
  const answer = await fetch(portal + path, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
  return { status: answer.status, body: await answer.text() };
}
async function mailed(count: number): Promise<void> {
  for (let i = 0; i < 100 && mails.length < count; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(mails).toHaveLength(count);
}
/** The text of a mail with quoted-printable taken off (RFC 2045 6.7). */
const plain = (text: string) =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const linkIn = (text: string) => /https:\/\/portal\.example\.com(\/reset\/[0-9a-f]{64})/.exec(plain(text))?.[1] ?? '';
const login = (username: string, password: string) =>
  bellhop.apiWith(undefined)('POST', '/tokens', { username, password });

describe('a link by mail', () => {
  test('is good once, ends sessions, and is asked for by name or address', async () => {
    const person = await bellhop.person('partnerAdmin', { mail: 'Ann@Example.com', language: 'nl', name: 'Ann' });
    const asked = await submit('/forgot', { who: 'ann@example.com' });
    expect(asked.status).toBe(200);
    await mailed(1);
    expect(mails[0]?.to).toBe('ann@example.com');
    expect(plain(mails[0]?.text ?? '')).toContain('Beste Ann');
    const link = linkIn(mails[0]?.text ?? '');
    const weak = await submit(link, { password: 'short' });
    expect([weak.status, weak.body.includes('10 characters')]).toEqual([422, true]);
    expect((await submit(link, { password: 'a better horse' })).status).toBe(303);
    expect((await person.api('GET', '/me')).status).toBe(401);
    expect((await login(person.username, person.password)).status).toBe(401);
    expect((await login(person.username, 'a better horse')).status).toBe(201);
    const again = await submit(link, { password: 'another horse 1' });
    expect([again.status, again.body.includes('used already')]).toEqual([410, true]);
    await submit('/forgot', { who: person.username });
    await mailed(2);
    mails.length = 0;
  });

  test('an unknown address, somebody disabled and somebody without one get the same answer, and no mail', async () => {
    const known = await bellhop.person('partnerAdmin', { mail: 'bob@example.com' });
    const disabled = await bellhop.person('partnerAdmin', { mail: 'carl@example.com' });
    await bellhop.api('PATCH', `/people/${disabled.username}`, { disabled: true });
    const without = await bellhop.person('partnerAdmin');
    const answers = await Promise.all(
      ['nobody@example.com', 'carl@example.com', without.username, known.username].map((who) =>
        submit('/forgot', { who }),
      ),
    );
    const bare = answers.map(({ status, body }) => [status, body.replace(/value="[^"]*"/g, '')]);
    for (const answer of bare) expect(answer).toEqual(bare[0]);
    await mailed(1);
    expect(mails[0]?.to).toBe('bob@example.com');
    expect(plain(mails[0]?.text ?? '')).toContain('Beste');
    mails.length = 0;
  });

  test('many who ask for one name from one place must wait', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await submit('/forgot', { who: 'somebody' })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  });
});

test('settings of mail come together, and each mistake is named', () => {
  const problemsOf = (env: Record<string, string>) => {
    try {
      return readConfig({ BELLHOP_PUBLIC_HOST: 'x', ...env }).mail;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.map((problem) => problem.split(' ')[0]);
    }
  };
  expect(problemsOf({})).toBeUndefined();
  expect(problemsOf({ BELLHOP_SMTP_URL: 'x' })).toEqual([
    'BELLHOP_SMTP_URL',
    'BELLHOP_MAIL_FROM',
    'BELLHOP_PORTAL_URL',
  ]);
  const portalUrl = 'https://portal.example.com';
  expect(problemsOf({ BELLHOP_SMTP_URL: 'smtp://h', BELLHOP_MAIL_FROM: 'a@b', BELLHOP_PORTAL_URL: portalUrl })).toEqual(
    {
      smtpUrl: 'smtp://h',
      from: 'a@b',
      portalUrl: `${portalUrl}/`,
    },
  );
});
