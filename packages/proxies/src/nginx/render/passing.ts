import type { Protocol, RenderContext, RenderedRoute, Topology } from "@gatecrash/core";
import { quoted } from "./text.ts";

/** The module that speaks a protocol; its directives begin with this word. */
const modules: Record<Exclude<Protocol, "tcp">, string> = {
  http: "proxy",
  h2: "proxy",
  grpc: "grpc",
  fastcgi: "fastcgi",
  scgi: "scgi",
  uwsgi: "uwsgi",
  memcached: "memcached",
};

/** The directives of a location that passes requests on to `target`: a group or a variable. */
export function passing(route: RenderedRoute, target: string, context: RenderContext): string[] {
  const { topology } = route;
  if (topology.protocol === "tcp") return [];
  const word = modules[topology.protocol];
  const { connect_ms, send_ms, read_ms } = topology.timeouts;
  return [
    ...variable(route, target),
    `${word}_connect_timeout ${connect_ms}ms;`,
    `${word}_send_timeout ${send_ms}ms;`,
    `${word}_read_timeout ${read_ms}ms;`,
    ...(word === "grpc" || word === "memcached"
      ? []
      : [`${word}_buffering ${topology.buffering ? "on" : "off"};`]),
    ...retrying(word, topology),
    ...headers(topology),
    ...tls(word, topology, context),
    `${word}_pass ${scheme(topology)}${target};`,
  ];
}

function variable({ name, upstreams }: RenderedRoute, target: string): string[] {
  if (!target.startsWith("$")) return [];
  return [`set ${target} ${name ?? ""}:${upstreams[0]?.port ?? 0};`];
}

function scheme({ protocol, tls }: Topology): string {
  if (protocol === "http" || protocol === "h2") return tls ? "https://" : "http://";
  if (protocol === "grpc") return tls ? "grpcs://" : "grpc://";
  return "";
}

/** What counts as a failed try is nginx's own default: error and timeout. */
function retrying(word: string, { retries }: Topology): string[] {
  // Off, and not one try: only that also forbids the silent second try on a cached connection.
  if (retries === 0) return [`${word}_next_upstream off;`];
  return [`${word}_next_upstream error timeout;`, `${word}_next_upstream_tries ${retries + 1};`];
}

function headers({ protocol, keepalive }: Topology): string[] {
  switch (protocol) {
    case "http":
      return [
        "proxy_http_version 1.1;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header Upgrade $http_upgrade;",
        `proxy_set_header Connection ${keepalive ? '""' : "$gatecrash_connection"};`,
      ];
    case "h2":
      return ["proxy_http_version 2;", "proxy_set_header Host $http_host;"];
    case "memcached":
      // Without a flag to look for, nginx would not read the flags at all.
      return ['set $memcached_key "$uri";', "memcached_gzip_flag 2;"];
    case "fastcgi":
      return [
        ...cgi("fastcgi"),
        "fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;",
        ...(keepalive ? ["fastcgi_keep_conn on;"] : []),
      ];
    case "scgi":
    case "uwsgi":
      return cgi(protocol);
    default:
      return [];
  }
}

/** The variables that every CGI program needs. */
function cgi(word: string): string[] {
  const variables = {
    REQUEST_METHOD: "$request_method",
    REQUEST_URI: "$request_uri",
    QUERY_STRING: "$query_string",
    CONTENT_TYPE: "$content_type",
    CONTENT_LENGTH: "$content_length",
    DOCUMENT_URI: "$document_uri",
    SERVER_PROTOCOL: "$server_protocol",
  };
  return Object.entries(variables).map(([name, value]) => `${word}_param ${name} ${value};`);
}

/** What the proxy wants of TLS towards its upstreams; nothing where it speaks none. */
export function tls(word: string, topology: Topology, { authority_file }: RenderContext): string[] {
  const wanted = topology.tls;
  if (!wanted) return [];
  return [
    `${word}_ssl_server_name ${wanted.sni ? "on" : "off"};`,
    `${word}_ssl_name upstream.test;`,
    `${word}_ssl_verify ${wanted.verify ? "on" : "off"};`,
    `${word}_ssl_protocols TLSv1.2 TLSv1.3;`,
    // A session that is used again would skip the certificate.
    `${word}_ssl_session_reuse off;`,
    ...(wanted.verify && authority_file !== undefined
      ? [`${word}_ssl_trusted_certificate ${quoted(authority_file)};`]
      : []),
  ];
}
