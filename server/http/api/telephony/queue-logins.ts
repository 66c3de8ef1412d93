// Who is logged in to a queue: of all members for who administers the account, one's own for everybody who has an extension.
// Source, SYS-7, SYS-8
import Type from 'typebox';
import { QUEUE_LOGIN_STATUSES } from '../../../domain/telephony/queue-login.ts';
import { AppError } from '../../../errors.ts';
import { ownQueues, type QueueAgent, queueAgents, setQueueLogin } from '../../../pbx/queue-logins.ts';
import { ownExtension } from '../../../pbx/reach/own.ts';
import { PageQuery, pageOf, pageSchema, pageWish, visitorOf } from '../../conventions.ts';
import type { Api } from '../deps.ts';
import { closed, optional } from '../shapes.ts';
import { ByKey } from './kind-routes.ts';

const Status = Type.Enum([...QUEUE_LOGIN_STATUSES], { description: 'active: calls are offered (Q-42, Q-43)' });
const AgentSchema = Type.Object({
  agent: Type.String(),
  name: Type.String({ description: 'Of the extension' }),
  kind: Type.Enum(['user', 'forward']),
  status: Status,
  since: optional(
    Type.String({ format: 'date-time', description: 'Of the login or logout; left out: as the settings have it' }),
  ),
});
const WishSchema = Type.Object({ status: Status }, closed);

export function queueLoginRoutes(api: Api): void {
  const list = '/accounts/:id/queues/:key/agents';
  api.get(
    list,
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: "A queue's members by rank, and whether they are logged in",
        params: ByKey,
        querystring: PageQuery,
        response: { 200: pageSchema(AgentSchema) },
      },
    },
    async ({ desk, params, query }) => {
      const agents = await queueAgents(desk.telephony, params.id, params.key);
      const ranked = agents.map((agent, rank) => ({ rank, agent }));
      const { items, next } = await pageOf(
        pageWish(query),
        async ({ limit, after }) => ranked.filter(({ rank }) => rank > Number(after ?? -1)).slice(0, limit),
        ({ rank }) => String(rank),
      );
      return { items: items.map(({ agent }) => agent), next };
    },
  );
  api.put(
    `${list}/:agent`,
    {
      config: { action: 'telephony.edit' },
      schema: {
        summary: 'Log a user in to a queue, or out of it, as 903 and 904 do (Q-44 to Q-47)',
        params: Type.Object({ ...ByKey.properties, agent: Type.String({ maxLength: 64 }) }),
        body: WishSchema,
        response: { 200: AgentSchema },
      },
    },
    async ({ desk, params, body }) => {
      const { id: accountId, key: queue, agent } = params;
      await setQueueLogin(desk.telephony, { accountId, queue, agent }, body.status);
      return found(await queueAgents(desk.telephony, accountId, queue), agent);
    },
  );
  ownRoutes(api);
}

/** @throws TELEPHONY_NOT_FOUND  an administrator took him out in the same moment */
function found(agents: readonly QueueAgent[], agent: string): QueueAgent {
  const one = agents.find((each) => each.agent === agent);
  if (!one) throw new AppError('TELEPHONY_NOT_FOUND', { detail: agent });
  return one;
}

const OwnSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      queue: Type.String(),
      name: Type.String(),
      access: Type.Enum(['open', 'closed']),
      isMember: Type.Boolean(),
      status: Status,
    }),
  ),
});

function ownRoutes(api: Api): void {
  const path = '/me/queues';
  api.get(
    path,
    {
      config: { action: 'queues.own' },
      schema: {
        summary: 'Queues that you may log in to: a closed one only as a member (Q-59)',
        response: { 200: OwnSchema },
      },
    },
    async (request) => {
      const { telephony } = request.desk;
      return { items: [...(await ownQueues(telephony, await ownExtension(telephony, visitorOf(request).person)))] };
    },
  );
  api.put(
    `${path}/:queue`,
    {
      config: { action: 'queues.own' },
      schema: {
        summary: 'Log in to a queue, or out of it (Q-46)',
        params: Type.Object({ queue: Type.String({ maxLength: 64 }) }),
        body: WishSchema,
        response: { 200: OwnSchema },
      },
    },
    async (request) => {
      const { telephony } = request.desk;
      const own = await ownExtension(telephony, visitorOf(request).person);
      const { accountId, extension: agent } = own;
      await setQueueLogin(telephony, { accountId, queue: request.params.queue, agent }, request.body.status);
      return { items: [...(await ownQueues(telephony, own))] };
    },
  );
}
