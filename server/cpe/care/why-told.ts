// What was found of a phone, in words: what is the matter and what to do, in Dutch or English. Pure.
import { isTextKey, text } from '../../domain/texts.ts';
import { type CheckName, type CheckState, type Finding, firstFailing } from './why.ts';

export interface ToldCheck {
  readonly check: CheckName;
  readonly state: CheckState;
  readonly because: string;
  readonly text: string;
  /** null: nothing. */
  readonly whatToDo: string | null;
}

export interface ToldWhy {
  /** One sentence for whoever stands before the phone. */
  readonly summary: string;
  /** The first check that failed; null: none did. */
  readonly first: ToldCheck | null;
  readonly checks: readonly ToldCheck[];
}

export function tellWhy(findings: readonly Finding[], language: string): ToldWhy {
  const checks = findings.map((finding) => tell(finding, language));
  const first = checks.find(({ check }) => check === firstFailing(findings)?.check) ?? null;
  return { summary: first ? first.text : text(language, 'why.allWell'), first, checks };
}

/** Where the reason of a refusal says already what to do. */
const BY_REASON = { check: 'trusted', because: 'refused' } as const;

function tell({ check, because, state, values }: Finding, language: string): ToldCheck {
  const written = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof Date ? moment(value) : value]),
  );
  const say = (key: string) => (isTextKey(key) ? text(language, key, written) : null);
  const isByReason = check === BY_REASON.check && because === BY_REASON.because;
  const key = `why.${check}.${because}`;
  return {
    check,
    state,
    because,
    text: say(key) ?? key,
    whatToDo: say(isByReason ? `quarantine.because.${values.reason}` : `${key}.do`),
  };
}

/** `2026-11-22 12:00 UTC`: the same for everybody who reads it aloud. */
function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
