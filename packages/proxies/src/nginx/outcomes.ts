import { atLeast } from "@gatecrash/core";
import type {
  Expectation,
  Outcome,
  OutcomeContext,
  OutcomeRule,
  SymptomKind,
} from "@gatecrash/core";
import { cut, failed, healthyAnswer, passed } from "../shared/expectation.ts";
import * as marks from "./marks.ts";
import { isIdempotent } from "./retries.ts";

/** What nginx makes of each kind of symptom. All measured on 1.22.1, 1.26.3 and 1.30.6. */
export const outcomes: Record<SymptomKind, OutcomeRule> = {
  healthy,
  "check-failed": {
    ...passed(200),
    because: "nginx does not check its servers: it never learns of it, and the request goes well.",
  },
  busy: ({ topology }) =>
    topology.requests_max === 0
      ? {
          ...passed(200),
          because: "nginx is given no limit (max_conns), and passes on all it gets.",
        }
      : {
          ...failed(502, ...marks.noLiveUpstreams),
          because:
            "The server has as many connections as max_conns allows: nginx leaves it out, has no queue to wait in, and no other server is left.",
        },
  refused: {
    ...failed(502, ...marks.refused),
    because: "The kernel refused the connection; nothing timed out, so nginx says 502 and not 504.",
  },
  "connect-timeout": {
    ...failed(504, ...marks.timedOut),
    timer: "connect_ms",
    because:
      "proxy_connect_timeout ran out before the connection stood: each of nginx's own timers gives 504.",
  },
  unreachable: {
    ...failed(502, ...marks.unreachable),
    because: "The network said at once that there is no way: nothing timed out, so 502.",
  },
  "name-not-found": {
    ...failed(502, ...marks.notResolved),
    attempts: 0,
    because:
      "The name led to no address, so no upstream was tried; nginx says 502 even if its resolver timed out.",
  },
  "tls-failed": {
    ...failed(502, ...marks.handshakeFailed),
    because: "The handshake failed, so there is no connection to send the request on.",
  },
  "untrusted-certificate": ({ topology }) =>
    topology.tls?.verify === true
      ? {
          ...failed(502, ...marks.certificateRefused),
          because:
            "proxy_ssl_verify is on: nginx checks the certificate after the handshake and gives the connection up.",
        }
      : {
          ...passed(200),
          because:
            "proxy_ssl_verify is off, which is the default: nginx looks at no certificate, and the answer passes as if all were well.",
        },
  "tls-silent": {
    ...failed(504, ...marks.timedOut),
    timer: "connect_ms",
    because:
      "proxy_connect_timeout also covers the TLS handshake: it ran out, and each of nginx's own timers gives 504.",
  },
  "request-unread": requestUnread,
  "request-aborted": {
    ...failed(502, ...marks.closedEarly, ...marks.resetByPeer),
    because:
      "The upstream left in the middle of the request and had answered nothing: a broken connection, so 502.",
  },
  "early-answer": ({ symptom }) => ({
    ...passed(symptom.status ?? 200),
    because:
      "nginx reads while it sends: a complete answer counts, even if the request was not taken whole.",
  }),
  "closed-before-head": (context) =>
    sentAgain(context, {
      ...failed(502, ...marks.closedEarly, ...marks.resetByPeer),
      because:
        "The upstream closed before the head of its answer was complete, so there is nothing to pass on.",
    }),
  "reset-before-head": (context) =>
    sentAgain(context, {
      ...failed(502, ...marks.resetByPeer, ...marks.closedEarly),
      because: "The upstream reset the connection before the head of its answer was complete.",
    }),
  "silent-before-head": {
    ...failed(504, ...marks.timedOut),
    timer: "read_ms",
    because:
      "proxy_read_timeout is the time for the whole head: it starts when the request is sent, and single bytes do not restart it.",
  },
  "not-http": {
    end: "raw-bytes",
    log: marks.noStatusLine,
    because:
      "Without a status line nginx takes the bytes for an answer in HTTP/0.9 and passes them on as they are, without any head; its log says 009.",
  },
  "invalid-status": {
    end: "raw-bytes",
    log: marks.noStatusLine,
    because:
      "A line that is not HTTP/x.y and three digits is no status line to nginx: it takes the answer for HTTP/0.9 and passes the bytes on.",
  },
  "invalid-head": {
    ...failed(502, ...marks.invalidHeader),
    because: "A field line that breaks nginx's syntax makes the whole answer invalid.",
  },
  "oversized-head": {
    ...failed(502, ...marks.tooBigHeader),
    because: "The head does not fit into proxy_buffer_size, which is 4 KiB by default.",
  },
  "ambiguous-length": ambiguousLength,
  "invalid-chunk": {
    ...cut(...marks.invalidChunk),
    because:
      "The head had been passed on when the framing broke; the status cannot be taken back, so the client's connection is cut.",
  },
  "body-cut-short": {
    ...cut(...marks.closedEarly, ...marks.resetByPeer),
    because:
      "The head had been passed on when the upstream left; all that nginx can do is to cut the client off too.",
  },
  "body-stalled": {
    ...cut(...marks.timedOut),
    timer: "read_ms",
    because:
      "proxy_read_timeout ran out between two reads of the body. The status had been sent, so it is no 504 but a body that ends too early.",
  },
  "stream-reset": {
    ...failed(502),
    because: "The upstream refused or reset the stream before the head of its answer.",
  },
  "invalid-frame": {
    ...failed(502),
    because: "The upstream broke the rules of its protocol before the head of its answer.",
  },
  "surplus-bytes": ({ symptom }) => ({
    ...passed(symptom.status ?? 200, ...marks.surplus),
    because:
      "nginx passes on as much as was announced, drops the rest, and does not use the connection again.",
  }),
  "forbidden-body": ({ symptom }) => ({
    ...passed(symptom.status ?? 204, ...marks.surplus),
    because: "A 204 or 304 has no body: nginx passes on the head and drops what follows.",
  }),
  interim: ({ symptom }) => ({
    ...passed(symptom.status ?? 200),
    log: ["status 100", "status 102"],
    because:
      "nginx takes a 1xx for the final answer and passes what follows on as its body; the client reads that as the answer after all.",
  }),
  "interim-only": {
    end: "cut-short",
    log: ["status 100"],
    because:
      "nginx takes the 1xx for the final answer and passes it on; the client waits for the real one until it is cut off.",
  },
  "unasked-upgrade": {
    ...passed(101),
    because:
      "nginx believes a 101 even if the client asked for no upgrade, and turns the connection into a tunnel.",
  },
  "upgrade-refused": ({ symptom }) => ({
    ...passed(symptom.status ?? 403),
    because: "The upstream answered; that it is no 101 is not nginx's business.",
  }),
  "invalid-upgrade": {
    ...passed(101),
    because: "nginx looks at the status only: it does not check what answers the upgrade.",
  },
  "tunnel-ended": {
    ...passed(101),
    because: "The upstream ended the tunnel, and nginx ends its client's side of it.",
  },
  "tunnel-stalled": {
    ...passed(101, ...marks.timedOut),
    timer: "read_ms",
    because:
      "proxy_read_timeout also holds for a tunnel in which nothing moves: FIN to the client, and a line in the log at the level info only.",
  },
  "invalid-message": {
    ...passed(101),
    because: "After a 101 nginx passes bytes on unread.",
  },
  "error-status": ({ symptom }) => ({
    ...passed(symptom.status ?? 500),
    because:
      "The upstream answered, so its own error is passed on with its own body; only proxy_next_upstream or proxy_intercept_errors would change that.",
  }),
};

function healthy(context: OutcomeContext): Expectation {
  const { request, topology } = context;
  const limit = topology.request_body_max_bytes;
  if (limit > 0 && request.body_bytes > limit) {
    return { ...passed(413), because: "The request's body is larger than client_max_body_size." };
  }
  return {
    ...healthyAnswer(context),
    because: "The upstream answered well, and nginx passed it on.",
  };
}

/** A kept connection that ends is no failure of the server: one more try is granted, also at the same. */
function sentAgain(
  { request, reused, topology }: OutcomeContext,
  direct: Expectation,
): Expectation {
  const { retries, upstreams } = topology;
  if (reused !== true || retries === 0 || upstreams > 1 || !isIdempotent(request)) return direct;
  const { log = [] } = direct;
  return {
    ...passed(200, ...log),
    because:
      "The connection had been kept, so nginx grants one more try: the same server answers the same request on a fresh one.",
  };
}

/** A difference of two timers below which nginx keeps the older one (event/ngx_event_timer.h). */
const lazy_delay_ms = 300;

function requestUnread({ topology }: OutcomeContext): Outcome {
  const { connect_ms, send_ms } = topology.timeouts;
  const base = failed(504, ...marks.timedOut);
  if (Math.abs(send_ms - connect_ms) >= lazy_delay_ms) {
    return {
      ...base,
      timer: "send_ms",
      because:
        "The upstream took no byte for proxy_send_timeout: one of nginx's own timers, so 504.",
    };
  }
  const because =
    "proxy_send_timeout ran out, or the timer of the connect that still ran in its place: nginx does not move a timer by less than 300 ms, so it depends on how long the upstream took bytes.";
  return {
    racy: [
      { ...base, timer: "connect_ms", because },
      { ...base, timer: "send_ms", because },
    ],
    because,
  };
}

function ambiguousLength({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "1.23.0")) {
    return {
      ...failed(502, ...marks.ambiguousLength),
      because:
        "Where the body ends is not certain, which is what response splitting lives on: nginx refuses it since 1.23.0.",
    };
  }
  return {
    ...passed(200),
    because:
      "Before 1.23.0 nginx guessed: a chunked coding wins over a length, and a length it cannot read means up to the end of the connection.",
  };
}
