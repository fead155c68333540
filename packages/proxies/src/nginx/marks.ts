/** What nginx writes to its error log: the fixed words that `log.ts` reads out of a line. */

const systemCalls = ["connect", "recv", "readv", "send", "writev", "sendfile"];

/** Which system call meets the RST first depends on what nginx was doing. */
export const resetByPeer = [
  ...systemCalls.map((call) => `${call}() failed (104: Connection reset by peer)`),
  "writev() failed (32: Broken pipe)",
  "sendfile() failed (32: Broken pipe)",
];

export const closedEarly = ["upstream prematurely closed connection"];
export const timedOut = ["upstream timed out"];
export const invalidHeader = ["upstream sent invalid header"];
export const tooBigHeader = ["upstream sent too big header"];
export const invalidChunk = ["upstream sent invalid chunked response"];
export const noStatusLine = ["upstream sent no valid HTTP/1.0 header"];
export const tooBigHints = ["upstream sent too big early hints"];
export const redirectCycle = [
  "rewrite or internal redirection cycle while internally redirecting to",
];
export const noNamedLocation = ['could not find named location "@missing"'];
export const upgradeInSubrequest = ["connection upgrade in subrequest"];
export const authUnexpected = ["auth request unexpected status"];
export const unsafeUri = ["unsafe URI"];
export const missingFile = ["open() failed (2: No such file or directory)"];
export const hintsInHttp10 = ["upstream sent HTTP/1.0 response with early hints"];
export const sliceRange = ["invalid range in slice response"];
export const sliceLength = ["no complete length in slice response"];
export const sliceUnexpected = ["unexpected range in slice response"];
export const sliceChanged = ["etag mismatch in slice response"];
export const sliceStatus = ["unexpected status code"];
export const inflateFailed = ["inflate() failed"];
export const inflateReturned = ["inflate() returned"];
export const badTrailer = ["upstream sent invalid trailer"];
export const tooBigTrailers = ["upstream sent too big trailers"];
export const surplus = [
  'upstream sent more data than specified in "Content-Length" header',
  "upstream sent data after final chunk",
  "upstream sent data after trailers",
];
export const ambiguousLength = [
  "upstream sent duplicate header line",
  'upstream sent invalid "Content-Length" header',
  'upstream sent unknown "Transfer-Encoding"',
  'upstream sent "Content-Length" and "Transfer-Encoding" headers at the same time',
];
/** What the network said while nginx waited for the connection … */
export const networkSaid = {
  EHOSTUNREACH: "connect() failed (113: No route to host)",
  ENETUNREACH: "connect() failed (101: Network is unreachable)",
  ENOPROTOOPT: "connect() failed (92: Protocol not available)",
  ECONNREFUSED: "connect() failed (111: Connection refused)",
} as const;
/** … and what connect() itself said, before anything was sent. */
export const connectSaid = {
  EHOSTUNREACH: "connect() to upstream failed (113: No route to host)",
  ENETUNREACH: "connect() to upstream failed (101: Network is unreachable)",
  EACCES: "connect() to upstream failed (13: Permission denied)",
  EINVAL: "connect() to upstream failed (22: Invalid argument)",
  ENOENT: "connect() to upstream failed (2: No such file or directory)",
  ECONNREFUSED: "connect() to upstream failed (111: Connection refused)",
  EAGAIN: "connect() to upstream failed (11: Resource temporarily unavailable)",
} as const;
export const resetInConnect = "connect() failed (104: Connection reset by peer)";
/** OpenSSL has no words of its own for what the kernel said. */
export const resetInTlsWrite = "SSL_write() failed";
export const refused = [networkSaid.ECONNREFUSED];
export const unreachable = [
  networkSaid.EHOSTUNREACH,
  networkSaid.ENETUNREACH,
  connectSaid.EHOSTUNREACH,
  connectSaid.ENETUNREACH,
];
export const resolveTimedOut = ["could not be resolved (110"];
export const noLiveUpstreams = ["no live upstreams"];
/** In a group whose names are looked up again and again the resolver's own lines name no request. */
export const notResolved = [
  ...[2, 3, 4, 5].map((code) => `could not be resolved (${code}`),
  ...resolveTimedOut,
  ...noLiveUpstreams,
];
/** OpenSSL's own words follow, which differ by its version. */
export const handshakeFailed = [
  "SSL_do_handshake() failed",
  "peer closed connection in SSL handshake",
  "peer closed connection in SSL handshake (104: Connection reset by peer)",
];
export const certificateRefused = [
  "upstream SSL certificate verify error",
  "upstream SSL certificate does not match",
];
/** Bytes that were there before the handshake: since 1.28.2 and 1.29.5. */
export const prematurely = ["upstream prematurely sent response"];
export const recordRefused = ["SSL_read() failed"];
/** With NO_ERROR, INTERNAL_ERROR or ENHANCE_YOUR_CALM. */
export const goaway = [0, 2, 11].map((code) => `upstream sent goaway with error ${code}`);

export const invalidStatus = ["upstream sent invalid status"];
export const fastcgiStderr = ["FastCGI sent in stderr"];
export const fastcgiStdoutClosed = ["upstream prematurely closed FastCGI stdout"];
export const fastcgiRequestClosed = ["upstream prematurely closed FastCGI request"];
export const fastcgiRecord = [
  "upstream sent unsupported FastCGI protocol version",
  "upstream sent invalid FastCGI record type",
  "upstream sent unexpected FastCGI request id high byte",
  "upstream sent unexpected FastCGI request id low byte",
];
export const fastcgiUnexpected = ["upstream sent unexpected FastCGI record"];
export const memcachedInvalid = [
  "memcached sent invalid response",
  "memcached sent invalid key",
  "memcached sent invalid length",
  "memcached sent invalid flags",
];
export const memcachedTrailer = ["memcached sent invalid trailer"];
export const memcachedNotFound = ["was not found by memcached"];
export const streamIdle = ["connection timed out (110: Connection timed out)"];
