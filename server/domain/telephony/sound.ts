// Recordings that extensions play. Source: EXT-72, EXT-73, FAC-57 to FAC-63
import Type, { type Static } from 'typebox';
import { ExtensionNumberSchema } from './destination.ts';

export const SoundSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.String({ minLength: 1, maxLength: 255 }),
    format: Type.Enum(['mp3', 'wav'], { description: 'EXT-73' }),
    durationMs: Type.Integer({ minimum: 1, maximum: 3_600_000 }),
    recordedBy: Type.Optional(ExtensionNumberSchema),
  },
  { additionalProperties: false },
);
export type Sound = Static<typeof SoundSchema>;
