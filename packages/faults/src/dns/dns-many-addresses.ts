import { z } from "zod";
import {
  answerName,
  defineFault,
  dnsMessage,
  dnsRecord,
  dnsTypes,
  readQuestion,
  resolveSchema,
  send,
} from "@gatecrash/core";

/** An IPv4 address as it stands in a record. */
function packed(address: string): string {
  return address
    .split(".")
    .map((part) => String.fromCharCode(Number(part)))
    .join("");
}

export default defineFault({
  id: "dns-many-addresses",
  summary: "The name has as many addresses as fit into a large datagram.",
  scope: "query",
  protocols: "any",
  symptom: { kind: "healthy", detail: "many-addresses" },
  params: z.strictObject({
    count: z
      .int()
      .min(1)
      .max(4_000)
      .default(250)
      .describe("How many records; each is the upstream's own address, so that any will do."),
    resolve: resolveSchema.default("watched"),
  }),
  variants: { request: { resolve: "request" }, watched: { resolve: "watched" } },
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ count }) {
    const { id, section, type, addresses } = yield* readQuestion();
    const [address] = addresses;
    if (type !== "A" || address === undefined) {
      yield* answerName();
      return;
    }
    const record = dnsRecord({ type: dnsTypes.A, data: packed(address) });
    const answers = Array.from({ length: count }, () => record);
    yield* send(dnsMessage({ id, section, answers }));
  },
});
