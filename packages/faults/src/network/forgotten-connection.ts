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
    body_bytes: z
      .int()
      .min(1)
      .max(1_048_576)
      .default(10)
      .describe("Bytes of a POST's body; a large one is sent in more writes than one."),
    over: z.enum(["tcp", "tls"]).default("tcp").describe("What the connection speaks below HTTP."),
  }),
  variants: {
    "get-drop": { verdict: "drop" },
    "get-tcp-reset": { verdict: "tcp-reset" },
    "get-host-unreachable": { verdict: "host-unreachable" },
    "post-drop": { method: "POST", verdict: "drop" },
    "post-tcp-reset": { method: "POST", verdict: "tcp-reset" },
    "large-post-tcp-reset": { method: "POST", verdict: "tcp-reset", body_bytes: 262_144 },
    "tls-large-post-tcp-reset": {
      method: "POST",
      verdict: "tcp-reset",
      body_bytes: 262_144,
      over: "tls",
    },
  },
  setting: ({ method, body_bytes, over }) => ({
    topology: { keepalive: true, ...(over === "tls" ? { tls: { verify: false, sni: true } } : {}) },
    reused: true,
    requests: [{}, method === "POST" ? { method, body_bytes } : { method }],
  }),
  needs: ["firewall"],
  *script({ verdict }) {
    yield* readHead();
    yield* filter("requests", { verdict });
    yield* send(keptResponse("hello\n"));
    yield* awaitDropped();
  },
});
