// Orders: placing them, changing, connecting a SIM, terminating. An order and what it makes are written together; what it makes
// works from the start date until the end date (domain/telephony/order.ts). Source: EXT-22 to EXT-38, EXT-53 to EXT-68
import { DateTime } from 'luxon';
import type { Account } from '../domain/records.ts';
import {
  type AddOn,
  addOnsFor,
  type Catalogue,
  isOfferedIn,
  type OrderPage,
  type Product,
  pagesOf,
} from '../domain/telephony/catalogue.ts';
import type { Extension, UserExtension } from '../domain/telephony/extension.ts';
import { type Order, orderedOn, orderState } from '../domain/telephony/order.ts';
import { AppError, below, type FieldError, invalid, refuseIf } from '../errors.ts';
import { freeNumbers } from '../routing/reach/numbers.ts';
import { catalogueOf } from './catalogue.ts';
import type { TelephonyDeps, TelephonyWrite } from './deps.ts';
import {
  accountOf,
  addRecords,
  findRecord,
  newRecord,
  nextOf,
  removalOf,
  replaceRecord,
  useErrors,
  usesOfRecord,
  write,
} from './edit.ts';
import { again, newExtension, nextAvailable } from './extensions.ts';
import { type AnyTelephony, ofKind, type TelephonyRecord } from './kinds.ts';
import {
  type NewOrder,
  NewOrderSchema,
  OrderChangeSchema,
  SimConnectionSchema,
  TerminationSchema,
} from './order-input.ts';
import { takenNumbers } from './reach/numbers.ts';
import { readValue } from './read-value.ts';
import { readKind, standing, type Which } from './records.ts';
import { hindering } from './references.ts';

export type OrderRecord = TelephonyRecord<'order'>;

/** The day it is now where the account is. */
export function todayAt({ now }: Pick<TelephonyDeps, 'now'>, { timeZone }: Pick<Account, 'timeZone'>): string {
  return DateTime.fromJSDate(now(), { zone: timeZone }).toFormat('yyyy-MM-dd');
}

function tomorrowOf(today: string): string {
  return DateTime.fromISO(today, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

/** What the Confirm page shows: nothing is written yet. Source: EXT-24, EXT-28 to EXT-31 */
export interface OrderPreview {
  readonly pages: readonly OrderPage[];
  /** Extension numbers in use. */
  readonly activeExtensions: readonly string[];
  readonly extension: string;
  readonly deliveredOn: string;
  readonly addOns: readonly AddOn[];
  readonly lines: readonly { readonly id: string; readonly salesCents: number; readonly purchaseCents: number }[];
  /** What whoever orders must know; keys of the catalogue of texts. */
  readonly notes: readonly OrderNote[];
}
export const ORDER_NOTES = ['lengthIsFixed', 'invoiceByHand', 'simLater', 'needsWebUser', 'startsLater'] as const;
export type OrderNote = (typeof ORDER_NOTES)[number];

interface Prepared {
  readonly order: OrderRecord;
  readonly added: readonly AnyTelephony[];
  readonly more: readonly TelephonyWrite[];
  readonly preview: OrderPreview;
}

/** @throws as {@link placeOrder} */
export async function previewOrder(deps: TelephonyDeps, accountId: string, input: unknown): Promise<OrderPreview> {
  return (await prepare(deps, await accountOf(deps, accountId), input, '')).preview;
}

/**
 * @param by  who orders
 * @throws ACCOUNT_NOT_FOUND, INPUT_INVALID, TELEPHONY_KEY_TAKEN
 */
export async function placeOrder(
  deps: TelephonyDeps,
  accountId: string,
  input: unknown,
  by: string,
): Promise<OrderRecord> {
  const account = await accountOf(deps, accountId);
  await settleOrders(deps, account);
  return again(async () => {
    const { order, added, more } = await prepare(deps, account, input, by);
    await addRecords(deps, added, more);
    return order;
  });
}

async function prepare(deps: TelephonyDeps, account: Account, input: unknown, by: string): Promise<Prepared> {
  const wish = readValue(NewOrderSchema, input);
  const { value: catalogue } = await catalogueOf(deps, account.partnerId);
  const product = productOf(catalogue, wish.product, account.country);
  const offered = addOnsFor(catalogue, product, account.country);
  refuseIf([...addOnProblems(wish.addOns, offered), ...pageProblems(wish, product, catalogue)]);
  const number = wish.extension.number ?? (await nextAvailable(deps, account));
  const user = product.kind === 'user' ? await userOf(deps, account, wish) : undefined;
  const { record: extension, settings } = await refusingBelow('/extension', () =>
    newExtension(deps, account, extensionInput(wish, product, number, user?.id)),
  );
  const today = todayAt(deps, account);
  const mobile = product.isMobile && wish.mobile ? await mobileParts(deps, account, wish.mobile, number) : undefined;
  const queue = product.kind === 'queue' ? [newRecord(deps, account, 'queue', queueValue(number, wish))] : [];
  const startDate = wish.startDate ?? today;
  const value: Order = {
    number: await nextOrderNumber(deps, account),
    product: product.id,
    kind: product.kind,
    addOns: wish.addOns,
    startDate,
    invoiceEndCustomer: wish.invoiceEndCustomer,
    extension: number,
    history: [{ at: deps.now().toISOString(), by, what: 'placed' }],
    ...(wish.reference !== undefined && { reference: wish.reference }),
    ...(wish.contractMonths !== undefined && { contractMonths: wish.contractMonths }),
    ...(mobile && { mobile: mobile.value }),
  };
  const order = newRecord(deps, account, 'order', value);
  const all = await deps.records.all(account.id, ['extension']);
  return {
    order,
    added: [...(user?.added ?? []), extension, ...queue, ...(mobile?.added ?? []), order],
    more: [...settings, ...(mobile?.more ?? [])],
    preview: {
      pages: pagesOf(product),
      activeExtensions: all.map(({ key }) => key).toSorted(),
      extension: number,
      deliveredOn: startDate,
      addOns: offered,
      lines: linesOf(catalogue, value),
      notes: notesOf(value, settings.length > 0, today, offered),
    },
  };
}

/** @throws INPUT_INVALID at /product */
function productOf(catalogue: Catalogue, id: string, country: string, mayBeOld = false): Product {
  const found = catalogue.products.find((one) => one.id === id);
  if (found && (mayBeOld || (found.isOffered && isOfferedIn(found, country)))) return found;
  throw invalid([{ pointer: '/product', detail: 'is not offered here' }]);
}

function addOnProblems(ids: readonly string[], offered: readonly AddOn[]): readonly FieldError[] {
  return ids.flatMap((id, i) =>
    offered.some((one) => one.id === id)
      ? []
      : [{ pointer: `/addOns/${i}`, detail: 'does not go with this product here' }],
  );
}

/** Fields of pages that the product has, and of pages that it has not. Source: EXT-24, EXT-25, EXT-32, EXT-54, EXT-68, EXT-146 */
function pageProblems(wish: NewOrder, product: Product, catalogue: Catalogue): readonly FieldError[] {
  const { kind, isMobile } = product;
  const needs = (pointer: string, given: unknown): FieldError[] =>
    given === undefined ? [{ pointer, detail: 'is missing' }] : [];
  const bars = (pointer: string, given: unknown): FieldError[] =>
    given === undefined ? [] : [{ pointer, detail: 'does not belong to this product' }];
  const { user, mobile, callLimit, extension } = wish;
  const bundle = (id: string | undefined, of: 'data' | 'sms'): FieldError[] =>
    id === undefined ||
    catalogue.bundles.some((one) => one.id === id && one.kind === of && one.products.includes(product.id))
      ? []
      : [{ pointer: `/mobile/${of}`, detail: 'does not go with this product' }];
  return [
    ...(kind === 'user' ? needs('/user', user) : bars('/user', user)),
    ...(kind === 'user' ? needs('/extension/pin', extension.pin) : bars('/extension/pin', extension.pin)),
    ...(kind === 'user'
      ? needs('/extension/areaCode', extension.areaCode)
      : bars('/extension/areaCode', extension.areaCode)),
    ...(kind === 'user' ? [] : bars('/extension/voicemailPin', extension.voicemailPin)),
    ...(isMobile ? needs('/mobile', mobile) : bars('/mobile', mobile)),
    ...bundle(mobile?.data, 'data'),
    ...bundle(mobile?.sms, 'sms'),
    ...(kind === 'queue' ? needs('/callLimit', callLimit) : bars('/callLimit', callLimit)),
    ...(kind === 'smartApp' ? needs('/extension/app', extension.app) : bars('/extension/app', extension.app)),
    ...(kind === 'smartApp' ? [] : bars('/extension/webUser', extension.webUser)),
  ];
}

interface UserPart {
  readonly id: string;
  readonly added: readonly AnyTelephony[];
}

async function userOf(deps: TelephonyDeps, account: Account, { user }: NewOrder): Promise<UserPart | undefined> {
  if (user === undefined) return undefined;
  if (user.kind === 'existing') {
    const found = await deps.records.find('telephonyUser', user.id);
    if (found?.accountId !== account.id) throw invalid([{ pointer: '/user/id', detail: 'there is no such user' }]);
    return { id: found.id, added: [] };
  }
  const { kind: _, ...fields } = user;
  const record = newRecord(deps, account, 'telephonyUser', fields);
  return { id: record.id, added: [record] };
}

function extensionInput({ extension, addOns }: NewOrder, product: Product, number: string, userId: string | undefined) {
  const { name, pin, voicemailPin, areaCode, app, webUser } = extension;
  const common = { kind: product.kind, number, name };
  if (product.kind === 'user')
    return {
      ...common,
      tier: product.tier,
      aiAssistant: product.tier !== 'starter',
      userId,
      pin,
      areaCode,
      ...(voicemailPin !== undefined && { voicemailPin }),
    };
  if (product.kind !== 'smartApp') return common;
  return {
    ...common,
    app,
    addOns,
    ...(product.level && { level: String(product.level) }),
    ...(webUser !== undefined && { webUser }),
  };
}

function queueValue(number: string, { callLimit }: NewOrder) {
  return readKind('queue', { number, callLimit });
}

/** Errors of a part, said at its place in the order. */
async function refusingBelow<T>(pointer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.code === 'INPUT_INVALID') throw invalid(below(pointer, error.errors));
    throw error;
  }
}

/** Source: EXT-57, EXT-58, EXT-61 */
async function mobileParts(
  deps: TelephonyDeps,
  account: Account,
  wish: NonNullable<NewOrder['mobile']>,
  extension: string,
) {
  const { data, sms, sim, number } = wish;
  const card =
    sim.kind === 'activate' ? await unlinkedSim(deps, account.id, sim.digits, '/mobile/sim/digits') : undefined;
  const writes: TelephonyWrite[] = [];
  const added: AnyTelephony[] = [];
  if (card) writes.push(replacing(card, nextOf(deps, card, { ...card.value, linkedTo: extension })));
  const known = await deps.records.findByKey('number', account.id, number.e164);
  if (number.kind === 'new') {
    const [free] = known ? freeNumbers([known.value], await takenNumbers(deps, account.id)) : [];
    if (!known || !free)
      throw invalid([{ pointer: '/mobile/number/e164', detail: 'is no free number of this account' }]);
    writes.push(replacing(known, nextOf(deps, known, { ...known.value, kind: 'mobile', linkedTo: extension })));
  } else added.push(newRecord(deps, account, 'number', { e164: number.e164, kind: 'mobile', linkedTo: extension }));
  const value = { data, sms, numberType: number.kind, number: number.e164, ...(card && { sim: card.value.iccid }) };
  return { value, added, more: writes };
}

function replacing(former: AnyTelephony, record: AnyTelephony): TelephonyWrite {
  return { do: 'replace', record, formerRevision: former.revision };
}

/** @throws INPUT_INVALID  none ends with these digits and is free, or several do. Source: EXT-63, EXT-64 */
async function unlinkedSim(deps: TelephonyDeps, accountId: string, digits: string, pointer: string) {
  const all = ofKind(await deps.records.all(accountId, ['sim']), 'sim');
  const [found, ...others] = all.filter(({ value }) => value.linkedTo === undefined && value.iccid.endsWith(digits));
  if (!found) throw invalid([{ pointer, detail: 'no free SIM card ends with these digits' }]);
  if (others.length > 0)
    throw invalid([{ pointer, detail: 'several free SIM cards end with these digits: give more of them' }]);
  return found;
}

async function nextOrderNumber({ records }: TelephonyDeps, { id }: Account): Promise<string> {
  const all = await records.all(id, ['order']);
  const last = Math.max(0, ...all.map(({ key }) => Number(key.slice(1))));
  return `O${String(last + 1).padStart(6, '0')}`;
}

/** Products, add-ons and bundles with their prices. Source: EXT-34 Invoicing and Purchase */
export function linesOf(
  catalogue: Catalogue,
  { product, addOns, mobile }: Pick<Order, 'product' | 'addOns' | 'mobile'>,
): OrderPreview['lines'] {
  const priced = [...catalogue.products, ...catalogue.addOns, ...catalogue.bundles];
  const ids = [product, ...addOns, ...(mobile ? [mobile.data, mobile.sms] : [])];
  return ids.flatMap((id) => {
    const found = priced.find((one) => one.id === id);
    return found ? [{ id, salesCents: found.salesCents, purchaseCents: found.purchaseCents }] : [];
  });
}

function notesOf(order: Order, isFirst: boolean, today: string, offered: readonly AddOn[]): readonly OrderNote[] {
  const wants = offered.some(({ id, needsWebUser }) => needsWebUser && order.addOns.includes(id));
  const notes: readonly (readonly [OrderNote, boolean])[] = [
    ['lengthIsFixed', isFirst],
    ['invoiceByHand', !order.invoiceEndCustomer],
    ['simLater', order.mobile !== undefined && order.mobile.sim === undefined],
    ['needsWebUser', wants],
    ['startsLater', order.startDate > today],
  ];
  return notes.flatMap(([note, holds]) => (holds ? [note] : []));
}

/** @throws INPUT_INVALID, TELEPHONY_ORDER_ENDED, REVISION_STALE. Source: EXT-35 */
export async function changeOrder(
  deps: TelephonyDeps,
  which: Which<'order'>,
  input: unknown,
  by: string,
): Promise<OrderRecord> {
  const wish = readValue(OrderChangeSchema, input);
  const { account, former, today } = await running(deps, which);
  const { value: catalogue } = await catalogueOf(deps, account.partnerId);
  const current = orderedOn(former.value, today);
  const isOther = wish.product !== undefined && wish.product !== current.product;
  const product = productOf(catalogue, wish.product ?? current.product, account.country, !isOther);
  const addOns = wish.addOns ?? current.addOns;
  refuseIf([
    ...(product.kind === former.value.kind
      ? []
      : [{ pointer: '/product', detail: 'is of another kind: place another order' }]),
    ...(product.isMobile === (former.value.mobile !== undefined)
      ? []
      : [{ pointer: '/product', detail: 'differs in its mobile subscription: place another order' }]),
    ...addOnProblems(addOns, addOnsFor(catalogue, product, account.country)),
    ...(wish.planDate < today ? [{ pointer: '/planDate', detail: 'must not lie in the past' }] : []),
  ]);
  const change = { product: product.id, addOns, planDate: wish.planDate };
  const value = dueAgain({
    ...former.value,
    change,
    history: noted(deps, former.value, by, 'changePlanned', wish.planDate),
  });
  const planned = await replaceRecord(deps, former, nextOf(deps, former, value));
  if (wish.planDate > today) return planned;
  await settleOrders(deps, account);
  return findRecord(deps, 'order', account.id, planned.key);
}

/**
 * @throws INPUT_INVALID  the end lies before tomorrow; TELEPHONY_IN_USE  others name the extension; REVISION_STALE
 * Source: EXT-15, EXT-36 to EXT-38
 */
export async function terminateOrder(
  deps: TelephonyDeps,
  which: Which<'order'>,
  input: unknown,
  by: string,
): Promise<OrderRecord> {
  const { endDate, reference, references } = readValue(TerminationSchema, input);
  const { account, former, today } = await running(deps, which);
  if (endDate < tomorrowOf(today))
    throw invalid([
      { pointer: '/endDate', detail: `must be ${tomorrowOf(today)} or later: an order ends from the next day on` },
    ]);
  if (references !== 'clear' && former.value.extension !== undefined) {
    const extension = await findRecord(deps, 'extension', account.id, former.value.extension);
    const uses = hindering(await usesOfRecord(deps, extension));
    if (uses.length > 0) throw new AppError('TELEPHONY_IN_USE', { errors: useErrors(uses) });
  }
  const value: Order = {
    ...former.value,
    endDate,
    history: noted(deps, former.value, by, 'terminated', endDate),
    ...(reference !== undefined && { endReference: reference }),
    clearAtEnd: references === 'clear',
  };
  return replaceRecord(deps, former, nextOf(deps, former, dueAgain(value)));
}

/** @throws INPUT_INVALID  no such SIM, or it has one already. Source: EXT-61 to EXT-64 */
export async function connectSim(
  deps: TelephonyDeps,
  which: Which<'order'>,
  input: unknown,
  by: string,
): Promise<OrderRecord> {
  const { digits } = readValue(SimConnectionSchema, input);
  const { account, former } = await running(deps, which);
  const { mobile, extension } = former.value;
  if (!mobile || mobile.sim !== undefined || extension === undefined)
    throw invalid([{ pointer: '/digits', detail: 'this order waits for no SIM card' }]);
  const card = await unlinkedSim(deps, account.id, digits, '/digits');
  const linked = nextOf(deps, card, { ...card.value, linkedTo: extension });
  const history = noted(deps, former.value, by, 'simConnected');
  const next = nextOf(deps, former, { ...former.value, mobile: { ...mobile, sim: card.value.iccid }, history });
  return replaceRecord(deps, former, next, 'refuse', [replacing(card, linked)]);
}

/** An order that has not ended, and its account. @throws TELEPHONY_ORDER_ENDED */
async function running(deps: TelephonyDeps, which: Which<'order'>) {
  const account = await accountOf(deps, which.accountId);
  const former = await standing(deps, which);
  const today = todayAt(deps, account);
  if (orderState(former.value, today) === 'ended') throw new AppError('TELEPHONY_ORDER_ENDED', { detail: former.key });
  return { account, former, today };
}

function noted(
  { now }: TelephonyDeps,
  { history }: Order,
  by: string,
  what: Order['history'][number]['what'],
  note?: string,
): Order['history'] {
  return [...history, { at: now().toISOString(), by, what, ...(note !== undefined && { note }) }];
}

/** With the next day on which something is to be done. */
function dueAgain({ dueOn: _, ...order }: Order): Order {
  const [first] = [order.change?.planDate, order.extension === undefined ? undefined : order.endDate]
    .flatMap((day) => day ?? [])
    .toSorted();
  return { ...order, ...(first !== undefined && { dueOn: first }) };
}

/** Makes records agree with what orders say today: changes that are due, and what ended goes. Calls do not wait for it. */
export async function settleOrders(deps: TelephonyDeps, account: Account): Promise<number> {
  const today = todayAt(deps, account);
  const orders = ofKind(await deps.records.all(account.id, ['order']), 'order');
  const due = orders.filter(({ value }) => value.dueOn !== undefined && value.dueOn <= today);
  for (const order of due) {
    try {
      if (orderState(order.value, today) === 'ended') await end(deps, order);
      else await applyChange(deps, account, order, today);
    } catch (error) {
      // Whoever changed it meanwhile settles it, or the next who looks.
      if (!(error instanceof AppError && error.code === 'REVISION_STALE')) throw error;
    }
  }
  return due.length;
}

async function applyChange(deps: TelephonyDeps, account: Account, order: OrderRecord, today: string): Promise<void> {
  const { product: id, addOns } = orderedOn(order.value, today);
  const { change: _, ...rest } = order.value;
  const value = dueAgain({ ...rest, product: id, addOns, history: noted(deps, order.value, 'orders', 'changed', id) });
  const { value: catalogue } = await catalogueOf(deps, account.partnerId);
  const product = catalogue.products.find((one) => one.id === id);
  const extension =
    order.value.extension === undefined
      ? undefined
      : await deps.records.findByKey('extension', account.id, order.value.extension);
  const changed = extension && product ? withProduct(extension.value, product, addOns, catalogue) : undefined;
  const more = extension && changed ? [replacing(extension, nextOf(deps, extension, changed))] : [];
  await write(deps, [replacing(order, nextOf(deps, order, value)), ...more]);
}

/**
 * An extension as its order leaves it on a day.
 * @returns undefined before the order is delivered, and from its end on
 * Source: EXT-31, EXT-35, EXT-38, EXT-61
 */
export function worksOn(
  extension: Extension,
  order: Order,
  today: string,
  catalogue: Catalogue,
): Extension | undefined {
  if (orderState(order, today) !== 'delivered') return undefined;
  if (order.change === undefined || today < order.change.planDate) return extension;
  const { product: id, addOns } = order.change;
  const product = catalogue.products.find((one) => one.id === id);
  return product ? withProduct(extension, product, addOns, catalogue) : extension;
}

/** The extension as another product leaves it: what that does not allow is off. Source: EXT-51, FAC-68 */
function withProduct(
  value: Extension,
  product: Product,
  addOns: readonly string[],
  { addOns: known }: Catalogue,
): Extension {
  if (value.kind === 'smartApp')
    return { ...value, addOns: [...addOns], ...(product.level && { level: String(product.level) }) };
  if (value.kind !== 'user' || product.tier === undefined) return value;
  const hasReporting = product.hasReporting || known.some((one) => one.hasReporting && addOns.includes(one.id));
  const user: UserExtension = {
    ...value,
    tier: product.tier,
    aiAssistant: value.aiAssistant && product.tier !== 'starter',
    rights: { ...value.rights, reportingApp: value.rights.reportingApp && hasReporting },
  };
  return user;
}

/** What names the extension and cannot do without it keeps the record, and its number, until it is changed. Source: EXT-15, EXT-38 */
async function end(deps: TelephonyDeps, order: OrderRecord): Promise<void> {
  const { extension: number, dueOn: _, ...rest } = order.value;
  if (number === undefined) return;
  const extension = await deps.records.findByKey('extension', order.accountId, number);
  const ended = nextOf(deps, order, {
    ...rest,
    formerExtension: number,
    history: noted(deps, order.value, 'orders', 'ended'),
  });
  try {
    const removal = extension ? await removalOf(deps, extension, order.value.clearAtEnd ? 'clear' : 'refuse') : [];
    await write(deps, [...removal, replacing(order, ended)]);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'TELEPHONY_IN_USE')) throw error;
  }
}
