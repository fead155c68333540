/**
 * What nginx logs of frames that break HTTP/2; the modules proxy_v2 and grpc say the same. All
 * measured on 1.22.1, 1.26.3 and 1.30.6.
 */

const unexpected = (type: number) => `upstream sent unexpected http2 frame: ${type}`;
const unknownStream = (stream: number) => `upstream sent frame for unknown stream ${stream}`;
const dataFor = (stream: number) => `upstream sent data frame for unknown stream ${stream}`;
const tooLarge = (bytes: number) => `upstream sent too large http2 frame: ${bytes}`;
const index = (value: number) => `upstream sent invalid http2 table index: ${value}`;
const wrongLength = (frame: string, bytes: number) =>
  `upstream sent ${frame} frame with invalid length: ${bytes}`;
const onStream = (frame: string) => `upstream sent ${frame} frame with non-zero stream id: 1`;

/** Before the head was sent to the client: 502. */
export const beforeHead: Record<string, string> = {
  "data-before-headers": unexpected(0),
  "continuation-alone": unexpected(9),
  "headers-interrupted": unexpected(6),
  "headers-on-even": unknownStream(2),
  "headers-on-unopened": unknownStream(3),
  "hpack-index-zero": index(0),
  "hpack-index-unknown": index(62),
  "hpack-index-many-bytes": index(127),
  "hpack-integer-without-end": index(127),
  "hpack-name-index-unknown": "upstream sent http2 table index with continuation flag",
  "hpack-table-too-large": "upstream sent invalid http2 dynamic table size update: 31",
  "hpack-name-empty": "upstream sent zero http2 header name length",
  "hpack-name-too-long": "upstream sent too large http2 header name length",
  "hpack-value-too-long": "upstream sent too large http2 header value length",
  "hpack-huffman-invalid": "upstream sent invalid encoded header",
  "hpack-cut-in-field": "upstream sent truncated http2 header",
  "settings-not-of-six-bytes": wrongLength("settings", 5),
  "settings-on-a-stream": onStream("settings"),
  "settings-ack-with-payload": "upstream sent settings frame with ack flag and non-zero length: 6",
  "settings-window-too-large":
    "upstream sent settings frame with too large initial window size: 2147483648",
  "ping-of-7-bytes": wrongLength("ping", 7),
  "ping-on-a-stream": onStream("ping"),
  "ping-ack-unasked": "upstream sent ping frame with ack flag",
  "goaway-of-7-bytes": wrongLength("goaway", 7),
  "goaway-on-a-stream": onStream("goaway"),
  "rst-of-3-bytes": wrongLength("rst stream", 3),
  "rst-on-zero": "upstream rejected request with error 0",
  "window-of-3-bytes": wrongLength("window update", 3),
  "window-overflow": "upstream sent too large window update",
  "window-overflow-connection": "upstream sent too large window update",
  "push-promise": "upstream sent unexpected push promise frame",
  "oversized-headers": tooLarge(65_562),
  "oversized-unknown": tooLarge(65_536),
  "padding-headers": "upstream sent http2 frame with too long padding: 200 in frame 22",
  "padding-headers-empty": wrongLength("headers", 0),
  "padding-priority-cut": wrongLength("headers", 3),
};

/** After the head, in a later read. */
export const afterHead: Record<string, string> = {
  "data-on-zero": dataFor(0),
  "data-on-even": dataFor(2),
  "data-on-unopened": dataFor(3),
  "oversized-data": tooLarge(65_536),
  "padding-data": "upstream sent http2 frame with too long padding: 200 in frame 15",
  "padding-data-empty": "upstream sent too short http2 frame",
};

/** After a part of the body, which had been passed on. */
export const inBody: Record<string, string> = {
  "continuation-in-body": unexpected(9),
  "trailers-pseudo-field": 'upstream sent invalid trailer ":status: 200"',
  "trailers-upper-case-name": "upstream sent invalid trailer",
  "trailers-bad-hpack": "upstream sent invalid trailer",
  "trailers-without-end": "upstream sent trailer without end stream flag",
};

/** In the same read as the head, which is then lost. */
export const withHead: Record<string, string> = {
  "data-after-end": "upstream sent frame for closed stream 1",
  "headers-after-end": "upstream sent frame for closed stream 1",
  // It takes HEADERS on stream 0 for the answer, and misses the stream with DATA only.
  "headers-on-zero": dataFor(0),
};

/** What nginx does not look at. */
export const ignored: Record<string, string> = {
  "hpack-table-size-late": "updates of the table's size anywhere in a field block",
  "settings-answered-without": "an answer that comes before any SETTINGS",
  "settings-other-frame-first": "other frames before the first SETTINGS",
  "settings-frame-size-too-small": "any SETTINGS_MAX_FRAME_SIZE",
  "settings-frame-size-too-large": "any SETTINGS_MAX_FRAME_SIZE",
  "settings-push-of-2": "any SETTINGS_ENABLE_PUSH",
  "priority-of-4-bytes": "PRIORITY frames, which it skips unread,",
  "priority-on-itself": "PRIORITY frames, which it skips unread,",
};

/** What is wrong with :status, or with another pseudo-field. */
export const badStatus: Record<string, string> = {
  "h2-missing": "upstream sent no :status header",
  "h2-late": "upstream sent no :status header",
  "h2-twice": "upstream sent duplicate :status header",
  "h2-letters": 'upstream sent invalid :status "abc"',
  "h2-two-digits": 'upstream sent invalid :status "20"',
  "h2-four-digits": 'upstream sent invalid :status "2000"',
  "h2-below-100": 'upstream sent unexpected :status "099"',
  "h2-request-field": 'upstream sent invalid header ":path: /"',
};
