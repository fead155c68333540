import { overH2, rows } from "./rows.ts";

/** HTTP/2 and gRPC: frames that speak of the connection. */
export const h2Connection = [
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
        id: "h2-goaway",
        message: "upstream sent goaway with error …",
        says: /upstream sent goaway with error \d+ while reading response header from upstream/,
      },
      {
        id: "h2-goaway-sid",
        message: "upstream sent goaway frame with non-zero stream id: …",
        says: /upstream sent goaway frame with non-zero stream id: /,
      },
      {
        id: "h2-goaway-len",
        message: "upstream sent goaway frame with invalid length: …",
        says: /upstream sent goaway frame with invalid length: /,
      },
      {
        id: "h2-rst-len",
        message: "upstream sent rst stream frame with invalid length: …",
        says: /upstream sent rst stream frame with invalid length: /,
      },
      {
        id: "h2-win-len",
        message: "upstream sent window update frame with invalid length: …",
        says: /upstream sent window update frame with invalid length: /,
      },
      {
        id: "h2-win-zero",
        message: "upstream sent zero window update",
        says: /upstream sent zero window update/,
        feasible: false,
        because: "It came with 1.31.4: every version that is pinned puts up with such a frame.",
      },
      {
        id: "h2-win-large",
        message: "upstream sent too large window update",
        says: /upstream sent too large window update/,
      },
      {
        id: "h2-set-sid",
        message: "upstream sent settings frame with non-zero stream id: …",
        says: /upstream sent settings frame with non-zero stream id: /,
      },
      {
        id: "h2-set-ack",
        message: "upstream sent settings frame with ack flag and non-zero length: …",
        says: /upstream sent settings frame with ack flag and non-zero length: /,
      },
      {
        id: "h2-set-len",
        message: "upstream sent settings frame with invalid length: …",
        says: /upstream sent settings frame with invalid length: /,
      },
      {
        id: "h2-set-many",
        message: "upstream sent too many settings frames",
        says: /upstream sent too many settings frames/,
      },
      {
        id: "h2-set-iws",
        message: "upstream sent settings frame with too large initial window size: …",
        says: /upstream sent settings frame with too large initial window size: /,
      },
      {
        id: "h2-ping-sid",
        message: "upstream sent ping frame with non-zero stream id: …",
        says: /upstream sent ping frame with non-zero stream id: /,
      },
      {
        id: "h2-ping-len",
        message: "upstream sent ping frame with invalid length: …",
        says: /upstream sent ping frame with invalid length: /,
      },
      {
        id: "h2-ping-ack",
        message: "upstream sent ping frame with ack flag",
        says: /upstream sent ping frame with ack flag/,
      },
      {
        id: "h2-ping-many",
        message: "upstream sent too many ping frames",
        says: /upstream sent too many ping frames/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "grpc, h2",
      phase: "read body",
      level: "error",
      cause: "upstream",
      when: { protocols: overH2 },
    },
    [
      {
        id: "h2-goaway-body",
        message: "upstream sent goaway with error … in the body",
        says: /upstream sent goaway with error \d+ while (?:reading upstream|sending to client)/,
      },
    ],
  ),
  ...rows(
    {
      protocol: "grpc, h2",
      phase: "read header",
      level: "error",
      cause: "local",
      when: { protocols: overH2 },
    },
    [
      {
        id: "h2-conn-data",
        message: "no connection data found for keepalive http2 connection",
        says: /no connection data found for keepalive http2 connection/,
        feasible: false,
        because: "A check of nginx upon itself: no frame leads there.",
      },
    ],
  ),
];
