import type { RequestSpec } from "./request.ts";
import type { Symptom } from "./symptom.ts";
import type { Acting, Trial } from "./trial.ts";

/** What is known of one row of the matrix before a proxy is chosen. */
export interface Row {
  family: string;
  fault: string;
  variant: string;
  acting: Acting;
  scope: Trial["scope"];
  symptom: Symptom;
  requests: readonly RequestSpec[];
  shows_in?: readonly number[];
  symptoms?: readonly Symptom[];
  /** It acts on the upstream's name, or on where that leads. */
  needs_name: boolean;
  needs: readonly string[];
  own_process: boolean;
  below_tls: boolean;
  exclusive: boolean;
  descriptors_max?: number;
}
