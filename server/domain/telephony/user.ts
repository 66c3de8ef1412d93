// People who telephone. Who logs in to the portal stands in domain/user.ts; somebody may be both. Source: EXT-32, EXT-56
import Type, { type Static } from 'typebox';
import { LANGUAGES } from '../locale.ts';

const optional = Type.Optional;
const name = Type.String({ minLength: 1, maxLength: 64 });

export const TelephonyUserSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    displayName: Type.String({ minLength: 1, maxLength: 64, description: 'EXT-56: unique within the account' }),
    firstName: optional(name),
    infix: optional(Type.String({ maxLength: 32 })),
    lastName: optional(name),
    mail: optional(Type.String({ format: 'email', maxLength: 254 })),
    language: Type.Enum([...LANGUAGES]),
    username: optional(Type.String({ maxLength: 64, description: 'Of the login to the portal, if there is one' })),
  },
  { additionalProperties: false },
);
export type TelephonyUser = Static<typeof TelephonyUserSchema>;
