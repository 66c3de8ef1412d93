// Where a call can be sent, and the numbers that lead there. Source: EXT-5, EXT-6, EXT-12, A-36 of routing-and-reach.md
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** 2 to 5 digits; all of an account have the same length, system extensions excepted. Source: EXT-6, EXT-8 */
export const ExtensionNumberSchema = Type.String({ pattern: '^[0-9]{2,5}$', description: 'EXT-6: 2 to 5 digits' });
export type ExtensionNumber = Static<typeof ExtensionNumberSchema>;

/** A telephone number in its international form: `+` and up to 15 digits, the first no zero. Source: ITU-T E.164 */
export const E164Schema = Type.String({ pattern: '^\\+[1-9][0-9]{5,14}$', description: 'such as +31201234567' });
export type E164 = Static<typeof E164Schema>;

/** Text in front of the caller's number, so that whoever is called sees how the call came. */
export const PrefixSchema = Type.String({ maxLength: 32, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const ExtensionDestinationSchema = Type.Object(
  { kind: Type.Literal('extension'), number: ExtensionNumberSchema },
  closed,
);
export const NumberDestinationSchema = Type.Object({ kind: Type.Literal('number'), e164: E164Schema }, closed);
/** The personal voicemail of a user extension. Source: FAC-117, R-70 */
export const VoicemailDestinationSchema = Type.Object(
  { kind: Type.Literal('voicemail'), of: ExtensionNumberSchema },
  closed,
);

export const DestinationSchema = Type.Union([
  ExtensionDestinationSchema,
  NumberDestinationSchema,
  VoicemailDestinationSchema,
]);
export type Destination = Static<typeof DestinationSchema>;

/** Several ring at the same time. Source: EXT-78 */
export const DestinationsSchema = Type.Array(DestinationSchema, { minItems: 1, maxItems: 20 });

export type ExtensionDestination = Static<typeof ExtensionDestinationSchema>;

export const toExtension = (number: ExtensionNumber): ExtensionDestination => ({ kind: 'extension', number });
export const toNumber = (e164: E164): Destination => ({ kind: 'number', e164 });
export const toVoicemail = (of: ExtensionNumber): Destination => ({ kind: 'voicemail', of });

/** As people read it: the number, or the extension whose voicemail it is. */
export function destinationText(destination: Destination): string {
  switch (destination.kind) {
    case 'extension':
      return destination.number;
    case 'number':
      return destination.e164;
    case 'voicemail':
      return `voicemail ${destination.of}`;
    default:
      return destination satisfies never;
  }
}
