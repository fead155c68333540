import { z } from "zod";
import {
  awaitDropped,
  defineFault,
  endedBeforeHead,
  filter,
  keptResponse,
  readHead,
  send,
} from "@gatecrash/core";

export default defineFault({
  id: "forgotten-connection",
  summary: "A stateful firewall forgets a kept connection, and no longer lets its packets through.",
  scope: "request",
  symptom: ({ verdict, method }) => {
    if (verdict !== "tcp-reset") return endedBeforeHead("silence");
    // The RST answers the first segment; the body is still to come.
    if (method === "POST") return { kind: "request-aborted", detail: "by-firewall" };
    return endedBeforeHead("rst");
  },
  params: z.strictObject({
    verdict: z
      .enum(["drop", "tcp-reset", "host-unreachable"])
      .default("drop")
      .describe("What the firewall does with them: nothing, an RST, or an ICMP error."),
    method: z.enum(["GET", "POST"]).default("GET").describe("Of the request that meets it."),
  }),
  variants: {
    "get-drop": { verdict: "drop" },
    "get-tcp-reset": { verdict: "tcp-reset" },
    "get-host-unreachable": { verdict: "host-unreachable" },
    "post-drop": { method: "POST", verdict: "drop" },
    "post-tcp-reset": { method: "POST", verdict: "tcp-reset" },
  },
  setting: ({ method }) => ({
    topology: { keepalive: true },
    reused: true,
    requests: [{}, method === "POST" ? { method, body_bytes: 10 } : { method }],
  }),
  needs: ["firewall"],
  *script({ verdict }) {
    yield* readHead();
    yield* filter("requests", { verdict });
    yield* send(keptResponse("hello\n"));
    yield* awaitDropped();
  },
});
