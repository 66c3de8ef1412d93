// Numbers for Prometheus of a running server, and the dashboard that is made of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT, startTestBellhop, type TestBellhop } from './support/bellhop.ts';

let bellhop: TestBellhop;
beforeAll(async () => {
  bellhop = await startTestBellhop();
});
afterAll(() => bellhop?.close());

/** Samples by name and labels, as the text format has them. */
async function scraped(): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${bellhop.ports.admin}/metrics`);
  expect(answer.status).toBe(200);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

test('D: counts requests, phones, alarms, deliveries and tells when the certificate ends', async () => {
  await bellhop.phone('805ec0000009.cfg');
  await bellhop.api('POST', '/accounts', { name: 'Bakery', number: '1001' });
  const model = { vendor: 'Yealink', model: 'T46S' };
  await bellhop.api('POST', '/cpes', { ...model, devices: [{ mac: '805ec0000001' }, { mac: '805ec0000002' }] });
  const found = await scraped();
  expect(found.get('bellhop_phone_requests_total{transport="http",answer="notFound"}')).toBe(1);
  expect([found.get('bellhop_cpes'), found.get('bellhop_accounts')]).toEqual([2, 1]);
  expect(found.get('bellhop_database_up')).toBe(1);
  expect(found.get('bellhop_jobs_due')).toBeGreaterThanOrEqual(0);
  expect(found.get('bellhop_alarms_standing{kind="notSeen"}')).toBe(0);
  expect(found.get('bellhop_webhook_deliveries{state="waiting"}')).toBe(0);
  expect(found.get('bellhop_webhook_tries_total{outcome="delivered"}')).toBe(0);
  expect(found.get('bellhop_certificate_expires_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000);
});

describe('the dashboard', () => {
  const dashboard: { readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[] } =
    JSON.parse(readFileSync(join(PROJECT, 'docs/grafana-dashboard.json'), 'utf8'));
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  test('D: every number that it names is there, with the labels that it asks for, and none of ours is left out', async () => {
    await bellhop.phone('805ec0000009.cfg');
    const samples = [...(await scraped()).keys()];
    const nameOf = (sample: string) => sample.split('{')[0] ?? '';
    const asked = queries.flatMap((query) => [
      ...query.matchAll(/\b((?:bellhop|process|nodejs)_[a-z0-9_]+)(?:\{(\w+)=)?/g),
    ]);
    expect(asked.length).toBeGreaterThanOrEqual(16);
    for (const [, name = '', label] of asked) {
      const own = samples.filter((sample) => nameOf(sample) === name);
      expect(own, name).not.toEqual([]);
      if (label !== undefined)
        expect(
          own.every((sample) => sample.includes(`${label}="`)),
          `${name} ${label}`,
        ).toBe(true);
    }
    for (const query of queries) {
      const by = /by \((\w+)\)/.exec(query)?.[1];
      const name = /(bellhop_[a-z_]+)/.exec(query)?.[1];
      if (by !== undefined)
        expect(
          samples.some((sample) => nameOf(sample) === name && sample.includes(`${by}="`)),
          query,
        ).toBe(true);
    }
    const ours = new Set(samples.map(nameOf).filter((name) => name.startsWith('bellhop_')));
    expect([...ours].filter((name) => !queries.some((query) => query.includes(name)))).toEqual([]);
    expect(ours.size).toBeGreaterThanOrEqual(9);
  });
});
