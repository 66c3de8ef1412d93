// What a node does for others of its own accord, round after round: brings events into the outbox and sends what waits there.

import type { AlarmDeps } from './alarms/deps.ts';
import { alarmEvents } from './alarms/standing.ts';
import { createAlarmWatch } from './alarms/watch.ts';
import { machineOrigin } from './audit/audited-desk.ts';
import type { AuditLog } from './audit/log.ts';
import { auditedWebhooks } from './audit/notices.ts';
import type { SendOutcome } from './domain/notice.ts';
import type { Logger } from './log.ts';
import { startRounds } from './outbound/rounds.ts';
import type { Store } from './store/store.ts';
import { createDelivering } from './webhooks/deliver.ts';
import type { Send, WebhookDeps } from './webhooks/deps.ts';
import { createFeed } from './webhooks/feed.ts';
import { createSources } from './webhooks/sources.ts';

export interface NoticeRoundsDeps
  extends Pick<WebhookDeps, 'sealer' | 'now' | 'randomHex'>,
    Pick<AlarmDeps, 'certificateEnds' | 'mail'> {
  readonly store: Store;
  readonly audit: AuditLog;
  readonly send: Send;
  readonly tried: (outcome: SendOutcome) => void;
  readonly node: string;
  readonly isAvailable: () => boolean;
  readonly log: Logger;
}

const ROUND_MS = 1_000;
const ALARM_ROUND_MS = 15_000;

/** @returns what ends the rounds, when what is under way has been sent */
export function startNoticeRounds(deps: NoticeRoundsDeps): () => Promise<void> {
  const { store, audit, isAvailable, log, now, node } = deps;
  const { notices } = store;
  const feed = createFeed({
    ...notices,
    place: notices.placeOf('feed'),
    sources: [...createSources(store.happened, store), alarmEvents(store.alarms.alarms)],
    node,
    now,
  });
  const delivering = createDelivering({
    ...deps,
    ...notices,
    webhooks: auditedWebhooks(notices.webhooks, audit, machineOrigin('webhooks', 'job')),
  });
  const round = async () => {
    if (!isAvailable()) return;
    await feed();
    await delivering.step();
  };
  const rounds = startRounds('notices', ROUND_MS, round, log);
  const watch = createAlarmWatch({
    ...deps,
    ...store.alarms,
    records: store,
    findReports: store.notebook.findReports,
    deviceCertificates: store.deviceCertificates,
    jobsEnded: store.happened.jobsEnded,
    place: notices.placeOf('alarms'),
  });
  const alarmRounds = startRounds('alarms', ALARM_ROUND_MS, async () => isAvailable() && watch(), log);
  return async () => {
    await alarmRounds.stop();
    await rounds.stop();
    await delivering.settled();
  };
}
