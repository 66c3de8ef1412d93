// The grammar of extensions: which kind has which fields, and which are needed.
import Value from 'typebox/value';
import { describe, expect, test } from 'vitest';
import {
  AutoAnswerExtensionSchema,
  EXTENSION_KINDS,
  ExtensionSchema,
} from '../../../server/domain/telephony/extension.ts';

/** The members of the object that describes this kind. */
function membersOf(kind: string): readonly string[] {
  const schema = ExtensionSchema.anyOf.find(({ properties }) => properties.kind.const === kind);
  return Object.keys(schema?.properties ?? {});
}

describe('classes of extensions', () => {
  test('EXT-4 a user extension is of one person; no functional one is, and closed grammars keep it so', () => {
    const ofAPerson = EXTENSION_KINDS.filter((kind) => membersOf(kind).includes('userId'));
    expect(ofAPerson).toEqual(['user']);
    expect(EXTENSION_KINDS).toHaveLength(ExtensionSchema.anyOf.length);
    const forward = {
      kind: 'forward',
      number: '400',
      name: 'Out',
      to: '+31201234567',
      callerNumber: { kind: 'caller' },
    };
    expect(Value.Check(ExtensionSchema, forward)).toBe(true);
    expect(Value.Check(ExtensionSchema, { ...forward, userId: 'anna' })).toBe(false);
  });
});

describe('AutoAnswer', () => {
  const autoAnswer = { kind: 'autoAnswer', number: '441', name: 'Closed', sound: 's1' };

  test('EXT-96 has a number, a name and a sound, and nothing else', () => {
    expect(Value.Check(AutoAnswerExtensionSchema, autoAnswer)).toBe(true);
    expect(membersOf('autoAnswer').toSorted()).toEqual(['kind', 'name', 'number', 'sound']);
    expect(Value.Check(AutoAnswerExtensionSchema, { ...autoAnswer, to: '201' })).toBe(false);
  });

  test.each(['number', 'name', 'sound'])('EXT-96 its %s is needed', (member) => {
    const without = Object.fromEntries(Object.entries(autoAnswer).filter(([name]) => name !== member));
    expect(Value.Check(AutoAnswerExtensionSchema, without)).toBe(false);
  });
});
