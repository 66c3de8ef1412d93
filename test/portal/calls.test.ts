// The page that plays a call: what it asks, and the picture of the path.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../server/cpe/accounts.ts';
import { callPicture } from '../../server/portal/call-picture.ts';
import type { ToldSimulation } from '../../server/routing/simulation-text.ts';
import { openPortal, type TestPortal, type Visitor } from './support.ts';

let portal: TestPortal;
let admin: Visitor;
const PASSWORD = 'correct horse 7';

beforeAll(async () => {
  portal = await openPortal();
  admin = await portal.loggedIn();
  const { id } = await addAccount(portal.cpe, { name: 'Bakery', number: '1001', areaCode: '020' });
  const anna = { product: 'starter', number: '201', name: 'Anna', pin: '2580', areaCode: '020' };
  expect((await admin.post(`/telephony/${id}/add/user`, anna)).statusCode).toBe(303);
});
afterAll(() => portal?.close());

const asked = (fields: Record<string, string>) =>
  admin.get(`/calls?${new URLSearchParams({ account: '1001', ...fields })}`);
const count = (body: string, what: RegExp) => body.match(what)?.length ?? 0;

describe('the page', () => {
  test('says what to do before a call was asked for', async () => {
    const { statusCode, body } = await admin.get('/calls');
    expect(statusCode, body).toBe(200);
    expect(body).toContain('the path of the call is shown here then');
    expect(body).not.toContain('<svg viewBox');
  });

  test('draws each step with its words and the requirement that says so', async () => {
    const { statusCode, body } = await asked({ from: '201', to: '299' });
    expect(statusCode, body).toBe(200);
    expect(body).toContain('There is no extension 299.');
    expect(count(body, /class="path-rule"[^>]*>[A-Z]+-\d+</g)).toBe(count(body, /class="path-box"/g));
    expect(body).toContain('<g class="path-end is-bad">');
    expect(body).toMatch(/<title id="path-title">From 201 to 299: The call is over/);
    expect(body).not.toMatch(/style="/);
  });

  test('plays what happens then, at the time given on the clock of the account', async () => {
    const { body } = await asked({
      from: '06 1234 5678',
      to: '201',
      at: '2026-11-24T11:00',
      events: '+5 wait\r\n+7 hangup caller',
    });
    expect(body).toContain('>11:00:00</text>');
    expect(body).toContain('>0612345678<');
  });

  test.each([
    [{ to: '' }, 'Fill in the number that is called'],
    [{ to: '201', at: 'noon' }, 'Choose a day and time'],
    [{ to: '201', events: '+1 dances' }, 'A line of what happens then cannot be read'],
  ])('names what is wrong with %o', async (fields, words) => {
    const { statusCode, body } = await asked(fields);
    expect([statusCode, body.includes(words)]).toEqual([422, true]);
  });

  test('what was typed is shown as text', async () => {
    expect((await asked({ from: '<b>x</b>', to: '201' })).body).not.toContain('<b>x</b>');
  });

  test('is no place for end users, and knows no account of others', async () => {
    const fields = { name: 'eve', mail: '', role: 'endUser', accounts: '1001', language: 'en', password: PASSWORD };
    expect((await admin.post('/people/add', { ...fields, username: 'eve' })).statusCode).toBe(303);
    const eve = portal.visitor();
    await eve.post('/login', { username: 'eve', password: PASSWORD });
    expect((await eve.get('/calls?account=1001&to=201')).statusCode).toBe(403);
    expect((await asked({ account: '9999', to: '201' })).body).toContain('There is no account with this number');
  });
});

describe('the picture', () => {
  const step = (text: string) => ({ room: 'call', rule: 'CALL-1', because: 'x', values: {}, text });
  const told = (text: string, targets: number): ToldSimulation => ({
    language: 'en',
    timeZone: 'Europe/Amsterdam',
    decision: { waitsFor: 'ringing', actions: [] },
    steps: [],
    timeline: [
      {
        at: '2026-11-24T10:00:00.000Z',
        event: 'begin',
        about: '201',
        text: 'A call to 201 begins.',
        steps: [step(text)],
        actions: [
          {
            do: 'ring',
            forSec: 20,
            targets: Array.from({ length: targets }, (_, i) => ({
              kind: 'number' as const,
              id: `${i}`,
              number: `+3161234567${i}`,
              isEmergency: false,
            })),
          },
        ],
      },
    ],
    ends: { is: 'ringing', text: 'It still rings.' },
  });

  test('long words and many words stay in their box, and shapes follow one another without touching', () => {
    for (const words of ['word '.repeat(60).trim(), 'x'.repeat(200), 'short']) {
      const { shapes, height } = callPicture(told(words, 2), '', 'en');
      expect(shapes.map(({ kind }) => kind)).toEqual(['start', 'moment', 'step', 'rings', 'rings', 'end']);
      const lines = shapes.find(({ kind }) => kind === 'step')?.lines ?? [];
      expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(66);
      shapes.forEach((shape, i) => {
        expect(shape.y + shape.height).toBeLessThan(shapes[i + 1]?.y ?? height);
      });
    }
  });

  test('many that ring are counted', () => {
    const { shapes } = callPicture(told('x', 9), '', 'en');
    const rings = shapes.filter(({ kind }) => kind === 'rings').map(({ lines }) => lines.join(' '));
    expect([rings.length, rings[0], rings.at(-1)]).toEqual([7, '+31612345670 rings', 'and 3 more']);
  });
});
