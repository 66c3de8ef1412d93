// Who logged in on a channel by himself, since when and from where; whom an administrator put there stands in channel-link.ts.
// Source: FAC-31 to FAC-35, FAC-77
import Type, { type Static } from 'typebox';
import { ExtensionNumberSchema } from './destination.ts';

export const ChannelLoginSchema = Type.Object(
  {
    channelId: Type.String({ minLength: 1, maxLength: 64 }),
    user: ExtensionNumberSchema,
    since: Type.String({ format: 'date-time' }),
    address: Type.Optional(Type.String({ maxLength: 64, description: 'FAC-77: where the device was then' })),
  },
  { additionalProperties: false },
);
export type ChannelLogin = Static<typeof ChannelLoginSchema>;
