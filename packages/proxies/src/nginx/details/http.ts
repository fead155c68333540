import { atLeast } from "@gatecrash/core";
import type { Expectation, Outcome, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";
import type { Unexplained } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";
import { retries } from "../retries.ts";

const statusLineRead: OutcomeRule = ({ symptom }) => ({
  ...passed(symptom.status ?? 200),
  because: "nginx reads any three digits after HTTP/x.y as a status, and passes them on.",
});

/** Digits that HTTP does not allow travel to the client as bytes; a lenient one reads them. */
const oddDigits: OutcomeRule = ({ symptom }) => ({
  end: "answered",
  ...(symptom.status === undefined ? {} : { status: symptom.status }),
  log: marks.noStatusLine,
  because:
    "A status that has not three digits is no status line to nginx: it takes the answer for HTTP/0.9 and passes the bytes on, and a lenient client reads the odd status.",
});

const brokenWithHead: OutcomeRule = {
  end: "closed-without-answer",
  log: marks.invalidChunk,
  because:
    "The framing broke in the same read as the head, which nginx had not sent yet: it drops the connection with not a byte sent, and logs a 200.",
};

/** Seen on 1.22.1 on a busy machine: connect time "-", no byte of the request sent. */
const speaksFirst: Outcome = {
  racy: [
    {
      end: "raw-bytes",
      log: marks.noStatusLine,
      because:
        "nginx had sent its request when it read the banner, took it for an answer in HTTP/0.9, and passed on the bytes as they came.",
    },
    {
      end: "closed-without-answer",
      timer: "read_ms",
      log: marks.noStatusLine,
      because:
        "nginx read the banner before it had sent its request, and never sent it: both sides waited until proxy_read_timeout, and what was buffered is lost.",
    },
  ],
  because: "The banner races with nginx's sending of the request.",
};

const redirectsToItself: Expectation = {
  ...failed(500, ...marks.redirectCycle),
  attempts: 11,
  because:
    "nginx obeys X-Accel-Redirect and asks the upstream again, which redirects again; after 10 times it gives up.",
};

const trailersSkipped: OutcomeRule = {
  ...passed(200),
  because: "nginx skips trailers without reading them, unless proxy_pass_trailers asks for them.",
};

const anyVersion: OutcomeRule = {
  ...passed(200),
  because: "nginx reads HTTP/x.y with any numbers, and treats all but 1.0 as 1.1.",
};

/** Where nginx treats a detail in another way than its kind. Measured on the pinned versions. */
export const http: Record<string, OutcomeRule> = {
  "healthy/close-delimited": {
    ...passed(200),
    because:
      "Neither a length nor chunks were announced, so the FIN is the end of the body, complete or not.",
  },
  "closed-before-head/then-refused": ({ topology }) => ({
    ...failed(502, ...(topology.retries > 0 ? marks.refused : marks.closedEarly)),
    because:
      "The process had gone: a kept connection ended when it was used, and a second one, if there was one, was refused.",
  }),
  "closed-before-head/on-accept": (context) => leftOnAccept(context),
  "reset-before-head/on-accept": (context) => leftOnAccept(context),
  "healthy/x-accel-redirect": redirectsToItself,
  "healthy/x-accel-redirect-named": {
    ...failed(500, ...marks.noNamedLocation),
    because:
      "nginx obeys X-Accel-Redirect and drops the answer; a location of this name is not in its configuration.",
  },
  "healthy/x-accel-redirect-unsafe": {
    ...failed(404, ...marks.unsafeUri),
    because:
      "nginx obeys X-Accel-Redirect but for a path that leads upwards: that it calls unsafe.",
  },
  "healthy/x-accel-redirect-file": ({ topology }) =>
    topology.processing === "files"
      ? {
          ...failed(404, ...marks.missingFile),
          because: "nginx obeys X-Accel-Redirect and drops the answer; the file is not there.",
        }
      : redirectsToItself,
  "healthy/x-accel-limit-rate": {
    ...passed(200),
    adds_ms: { least: 800, most: 3_000 },
    because:
      "nginx obeys X-Accel-Limit-Rate: it has the whole answer and hands it out at 1000 bytes in a second.",
  },
  "invalid-status/below-100": statusLineRead,
  "invalid-status/above-599": statusLineRead,
  "invalid-status/too-few-digits": oddDigits,
  "invalid-status/too-many-digits": oddDigits,
  "invalid-status/version-2": anyVersion,
  "invalid-status/version-9": anyVersion,
  "not-http/ssh-banner": speaksFirst,
  "not-http/banner": speaksFirst,
  "not-http/banner-silence": {
    end: "closed-without-answer",
    timer: "read_ms",
    log: marks.noStatusLine,
    because:
      "nginx takes the banner for an answer in HTTP/0.9 that may go on, and holds it back: both sides wait until proxy_read_timeout, and what was buffered is lost.",
  },
  "invalid-head/bare-lf": {
    ...passed(200),
    because: "nginx takes a bare LF for the end of a line, as RFC 9112, section 2.2, allows.",
  },
  "invalid-head/bad-name": {
    ...passed(200),
    because:
      "nginx is strict with the names of a request's fields only; of an upstream it takes any character but controls.",
  },
  "oversized-head/over-100-fields": {
    ...passed(200),
    because: "nginx limits the bytes of a head (proxy_buffer_size), not the number of its fields.",
  },
  "ambiguous-length/two-different": (context) => twoDifferent(context),
  "ambiguous-length/coding-and-chunked": (context) => anyChunked(context),
  "ambiguous-length/chunked-not-last": (context) => anyChunked(context),
  "invalid-chunk/bad-trailer": trailersSkipped,
  "invalid-chunk/bad-trailer-with-head": trailersSkipped,
  "invalid-chunk/nul-in-trailer": trailersSkipped,
  "invalid-chunk/nul-in-trailer-with-head": trailersSkipped,
  "invalid-chunk/bad-size-with-head": brokenWithHead,
  "invalid-chunk/size-overflow-with-head": brokenWithHead,
  "invalid-chunk/no-crlf-after-data-with-head": brokenWithHead,
  "invalid-chunk/bare-lf": (context) => bareLf(context, cut(...marks.invalidChunk)),
  "invalid-chunk/bare-lf-with-head": (context) =>
    bareLf(context, { end: "closed-without-answer", log: marks.invalidChunk }),
  "surplus-bytes/unasked": {
    ...passed(200),
    because:
      "The answer was complete. nginx closes a kept connection on which anything comes before the next request.",
  },
  "forbidden-body/on-head": {
    ...passed(200),
    because: "The answer to HEAD has no body: nginx stops reading after the head.",
  },
  "interim/103": (context) => earlyHints(context),
  "interim/103-in-http-1-0": (context) => hintsInHttp10(context),
  "interim/103-repeated": (context) => hintsUntilTimeout(context),
  "interim/103-flood": (context) => hintsFlood(context),
  "interim-only/silence": {
    end: "cut-short",
    log: ["status 100"],
    timer: "read_ms",
    because:
      "nginx takes the 1xx for the final answer and passes it on; the client waits for the real one until proxy_read_timeout cuts it off.",
  },
};

function twoDifferent({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "1.23.0")) {
    return {
      ...failed(502, ...marks.ambiguousLength),
      because: "Two lengths: nginx refuses that since 1.23.0, whether they are equal or not.",
    };
  }
  return {
    ...cut(...marks.closedEarly),
    because:
      "Before 1.23.0 the last of two lengths counted; here it was the longer one, so the body seems cut.",
  };
}

function bareLf({ version }: OutcomeContext, broken: Unexplained): Expectation {
  if (atLeast(version, "1.29.4")) {
    return { ...broken, because: "Since 1.29.4 a bare LF is an error in the framing of chunks." };
  }
  return {
    ...passed(200),
    because: "Before 1.29.4 nginx took a bare LF for the end of a chunk's line.",
  };
}

function anyChunked({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "1.23.0")) {
    return {
      ...failed(502, ...marks.ambiguousLength),
      because: "Since 1.23.0 nginx takes chunked alone: any other coding is an unknown one.",
    };
  }
  return {
    ...passed(200),
    because:
      "Before 1.23.0 nginx looked for the word chunked anywhere in Transfer-Encoding, and took no other coding for one.",
  };
}

function hintsInHttp10(context: OutcomeContext): Expectation {
  if (!atLeast(context.version, "1.29.0")) return earlyHints(context);
  return {
    ...failed(502, ...marks.hintsInHttp10),
    because:
      "Since 1.29.0 nginx reads a 103 as interim, and HTTP/1.0 has none: the head is invalid.",
  };
}

/** 103 again and again until long after the read timeout. */
function hintsUntilTimeout(context: OutcomeContext): Expectation {
  if (!atLeast(context.version, "1.29.0")) return earlyHints(context);
  return {
    ...failed(504, ...marks.timedOut),
    timer: "read_ms",
    because:
      "Since 1.29.0 nginx reads a 103 as interim, and it does not restart proxy_read_timeout: the final answer came too late.",
  };
}

function hintsFlood(context: OutcomeContext): Expectation {
  if (!atLeast(context.version, "1.29.0")) return earlyHints(context);
  return {
    ...passed(200, ...marks.tooBigHints),
    because:
      "Since 1.29.0 nginx drops early hints; more than its buffer holds it logs as an error, and goes on all the same.",
  };
}

function earlyHints({ version }: OutcomeContext): Expectation {
  if (atLeast(version, "1.29.0")) {
    return {
      ...passed(200),
      because:
        "Since 1.29.0 nginx reads a 103 as interim; it drops it, unless early_hints passes it on.",
    };
  }
  return {
    ...passed(200),
    log: ["status 103"],
    because:
      "Before 1.29.0 nginx takes a 103 for the final answer and passes what follows on as its body; the client reads that as the answer after all.",
  };
}

/** Which message is logged depends on whether the request was written when nginx noticed. */
function leftOnAccept(context: OutcomeContext): Outcome {
  const { healthy_upstreams, topology } = context;
  const direct: Expectation = {
    ...failed(502, ...marks.closedEarly, ...marks.resetByPeer, ...marks.handshakeFailed),
    because: "The upstream left as soon as it had accepted, so there is nothing to pass on.",
  };
  const elsewhere = topology.retries > 0 && healthy_upstreams > 0;
  if (!elsewhere || topology.upstreams === 1 || retries(context)) return direct;
  // Measured: a POST to 1.30.6 on a busy machine. Before anything was sent, every method is retried.
  const because =
    "A request of this method is tried elsewhere only if nginx notices before it has sent a byte: a race with the upstream's leaving.";
  return { racy: [direct, { ...passed(200), because }], because };
}
