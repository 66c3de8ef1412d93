// Saved views: whose they are, who sees them, what may be saved. One's own, and those that were shared with an account
// within one's reach; only its owner changes one.
import type { Person } from '../../domain/actor.ts';
import type { SavedView } from '../../domain/saved-view.ts';
import { hasControlCharacters } from '../../domain/text.ts';
import { AppError, type FieldError, refuseIf } from '../../errors.ts';
import { edit, type RecordStore, type Records } from '../deps.ts';
import { readWishes, WISH_NAMES, type WishTexts } from './wishes.ts';

export interface ViewDeps {
  readonly views: RecordStore<SavedView>;
  /** As far as the actor reaches. */
  readonly records: Pick<Records, 'accounts'>;
  readonly owner: Person;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface ViewWish {
  readonly name: string;
  /** A query string of wishes, with or without `?`. */
  readonly query: string;
  /** Id of an account; null or absent: for oneself alone. */
  readonly sharedWith?: string | null;
}

const MAX_NAME = 64;
const MAX_QUERY = 2_048;
/** More of one's own than anybody looks through. */
export const MOST_VIEWS = 100;
const SHOWN = 500;

/** Everything that the owner sees, by name. */
export async function viewsSeenBy({ views, owner }: ViewDeps): Promise<readonly SavedView[]> {
  const found = await views.list({ $or: [{ username: owner.username }, sharedFilter(owner)] }, 'name', {
    limit: SHOWN,
  });
  return found.filter((view) => isSeen(view, owner));
}

/** @throws INPUT_INVALID naming everything that is wrong; VIEW_NAME_TAKEN, TOO_MANY_VIEWS */
export async function addView(deps: ViewDeps, wish: ViewWish): Promise<SavedView> {
  const { views, owner, now, newId } = deps;
  const content = await read(deps, wish);
  if ((await views.count({ username: owner.username })) >= MOST_VIEWS) throw new AppError('TOO_MANY_VIEWS');
  const view: SavedView = {
    id: newId(),
    revision: 1,
    createdAt: now(),
    changedAt: now(),
    username: owner.username,
    ...content,
  };
  if ((await views.insert(view)).length > 0) throw new AppError('VIEW_NAME_TAKEN');
  return view;
}

/** @throws VIEW_NOT_FOUND  there is none, or it is not one's own; INPUT_INVALID, VIEW_NAME_TAKEN, REVISION_STALE */
export async function changeView(
  deps: ViewDeps,
  id: string,
  patch: Partial<ViewWish>,
  expected?: number,
): Promise<SavedView> {
  await ownView(deps, id);
  return edit(
    deps,
    deps.views,
    id,
    expected,
    { missing: 'VIEW_NOT_FOUND', taken: 'VIEW_NAME_TAKEN' },
    async (former) => {
      const { sharedWith: formerlyWith, partnerId: _, ...kept } = former;
      const sharedWith = patch.sharedWith === undefined ? (formerlyWith ?? null) : patch.sharedWith;
      return { ...kept, ...(await read(deps, { name: former.name, query: former.query, ...patch, sharedWith })) };
    },
  );
}

/** @throws VIEW_NOT_FOUND */
export async function removeView(deps: ViewDeps, id: string): Promise<void> {
  await ownView(deps, id);
  await deps.views.remove(id);
}

export async function ownView({ views, owner }: ViewDeps, id: string): Promise<SavedView> {
  const found = await views.find(id);
  if (!found || found.username !== owner.username) throw new AppError('VIEW_NOT_FOUND');
  return found;
}

/** The wishes of a query string; names that are none are left out. */
export function wishTextsOf(query: string): WishTexts {
  const given = new URLSearchParams(query);
  return Object.fromEntries(
    WISH_NAMES.flatMap((name) => {
      const text = given.get(name)?.trim() ?? '';
      return text === '' ? [] : [[name, text]];
    }),
  );
}

export function queryOf(texts: WishTexts): string {
  return new URLSearchParams(Object.entries(texts).filter(([, text]) => text !== '')).toString();
}

async function read({ records }: ViewDeps, { name, query, sharedWith }: ViewWish) {
  const errors: FieldError[] = [];
  const plain = name.trim();
  if (plain === '' || plain.length > MAX_NAME || hasControlCharacters(plain))
    errors.push({ pointer: '/name', detail: `must be 1 to ${MAX_NAME} characters on one line` });
  if (query.length > MAX_QUERY) errors.push({ pointer: '/query', detail: `must be ${MAX_QUERY} characters at most` });
  const texts = wishTextsOf(query);
  try {
    readWishes(texts);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    errors.push(
      ...error.errors.map(({ pointer, detail }) => ({ pointer: pointer.replace('/querystring', '/query'), detail })),
    );
  }
  const account = sharedWith ? await records.accounts.find(sharedWith) : undefined;
  if (sharedWith && !account) errors.push({ pointer: '/sharedWith', detail: 'there is no such account' });
  refuseIf(errors);
  return {
    name: plain,
    query: queryOf(texts),
    ...(account && { sharedWith: account.id, partnerId: account.partnerId }),
  };
}

function sharedFilter({ reach }: Person): Readonly<Record<string, unknown>> {
  if (reach.over === 'platform') return { sharedWith: { $exists: true } };
  if (reach.over === 'partner') return { sharedWith: { $exists: true }, partnerId: reach.partnerId };
  return { sharedWith: { $in: [...reach.accountIds] }, partnerId: reach.partnerId };
}

function isSeen({ username, sharedWith, partnerId }: SavedView, { username: own, reach }: Person): boolean {
  if (username === own) return true;
  if (sharedWith === undefined) return false;
  if (reach.over === 'platform') return true;
  return partnerId === reach.partnerId && (reach.over === 'partner' || reach.accountIds.includes(sharedWith));
}
