// Simulated calls: what would become of a call, moment by moment, and why. Source: design.md "Every call can explain itself"
import Type, { type Static } from 'typebox';
import { type SimulatedFor, SimulationSchema, simulateCall } from '../../../pbx/simulation.ts';
import type { Moment } from '../../../routing/simulate.ts';
import { endText, momentText } from '../../../routing/simulation-text.ts';
import { type Step, stepText } from '../../../routing/step.ts';
import type { Api } from '../deps.ts';

const StepSchema = Type.Object({
  room: Type.String({ description: 'Of the routing core' }),
  rule: Type.String({ description: 'The requirement that says so' }),
  because: Type.String(),
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  text: Type.String(),
});
const ActionsSchema = Type.Array(Type.Unknown(), { description: 'What is done, in this order; PINs are masked' });
const SimulatedSchema = Type.Object({
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
      text: Type.String(),
      steps: Type.Array(StepSchema),
      actions: ActionsSchema,
    }),
  ),
  ends: Type.Object(
    { is: Type.String(), why: Type.Optional(Type.String({ description: 'Why it is over' })), text: Type.String() },
    { description: 'How the call stands when the script is over' },
  ),
});

export function simulationRoutes(api: Api): void {
  api.post(
    '/simulations/calls',
    {
      config: { action: 'telephony.simulate', body: SimulationSchema },
      schema: {
        summary: 'What would become of a call, moment by moment, and why; nothing is carried out',
        response: { 200: SimulatedSchema },
      },
      serializerCompiler: () => JSON.stringify,
    },
    async ({ desk, body }) => simulatedView(await simulateCall(desk.telephony, body)),
  );
}

function simulatedView(simulated: SimulatedFor): Static<typeof SimulatedSchema> {
  const { language, timeZone, decision, steps, timeline, state } = simulated;
  const { situation } = state;
  const told = (step: Step) => ({ ...step, text: stepText(step, language) });
  const moment = (one: Moment) => ({
    at: new Date(one.at).toISOString(),
    event: one.event,
    about: one.about,
    text: momentText(one, language),
    steps: one.steps.map(told),
    actions: [...one.actions],
  });
  return {
    language,
    timeZone,
    decision: { waitsFor: decision.waitsFor, actions: [...decision.actions] },
    steps: steps.map(told),
    timeline: timeline.map(moment),
    ends: {
      is: situation.is,
      ...(situation.is === 'over' && { why: situation.why }),
      text: endText(state, language),
    },
  };
}
