// A search for phones that somebody gave a name, to come back to.

export interface SavedView {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** Whose it is; their names of views are unique. */
  readonly username: string;
  readonly name: string;
  /** The wishes as a query string (cpe/care/wishes.ts), account by id. */
  readonly query: string;
  /** Everybody who reaches this account sees it too. */
  readonly sharedWith?: string;
  /** The partner of that account. */
  readonly partnerId?: string;
}
