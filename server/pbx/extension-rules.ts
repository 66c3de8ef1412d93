// What the grammar of an extension cannot say, kind by kind. Pure. Source: EXT-76, EXT-93, EXT-99, EXT-106, EXT-108, EXT-120
import type { Extension, IvrExtension, LbrExtension, VoicemailExtension } from '../domain/telephony/extension.ts';
import type { FieldError } from '../errors.ts';
import { overlappingPeriods } from '../routing/number-plan/by-time.ts';

/** Empty when the extension holds together. */
export function checkExtension(extension: Extension): readonly FieldError[] {
  switch (extension.kind) {
    case 'group':
      return [
        ...doubled(extension.members, (i) => `/members/${i}`),
        ...doubled(
          extension.privacyGroups.map(({ groupId }) => groupId),
          (i) => `/privacyGroups/${i}/groupId`,
        ),
        ...(extension.forwardOnNoAnswer && extension.forwardAfterSec === undefined
          ? [{ pointer: '/forwardAfterSec', detail: 'is needed when calls go on that nobody answers' }]
          : []),
      ];
    case 'voicemail':
      return mailProblems(extension);
    case 'authentication':
      return [
        ...doubled(
          extension.entries.map(({ id }) => id),
          (i) => `/entries/${i}/id`,
        ),
        ...(extension.by === 'callerNumber'
          ? [
              ...extension.entries.flatMap(({ callerNumber }, i) =>
                callerNumber === undefined ? [{ pointer: `/entries/${i}/callerNumber`, detail: 'is missing' }] : [],
              ),
              ...doubled(
                extension.entries.map(({ callerNumber }) => callerNumber),
                (i) => `/entries/${i}/callerNumber`,
              ),
            ]
          : []),
      ];
    case 'ivr':
      return ivrProblems(extension);
    case 'lbr':
      return lbrProblems(extension);
    case 'tbr':
      return overlappingPeriods(extension.periods).map(([earlier, later]) => ({
        pointer: `/periods/${later}`,
        detail: `overlaps period ${earlier + 1} of the list (EXT-129)`,
      }));
    default:
      return [];
  }
}

function mailProblems({ mail }: VoicemailExtension): readonly FieldError[] {
  return mail?.deleteAfter && !mail.attach
    ? [{ pointer: '/mail/deleteAfter', detail: 'deletes a message only when it travels with the mail (attach)' }]
    : [];
}

function ivrProblems({ options, maxDigits }: IvrExtension): readonly FieldError[] {
  return [
    ...options.flatMap(({ keys }, i) =>
      keys.length > maxDigits
        ? [
            {
              pointer: `/options/${i}/keys`,
              detail: `has more than ${maxDigits} digits, which is what maxDigits allows`,
            },
          ]
        : [],
    ),
    ...doubled(
      options.map(({ keys }) => keys),
      (i) => `/options/${i}/keys`,
    ),
  ];
}

function lbrProblems({ routing }: LbrExtension): readonly FieldError[] {
  if (routing.by !== 'postcode')
    return doubled(
      routing.entries.map(({ key }) => key),
      (i) => `/routing/entries/${i}/key`,
    );
  const { entries, length } = routing;
  const badLengths = entries.flatMap((entry, i) =>
    (['from', 'until'] as const).flatMap((member) => {
      const code = entry[member];
      return code === undefined || code.length === length
        ? []
        : [{ pointer: `/routing/entries/${i}/${member}`, detail: `must have ${length} digits, as postcodes here do` }];
    }),
  );
  if (badLengths.length > 0) return badLengths;
  const ranges = entries
    .map(({ from, until = from }, i) => ({ from, until, i }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return ranges.flatMap(({ from, until, i }, at) => {
    const pointer = `/routing/entries/${i}`;
    if (until < from) return [{ pointer: `${pointer}/until`, detail: 'must not lie before the first postcode' }];
    const before = ranges[at - 1];
    return before && from <= before.until
      ? [
          {
            pointer: `${pointer}/from`,
            detail: `${from} stands in the list already, in ${before.from} to ${before.until}`,
          },
        ]
      : [];
  });
}

/** Each text that stands in the list a second time. */
function doubled(texts: readonly (string | undefined)[], pointer: (i: number) => string): readonly FieldError[] {
  const seen = new Set<string>();
  return texts.flatMap((text, i) => {
    if (text === undefined || !seen.has(text)) {
      if (text !== undefined) seen.add(text);
      return [];
    }
    return [{ pointer: pointer(i), detail: `${text} stands in the list already` }];
  });
}
