import { atLeast } from "@gatecrash/core";
import type { Expectation, Outcome, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import { atSecondSyn, dataGivenUp, lostData, synsGivenUp } from "../../shared/kernel.ts";
import { outcomes, requestReset } from "../outcomes.ts";

function icmp(name: string, errno: string): OutcomeRule {
  const expected = {
    ...failed(503, "SC"),
    because: `ICMP ${name} came back for the kernel's second SYN, and connect() failed with ${errno}: the connection failed, which is a 503 to HAProxy.`,
  };
  return atSecondSyn(expected, outcomes["connect-timeout"]);
}

function route(type: string, errno: string): Expectation {
  return {
    ...failed(503, "SC"),
    because: `A route of type ${type} leads nowhere: connect() itself fails with ${errno}, and no packet is sent.`,
  };
}

/** The RST answers the first segment of the request; 2.6 may have more of it to send. */
function resetByFirewall(context: OutcomeContext): Outcome {
  const { version } = context;
  const rule = outcomes["reset-before-head"];
  const plain = typeof rule === "function" ? rule(context) : rule;
  if (atLeast(version, "3.0.0") || "racy" in plain) return plain;
  // Measured on 2.6.12: 502 in 1 of 6, when the client's head and body had come as one.
  const because =
    "2.6 sends head and body in one write or in two, as they came from the client: the second of two meets the RST.";
  return { racy: [requestReset(context), plain], because };
}

/** To HAProxy a connection that was not made, and so all that it does then. */
function resetInHandshake(context: OutcomeContext): Outcome {
  const rule = outcomes.refused;
  const refused = typeof rule === "function" ? rule(context) : rule;
  if ("racy" in refused) return refused;
  return {
    ...refused,
    because:
      "The RST was there when HAProxy first asked how the connect had gone: it failed, which is a 503 as if it had been refused.",
  };
}

/** Connections that are not made, or not at once. Measured on 2.6.12, 3.0.11 and 3.2.26. */
export const connect: Record<string, OutcomeRule> = {
  "reset-before-head/after-syn-ack": resetInHandshake,
  "refused/port-unreachable": icmp("port unreachable", "ECONNREFUSED"),
  "unreachable/host-unreachable": icmp("host unreachable", "EHOSTUNREACH"),
  "unreachable/host-prohibited": icmp("host prohibited", "EHOSTUNREACH"),
  "unreachable/admin-prohibited": icmp("admin prohibited", "EHOSTUNREACH"),
  "unreachable/net-unreachable": icmp("net unreachable", "ENETUNREACH"),
  "unreachable/net-prohibited": icmp("net prohibited", "ENETUNREACH"),
  "unreachable/protocol-unreachable": icmp("protocol unreachable", "ENOPROTOOPT"),
  "unreachable/route-unreachable": route("unreachable", "EHOSTUNREACH"),
  "unreachable/route-throw": route("throw", "ENETUNREACH"),
  "unreachable/route-prohibit": route("prohibit", "EACCES"),
  "unreachable/route-blackhole": route("blackhole", "EINVAL"),
  "refused/socket-missing": {
    ...failed(503, "SC"),
    because:
      "There is no file of this name, so connect() fails at once: the application is not up.",
  },
  "refused/socket-stale": {
    ...failed(503, "SC"),
    because: "The file is there, but nobody listens on it any more: connect() is refused at once.",
  },
  "refused/socket-full": {
    ...failed(503, "SC"),
    because:
      "A full queue of a unix socket is an error at once (EAGAIN); that of a TCP port is silence until timeout connect.",
  },
  "request-aborted/by-firewall": resetByFirewall,
  "connect-timeout/kernel-gives-up": {
    ...failed(503, "SC"),
    adds_ms: synsGivenUp,
    because:
      "The kernel gave up before timeout connect did: the connection failed (SC), it did not time out (sC).",
  },
  "silent-before-head/kernel-gives-up": {
    ...failed(502, "SH"),
    adds_ms: dataGivenUp,
    because:
      "The kernel gave the connection up before timeout server did: the server left (SH), it did not time out (sH), so 502 and not 504.",
  },
  "healthy/connected-late": atSecondSyn(
    {
      ...passed(200, "--"),
      because:
        "The first SYN was lost; the kernel sends it again after a second, within timeout connect.",
    },
    outcomes["connect-timeout"],
  ),
  "healthy/sent-again": {
    ...passed(200, "--"),
    adds_ms: lostData,
    because: "A lost segment is sent again by the kernel; HAProxy only sees that it comes later.",
  },
  "healthy/lossy": {
    ...passed(200, "--"),
    adds_ms: { least: 0, most: 3_000 },
    because: "Lost packets are sent again by the kernel; HAProxy only sees that they come later.",
  },
};
