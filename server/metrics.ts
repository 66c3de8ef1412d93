// Numbers for Prometheus. What happens is counted where it happens; how much there is is asked of the store when somebody
// looks. Names stand in docs/grafana-dashboard.json too. Source: design.md "Processes and settings"
import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { ALARM_KINDS } from './domain/alarm.ts';
import { DELIVERY_STATES, type SendOutcome } from './domain/notice.ts';
import type { ServeFile } from './provisioning/file-request.ts';
import type { Store } from './store/store.ts';

export interface MetricsDeps {
  readonly registry: Registry;
  readonly store: Pick<Store, 'cpes' | 'accounts' | 'alarms' | 'notices' | 'jobs'>;
  readonly isAvailable: () => boolean;
  readonly certificateEnds: () => Date | undefined;
}

/** More jobs that wait are not counted. */
const MOST_DUE = 1_000;
const MS = 1_000;

/** What is asked when somebody looks; of a store that does not answer only that it does not. */
export function gaugeStore({ registry, store, isAvailable, certificateEnds }: MetricsDeps): void {
  const registers = [registry];
  const gauge = (
    name: string,
    help: string,
    count: (into: Gauge<'kind' | 'state'>) => Promise<void>,
    label?: 'kind' | 'state',
  ) =>
    new Gauge({
      name,
      help,
      registers,
      labelNames: label ? [label] : [],
      async collect() {
        this.reset();
        if (isAvailable()) await count(this);
      },
    });
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'bellhop_database_up',
    help: 'Whether the database answers (1) or not (0)',
    registers,
    collect() {
      this.set(isAvailable() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'bellhop_certificate_expires_timestamp_seconds',
    help: "When the certificate of the phones' listeners ends, in seconds since 1970; 0 without one",
    registers,
    collect() {
      this.set(Math.floor((certificateEnds()?.getTime() ?? 0) / MS));
    },
  });
  gauge('bellhop_cpes', 'Phones in the store', async (into) => into.set(await store.cpes.count({})));
  gauge('bellhop_accounts', 'Accounts in the store', async (into) => into.set(await store.accounts.count({})));
  gauge('bellhop_jobs_due', `Jobs that could be begun now, ${MOST_DUE} at most`, async (into) =>
    into.set((await store.jobs.due(MOST_DUE)).length),
  );
  gauge(
    'bellhop_alarms_standing',
    'Alarms that stand, by what they are about',
    async (into) => {
      for (const kind of ALARM_KINDS) into.set({ kind }, await store.alarms.alarms.count({ kind, clearedAt: null }));
    },
    'kind',
  );
  gauge(
    'bellhop_webhook_deliveries',
    'Deliveries in the outbox and its log, by state',
    async (into) => {
      const counted = await store.notices.deliveries.countByState();
      for (const state of DELIVERY_STATES) into.set({ state }, counted[state]);
    },
    'state',
  );
}

/** @returns what is to be told of each try to deliver */
export function countTries(registry: Registry): (outcome: SendOutcome) => void {
  const tries = new Counter({
    name: 'bellhop_webhook_tries_total',
    help: 'Tries to deliver to a webhook: answered with 2xx, answered otherwise, or not answered',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['delivered', 'refused', 'failed']) tries.inc({ outcome }, 0);
  return ({ status }) => {
    const isTaken = status !== undefined && status >= 200 && status < 300;
    tries.inc({ outcome: status === undefined ? 'failed' : isTaken ? 'delivered' : 'refused' });
  };
}

/** Counts what phones ask. */
export function countedRequests(serveFile: ServeFile, registry: Registry): ServeFile {
  const requests = new Counter({
    name: 'bellhop_phone_requests_total',
    help: 'Requests of phones by transport and answer',
    labelNames: ['transport', 'answer'],
    registers: [registry],
  });
  // Looking a counter up by its labels costs as much as counting: one is kept for each pair.
  const kept = new Map<string, Counter.Internal>();
  return async (request) => {
    const answer = await serveFile(request);
    const key = `${request.transport} ${answer.status}`;
    const counter = kept.get(key) ?? requests.labels(request.transport, answer.status);
    kept.set(key, counter);
    counter.inc();
    return answer;
  };
}
