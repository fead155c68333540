import type { OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

const endlessHead: OutcomeRule = {
  ...failed(502, ...marks.closedEarly),
  because:
    "nginx takes each line for a field without a value, and the blank line after the head never comes.",
};

/** What is of uwsgi alone; the rest is in `cgi`. Measured on the pinned versions. */
export const uwsgi: Record<string, OutcomeRule> = {
  "uwsgi:not-http/cgi-status-line": {
    ...passed(200),
    because: "nginx reads a status line of HTTP in place of a Status field.",
  },
  "uwsgi:not-http/cgi-text": endlessHead,
  "uwsgi:not-http/cgi-html": endlessHead,
  "uwsgi:healthy/cgi-chunked": {
    ...passed(200),
    because: "nginx knows no chunks here: it passes them on as the body, sizes and all.",
  },
};
