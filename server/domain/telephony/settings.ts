// What an account sets for all its telephony. Source: EXT-7, FAC-23, FAC-41, FAC-47, FAC-68, FAC-70, FAC-108, CALL-8, CALL-32, CALL-47
import Type, { type Static } from 'typebox';
import { ALERT_INFO_TEMPLATE } from '../ringtones.ts';
import { E164Schema } from './destination.ts';

/** Where an account sets nothing. Source: CALL-32 */
export const PARK_RECALL_SEC = 300;
/** Where an account sets nothing. Source: CALL-8 */
export const TRANSFER_RING_SEC = 30;

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
    parkRecallSec: Type.Optional(
      Type.Integer({
        minimum: 30,
        maximum: 7200,
        default: PARK_RECALL_SEC,
        description: 'CALL-32: a parked call rings at whoever parked it',
      }),
    ),
    transferRingSec: Type.Optional(
      Type.Integer({
        minimum: 5,
        maximum: 170,
        default: TRANSFER_RING_SEC,
        description: 'CALL-8: how long a transferred call rings where the target sets no time, and when it comes back',
      }),
    ),
    alertInfoTemplate: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: '^[ -~]*\\{text\\}[ -~]*$',
        default: ALERT_INFO_TEMPLATE,
        description:
          'CALL-47: the Alert-Info that phones choose their ring tone by; {text} is that of the kind of call',
      }),
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
