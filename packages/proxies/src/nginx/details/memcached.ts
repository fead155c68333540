import type { OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

const notThatLine: OutcomeRule = {
  ...failed(502, ...marks.memcachedInvalid),
  because: "nginx wants VALUE with its own key and a length, or END; all else is no answer to it.",
};

const wholeWithoutTrailer: OutcomeRule = {
  ...passed(200),
  because:
    "The value was whole and the client had it, as long as announced; what should follow it concerns nginx alone.",
};

const badTrailer: OutcomeRule = {
  ...passed(200, ...marks.memcachedTrailer),
  because:
    "nginx hands out as many bytes as the line named, logs that END does not follow them, and does not use the connection again.",
};

/** Where memcached differs from what nginx does in general. Measured on the pinned versions. */
export const memcached: Record<string, OutcomeRule> = {
  "memcached:not-http": notThatLine,
  "memcached:invalid-head": notThatLine,
  "memcached:error-status/memcached-not-found": {
    ...passed(404, ...marks.memcachedNotFound),
    because: "A key that memcached does not know is a 404 to nginx.",
  },
  "memcached:surplus-bytes/memcached-value": badTrailer,
  "memcached:surplus-bytes/memcached-trailer": badTrailer,
  "memcached:surplus-bytes/memcached-late-trailer": wholeWithoutTrailer,
  "memcached:body-cut-short/memcached-trailer-fin": wholeWithoutTrailer,
  "memcached:body-cut-short/memcached-trailer-rst": wholeWithoutTrailer,
  "memcached:body-stalled/memcached-trailer": wholeWithoutTrailer,
};
