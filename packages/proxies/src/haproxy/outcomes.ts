import { atLeast } from "@gatecrash/core";
import type { Expectation, OutcomeContext, OutcomeRule, SymptomKind } from "@gatecrash/core";
import { cut, failed, passed } from "../shared/expectation.ts";
import { checkFailed, ownError } from "./checks.ts";
import { busy } from "./queue.ts";
import { interimOnly } from "./retries.ts";
import { healthy } from "./healthy.ts";
import { retries } from "./retries.ts";

/** What HAProxy makes of each kind of symptom. All measured on 2.6.12, 3.0.11 and 3.2.26. */
export const outcomes: Record<SymptomKind, OutcomeRule> = {
  healthy,
  "check-failed": checkFailed,
  busy,
  refused,
  "connect-timeout": {
    ...failed(503, "sC"),
    timer: "connect_ms",
    because:
      "timeout connect ran out. A server that cannot be connected to is a 503 to HAProxy, never a 504.",
  },
  unreachable: {
    ...failed(503, "SC"),
    because:
      "The network said at once that there is no way. A server that cannot be connected to is a 503.",
  },
  "name-not-found": {
    ...failed(503, "SC"),
    attempts: 0,
    because: "The server has no address, so HAProxy puts it aside, and no server is left.",
  },
  "tls-failed": (context) =>
    notConnected(
      context,
      "The handshake belongs to the connection, and a connection that fails is a 503.",
    ),
  "untrusted-certificate": (context) =>
    context.topology.tls?.verify === true
      ? notConnected(
          context,
          "verify required refuses the certificate in the handshake, and a connection that fails is a 503.",
        )
      : {
          ...passed(200, "--"),
          because:
            "verify none looks at no certificate, and the answer passes as if all were well.",
        },
  "tls-silent": {
    ...failed(503, "sC"),
    timer: "connect_ms",
    because: "timeout connect also covers the TLS handshake: 503, never 504.",
  },
  "request-unread": requestUnread,
  "request-aborted": {
    ...failed(502, "SH"),
    because:
      "The server left in the middle of the request and had answered nothing: the request was sent, so 502.",
  },
  "early-answer": ({ symptom }) => ({
    ...passed(symptom.status ?? 200),
    because:
      "HAProxy reads while it sends: a complete answer is passed on, even if the request was not taken whole.",
  }),
  "closed-before-head": (context) => leftBeforeHead(context, "closed the connection"),
  "reset-before-head": (context) => leftBeforeHead(context, "reset the connection"),
  "silent-before-head": {
    ...failed(504, "sH"),
    timer: "read_ms",
    because:
      "timeout server is the time for the whole head: single bytes of it do not restart the clock.",
  },
  "not-http": {
    ...failed(502, "PH"),
    because:
      "The first bytes are no status line: HAProxy itself (P) ends the exchange while it waits for the head (H).",
  },
  "invalid-status": {
    ...failed(502, "PH"),
    because: "The status line does not parse, so the whole answer is refused.",
  },
  "invalid-head": {
    ...failed(502, "PH"),
    because: "A field line that does not parse makes the whole answer invalid.",
  },
  "oversized-head": {
    ...failed(502, "PH"),
    because:
      "The head does not fit into a buffer less the reserve for rewriting (tune.bufsize - tune.maxrewrite, 15 KiB).",
  },
  "ambiguous-length": {
    ...failed(502, "PH"),
    because:
      "Where the body ends is not certain, which is what response splitting lives on: HAProxy refuses it.",
  },
  "invalid-chunk": brokenChunk,
  "body-cut-short": {
    ...cut("SD"),
    because:
      "The head had been passed on when the server left; all that HAProxy can do is to close its client's connection too.",
  },
  "body-stalled": bodyStalled,
  "stream-reset": {
    ...failed(502, "SH"),
    because: "The server refused or reset the stream before the head of its answer.",
  },
  "invalid-frame": {
    ...failed(502, "SH", "PH"),
    because: "The server broke the rules of its protocol before the head of its answer.",
  },
  "surplus-bytes": ({ symptom }) => ({
    ...passed(symptom.status ?? 200, "--"),
    because:
      "HAProxy passes on as much as was announced, drops the rest, and does not even log it.",
  }),
  "forbidden-body": ({ symptom }) => ({
    ...passed(symptom.status ?? 204, "--"),
    because: "A 204 or 304 has no body: HAProxy passes on the head and drops what follows.",
  }),
  interim: ({ symptom }) => ({
    ...passed(symptom.status ?? 200, "--"),
    because: "HAProxy passes interim answers on and goes on waiting for the final one.",
  }),
  "interim-only": (context) => interimOnly(context, failed(502, "SH")),
  "unasked-upgrade": {
    ...failed(502, "PH"),
    because: "The client asked for no upgrade, so a 101 is an invalid answer.",
  },
  "upgrade-refused": ({ symptom }) => ({
    ...passed(symptom.status ?? 403, "--"),
    because: "The server answered; that it is no 101 is not HAProxy's business.",
  }),
  "invalid-upgrade": {
    ...passed(101, "--"),
    because:
      "HAProxy wants Connection: Upgrade and some Sec-WebSocket-Accept; what these and the other fields say is its client's business.",
  },
  "tunnel-ended": {
    ...passed(101),
    because: "The server ended the tunnel, and HAProxy ends its client's side of it.",
  },
  "tunnel-stalled": {
    ...passed(101, "cD"),
    timer: "read_ms",
    because:
      "timeout tunnel ran out: nothing moved in either direction. FIN to the client, which the log even blames for it.",
  },
  "invalid-message": {
    ...passed(101),
    because: "After a 101 HAProxy passes bytes on unread.",
  },
  "error-status": ownError,
};

function refused(context: OutcomeContext): Expectation {
  const because =
    "The kernel refused the connection. A server that cannot be connected to is a 503 to HAProxy, where nginx says 502.";
  return notConnected(context, because);
}

/** Before HAProxy tries the same server again, it waits. */
function notConnected(context: OutcomeContext, because: string): Expectation {
  const { retries: tries, upstreams } = context.topology;
  const base = failed(503, "SC");
  if (tries === 0 || upstreams > 1 || !retries(context)) return { ...base, because };
  return {
    ...base,
    timer: "connect_ms",
    because:
      "No connection each time. Before HAProxy tries the same server again, it waits for timeout connect (1 s at most).",
  };
}

export function leftBeforeHead({ reused, version }: OutcomeContext, how: string): Expectation {
  if (reused === true && atLeast(version, "3.0.0")) {
    return {
      end: "closed-without-answer",
      because: `The server ${how} that HAProxy had kept: since 3.0 it closes its client's too, so that the client tries again, and logs nothing.`,
    };
  }
  return {
    ...failed(502, "SH"),
    because: `The request had been sent when the server ${how} without a head: 502, where a refused connection is 503.`,
  };
}

function requestUnread({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "3.0.0")) {
    return {
      ...failed(502, "SH"),
      timer: "read_ms",
      because:
        "timeout server ran out while the request was being sent. It counts as an error of the connection: 502, not 504.",
    };
  }
  return {
    end: "closed-without-answer",
    log: ["sD"],
    timer: "read_ms",
    because:
      "timeout server ran out while the request was being sent; 2.6 then closes the client's connection without a word (status -1).",
  };
}

/** A server that resets: 2.6 meets it while it sends, and takes that for a failure of the data phase. */
export function requestReset(context: OutcomeContext): Expectation {
  if (atLeast(context.version, "3.0.0")) {
    return {
      ...failed(502, "SH"),
      because:
        "The server reset the connection in the middle of the request and had answered nothing.",
    };
  }
  return {
    end: "closed-without-answer",
    log: ["SD"],
    because:
      "2.6 met the reset while it was sending, and then closes the client's connection without a word (status -1).",
  };
}

export function brokenChunk({ version }: OutcomeContext): Expectation {
  const state = atLeast(version, "3.0.0") ? "PD" : "SD";
  return {
    ...cut(state),
    because:
      "The head had been passed on when the framing broke; the status cannot be taken back, so the client's connection is closed.",
  };
}

export function bodyStalled({ topology, version }: OutcomeContext): Expectation {
  const { body_ms = Infinity, read_ms } = topology.timeouts;
  if (body_ms < read_ms) {
    return {
      // 2.6 calls the phase that of the request, where the rule is at home that waits for one's body.
      ...failed(504, atLeast(version, "3.0.0") ? "sH" : "sR"),
      timer: "body_ms",
      because:
        "http-response wait-for-body held the head back, and its time ran out: the status was not sent yet, so it is a 504.",
    };
  }
  const because =
    "timeout server ran out in the middle of the body. The status had been sent, so it is no 504 but a body that ends too early.";
  // Some releases of 3.0 and 3.2 blame the client (3.0.11 and 3.2.0 do, 3.2.26 does not).
  const states = atLeast(version, "3.0.0") ? ["sD", "CD"] : ["sD"];
  return { ...cut(...states), timer: "read_ms", because };
}
