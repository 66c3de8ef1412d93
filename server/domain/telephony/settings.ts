// What an account sets for all its telephony. Source: EXT-7, FAC-23, FAC-41, FAC-47, FAC-68, FAC-70, FAC-108
import Type, { type Static } from 'typebox';
import { E164Schema } from './destination.ts';

const closed = { additionalProperties: false } as const;

export const TelephonySettingsSchema = Type.Object(
  {
    extensionLength: Type.Optional(
      Type.Integer({ minimum: 2, maximum: 5, description: 'EXT-7: chosen by the first extension, fixed from then on' }),
    ),
    emergencyCallerId: Type.Optional(
      Type.String({ ...E164Schema, description: 'FAC-108: a company number; always reachable and staffed (FAC-111)' }),
    ),
    recording: Type.Object(
      {
        active: Type.Boolean({ default: false, description: 'FAC-41: the facility' }),
        outgoing: Type.Boolean({ default: false, description: 'FAC-47: of outgoing calls, for all users' }),
      },
      { ...closed, default: {} },
    ),
    aiAssistant: Type.Boolean({ default: true, description: 'FAC-64, FAC-68' }),
    externalCallLimit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'FAC-70: simultaneous calls with outside' }),
    ),
    musicOnHold: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      maxItems: 100,
      default: [],
      description: 'FAC-23: ids of sounds, played in this order; none: the music of the system',
    }),
  },
  closed,
);
export type TelephonySettings = Static<typeof TelephonySettingsSchema>;
