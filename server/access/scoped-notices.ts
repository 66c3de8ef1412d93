// Webhooks and their deliveries as far as an actor's reach goes.
import type { Webhook } from '../domain/notice.ts';
import type { WebhookDeps } from '../webhooks/deps.ts';
import { byTenant, fenced, type Limited } from './scoped-records.ts';

export function scopedWebhooks(deps: WebhookDeps, reach: Limited): WebhookDeps {
  const webhooks = fenced(deps.webhooks, byTenant<Webhook>(reach));
  return {
    ...deps,
    webhooks,
    deliveries: {
      ...deps.deliveries,
      find: async (id) => {
        const found = await deps.deliveries.find(id);
        return found && (await webhooks.find(found.webhookId)) ? found : undefined;
      },
      list: async (filter, page) => ((await webhooks.find(filter.webhookId)) ? deps.deliveries.list(filter, page) : []),
    },
  };
}
