// The words of queues: strategies, languages of prompts, and what identifies a queue, an agent and a call.
// Source

/** The queue's extension number: unique within its account. */
export type QueueId = string;
/** The extension number of a user or forward extension that is a member, or of whoever picks up a call. */
export type AgentId = string;
/** Given by the edge; never used twice while the call lives. */
export type CallId = string;

export const STRATEGIES = [
  'longest-idle',
  'fewest-calls',
  'random',
  'sequential',
  'sequential-memory',
  'least-talk-time',
  'ring-all',
  'rank-order',
] as const;
/**
 * How waiting calls are divided among agents. `rank-order` is ours: where `sequential` goes on behind the agent
 * tried last, it looks at the list from the top for every offer.
 */
export type Strategy = (typeof STRATEGIES)[number];

/** ISO 639-1: English, German, Dutch, Spanish, Latvian. Source: Q-63 */
export const PROMPT_LANGUAGES = ['en', 'de', 'nl', 'es', 'lv'] as const;
export type PromptLanguage = (typeof PROMPT_LANGUAGES)[number];
