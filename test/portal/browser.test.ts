// The whole server and a real browser: log in, find a phone, see its file line by line, let it in, wait for it to come.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startTestBellhop, T46S_AGENT, type TestBellhop } from '../support/bellhop.ts';

const CHROMIUM = process.env.BELLHOP_TEST_BROWSER ?? '/usr/bin/chromium';
const MAC = '805ec0123456';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let bellhop: TestBellhop;
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: apt-get install chromium`);
  bellhop = await startTestBellhop();
  const account = await bellhop.api('POST', '/accounts', { name: 'Bakery <b>Krent</b>', number: '1001' });
  await bellhop.api('POST', '/cpes', {
    vendor: 'Yealink',
    model: 'T46S',
    accountId: account.json.id,
    createChannel: true,
    devices: [{ mac: MAC }],
  });
  await bellhop.api('PATCH', `/cpes/${MAC}`, { settings: { vlan: { enabled: true, deviceId: 20 } } });
  await bellhop.api('DELETE', `/cpes/${MAC}/enrolment`);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
afterAll(async () => {
  await browser?.close();
  await bellhop?.close();
});

test.each([
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])('an admin lets a refused phone in, at $width x $height', { timeout: 90_000 }, async (viewport) => {
  const context = await browser.newContext({ viewport, locale: 'en-GB' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

  await page.goto(bellhop.portalUrl);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/phones');
  expect(await page.getByRole('link', { name: 'Bakery <b>Krent</b>' }).isVisible()).toBe(true);
  expect(await fits()).toBe(true);

  await page.getByRole('link', { name: '80:5e:c0:12:34:56' }).click();
  await page.getByRole('link', { name: `${MAC}.cfg` }).click();
  const vlan = page.getByRole('row').filter({ hasText: 'static.network.vlan.internet_port_vid = 20' });
  expect(await vlan.textContent()).toContain('Phone');
  const legend = page.getByRole('navigation', { name: 'Layers' });
  await legend.getByRole('link', { name: 'Channel' }).click();
  await page.waitForURL('**?layer=channel');
  const rows = page.locator('.lines tbody tr');
  expect(await rows.count()).toBeGreaterThan(3);
  expect(await rows.filter({ hasText: 'account.1.password = ********' }).count()).toBe(1);
  expect(await page.locator('.lines tbody tr:not(.layer-channel)').count()).toBe(0);
  expect(await fits()).toBe(true);

  expect((await bellhop.phone(`${MAC}.cfg`, { userAgent: T46S_AGENT })).status).toBe(404);
  await page.getByRole('link', { name: 'Refused' }).click();
  expect(await page.getByText('its first-boot window is closed').isVisible()).toBe(true);
  expect(await fits()).toBe(true);
  await page.getByRole('link', { name: 'Open the window' }).click();
  expect(await page.getByLabel('Only from this address or network').inputValue()).toBe('127.0.0.1');
  await page.getByRole('button', { name: 'Open the window' }).click();
  const url = (await page.locator('#url').textContent()) ?? '';
  expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${bellhop.ports.http}/p/[0-9a-f]{32}/$`));
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await fits()).toBe(true);

  await page.getByRole('link', { name: 'To the phone' }).click();
  const answer = await bellhop.phone(`${url.split('/p/')[1]}${MAC}.cfg`, { userAgent: T46S_AGENT });
  expect(answer.status).toBe(200);
  // The page refreshes its state by itself: nobody reloads it.
  await page.getByText('The phone has the file as it is now.').waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Close the window' }).click();
  await page.getByRole('button', { name: 'Close the window' }).click();
  await page.getByRole('link', { name: 'Open the window' }).waitFor();

  await page.getByRole('button', { name: 'NL' }).click();
  await page.getByRole('heading', { name: 'Stand van zaken' }).waitFor();
  expect(await fits()).toBe(true);
  await page.getByRole('button', { name: 'Uitloggen' }).click();
  await page.getByRole('heading', { name: 'Inloggen' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

/** What the browser complains of: broken scripts, and whatever the content policy keeps out. */
test('phones are imported from a file: looked at first, progress without loading again', {
  timeout: 90_000,
}, async () => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })).newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${bellhop.portalUrl}phones/import`);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  const rows = Array.from({ length: 300 }, (_, i) => `805ec7${i.toString(16).padStart(6, '0')},Yealink,T46S`);
  const buffer = Buffer.from(['mac,vendor,model', ...rows].join('\n'));
  await page.getByLabel('CSV file').setInputFiles({ name: 'phones.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Look at it' }).click();
  await page.waitForURL('**/jobs/*');
  await page.evaluate('window.sameDocument = true');
  // The job waits for Agenda's next look, so what follows was sent by the server and not by loading the page.
  await page.getByText('What the import would do').waitFor();
  expect(await page.evaluate('window.sameDocument')).toBe(true);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.getByRole('link', { name: 'Import now' }).click();
  await page.getByRole('button', { name: 'Import now' }).click();
  await page.getByText('What the import did').waitFor();
  expect((await bellhop.api('GET', '/cpes/805ec700012b')).status).toBe(200);
  expect(complaints).toEqual([]);
});

function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return complaints;
}
