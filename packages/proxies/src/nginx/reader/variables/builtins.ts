import { inForce, oneInForce } from "../model/block.ts";
import { hostsOf } from "../model/server-name.ts";
import { patternOf } from "../regex/pattern.ts";
import type { Run } from "../trial/run.ts";
import { encodePath } from "../trial/trial.ts";
import { fileOf, rootOf } from "./files.ts";
import type { Value } from "./value.ts";

type Reader = (run: Run) => Value;

const plain: Record<string, Reader> = {
  uri: ({ uri }) => uri,
  document_uri: ({ uri }) => uri,
  request_uri: ({ trial }) => encodePath(trial.path) + (trial.query && `?${trial.query}`),
  request: (run) => `${run.trial.method} ${text(plain.request_uri!(run))} HTTP/1.1`,
  args: ({ args }) => args,
  query_string: ({ args }) => args,
  is_args: ({ args }) => (args === "" ? "" : "?"),
  request_method: ({ method }) => method,
  host: (run) => run.trial.host.toLowerCase() || serverName(run),
  server_name: serverName,
  scheme: ({ front }) => (front.tls ? "https" : "http"),
  https: ({ front }) => (front.tls ? "on" : ""),
  server_port: ({ front }) => (front.address.kind === "tcp" ? String(front.address.port) : ""),
  server_addr: () => "127.0.0.1",
  server_protocol: () => "HTTP/1.1",
  remote_addr: ({ trial }) => trial.client,
  binary_remote_addr: ({ trial }) => trial.client,
  realip_remote_addr: ({ trial }) => trial.client,
  proxy_protocol_addr: ({ front, trial }) => (front.proxy_protocol ? trial.client : ""),
  content_type: ({ trial }) => trial.headers["content-type"] ?? "",
  content_length: ({ trial }) => trial.headers["content-length"] ?? "",
  document_root: rootOf,
  realpath_root: rootOf,
  request_filename: (run) => fileOf(run, run.uri),
  fastcgi_script_name: (run) => splitPath(run)[0],
  fastcgi_path_info: (run) => splitPath(run)[1],
  ssl_client_verify: ({ front, trial }) => {
    return front.tls ? (trial.certificate ? "SUCCESS" : "NONE") : "";
  },
  ssl_server_name: ({ front, trial }) => (front.tls ? trial.host : ""),
  ssl_preread_server_name: ({ trial }) => trial.host,
  ssl_preread_protocol: ({ trial }) => (trial.host === "" ? "" : "TLSv1.3"),
  ssl_preread_alpn_protocols: () => "",
  invalid_referer: invalidReferer,
  remote_user: () => "",
  request_body: () => "",
  request_body_file: () => "",
  http2: () => "",
  http3: () => "",
};

/** They differ from request to request, or depend on something outside of the configuration. */
const outside =
  /^(request_id|msec|pid|time_\w+|connection\w*|remote_port|request_time|request_length|hostname|nginx_version|geoip2?_\w+|ssl_\w+|secure_link\w*|(modern|ancient)_browser|msie|uid_\w+|jwt_\w+|proxy_protocol_\w+|tcpinfo_\w+|status|bytes_sent)$/;

/** A variable that nginx or one of its modules has of itself. */
export function builtin(run: Run, name: string): Value {
  const reader = Object.hasOwn(plain, name) ? plain[name] : undefined;
  if (reader !== undefined) return reader(run);
  const [, kind, rest] = /^(http|arg|cookie)_(\w+)$/.exec(name) ?? [];
  if (kind === "http") return header(run, rest!.replaceAll("_", "-").toLowerCase());
  if (kind === "arg") return argument(run.args, rest!);
  if (kind === "cookie") return cookie(header(run, "cookie"), rest!);
  if (/^(sent_http|upstream)_/.test(name)) return "";
  if (outside.test(name)) return { unknown: `$${name} is not known before` };
  return { unknown: `$${name} is not a variable that this reader follows` };
}

function text(value: Value): string {
  return typeof value === "string" ? value : "";
}

function serverName({ server }: Run): string {
  return hostsOf(server.names[0]!)[0] ?? "";
}

function header({ trial }: Run, name: string): string {
  return name === "host" ? trial.host : (trial.headers[name] ?? "");
}

function argument(args: string, name: string): string {
  for (const each of args.split("&")) {
    const at = each.indexOf("=");
    if (at !== -1 && each.slice(0, at).toLowerCase() === name.toLowerCase())
      return each.slice(at + 1);
  }
  return "";
}

function cookie(cookies: string, name: string): string {
  for (const each of cookies.split(/;\s*/)) {
    if (each.startsWith(`${name}=`)) return each.slice(name.length + 1);
  }
  return "";
}

/** Script and the rest of the path, as `fastcgi_split_path_info` cuts it. */
function splitPath(run: Run): [string, string] {
  const split = oneInForce(run.block, "fastcgi_split_path_info");
  const expression = split?.args[0];
  const index = oneInForce(run.block, "fastcgi_index")?.args[0] ?? "";
  if (split !== undefined && expression !== undefined) {
    const match = patternOf(split, expression).match(run.uri);
    if (typeof match === "object") return [match.numbered[1] ?? "", match.numbered[2] ?? ""];
  }
  return [run.uri.endsWith("/") ? run.uri + index : run.uri, ""];
}

function invalidReferer(run: Run): string {
  const allowed = inForce(run.block, "valid_referers").flatMap(({ args }) => args);
  const referer = run.trial.headers.referer;
  if (referer === undefined) return allowed.includes("none") ? "" : "1";
  const host = referer.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  const isOwn = allowed.includes("server_names") && host === run.trial.host;
  return isOwn || allowed.includes(host) ? "" : "1";
}
