// A merge patch (RFC 7396) on a value: null takes a member away, what is not named stays, lists are replaced. An object that
// says which alternative it is (`kind` or `by`) replaces the former whole, since the alternatives have other members.

/** @returns a copy of `value` with `patch` laid over it */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const former = isMap(value) && !isTagged(patch) ? value : {};
  const merged: Record<string, unknown> = { ...former };
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) Reflect.deleteProperty(merged, name);
    else merged[name] = isMap(member) ? mergePatch(merged[name], member) : member;
  }
  return merged;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTagged(patch: Readonly<Record<string, unknown>>): boolean {
  return 'kind' in patch || 'by' in patch;
}
