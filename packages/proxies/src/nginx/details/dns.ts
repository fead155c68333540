import type { Expectation, Outcome, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import { onStream } from "../../shared/stream.ts";
import * as marks from "../marks.ts";
import { outcomes } from "../outcomes.ts";

/** Looked up again and again, a name without an address leaves the group empty. */
const emptyGroup: Expectation = {
  ...failed(502, ...marks.noLiveUpstreams),
  attempts: 0,
  because:
    "The look-up failed before the request came, and nginx had no address from before: the group is empty, which is a 502.",
};

/** The resolver gave up at once, with the number of what DNS said. */
function told(code: number, because: string): OutcomeRule {
  return ({ topology }) =>
    topology.resolve !== "request"
      ? emptyGroup
      : { ...failed(502, `could not be resolved (${code}`), attempts: 0, because };
}

/** nginx drops an answer that it does not accept, as if it had never come, and goes on waiting. */
function waited(because: string): OutcomeRule {
  return ({ topology }) =>
    topology.resolve !== "request"
      ? emptyGroup
      : { ...failed(502, ...marks.resolveTimedOut), timer: "resolve_ms", attempts: 0, because };
}

const kept: Expectation = {
  ...passed(200),
  because:
    "Only an answer that there is no address empties the group; after any other failure nginx goes on with the addresses it knew.",
};

const dropped = waited(
  "nginx logs what is wrong with the answer, drops it and waits on: resolver_timeout ran out, which is a 502 and not a 504.",
);

const overTcp = waited(
  "After TC nginx asked again over TCP, and got no answer that it could use there: resolver_timeout ran out, a 502.",
);

/** A late answer is kept, and the next look-up may find it: whether it does hangs on whole seconds. */
function late(context: OutcomeContext): Outcome {
  const because =
    "The answer came after resolver_timeout, but nginx keeps it: a later look-up may find it before its TTL, counted in whole seconds, has run out.";
  if (context.topology.resolve !== "request") {
    return { racy: [emptyGroup, { ...passed(200), because }], because };
  }
  return {
    ...failed(502, ...marks.resolveTimedOut),
    timer: "resolve_ms",
    attempts: 0,
    because: "resolver_timeout ran out: no upstream was tried, so 502 and not 504.",
  };
}

function stale({ topology }: OutcomeContext): Outcome {
  const refused: Expectation = {
    ...failed(502, ...marks.refused),
    because:
      "nginx keeps an address for as long as its TTL says, and the upstream had left it: the connection was refused.",
  };
  if (topology.resolve === "request") return refused;
  const because = "nginx may have looked the name up again just between the move and the request.";
  return { racy: [refused, { ...passed(200), because }], because };
}

const ipv6Says =
  "nginx asks for IPv4 and IPv6 addresses at once and takes a failure of either for the name's: ipv6=off is the way out.";

const rules: Record<string, OutcomeRule> = {
  "name-not-found/nxdomain": told(3, "DNS says that there is no such name (3): nothing to try."),
  "name-not-found/empty": told(3, "An answer without an address is the same as no such name (3)."),
  "name-not-found/flapping": told(3, "This time DNS said that there is no such name (3)."),
  "name-not-found/servfail": told(2, "DNS says that it cannot tell (2): nothing to try."),
  "name-not-found/notimp": told(4, "DNS says that it does not know such questions (4)."),
  "name-not-found/refused": told(5, "DNS refuses to answer (5): nothing to try."),
  "name-not-found/alias-loop": told(3, "An alias of itself leads to no address (3)."),
  "name-not-found/formerr": waited(
    "nginx takes FORMERR for no answer to its question, logs it and waits on until resolver_timeout.",
  ),
  "name-not-found/notauth": waited(
    "nginx knows no code above 5: it logs the answer and waits on until resolver_timeout.",
  ),
  "name-not-found/silent": waited(
    "resolver_timeout ran out: no upstream was tried, so 502 and not 504.",
  ),
  "name-not-found/late": late,
  "name-not-found/other-id": dropped,
  "name-not-found/other-name": dropped,
  "name-not-found/malformed": dropped,
  "name-not-found/malformed-record-class": dropped,
  "name-not-found/malformed-crossed-types": dropped,
  "name-not-found/malformed-owner-root": dropped,
  "name-not-found/port-closed": waited(
    "ICMP says that nothing listens at the name server's port: nginx logs it, closes its socket and waits on until resolver_timeout all the same.",
  ),
  "name-not-found/truncated-refused": overTcp,
  "name-not-found/truncated-no-route": overTcp,
  "name-not-found/truncated-fin": overTcp,
  "name-not-found/truncated-rst": overTcp,
  "name-not-found/truncated-silence": overTcp,
  "name-not-found/truncated-truncated": overTcp,
  "name-not-found/lost-nxdomain": emptyGroup,
  "name-not-found/lost-empty": emptyGroup,
  "name-not-found/lost-servfail": kept,
  "name-not-found/lost-refused": kept,
  "name-not-found/lost-silence": kept,
  "healthy/many-addresses": ({ topology }) =>
    topology.resolve === "request"
      ? { ...passed(200), because: "nginx takes all addresses and tries one of them." }
      : {
          ...passed(200),
          because:
            "Each address is a server in the group's shared memory (zone, 64 KiB here): those that find no room there are left out, with a line in the log for the first, and the others serve.",
        },
  "healthy/aaaa-nxdomain": told(3, ipv6Says),
  "healthy/aaaa-servfail": told(2, ipv6Says),
  "healthy/aaaa-refused": told(5, ipv6Says),
  "healthy/aaaa-notimp": told(4, ipv6Says),
  "healthy/aaaa-silence": waited(ipv6Says),
  "refused/stale-address": stale,
};

export const dns: Record<string, OutcomeRule> = {
  ...rules,
  ...onStream({ "name-not-found": outcomes["name-not-found"], ...rules }),
};
