import { z } from "zod";
import { awaitDropped, defaultTopology, defineFault, filter } from "@gatecrash/core";
import type { Symptom } from "@gatecrash/core";

const verdicts = [
  "tcp-reset",
  "port-unreachable",
  "host-unreachable",
  "net-unreachable",
  "protocol-unreachable",
  "host-prohibited",
  "net-prohibited",
  "admin-prohibited",
] as const;

function shownAs(verdict: (typeof verdicts)[number]): Symptom {
  if (verdict === "tcp-reset") return { kind: "refused" };
  if (verdict === "port-unreachable") return { kind: "refused", detail: verdict };
  return { kind: "unreachable", detail: verdict };
}

export default defineFault({
  id: "reject-packets",
  summary: "A firewall or router rejects the connection with an RST or an ICMP error.",
  scope: "listener",
  symptom: ({ verdict }) => shownAs(verdict),
  params: z.strictObject({
    verdict: z
      .enum(verdicts)
      .default("admin-prohibited")
      .describe("What goes back to the proxy: an RST, or an ICMP error with this code."),
  }),
  variants: Object.fromEntries(verdicts.map((verdict) => [verdict, { verdict }])),
  needs: ["firewall"],
  protocols: "any",
  below_tls: true,
  // Long enough for the second SYN.
  setting: ({ verdict }) =>
    verdict === "tcp-reset"
      ? {}
      : { topology: { timeouts: { ...defaultTopology.timeouts, connect_ms: 1_600 } } },
  *script({ verdict }) {
    // Linux drops an ICMP error for a socket that is in a system call (LOCKDROPPEDICMPS), and on
    // loopback it comes while connect() runs. So it answers the second SYN, as from a router that
    // first has to ask who has the address.
    if (verdict !== "tcp-reset") yield* filter("connects", { first: 1 });
    yield* filter("connects", { verdict });
    yield* awaitDropped();
  },
});
