import type { OutcomeRule } from "@gatecrash/core";
import { cut, passed } from "../../shared/expectation.ts";
import type { Unexplained } from "../../shared/expectation.ts";

/** In mode tcp there are no answers of its own: whatever fails, the client's connection is closed. */
const closed = (...log: readonly string[]): Unexplained => ({
  end: "closed-without-answer",
  log: [...log],
});

const left: OutcomeRule = {
  ...closed("--"),
  because:
    "A FIN is a proper end in mode tcp: HAProxy passes it on and sees nothing wrong, not even in its log.",
};

const reset: OutcomeRule = {
  ...closed("SD"),
  because:
    "The server reset the connection, which the log tells (SD); the client gets a FIN all the same.",
};

/** What HAProxy makes of it in mode tcp. Measured on the pinned versions. */
export const tcp: Record<string, OutcomeRule> = {
  "tcp:refused": {
    ...closed("SC"),
    because: "The kernel refused the connection; in mode tcp there is no 503, only a closed one.",
  },
  "tcp:connect-timeout": {
    ...closed("sC"),
    timer: "connect_ms",
    because: "timeout connect ran out; in mode tcp there is no 503, only a closed connection.",
  },
  "tcp:tls-failed": {
    ...closed("SC"),
    because:
      "The handshake belongs to the connection; in mode tcp there is no 503 for one that fails, only a closed one.",
  },
  "tcp:tls-silent": {
    ...closed("sC"),
    timer: "connect_ms",
    because: "timeout connect also covers the handshake; in mode tcp the client's is closed.",
  },
  "tcp:untrusted-certificate": ({ topology }) =>
    topology.tls?.verify === true
      ? {
          ...closed("SC"),
          because:
            "verify required refuses the certificate in the handshake, and the client's connection is closed.",
        }
      : {
          ...passed(200, "--"),
          because: "verify none looks at no certificate, and the bytes are passed on.",
        },
  "tcp:closed-before-head": left,
  "tcp:closed-before-head/on-accept": left,
  "tcp:reset-before-head": reset,
  "tcp:reset-before-head/on-accept": {
    ...closed("SD", "SC"),
    because:
      "The reset came before or after HAProxy saw the connection stand: the client's is closed either way.",
  },
  "tcp:silent-before-head": {
    ...closed("sD"),
    timer: "read_ms",
    because: "timeout server ran out with not a byte from the server: HAProxy closes both sides.",
  },
  "tcp:closed-before-head/partial-head": {
    ...cut("--"),
    because: "HAProxy passed on what came and then the FIN; that it makes no sense it cannot know.",
  },
  "tcp:reset-before-head/partial-head": {
    ...cut("SD"),
    because: "HAProxy passed on what came; the reset became a FIN on the client's side.",
  },
  "tcp:silent-before-head/partial-head": {
    ...cut("sD"),
    timer: "read_ms",
    because: "HAProxy passed on what came; then timeout server ran out.",
  },
  "tcp:body-cut-short/length-fin": {
    ...cut("--"),
    because: "HAProxy passed on what came and then the FIN: a proper end in mode tcp.",
  },
  "tcp:body-cut-short": {
    ...cut("SD"),
    because: "HAProxy passed on what came; the reset became a FIN on the client's side.",
  },
  "tcp:body-stalled": {
    ...cut("sD"),
    timer: "read_ms",
    because: "timeout server ran out in mid-answer, so HAProxy closes both connections.",
  },
  "tcp:not-http": {
    end: "raw-bytes",
    log: ["--"],
    because: "In mode tcp nothing is read of what is passed on: the client gets the bytes.",
  },
};
