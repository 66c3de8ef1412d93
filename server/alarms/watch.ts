// Looks for what alarms are about. Nothing is polled phone by phone: what becomes due between two looks is found by its moment
// (last request plus the hours an account chose, end of a window), and only alarms that stand are looked at again.
import { labelOfCpe, tenantOfCpe } from '../audit/records.ts';
import { type Alarm, type AlarmKind, type AlarmSettings, PLATFORM } from '../domain/alarm.ts';
import { type Mac, parseMac } from '../domain/mac.ts';
import type { Cpe, CpeReport } from '../domain/records.ts';
import { registrationOf } from '../domain/registration.ts';
import { tenantOfJob } from '../webhooks/sources.ts';
import type { AlarmDeps } from './deps.ts';
import { createMails } from './mails.ts';
import { type Cause, clear, everyOne, grouped, raise } from './standing.ts';

const HOUR_MS = 3_600_000;
/** How long before a first-boot window ends that no phone has closed. */
const WINDOW_LEAD_MS = 2 * HOUR_MS;
/** A phone that starts anew is registered again within this time. */
const REGISTERS_WITHIN_MS = 5 * 60_000;
const CERTIFICATE_LEAD_MS = 30 * 24 * HOUR_MS;
const LEASE_MS = 60_000;
/** What a phone or a job wrote a moment ago may come into the past by this much. */
const OVERLAP_MS = 10_000;
const AT_ONCE = 200;

/** @returns a step that raises, clears and tells; one node at a time does it */
export function createAlarmWatch(deps: AlarmDeps): () => Promise<void> {
  const mails = createMails(deps);
  return async () => {
    const now = deps.now();
    const place = await deps.place.take(now, LEASE_MS, deps.node);
    if (!place) return;
    const wishes = new Map<string, AlarmSettings>();
    for await (const page of everyOne(deps.settings, {})) for (const one of page) wishes.set(one.id, one);
    const look = lookOf(deps, wishes, place, now);
    await look.unseenPhones();
    await look.unregisteredPhones();
    await look.endingWindows();
    await look.certificate();
    await look.deviceCertificates();
    await look.jobs();
    await look.whatStands();
    await mails(wishes);
    await deps.place.move(deps.node, now);
  };
}

function lookOf(deps: AlarmDeps, wishes: ReadonlyMap<string, AlarmSettings>, place: Date, now: Date) {
  const { alarms, records } = deps;
  const wishFor = (accountId: string | undefined, kind: AlarmKind): AlarmSettings | undefined => {
    const wish = wishes.get(accountId ?? PLATFORM);
    return wish?.kinds.includes(kind) ? wish : undefined;
  };
  const raised = (cause: Cause, wish: AlarmSettings) =>
    raise(alarms, cause, { now, withMail: deps.mail !== undefined && wish.mail.length > 0 });
  const ofCpe = (kind: AlarmKind, cpe: Cpe, moment: Date): Cause => ({
    kind,
    ...tenantOfCpe(cpe),
    subject: { kind: 'cpe', id: cpe.mac, label: cpe.label ?? labelOfCpe(cpe) },
    moment,
  });
  /** From where on to look: all the past where an account wants this only now. */
  const since = (wanting: readonly AlarmSettings[], shiftMs: number): Date =>
    wanting.some(({ changedAt }) => changedAt.getTime() > place.getTime() - OVERLAP_MS)
      ? new Date(0)
      : new Date(place.getTime() + shiftMs - OVERLAP_MS);
  const wanting = (kind: AlarmKind) => [...wishes.values()].filter(({ kinds }) => kinds.includes(kind));
  const cpesOf = async (macs: readonly Mac[]) =>
    new Map((await records.cpes.findMany(macs)).map((cpe) => [cpe.mac, cpe]));

  return {
    unseenPhones: async () => {
      const byHours = grouped(wanting('notSeen'), ({ notSeenHours }) => notSeenHours);
      for (const [hours, group] of byHours) {
        const until = new Date(now.getTime() - hours * HOUR_MS);
        const seen = deps.lastSeenBetween(since(group, -hours * HOUR_MS), until);
        for await (const some of inGroups(seen)) {
          const cpes = await cpesOf(some.map(({ mac }) => mac));
          for (const { mac, lastAt } of some) {
            const cpe = cpes.get(mac);
            const wish = cpe?.accountId === undefined ? undefined : wishFor(cpe.accountId, 'notSeen');
            if (cpe && wish?.notSeenHours === hours) await raised(ofCpe('notSeen', cpe, lastAt), wish);
          }
        }
      }
    },
    unregisteredPhones: async () => {
      const group = wanting('notRegistered');
      if (group.length === 0) return;
      const until = new Date(now.getTime() - REGISTERS_WITHIN_MS);
      const told = deps.registrationsBetween(since(group, -REGISTERS_WITHIN_MS), until);
      for await (const macs of inGroups(told)) {
        const reports = await deps.findReports(macs);
        for (const cpe of (await cpesOf(macs)).values()) {
          const wish = cpe.accountId === undefined ? undefined : wishFor(cpe.accountId, 'notRegistered');
          const is = registrationOf(cpe.channelIds, reports.get(cpe.mac)?.registrations);
          if (wish && is.state === 'notRegistered') await raised(ofCpe('notRegistered', cpe, is.at), wish);
        }
      }
    },
    endingWindows: async () => {
      const group = wanting('windowExpiring');
      if (group.length === 0) return;
      const from = since(group, WINDOW_LEAD_MS);
      const ends = deps.windowEndsBetween(from > now ? from : now, new Date(now.getTime() + WINDOW_LEAD_MS));
      for await (const macs of inGroups(ends))
        for (const cpe of (await cpesOf(macs)).values()) {
          const wish = cpe.accountId === undefined ? undefined : wishFor(cpe.accountId, 'windowExpiring');
          if (wish && cpe.enrolment) await raised(ofCpe('windowExpiring', cpe, cpe.enrolment.until), wish);
        }
    },
    certificate: async () => {
      const ends = deps.certificateEnds();
      const wish = wishFor(undefined, 'certificateExpiring');
      if (!ends || !wish || ends.getTime() - now.getTime() > CERTIFICATE_LEAD_MS) return;
      const subject = { kind: 'certificate', id: 'server', label: 'HTTPS' };
      await raised({ kind: 'certificateExpiring', subject, moment: ends }, wish);
    },
    deviceCertificates: async () => {
      const group = wanting('deviceCertificateExpiring');
      if (group.length === 0) return;
      const until = new Date(now.getTime() + CERTIFICATE_LEAD_MS);
      for await (const some of inGroups(
        deps.deviceCertificates.endingBetween(since(group, CERTIFICATE_LEAD_MS), until),
      )) {
        const cpes = await cpesOf(some.map(({ mac }) => mac));
        for (const { mac, notAfter } of some) {
          const cpe = cpes.get(mac);
          const wish = cpe?.accountId === undefined ? undefined : wishFor(cpe.accountId, 'deviceCertificateExpiring');
          if (cpe && wish) await raised(ofCpe('deviceCertificateExpiring', cpe, notAfter), wish);
        }
      }
    },
    jobs: async () => {
      for await (const job of deps.jobsEnded(new Date(place.getTime() - OVERLAP_MS), now)) {
        const owner = tenantOfJob(job);
        const wish = wishFor(owner.accountId, 'jobFailed');
        if (!wish || !job.finishedAt || job.state === 'cancelled') continue;
        const subject = { kind: 'job', id: `${job.kind}/${owner.accountId ?? PLATFORM}`, label: job.kind };
        const cause: Cause = { kind: 'jobFailed', ...owner, subject, moment: job.finishedAt };
        if (job.state === 'failed') await raised(cause, wish);
        else await over(`jobFailed:${subject.id}`, job.finishedAt);
      }
    },
    /** Alarms that are over, because things are well again or nobody wants them any more. */
    whatStands: async () => {
      for await (const page of everyOne(alarms, { clearedAt: null })) {
        const macs = page.flatMap(({ subject }) => macOf(subject) ?? []);
        const [cpes, reports] = [await cpesOf(macs), await deps.findReports(macs)];
        for (const alarm of page) {
          const mac = macOf(alarm.subject);
          const standing = {
            cpe: mac && cpes.get(mac),
            report: reports.get(alarm.subject.id),
            certificateEnds: deps.certificateEnds(),
            isCertificateGone:
              mac !== undefined && alarm.kind === 'deviceCertificateExpiring' && (await isGone(mac, alarm.moment)),
          };
          const isWanted = wishFor(alarm.accountId, alarm.kind) !== undefined;
          if (!isWanted || isOver(alarm, standing, now)) await clear(alarms, alarm, now);
        }
      }
    },
  };

  /** Revoked by somebody, or since the phone came with a newer one. */
  async function isGone(mac: Mac, notAfter: Date): Promise<boolean> {
    const issued = await deps.deviceCertificates.listOf(mac);
    return !issued.some((one) => !one.revokedAt && one.notAfter.getTime() === notAfter.getTime());
  }

  async function over(id: string, at: Date): Promise<void> {
    const alarm = await alarms.find(id);
    if (alarm && !alarm.clearedAt && at > alarm.moment) await clear(alarms, alarm, now);
  }
}

function macOf({ kind, id }: Alarm['subject']): Mac | undefined {
  return kind === 'cpe' ? parseMac(id) : undefined;
}

interface Standing {
  readonly cpe: Cpe | undefined;
  readonly report: CpeReport | undefined;
  readonly certificateEnds: Date | undefined;
  /** The phone's own, that the alarm is about. */
  readonly isCertificateGone: boolean;
}

function isOver({ kind, moment, accountId }: Alarm, standing: Standing, now: Date): boolean {
  const { cpe, report, certificateEnds, isCertificateGone } = standing;
  const isElsewhere = !cpe || cpe.accountId !== accountId;
  switch (kind) {
    case 'notSeen':
      return isElsewhere || (report !== undefined && report.lastAt > moment);
    case 'notRegistered':
      return isElsewhere || registrationOf(cpe.channelIds, report?.registrations).state !== 'notRegistered';
    case 'windowExpiring':
      return cpe?.enrolment?.until.getTime() !== moment.getTime() || moment <= now;
    case 'certificateExpiring':
      return !certificateEnds || certificateEnds > moment;
    case 'deviceCertificateExpiring':
      return isElsewhere || isCertificateGone;
    case 'jobFailed':
      return false;
  }
}

async function* inGroups<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
