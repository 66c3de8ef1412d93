// What webhooks need, on a test's own store.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Sealer } from '../../server/domain/sealed.ts';
import type { Store } from '../../server/store/store.ts';
import type { WebhookDeps } from '../../server/webhooks/deps.ts';

export function testWebhooks(
  { notices }: Pick<Store, 'notices'>,
  sealer: Sealer,
  given: Partial<WebhookDeps> = {},
): WebhookDeps {
  return {
    webhooks: notices.webhooks,
    deliveries: notices.deliveries,
    health: notices.health,
    sealer,
    now: () => new Date(),
    newId: randomUUID,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    allowsPrivate: false,
    ...given,
  };
}
