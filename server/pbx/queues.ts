// A queue's settings: all its option groups over one record that belongs to the queue's extension, made with its order. Number
// and name are the extension's. Source
import type { Sound } from '../domain/telephony/sound.ts';
import { invalid } from '../errors.ts';
import type { QueueSettings } from '../routing/queue/settings.ts';
import type { TelephonyDeps } from './deps.ts';
import { nextOf, replaceRecord } from './edit.ts';
import { ofKind, type TelephonyRecord } from './kinds.ts';
import { mergePatch } from './merge-patch.ts';
import { withAt } from './pointers.ts';
import { loginsSetAside } from './queue-logins.ts';
import { readKind, standing, type Which } from './records.ts';

/** @param patch  RFC 7396; files are named by the id of a sound alone. @throws as replaceRecord() */
export async function changeQueue(
  deps: TelephonyDeps,
  which: Which<'queue'>,
  patch: unknown,
): Promise<TelephonyRecord<'queue'>> {
  const former = await standing(deps, which);
  const sounds = ofKind(await deps.records.all(which.accountId, ['sound']), 'sound');
  const value = readKind(
    'queue',
    withSounds(mergePatch(former.value, patch), new Map(sounds.map((one) => [one.id, one]))),
  );
  if (value.number !== former.value.number)
    throw invalid([{ pointer: '/number', detail: 'is that of its extension: change it there' }]);
  const setAside = isSaid(patch, 'members') ? await loginsSetAside(deps, former, value.members) : [];
  return replaceRecord(deps, former, nextOf(deps, former, value), 'refuse', setAside);
}

function isSaid(patch: unknown, name: string): boolean {
  return typeof patch === 'object' && patch !== null && name in patch;
}

/** The queue as routing takes it. */
export function queueSettings({ value }: TelephonyRecord<'queue'>, name: string): QueueSettings {
  return { ...value, name };
}

const LISTS = ['musicFiles', 'infotainmentFiles'] as const;

/** What is known of each file, in the place of its id. One that is not there is left for the check of references. */
function withSounds(value: unknown, sounds: ReadonlyMap<string, TelephonyRecord<'sound'>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const filled = (audio: unknown): unknown => {
    const id: unknown = typeof audio === 'object' && audio !== null ? Reflect.get(audio, 'id') : undefined;
    const found = typeof id === 'string' ? sounds.get(id) : undefined;
    return found ? audioOf(found) : audio;
  };
  const introduction: unknown = Reflect.get(value, 'introduction');
  const opened = introduction === undefined ? value : withAt(value, '/introduction', filled(introduction));
  return LISTS.reduce<unknown>((made, name) => {
    const list: unknown = Reflect.get(value, name);
    return Array.isArray(list) ? withAt(made, `/${name}`, list.map(filled)) : made;
  }, opened);
}

/** As a queue names it. */
function audioOf({ id, value: { name, format, durationMs } }: TelephonyRecord<'sound'>): Sound {
  return { id, name, format, durationMs };
}
