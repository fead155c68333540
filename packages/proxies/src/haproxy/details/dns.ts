import type { Expectation, Outcome, OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import { onStream } from "../../shared/stream.ts";
import { outcomes } from "../outcomes.ts";

function noServer(because: string): Expectation {
  return { ...failed(503, "SC"), attempts: 0, because };
}

const lost = noServer(
  "With hold times of 0, as here, a failed look-up puts the server aside at once; by default HAProxy keeps the address for 30 s.",
);

const taken: Expectation = {
  ...failed(503, "SC"),
  attempts: 1,
  because:
    "HAProxy looks neither at a record's class nor at whether its type was asked for: it takes the address, and nothing listens there.",
};

/** HAProxy looks the name up each second: now and then just between the move and the request. */
function stale(): Outcome {
  const because =
    "HAProxy may have looked the name up again just between the move and the request.";
  const refused: Expectation = {
    ...failed(503, "SC"),
    because:
      "HAProxy goes on with the address it knows until its next look-up, and the server had left it: the connection was refused.",
  };
  return { racy: [refused, { ...passed(200), because }], because };
}

const rules: Record<string, OutcomeRule> = {
  "name-not-found/lost-nxdomain": lost,
  "name-not-found/lost-empty": lost,
  "name-not-found/lost-servfail": lost,
  "name-not-found/lost-refused": lost,
  "name-not-found/lost-silence": lost,
  "name-not-found/malformed": noServer(
    "HAProxy drops an answer that it cannot read, and without an address the server is put aside.",
  ),
  "name-not-found/malformed-record-class": taken,
  "name-not-found/malformed-crossed-types": taken,
  "healthy/many-addresses": noServer(
    "HAProxy reads 512 bytes of an answer, unless accepted_payload_size says more: a larger one is none.",
  ),
  "healthy/service-zero-weight": noServer(
    "HAProxy makes the weight of an SRV record its own, and one of 0 gets no requests: RFC 2782 has it for where there is nothing to choose from.",
  ),
  "healthy/aaaa-silence": noServer(
    "HAProxy asks for IPv6 first (resolve-prefer) and, where no answer comes at all, never gets to IPv4.",
  ),
  "healthy/dns-over-tcp": noServer(
    "HAProxy asks over UDP only: an answer that does not fit a datagram is no answer.",
  ),
  "refused/stale-address": stale,
};

export const dns: Record<string, OutcomeRule> = {
  ...rules,
  ...onStream({ "name-not-found": outcomes["name-not-found"], ...rules }),
};
