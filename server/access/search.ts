// What searching for CPEs within an actor's reach takes, and the actor's saved searches.

import { reachOf } from '../audit/entry.ts';
import type { ViewDeps } from '../cpe/care/saved-views.ts';
import type { SearchDeps } from '../cpe/care/search.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';

export function searchOf({ cpe: { records, now }, fleet, preview: { files }, origin }: Desk): SearchDeps {
  return { records, fleet, files, now, reach: reachOf(origin) };
}

/** The actor's saved views; machines have none. */
export function viewsOf({ views, cpe: { records, now, newId }, origin: { actor } }: Desk): ViewDeps {
  if (actor.kind === 'machine') throw new AppError('FORBIDDEN');
  return { views, records, owner: actor, now, newId };
}
