import type { Endpoint, Group, Protocol, UpstreamTls } from "@gatecrash/core";
import { isLiteral, writeAddress } from "../model/addresses.ts";
import { protocolOf, type Pass } from "../model/families.ts";
import type { Site } from "../model/site.ts";
import type { Upstream } from "../model/upstreams.ts";
import { placeOf } from "../syntax/place.ts";
import { hasVariables } from "../variables/template.ts";
import type { Value } from "../variables/value.ts";
import { healthCheckOf } from "./health-check.ts";
import { balanceOf, endpointOf, keepaliveOf } from "./members.ts";
import { speaksHttp2 } from "./settings.ts";
import { parseTarget, type Target } from "./targets.ts";
import { tlsOf } from "./tls.ts";

/** How a group is used: the same servers, asked in another way, are another group. */
export interface Use {
  pass: Pass;
  protocol: Protocol;
  tls?: UpstreamTls;
  read: (text: string) => Value;
}

/** The groups that passes lead to, each once. */
export class Groups {
  readonly all: Group[] = [];
  readonly #byKey = new Map<string, Group>();
  readonly #ids = new Map<string, number>();
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** The group of a target; one without endpoints if the target cannot be told. */
  of(pass: Pass, target: Value, read: (text: string) => Value): Group {
    const written = pass.directive.args[0]!;
    const text = typeof target === "string" ? target : written;
    const parsed = typeof target === "string" ? parseTarget(pass.family, target) : undefined;
    if (parsed === undefined) return this.#unknown(pass, text);
    const tls = parsed.tls ? tlsOf(pass.block, pass.family, parsed.name, read) : undefined;
    const protocol = this.protocolOf(pass);
    return this.#known(parsed, { pass, protocol, read, ...(tls !== undefined && { tls }) });
  }

  protocolOf(pass: Pass): Protocol {
    return speaksHttp2(pass) ? "h2" : protocolOf[pass.family];
  }

  upstreamOf(name: string): Upstream | undefined {
    return this.#site.upstreams.get(name.replace(/:\d+$/, "").toLowerCase());
  }

  #known(target: Target, use: Use): Group {
    const scheme = use.protocol === "h2" ? `${target.scheme}+h2` : target.scheme;
    const tls = use.tls && Object.values(use.tls).map(({ value }: { value: unknown }) => value);
    const upstream = this.upstreamOf(target.name);
    const isVariable = upstream === undefined && hasVariables(use.pass.directive.args[0]!);
    const key = JSON.stringify([scheme, target.name, tls, isVariable]);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      // One location that keeps its connections is enough for there to be kept ones.
      const kept = upstream === undefined ? undefined : keepaliveOf(upstream, use);
      if (kept?.keepalive.value === true) Object.assign(known, kept);
      return known;
    }
    const id = this.#freeId(`${scheme}://${target.name}`);
    const group =
      upstream === undefined ? single(id, target, use) : several(id, target.name, upstream, use);
    return this.#add(key, group);
  }

  #unknown(pass: Pass, text: string): Group {
    const known = this.#byKey.get(text);
    if (known !== undefined) return known;
    const { name } = pass.directive;
    return this.#add(text, {
      ...{ id: this.#freeId(text), name: text, endpoints: [] },
      ...{ balance: { value: "round-robin", directive: name } },
      ...{ keepalive: { value: false, directive: name }, at: placeOf(pass.directive) },
    });
  }

  #add(key: string, group: Group): Group {
    this.#byKey.set(key, group);
    this.all.push(group);
    return group;
  }

  #freeId(wanted: string): string {
    const count = (this.#ids.get(wanted) ?? 0) + 1;
    this.#ids.set(wanted, count);
    return count === 1 ? wanted : `${wanted}#${count}`;
  }
}

function several(id: string, name: string, upstream: Upstream, use: Use): Group {
  const check = healthCheckOf(use.pass.block);
  const endpoints = upstream.servers.map((server, index): Endpoint => {
    const isAlone = upstream.servers.length === 1;
    return endpointOf(`${id}/${index + 1}`, server, use, isAlone, check);
  });
  return {
    ...{ id, name, endpoints, balance: balanceOf(upstream) },
    ...keepaliveOf(upstream, use),
    at: placeOf(upstream.block.directive),
  };
}

/** A pass to an address without an `upstream` block: never left out, no kept connections. */
function single(id: string, { name, address }: Target, use: Use): Group {
  const { directive } = use.pass;
  const at = placeOf(directive);
  const isName = address?.kind === "tcp" && !isLiteral(address.host);
  const when = hasVariables(directive.args[0]!) ? "request" : "start";
  const endpoints: Endpoint[] = [];
  if (address !== undefined) {
    endpoints.push({
      ...{ id: `${id}/1`, address, protocol: use.protocol, backup: false, disabled: false },
      ...{ resolved: isName ? when : "never", at },
      ...(use.tls !== undefined && { tls: use.tls }),
    });
  }
  return {
    ...{ id, name: address === undefined ? name : writeAddress(address), endpoints },
    ...{ balance: { value: "round-robin", directive: directive.name } },
    ...{ keepalive: { value: false, directive: "keepalive" }, at },
  };
}
