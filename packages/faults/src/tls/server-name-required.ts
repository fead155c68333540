import { z } from "zod";
import {
  alertRecord,
  defineFault,
  deliver,
  delivered,
  finish,
  handOver,
  readClientHello,
  startTls,
} from "@gatecrash/core";

export default defineFault({
  id: "server-name-required",
  summary:
    "Many hosts on one address: a handshake that names none (no SNI) does not reach the right one.",
  scope: "connection",
  symptom: ({ without }) =>
    without === "other-certificate"
      ? { kind: "untrusted-certificate", detail: "needs-server-name" }
      : { kind: "tls-failed", detail: "needs-server-name" },
  params: z.strictObject({
    without: z
      .enum(["unrecognized-name", "handshake-failure", "other-certificate"])
      .default("unrecognized-name")
      .describe("What a handshake without a name gets: an alert, or another host's certificate."),
  }),
  variants: {
    "unrecognized-name": { without: "unrecognized-name" },
    "handshake-failure": { without: "handshake-failure" },
    "other-certificate": { without: "other-certificate" },
  },
  setting: { topology: { tls: { verify: true, sni: false } } },
  protocols: "any",
  below_tls: true,
  *script({ without }) {
    const { server_name } = yield* readClientHello();
    if (server_name === undefined && without !== "other-certificate") {
      yield* deliver(alertRecord(without));
      yield* finish();
      return;
    }
    const certificate = server_name === undefined ? "wrong-name" : "good";
    const { established } = yield* startTls({ certificate });
    yield* delivered();
    if (established) yield* handOver();
  },
});
