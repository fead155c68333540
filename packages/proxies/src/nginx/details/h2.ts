import { atLeast, http2 } from "@gatecrash/core";
import type { ErrorCode, Expectation, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";
import type { Unexplained } from "../../shared/expectation.ts";
import { ofKind, overHttp2 } from "../../shared/http2.ts";
import * as marks from "../marks.ts";
import * as frames from "./h2-frames.ts";

/** From here on nginx reads a 103 as interim. */
const earlyHints = "1.29.0";

const inBodyBecause =
  "The head and a part of the body had been passed on; the status cannot be taken back, so the client is cut off.";

/** Where the head had been read and no byte of the body. */
function lost({ topology }: OutcomeContext, mark: string): Unexplained {
  if (flushes(topology)) return cut(mark);
  return { end: "closed-without-answer", log: [mark] };
}

/** grpc_pass never buffers: the head goes to the client as soon as it was read. */
const flushes = ({ protocol, buffering }: OutcomeContext["topology"]) =>
  protocol === "grpc" || !buffering;

const afterHead =
  (mark: string): OutcomeRule =>
  (context) => ({
    ...lost(context, mark),
    because: flushes(context.topology)
      ? "The head had been passed on when the frame came: the client is cut off."
      : "The head still lay in nginx's output buffer, where it waits for a body: it is dropped with the connection, and the log says 200.",
  });

const withHead = (mark: string): OutcomeRule => ({
  end: "closed-without-answer",
  log: [mark],
  because:
    "The frame came in the same read as the head, which nginx had not sent yet: it drops the connection with not a byte sent, and logs a 200.",
});

const invalidFrames: Record<string, OutcomeRule> = {
  ...ofKind("invalid-frame", frames.beforeHead, (mark) => ({
    ...failed(502, mark),
    because: "A frame that breaks the rules before the head makes the answer invalid: a plain 502.",
  })),
  ...ofKind("invalid-frame", frames.afterHead, afterHead),
  ...ofKind("invalid-frame", frames.inBody, (mark) => ({ ...cut(mark), because: inBodyBecause })),
  ...ofKind("invalid-frame", frames.withHead, withHead),
  ...ofKind("invalid-frame", frames.ignored, (what) => ({
    ...passed(200),
    because: `nginx puts up with ${what} and passes the answer on.`,
  })),
  ...ofKind("invalid-frame", { "window-by-0": "", "window-by-0-connection": "" }, () => zeroUpdate),
  "invalid-frame/interim-ends-stream": ({ version }) => ({
    ...failed(
      502,
      atLeast(version, earlyHints)
        ? "upstream prematurely closed stream"
        : 'upstream sent unexpected :status "103"',
    ),
    because: "An interim answer that ends the stream leaves no place for the final one.",
  }),
};

function zeroUpdate({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "1.31.4")) {
    return {
      ...failed(502, "upstream sent zero window update"),
      because: "Since 1.31.4 a window that is opened by nothing is an error.",
    };
  }
  return { ...passed(200), because: "Before 1.31.4 nginx put up with a window opened by nothing." };
}

/** Measured under load, 25 times each: 2 (SETTINGS early) and 11 (late) cut off on 1.22.1. */
const finished: OutcomeRule = ({ topology }) => {
  const because =
    "nginx may meet the FIN while it still has its acknowledgement of SETTINGS to write: then it takes even a complete answer for one that was closed too soon, and cuts off one without a length.";
  const whole: Expectation = { ...passed(200), because };
  if (topology.protocol !== "grpc") return whole;
  return { racy: [whole, { ...cut(...marks.closedEarly), because }], because };
};

/** The detail says where it came, and with which code. */
const streamReset: OutcomeRule = ({ symptom: { detail = "" } }) => {
  const [, place = "", name = ""] = /^(before-head|with-head|in-body)-(.*)$/.exec(detail) ?? [];
  const goaway = name.startsWith("goaway");
  const code = http2.errorCodes[name.replaceAll("-", "_") as ErrorCode];
  const log = goaway ? marks.goaway : [`upstream rejected request with error ${code}`];
  if (place === "in-body") return { ...cut(...log), because: inBodyBecause };
  if (place === "with-head") return withHead(log[0] ?? "") as Expectation;
  return {
    ...failed(502, ...log),
    because: goaway
      ? "A GOAWAY that does not include the request refuses it. To nginx that is an invalid answer (502), even with code 0, as in a graceful restart."
      : "RST_STREAM before the head, with whatever code, is an invalid answer to nginx: 502.",
  };
};

/** On a busy machine pings are read in more pieces, and counted before the buffer is full. */
const controlFlood: OutcomeRule = {
  ...failed(502, ...marks.tooBigHeader, "upstream sent too many ping frames"),
  because:
    "Until the head is complete nginx keeps all frames in one buffer of 4 KiB (proxy_buffer_size), and the control frames before it filled that.",
};

const refusedStatus = (mark: string): OutcomeRule => ({
  ...failed(502, mark),
  because: "nginx is strict with the pseudo-fields of an answer: exactly one :status, first.",
});

const hopByHop: OutcomeRule = {
  ...passed(200),
  because: "nginx does not pass fields of a connection on, and does not mind them in HTTP/2.",
};

const readAsFrame: OutcomeRule = {
  ...failed(502, "upstream sent too large http2 frame: 4740180"),
  because: 'Read as a frame, "HTTP/1.1" has a length of 4740180 ("HTT"): too large.',
};

/** Where nginx differs from its kinds when it speaks HTTP/2, to `proxy_pass` as to `grpc_pass`. */
const shared: Record<string, OutcomeRule> = {
  ...invalidFrames,
  "stream-reset": streamReset,
  ...ofKind("invalid-status", frames.badStatus, refusedStatus),
  "invalid-status/h2-above-599": ({ symptom }) => ({
    ...passed(symptom.status ?? 999),
    because: "nginx takes any three digits from 200 on for a status, and passes them on.",
  }),
  "invalid-head/h2-space-around-value": hopByHop,
  "invalid-head/h2-connection-field": hopByHop,
  "invalid-head/h2-keep-alive-field": hopByHop,
  "invalid-head/h2-upgrade-field": hopByHop,
  "invalid-head/h2-transfer-encoding-field": hopByHop,
  "oversized-head/h2-over-100-fields": {
    ...passed(200),
    because: "nginx limits the bytes of a head (proxy_buffer_size), not the number of its fields.",
  },
  "not-http/http-1": readAsFrame,
  "not-http/http-1-under-tls": readAsFrame,
  "healthy/h2-fin-at-once-early": finished,
  "healthy/h2-fin-at-once-late": finished,
  "healthy/h2-settings-flood": {
    ...failed(502, "upstream sent too many settings frames"),
    because: "nginx takes 1000 SETTINGS frames from one connection, and no more.",
  },
  "healthy/h2-ping-flood": controlFlood,
  "healthy/h2-ping-flood-in-pages": {
    ...failed(502, "upstream sent too many ping frames", ...marks.tooBigHeader),
    because:
      "Read by read the buffer of the head empties itself, so it is the answers that pile up: nginx takes 1000 pings while the last answer to one is not written yet, and no more.",
  },
  "healthy/h2-window-update-flood": controlFlood,
  "healthy/h2-priority-flood": controlFlood,
  "healthy/h2-continuation-flood": controlFlood,
  "interim/h2-100": unexpectedStatus(100),
  "invalid-status/h2-101": unexpectedStatus(101),
  "interim/h2-103": ({ version }) =>
    atLeast(version, earlyHints)
      ? {
          ...passed(200),
          because: "Since 1.29.0 nginx reads a 103 as interim, and drops it.",
        }
      : (unexpectedStatus(103) as Expectation),
  "interim-only/h2-silence": ({ version }) =>
    atLeast(version, earlyHints)
      ? {
          ...failed(504, ...marks.timedOut),
          timer: "read_ms",
          because: "The 103 was dropped, and the final answer did not come in proxy_read_timeout.",
        }
      : (unexpectedStatus(103) as Expectation),
  "body-cut-short/h2-end-stream": afterHead("upstream prematurely closed stream"),
  "surplus-bytes/h2-data": afterHead(
    "upstream sent response body larger than indicated content length",
  ),
};

function unexpectedStatus(status: number): OutcomeRule {
  return {
    ...failed(502, `upstream sent unexpected :status "${status}"`),
    because: "In HTTP/2 nginx takes no status below 200 (but 103, since 1.29.0): 502.",
  };
}

export const h2: Record<string, OutcomeRule> = {
  ...overHttp2(shared),
  "h2:body-cut-short/h2-end-stream-on-headers": withHead("upstream prematurely closed stream"),
};
