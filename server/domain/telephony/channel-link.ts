// What an administrator set for a channel besides its credentials: who is put on it, and what emergency calls of nobody send.
// Source: FAC-37 to FAC-40, FAC-105, FAC-113, FAC-118 to FAC-129
import Type, { type Static } from 'typebox';
import { E164Schema, ExtensionNumberSchema } from './destination.ts';

export const ChannelLinkSchema = Type.Object(
  {
    channelId: Type.String({ minLength: 1, maxLength: 64 }),
    linkedTo: Type.Optional(ExtensionNumberSchema),
    emergencyCallerId: Type.Optional(E164Schema),
  },
  { additionalProperties: false },
);
export type ChannelLink = Static<typeof ChannelLinkSchema>;
