// Number plan schemas: which extension a number of the account reaches, when. Source: NP-1 to NP-24

/** One complete set of number plans with its times. */
export interface NumberPlanSchema {
  readonly id: string;
  readonly name: string;
  /** Keyed in on the telephone. Source: NP-8 */
  readonly number: number;
  readonly plans: readonly { readonly slot: number }[];
}
