// A user's reachability: profiles, call classes, statuses and the matrix of both. Source

export interface Reach {
  readonly owner: string;
}

/** What holds of it at the moment and is nobody's setting, such as roaming. */
export interface ReachFacts {
  readonly roaming?: boolean;
}
