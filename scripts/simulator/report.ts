// What a fleet did, in numbers and in words.
import type { BootResult } from './fleet.ts';
import type { Fault } from './line.ts';

export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export interface FailedPhone {
  readonly mac: string;
  readonly model: string;
  readonly firmware: string;
  /** The boot at which it failed, from 1. */
  readonly boot: number;
  readonly faults: readonly Fault[];
}

export interface FleetReport {
  readonly phones: number;
  readonly ok: number;
  readonly failed: number;
  readonly boots: number;
  readonly requests: number;
  readonly bytes: number;
  /** Answers by status; `none` for requests that got no whole answer. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly durationMs: number;
  /** By scheme of the URL, and `all`. */
  readonly requestTimes: Readonly<Record<string, Spread>>;
  readonly bootTimes: Spread;
  readonly failures: readonly FailedPhone[];
}

/** Phones that stand in the text; all of them stand in the JSON. */
const MOST_LISTED = 20;

export function reportOf(phones: number, boots: readonly BootResult[], durationMs: number): FleetReport {
  const exchanges = boots.flatMap(({ journal }) => journal.exchanges);
  const failures = boots
    .filter(({ journal }) => journal.faults.length > 0)
    .map(({ spec, boot, journal }) => ({
      mac: spec.mac,
      model: spec.device.model.model,
      firmware: spec.firmware,
      boot,
      faults: journal.faults,
    }));
  const schemes = [...new Set(exchanges.map(({ scheme }) => scheme))].sort();
  return {
    phones,
    ok: phones - failures.length,
    failed: failures.length,
    boots: boots.length,
    requests: exchanges.length,
    bytes: exchanges.reduce((sum, { bytes }) => sum + bytes, 0),
    statuses: countBy(exchanges.map(({ status }) => String(status ?? 'none'))),
    durationMs: Math.round(durationMs),
    requestTimes: Object.fromEntries(
      ['all', ...schemes].map((scheme) => [
        scheme,
        spreadOf(exchanges.filter((exchange) => scheme === 'all' || exchange.scheme === scheme).map(({ ms }) => ms)),
      ]),
    ),
    bootTimes: spreadOf(boots.map(({ ms }) => ms)),
    failures,
  };
}

export function textOf(report: FleetReport): string {
  const seconds = report.durationMs / 1000;
  const rate = seconds > 0 ? Math.round(report.requests / seconds) : 0;
  const lines = [
    `${report.phones} phones: ${report.ok} ok, ${report.failed} failed`,
    `${report.boots} boots, ${report.requests} requests, ${megabytes(report.bytes)} in ${seconds.toFixed(1)} s (${rate} requests/s)`,
    `answers: ${Object.entries(report.statuses)
      .map(([status, count]) => `${count} x ${status}`)
      .join(', ')}`,
    '',
    `${'time (ms)'.padEnd(16)}${['count', 'p50', 'p95', 'max'].map((name) => name.padStart(10)).join('')}`,
    ...Object.entries(report.requestTimes).map(([scheme, spread]) => spreadLine(`request ${scheme}`, spread)),
    spreadLine('boot', report.bootTimes),
  ];
  if (report.failures.length > 0) lines.push('', 'failed:');
  for (const { mac, model, firmware, boot, faults } of report.failures.slice(0, MOST_LISTED)) {
    lines.push(`  ${mac} ${model} ${firmware}, boot ${boot}`);
    lines.push(...faults.map(({ request, why }) => `    ${request}: ${why}`));
  }
  const more = report.failures.length - MOST_LISTED;
  if (more > 0) lines.push(`  and ${more} more: --json FILE holds all`);
  return `${lines.join('\n')}\n`;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => round(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0);
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

function spreadLine(name: string, { count, p50Ms, p95Ms, maxMs }: Spread): string {
  return name.padEnd(16) + [count, p50Ms, p95Ms, maxMs].map((value) => String(value).padStart(10)).join('');
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].sort());
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
