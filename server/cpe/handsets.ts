// Handsets of a DECT base as admins set them: what is wrong with them, and what the base's record keeps of them.
// Source: facts/gigaset-auerswald.md 2.2 (capacity), 3.4 (slots), 7.1 (PIN)
import type { DeviceModel } from '../devices/types.ts';
import type { Handset } from '../domain/records.ts';
import type { Sealer } from '../domain/sealed.ts';
import { hasControlCharacters } from '../domain/text.ts';
import type { FieldError } from '../errors.ts';

/** A slot as an admin wants it. The list replaces the one that stands; a slot keeps its PIN unless one is named. */
export interface HandsetWish {
  readonly index: number;
  readonly name: string;
  readonly ipui?: string;
  readonly channelId?: string;
  /** One to four digits; null: none of its own. */
  readonly pin?: string | null;
}

/**
 * The slots as the record keeps them.
 * @param now  from when a slot waits that now has no handset of its own, or another PIN
 */
export function layHandsets(
  former: readonly Handset[],
  wishes: readonly HandsetWish[],
  sealer: Sealer,
  now: Date,
): readonly Handset[] {
  return wishes.map(({ index, name, ipui, channelId, pin: wish }) => {
    const before = former.find((handset) => handset.index === index);
    const pin = wish === undefined ? before?.pin : wish === null ? undefined : sealer.seal(wish);
    const waits = ipui === undefined;
    const waitedAlready = waits && before !== undefined && before.ipui === undefined && pin === before.pin;
    const openedAt = waits ? ((waitedAlready ? before.openedAt : undefined) ?? now) : undefined;
    return {
      index,
      name,
      ...(ipui !== undefined && { ipui }),
      ...(channelId !== undefined && { channelId }),
      ...(pin !== undefined && { pin }),
      ...(openedAt && { openedAt }),
    };
  });
}

/**
 * @param channelIds  of the CPE
 * @param capacity  how many handsets the base says it takes; undefined before it said so
 */
export function handsetProblems(
  handsets: readonly HandsetWish[],
  model: DeviceModel | undefined,
  channelIds: readonly string[],
  capacity: number | undefined,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (handsets.length > 0 && model?.kind !== 'dect')
    errors.push({ pointer: '/handsets', detail: 'only a DECT base has handsets' });
  if (capacity !== undefined && handsets.length > capacity)
    errors.push({
      pointer: '/handsets',
      detail: `this base takes ${capacity} handsets, and here are ${handsets.length}`,
    });
  for (const [i, { index, name, ipui, channelId, pin }] of handsets.entries()) {
    const at = (member: string, detail: string) => errors.push({ pointer: `/handsets/${i}/${member}`, detail });
    if (handsets.findIndex((other) => other.index === index) !== i) at('index', 'the slot is named twice');
    if (hasControlCharacters(name)) at('name', 'must be one line without control characters');
    if (ipui !== undefined && !/^[0-9a-f]{10}$/i.test(ipui)) at('ipui', 'must be ten hex digits');
    if (channelId !== undefined && !channelIds.includes(channelId))
      at('channelId', 'must be one of the channelIds of this CPE');
    if (typeof pin === 'string' && !/^\d{1,4}$/.test(pin)) at('pin', 'must be one to four digits');
  }
  return errors;
}
