import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { ADMIN_PASSWORD, startTestBellhop } from '../support/bellhop.ts';

test('screens', async () => {
  const b = await startTestBellhop({ demo: true });
  const empty = await startTestBellhop();
  const list = (await b.api('GET', '/cpes?limit=1000')).json.items;
  const t46 = list.find((c: any) => c.model === 'T46S');
  const mac = t46.mac;
  await b.api('PATCH', `/cpes/${mac}`, {
    settings: { extra: 'phone_setting.backlight_time = 30\nvoice.tone.country = Netherlands' },
  });
  await b.api('PATCH', `/accounts/${t46.accountId}`, { settings: { ntpServers: ['nl.pool.ntp.org'] } });
  const own = (await b.api('GET', `/cpes/${mac}/files`)).json.items.find((f: any) => f.name.startsWith(mac)).name;
  const agent = `Yealink SIP-T48S 66.86.0.15 ${mac.match(/../g).join(':')}`;
  console.log(await (await b.phone(own, { userAgent: agent })).status, own);
  const dev = (await b.api('GET', `/cpes/${mac}?reveal=secret`)).json.provisioningUrl.split('/').at(-2);
  console.log(
    (
      await b.phone(`${dev}/${mac}-local.cfg`, {
        method: 'PUT',
        userAgent: agent,
        body: '## user\nphone_setting.ring_type = Ring3.wav\naccount.1.password = abc\n',
      })
    ).status,
  );
  const other = list.find((c: any) => c.model === 'T42S').mac;
  await b.api('DELETE', `/cpes/${other}/enrolment`);
  for (let i = 0; i < 3; i++)
    await b.phone(`${other}.cfg`, { userAgent: `Yealink SIP-T42S 66.83.188.6 ${other.match(/../g).join(':')}` });
  await b.phone(`805ec0ffff01.cfg`, { userAgent: 'Yealink SIP-T46U 108.86.0.20 80:5e:c0:ff:ff:01' });
  await b.phone(`${'0'.repeat(31)}1/${mac}.cfg`, { userAgent: '<script>alert(1)</script>' });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  for (const [locale, lang] of [
    ['nl-NL', 'nl'],
    ['en-GB', 'en'],
  ] as const)
    for (const [w, h] of [
      [1280, 800],
      [390, 844],
    ] as const) {
      const context = await browser.newContext({ viewport: { width: w, height: h }, locale });
      const page = await context.newPage();
      page.on('console', (m) => console.log('console', m.type(), m.text()));
      page.on('pageerror', (e) => console.log('pageerror', e.message));
      const shot = async (name: string, full = false) => {
        for (let i = 0; i < 4; i++) {
          try {
            await page.screenshot({ path: `/tmp/shots/${name}-${lang}-${w}.png`, fullPage: full });
            break;
          } catch (e) {
            console.log('retry', name);
            await page.waitForTimeout(500);
          }
        }
        const over = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        if (over) console.log('OVERFLOW', name, lang, w);
      };
      const u = b.portalUrl.replace(/\/$/, '');
      await page.goto(`${u}/`);
      await page.fill('#username', 'admin');
      await page.fill('#password', 'wrong');
      await page.click('button.main');
      await shot('login-bad');
      await page.goto(`${u}/`);
      await shot('login');
      await page.fill('#username', 'admin');
      await page.fill('#password', ADMIN_PASSWORD);
      await page.click('button.main');
      await shot('phones');
      await page.goto(`${u}/phones?mac=80:5e:c0&account=1001`);
      await shot('phones-filtered');
      await page.goto(`${u}/phones?mac=zz&account=99`);
      await shot('phones-bad');
      await page.goto(`${u}/phones/${mac}`);
      await shot('phone', true);
      await page.goto(`${u}/phones/${mac}/files/${own}`);
      await shot('file', false);
      await page.click('.legend .layer-channel');
      await page.waitForURL(/layer=channel/);
      await shot('file-filtered', false);
      await page.goto(`${u}/quarantine`);
      await shot('quarantine', true);
      await page.goto(`${u}/phones/${other}/window/open?from=127.0.0.1`);
      await shot('window', false);
      await page.fill('#networks', 'nonsense');
      await page.click('button.main');
      await shot('window-bad', false);
      await page.fill('#networks', '');
      await page.click('button.main');
      await shot('window-opened', false);
      await page.goto(`${u}/phones/${other}/window/close`);
      await shot('window-close', false);
      await page.click('button.main');
      await page.goto(`${u}/nothing`);
      await shot('error');
      const v = empty.portalUrl.replace(/\/$/, '');
      await context.clearCookies();
      await page.goto(`${v}/`);
      await page.fill('#username', 'admin');
      await page.fill('#password', ADMIN_PASSWORD);
      await page.click('button.main');
      await shot('empty');
      await context.close();
      await empty.api('DELETE', '/tokens/none').catch(() => {});
    }
  await browser.close();
  await b.close();
  await empty.close();
  expect(1).toBe(1);
}, 240_000);
