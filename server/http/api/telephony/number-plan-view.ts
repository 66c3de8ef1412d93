// How number plan schemas look in the API, and which one a path means. Source: NP-17, NP-37 to NP-39, NP-56
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Desk } from '../../../access/desk.ts';
import { SchemaInputSchema, SlotSchema } from '../../../domain/telephony/number-plan.ts';
import { accountOf } from '../../../pbx/edit.ts';
import type { SchemaRecord, WhichSchema } from '../../../pbx/number-plans/schemas.ts';
import { schemaView } from '../../../pbx/number-plans/view.ts';
import { stepText } from '../../../routing/step.ts';
import { withEtag } from '../../conventions.ts';
import { optional } from '../shapes.ts';
import { recordView } from './kind-routes.ts';

/** A plan, as it is named beside other things. */
export const planName = { plan: SlotSchema, name: Type.String() };
/** Which plan holds, why, and until when. */
export const NowSchema = Type.Object({
  plan: optional(SlotSchema),
  name: optional(Type.String()),
  by: Type.Enum(['permanent', 'temporary', 'holiday', 'weekly', 'period', 'nothing']),
  rule: Type.String(),
  text: Type.String({ description: "Why, in the account's language" }),
  changesAt: optional(Type.String({ format: 'date-time', description: 'Left out: nothing changes by itself' })),
  next: optional(Type.Object(planName, { description: 'What holds then; left out: no plan' })),
});
/** A schema with what holds now. */
export const ViewSchema = Type.Unsafe<object>({
  allOf: [
    SchemaInputSchema,
    Type.Object({
      id: Type.String(),
      isMain: Type.Boolean(),
      override: optional(Type.Unknown({ description: 'NP-56: left out once it has expired' })),
      now: NowSchema,
      warnings: Type.Array(Type.Unknown({ description: 'NP-17 emptyPlan, NP-39 noFallback: it is kept all the same' })),
      revision: Type.Integer({ description: '0: the main schema, of which nothing was set' }),
    }),
  ],
  unevaluatedProperties: true,
});
/** For answers that are values which were checked when they came in. */
export const AsJson = { serializerCompiler: () => JSON.stringify };
/** Paths below /api/v1. */
export const LIST = '/accounts/:id/number-plans';
export const SINGLE = `${LIST}/:key`;

interface Params {
  readonly id: string;
  readonly key: string;
}
/** @param expected  the revision that the caller saw */
export const whichOf = ({ id, key }: Params, expected?: number): WhichSchema => ({
  accountId: id,
  schema: key,
  expected,
});

/** As it stands now, with its revision as ETag. */
export async function shown(reply: FastifyReply, desk: Desk, record: SchemaRecord) {
  const account = await accountOf(desk.telephony, record.accountId);
  return viewOf(desk, withEtag(reply, record), account);
}

/** @param account  the record's */
export function viewOf({ telephony }: Desk, record: SchemaRecord, account: Parameters<typeof schemaView>[1]) {
  const { value, now, warnings } = schemaView(record, account, telephony.now());
  const { step, changesAt, ...rest } = now;
  const told = { ...rest, rule: step.rule, text: stepText(step, account.language) };
  return {
    ...recordView({ ...record, value }),
    now: { ...told, ...(changesAt !== undefined && { changesAt: new Date(changesAt).toISOString() }) },
    warnings,
  };
}
