// Reads what somebody sent as the value of a record: defaults filled in, and everything wrong with it named at its place.
// Alternatives are told apart by their tag (`kind`, `by` or `type`), so that a bad field is named and not every alternative.
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { type FieldError, refuseIf } from '../errors.ts';

interface Json {
  readonly anyOf?: readonly TSchema[];
  readonly type?: string;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: TSchema;
}

const TAGS = ['kind', 'by', 'type'] as const;
const json = (schema: TSchema): Json => schema;
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/**
 * @throws INPUT_INVALID  all that is wrong, at JSON pointers into the input
 */
export function readValue<Schema extends TSchema>(schema: Schema, input: unknown): Static<Schema> {
  const filled = withDefaults(schema, Value.Clone(input));
  refuseIf(problemsOf(schema, filled));
  return Value.Parse(schema, filled);
}

/** Whether a value could be kept as it is. */
export function fits(schema: TSchema, value: unknown): boolean {
  return Value.Check(schema, value);
}

/** @param at  where the value stands */
export function problemsOf(schema: TSchema, value: unknown, at = ''): readonly FieldError[] {
  if (fits(schema, value)) return [];
  const { anyOf, properties, items } = json(schema);
  if (anyOf) return alternativesProblems(anyOf, value, at);
  if (properties && isMap(value)) return membersProblems(json(schema), value, at);
  if (items && isList(value)) {
    const below = value.flatMap((one, i) => problemsOf(items, one, `${at}/${i}`));
    if (below.length > 0) return below;
  }
  return [{ pointer: at, detail: Value.Errors(schema, value)[0]?.message ?? 'cannot be used' }];
}

function membersProblems(
  { properties = {}, required = [], additionalProperties }: Json,
  value: Readonly<Record<string, unknown>>,
  at: string,
): readonly FieldError[] {
  const missing = required.filter((name) => value[name] === undefined);
  const unknown = additionalProperties === false ? Object.keys(value).filter((name) => !(name in properties)) : [];
  return [
    ...missing.map((name) => ({ pointer: `${at}/${name}`, detail: 'is missing' })),
    ...unknown.map((name) => ({ pointer: `${at}/${name}`, detail: 'is not known here' })),
    ...Object.entries(properties).flatMap(([name, member]) =>
      value[name] === undefined ? [] : problemsOf(member, value[name], `${at}/${name}`),
    ),
  ];
}

/** Those of the alternative that is meant, also where something else is wrong with it. */
function withDefaults(schema: TSchema, value: unknown): unknown {
  const { anyOf, properties, items } = json(schema);
  const meant = anyOf && meantOf(anyOf, value);
  if (meant) return withDefaults(meant, value);
  if (items && isList(value)) return value.map((one) => withDefaults(items, one));
  if (!properties || !isMap(value)) return value;
  const filled = Object.entries(properties).flatMap(([name, member]) => {
    const given = value[name] ?? Value.Clone(json(member).default);
    return given === undefined ? [] : [[name, withDefaults(member, given)]];
  });
  return { ...value, ...Object.fromEntries(filled) };
}

/** The alternative that the value's tag names. */
function meantOf(anyOf: readonly TSchema[], value: unknown): TSchema | undefined {
  if (!isMap(value)) return undefined;
  return TAGS.flatMap((tag) => {
    const given = value[tag];
    return given === undefined ? [] : anyOf.filter((one) => tagOf(one, tag) === given);
  })[0];
}

function tagOf(schema: TSchema, tag: (typeof TAGS)[number]): unknown {
  const member = json(schema).properties?.[tag];
  return member && json(member).const;
}

function alternativesProblems(anyOf: readonly TSchema[], value: unknown, at: string): readonly FieldError[] {
  for (const tag of TAGS) {
    const known = anyOf.map((one) => tagOf(one, tag));
    if (known.includes(undefined)) continue;
    const meant = meantOf(anyOf, value);
    if (meant) return problemsOf(meant, value, at);
    return [{ pointer: `${at}/${tag}`, detail: `must be one of ${known.join(', ')}` }];
  }
  return [{ pointer: at, detail: 'is nothing that may stand here' }];
}
