// A call as it would go now, or at any moment: over an account's telephony as it stands, or over telephony that is only sent
// along. Nothing is carried out and nothing is kept. Source: design.md "Every call can explain itself"
import Type, { type Static } from 'typebox';
import { LANGUAGES } from '../domain/locale.ts';
import { DEVICE_KINDS } from '../domain/telephony/channel.ts';
import { below, type FieldError, refuseIf } from '../errors.ts';
import { compile } from '../routing/compile.ts';
import { FactsSchema, liveOf, ScriptSchema } from '../routing/script.ts';
import { originOf, simulate } from '../routing/simulate.ts';
import { type ToldSimulation, toldSimulation } from '../routing/simulation-text.ts';
import { QUIET } from '../routing/snapshot.ts';
import type { TelephonyDeps } from './deps.ts';
import { readValue } from './read-value.ts';
import { type TelephonyOf, telephonyOf } from './telephony.ts';
import { snapshotOf, TelephonyInputSchema, telephonyProblems } from './telephony-input.ts';

const optional = Type.Optional;

export const SimulationSchema = Type.Object(
  {
    accountId: optional(Type.String({ minLength: 1, maxLength: 64, description: 'Whose telephony; or `telephony`' })),
    telephony: optional(TelephonyInputSchema),
    from: Type.String({
      maxLength: 64,
      description: 'Who calls: a user extension, a channel, a telephone number from outside, or anonymous',
    }),
    fromDevice: Type.Enum([...DEVICE_KINDS], { default: 'fixed', description: 'Of a user extension that calls' }),
    to: Type.String({ minLength: 1, maxLength: 64, description: 'As it is dialled' }),
    at: optional(Type.String({ format: 'date-time', description: 'Left out: now' })),
    events: ScriptSchema,
    facts: FactsSchema,
    language: optional(
      Type.Enum([...LANGUAGES], {
        description: "Of the texts: nl, or English for all others; left out, the account's",
      }),
    ),
  },
  { additionalProperties: false },
);
export type Simulation = Static<typeof SimulationSchema>;

/**
 * @throws INPUT_INVALID, ACCOUNT_NOT_FOUND
 */
export async function simulateCall(deps: TelephonyDeps, input: unknown): Promise<ToldSimulation> {
  const wanted = readSimulation(input);
  const at = wanted.at === undefined ? deps.now() : new Date(wanted.at);
  const telephony = wanted.telephony
    ? { snapshot: snapshotOf(wanted.telephony), live: QUIET }
    : await telephonyOf(deps, wanted.accountId ?? '', at);
  return simulateOver(telephony, wanted, at);
}

/** What was sent, when it holds together. @throws INPUT_INVALID */
export function readSimulation(input: unknown): Simulation {
  const wanted = readValue(SimulationSchema, input);
  const { accountId, telephony } = wanted;
  const both: readonly FieldError[] =
    (accountId === undefined) === (telephony === undefined)
      ? [{ pointer: '/accountId', detail: 'either this or /telephony is needed, and not both' }]
      : [];
  refuseIf([...both, ...(telephony ? below('/telephony', telephonyProblems(telephony)) : [])]);
  return wanted;
}

export function simulateOver({ snapshot, live }: TelephonyOf, wanted: Simulation, at: Date): ToldSimulation {
  const compiled = compile(snapshot);
  const now = at.getTime();
  const { from, fromDevice, to, events, facts, language } = wanted;
  const call = { origin: originOf(compiled, from, fromDevice), to, at: now, events };
  const { account } = snapshot;
  return toldSimulation(simulate(compiled, liveOf(facts, live, now), call), {
    language: language ?? account.language,
    timeZone: account.timeZone,
  });
}
