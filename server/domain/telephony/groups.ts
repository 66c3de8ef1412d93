// Privacy groups: users who have rights over other extensions. An assistant group is one that a user names.
// Source: FAC-8 to FAC-20
import Type, { type Static } from 'typebox';
import { ExtensionNumberSchema } from './destination.ts';

const closed = { additionalProperties: false } as const;
const off = (description: string) => Type.Boolean({ default: false, description });

/** What whoever gives the right is told of the law. Source: CALL-35 */
const LISTENING_IN = `CALL-34, CALL-35: whoever gives it keeps to European and national law on monitoring. Employees know that
they can be listened to, how, and for what; it serves training and coaching only, and routine business calls only, such as
those to service numbers; employees are told when a manager listens in; and what was heard is gone through at once with
whoever was heard.`;

/** Source: FAC-17 */
export const GrantSchema = Type.Object(
  {
    over: ExtensionNumberSchema,
    pickup: off('CALL-22'),
    retrieveParked: off('CALL-26'),
    presence: off('FAC-5'),
    notifications: off('of incoming calls'),
    notificationDelaySec: Type.Integer({ minimum: 0, maximum: 600, default: 0 }),
    listenIn: off(LISTENING_IN),
  },
  closed,
);
export type Grant = Static<typeof GrantSchema>;

/** Source: FAC-15, FAC-16 */
export const PrivacyGroupSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.String({ minLength: 1, maxLength: 64 }),
    description: Type.Optional(Type.String({ maxLength: 255 })),
    members: Type.Array(ExtensionNumberSchema, { maxItems: 1000 }),
    grants: Type.Array(GrantSchema, { maxItems: 1000, default: [] }),
  },
  closed,
);
export type PrivacyGroup = Static<typeof PrivacyGroupSchema>;
export type Right = Exclude<keyof Grant, 'over' | 'notificationDelaySec'>;
