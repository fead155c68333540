import { atLeast } from "@gatecrash/core";
import type { Expectation, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";
import { ofKind, overHttp2 } from "../../shared/http2.ts";
import { bodyStalled } from "../outcomes.ts";
import { waitsForSettings } from "../waits-for-settings.ts";
import { connect, noConnection, silentAtFirst } from "./h2-connect.ts";

/** What may be wrong before the head is complete; all that a connection error ends. */
const beforeHead = [
  ...["continuation-alone", "headers-interrupted", "headers-on-zero", "headers-on-even"],
  ...["headers-on-unopened", "hpack-index-zero", "hpack-index-unknown", "hpack-index-many-bytes"],
  ...["hpack-integer-without-end", "hpack-table-too-large", "hpack-table-size-late"],
  ...[
    "hpack-name-empty",
    "hpack-name-index-unknown",
    "hpack-name-too-long",
    "hpack-value-too-long",
    "hpack-huffman-invalid",
  ],
  ...["hpack-cut-in-field", "ping-of-7-bytes", "ping-on-a-stream", "goaway-of-7-bytes"],
  ...["goaway-on-a-stream", "rst-of-3-bytes", "rst-on-zero", "window-of-3-bytes", "window-by-0"],
  ...["window-by-0-connection", "window-overflow", "window-overflow-connection"],
  ...["priority-of-4-bytes", "priority-on-itself", "push-promise", "oversized-headers"],
  ...["oversized-unknown", "padding-headers", "padding-headers-empty", "padding-priority-cut"],
  ...["interim-ends-stream"],
];

/** A connection error after the head was passed on. */
const inBody = [
  ...["continuation-in-body", "data-on-zero", "data-on-even", "data-on-unopened"],
  ...["oversized-data", "padding-data", "padding-data-empty"],
  ...["trailers-bad-hpack", "trailers-without-end"],
];

const badSettings = [
  ...["answered-without", "other-frame-first", "not-of-six-bytes", "on-a-stream"],
  ...["ack-with-payload", "window-too-large", "frame-size-too-small", "frame-size-too-large"],
  ...["push-of-2"],
];

const table = (details: readonly string[]) =>
  Object.fromEntries(details.map((each) => [each, each]));

const cutOff: OutcomeRule = ({ version }) => {
  const because =
    "The head had been passed on when the server broke the rules; the status cannot be taken back, so the client's connection is closed.";
  // 3.0 takes its own closing of the connection for the client's (3.0.11 does, 3.2.26 does not).
  const states = atLeast(version, "3.0.0") ? ["SD", "CD"] : ["SD"];
  return { ...cut(...states), because };
};

const badTrailer: OutcomeRule = ({ version }) => ({
  ...cut(atLeast(version, "3.0.0") ? "PD" : "SD"),
  because:
    "The body had been passed on when the trailers turned out to be invalid; the client's connection is closed before the last chunk.",
});

/** The detail says where it came, and what came of the connection after a GOAWAY. */
const streamReset: OutcomeRule = (context) => {
  const { reused, symptom, version } = context;
  const { detail = "" } = symptom;
  const goaway = detail.includes("goaway");
  if (goaway && detail.endsWith("-silence")) return unreadGoaway(context);
  if (!detail.startsWith("before-head")) {
    return {
      ...cut("SD"),
      because: "The head had been passed on when the stream ended: the client is cut off, too.",
    };
  }
  if (reused === true && atLeast(version, "3.0.0")) {
    return {
      end: "closed-without-answer",
      because:
        "The server turned a request away on a connection that HAProxy had kept: since 3.0 it closes its client's too, so that the client tries again, and logs nothing.",
    };
  }
  return {
    ...failed(502, "SH"),
    because: goaway
      ? "The server said GOAWAY and left without a head: to HAProxy a connection that closed, 502."
      : "The server reset the stream before the head, with whatever code: 502.",
  };
};

/** HAProxy does not give a stream up that a GOAWAY excludes (h2c_handle_goaway keeps last_sid). */
function unreadGoaway(context: OutcomeContext): Expectation {
  const because =
    "HAProxy opens no new streams after a GOAWAY, but goes on waiting for one that the server has refused by it: timeout server ends that.";
  if (context.symptom.detail?.startsWith("in-body")) return { ...bodyStalled(context), because };
  return { ...failed(504, "sH"), timer: "read_ms", because };
}

/** 3.0.11 waits until the client or the server leaves; for how long else was not measured. */
function closedWindow({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "3.2.0")) {
    return {
      ...failed(502, "SH"),
      timer: "read_ms",
      because:
        "timeout server ran out while the request was being sent. It counts as an error of the connection: 502, not 504.",
    };
  }
  if (atLeast(version, "3.0.0")) {
    return {
      end: "no-answer",
      because:
        "A hang of 3.0: where the server's window takes not one byte of the body, timeout server is never started, and the client waits for ever.",
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

const anyNumber: OutcomeRule = ({ symptom }) => ({
  ...passed(symptom.status ?? 200),
  because: "HAProxy takes any three digits for a status, and passes them on.",
});

const tolerated = (because: string): OutcomeRule => ({ ...passed(200), because });

const surplus = tolerated(
  "The answer was complete and had been passed on: what comes on its closed stream does not matter.",
);

/** Where HAProxy differs from its kinds with `proto h2`. Measured on 2.6.12, 3.0.11 and 3.2.26. */
const shared: Record<string, OutcomeRule> = {
  ...connect,
  ...ofKind("invalid-frame", table(beforeHead), () => ({
    ...failed(502, "SH"),
    because: "The server broke the rules before its head: HAProxy ends the connection, and 502.",
  })),
  ...ofKind("invalid-frame", table(inBody), () => cutOff),
  ...ofKind(
    "invalid-frame",
    table(badSettings.map((each) => `settings-${each}`)),
    () => (context) => noConnection(context, "began with something else than good SETTINGS"),
  ),
  "invalid-frame/trailers-pseudo-field": badTrailer,
  "invalid-frame/trailers-upper-case-name": badTrailer,
  "invalid-frame/ping-ack-unasked": tolerated("HAProxy drops the answer to a PING it never sent."),
  "invalid-frame/data-after-end": surplus,
  "invalid-frame/headers-after-end": surplus,
  "invalid-frame/data-before-headers": ({ version }) =>
    atLeast(version, "3.0.0")
      ? { ...failed(502, "SH"), because: "DATA before HEADERS ends the connection: 502." }
      : {
          end: "proxy-died",
          because: "DATA before HEADERS hits an assertion in 2.6.12: the process ends (SIGSEGV).",
        },
  "stream-reset": streamReset,
  "healthy/h2-fin-at-once-late": (context) =>
    waitsForSettings(context)
      ? silentAtFirst(context)
      : {
          ...passed(200),
          because: "HAProxy reads all that came before the FIN, and the answer was complete.",
        },
  "request-unread/h2-window-zero": closedWindow,
  "invalid-status/h2-below-100": anyNumber,
  "invalid-status/h2-above-599": anyNumber,
  "interim-only/h2-silence": {
    ...failed(504, "sH"),
    timer: "read_ms",
    because:
      "The interim answer was passed on; then timeout server ran out while HAProxy waited for the final one.",
  },
  "invalid-head/h2-space-around-value": tolerated("HAProxy passes blanks around a value on."),
  "oversized-head/h2-over-4-kib": tolerated(
    "A head that fits into one frame of 16 KiB fits into HAProxy's buffer.",
  ),
  "oversized-head/h2-over-one-frame": {
    ...failed(502, "SH"),
    because: "HAProxy joins HEADERS and CONTINUATION in one buffer (tune.bufsize): too small here.",
  },
  "oversized-head/h2-over-100-fields": ({ version }) =>
    atLeast(version, "3.0.0")
      ? { ...failed(502, "PH"), because: "More than 101 fields (tune.http.maxhdr) are too many." }
      : { ...passed(200), because: "In HTTP/2, 2.6 holds no number of fields against a head." },
  "body-cut-short/h2-end-stream-on-headers": ({ version }) => ({
    ...cut(atLeast(version, "3.0.0") ? "SD" : "--"),
    because:
      "HAProxy passes the length on although the stream ended with the head, and closes: 2.6 does not even note it.",
  }),
  "surplus-bytes/h2-data": {
    ...cut("SD"),
    because: "More DATA than was announced is an error of the stream, which HAProxy cuts off.",
  },
};

export const h2: Record<string, OutcomeRule> = overHttp2(shared);
