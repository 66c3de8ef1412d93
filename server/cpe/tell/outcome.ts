// What came of telling a phone something: kept, so that the portal can say why a phone did not move.
import type { Tellable } from '../../devices/notify.ts';
import type { Mac } from '../../domain/mac.ts';

/** Where the phone was looked for: where it registered, through its account's proxy, where it last fetched a file; by HTTP there. */
export type Way = 'contact' | 'proxy' | 'lastAddress' | 'http';

/**
 * accepted: 2xx. challenged: it wanted a password, and not ours. refused: any other answer. noAnswer: silence until the
 * transaction ended. unreachable: nothing could be sent. cannot: nothing was sent, since the phone cannot do it.
 */
export type Result = 'accepted' | 'challenged' | 'refused' | 'noAnswer' | 'unreachable' | 'cannot';

export interface Try {
  readonly way: Way;
  /** The Request-URI, or the URL; it holds no secret. */
  readonly uri: string;
  readonly result: Result;
  /** Of SIP or HTTP; absent without an answer. */
  readonly status?: number;
}

export interface Outcome {
  readonly mac: Mac;
  readonly what: Tellable;
  readonly at: Date;
  readonly result: Result;
  /** In the order in which they were made; the last decided the result. */
  readonly tries: readonly Try[];
  /** Why nothing could be sent. */
  readonly why?: string;
}

export interface NotificationStore {
  readonly record: (outcome: Outcome) => Promise<void>;
  /** Newest first. */
  readonly of: (mac: Mac) => Promise<readonly Outcome[]>;
}
