import { z } from "zod";
import { answerName, defineFault, filter, readQuestion, silence } from "@gatecrash/core";
import type { NameQuestion, Script } from "@gatecrash/core";

/** What becomes of the way to the name server. */
const ways = {
  // On loopback an ICMP error is there before the next datagram, whose send() it would fail. From
  // afar it comes when all are sent, so it answers the last of a pair.
  "udp-refused": () => filter("questions", { verdict: "port-unreachable", every: 2 }),
  "tcp-refused": () => filter("connects", { verdict: "tcp-reset" }),
  *"tcp-no-route"(): Script {
    yield { kind: "route", route: "prohibit", only: "tcp" };
  },
} as const;

type Way = keyof typeof ways;

/** Takes up the first question only: what is done to the way is done once. No other is answered. */
function* wayEnds(way: Way, { type, number, transport }: NameQuestion): Script {
  if (type !== "A" || number > 1 || transport === "tcp") return;
  yield* ways[way]();
  if (way === "udp-refused") yield* silence();
  else yield* answerName({ truncated: true });
}

export default defineFault({
  id: "dns-unreachable",
  summary:
    "The name server cannot be reached any more: its port is closed, or no route leads there.",
  scope: "query",
  protocols: "any",
  symptom: ({ way }) => ({
    kind: "name-not-found",
    detail: way === "udp-refused" ? "port-closed" : `truncated-${way.slice("tcp-".length)}`,
  }),
  params: z.strictObject({
    way: z
      .enum(Object.keys(ways) as [Way, ...Way[]])
      .default("udp-refused")
      .describe("What fails: datagrams, or the TCP connection after an answer that was cut (TC)."),
  }),
  variants: {
    "udp-refused": { way: "udp-refused" },
    "tcp-refused": { way: "tcp-refused" },
    "tcp-no-route": { way: "tcp-no-route" },
  },
  needs: ["firewall"],
  setting: ({ way }) => ({
    topology: { resolve: "request" },
    // The first question has to come for the second to be refused.
    requests: way === "udp-refused" ? [{}, {}] : [{}],
  }),
  *script({ way }) {
    yield* wayEnds(way, yield* readQuestion());
  },
});
