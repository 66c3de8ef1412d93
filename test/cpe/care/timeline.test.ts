// Timelines on a real store: every kind in the order of time, by pages, bounded, and nothing from before the phone was added.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { timelineDepsOf } from '../../../server/access/care.ts';
import { cursorOf, TIMELINE_KINDS, type TimelineItem, timelineOf } from '../../../server/cpe/care/timeline.ts';
import { addCpes, editCpe } from '../../../server/cpe/cpes.ts';
import type { Mac } from '../../../server/domain/mac.ts';
import type { Cpe } from '../../../server/domain/records.ts';
import type { PhoneRequest } from '../../../server/provisioning/world.ts';
import { openTestDesks, type TestDesks } from '../../support/desks.ts';
import { mac } from '../../support/records.ts';

let desks: TestDesks;
let phone: Cpe;
const MAC = mac('805ec0123456');
const later = (ms: number) => new Date(phone.createdAt.getTime() + ms);
const asked = (given: Partial<PhoneRequest> & { readonly at: Date; readonly mac?: Mac }): PhoneRequest => ({
  mac: MAC,
  file: `${MAC}.cfg`,
  status: 'ok',
  transport: 'https',
  address: '192.0.2.1',
  by: 'lastingToken',
  ...given,
});

beforeAll(async () => {
  desks = await openTestDesks();
  const { cpe } = desks.within({ over: 'platform' });
  const [added] = await addCpes(cpe, { vendor: 'Yealink', model: 'T46S', devices: [{ mac: MAC }] });
  if (!added) throw new Error('nothing was added');
  phone = added.cpe;
});
afterAll(() => desks?.close());

const all = async (given: { kinds?: readonly TimelineItem['kind'][]; limit?: number; after?: string } = {}) =>
  timelineOf(timelineDepsOf(desks.within({ over: 'platform' })), phone, {
    kinds: TIMELINE_KINDS,
    limit: 100,
    ...given,
  });

describe('a timeline', () => {
  test('DEV-11 DEV-14 has every kind, newest first, and pages that join', async () => {
    const { notebook, notifications } = desks.store;
    notebook.asked(asked({ at: new Date(phone.createdAt.getTime() - 5_000), file: 'before-it-was-added.cfg' }));
    for (let i = 0; i < 3; i++) notebook.asked(asked({ at: later(1_000 + i), sizeBytes: 77 }));
    notebook.asked(
      asked({ at: later(2_000), file: `${MAC}-local.cfg`, status: 'stored', upload: 'localConfig', sizeBytes: 9 }),
    );
    const registration = { channelId: 'a', username: '101', word: 'failed' } as const;
    notebook.asked(asked({ at: later(2_200), file: `event/${MAC}/register_failed`, registration }));
    const file = { mac: MAC, file: `${MAC}.cfg` };
    notebook.fetched({ ...file, etag: '"1"', at: later(1_000), masked: async () => 'a = 1\nb = 2\n' });
    await desks.store.notes.filesOf(MAC);
    notebook.fetched({
      ...file,
      etag: '"1"',
      at: later(2_500),
      masked: async () => {
        throw new Error('it is known');
      },
    });
    notebook.fetched({ ...file, etag: '"2"', at: later(3_000), masked: async () => 'a = 1\nb = 3\n' });
    await notifications.record({ mac: MAC, what: 'reboot', at: later(4_000), result: 'noAnswer', tries: [] });
    const refusal = { address: '192.0.2.9', transport: 'http', file: 'x', userAgent: undefined } as const;
    notebook.refused({ ...refusal, mac: MAC, reason: 'wrongToken', at: later(5_000) });
    desks.store.logged({ mac: MAC, at: later(6_000), address: '192.0.2.1', severity: 3, text: 'SIP 408' });
    await editCpe(desks.within({ over: 'platform' }).cpe, MAC, { label: 'Reception' });

    const { items, isMore } = await all();
    expect(isMore).toBe(false);
    const times = items.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(TIMELINE_KINDS));
    expect(JSON.stringify(items)).not.toContain('before-it-was-added');
    const request = items.find((item) => item.kind === 'request');
    expect(request).toMatchObject({ request: { count: 3, sizeBytes: 77, by: 'lastingToken' } });
    const files = items.flatMap((item) => (item.kind === 'file' ? [item.file] : []));
    expect(files.map(({ etag, diff }) => [etag, diff])).toEqual([
      [
        '"2"',
        [
          { op: '-', text: 'b = 2' },
          { op: '+', text: 'b = 3' },
        ],
      ],
      ['"1"', null],
    ]);
    const change = items.find((item) => item.kind === 'change' && item.change.action === 'changed');
    expect(change).toMatchObject({ change: { changes: [{ path: '/label', after: 'Reception' }] } });

    const paged: TimelineItem[] = [];
    let after: string | undefined;
    do {
      const page = await all({ limit: 2, ...(after !== undefined && { after }) });
      paged.push(...page.items);
      const last = page.items.at(-1);
      after = page.isMore && last ? cursorOf(last) : undefined;
    } while (after !== undefined);
    expect(paged.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect((await all({ kinds: ['told'] })).items).toHaveLength(1);
  });

  test('who may not read the audit log sees no changes', async () => {
    const technician = desks.within({ over: 'platform' }, 'technician');
    const { items } = await timelineOf(timelineDepsOf(technician), phone, { kinds: TIMELINE_KINDS, limit: 100 });
    expect(items.some(({ kind }) => kind === 'change')).toBe(false);
    expect(items.length).toBeGreaterThan(3);
  });

  test('requests and files of a phone are bounded, and go when they are to be forgotten', async () => {
    const other = mac('805ec0123457');
    const { notebook, notes } = desks.store;
    const range = { limit: 10_000, since: new Date(0), until: later(1e9) };
    for (let i = 0; i < 420; i++) notebook.asked(asked({ mac: other, at: later(i), file: `${i}.cfg` }));
    const kept = await notes.requestsOf(other, range);
    expect([kept.length, kept[0]?.file]).toEqual([300, '419.cfg']);
    for (let i = 0; i < 14; i++) {
      notebook.fetched({ mac: other, file: 'x', etag: `"${i}"`, at: later(i), masked: async () => `a = ${i}` });
      await notes.filesOf(other);
    }
    const files = await notes.filesOf(other);
    expect(files.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, i) => `a = ${13 - i}`));
    expect(await notes.requestsOf(MAC, range)).not.toHaveLength(0);
    await notes.forget(other);
    expect([await notes.requestsOf(other, range), await notes.filesOf(other)]).toEqual([[], []]);
    expect(await notes.requestsOf(MAC, range)).not.toHaveLength(0);
  });

  test('old lines go with the housekeeping', async () => {
    const other = mac('805ec0123458');
    desks.store.notebook.asked(asked({ mac: other, at: new Date('2020-01-01T00:00:00Z') }));
    const range = { limit: 10, since: new Date(0), until: later(1e9) };
    expect(await desks.store.notes.requestsOf(other, range)).toHaveLength(1);
    await desks.store.tidy(new Date());
    expect(await desks.store.notes.requestsOf(other, range)).toEqual([]);
  });

  test('another tenant sees none of it', async () => {
    const { notes } = desks.within({ over: 'partner', partnerId: 'another' });
    const range = { limit: 10, since: new Date(0), until: later(1e9) };
    expect([await notes.requestsOf(MAC, range), await notes.filesOf(MAC), await notes.logsOf(MAC, range)]).toEqual([
      [],
      [],
      [],
    ]);
    await notes.forget(MAC);
    expect(await desks.store.notes.requestsOf(MAC, range)).not.toEqual([]);
  });
});
