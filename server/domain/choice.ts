// A setting of an account that is saved "for phones added from now on" or "forced on existing phones" too (DEV-13, DEV-16,
// DEV-29). The whole history lies in one document, so that saving it is one atomic write.

export interface Choice<T> {
  readonly value: T;
  readonly at: Date;
}

/** Oldest first. A phone follows the last choice made before it was added; none, if it is older than all. */
export type Choices<T> = readonly Choice<T>[];

/**
 * Adds a choice. Forced: it is the only one left, and every phone follows it.
 * Not forced: phones added earlier keep what they follow now, which is nothing when there was no choice before.
 */
export function choose<T>(choices: Choices<T>, value: T, at: Date, force: boolean): Choices<T> {
  return force ? [{ value, at: new Date(0) }] : [...choices, { value, at }];
}

/** What a phone added at `addedAt` follows; undefined when no choice concerns it. */
export function choiceFor<T>(choices: Choices<T>, addedAt: Date): T | undefined {
  let chosen: T | undefined;
  for (const choice of choices) if (choice.at.getTime() <= addedAt.getTime()) chosen = choice.value;
  return chosen;
}

/** The newest choice: what a phone added now would follow. */
export function newestChoice<T>(choices: Choices<T>): T | undefined {
  return choices.at(-1)?.value;
}
