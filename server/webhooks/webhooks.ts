// Webhooks: adding, editing, a new secret, a test, removing. Source: issue D (webhooks, signed, with a delivery log)
import { type CpeDeps, edit } from '../cpe/deps.ts';
import { type Delivery, EVENT_KINDS, type EventKind, type Owner, type Webhook } from '../domain/notice.ts';
import { isAddressHost, isPublicAddress } from '../domain/public-address.ts';
import { AppError, type FieldError, invalid, refuseIf } from '../errors.ts';
import type { WebhookDeps } from './deps.ts';
import { deliveryOf } from './feed.ts';

export interface WebhookFields {
  readonly name: string;
  readonly url: string;
  readonly events: readonly EventKind[];
  readonly on?: boolean;
}

/** A webhook, and its secret in the clear: told this once. */
export interface FreshSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

const SECRET_BYTES = 32;
const LONGEST_URL = 1024;
const LONGEST_NAME = 128;
/** How long a former secret signs beside the new one. */
const CHANGE_OVER_MS = 24 * 3_600_000;
const CODES = { missing: 'WEBHOOK_NOT_FOUND' } as const;

/**
 * @param owner  whose events it gets: an account's, a partner's with all its accounts', or with neither all there are
 * @throws INPUT_INVALID
 */
export async function addWebhook(deps: WebhookDeps, owner: Owner, fields: WebhookFields): Promise<FreshSecret> {
  refuseIf(problemsOf(deps, fields));
  const now = deps.now();
  const secret = newSecret(deps);
  const webhook: Webhook = {
    ...owner,
    id: deps.newId(),
    revision: 1,
    createdAt: now,
    changedAt: now,
    name: fields.name,
    url: fields.url,
    events: EVENT_KINDS.filter((kind) => fields.events.includes(kind)),
    on: fields.on ?? true,
    onSince: now,
    secret: deps.sealer.seal(secret),
  };
  await deps.webhooks.insert(webhook);
  return { webhook, secret };
}

/**
 * Whose it is to be: what the asker named, within what it reaches.
 * @throws INPUT_INVALID  there is no such account
 */
export async function ownerOf(
  { records, partnerId }: Pick<CpeDeps, 'records' | 'partnerId'>,
  reach: 'platform' | 'partner' | 'accounts',
  named: { readonly accountId?: string; readonly partnerId?: string },
): Promise<Owner> {
  if (named.accountId !== undefined) {
    const account = await records.accounts.find(named.accountId);
    if (!account) throw invalid([{ pointer: '/accountId', detail: 'must name an account of yours' }]);
    return { partnerId: account.partnerId, accountId: account.id };
  }
  if (reach === 'accounts') throw invalid([{ pointer: '/accountId', detail: 'must name an account of yours' }]);
  if (named.partnerId === undefined) return reach === 'platform' ? {} : { partnerId };
  if (!(await records.partners.find(named.partnerId)))
    throw invalid([{ pointer: '/partnerId', detail: 'there is no such partner' }]);
  return { partnerId: named.partnerId };
}

/** @throws WEBHOOK_NOT_FOUND, REVISION_STALE, INPUT_INVALID */
export async function editWebhook(
  deps: WebhookDeps,
  id: string,
  patch: Partial<WebhookFields>,
  expected?: number,
): Promise<Webhook> {
  const edited = await edit(deps, deps.webhooks, id, expected, CODES, (former): Webhook => {
    const fields = { ...former, ...patch };
    refuseIf(problemsOf(deps, fields));
    const { offBecause, ...rest } = former;
    const isNewlyOn = fields.on && !former.on;
    return {
      ...rest,
      name: fields.name,
      url: fields.url,
      events: EVENT_KINDS.filter((kind) => fields.events.includes(kind)),
      on: fields.on,
      ...(isNewlyOn && { onSince: deps.now() }),
      ...(!fields.on && offBecause && { offBecause }),
    };
  });
  if (edited.on) await deps.health.forget(id);
  else await deps.deliveries.drop(id, deps.now());
  return edited;
}

/** What is under way is signed with the new one as well as with the old one for a day. @throws WEBHOOK_NOT_FOUND */
export async function renewSecret(deps: WebhookDeps, id: string): Promise<FreshSecret> {
  const secret = newSecret(deps);
  const webhook = await edit(
    deps,
    deps.webhooks,
    id,
    undefined,
    CODES,
    (former): Webhook => ({
      ...former,
      secret: deps.sealer.seal(secret),
      former: { secret: former.secret, until: new Date(deps.now().getTime() + CHANGE_OVER_MS) },
    }),
  );
  return { webhook, secret };
}

/** Puts a test into the outbox; it shows in the log with what came of it. @throws WEBHOOK_NOT_FOUND, WEBHOOK_OFF */
export async function testWebhook(deps: WebhookDeps, id: string): Promise<Delivery> {
  const webhook = await findWebhook(deps, id);
  if (!webhook.on) throw new AppError('WEBHOOK_OFF');
  const subject = { kind: 'webhook', id, label: webhook.name };
  const delivery = deliveryOf(
    webhook,
    { id: deps.newId(), kind: 'test', at: deps.now(), subject, data: {} },
    deps.now(),
  );
  await deps.deliveries.add([delivery]);
  return delivery;
}

/** @throws WEBHOOK_NOT_FOUND */
export async function removeWebhook(deps: WebhookDeps, id: string): Promise<void> {
  if (!(await deps.webhooks.remove(id))) throw new AppError('WEBHOOK_NOT_FOUND', { detail: id });
  await deps.deliveries.drop(id, deps.now());
  await deps.health.forget(id);
}

/** @throws WEBHOOK_NOT_FOUND */
export async function findWebhook({ webhooks }: Pick<WebhookDeps, 'webhooks'>, id: string): Promise<Webhook> {
  const found = await webhooks.find(id);
  if (!found) throw new AppError('WEBHOOK_NOT_FOUND', { detail: id });
  return found;
}

function newSecret({ randomHex }: WebhookDeps): string {
  return `whsec_${randomHex(SECRET_BYTES)}`;
}

function problemsOf({ allowsPrivate }: WebhookDeps, { name, url, events }: WebhookFields): readonly FieldError[] {
  const urlProblem = problemOfUrl(url, allowsPrivate);
  return [
    ...(name.trim() === '' || name.length > LONGEST_NAME
      ? [{ pointer: '/name', detail: `must have 1 to ${LONGEST_NAME} characters` }]
      : []),
    ...(urlProblem === undefined ? [] : [{ pointer: '/url', detail: urlProblem }]),
    ...(events.length === 0 ? [{ pointer: '/events', detail: 'must name one event at least' }] : []),
  ];
}

/**
 * What is wrong with an address that requests are to be sent to. A name is looked up when a request is sent, not here.
 * @returns undefined when nothing is
 */
export function problemOfUrl(text: string, allowsPrivate: boolean): string | undefined {
  const url = text.length <= LONGEST_URL && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return `must be a URL that begins with https:// (up to ${LONGEST_URL} characters)`;
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.protocol === 'http:' && !allowsPrivate) return 'must begin with https://';
  if (!allowsPrivate && isAddressHost(url.hostname) && !isPublicAddress(url.hostname))
    return 'must not lie in a private network';
  return undefined;
}
