// JSON pointers (RFC 6901) into a value: walking all texts with their places, putting one in place, taking a place away.
// Values are plain JSON; nothing is changed in place.

export interface TextAt {
  readonly pointer: string;
  readonly text: string;
  /** What the text is a member of, and its name there. */
  readonly parent: unknown;
  readonly name: string;
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** Every text in the value, at any depth. */
export function* textsIn(value: unknown, pointer = ''): Generator<TextAt> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${escaped(name)}`;
    if (typeof member === 'string') yield { pointer: at, text: member, parent: value, name };
    else yield* textsIn(member, at);
  }
}

/** Whether the pointer is one of those that a pattern means: `*` stands for any one member. */
export function isAt(pattern: string, pointer: string): boolean {
  const [wanted, given] = [pattern.split('/'), pointer.split('/')];
  return wanted.length === given.length && wanted.every((part, i) => part === '*' || part === given[i]);
}

/** The pointer to what the place is a member of; undefined for the whole value. */
export function parentOf(pointer: string): string | undefined {
  return pointer === '' ? undefined : pointer.slice(0, pointer.lastIndexOf('/'));
}

/** A copy with another member there; the place must exist. */
export function withAt(value: unknown, pointer: string, member: unknown): unknown {
  return changedAt(value, pointer.split('/').slice(1).map(unescaped), member);
}

/** A copy without that member; of a list those after it move up. */
export function withoutAt(value: unknown, pointer: string): unknown {
  return changedAt(value, pointer.split('/').slice(1).map(unescaped), undefined);
}

/** @param member  undefined: taken away */
function changedAt(value: unknown, [name, ...deeper]: readonly string[], member: unknown): unknown {
  if (name === undefined) return member;
  if (Array.isArray(value)) {
    const changed = changedAt(value[Number(name)], deeper, member);
    return value.flatMap((one, i): unknown[] => (i !== Number(name) ? [one] : changed === undefined ? [] : [changed]));
  }
  if (typeof value !== 'object' || value === null) return value;
  const changed = changedAt(Reflect.get(value, name), deeper, member);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      key !== name ? [[key, one]] : changed === undefined ? [] : [[key, changed]],
    ),
  );
}
