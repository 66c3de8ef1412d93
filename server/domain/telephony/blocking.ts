// Call blocking: categories of destinations that nobody of an account, or a user of it, may call. Source: CB-1 to CB-14

/** The categories that are blocked. */
export interface BlockingRules {
  readonly blocked: readonly string[];
}
