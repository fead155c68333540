import type { OutcomeRule } from "@gatecrash/core";
import { cut, passed } from "../../shared/expectation.ts";
import type { Unexplained } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

/** A stream proxy has no answers of its own: whatever fails, the client's connection is closed. */
const closed = (...log: readonly string[]): Unexplained => ({
  end: "closed-without-answer",
  log: [...log],
});

const leftAtOnce: OutcomeRule = {
  ...closed("status 200"),
  because:
    "nginx was connected, so all is well to a stream proxy: it closes the client's connection too and logs a 200.",
};

const reset: OutcomeRule = {
  ...closed(...marks.resetByPeer),
  because:
    "The server reset the connection; nginx logs the error and a 200, and the client's connection is closed.",
};

const idle: OutcomeRule = {
  ...closed(...marks.streamIdle),
  timer: "read_ms",
  because:
    "Nothing moved for proxy_timeout: nginx closes both connections, says so at level info only, and logs a 200.",
};

const notShaken: OutcomeRule = {
  ...closed(...marks.handshakeFailed),
  because:
    "proxy_ssl is on and the handshake failed: nginx logs it and a 502, which no client of a stream ever sees.",
};

const untrusted: OutcomeRule = ({ topology }) =>
  topology.tls?.verify === true
    ? {
        ...closed(...marks.certificateRefused),
        because:
          "proxy_ssl_verify is on: nginx gives the connection up after the handshake, and the client's with it.",
      }
    : {
        ...passed(200),
        because:
          "proxy_ssl_verify is off, which is the default: nginx looks at no certificate and passes on the bytes.",
      };

/** What nginx makes of it where it passes bytes on unread. Measured on the pinned versions. */
export const tcp: Record<string, OutcomeRule> = {
  "tcp:refused": {
    ...closed(...marks.refused),
    because:
      "The kernel refused the connection; nginx logs a 502, which no client of a stream ever sees.",
  },
  "tcp:connect-timeout": {
    ...closed(...marks.timedOut),
    timer: "connect_ms",
    because: "proxy_connect_timeout ran out; a stream has no 504, so nginx logs a 502 and closes.",
  },
  "tcp:tls-failed": notShaken,
  "tcp:tls-failed/closed": notShaken,
  "tcp:tls-failed/reset": notShaken,
  "tcp:tls-silent": {
    ...closed("status 502"),
    timer: "connect_ms",
    because:
      "proxy_connect_timeout also covers the handshake; where it runs out then, a stream proxy writes no line to its error log, only a 502 to the access log.",
  },
  "tcp:untrusted-certificate": untrusted,
  "tcp:closed-before-head": leftAtOnce,
  "tcp:closed-before-head/on-accept": leftAtOnce,
  "tcp:reset-before-head": reset,
  "tcp:reset-before-head/on-accept": reset,
  "tcp:silent-before-head": idle,
  "tcp:closed-before-head/partial-head": {
    ...cut("status 200"),
    because: "nginx passed on what came and then the FIN; that it makes no sense it cannot know.",
  },
  "tcp:reset-before-head/partial-head": {
    ...cut(...marks.resetByPeer),
    because: "nginx passed on what came; the reset became a FIN on the client's side.",
  },
  "tcp:silent-before-head/partial-head": {
    ...cut(...marks.streamIdle),
    timer: "read_ms",
    because: "nginx passed on what came; then nothing moved for proxy_timeout.",
  },
  "tcp:body-cut-short": {
    ...cut(...marks.resetByPeer),
    because: "nginx passed on what came; the reset became a FIN on the client's side.",
  },
  "tcp:body-cut-short/length-fin": {
    ...cut("status 200"),
    because: "nginx passed on what came and then the FIN: all is well to a stream proxy.",
  },
  "tcp:body-stalled": {
    ...cut(...marks.streamIdle),
    timer: "read_ms",
    because: "Nothing moved for proxy_timeout, so nginx closes both connections in mid-answer.",
  },
  "tcp:not-http": {
    end: "raw-bytes",
    log: ["status 200"],
    because: "A stream proxy reads nothing of what it passes on: the client gets the bytes.",
  },
};
