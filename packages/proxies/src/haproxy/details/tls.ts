import type { OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";
import { leftBeforeHead } from "../outcomes.ts";
import { sentOrNot } from "../races.ts";

/** Where HAProxy treats a detail of TLS in another way than its kind. */
export const tls: Record<string, OutcomeRule> = {
  "tls-failed/client-certificate-1-3": (context) =>
    sentOrNot(
      context,
      "In TLS 1.3 HAProxy is done with the handshake before the server misses the certificate: whether the request was sent when the refusal came is a race.",
    ),
  "closed-before-head/on-accept": (context) =>
    context.topology.tls
      ? sentOrNot(
          context,
          "Under TLS it matters whether the server left before the handshake was done: then the connection failed (503), else the answer did (502).",
        )
      : leftBeforeHead(context, "closed the connection"),
  "tls-failed/needs-server-name": ({ topology }) =>
    topology.tls?.sni === true
      ? { ...passed(200, "--"), because: "With sni the server knows which host is wanted." }
      : {
          ...failed(503, "SC"),
          because:
            "Without sni, which is the default, the server does not know which host is wanted and refuses the handshake.",
        },
  "untrusted-certificate/needs-server-name": ({ topology }) =>
    topology.tls?.sni === true || topology.tls?.verify !== true
      ? {
          ...passed(200, "--"),
          because:
            "Either the server was told which host is wanted, or nobody looks at the certificate that it shows.",
        }
      : {
          ...failed(503, "SC"),
          because:
            "Without sni, which is the default, the server shows another host's certificate, and verifyhost refuses it.",
        },
  "untrusted-certificate/long-chain": {
    ...passed(200, "--"),
    because:
      "HAProxy sets no limit to the length of a chain, where nginx's proxy_ssl_verify_depth is 1: the certificate is good.",
  },
  "body-cut-short/close-without-close-notify": {
    ...passed(200, "--"),
    because:
      "HAProxy takes a FIN without close_notify for the end of TLS, and so of the body: a truncation that nobody sees or logs.",
  },
  "invalid-frame/tls-record": {
    ...failed(502, "SH"),
    because: "What came in place of the answer is no record of this TLS connection.",
  },
  "invalid-frame/tls-record-in-body": {
    // 3.0 blames the client (CD).
    ...cut("SD", "CD"),
    because:
      "The head had been passed on when TLS broke; all that HAProxy can do is to close its client's connection too.",
  },
};
