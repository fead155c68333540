import { z } from "zod";

/** What the proxy speaks to its upstreams. Each driver says which of these it can. */
export const protocols = {
  http: "HTTP/1.1",
  h2: "HTTP/2",
  grpc: "gRPC over HTTP/2",
  fastcgi: "FastCGI",
  scgi: "SCGI",
  uwsgi: "uwsgi",
  memcached: "memcached",
  tcp: "bytes, passed on unread",
} as const;

export type Protocol = keyof typeof protocols;

/** What a proxy may do with requests and answers besides passing them on. */
export const processings = {
  none: "nothing",
  cache: "keeps good answers for a second, and gives an old one in place of an error",
  auth: "first asks the upstream at /auth whether a request may pass",
  mirror: "sends a copy of each request to the upstream's /mirror",
  include: "puts parts into pages where they ask for it (SSI), such as the upstream's /page does",
  slice: "asks for an answer in ranges of 1 KiB",
  gunzip: "decompresses answers for clients that did not ask for compressed ones",
  trailers: "reads trailer fields and passes them on",
  files: "sends a file of its own, below /files/, where an answer names one (X-Accel-Redirect)",
} as const;

export type Processing = keyof typeof processings;

export const processingSchema = z.enum(Object.keys(processings) as [Processing, ...Processing[]]);

export const protocolSchema = z.enum(Object.keys(protocols) as [Protocol, ...Protocol[]]);

/** How the proxy is set up and what stands behind it. All trials of one lane share it. */
export const topologySchema = z
  .strictObject({
    upstreams: z.int().min(1).max(8).default(1).describe("Servers behind each front."),
    backups: z
      .int()
      .min(0)
      .max(7)
      .default(0)
      .describe(
        "So many of the servers, the last ones, get requests only while the others are down. HAProxy ends what they work on when another comes back.",
      ),
    retries: z.int().min(0).max(5).default(0).describe("Further tries after a failed one."),
    retry_on: z
      .enum(["default", "no-head"])
      .default("default")
      .describe(
        "What counts as a failed try: what the proxy takes for one by itself; or also that no head of an answer came.",
      ),
    timeouts: z
      .strictObject({
        connect_ms: z.int().min(50).max(60_000).default(300),
        send_ms: z.int().min(50).max(60_000).default(500),
        read_ms: z.int().min(50).max(60_000).default(500),
        resolve_ms: z.int().min(50).max(60_000).default(300).describe("Looking up a name."),
        queue_ms: z
          .int()
          .min(50)
          .max(60_000)
          .default(300)
          .describe("Waiting for a place at a server that has as many requests as it may."),
        body_ms: z
          .int()
          .min(50)
          .max(60_000)
          .optional()
          .describe(
            "The proxy holds an answer back until its body has come, for so long at most; left out: it does not.",
          ),
      })
      .prefault({}),
    protocol: protocolSchema.default("http").describe("What the proxy speaks to the upstreams."),
    tls: z
      .strictObject({
        verify: z.boolean().default(false).describe("The proxy checks the certificate."),
        sni: z.boolean().default(true).describe("The proxy names the host it wants (SNI)."),
      })
      .optional()
      .describe("TLS towards the upstreams."),
    socket: z
      .enum(["tcp", "unix"])
      .default("tcp")
      .describe("The upstreams listen on a TCP port or on a unix socket."),
    resolve: z
      .enum(["never", "request", "watched", "service"])
      .default("never")
      .describe(
        "The upstream is an address; or a name of the lane's DNS, looked up for each request; or again and again; or a service (SRV) of that name, again and again.",
      ),
    check: z
      .enum(["never", "passive", "tcp", "http"])
      .default("never")
      .describe(
        "How the proxy finds out that an upstream is down: not at all; by a request that fails; by connecting to it again and again; by asking it for /healthz.",
      ),
    requests_max: z
      .int()
      .min(0)
      .max(1_000)
      .default(0)
      .describe("Requests that the proxy has at work on one server; 0: no limit."),
    queue_max: z
      .int()
      .min(0)
      .max(1_000)
      .default(0)
      .describe("Further requests that wait for a place at one server; 0: no limit."),
    keepalive: z.boolean().default(false).describe("Reuse connections to the upstream."),
    buffering: z.boolean().default(true).describe("The proxy buffers the answer's body."),
    processing: processingSchema.default("none").describe(
      `What the proxy does besides passing on. ${Object.entries(processings)
        .map(([name, text]) => `${name}: ${text}`)
        .join("; ")}.`,
    ),
    request_body_max_bytes: z.int().min(0).max(1_073_741_824).default(67_108_864),
  })
  .refine(({ backups, upstreams }) => backups < upstreams, {
    path: ["backups"],
    message: "one of the servers must be no backup",
  });

export type Topology = z.infer<typeof topologySchema>;

/** The proxy looks the upstream's name, or a service of it, up again and again. */
export function isWatched({ resolve }: Topology): boolean {
  return resolve === "watched" || resolve === "service";
}

export const defaultTopology: Topology = topologySchema.parse({});

/** All timers of a topology stretched by a factor. */
export function scaleTopology(topology: Topology, factor: number): Topology {
  const { connect_ms, send_ms, read_ms, resolve_ms, queue_ms, body_ms } = topology.timeouts;
  const scale = (ms: number) => Math.round(ms * factor);
  const timeouts = {
    connect_ms: scale(connect_ms),
    send_ms: scale(send_ms),
    read_ms: scale(read_ms),
    resolve_ms: scale(resolve_ms),
    queue_ms: scale(queue_ms),
    ...(body_ms === undefined ? {} : { body_ms: scale(body_ms) }),
  };
  return { ...topology, timeouts };
}

/**
 * How late the fake upstream may act in a trial: a third of the shortest timer. What comes of a
 * later one is no evidence against the proxy.
 */
export function lateMsMax({ timeouts, resolve, requests_max }: Topology): number {
  const { connect_ms, send_ms, read_ms, resolve_ms, queue_ms, body_ms = read_ms } = timeouts;
  const named = resolve === "never" ? [] : [resolve_ms];
  const queued = requests_max === 0 ? [] : [queue_ms];
  return Math.min(connect_ms, send_ms, read_ms, body_ms, ...named, ...queued) / 3;
}
