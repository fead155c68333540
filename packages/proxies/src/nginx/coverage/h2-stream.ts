import { overH2, rows } from "./rows.ts";

/** HTTP/2 and gRPC: frames of the answer. */
export const h2Stream = [
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
        id: "h2-frame",
        message: "upstream sent unexpected http2 frame: …",
        says: /upstream sent unexpected http2 frame: \d+ while reading response header from upstream/,
      },
      {
        id: "h2-unknown-stream",
        message: "upstream sent frame for unknown stream …",
        says: /upstream sent frame for unknown stream /,
      },
      {
        id: "h2-rst",
        message: "upstream rejected request with error …",
        says: /upstream rejected request with error \d+ while reading response header from upstream/,
      },
      {
        id: "h2-push",
        message: "upstream sent unexpected push promise frame",
        says: /upstream sent unexpected push promise frame/,
      },
      {
        id: "h2-stream-closed",
        message: "upstream prematurely closed stream",
        says: /upstream prematurely closed stream while reading response header from upstream/,
      },
      {
        id: "h2-padding",
        message: "upstream sent http2 frame with too long padding: … in frame …",
        says: /upstream sent http2 frame with too long padding: .* while reading response header from upstream/,
      },
      {
        id: "h2-frame-large",
        message: "upstream sent too large http2 frame: …",
        says: /upstream sent too large http2 frame: /,
      },
      {
        id: "h2-ignored",
        message: "Fields that HTTP/2 forbids are passed over",
        line: /^\{.*"status":"200"/,
        when: {
          symptoms: ["connection", "keep-alive", "upgrade", "transfer-encoding"].map(
            (name) => `invalid-head/h2-${name}-field`,
          ),
        },
        level: "none",
        known_by: "200 in the access log, and the upstream had sent such fields",
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
        id: "h2-frame-body",
        message: "upstream sent unexpected http2 frame: … in the body",
        says: /upstream sent unexpected http2 frame: \d+ while (?:reading upstream|sending to client)/,
      },
      {
        id: "h2-data-unknown",
        message: "upstream sent data frame for unknown stream …",
        says: /upstream sent data frame for unknown stream /,
      },
      {
        id: "h2-closed-stream",
        message: "upstream sent frame for closed stream …",
        says: /upstream sent frame for closed stream /,
      },
      {
        id: "h2-rst-body",
        message: "upstream rejected request with error … in the body",
        says: /upstream rejected request with error \d+ while (?:reading upstream|sending to client)/,
      },
      {
        id: "h2-stream-closed-init",
        message: "upstream prematurely closed stream, with the head, and a length was announced",
        says: /upstream prematurely closed stream/,
        when: { symptoms: ["body-cut-short/h2-end-stream-on-headers"] },
        known_by: "its line, for an answer that ends with its head",
      },
      {
        id: "h2-stream-closed-body",
        message: "upstream prematurely closed stream in the body",
        says: /upstream prematurely closed stream while (?:reading upstream|sending to client)/,
      },
      {
        id: "h2-body-larger",
        message: "upstream sent response body larger than indicated content length",
        says: /upstream sent response body larger than indicated content length/,
      },
      {
        id: "h2-trailer-pseudo",
        message: 'upstream sent invalid trailer "…: …"',
        says: /upstream sent invalid trailer ":/,
      },
      {
        id: "h2-trailer-noend",
        message: "upstream sent trailer without end stream flag",
        says: /upstream sent trailer without end stream flag/,
      },
      {
        id: "h2-trailer-bad",
        message: "upstream sent invalid trailer",
        says: /upstream sent invalid trailer while /,
      },
      {
        id: "h2-short-frame",
        message: "upstream sent too short http2 frame",
        says: /upstream sent too short http2 frame/,
      },
      {
        id: "h2-padding-body",
        message: "upstream sent http2 frame with too long padding: … in DATA",
        says: /upstream sent http2 frame with too long padding: .* while (?:reading upstream|sending to client)/,
      },
      {
        id: "h2-flow-stream",
        message: "upstream violated stream flow control, received … data frame with window …",
        says: /upstream violated stream flow control, received .* data frame with window /,
        feasible: false,
        because: "nginx offers a window of 2 GiB, more than a lane sends.",
      },
      {
        id: "h2-flow-conn",
        message: "upstream violated connection flow control, received … data frame with window …",
        says: /upstream violated connection flow control, received .* data frame with window /,
        feasible: false,
        because: "nginx offers a window of 2 GiB, more than a lane sends.",
      },
      {
        id: "h2-eof-race",
        message: "A complete answer and FIN at once: upstream prematurely closed connection",
        says: /upstream prematurely closed connection while (?:reading upstream|sending to client)/,
      },
      {
        id: "h2-body-hang",
        message: "The stream is left open: upstream timed out",
        says: /upstream timed out \(110: [^)]*\) while (?:reading upstream|sending to client)/,
      },
    ],
  ),
];
