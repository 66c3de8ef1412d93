// 915: switching number plans by voice menu. 1 until the next change, 2 until further notice, 3 back to the schedule; then the
// schema, if there are several, and the plan. Source: SYS-16, SYS-49, NP-48 to NP-60
import type { ExtensionNumber } from '../../domain/telephony/destination.ts';
import { userOf } from '../compile.ts';
import type { PlanOverride } from '../decision.ts';
import type { Dialogue, PlanChoice } from './dialogue.ts';
import { AGAIN, type Outcome, SETTLED } from './outcome.ts';
import { system } from './prompts.ts';
import { type Question, question } from './questions.ts';
import { act, languageOf, say, type Turn } from './turn.ts';

type Plans = Extract<Dialogue, { of: 'plans' }>;
const CHOICES = { '1': 'temporary', '2': 'permanent', '3': 'none' } as const;

export function openPlans(turn: Turn, user: ExtensionNumber): Outcome {
  if (userOf(turn.compiled, user)?.rights.timeConfiguration === true)
    return { next: 'ask', dialogue: { of: 'plans', step: 'menu' } };
  say(turn, 'noTimeRight', { user });
  return { next: 'sayAndEnd', prompts: [system('noRight', languageOf(turn))], reason: 'noRight' };
}

/** Answers have two digits at most and end with `#`, the menu's too: `1#`. Source: NP-50 */
export function plansQuestion(turn: Turn, { step }: Plans): Question {
  const prompts = { menu: 'planMenu', schema: 'enterSchema', plan: 'enterPlan' } as const;
  return question([system(prompts[step], languageOf(turn))], 3);
}

export function onPlansAnswer(turn: Turn, dialogue: Plans, digits: string): Outcome {
  switch (dialogue.step) {
    case 'menu': {
      const choice = isChoice(digits) ? CHOICES[digits] : undefined;
      return choice === undefined ? AGAIN : askSchema(turn, choice);
    }
    case 'schema': {
      const schema = turn.compiled.snapshot.numberPlanSchemas.find(({ number }) => number === Number(digits));
      return schema === undefined ? AGAIN : askPlan(turn, dialogue.choice, schema.id);
    }
    case 'plan': {
      const schema = turn.compiled.snapshot.numberPlanSchemas.find(({ id }) => id === dialogue.schemaId);
      const plan = schema?.plans.find(({ slot }) => slot === Number(digits))?.slot;
      if (plan === undefined || dialogue.choice === 'none') return AGAIN;
      return override(turn, dialogue.schemaId, { kind: dialogue.choice, plan });
    }
    default:
      return dialogue satisfies never;
  }
}

function isChoice(digits: string): digits is keyof typeof CHOICES {
  return digits in CHOICES;
}

/** Source: NP-51 */
function askSchema(turn: Turn, choice: PlanChoice): Outcome {
  const [only, ...others] = turn.compiled.snapshot.numberPlanSchemas;
  if (only === undefined) return AGAIN;
  return others.length > 0
    ? { next: 'ask', dialogue: { of: 'plans', step: 'schema', choice } }
    : askPlan(turn, choice, only.id);
}

/** Source: NP-52, NP-58 */
function askPlan(turn: Turn, choice: PlanChoice, schemaId: string): Outcome {
  return choice === 'none'
    ? override(turn, schemaId, { kind: 'none' })
    : { next: 'ask', dialogue: { of: 'plans', step: 'plan', choice, schemaId } };
}

function override(turn: Turn, schemaId: string, wanted: PlanOverride): Outcome {
  const schema = turn.compiled.snapshot.numberPlanSchemas.find(({ id }) => id === schemaId);
  const name = schema?.name ?? schemaId;
  if (wanted.kind === 'none') say(turn, 'followsTimes', { schema: name });
  else say(turn, 'overridesPlan', { schema: name, plan: wanted.plan });
  act(turn, { do: 'ask', request: { ask: 'override', schemaId, override: wanted } });
  return SETTLED;
}
