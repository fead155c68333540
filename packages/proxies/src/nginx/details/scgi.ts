import type { OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

const endlessHead: OutcomeRule = {
  ...failed(502, ...marks.closedEarly),
  because:
    "nginx takes each line for a field without a value, and the blank line after the head never comes.",
};

/** What is of scgi alone; the rest is in `cgi`. Measured on the pinned versions. */
export const scgi: Record<string, OutcomeRule> = {
  "scgi:not-http/cgi-status-line": {
    ...passed(200),
    because: "nginx reads a status line of HTTP in place of a Status field.",
  },
  "scgi:not-http/cgi-text": endlessHead,
  "scgi:not-http/cgi-html": endlessHead,
  "scgi:healthy/cgi-chunked": {
    ...passed(200),
    because: "nginx knows no chunks here: it passes them on as the body, sizes and all.",
  },
};
