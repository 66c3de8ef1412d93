// Sends what waits in the outbox. A row is taken for a while, sent, and written down with what came of it; a node that dies in
// between leaves it to be taken again, so everything is sent at least once. A receiver that fails is left alone for a
// growing while, and is switched off when it has failed for days.
import { edit, type RecordStore } from '../cpe/deps.ts';
import type { Delivery, SendOutcome, Webhook } from '../domain/notice.ts';
import type { Sealer } from '../domain/sealed.ts';
import type { Logger } from '../log.ts';
import { type Backoff, backoffMs } from '../work/run.ts';
import type { DeliveryStore, HealthStore, Send } from './deps.ts';
import { HEADERS, signatureOf } from './signature.ts';

export interface DeliverDeps {
  /** Changes are noted as the server's own. */
  readonly webhooks: RecordStore<Webhook>;
  readonly deliveries: Pick<DeliveryStore, 'claim' | 'finish' | 'drop'>;
  readonly health: HealthStore;
  readonly sealer: Sealer;
  readonly send: Send;
  readonly now: () => Date;
  readonly randomHex: (bytes: number) => string;
  /** Told of each try. */
  readonly tried: (outcome: SendOutcome) => void;
  readonly log: Logger;
}

export interface DeliverTimes {
  /** Longer than any try takes. */
  readonly leaseMs: number;
  readonly backoff: Backoff;
  /** A delivery is given up so long after it was due first. */
  readonly giveUpMs: number;
  /** A webhook is switched off when nothing has arrived for so long. */
  readonly switchOffMs: number;
}

const HOUR_MS = 3_600_000;
export const DELIVER_TIMES: DeliverTimes = {
  leaseMs: 60_000,
  backoff: { firstMs: 5_000, mostMs: HOUR_MS },
  giveUpMs: 24 * HOUR_MS,
  switchOffMs: 72 * HOUR_MS,
};

/** Requests at a time on one node, and of those to one webhook, so that a slow one does not hold the others up. */
const AT_A_TIME = 16;
const AT_A_TIME_EACH = 4;
const TOKEN_BYTES = 16;

export interface Delivering {
  /** Begins to send what is due, as far as there is room; to be called about every second. @returns how many it began */
  readonly step: () => Promise<number>;
  /** Resolves when nothing is under way any more. */
  readonly settled: () => Promise<void>;
}

export function createDelivering(deps: DeliverDeps, times: DeliverTimes = DELIVER_TIMES): Delivering {
  const running = new Map<Promise<void>, string>();

  const busyWebhooks = (): readonly string[] => {
    const many = new Map<string, number>();
    for (const id of running.values()) many.set(id, (many.get(id) ?? 0) + 1);
    return [...many].filter(([, count]) => count >= AT_A_TIME_EACH).map(([id]) => id);
  };
  const begin = (delivery: Delivery, token: string): void => {
    const done = deliver(delivery, token)
      .catch((err: unknown) => deps.log.warn({ err, delivery: delivery.id }, 'delivery is left to be tried again'))
      .finally(() => running.delete(done));
    running.set(done, delivery.webhookId);
  };

  return {
    step: async () => {
      let begun = 0;
      while (running.size < AT_A_TIME) {
        const now = deps.now();
        const token = deps.randomHex(TOKEN_BYTES);
        const except = [...(await deps.health.paused(now)), ...busyWebhooks()];
        const delivery = await deps.deliveries.claim(now, times.leaseMs, token, except);
        if (!delivery) break;
        begin(delivery, token);
        begun += 1;
      }
      return begun;
    },
    settled: async () => void (await Promise.allSettled(running.keys())),
  };

  async function deliver(delivery: Delivery, token: string): Promise<void> {
    const { id, webhookId, body } = delivery;
    const webhook = await deps.webhooks.find(webhookId);
    const startedAt = deps.now();
    if (!webhook?.on) {
      await deps.deliveries.finish(id, token, { state: 'dropped', dueAt: startedAt, finishedAt: startedAt });
      return;
    }
    const outcome = await deps.send({ url: webhook.url, headers: headersOf(webhook, id, body, startedAt), body });
    deps.tried(outcome);
    const now = deps.now();
    const lastTry = { ...outcome, at: startedAt };
    if (hasArrived(outcome)) {
      await deps.deliveries.finish(id, token, { state: 'delivered', dueAt: now, lastTry, finishedAt: now });
      await deps.health.succeeded(webhookId, now);
      return;
    }
    const isLast = now.getTime() - delivery.createdAt.getTime() >= times.giveUpMs || delivery.event.kind === 'test';
    const dueAt = new Date(now.getTime() + backoffMs(times.backoff, delivery.attempts));
    await deps.deliveries.finish(id, token, {
      state: isLast ? 'gaveUp' : 'waiting',
      dueAt,
      lastTry,
      ...(isLast && { finishedAt: now }),
    });
    if (delivery.event.kind !== 'test') await noteFailure(webhook, now);
  }

  async function noteFailure({ id }: Webhook, now: Date): Promise<void> {
    const { failures, failingSince } = await deps.health.failed(id, now);
    if (failingSince && now.getTime() - failingSince.getTime() >= times.switchOffMs) {
      await switchOff(id);
      return;
    }
    // One that failed by chance goes on; one that fails again and again is not asked for every row that waits.
    if (failures > AT_A_TIME_EACH)
      await deps.health.pause(id, new Date(now.getTime() + backoffMs(times.backoff, failures - AT_A_TIME_EACH)));
  }

  async function switchOff(id: string): Promise<void> {
    await edit(
      deps,
      deps.webhooks,
      id,
      undefined,
      { missing: 'WEBHOOK_NOT_FOUND' },
      (former): Webhook => ({
        ...former,
        on: false,
        offBecause: 'failing',
      }),
    );
    await deps.deliveries.drop(id, deps.now());
  }

  function headersOf(webhook: Webhook, id: string, body: string, at: Date): Readonly<Record<string, string>> {
    const timestamp = Math.floor(at.getTime() / 1000);
    const { secret, former } = webhook;
    const secrets = [secret, ...(former && former.until > at ? [former.secret] : [])].map(deps.sealer.unseal);
    return {
      'Content-Type': 'application/json',
      'User-Agent': 'Bellhop-Webhook/1',
      [HEADERS.id]: id,
      [HEADERS.timestamp]: String(timestamp),
      [HEADERS.signature]: signatureOf(timestamp, body, secrets),
    };
  }
}

/** Any 2xx. A redirect is not followed, and so is a failure. */
export function hasArrived({ status }: SendOutcome): boolean {
  return status !== undefined && status >= 200 && status < 300;
}
