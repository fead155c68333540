import type { OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

const badStatus: OutcomeRule = {
  ...failed(502, ...marks.invalidStatus),
  because: "The Status field must begin with three digits.",
};

/** What is the same wherever the answer is that of a CGI program. Measured on the pinned versions. */
export const cgi: Record<string, OutcomeRule> = {
  "invalid-head/cgi-without-colon": {
    ...passed(200),
    because: "nginx takes a line without a colon for a field without a value.",
  },
  "invalid-head/cgi-control-in-value": {
    ...passed(200),
    because: "In a field's value nginx refuses NUL alone, no other control character.",
  },
  "invalid-status/cgi-word": badStatus,
  "invalid-status/cgi-two-digits": badStatus,
  "invalid-status/cgi-empty": badStatus,
  "invalid-status/cgi-four-digits": {
    end: "answered",
    status: 2_000,
    log: ["status 200"],
    because:
      "nginx reads the first three digits of the Status field, which is what it logs, and passes the text on as it is.",
  },
  "not-http/cgi-blank-line": {
    ...passed(200),
    because: "A head without a field is a head to nginx; without a Status field it is a 200.",
  },
  "healthy/cgi-location": {
    ...passed(302),
    because: "An answer of CGI with a Location and no Status is a redirect: nginx makes it a 302.",
  },
};
