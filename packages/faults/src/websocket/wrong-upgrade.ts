import { z } from "zod";
import {
  closeFrame,
  defineFault,
  deliver,
  finish,
  gapSchema,
  readHead,
  responseHead,
  send,
  sleep,
  upgradeFields,
  webSocketAccept,
  webSocketRequest,
} from "@gatecrash/core";

export default defineFault({
  id: "wrong-upgrade",
  summary: "Switches protocols with a 101 that a WebSocket client must refuse.",
  scope: "request",
  symptom: ({ flaw }) => ({ kind: "invalid-upgrade", detail: flaw, status: 101 }),
  params: z.strictObject({
    flaw: z
      .enum([
        "wrong-accept",
        "missing-accept",
        "missing-upgrade",
        "other-protocol",
        "missing-connection",
        "unasked-subprotocol",
        "unasked-extension",
      ])
      .default("wrong-accept")
      .describe("What its head lacks, or says and should not."),
    gap_ms: gapSchema.default(100),
  }),
  variants: {
    "wrong-accept": { flaw: "wrong-accept" },
    "missing-accept": { flaw: "missing-accept" },
    "missing-upgrade": { flaw: "missing-upgrade" },
    "other-protocol": { flaw: "other-protocol" },
    "missing-connection": { flaw: "missing-connection" },
    "unasked-subprotocol": { flaw: "unasked-subprotocol" },
    "unasked-extension": { flaw: "unasked-extension" },
  },
  request: webSocketRequest,
  *script({ flaw, gap_ms }) {
    const good = upgradeFields(yield* readHead());
    const { upgrade = "", connection = "", "sec-websocket-accept": accept = "" } = good;
    const fields: Record<typeof flaw, Record<string, string>> = {
      "wrong-accept": { ...good, "sec-websocket-accept": webSocketAccept("another key") },
      "missing-accept": { upgrade, connection },
      "missing-upgrade": { connection, "sec-websocket-accept": accept },
      "other-protocol": { ...good, upgrade: "h2c" },
      "missing-connection": { upgrade, "sec-websocket-accept": accept },
      "unasked-subprotocol": { ...good, "sec-websocket-protocol": "chat" },
      "unasked-extension": { ...good, "sec-websocket-extensions": "permessage-deflate" },
    };
    yield* deliver(responseHead(101, fields[flaw]));
    yield* sleep(gap_ms);
    yield* send(closeFrame(1000));
    yield* finish();
  },
});
