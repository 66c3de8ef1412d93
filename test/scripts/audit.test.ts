// npm's audit report, with the shapes that npm 9 and 10 print, and the list of accepted weaknesses.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge, readAccepted, readReport } from '../../scripts/audit-report.ts';

const ADVISORY = 'https://example.com/advisories/one';
const via = { source: 1, name: 'deep', url: ADVISORY, severity: 'high', title: 'Something bad', range: '<2' };
const REPORT = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    deep: { name: 'deep', severity: 'high', via: [via] },
    above: { name: 'above', severity: 'high', via: ['deep', via] },
  },
});
const weaknesses = [{ advisory: ADVISORY, name: 'deep', severity: 'high', title: 'Something bad' }];
const because = 'only used by tests, on input of our own';
const NOW = new Date('2026-11-23');

describe('the report', () => {
  test('names each weakness once', () => {
    expect(readReport(REPORT)).toEqual({ weaknesses });
    expect(readReport('{"auditReportVersion":2,"vulnerabilities":{}}')).toEqual({ weaknesses: [] });
  });

  test.each([
    ['nothing', '', undefined],
    ['a page', '<html>', undefined],
    ['an error of the registry', '{"message":"request failed, 403"}', 'request failed, 403'],
    ['an error of npm', '{"error":{"summary":"endpoint is not there"}}', 'endpoint is not there'],
    ['an empty error', '{"error":{"summary":""}}', undefined],
  ])('%s is a refusal, never a clean report', (_, text, refusal) => {
    expect(readReport(text)).toEqual({ refusal });
  });
});

describe('what is accepted', () => {
  const accepted = (until: string) => [{ advisory: ADVISORY, because, until }];

  test('is told with its reason until its day, and is open after it', () => {
    expect(judge(weaknesses, accepted('2026-12-01'), NOW)).toEqual({
      open: [],
      explained: [{ weakness: weaknesses[0], because }],
      unused: [],
    });
    expect(judge(weaknesses, accepted('2026-11-01'), NOW)).toMatchObject({ open: weaknesses, explained: [] });
    expect(judge(weaknesses, [], NOW).open).toEqual(weaknesses);
  });

  test('is told when it is there no more', () => {
    expect(judge([], accepted('2026-12-01'), NOW).unused).toHaveLength(1);
  });

  test('must say why, where and until when', () => {
    expect(() => readAccepted(JSON.stringify([{ advisory: ADVISORY, because: 'fine', until: '2026-12-01' }]))).toThrow(
      '/0/because',
    );
    expect(() => readAccepted(JSON.stringify([{ advisory: ADVISORY, because, until: 'never' }]))).toThrow('/0/until');
    const list = readFileSync(new URL('../../scripts/accepted-weaknesses.json', import.meta.url), 'utf8');
    expect(readAccepted(list)).toEqual([]);
  });
});
