// scripts/call as it is run: over a file without a server, and over an account of a real one.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventOf } from '../../server/routing/call-words.ts';
import { startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { type Compiled, compile } from '../support/compiled.ts';
import { testAccount } from '../support/telephony-account.ts';

interface Run {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

let compiled: Compiled;
let folder: string;
beforeAll(async () => {
  compiled = await compile('scripts/call.ts');
  folder = mkdtempSync(join(tmpdir(), 'bellhop-call-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await compiled.remove();
});

function call(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve) => {
    const command = [compiled.script('scripts/call.ts'), ...args];
    execFile(process.execPath, command, { env: { PATH: process.env.PATH, ...env } }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? -1) : 0, out, err }),
    );
  });
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('over a file', () => {
  const shop = {
    account: { language: 'en', extensionLength: 3 },
    extensions: ['201', '202'].map((number) => ({ kind: 'user', number, name: `User ${number}` })),
    channels: ['201', '202'].map((number) => ({ name: `desk${number}`, linkedTo: number })),
  };

  test('says what happens when, and why', async () => {
    const args = ['201', '202', '--at', '2026-11-24T10:00:00Z', '--telephony', file('shop.json', shop)];
    const { code, out, err } = await call([...args, '--then', '+5 answered 202', '--then', '+30 hangup caller']);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      '11:00:00  A call to 202 begins.',
      '            Internal call to 202. [EXT-5]',
      '            User 202 (User 202) is called. [EXT-19]',
      '            It rings at desk202, for 170 seconds at most. [CALL-8]',
      '11:00:05  202 answers.',
      '            desk202 answers and is connected with the caller. [EXT-74]',
      '11:00:35  The caller hangs up.',
      '            Hung up by: caller. [CALL-7]',
      'The call is over. The caller hung up.',
      '',
    ]);
    const dutch = await call([...args, '--language', 'nl', '--json', '--facts', '{"unregistered":["desk202"]}']);
    expect(JSON.parse(dutch.out).ends).toEqual({
      is: 'over',
      why: 'unreachable',
      text: 'Het gesprek is afgelopen. Niet bereikbaar.',
    });
  });

  test('names what it cannot use', async () => {
    const path = file('wrong.json', { ...shop, channels: [{ name: 'x', callLimit: 9 }] });
    const wrong = await call(['201', '202', '--telephony', path, '--then', 'sings']);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/^\/telephony\/channels\/0\/callLimit .*\n\/events\/0\/type must be one of /);
    const facts = await call(['201', '202', '--telephony', path, '--facts', '{']);
    expect(facts).toEqual({ code: 1, out: '', err: '--facts is no JSON\n' });
    expect((await call(['201', '202'])).code).toBe(2);
    expect((await call(['--help'])).code).toBe(0);
  });

  test.each([
    ['+3 answered 202', { type: 'answered', by: '202', afterSec: 3 }],
    ['failed 202 busy', { type: 'failed', by: '202', why: 'busy' }],
    ['keys 12# callee', { type: 'keys', keys: '12#', party: 'callee' }],
    ['+60 hangup callee', { type: 'hangUp', party: 'callee', afterSec: 60 }],
    ['transfer caller 0201234567', { type: 'transfer', party: 'caller', to: '0201234567' }],
    ['pickedup 203', { type: 'pickedUp', by: '203' }],
    ['told wrong', { type: 'told', answer: { is: 'wrong' } }],
    ['+12 wait', { type: 'wait', afterSec: 12 }],
  ])('reads %s', (text, event) => {
    expect(eventOf(text)).toEqual(event);
  });
});

describe('over an account', () => {
  let bellhop: TestBellhop;
  beforeAll(async () => {
    bellhop = await startTestBellhop();
  });
  afterAll(() => bellhop?.close());

  test('asks the server, by the number of the account', async () => {
    const shop = await testAccount(bellhop, { number: '5001' });
    await shop.user('201');
    const env = { BELLHOP_URL: `http://127.0.0.1:${bellhop.ports.admin}`, BELLHOP_TOKEN: bellhop.token };
    const { code, out, err } = await call(['201', '299', '--account', '5001', '--language', 'en'], env);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('There is no extension 299. [EXT-14]');
    const gone = await call(['201', '299', '--account', 'nobody'], env);
    expect([gone.code, gone.err]).toEqual([1, '404 There is no such account\nnobody\n']);
    const stranger = await call(['201', '299', '--account', '5001'], { ...env, BELLHOP_TOKEN: 'x' });
    expect([stranger.code, stranger.out]).toEqual([1, '']);
    expect(stranger.err).toMatch(/^401 /);
  });
});
