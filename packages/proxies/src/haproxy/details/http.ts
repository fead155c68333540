import { atLeast } from "@gatecrash/core";
import type { Expectation, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import type { Unexplained } from "../../shared/expectation.ts";
import { dripped, longExtension, resetOnAccept, threeDigits } from "../races.ts";
import { brokenChunk, requestReset } from "../outcomes.ts";
import { interimOnly } from "../retries.ts";

const partial: OutcomeRule = ({ version }) => ({
  ...failed(502, atLeast(version, "3.0.0") ? "PH" : "SH"),
  because:
    "The head began and did not end: the server's fault (SH) to 2.6, an invalid answer (PH) since 3.0.",
});

const anyNumber: OutcomeRule = ({ symptom }) => ({
  ...passed(symptom.status ?? 200, "--"),
  because: "HAProxy takes any number for a status, and passes it on.",
});

const anyVersion: OutcomeRule = {
  ...passed(200),
  because: "HAProxy reads HTTP/x.y with any two digits, and answers in its own version.",
};

const closeDelimited =
  "Neither a length nor chunks were announced, so the client takes the FIN for the end of the body";

const brokenWithHead: OutcomeRule = {
  ...failed(502, "PH"),
  because:
    "The framing broke in the same read as the head, which had not been passed on yet: a clean 502.",
};

/** Where HAProxy treats a detail in another way than its kind. Measured on the pinned versions. */
export const http: Record<string, OutcomeRule> = {
  "healthy/close-delimited": {
    ...passed(200, "--"),
    because: `${closeDelimited}, complete or not.`,
  },
  "healthy/long-chunk-extension": longExtension,
  "healthy/oversized-trailers": (context) => ({
    ...brokenChunk(context),
    because:
      "Trailers must fit into one buffer (tune.bufsize); these do not, and the status had been passed on.",
  }),
  "not-http/leading-blank-line": {
    ...passed(200, "--"),
    because: "HAProxy skips empty lines before a status line; nginx takes them for HTTP/0.9.",
  },
  "request-aborted/rst": requestReset,
  "reset-before-head/on-accept": resetOnAccept,
  "silent-before-head/dripped": dripped,
  "closed-before-head/partial-status-line": partial,
  "closed-before-head/status-line-only": partial,
  "closed-before-head/partial-head": partial,
  "reset-before-head/partial-status-line": partial,
  "reset-before-head/status-line-only": partial,
  "reset-before-head/partial-head": partial,
  "invalid-status/below-100": anyNumber,
  "invalid-status/above-599": anyNumber,
  "invalid-status/too-few-digits": anyNumber,
  "invalid-status/too-many-digits": (context) => fourDigits(context),
  "invalid-status/version-2": anyVersion,
  "invalid-status/version-9": anyVersion,
  "invalid-head/folded": {
    ...passed(200, "--"),
    because: "HAProxy joins a folded field into one line, as RFC 9112, section 5.2, allows.",
  },
  "invalid-head/bare-lf": {
    ...passed(200, "--"),
    because: "HAProxy takes a bare LF for the end of a line, as RFC 9112, section 2.2, allows.",
  },
  "invalid-head/nul-in-value": (context) => nulInValue(context),
  "oversized-head/over-4-kib": {
    ...passed(200, "--"),
    because: "Up to 15 KiB of head fit into HAProxy's buffer; nginx stops at 4 KiB.",
  },
  "oversized-head/over-100-fields": {
    ...failed(502, "PH"),
    because: "The head is small, but has more than 101 fields (tune.http.maxhdr).",
  },
  "ambiguous-length/two-equal": {
    ...passed(200, "--"),
    because: "The same length twice is no contradiction: HAProxy makes one field of it.",
  },
  "ambiguous-length/equal-list": {
    ...passed(200, "--"),
    because: "A list of the same length is no contradiction: HAProxy makes one number of it.",
  },
  "ambiguous-length/length-and-chunked": {
    ...passed(200, "--"),
    because: "Chunks win over a length (RFC 9112, section 6.3), and HAProxy removes the length.",
  },
  "invalid-chunk/bad-size-with-head": brokenWithHead,
  "invalid-chunk/size-overflow-with-head": brokenWithHead,
  "invalid-chunk/bad-trailer-with-head": brokenWithHead,
  "invalid-chunk/nul-in-trailer": (context) => nulInTrailer(context, brokenChunk(context)),
  "invalid-chunk/nul-in-trailer-with-head": (context) => nulInTrailer(context, failed(502, "PH")),
  "invalid-chunk/no-crlf-after-data-with-head": brokenWithHead,
  "invalid-chunk/bare-lf": (context) => bareLf(context, brokenChunk(context)),
  "invalid-chunk/bare-lf-with-head": (context) => bareLf(context, failed(502, "PH")),
  "body-cut-short/close-rst": {
    ...passed(200, "SD"),
    because: `${closeDelimited}: HAProxy saw the RST and logs SD, but closes with FIN all the same.`,
  },
  "body-stalled/close": {
    ...passed(200, "sD", "CD"),
    timer: "read_ms",
    because: `${closeDelimited}: timeout server ran out, and HAProxy closes with FIN all the same.`,
  },
  "interim-only/silence": (context) =>
    interimOnly(context, { ...failed(504, "sH"), timer: "read_ms" }),
};

function fourDigits({ symptom, version }: OutcomeContext): Expectation {
  if (atLeast(version, threeDigits)) {
    return {
      ...failed(502, "PH"),
      because: "Newer releases of 3.2 take a status of three digits at most.",
    };
  }
  return {
    ...passed(symptom.status ?? 2000, "--"),
    because: "HAProxy takes a number of any length for a status here, and passes it on.",
  };
}

function nulInValue({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "3.0.0")) {
    return {
      ...failed(502, "PH"),
      because: "A NUL in a field's value makes the answer invalid since 3.0.",
    };
  }
  return { ...passed(200, "--"), because: "2.6 passes a NUL in a field's value on." };
}

function nulInTrailer({ version }: OutcomeContext, broken: Unexplained): Expectation {
  if (atLeast(version, "3.0.0")) {
    return { ...broken, because: "A NUL in a trailer field makes the body invalid since 3.0." };
  }
  return { ...passed(200, "--"), because: "2.6 passes a NUL in a trailer field on." };
}

function bareLf({ version }: OutcomeContext, broken: Unexplained): Expectation {
  if (atLeast(version, "3.0.0")) {
    return { ...broken, because: "Since 3.0 a bare LF is an error in the framing of chunks." };
  }
  return {
    ...passed(200, "--"),
    because: "2.6 takes a bare LF for the end of a chunk's line.",
  };
}
