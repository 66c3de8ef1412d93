// Telling a phone to fetch its files again, or to start anew: a job, since an answer may take half a minute.
// Source: DEV-14, design.md "Fixed points of the API"
import Type from 'typebox';
import { labelOfCpe, tenantOfCpe } from '../../audit/records.ts';
import { TELLABLE } from '../../devices/notify.ts';
import { startNewJob } from '../../work/jobs.ts';
import type { Api } from './deps.ts';
import { findCpe } from './find-cpe.ts';
import { ByMac } from './shapes.ts';

const SUMMARIES = {
  resync: "Tell the phone to fetch its files again; the job's result says what came of it",
  reboot: 'Tell the phone to start anew (DEV-14)',
} as const;

export function tellRoutes(api: Api): void {
  for (const what of TELLABLE)
    api.post(
      `/cpes/:mac/${what}`,
      {
        config: { action: `cpes.${what}` },
        schema: { summary: SUMMARIES[what], params: ByMac, response: { 202: Type.Object({ jobId: Type.String() }) } },
      },
      async (request, reply) => {
        const { desk } = request;
        const cpe = await findCpe(desk, request.params.mac);
        const { partnerId, accountId } = cpe;
        const job = await startNewJob(desk.jobs, {
          kind: what,
          input: { mac: cpe.mac },
          requestedBy: desk.origin,
          partnerId,
          ...(accountId !== undefined && { accountId }),
        });
        const subject = { kind: 'cpe', id: cpe.mac, label: labelOfCpe(cpe) } as const;
        await desk.note('phoneTold', { subject, tenant: tenantOfCpe(cpe) }, { what, job: job.id });
        return reply.code(202).header('Location', `/api/v1/jobs/${job.id}`).send({ jobId: job.id });
      },
    );
}
