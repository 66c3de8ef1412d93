// Looking at plans over the API, for the rows that measure them.
import { setTimeout as wait } from 'node:timers/promises';
import { type AdminApi, field, itemsOf, textField } from '../simulator/admin-api.ts';

const LOOK_MS = 200;
const PAGE = 1_000;

/** @returns the plan as soon as nobody works on it */
export async function untilPlanRests(api: AdminApi, id: string): Promise<unknown> {
  for (;;) {
    const plan = await api.call('GET', `plans/${id}`);
    if (['previewed', 'done', 'stopped', 'undone'].includes(textField(plan, 'state'))) return plan;
    await wait(LOOK_MS);
  }
}

/** @param query  more of the list's query, each part with its `&` */
export async function phonesIn(api: AdminApi, id: string, query: string): Promise<readonly unknown[]> {
  const phones: unknown[] = [];
  for (let cursor = ''; ; ) {
    const page = await api.call('GET', `plans/${id}/phones?limit=${PAGE}${query}${cursor}`);
    phones.push(...itemsOf(page));
    const next = field(page, 'next');
    if (typeof next !== 'string') return phones;
    cursor = `&cursor=${next}`;
  }
}
