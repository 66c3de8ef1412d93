// What a user's product allows. Source: EXT-51, FAC-64, FAC-68
import type { Account } from '../domain/records.ts';
import type { Extension } from '../domain/telephony/extension.ts';
import type { FieldError } from '../errors.ts';
import { catalogueOf } from './catalogue.ts';
import type { TelephonyDeps } from './deps.ts';
import { ofKind } from './kinds.ts';

/** What is being switched on and the product does not allow. */
export async function licenceProblems(
  deps: TelephonyDeps,
  account: Account,
  former: Extension,
  next: Extension,
): Promise<readonly FieldError[]> {
  if (former.kind !== 'user' || next.kind !== 'user') return [];
  const assistant: readonly FieldError[] =
    next.aiAssistant && next.tier === 'starter'
      ? [{ pointer: '/aiAssistant', detail: 'is not for Starter users (FAC-64)' }]
      : [];
  if (!next.rights.reportingApp || former.rights.reportingApp || (await hasReporting(deps, account, former.number)))
    return assistant;
  return [
    ...assistant,
    { pointer: '/rights/reportingApp', detail: 'takes a subscription with a reporting licence (EXT-51)' },
  ];
}

async function hasReporting(deps: TelephonyDeps, account: Account, number: string): Promise<boolean> {
  const orders = ofKind(await deps.records.all(account.id, ['order']), 'order');
  const order = orders.find(({ value }) => value.extension === number);
  const { value: catalogue } = await catalogueOf(deps, account.partnerId);
  if (!order) return false;
  const { product, addOns } = order.value;
  return [...catalogue.products, ...catalogue.addOns].some(
    (one) => one.hasReporting && (one.id === product || addOns.includes(one.id)),
  );
}
