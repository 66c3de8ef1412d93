// What every row of the table is given.

export interface Run {
  /** For data folders and lists; removed at the end. */
  readonly folder: string;
  readonly rounds: number;
  /** Of load, where a row is measured by time. */
  readonly seconds: number;
  /** Processes can be kept on cores. */
  readonly pins: boolean;
  readonly profileTo: string | undefined;
  /** Whether this row is asked for. */
  readonly wants: (id: string) => boolean;
  readonly say: (what: string) => void;
}
