/** What came of an act: `ok`, or why not. */
export type ActResult = "ok" | "peer-left" | "healed" | "limit" | (string & {});

export interface Performed {
  result: ActResult;
  /** Goes back into the script. */
  value?: unknown;
  /** For the record. */
  note?: string;
}
