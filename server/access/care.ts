// What looking after CPEs takes, as far as an actor reaches: searching, saved searches, timelines, replacing a phone.

import { reachOf } from '../audit/entry.ts';
import type { ViewDeps } from '../cpe/care/saved-views.ts';
import type { SearchDeps } from '../cpe/care/search.ts';
import type { TimelineDeps } from '../cpe/care/timeline.ts';
import { type AddedCpe, provisioningUrl } from '../cpe/cpes.ts';
import { type Replacement, replaceCpe } from '../cpe/replace.ts';
import type { Mac } from '../domain/mac.ts';
import type { Cpe } from '../domain/records.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';
import { demand, may } from './permissions.ts';

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

/**
 * Lets another phone come in the place of one that stands; what is noted of the former one, and its certificates, end with it.
 * @throws FORBIDDEN  another model, without the right to change it; besides as replaceCpe
 */
export async function replacePhone(desk: Desk, former: Mac, wish: Replacement, expected?: number): Promise<AddedCpe> {
  if (wish.model !== undefined || wish.track !== undefined) demand(desk.origin.actor, 'cpes.changeModel');
  const added = await replaceCpe(desk.cpe, former, wish, expected);
  await desk.notes.forget(former);
  await desk.certificates.issued.revoke(former, undefined, desk.cpe.now());
  return added;
}

/** The first-boot URL, without its token for those who see no secrets: a factory-fresh phone needs none while the window is open. */
export function windowUrl({ cpe: useCases, origin }: Desk, cpe: Cpe, token: string): string {
  return provisioningUrl(useCases, cpe, may(origin.actor, 'secrets.reveal') ? token : undefined);
}
