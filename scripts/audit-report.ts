// Reads npm's audit report and holds it against the list of accepted weaknesses. Pure.
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

const closed = { additionalProperties: false } as const;
const AcceptedList = Type.Array(
  Type.Object(
    {
      advisory: Type.String({ pattern: '^https://', description: 'The address by which the report names it' }),
      because: Type.String({
        minLength: 20,
        description: 'Why it does not touch Bellhop, or why there is no way round it',
      }),
      until: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'When somebody must look again' }),
    },
    closed,
  ),
);
export type Accepted = Static<typeof AcceptedList>[number];

export interface Weakness {
  readonly advisory: string;
  readonly name: string;
  readonly severity: string;
  readonly title: string;
}

const Via = Type.Object({ url: Type.String(), name: Type.String(), severity: Type.String(), title: Type.String() });
const Report = Type.Object({
  auditReportVersion: Type.Literal(2),
  vulnerabilities: Type.Record(Type.String(), Type.Object({ via: Type.Array(Type.Unknown()) })),
});

/** @throws Error  the list is not what it must be */
export function readAccepted(text: string): readonly Accepted[] {
  const list: unknown = JSON.parse(text);
  if (Value.Check(AcceptedList, list)) return list;
  const [first] = Value.Errors(AcceptedList, list);
  throw new Error(`the list of accepted weaknesses is wrong at ${first?.instancePath ?? '/'}: ${first?.message}`);
}

/** @returns each weakness once, however many packages bring it; or what came instead of a report */
export function readReport(
  text: string,
): { readonly weaknesses: readonly Weakness[] } | { readonly refusal: string | undefined } {
  const report = parsed(text);
  if (!Value.Check(Report, report)) return { refusal: messageIn(report) };
  const found = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .flatMap((one) => (Value.Check(Via, one) ? [one] : []))
    .map(({ url, name, severity, title }) => [url, { advisory: url, name, severity, title }] as const);
  return { weaknesses: [...new Map(found).values()] };
}

export interface Judgement {
  readonly open: readonly Weakness[];
  readonly explained: readonly { readonly weakness: Weakness; readonly because: string }[];
  /** Accepted, but not there any more. */
  readonly unused: readonly Accepted[];
}

export function judge(weaknesses: readonly Weakness[], accepted: readonly Accepted[], now: Date): Judgement {
  const valid = accepted.filter(({ until }) => new Date(until) > now);
  const reasonFor = ({ advisory }: Weakness) => valid.find((entry) => entry.advisory === advisory)?.because;
  return {
    open: weaknesses.filter((weakness) => reasonFor(weakness) === undefined),
    explained: weaknesses.flatMap((weakness) => {
      const because = reasonFor(weakness);
      return because === undefined ? [] : [{ weakness, because }];
    }),
    unused: accepted.filter(({ advisory }) => !weaknesses.some((weakness) => weakness.advisory === advisory)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageIn(report: unknown): string | undefined {
  const Refused = Type.Object({ message: Type.String() });
  if (Value.Check(Refused, report)) return report.message;
  const Wrapped = Type.Object({ error: Type.Object({ summary: Type.String() }) });
  return Value.Check(Wrapped, report) && report.error.summary !== '' ? report.error.summary : undefined;
}
