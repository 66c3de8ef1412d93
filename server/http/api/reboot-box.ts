// The boxes "force on existing CPEs" and "reboot CPEs" beside a change of an account: with the second the phones are restarted by a
// plan that begins by itself, in waves, and can be stopped and undone. Source: DEV-13, DEV-16, DEV-29
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Plan } from '../../domain/plan.ts';
import type { Account } from '../../domain/records.ts';
import type { AccountChange } from '../../plans/changes.ts';
import { addPlan, type NewPlan } from '../../plans/plans.ts';
import { expectedRevision, withEtag } from '../conventions.ts';
import { PlanSchema, planView } from './plan-shapes.ts';
import { AccountSchema, accountView, optional } from './shapes.ts';

/** The account; or, when phones are restarted, the plan that does it. */
export const ACCOUNT_OR_PLAN = { response: { 200: AccountSchema, 202: PlanSchema } };

export const RebootBox = optional(
  Type.Boolean({
    description:
      'Restart the phones by a plan, which is the answer (202). With `force` the plan brings the change as well, phone by phone, and can be undone; a phone that does not support it is left alone',
  }),
);

interface Boxes {
  readonly force: boolean;
  readonly reboot: boolean;
}

/**
 * @param change  what the account changes
 * @param atOnce  makes the change without restarting anything
 */
export async function answerBoxes(
  request: FastifyRequest,
  reply: FastifyReply,
  { force, reboot }: Boxes,
  change: AccountChange,
  atOnce: () => Promise<Account>,
) {
  if (!reboot) return reply.send(accountView(withEtag(reply, await atOnce())));
  if (!force) await atOnce();
  const { accountId } = change;
  const vendor = change.kind === 'ringtones' ? { vendor: change.vendor } : {};
  const restart: NewPlan = { change: { kind: 'none' }, targets: { accountId, ...vendor } };
  const wish: NewPlan = { ...(force ? { change } : restart), word: 'reboot', startsItself: true };
  const plan = await addPlan(request.desk, wish, force ? expectedRevision(request) : undefined);
  return answerPlan(request, reply, plan);
}

/** Phones are restarted: the plan that does it is the answer. */
export function answerPlan({ desk }: FastifyRequest, reply: FastifyReply, plan: Plan) {
  reply.header('Location', `/api/v1/plans/${plan.id}`);
  return reply.code(202).send(planView(plan, desk.cpe.sealer));
}
