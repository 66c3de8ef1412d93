// What happens to a simulated call, in words that people type: `+3 answered 202`. What cannot be read is left as it is, so that
// whoever checks the script says what is wrong with it.

/** One event as POST /api/v1/simulations/calls takes it; checked there. */
export function eventOf(text: string): Readonly<Record<string, unknown>> {
  const words = text.trim().split(/\s+/);
  const after = /^\+(\d+)$/.exec(words[0] ?? '')?.[1];
  const [what = '', ...rest] = after === undefined ? words : words.slice(1);
  return { ...fieldsOf(what, rest), ...(after !== undefined && { afterSec: Number(after) }) };
}

function fieldsOf(what: string, [first, second]: readonly string[]): Readonly<Record<string, unknown>> {
  switch (what.toLowerCase()) {
    case 'answered':
      return { type: 'answered', by: first };
    case 'failed':
      return { type: 'failed', by: first, why: second };
    case 'keys':
      return { type: 'keys', keys: first, ...(second !== undefined && { party: second }) };
    case 'hangup':
      return { type: 'hangUp', party: first };
    case 'transfer':
      return { type: 'transfer', party: first, to: second };
    case 'pickedup':
      return { type: 'pickedUp', by: first };
    case 'told':
      return { type: 'told', answer: { is: first } };
    default:
      return { type: what };
  }
}
