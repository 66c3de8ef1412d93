// Simulated calls: what would become of a call, moment by moment, and why. Source: design.md "Every call can explain itself"
import Type from 'typebox';
import { SimulationSchema, simulateCall } from '../../../pbx/simulation.ts';
import type { ToldSimulation } from '../../../routing/simulation-text.ts';
import type { Api } from '../deps.ts';

const StepSchema = Type.Object({
  room: Type.String({ description: 'Of the routing core' }),
  rule: Type.String({ description: 'The requirement that says so' }),
  because: Type.String(),
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  text: Type.String(),
});
const ActionsSchema = Type.Array(Type.Unknown(), { description: 'What is done, in this order; PINs are masked' });
/** Written by routing/simulation-text.ts. */
export const ToldSimulationSchema = Type.Unsafe<ToldSimulation>(
  Type.Object({
    language: Type.String(),
    timeZone: Type.String(),
    decision: Type.Object(
      { waitsFor: Type.String(), actions: ActionsSchema },
      { description: 'At once, before anything happens' },
    ),
    steps: Type.Array(StepSchema, { description: 'Of all moments' }),
    timeline: Type.Array(
      Type.Object({
        at: Type.String({ format: 'date-time' }),
        event: Type.String(),
        about: Type.String(),
        isConsultation: Type.Optional(
          Type.Boolean({ description: 'CALL-3: of the call to whoever is consulted, which is decided as every other' }),
        ),
        text: Type.String(),
        steps: Type.Array(StepSchema),
        actions: ActionsSchema,
      }),
    ),
    ends: Type.Object(
      { is: Type.String(), why: Type.Optional(Type.String({ description: 'Why it is over' })), text: Type.String() },
      { description: 'How the call stands when the script is over' },
    ),
  }),
);

export function simulationRoutes(api: Api): void {
  api.post(
    '/simulations/calls',
    {
      config: { action: 'telephony.simulate', body: SimulationSchema },
      schema: {
        summary: 'What would become of a call, moment by moment, and why; nothing is carried out',
        response: { 200: ToldSimulationSchema },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ desk, body }) => simulateCall(desk.telephony, body),
  );
}
