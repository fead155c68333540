import { lookedUp, rows } from "./rows.ts";

/** What nginx's own resolver says of an answer. */
export const dns = [
  ...rows(
    {
      protocol: "dns",
      phase: "resolve",
      level: "error",
      cause: "resolver",
      when: { resolve: lookedUp },
    },
    [
      {
        id: "dns-rcode-name",
        message: 'DNS error (…: …), query id:…, name:"…"',
        says: /DNS error \(\d+: .*\), query id:\d+, name:"/,
      },
      {
        id: "dns-rcode",
        message: "DNS error (…: …), query id:…",
        says: /DNS error \(\d+: .*\), query id:\d+$/,
      },
      { id: "dns-short", message: "short DNS response", says: /short DNS response/ },
      {
        id: "dns-invalid",
        message: "invalid … DNS response … fl:…",
        says: /invalid \S+ DNS response /,
      },
      {
        id: "dns-nq",
        message: "invalid number of questions in DNS response",
        says: /invalid number of questions in DNS response/,
      },
      {
        id: "dns-compress",
        message: "unexpected compression pointer in DNS response",
        says: /unexpected compression pointer in DNS response/,
      },
      {
        id: "dns-zero-name",
        message: "zero-length domain name in DNS response",
        says: /zero-length domain name in DNS response/,
      },
      {
        id: "dns-qclass",
        message: "unknown query class … in DNS response",
        says: /unknown query class .* in DNS response/,
      },
      {
        id: "dns-qtype",
        message: "unknown query type … in DNS response",
        says: /unknown query type .* in DNS response/,
      },
      {
        id: "dns-unexpected",
        message: "unexpected DNS response for …",
        says: /unexpected DNS response for /,
      },
      {
        id: "dns-ident",
        message: "wrong ident … in DNS response for …, expect …",
        says: /wrong ident .* in DNS response for .*, expect /,
      },
      {
        id: "dns-rrclass",
        message: "unexpected RR class … in DNS response",
        says: /unexpected RR class .* in DNS response/,
      },
      {
        id: "dns-rrtype",
        message: "unexpected RR type … in DNS response",
        says: /unexpected RR type .* in DNS response/,
      },
      {
        id: "dns-no-a",
        message: "no A or CNAME types in DNS response",
        says: /no A or CNAME types in DNS response/,
      },
      {
        id: "dns-bad-a",
        message: "invalid A record in DNS response",
        says: /invalid A record in DNS response/,
      },
      {
        id: "dns-bad-aaaa",
        message: "invalid AAAA record in DNS response",
        says: /invalid AAAA record in DNS response/,
      },
      {
        id: "dns-no-srv",
        message: "no SRV type in DNS response",
        says: /no SRV type in DNS response/,
      },
      {
        id: "dns-copy-loop",
        message: "compression pointers loop in DNS response",
        says: /compression pointers loop in DNS response/,
      },
      {
        id: "dns-copy-oob",
        message: "name is out of DNS response",
        says: /name is out of DNS response/,
      },
      {
        id: "dns-bad-name",
        message: "invalid name in DNS response",
        says: /invalid name in DNS response/,
      },
      {
        id: "dns-unexp-a",
        message: "unexpected A record in DNS response",
        says: /unexpected A record in DNS response/,
      },
      {
        id: "dns-unexp-aaaa",
        message: "unexpected AAAA record in DNS response",
        says: /unexpected AAAA record in DNS response/,
      },
      {
        id: "dns-label",
        message: "invalid label type in DNS response",
        says: /invalid label type in DNS response/,
      },
      {
        id: "dns-udp-refused",
        message: "recv() failed (111: Connection refused) while resolving",
        says: /recv\(\) failed \(111: Connection refused\) while resolving, resolver: /,
        when: { symptoms: ["name-not-found/port-closed"] },
      },
      {
        id: "dns-tcp-refused",
        message:
          "recv() failed (111: Connection refused) while resolving (over TCP, after a truncated answer)",
        says: /recv\(\) failed \(111: Connection refused\) while resolving, resolver: /,
        when: { symptoms: ["name-not-found/truncated-refused"] },
        known_by: "its line, after an answer that was cut on purpose",
      },
    ],
  ),
  ...rows(
    {
      protocol: "dns",
      phase: "resolve",
      level: "error",
      cause: "network",
      when: { resolve: lookedUp },
    },
    [
      {
        id: "dns-tcp-connect",
        message: "connect() to … failed",
        says: /connect\(\) to \S+ failed .* while resolving, resolver: /,
      },
    ],
  ),
  ...rows(
    {
      protocol: "dns",
      phase: "resolve",
      level: "error",
      cause: "local",
      when: { resolve: lookedUp },
    },
    [
      {
        id: "dns-send-incomplete",
        message: "send() incomplete",
        says: /send\(\) incomplete/,
        feasible: false,
        because: "A datagram is sent whole or not at all.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "dns",
      phase: "resolve",
      level: "error",
      cause: "resolver",
      when: { resolve: ["watched", "service"] },
    },
    [
      {
        id: "dns-zone-fail",
        message: "… could not be resolved (…: …)",
        says: /(?!service ).+ could not be resolved \(\d+: [^)]*\)(?! while resolving service)/,
      },
      {
        id: "dns-zone-srv-fail",
        message: "service … of … could not be resolved (…: …)",
        says: /service .+ of .+ could not be resolved \(\d+: /,
      },
      {
        id: "dns-zone-srv-sub",
        message: "… could not be resolved (…: …) while resolving service … of …",
        says: /.+ could not be resolved \(\d+: .*\) while resolving service /,
      },
      {
        id: "dns-zone-mem",
        message: 'cannot add new server to upstream "…", memory exhausted',
        says: /cannot add new server to upstream ".+", memory exhausted/,
      },
    ],
  ),
];
