import { headerSample, headerValues } from "./headers.ts";
import { absent, number, text, truth, unknown, type Sample } from "./sample.ts";
import type { Passage } from "./world.ts";

/** Takes a sample of a request. */
export type Fetch = (args: readonly string[], passage: Passage) => Sample;

const pathOf = ({ draft }: Passage) => draft.path.split(/[?#]/, 1)[0] ?? "";
const queryOf = ({ draft }: Passage) => /\?([^#]*)/.exec(draft.path)?.[1] ?? "";
const isHttp = ({ entrance }: Passage) => entrance.mode === "http";

/** Only where HAProxy reads HTTP; elsewhere there is no such value. */
function http(sample: (passage: Passage, args: readonly string[]) => Sample): Fetch {
  return (args, passage) => (isHttp(passage) ? sample(passage, args) : absent);
}

/** The name in a TLS hello: of a front that ends TLS, or of one that passes it on. */
const helloName = ({ draft, entrance }: Passage) =>
  entrance.tls || draft.hello ? text(draft.host) : absent;

function parameter(query: string, name: string, insensitive: boolean): Sample {
  const same = (each: string) =>
    insensitive ? each.toLowerCase() === name.toLowerCase() : each === name;
  const found = query.split("&").filter((pair) => same(pair.split("=", 1)[0] ?? ""));
  return { values: found.map((pair) => pair.slice(pair.indexOf("=") + 1)), type: "text" };
}

function cookie(passage: Passage, name: string): Sample {
  const pairs = headerValues(passage, "cookie").flatMap((value) => value.split(/;\s*/));
  const values = pairs
    .filter((pair) => pair.split("=", 1)[0] === name)
    .map((pair) => pair.slice(pair.indexOf("=") + 1));
  return { values, type: "text" };
}

const request: Record<string, Fetch> = {
  method: http(({ draft }) => text(draft.method)),
  path: http((passage) => text(pathOf(passage))),
  pathq: http(({ draft }) => text(draft.path)),
  url: http(({ draft }) => text(draft.path)),
  query: http((passage) => (queryOf(passage) === "" ? absent : text(queryOf(passage)))),
  base: http((passage) => text(passage.draft.host + pathOf(passage))),
  "capture.req.uri": http(({ draft }) => text(draft.path)),
  "capture.req.method": http(({ draft }) => text(draft.method)),
  "req.hdr": http((passage, [name = ""]) => headerSample(passage, name)),
  "req.fhdr": http((passage, [name = ""]) => headerSample(passage, name, true)),
  "req.hdr_cnt": http((passage, [name = ""]) => number(headerValues(passage, name).length)),
  "req.fhdr_cnt": http((passage, [name = ""]) => number(headerValues(passage, name).length)),
  "req.hdr_val": http((passage, [name = ""]) => {
    const sample = headerSample(passage, name);
    return "unknown" in sample ? sample : { ...sample, type: "number" };
  }),
  "req.cook": http((passage, [name = ""]) => cookie(passage, name)),
  url_param: http((passage, [name = "", , flag]) =>
    parameter(queryOf(passage), name, flag === "i"),
  ),
  "req.ver": http(() => text("1.1")),
  "req.proto_http": (_args, passage) => truth(isHttp(passage)),
  "req.body_len": http(() => number(0)),
  "req.body_size": http(() => number(0)),
  "req.body": http(() => text("")),
  http_first_req: http(() => truth(true)),
  http_auth: http(() => truth(false)),
  http_auth_group: http(() => absent),
};

const connection: Record<string, Fetch> = {
  src: (_args, { draft }) => ({ values: [draft.source], type: "address" }),
  dst_port: (_args, { entrance }) => number(entrance.port),
  ssl_fc: (_args, { entrance }) => truth(entrance.tls),
  ssl_fc_sni: (_args, { draft, entrance }) => (entrance.tls ? text(draft.host) : absent),
  ssl_fc_has_sni: (_args, { entrance }) => truth(entrance.tls),
  "req.ssl_sni": (_args, passage) => (passage.entrance.tls ? absent : helloName(passage)),
  "req.ssl_hello_type": (_args, { draft }) => (draft.hello ? number(1) : absent),
  "req.ssl_ver": (_args, { draft }) => (draft.hello ? text("3.3") : absent),
  "req.len": () => number(1),
  ssl_c_used: () => truth(false),
  ssl_fc_has_crt: () => truth(false),
  ssl_c_verify: () => number(0),
  ssl_c_ca_err: () => number(0),
  ssl_c_err: () => number(0),
  ssl_fc_alpn: (_args, { entrance }) => (entrance.tls ? text("http/1.1") : absent),
  wait_end: () => truth(true),
};

const constants: Record<string, Fetch> = {
  always_true: () => truth(true),
  always_false: () => truth(false),
  str: ([value = ""]) => text(value),
  int: ([value = "0"]) => number(Number(value)),
  bool: ([value = ""]) => truth(value === "true" || value === "1"),
  env: ([name = ""], { world }) => text(world.environment.get(name)),
  fe_name: (_args, { entrance }) => text(entrance.name),
  stopping: () => truth(false),
};

/** Counters, queues and the states of servers: as they are when all servers work and all is quiet. */
const states: Record<string, Fetch> = {
  nbsrv: ([backend = ""], { world }) => number(world.serversOf(backend) ?? 0),
  srv_is_up: () => truth(true),
  connslots: () => number(1_000),
  srv_weight: () => number(1),
};

/** Of nothing that was counted yet: HAProxy gives 0, or has no entry in its table. */
const quiet =
  /^(be|fe|srv)_(conn|sess_rate|conn_rate|req_rate|queue|conn_free)$|^(queue|avg_queue)$|^(sc\d?|src)_/;

const aliases: Readonly<Record<string, string>> = {
  hdr: "req.hdr",
  fhdr: "req.fhdr",
  shdr: "res.hdr",
  hdr_cnt: "req.hdr_cnt",
  hdr_val: "req.hdr_val",
  cook: "req.cook",
  cookie: "req.cook",
  urlp: "url_param",
  req_ver: "req.ver",
  req_proto_http: "req.proto_http",
  req_ssl_sni: "req.ssl_sni",
  req_ssl_hello_type: "req.ssl_hello_type",
  req_ssl_ver: "req.ssl_ver",
  req_len: "req.len",
  meth: "method",
};

const fetches: Readonly<Record<string, Fetch>> = {
  ...request,
  ...connection,
  ...constants,
  ...states,
};

/** The name that a fetch is known by here. */
export function canonical(name: string): string {
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
}

/** The fetch of that name; undefined if its value cannot be foreseen. */
export function fetchOf(written: string): Fetch | undefined {
  const name = canonical(written);
  if (Object.hasOwn(fetches, name)) return fetches[name];
  return quiet.test(name) ? () => number(0) : undefined;
}

/** What a rule spoilt, or what no request decides. */
export function takeSample(written: string, args: readonly string[], passage: Passage): Sample {
  const name = canonical(written);
  if (name === "var") {
    const [variable = "", fallback] = args;
    return passage.variables.get(variable) ?? text(fallback);
  }
  const reason = passage.spoilt.get(
    name === "req.hdr" ? `header ${args[0]?.toLowerCase()}` : partOf(name),
  );
  if (reason !== undefined) return unknown(reason);
  return (
    fetchOf(name)?.(args, passage) ?? unknown(`it depends on ${written}, which no request decides`)
  );
}

function partOf(name: string): string {
  return /^(path|pathq|url|base|query|url_param)$/.test(name) ? "path" : name;
}
