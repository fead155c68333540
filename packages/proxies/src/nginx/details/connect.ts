import type { Expectation, OutcomeRule } from "@gatecrash/core";
import { failed, passed } from "../../shared/expectation.ts";
import { atSecondSyn, dataGivenUp, lostData, synsGivenUp } from "../../shared/kernel.ts";
import * as marks from "../marks.ts";
import { outcomes } from "../outcomes.ts";

/** An ICMP error that answers the second SYN: which one only changes the errno in the log. */
function icmp(name: string, errno: keyof typeof marks.networkSaid): OutcomeRule {
  const expected = {
    ...failed(502, marks.networkSaid[errno]),
    because: `ICMP ${name} came back for the kernel's second SYN, and connect() failed with ${errno}: nothing of nginx's own timed out, so 502.`,
  };
  return atSecondSyn(expected, outcomes["connect-timeout"]);
}

function route(type: string, errno: keyof typeof marks.connectSaid): Expectation {
  return {
    ...failed(502, marks.connectSaid[errno]),
    because: `A route of type ${type} leads nowhere: connect() itself fails with ${errno}, and no packet is sent.`,
  };
}

/** Connections that are not made, or not at once. Measured on 1.22.1, 1.26.3 and 1.30.6. */
export const connect: Record<string, OutcomeRule> = {
  "reset-before-head/after-syn-ack": {
    ...failed(502, marks.resetInConnect),
    because:
      "The RST was there when nginx first asked how the connect had gone: it failed, as if it had been refused, with another errno.",
  },
  "request-aborted/by-firewall": {
    ...failed(502, ...marks.resetByPeer, ...marks.closedEarly, marks.resetInTlsWrite),
    because:
      "The first segment of the request was answered by an RST: nginx meets it when it writes the next one or when it reads, and has no answer to pass on.",
  },
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
    ...failed(502, marks.connectSaid.ENOENT),
    because:
      "There is no file of this name, so connect() fails at once: the application is not up.",
  },
  "refused/socket-stale": {
    ...failed(502, marks.connectSaid.ECONNREFUSED),
    because: "The file is there, but nobody listens on it any more: connect() is refused at once.",
  },
  "refused/socket-full": {
    ...failed(502, marks.connectSaid.EAGAIN),
    because:
      "A full queue of a unix socket is an error at once (EAGAIN), so 502; that of a TCP port is silence, so 504.",
  },
  "connect-timeout/kernel-gives-up": {
    ...failed(502, "connect() failed (110: Connection timed out)"),
    adds_ms: synsGivenUp,
    because:
      "The kernel gave up before proxy_connect_timeout did: connect() failed with ETIMEDOUT, which is an error to nginx and no timeout of its own, so 502.",
  },
  "silent-before-head/kernel-gives-up": {
    ...failed(502, "recv() failed (110: Connection timed out)"),
    adds_ms: dataGivenUp,
    because:
      "The kernel had sent the request again and again and gave the connection up before proxy_read_timeout did: an error to nginx and no timeout of its own, so 502.",
  },
  "healthy/connected-late": atSecondSyn(
    {
      ...passed(200),
      because:
        "The first SYN was lost; the kernel sends it again after a second, within proxy_connect_timeout.",
    },
    outcomes["connect-timeout"],
  ),
  "healthy/sent-again": {
    ...passed(200),
    adds_ms: lostData,
    because: "A lost segment is sent again by the kernel; nginx only sees that it comes later.",
  },
  "healthy/lossy": {
    ...passed(200),
    adds_ms: { least: 0, most: 3_000 },
    because: "Lost packets are sent again by the kernel; nginx only sees that they come later.",
  },
};
