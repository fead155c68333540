import { symptomName } from "@gatecrash/core";
import type {
  Expectation,
  Outcome,
  OutcomeContext,
  Processing,
  SymptomKind,
} from "@gatecrash/core";
import { cut, passed } from "../shared/expectation.ts";
import * as marks from "./marks.ts";

type Rule = (direct: Expectation, context: OutcomeContext) => Expectation;

/**
 * What becomes of an outcome where nginx does more than pass on. Measured on 1.22.1, 1.26.3 and
 * 1.30.6, with the fault in what nginx asks by itself.
 */
const rules: Record<Processing, Rule> = {
  none: (direct) => direct,
  cache: fromCache,
  auth: ofAuth,
  mirror: ofMirror,
  include: inPage,
  slice: dropped,
  gunzip: dropped,
  trailers: withTrailers,
  files: (direct) => direct,
};

export function processed(outcome: Outcome, context: OutcomeContext): Outcome {
  if (context.symptom.kind === "healthy" && context.symptom.detail === undefined) return outcome;
  const rule = rules[context.topology.processing];
  if (!("racy" in outcome)) return rule(outcome, context);
  return { ...outcome, racy: outcome.racy.map((each) => rule(each, context)) };
}

/** A fault that a condition keeps away from what nginx asks by itself meets the request itself. */
function meets(path: string, { when }: OutcomeContext): boolean {
  return when?.path === undefined || when.path === path;
}

/** proxy_cache_use_stale knows these, and the statuses that the configuration names. */
const beforeHead: readonly SymptomKind[] = [
  "refused",
  "connect-timeout",
  "unreachable",
  "request-unread",
  "request-aborted",
  "closed-before-head",
  "reset-before-head",
  "silent-before-head",
  "invalid-head",
  "oversized-head",
];
const staleStatuses: readonly number[] = [403, 404, 429, 500, 502, 503, 504];

function fromCache(direct: Expectation, { answered_before, symptom }: OutcomeContext): Expectation {
  if (direct.end === "raw-bytes") {
    return {
      ...direct,
      log: ["status 009"],
      because:
        "Without a status line nginx takes the bytes for an answer in HTTP/0.9; where there is a cache it does not even log that.",
    };
  }
  if (answered_before !== true || direct.end !== "answered") return direct;
  const failed = beforeHead.includes(symptom.kind) && direct.status !== 200;
  const named = symptom.kind === "error-status" && staleStatuses.includes(direct.status ?? 0);
  if (!failed && !named) return direct;
  return {
    ...direct,
    status: 200,
    because: "proxy_cache_use_stale: nginx still had an older answer, and gave that in its place.",
  };
}

function ofAuth(direct: Expectation, context: OutcomeContext): Expectation {
  if (!meets("/auth", context)) return direct;
  const { end, status = 0, log: _unused, ...rest } = direct;
  if (status === 101) {
    return {
      end: "closed-without-answer",
      log: marks.upgradeInSubrequest,
      because:
        "A 101 makes a tunnel of the client's connection, which a question that nginx asks by itself has not: it drops the client.",
    };
  }
  if (status >= 200 && status < 300 && (end === "answered" || end === "cut-short")) {
    return {
      ...passed(200),
      because: "auth_request looks at the status alone: any 2xx lets pass.",
    };
  }
  if (status === 401 || status === 403) {
    return {
      end,
      status,
      because: "auth_request passes 401 and 403 on: the request may not pass.",
    };
  }
  return {
    ...rest,
    end: "answered",
    status: 500,
    log: marks.authUnexpected,
    because:
      "auth_request takes 2xx, 401 and 403 for an answer; anything else, and no answer at all, is an error of nginx's own: 500.",
  };
}

function ofMirror(direct: Expectation, context: OutcomeContext): Expectation {
  if (!meets("/mirror", context)) return direct;
  // Silence ends with the trial before the timer does: then the line is another one.
  const log = direct.timer === undefined ? direct.log : undefined;
  return {
    ...passed(200, ...(log ?? [])),
    because: "What comes of the copy is thrown away: only a line in the log tells that it failed.",
  };
}

function inPage(direct: Expectation, context: OutcomeContext): Expectation {
  if (!meets("/include", context)) return direct;
  const { log = [], timer } = direct;
  return {
    ...passed(200, ...log),
    ...(timer === undefined ? {} : { timer }),
    because:
      "The page had begun when its part failed: what came of the part, or nginx's error page, stands in the page, and its status stays 200.",
  };
}

function withTrailers(direct: Expectation, context: OutcomeContext): Expectation {
  switch (symptomName(context.symptom)) {
    case "invalid-chunk/bad-trailer":
    case "invalid-chunk/bad-trailer-with-head":
      return {
        ...direct,
        because: "nginx takes a trailer line without a colon for a field without a value.",
      };
    case "invalid-chunk/nul-in-trailer":
      return {
        ...cut(...marks.badTrailer),
        because:
          "nginx reads trailer fields as it does a head; this one came when the body was out.",
      };
    case "healthy/oversized-trailers":
      return {
        ...cut(...marks.tooBigTrailers),
        because: "All trailer fields must fit into proxy_buffer_size; the body was out by then.",
      };
    default:
      return dropped(direct, context);
  }
}

/** By the detail of the symptom: what is well formed to HTTP, and wrong to who reads on. */
const broken: Partial<Record<Processing, Record<string, readonly string[]>>> = {
  slice: {
    "healthy/unreadable-range": marks.sliceRange,
    "healthy/endless-range": marks.sliceLength,
    "healthy/shifted-range": marks.sliceUnexpected,
    "healthy/changed-range": marks.sliceChanged,
    "healthy/failed-range": marks.sliceStatus,
  },
  gunzip: {
    "healthy/not-gzip": marks.inflateFailed,
    "healthy/corrupt-gzip": marks.inflateFailed,
    "healthy/cut-gzip": marks.inflateReturned,
  },
  trailers: { "invalid-chunk/nul-in-trailer-with-head": marks.badTrailer },
};

function dropped(direct: Expectation, { symptom, topology }: OutcomeContext): Expectation {
  const log = broken[topology.processing]?.[symptomName(symptom)];
  if (!log) return direct;
  return {
    end: "closed-without-answer",
    log: [...log],
    because:
      "nginx found out while it still held the head and the first bytes back: it drops them and the connection, and logs the good status.",
  };
}
