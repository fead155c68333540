import type { OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { cut, failed, passed } from "../../shared/expectation.ts";
import * as marks from "../marks.ts";

/** Where nginx treats a detail of TLS in another way than its kind. */
export const tls: Record<string, OutcomeRule> = {
  "tls-failed/closed": {
    ...failed(502, ...marks.handshakeFailed, ...marks.closedEarly),
    because:
      "The upstream left in the handshake. If its FIN is there as soon as the connection is, nginx may miss that there was no handshake, and take it for an answer that ended early.",
  },
  "tls-failed/reset": {
    ...failed(502, ...marks.handshakeFailed, ...marks.resetByPeer),
    because:
      "The upstream reset the connection in the handshake, so there is nothing to send the request on.",
  },
  "tls-failed/plain-speaks-first": {
    ...failed(502, ...marks.handshakeFailed, ...marks.prematurely),
    because: "What came is no TLS, so the handshake failed before it was begun.",
  },
  "tls-failed/client-certificate-1-3": {
    ...failed(502, ...marks.recordRefused),
    because:
      "In TLS 1.3 nginx is done with the handshake before the server misses the certificate: the refusal comes in place of the answer.",
  },
  "tls-failed/needs-server-name": ({ topology }) =>
    topology.tls?.sni === true
      ? {
          ...passed(200),
          because: "With proxy_ssl_server_name on the server knows which host is wanted.",
        }
      : {
          ...failed(502, ...marks.handshakeFailed),
          because:
            "Without proxy_ssl_server_name, which is off by default, the server does not know which host is wanted and refuses the handshake.",
        },
  "untrusted-certificate/needs-server-name": ({ topology }) =>
    topology.tls?.sni === true || topology.tls?.verify !== true
      ? {
          ...passed(200),
          because:
            "Either the server was told which host is wanted, or nobody looks at the certificate that it shows.",
        }
      : {
          ...failed(502, ...marks.certificateRefused),
          because:
            "Without proxy_ssl_server_name, which is off by default, the server shows another host's certificate, and nginx refuses that.",
        },
  "body-cut-short/close-without-close-notify": {
    ...passed(200),
    because:
      "nginx takes a FIN without close_notify for the end of TLS, and so of the body: a truncation that nobody sees or logs.",
  },
  "body-cut-short/close-rst": closeDelimitedReset,
  "invalid-frame/tls-record": {
    ...failed(502, ...marks.recordRefused),
    because: "What came in place of the answer is no record of this TLS connection.",
  },
  "invalid-frame/tls-record-in-body": {
    ...cut(...marks.recordRefused),
    because:
      "The head had been passed on when TLS broke; all that nginx can do is to cut the client off.",
  },
};

function closeDelimitedReset({ topology }: OutcomeContext) {
  if (topology.tls) {
    return {
      ...passed(200),
      because:
        "Under TLS nginx takes even an RST for the end of a body that has no length; over plain TCP it notices.",
    };
  }
  return {
    ...cut(...marks.resetByPeer),
    because:
      "The head had been passed on when the upstream left; all that nginx can do is to cut the client off too.",
  };
}
