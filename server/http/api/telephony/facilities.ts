// The facilities of an account with their state, and what is advised. Source: FAC-1, FAC-66, FAC-75, FAC-80, FAC-111
import Type from 'typebox';
import { text } from '../../../domain/texts.ts';
import { accountOf } from '../../../pbx/edit.ts';
import { facilitiesOf } from '../../../pbx/facilities.ts';
import type { Api } from '../deps.ts';
import { ById, optional } from '../shapes.ts';

const FacilitiesSchema = Type.Object({
  recording: Type.Boolean(),
  recordingOutgoing: optional(Type.Boolean({ description: 'FAC-47: only while recording is on' })),
  assistant: Type.Object({
    active: Type.Boolean({ description: 'For the account' }),
    on: Type.Integer({ description: 'FAC-66: for so many users' }),
    eligible: Type.Integer({ description: 'Of so many whose tier allows it' }),
  }),
  encryption: Type.Object({
    active: Type.Boolean(),
    proxy: optional(Type.String({ description: 'FAC-94: the network of the phones must let them reach it' })),
  }),
  emergencyCallerId: optional(Type.String()),
  ipListing: optional(
    Type.Object(
      { active: Type.Boolean(), allowed: optional(Type.Integer({ description: 'FAC-80: entries; only while on' })) },
      { description: 'FAC-74: only in the Netherlands' },
    ),
  ),
  advice: Type.Array(Type.String(), { description: 'FAC-75, FAC-94, FAC-111: what should be seen to, and why' }),
});

export function facilityRoutes(api: Api): void {
  api.get(
    '/accounts/:id/facilities',
    {
      config: { action: 'telephony.read' },
      schema: {
        summary: 'Its facilities with their state, and what is advised (FAC-1)',
        params: ById,
        response: { 200: FacilitiesSchema },
      },
    },
    async ({ desk, params }) => {
      const found = await facilitiesOf(desk.telephony, await accountOf(desk.telephony, params.id));
      return {
        ...found,
        advice: [
          ...(found.emergencyCallerId === undefined ? [text('en', 'facility.emergency.advice')] : []),
          ...(found.encryption.proxy === undefined
            ? []
            : [text('en', 'facility.encryption.reach', { proxy: found.encryption.proxy })]),
          ...(found.ipListing?.active === false ? [text('en', 'facility.ipListing.advice')] : []),
        ],
      };
    },
  );
}
