// Firmware in a real browser: an upload that shows how far it is, what is wrong with a file without losing the form, a choice.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startTestBellhop, type TestBellhop } from '../support/bellhop.ts';
import { fileAt, toldToInstall } from '../support/firmware.ts';

const CHROMIUM = process.env.BELLHOP_TEST_BROWSER ?? '/usr/bin/chromium';
const NAME = 'T46S(T48S,T42S,T41S)-66.86.0.15.rom';
const MAC = '805ec0700001';
let bellhop: TestBellhop;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'bellhop-rom-'));

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: apt-get install chromium`);
  bellhop = await startTestBellhop();
  const { id } = (await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' })).json;
  await bellhop.api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    track: 'Lydis',
    accountId: id,
    devices: [{ mac: MAC }],
  });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
});
afterAll(async () => {
  await browser?.close();
  await bellhop?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('DEV-9: files are added with progress, a wrong one is said beside the form, and a version is chosen for an account', {
  timeout: 90_000,
}, async () => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })).newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  await page.goto(`${bellhop.portalUrl}firmware/add`);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();

  const wrong = { name: 'T46S-66.86.0.15.zip', mimeType: 'application/zip', buffer: Buffer.from('zip') };
  await page.getByLabel('Files (up to 20 at once)').setInputFiles(wrong);
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('is not called as Yealink firmware is').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

  const path = join(folder, NAME);
  writeFileSync(path, randomBytes(40_000_000));
  await page.evaluate(`
    window.steps = [];
    const bar = document.querySelector('progress');
    new MutationObserver(() => window.steps.push([bar.hidden, bar.value])).observe(bar, { attributes: true });
    window.onbeforeunload = () => sessionStorage.setItem('steps', JSON.stringify(window.steps));
  `);
  await page.getByLabel('Files (up to 20 at once)').setInputFiles(path);
  await page.getByRole('button', { name: 'Add' }).click();
  await page.waitForURL('**/firmware');
  const steps: unknown = JSON.parse(String(await page.evaluate("sessionStorage.getItem('steps')")));
  expect(steps).toContainEqual([false, 100]);
  await page.getByText(NAME).first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

  await page.getByRole('link', { name: 'Version per account' }).click();
  await page.getByLabel('Account number').fill('1001');
  await page.getByRole('button', { name: 'Show' }).click();
  const lydis = page.locator('form', { hasText: 'Yealink T46S (Lydis)' });
  await lydis.getByLabel('66.86.0.15').check();
  await lydis.getByRole('button', { name: 'Choose' }).click();
  await page.getByText('cannot be reached for some minutes').waitFor();
  await page.getByRole('button', { name: 'Choose' }).click();
  await page.waitForURL('**/firmware/choice?account=1001');
  expect(await lydis.getByLabel('66.86.0.15').isChecked()).toBe(true);
  expect(toldToInstall(await fileAt(bellhop, MAC, 'T46S', '66.83.188.6'))).toBe(NAME);
  expect(broken).toEqual([]);
});
