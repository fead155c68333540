import { overH2, rows } from "./rows.ts";

/** HTTP/2 and gRPC: the header block. */
export const h2Head = [
  ...rows(
    {
      protocol: "grpc, h2",
      phase: "read header",
      level: "error",
      cause: "upstream",
      when: { protocols: overH2 },
    },
    [
      {
        id: "h2-pseudo",
        message: 'upstream sent invalid header "…: …"',
        says: /upstream sent invalid header ":/,
      },
      {
        id: "h2-dup-status",
        message: "upstream sent duplicate :status header",
        says: /upstream sent duplicate :status header/,
      },
      {
        id: "h2-bad-status",
        message: 'upstream sent invalid :status "…"',
        says: /upstream sent invalid :status ".*"/,
      },
      {
        id: "h2-unexp-status",
        message: 'upstream sent unexpected :status "…"',
        says: /upstream sent unexpected :status ".*"/,
      },
      {
        id: "h2-no-status",
        message: "upstream sent no :status header",
        says: /upstream sent no :status header/,
      },
      {
        id: "h2-hdr-invalid",
        message: 'upstream sent invalid header: "…: …"',
        says: /upstream sent invalid header: "/,
      },
      {
        id: "h2-hdr-generic",
        message: "upstream sent invalid header",
        says: /upstream sent invalid header while /,
      },
      {
        id: "h2-headers-len",
        message: "upstream sent headers frame with invalid length: …",
        says: /upstream sent headers frame with invalid length: /,
      },
      {
        id: "h2-truncated",
        message: "upstream sent truncated http2 header",
        says: /upstream sent truncated http2 header/,
      },
      {
        id: "h2-index",
        message: "upstream sent invalid http2 table index: …",
        says: /upstream sent invalid http2 table index: /,
      },
      {
        id: "h2-table-size",
        message: "upstream sent invalid http2 dynamic table size update: …",
        says: /upstream sent invalid http2 dynamic table size update: /,
      },
      {
        id: "h2-index-cont",
        message: "upstream sent http2 table index with continuation flag",
        says: /upstream sent http2 table index with continuation flag/,
      },
      {
        id: "h2-zero-name",
        message: "upstream sent zero http2 header name length",
        says: /upstream sent zero http2 header name length/,
      },
      {
        id: "h2-name-long",
        message: "upstream sent too large http2 header name length",
        says: /upstream sent too large http2 header name length/,
      },
      {
        id: "h2-value-long",
        message: "upstream sent too large http2 header value length",
        says: /upstream sent too large http2 header value length/,
      },
      {
        id: "h2-huffman",
        message: "upstream sent invalid encoded header",
        says: /upstream sent invalid encoded header/,
      },
      {
        id: "h2-header-limit",
        message: "upstream sent too large http2 header",
        says: /upstream sent too large http2 header(?! name| value)/,
        feasible: false,
        because: "It came with 1.31.3: no version that is pinned has these words.",
      },
    ],
  ),
];
