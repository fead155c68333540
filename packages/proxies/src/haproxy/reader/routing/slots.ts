import { canonical } from "./fetches.ts";
import type { Call } from "./expression.ts";
import { otherValues } from "./candidates.ts";
import type { Draft } from "./world.ts";

/** A part of the request that an expression reads and that a client can choose. */
export interface Slot {
  get(draft: Draft): string;
  /** The drafts with that value, or none where it cannot have it. */
  set(draft: Draft, value: string): Draft[];
  /** Drafts with other values. */
  others(draft: Draft): Draft[];
}

const visibleText = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

function simple(
  kind: "path" | "host" | "method" | "source",
  shape: RegExp,
  adapt: (value: string) => string = (value) => value,
): Slot {
  const set = (draft: Draft, written: string) => {
    const value = adapt(written);
    return shape.test(value) ? [{ ...draft, [kind]: value }] : [];
  };
  return {
    get: (draft) => draft[kind],
    set,
    others: (draft) => otherValues(kind, draft[kind]).flatMap((each) => set(draft, each)),
  };
}

const host = simple("host", /^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/, (value) =>
  value.replace(/:\d*$/, ""),
);
const method = simple("method", /^[A-Z]{1,20}$/);
const source = simple("source", /^[0-9a-fA-F.:]+$/);
const wholePath = simple("path", /^\/[\x21-\x7e]*$/, rooted);

function rooted(value: string): string {
  return value.startsWith("/") ? value : `/${value}`;
}

/** The path alone; the query stays. */
const path: Slot = {
  get: (draft) => draft.path.split("?", 1)[0] ?? "",
  set: (draft, value) =>
    /[?#]/.test(value) ? [] : wholePath.set(draft, rooted(value) + queryPart(draft)),
  others: wholePath.others,
};

function queryPart({ path: whole }: Draft): string {
  return whole.includes("?") ? whole.slice(whole.indexOf("?")) : "";
}

const query: Slot = {
  get: (draft) => queryPart(draft).slice(1),
  set: (draft, value) => wholePath.set(draft, `${path.get(draft)}?${value.replace(/^\?/, "")}`),
  others: (draft) => wholePath.set(draft, path.get(draft)),
};

const base: Slot = {
  get: (draft) => draft.host + path.get(draft),
  set: (draft, value) => {
    const slash = value.indexOf("/");
    if (slash < 0) return host.set(draft, value);
    const named = slash === 0 ? [draft] : host.set(draft, value.slice(0, slash));
    return named.flatMap((each) => path.set(each, value.slice(slash)));
  },
  others: (draft) => [...path.others(draft), ...host.others(draft)],
};

/** The name in a TLS hello is the host's. */
const helloHost: Slot = {
  get: (draft) => (draft.hello ? draft.host : ""),
  set: (draft, value) => host.set({ ...draft, hello: true }, value),
  others: (draft) => [
    { ...draft, hello: false },
    ...host.others(draft).map((each) => ({ ...each, hello: true })),
  ],
};

const hello: Slot = {
  get: (draft) => (draft.hello ? "1" : ""),
  set: (draft, value) => (value === "1" ? [{ ...draft, hello: true }] : []),
  others: (draft) => [{ ...draft, hello: !draft.hello }],
};

/** Headers that say where a request ends: whoever sends it sets them. */
const framing = /^(content-length|transfer-encoding|trailer|te|expect)$/;

function header(name: string): Slot {
  const key = name.toLowerCase();
  if (key === "host") return host;
  const without = (draft: Draft) => {
    const { [key]: _gone, ...headers } = draft.headers;
    return { ...draft, headers };
  };
  const set = (draft: Draft, value: string) =>
    visibleText.test(value) && /^[!-9;-~]+$/.test(key) && !framing.test(key)
      ? [{ ...draft, headers: { ...draft.headers, [key]: value } }]
      : [];
  return {
    get: (draft) => draft.headers[key] ?? "",
    set,
    others: (draft) => [without(draft), ...set(draft, "gatecrash"), ...set(draft, "https")],
  };
}

/** One pair of a list such as a cookie's or a query's. */
function pair(name: string, list: Slot, divider: string): Slot {
  const rest = (draft: Draft) =>
    list
      .get(draft)
      .split(divider)
      .filter((each) => each !== "" && each.split("=", 1)[0] !== name);
  const set = (draft: Draft, value: string) =>
    list.set(draft, [...rest(draft), `${name}=${value}`].join(divider));
  return {
    get: (draft) =>
      list
        .get(draft)
        .split(divider)
        .find((each) => each.startsWith(`${name}=`))
        ?.slice(name.length + 1) ?? "",
    set,
    others: (draft) => [
      ...(rest(draft).length === 0
        ? list.others(draft).slice(0, 1)
        : list.set(draft, rest(draft).join(divider))),
      ...set(draft, "gatecrash"),
    ],
  };
}

/** The slot that a fetch reads, if a client can choose it. */
export function slotOf(fetch: Call): Slot | undefined {
  const [name = ""] = fetch.args;
  switch (canonical(fetch.name)) {
    case "method":
    case "capture.req.method":
      return method;
    case "path":
      return path;
    case "url":
    case "pathq":
    case "capture.req.uri":
      return wholePath;
    case "query":
      return query;
    case "base":
      return base;
    case "url_param":
      return pair(name, query, "&");
    case "req.cook":
      return pair(name, header("cookie"), "; ");
    case "req.hdr":
    case "req.fhdr":
    case "req.hdr_cnt":
    case "req.fhdr_cnt":
    case "req.hdr_val":
      return header(name);
    case "ssl_fc_sni":
      return host;
    case "req.ssl_sni":
      return helloHost;
    case "req.ssl_hello_type":
      return hello;
    case "src":
      return source;
    default:
      return undefined;
  }
}
