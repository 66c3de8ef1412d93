// What looking after CPEs takes, as far as an actor reaches: searching, saved searches, timelines.

import { reachOf } from '../audit/entry.ts';
import type { ViewDeps } from '../cpe/care/saved-views.ts';
import type { SearchDeps } from '../cpe/care/search.ts';
import type { TimelineDeps } from '../cpe/care/timeline.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';
import { may } from './permissions.ts';

export function searchOf({ cpe: { records, now }, fleet, preview: { files }, origin }: Desk): SearchDeps {
  return { records, fleet, files, now, reach: reachOf(origin) };
}

/** The actor's saved views; machines have none. */
export function viewsOf({ views, cpe: { records, now, newId }, origin: { actor } }: Desk): ViewDeps {
  if (actor.kind === 'machine') throw new AppError('FORBIDDEN');
  return { views, records, owner: actor, now, newId };
}

/** What a phone's timeline is put together from, as far as the actor may read. */
export function timelineDepsOf({ notes, audit, origin: { actor } }: Desk): TimelineDeps {
  return {
    notes,
    changes: may(actor, 'audit.read')
      ? async (filter, limit) =>
          (await audit.page(filter, { limit })).map(({ id, at, origin, action, changes }) => ({
            id,
            at,
            actor: origin.actor,
            action,
            changes,
          }))
      : undefined,
  };
}
