import { overHttp, rows } from "./rows.ts";

/** TLS towards the upstream. */
export const tls = [
  ...rows(
    {
      protocol: "tls",
      phase: "tls",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-timeout",
        message: "upstream timed out (110: Connection timed out) while SSL handshaking to upstream",
        says: /upstream timed out \(110: [^)]*\) while SSL handshaking to upstream/,
      },
      {
        id: "tls-peer-closed",
        message: "peer closed connection in SSL handshake",
        says: /peer closed connection in SSL handshake(?! \()/,
      },
      {
        id: "tls-peer-reset",
        message: "peer closed connection in SSL handshake (104: Connection reset by peer)",
        says: /peer closed connection in SSL handshake \(104/,
      },
      {
        id: "tls-wrong-version",
        message: "SSL_do_handshake() failed (SSL: ... wrong version number)",
        says: /SSL_do_handshake\(\) failed \(SSL: .*wrong version number/,
      },
      {
        id: "tls-alert40",
        message: "SSL_do_handshake() failed (SSL: … alert handshake failure)",
        says: /SSL_do_handshake\(\) failed \(SSL: .*SSL alert number 40/,
      },
      {
        id: "tls-alert70",
        message: "SSL_do_handshake() failed (SSL: … alert protocol version)",
        says: /SSL_do_handshake\(\) failed \(SSL: .*SSL alert number 70/,
      },
      {
        id: "tls-alert112",
        message: "SSL_do_handshake() failed (SSL: … unrecognized name)",
        says: /SSL_do_handshake\(\) failed \(SSL: .*SSL alert number 112/,
        level: "crit or error",
      },
      {
        id: "tls-verify",
        message: "upstream SSL certificate verify error: (…:…)",
        says: /upstream SSL certificate verify error: \(.*:.*\)/,
      },
      {
        id: "tls-name",
        message: 'upstream SSL certificate does not match "…"',
        says: /upstream SSL certificate does not match ".*"/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-alert116",
        message: "SSL_read() failed (SSL: … alert certificate required)",
        says: /SSL_read\(\) failed \(SSL: .*SSL alert number 116/,
        level: "crit or error",
      },
      {
        id: "tls-alert48",
        message: "SSL_read() failed (SSL: … alert unknown ca)",
        says: /SSL_read\(\) failed \(SSL: .*SSL alert number 48/,
      },
      {
        id: "tls-record-mac",
        message: "SSL_read() failed (SSL: … bad record mac) before the head",
        says: /SSL_read\(\) failed \(SSL: .*bad record mac.* while reading response header from upstream/,
        level: "crit or info",
      },
      {
        id: "tls-plaintext-after",
        message: "SSL_read() failed (SSL: … wrong version number)",
        says: /SSL_read\(\) failed \(SSL: .*wrong version number/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-record-mac-body",
        message: "SSL_read() failed (SSL: … bad record mac) in the body",
        says: /SSL_read\(\) failed \(SSL: .*bad record mac.* while (?:reading upstream|sending to client)/,
      },
      {
        id: "tls-reneg",
        message: "SSL renegotiation disabled",
        says: /SSL renegotiation disabled/,
        level: "notice",
        feasible: false,
        because:
          "OpenSSL refuses to renegotiate before nginx hears of it, in all builds that are pinned.",
      },
      {
        id: "tls-clean-eof",
        message: "TLS ends without close_notify in a body without a length: taken for complete",
        line: /^\{.*"status":"200"/,
        when: {
          tls: true,
          symptoms: ["body-cut-short/close-without-close-notify", "body-cut-short/close-rst"],
        },
        shows: { end: ["answered"] },
        level: "none",
        known_by: "a complete answer over TLS, though the connection ended early",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "connect",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-early-plain",
        message: "upstream prematurely sent response",
        says: /upstream prematurely sent response/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "send request",
      level: "crit or error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [{ id: "tls-write", message: "SSL_write() failed (SSL: ...)", says: /SSL_write\(\) failed/ }],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "kept connection",
      level: "crit or info",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-shutdown",
        message: "SSL_shutdown() failed (SSL: ...)",
        says: /SSL_shutdown\(\) failed/,
        feasible: false,
        because: "It takes a protocol error in the moment of closing, which no script can aim at.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "tls",
      level: "error",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-cert-load",
        message: 'cannot load certificate "…": …',
        says: /cannot load certificate "/,
        because: "The configuration names a client certificate that is not there.",
      },
      {
        id: "tls-sni-fail",
        message: 'SSL_set_tlsext_host_name("…") failed',
        says: /SSL_set_tlsext_host_name\(".*"\) failed/,
        because: "The configuration builds a server name that is too long.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "tls",
      level: "error",
      cause: "local",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-alpn-fail",
        message: "SSL_set_alpn_protos() failed",
        says: /SSL_set_alpn_protos\(\) failed/,
        feasible: false,
        because: "The worker has no memory left.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tls",
      phase: "read header",
      level: "error",
      cause: "configuration",
      when: { protocols: overHttp },
    },
    [
      {
        id: "tls-http-to-https",
        message: "recv() failed (104: Connection reset by peer), plain HTTP to a TLS port",
        says: /recv\(\) failed \(104: [^)]*\) while reading response header from upstream/,
        when: { tls: false, symptoms: ["tls-failed", "tls-silent"] },
        known_by: "its line, from a TLS port that was spoken to in plain HTTP",
        because: "The configuration speaks plain HTTP to a TLS port.",
      },
    ],
  ),
];
