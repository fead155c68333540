import { atLeast } from "@gatecrash/core";
import type { Expectation, Outcome, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";

/** FATAL: bug condition "c_empty(ic)" matched at src/stconn.c:1479 (2.6.12). */
const died: Expectation = {
  end: "proxy-died",
  because:
    "2.6 aborts on an assertion of its own (src/stconn.c) whenever it has read something of an answer, but not yet a whole head.",
};

/** What newer versions do where 2.6 dies. */
function since3(rule: OutcomeRule): OutcomeRule {
  return (context) => {
    if (!atLeast(context.version, "3.0.0")) return died;
    return typeof rule === "function" ? rule(context) : rule;
  };
}

const waited = (because: string): Expectation => ({
  ...failed(504, "sH"),
  timer: "read_ms",
  because,
});

const good = (because: string): Expectation => ({ ...passed(200, "--"), because });

const lost: Expectation = {
  ...failed(502, "SH"),
  because: "The request had been sent when the server left without a head.",
};

const stillWaits = waited(
  "A part of the head had come, and HAProxy waits for the rest until timeout server, even where it was told that none comes.",
);

const silentAfterPart = waited("timeout server is the time for the whole head.");

const cutRecord: OutcomeRule = ({ version }) =>
  atLeast(version, "3.0.0")
    ? { ...lost, because: "HAProxy takes records as a whole: of this one there was none." }
    : waited("2.6 misses a FIN in the middle of a record, and waits until timeout server.");

const wholeWithoutEnd = good(
  "The body was as long as announced: HAProxy passes it on at once and waits for no END_REQUEST.",
);

const notChecked = good(
  "HAProxy does not look at the version of a record, and skips records that it does not know.",
);

const lenient = good(
  "HAProxy takes what a CGI program prints as it comes: bad values are passed on, fields with bad names are dropped.",
);

const brokenBody: Expectation = {
  ...cut("SD"),
  because:
    "The status had been passed on when the bad record came; HAProxy closes its client's connection too.",
};

/** Where FastCGI differs from what HAProxy does in general. Measured on the pinned versions. */
export const fastcgi: Record<string, OutcomeRule> = {
  "fastcgi:request-unread": requestUnread,
  "fastcgi:closed-before-head/partial-head": since3(stillWaits),
  "fastcgi:reset-before-head/partial-head": since3(resetInHead),
  "fastcgi:silent-before-head/partial-head": since3(silentAfterPart),
  "fastcgi:closed-before-head/stderr": since3(lost),
  "fastcgi:reset-before-head/stderr": since3(lost),
  "fastcgi:silent-before-head/stderr": since3(silentAfterPart),
  "fastcgi:closed-before-head/record-header": cutRecord,
  "fastcgi:closed-before-head/record-head": cutRecord,
  "fastcgi:stream-reset/no-output-kept": unasked,
  "fastcgi:stream-reset/stdout-closed-kept": unasked,
  "fastcgi:stream-reset/overloaded-kept": unasked,
  "fastcgi:stream-reset/partial-head": since3(stillWaits),
  "fastcgi:stream-reset/partial-head-closed": since3(stillWaits),
  "fastcgi:stream-reset/stderr-only-apart": since3(lost),
  "fastcgi:healthy/fastcgi-head-in-two": since3(good("The head was whole in the end.")),
  "fastcgi:healthy/stderr-before-over-16-kib": since3(
    good("What a script prints to STDERR is dropped, and does not even show in the log."),
  ),
  "fastcgi:healthy/cgi-location": {
    ...passed(302, "--"),
    because:
      "An answer of CGI with a Location and no Status is a redirect: HAProxy makes it a 302.",
  },
  "fastcgi:not-http/cgi-blank-line": good(
    "A head without a field is a head; without Status it is a 200.",
  ),
  "fastcgi:invalid-head": lenient,
  "fastcgi:invalid-head/cgi-without-colon": {
    ...failed(502, "PH"),
    because: "A line without a colon is no field.",
  },
  "fastcgi:invalid-status/cgi-word": {
    end: "raw-bytes",
    log: ["status 5451"],
    because:
      "HAProxy takes any text of three characters for a status: it passes the letters on, and reads them as 5451 for its log.",
  },
  "fastcgi:invalid-status/cgi-two-digits": {
    ...passed(99, "--"),
    because: "HAProxy takes any number for a status, and passes it on.",
  },
  "fastcgi:invalid-status/cgi-four-digits": {
    ...passed(2_000, "--"),
    because: "HAProxy takes any number for a status, and passes it on.",
  },
  "fastcgi:invalid-status/cgi-empty": good("An empty Status field counts as none, which is a 200."),
  "fastcgi:ambiguous-length/cgi-two-lengths": good(
    "The same length twice is no contradiction: HAProxy makes one field of it.",
  ),
  "fastcgi:surplus-bytes/cgi": {
    ...failed(502, "PH"),
    because: "More output than announced, and the head not yet passed on: an invalid answer.",
  },
  "fastcgi:invalid-frame/version": notChecked,
  "fastcgi:invalid-frame/unknown-type": notChecked,
  "fastcgi:invalid-frame/request-type": notChecked,
  "fastcgi:invalid-frame/version-in-body": notChecked,
  "fastcgi:invalid-frame/version-in-body-with-head": notChecked,
  "fastcgi:invalid-frame/type-in-body": brokenBody,
  "fastcgi:invalid-frame/type-in-body-with-head": brokenBody,
  "fastcgi:invalid-frame/request-id-in-body": brokenBody,
  "fastcgi:invalid-frame/request-id-in-body-with-head": brokenBody,
  "fastcgi:invalid-frame/padding-missing": since3(
    waited(
      "The next record was taken for the padding, so that the records no longer fit, and HAProxy waits until timeout server.",
    ),
  ),
  "fastcgi:invalid-frame/padding-unannounced": unannounced,
  "fastcgi:body-cut-short/record-fin": cutRecord,
  "fastcgi:body-cut-short/record-rst": {
    ...lost,
    because: "HAProxy takes records as a whole: of this one, with the head in it, there was none.",
  },
  "fastcgi:body-stalled/record": waited(
    "HAProxy takes records as a whole: the head lay in one that never was complete.",
  ),
  "fastcgi:body-cut-short/whole-body-fin": wholeWithoutEnd,
  "fastcgi:body-cut-short/whole-body-rst": wholeWithoutEnd,
  "fastcgi:body-stalled/whole-body": wholeWithoutEnd,
  "fastcgi:body-cut-short/kept-without-end-fin": wholeWithoutEnd,
  "fastcgi:body-cut-short/kept-without-end-rst": wholeWithoutEnd,
  "fastcgi:body-stalled/kept-without-end": wholeWithoutEnd,
};

function resetInHead({ version }: OutcomeContext): Outcome {
  return atLeast(version, "3.2.0") ? lost : stillWaits;
}

/** Measured on 2.6.12: mostly sD, and SD in 5 of 20 on a busy machine. */
function requestUnread({ version }: OutcomeContext): Expectation {
  const timer = "read_ms";
  if (atLeast(version, "3.0.0")) {
    return {
      ...failed(502, "SH"),
      timer,
      because:
        "timeout server ran out while the request was being sent. It counts as an error of the connection: 502, not 504.",
    };
  }
  return {
    end: "closed-without-answer",
    log: ["sD", "SD"],
    timer,
    because:
      "timeout server ran out while the request was being sent, for the stream or for its connection first (sD or SD); 2.6 then closes the client's without a word.",
  };
}

/** END_REQUEST with no output before it, on a connection that stays open. */
function unasked({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "3.2.0")) {
    return { ...failed(502, "SH"), because: "END_REQUEST with no output before it is no answer." };
  }
  return waited(
    "Before 3.2 HAProxy misses an END_REQUEST without output and waits until timeout server.",
  );
}

function unannounced({ version }: OutcomeContext): Expectation {
  if (!atLeast(version, "3.2.0")) {
    return good("HAProxy reads the zeros as a record of no known type, and skips it.");
  }
  return {
    ...failed(502, "SH"),
    because: "HAProxy reads the zeros as a record that belongs to no request, which 3.2 refuses.",
  };
}
