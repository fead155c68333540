import type { OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

const endlessHead: OutcomeRule = {
  ...failed(502, ...marks.fastcgiStdoutClosed),
  because:
    "nginx takes each line for a field without a value, and the output ends before the blank line after the head.",
};

const outputClosed: OutcomeRule = {
  ...failed(502, ...marks.fastcgiStdoutClosed),
  because: "The script closed its output before the head was complete.",
};

const stderrAlone: OutcomeRule = {
  ...failed(502, ...marks.fastcgiUnexpected),
  because:
    "What the script printed to STDERR is logged; then came END_REQUEST where a head should be.",
};

const stderrLogged: OutcomeRule = {
  ...passed(200, ...marks.fastcgiStderr),
  because: "What a script prints to STDERR is logged as an error; the answer is passed on.",
};

/** Measured: also where the bad record comes 100 ms after the head. */
const badRecordInBody: OutcomeRule = {
  end: "closed-without-answer",
  log: marks.fastcgiRecord,
  because:
    "The head was still in nginx's buffer when the bad record came: it drops the connection with not a byte sent, and logs a 200.",
};

const silentlyShort: OutcomeRule = {
  ...cut("status 200"),
  because:
    "A FIN without END_REQUEST is the end of the answer to nginx, even if it announced more: it closes and logs a plain 200, no error.",
};

const wholeWithoutEnd: OutcomeRule = {
  ...passed(200, "status 200"),
  because: "A FIN is the end of the answer to nginx: that END_REQUEST is missing it does not mind.",
};

/** Where FastCGI differs from what nginx does in general. Measured on the pinned versions. */
export const fastcgi: Record<string, OutcomeRule> = {
  "fastcgi:not-http/cgi-status-line": {
    ...passed(200),
    because: "nginx takes the status line for a field without a value; without Status it is a 200.",
  },
  "fastcgi:not-http/cgi-text": endlessHead,
  "fastcgi:not-http/cgi-html": endlessHead,
  "fastcgi:stream-reset": {
    ...failed(502, ...marks.fastcgiUnexpected),
    because:
      "END_REQUEST came where a head should be: nginx does not look at its status and says unexpected record.",
  },
  "fastcgi:stream-reset/stdout-closed": outputClosed,
  "fastcgi:stream-reset/stdout-closed-kept": outputClosed,
  "fastcgi:stream-reset/partial-head-closed": outputClosed,
  "fastcgi:stream-reset/stderr-only": stderrAlone,
  "fastcgi:stream-reset/stderr-only-apart": stderrAlone,
  "fastcgi:healthy/stderr-before": stderrLogged,
  "fastcgi:healthy/stderr-before-over-16-kib": stderrLogged,
  "fastcgi:healthy/stderr-in-head": stderrLogged,
  "fastcgi:healthy/stderr-in-body": stderrLogged,
  "fastcgi:healthy/stderr-after": stderrLogged,
  "fastcgi:healthy/fastcgi-app-status": {
    ...passed(200),
    because: "nginx does not look at the status of the application in END_REQUEST.",
  },
  "fastcgi:invalid-frame": {
    ...failed(502, ...marks.fastcgiRecord),
    because: "nginx checks version, type and request id of every record, and refuses a wrong one.",
  },
  "fastcgi:invalid-frame/version-in-body": badRecordInBody,
  "fastcgi:invalid-frame/version-in-body-with-head": badRecordInBody,
  "fastcgi:invalid-frame/type-in-body": badRecordInBody,
  "fastcgi:invalid-frame/type-in-body-with-head": badRecordInBody,
  "fastcgi:invalid-frame/request-id-in-body": badRecordInBody,
  "fastcgi:invalid-frame/request-id-in-body-with-head": badRecordInBody,
  "fastcgi:body-cut-short/fastcgi-end-request": {
    ...cut(...marks.fastcgiRequestClosed),
    because: "The status had been passed on when END_REQUEST came too early.",
  },
  "fastcgi:body-cut-short/fastcgi-stdout-closed": {
    ...cut(...marks.fastcgiStdoutClosed),
    because: "The status had been passed on when the output ended too early.",
  },
  "fastcgi:body-cut-short/fastcgi-length-fin": silentlyShort,
  "fastcgi:body-cut-short/record-fin": silentlyShort,
  "fastcgi:body-cut-short/unannounced-fin": wholeWithoutEnd,
  "fastcgi:body-cut-short/whole-body-fin": wholeWithoutEnd,
  "fastcgi:body-cut-short/kept-without-end-fin": {
    ...passed(200, ...marks.closedEarly),
    because:
      "The body was whole, so the client got it; with fastcgi_keep_conn nginx wants END_REQUEST, and logs that it is missing.",
  },
};
