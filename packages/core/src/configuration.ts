import type { Needs } from "./configuration-needs.ts";
import type { Protocol } from "./topology.ts";

/**
 * What was read of a user's own configuration, in words that every proxy shares. A driver's reader
 * fills it in (see `ConfigurationReader`), the audit builds a world around it and judges by it.
 */

/** Where something stands. Text is the directive as written, with secrets redacted. */
export interface Place {
  /** As the user would name it: relative to what was given to the audit. */
  file: string;
  line: number;
  text: string;
}

/** A value that is in force, with the directive it comes from; no place: the proxy's default. */
export interface Setting<T> {
  value: T;
  /** The directive that sets it, such as `proxy_read_timeout`. */
  directive: string;
  at?: Place;
}

export type SocketAddress =
  { kind: "tcp"; host: string; port: number } | { kind: "unix"; path: string };

/** An address that the proxy listens on. */
export interface Front {
  /** Unique within the configuration. */
  id: string;
  address: SocketAddress;
  /** `http`, or `tcp` where bytes are passed on unread. */
  mode: "http" | "tcp";
  tls: boolean;
  http2: boolean;
  /** The client has to begin with a PROXY protocol line. */
  proxy_protocol: boolean;
  /** Clients are asked for a certificate, or turned away without one. */
  client_certificate?: "optional" | "required";
  at: Place;
}

/** TLS towards an upstream. */
export interface UpstreamTls {
  verify: Setting<boolean>;
  /** The name sent to the server; empty: none is sent. */
  sni: Setting<string>;
  /** The oldest protocol version that is offered, such as `TLSv1.2`; empty: the TLS library's own. */
  oldest_protocol: Setting<string>;
  /** Files of a certificate that the proxy shows of itself. */
  client_certificate?: Setting<string>;
  /** File or folder of authorities that are trusted. */
  authorities?: Setting<string>;
}

/** How a server is probed from time to time. */
export interface HealthCheck {
  kind: "tcp" | "http" | "other";
  path?: string;
  interval_ms: Setting<number>;
  /** Failed checks after which it counts as down. */
  fall: Setting<number>;
  rise: Setting<number>;
  /** Where the probe goes, if not where requests go. */
  address?: SocketAddress;
  at: Place;
}

/** One server that the proxy can send a request to. */
export interface Endpoint {
  /** Unique within the configuration. */
  id: string;
  address: SocketAddress;
  protocol: Protocol;
  tls?: UpstreamTls;
  /** It is told of the client by a PROXY protocol header. */
  proxied?: boolean;
  backup: boolean;
  /** It is configured never to be used (`down`, `disabled`). */
  disabled: boolean;
  /** When a name is looked up: once at the start, at each request, or again and again. */
  resolved: "never" | "start" | "request" | "watched";
  /** The proxy starts even while its name leads nowhere. */
  start_without_address?: boolean;
  /** It has no address before the proxy, when it runs already, has asked the DNS for it. */
  found_late?: boolean;
  /**
   * Failures (and the time they count for) after which it is left out for a while; absent where it
   * never is.
   */
  failures_max?: Setting<number>;
  out_ms?: Setting<number>;
  connections_max?: Setting<number>;
  check?: HealthCheck;
  at: Place;
}

/** The servers that one directive names: an `upstream`, a `backend`, or a single address. */
export interface Group {
  id: string;
  /** As written; a single address is its own name. */
  name: string;
  endpoints: Endpoint[];
  balance: Setting<string>;
  /** Idle connections to servers are kept and used again, and for how long. */
  keepalive: Setting<boolean>;
  /** The version from which on they are kept although no directive says so. */
  kept_by_default_since?: string;
  keepalive_idle_ms?: Setting<number>;
  /**
   * A backup is asked only while all other servers are known to be down, and by no further try of a
   * request before. Absent: a further try goes to it.
   */
  backups_wait?: boolean;
  at: Place;
}

/** Kinds of failure that a proxy may answer with a further try. */
export const retryCauses = [
  "connect",
  "timeout",
  "closed",
  "invalid-head",
  "status-500",
  "status-502",
  "status-503",
  "status-504",
  "status-403",
  "status-404",
  "status-429",
] as const;

export type RetryCause = (typeof retryCauses)[number];

/** How requests on a route are treated: what is in force after all inheritance. */
export interface RouteSettings {
  /** Of these three, 0 is for none: the proxy waits for ever. */
  connect_timeout_ms: Setting<number>;
  send_timeout_ms: Setting<number>;
  read_timeout_ms: Setting<number>;
  /** How long a request may wait for a free server; absent where the proxy knows no queue. */
  queue_timeout_ms?: Setting<number>;
  /** Of an upgraded connection, where it has a timeout of its own. */
  tunnel_timeout_ms?: Setting<number>;
  /** Limit of the time for all tries; 0: none. */
  retry_time_ms: Setting<number>;
  /** Tries at most, the first one counted; as many as there are servers where the proxy says so. */
  tries_max: Setting<number>;
  retry_on: Setting<RetryCause[]>;
  /** POST, PATCH and the like are tried again after they were sent. */
  retry_non_idempotent: Setting<boolean>;
  /** A further try goes to another server. */
  redispatch: Setting<boolean>;
  response_buffering: Setting<boolean>;
  request_buffering: Setting<boolean>;
  /** Limit of a response head, in bytes. */
  head_bytes_max: Setting<number>;
  /** Limit of a request body, in bytes; 0: none. */
  request_body_bytes_max: Setting<number>;
  /** Statuses of the upstream or proxy that are replaced, and by what. */
  error_pages: Setting<{ statuses: number[]; becomes?: number; target: string }>[];
  /** Error pages also replace errors that the upstream sent itself. */
  intercept_errors: Setting<boolean>;
  /** A cache is in force: statuses it keeps (0: any), and whether stale copies are used on errors. */
  cache?: Setting<{ statuses: number[]; seconds: number; stale_on_error: boolean }>;
  /** Upgrades (WebSocket) are passed on. */
  upgrade: Setting<boolean>;
}

/** A request that the user wants to be asked, besides those that are found. */
export interface AskedRequest {
  method: string;
  /** With its query, as it is sent. */
  path: string;
  /** `Host` says which site is meant; without, the first that passes the request on. */
  headers: Readonly<Record<string, string>>;
  /** Absent: as much as other requests of that method have. */
  body_bytes?: number;
}

/** A request that the audit makes. */
export interface AuditRequest {
  method: string;
  host: string;
  /** With its query, escaped as it is sent. */
  path: string;
  headers: Record<string, string>;
  /** Absent: a little, where the method has a body. */
  body_bytes?: number;
  /** Headers whose values are secrets of the user: to be sent, and never shown. */
  secret_headers?: string[];
  /**
   * Files that have to be there, folders with a slash at the end; a relative path is relative to
   * the proxy's own prefix.
   */
  files?: string[];
}

/** One way through the proxy: what a client asks for, and where it leads. */
export interface AuditRoute {
  /** Stable over runs: front, host and path. */
  id: string;
  front: string;
  /** It stands for a request of the user's own, and is asked with no other method. */
  asked?: boolean;
  /**
   * A request that takes this way, or why none could be made of the configuration. Neither where
   * the front is in mode `tcp`: there connecting is enough.
   */
  request?: AuditRequest;
  unreachable?: string;
  /** Address that the client has to come from, if another than 127.0.0.1. */
  client?: string;
  /** Name that the client says in its TLS hello, where a front in mode `tcp` chooses by it. */
  server_name?: string;
  /** The proxy asks this upstream by itself on the way of the request, before or beside another. */
  part?: "auth" | "mirror";
  /** Taken only after one of these routes failed, with one of these statuses (`error_page`). */
  after_failure?: { routes: string[]; statuses: number[] };
  /** The request has to bring a user and a password out of this file (HTTP basic). */
  password?: { file: string; at: Place };
  /** The client has to show a certificate that the proxy trusts. */
  client_certificate?: boolean;
  group: string;
  protocol: Protocol;
  settings: RouteSettings;
  /** The directive that leads to the upstream. */
  at: Place;
}

export interface Configuration {
  /** The driver's id. */
  proxy: string;
  /** In the order in which they were read. */
  files: { file: string; bytes: number }[];
  fronts: Front[];
  routes: AuditRoute[];
  groups: Group[];
  needs: Needs;
  /** Ports on which it takes datagrams, on whatever address. They are not audited. */
  datagram_ports?: number[];
  /** What it says itself of running in the background; nothing said: absent. */
  daemon?: boolean;
  /** It limits how much one address may ask for, and all of 127.0.0.0/8 are the same to it else. */
  counts_clients?: true;
  /** Files that it writes its logs to. */
  logs?: { path: string; log: "access" | "error" }[];
  /** What could not be read or followed, in words for the user; reading went on. */
  notes: { message: string; at?: Place }[];
}
