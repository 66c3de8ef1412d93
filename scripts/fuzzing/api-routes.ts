// The API's routes as its own OpenAPI description tells them, and bodies made from their schemas: mostly right, so that
// they come past the first check, with wrong values here and there. A new route is fuzzed without being named here.
import fc from 'fast-check';
import { anyJson, anyText, textLike } from './inputs.ts';
import { FILE_NAMES, MACS } from './samples.ts';

export interface JsonRoute {
  readonly method: string;
  /** With `{name}` where a name belongs. */
  readonly path: string;
  /** Of the body; absent: it takes none. */
  readonly body?: Schema;
}

type Schema = Readonly<Record<string, unknown>>;

/** Costly on purpose: logging in, which is slowed too, and making a key pair. Their bodies are read like any other. */
const LEFT_OUT = ['/api/v1/tokens', '/api/v1/cpes/{mac}/certificate'];

export function jsonRoutesOf(openapi: unknown): readonly JsonRoute[] {
  const paths = asObject(asObject(openapi).paths);
  return Object.entries(paths)
    .filter(([path]) => !LEFT_OUT.includes(path))
    .flatMap(([path, operations]) =>
      Object.entries(asObject(operations)).map(([method, operation]) => {
        const content = asObject(asObject(asObject(operation).requestBody).content);
        const schema = asObject(content['application/json']).schema;
        return { method: method.toUpperCase(), path, ...(schema !== undefined && { body: asObject(schema) }) };
      }),
    );
}

function asObject(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const someText = fc.oneof(
  textLike('Reception', 'pbx.example.com:5060', '192.0.2.0/24', 'Europe/Amsterdam', 'NL', 'T46S', 'Yealink'),
  textLike(...MACS, ...FILE_NAMES),
  anyText,
);

/** Values that a JSON schema allows, and now and then one that it does not. */
export function fromSchema(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined).chain(() => rightFor(schema)) },
    { weight: 1, arbitrary: anyJson },
  );
}

function rightFor(schema: Schema): fc.Arbitrary<unknown> {
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (choices) return fc.oneof(...choices.map((choice: unknown) => rightFor(asObject(choice))));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum, 'other');
  if ('const' in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case 'object':
      return objectFor(schema);
    case 'array':
      return fc.array(fromSchema(asObject(schema.items)), { maxLength: 3 });
    case 'string':
      return someText;
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: -1, max: 5000 }), fc.constantFrom(0.5, 2 ** 53, -(2 ** 31)));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anyJson;
  }
}

function objectFor(schema: Schema): fc.Arbitrary<unknown> {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const members = Object.entries(asObject(schema.properties)).map(([name, member]) =>
    fc
      .tuple(fc.nat(9), fromSchema(asObject(member)))
      .map(([luck, value]) => (luck < (required.includes(name) ? 9 : 3) ? [[name, value]] : [])),
  );
  const strange = fc
    .tuple(fc.nat(19), someText, anyJson)
    .map(([luck, name, value]) => (luck === 0 || (members.length === 0 && luck < 12) ? [[name, value]] : []));
  return fc.tuple(...members, strange).map((all) => Object.fromEntries(all.flat()));
}
