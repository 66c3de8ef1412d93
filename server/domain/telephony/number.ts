// An account's telephone numbers. One is either personal (linked to a user's reachability) or the company's.
// Source: FAC-108, NP-19, NP-22, R-41, R-42, R-64
import Type, { type Static } from 'typebox';
import { E164Schema, ExtensionNumberSchema } from './destination.ts';

export const AccountNumberSchema = Type.Object(
  {
    e164: E164Schema,
    kind: Type.Enum(['fixed', 'mobile'], { default: 'fixed', description: 'R-39: of which kind a personal number is' }),
    linkedTo: Type.Optional(ExtensionNumberSchema),
  },
  { additionalProperties: false, description: 'linkedTo: the user extension that it reaches (R-64)' },
);
export type AccountNumber = Static<typeof AccountNumberSchema>;
