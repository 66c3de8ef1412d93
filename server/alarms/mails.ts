// Mails about alarms: one for each account and look, however many alarms came or went. A mail that cannot be sent is tried
// again, ever later; a node that dies between sending and noting it sends it once more.
import type { Alarm, AlarmSettings } from '../domain/alarm.ts';
import { PLATFORM } from '../domain/alarm.ts';
import { text } from '../domain/texts.ts';
import type { AlarmDeps } from './deps.ts';
import { everyOne, grouped } from './standing.ts';

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
/** More lines than this are counted, not listed. */
const MOST_LINES = 50;

export function createMails({ alarms, mail, now, log }: AlarmDeps) {
  /** Accounts whose mail server refused, and until when they are left alone. */
  const waiting = new Map<string, { readonly until: number; readonly waitMs: number }>();
  return async (wishes: ReadonlyMap<string, AlarmSettings>): Promise<void> => {
    if (!mail) return;
    const due: Alarm[] = [];
    for await (const page of everyOne(alarms, { isMailDue: true })) due.push(...page);
    for (const [id, some] of grouped(due, ({ accountId }) => accountId ?? PLATFORM)) {
      if ((waiting.get(id)?.until ?? 0) > now().getTime()) continue;
      try {
        await send(wishes.get(id), some);
        waiting.delete(id);
      } catch (err) {
        const waitMs = Math.min(LONGEST_WAIT_MS, (waiting.get(id)?.waitMs ?? FIRST_WAIT_MS / 2) * 2);
        waiting.set(id, { until: now().getTime() + waitMs, waitMs });
        log.warn({ err, account: id }, 'a mail about alarms was not sent and is tried again');
      }
    }
  };

  async function send(wish: AlarmSettings | undefined, due: readonly Alarm[]): Promise<void> {
    if (wish && mail) {
      const [raised, cleared] = [due.filter(({ clearedAt }) => !clearedAt), due.filter(({ clearedAt }) => clearedAt)];
      const subject = text(wish.language, 'alarm.mail.subject', { raised: raised.length, cleared: cleared.length });
      const body = textOf(wish, raised, cleared, mail.portalUrl);
      for (const to of wish.mail) await mail.mailer.send({ to, subject, text: body });
    }
    for (const alarm of due) {
      const told = { ...alarm, isMailDue: false, isTold: !alarm.clearedAt, revision: alarm.revision + 1 };
      // Changed meanwhile: there is something new to tell, and that stays due.
      await alarms.replace(told, alarm.revision);
    }
  }
}

function textOf(
  { language }: AlarmSettings,
  raised: readonly Alarm[],
  cleared: readonly Alarm[],
  portalUrl: string,
): string {
  const lines = (some: readonly Alarm[]) => [
    ...some.slice(0, MOST_LINES).map((alarm) => `- ${lineOf(language, alarm)}`),
    ...(some.length > MOST_LINES ? [text(language, 'alarm.mail.more', { count: some.length - MOST_LINES })] : []),
  ];
  return [
    ...(raised.length > 0 ? [text(language, 'alarm.mail.raised'), ...lines(raised), ''] : []),
    ...(cleared.length > 0 ? [text(language, 'alarm.mail.cleared'), ...lines(cleared), ''] : []),
    portalUrl,
    '',
  ].join('\n');
}

function lineOf(language: string, { kind, subject, moment }: Alarm): string {
  return text(language, `alarm.line.${kind}`, {
    label: subject.label.replace(/\p{C}+/gu, ' '),
    moment: moment.toISOString().slice(0, 16).replace('T', ' '),
  });
}
