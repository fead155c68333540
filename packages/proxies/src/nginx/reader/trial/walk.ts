import type { Directive } from "../syntax/directive.ts";
import { blockOf, inForce, oneInForce, own, ownLike, type Block } from "../model/block.ts";
import { passIn, type Pass } from "../model/families.ts";
import { findLocation } from "../model/find-location.ts";
import type { Location } from "../model/location.ts";
import type { Server } from "../model/site.ts";
import { evaluate } from "../variables/evaluate.ts";
import { parseTemplate } from "../variables/template.ts";
import { isKnown, type Value } from "../variables/value.ts";
import { accessOf } from "./access.ts";
import { errorPagesOf } from "./error-page.ts";
import { serveFile, tryFiles, type Tried } from "./files.ts";
import { rewrite } from "./rewrite.ts";
import { offer, remember, type Run } from "./run.ts";

export type Role = "main" | "auth" | "mirror" | "fallback";

/** An upstream that a request comes to. */
export interface Passing {
  pass: Pass;
  server: Server;
  target: Value;
  role: Role;
  /** Of a fallback: what has to fail before, and with which statuses. */
  after?: { passing: Passing; statuses: number[] };
  password?: Directive;
  doubts: string[];
  /** What a text with variables is in this request. */
  read(text: string): Value;
}

type Step =
  | { to: "server" }
  | { to: "find" }
  | { to: "location"; location: Location }
  | { to: "status"; status: number; block: Block; why: string }
  | { to: "end"; because: string };

const changesMax = 10;
const subrequestsMax = 6;

const otherContent =
  /^(content_by_lua\w*|js_content|perl|echo\w*|stub_status|empty_gif|autoindex_localtime|api|flv|mp4|dav_methods|tunnel_pass)$/;

/** One request, and the requests that it leads to, step by step as nginx's phases do it. */
export class Walk {
  readonly passings: Passing[] = [];
  because = "";
  readonly #run: Run;
  readonly #server: Server;
  readonly #role: Role;
  readonly #depth: number;
  #after: Passing["after"];
  #errorPaged = false;
  #changes = 0;
  #password: Directive | undefined;

  constructor(run: Run, server: Server, role: Role, depth = 0) {
    this.#run = run;
    this.#server = server;
    this.#role = role;
    this.#depth = depth;
  }

  go(first: Step): this {
    let step = first;
    while (step.to !== "end") {
      this.#run.work.step();
      step = this.#next(step);
    }
    this.because = step.because;
    return this;
  }

  #next(step: Exclude<Step, { to: "end" }>): Step {
    switch (step.to) {
      case "server":
        return this.#rewriteServer();
      case "find":
        return this.#find();
      case "location":
        return this.#enter(step.location);
      case "status":
        return this.#fail(step.status, step.block, step.why);
    }
  }

  #rewriteServer(): Step {
    const block = this.#server.block;
    this.#run.block = block;
    const result = rewrite(this.#run, block);
    if (result.kind === "end") return { to: "end", because: result.because };
    if (result.kind === "status") return this.#status(result.status, result.block, result.at);
    return { to: "find" };
  }

  #find(): Step {
    const run = this.#run;
    const found = findLocation(this.#server.root, run.uri, run.work.step);
    const { location } = found;
    run.block = location.block;
    if (found.redirects === true) return { to: "end", because: `a redirect to ${location.text}` };
    if (found.captures !== undefined) {
      remember(run, location.pattern!, found.captures, [{ variable: "uri" }]);
    }
    for (const doubt of found.doubts) run.doubts.push(`${doubt} is not followed`);
    if (!run.internal && inForce(location.block, "internal").length > 0) {
      return { to: "status", status: 404, block: location.block, why: "the location is internal" };
    }
    return { to: "location", location };
  }

  #enter(location: Location): Step {
    const run = this.#run;
    run.trace.push(location.text);
    const limited = this.#limitedBlock(location.block);
    if (limited !== undefined) {
      run.block = limited;
      return this.#serve(limited);
    }
    const result = location.kind === "server" ? undefined : rewrite(run, location.block);
    if (result === undefined) return this.#serve(location.block);
    if (result.kind === "end") return { to: "end", because: result.because };
    if (result.kind === "status") return this.#status(result.status, result.block, result.at);
    if (!result.restart) return this.#serve(result.block);
    return this.#changeUri() ?? { to: "find" };
  }

  /** `limit_except`: other settings for other methods, without any rewriting. */
  #limitedBlock(block: Block): Block | undefined {
    const [directive] = own(block, "limit_except");
    if (directive === undefined) return undefined;
    const { trial, method } = this.#run;
    const named = directive.args.map((each) => each.toUpperCase());
    const isNamed = named.includes(method) || (method === "HEAD" && named.includes("GET"));
    const outside = ["GET", "POST", "PUT"].find((each) => !named.includes(each)) ?? "DELETE";
    offer(this.#run, () => [{ ...trial, method: isNamed ? outside : named[0]! }]);
    return isNamed ? undefined : limitBlock(directive, block);
  }

  #serve(block: Block): Step {
    const run = this.#run;
    if (this.#role !== "auth" && this.#role !== "mirror") {
      const access = accessOf(run, block);
      if (access.password !== undefined) this.#password = access.password;
      if (access.denied !== undefined) return this.#status(403, block, access.denied);
      if (access.asks !== undefined) this.#ask(access.asks, "auth");
      for (const mirror of inForce(block, "mirror")) {
        if (mirror.args[0] !== "off") this.#ask(mirror, "mirror");
      }
    }
    const tried = tryFiles(run, block);
    if (tried !== undefined && tried.kind !== "here") return this.#follow(tried, block);
    return this.#content(block);
  }

  #content(block: Block): Step {
    const pass = passOf(block);
    if (pass !== undefined) return this.#pass(pass);
    const [other] = ownLike(block, otherContent);
    if (other !== undefined) {
      return { to: "end", because: `${other.name} answers (${other.file}:${other.line})` };
    }
    return this.#follow(serveFile(this.#run, block), block);
  }

  #follow(tried: Tried, block: Block): Step {
    if (tried.kind === "here") return { to: "end", because: "a file is served" };
    if (tried.kind === "unknown") return { to: "end", because: tried.because };
    if (tried.kind === "named") return this.#named(tried.name);
    if (tried.kind === "uri") return this.#redirect(tried.uri, tried.args);
    const why = tried.status === 404 ? "no file is there" : `a file is not served to this`;
    return { to: "status", status: tried.status, block, why };
  }

  #status(status: number, block: Block, at: Directive): Step {
    return { to: "status", status, block, why: `${at.name} (${at.file}:${at.line})` };
  }

  #changeUri(): Step | undefined {
    this.#changes += 1;
    if (this.#changes <= changesMax) return undefined;
    return { to: "end", because: `more than ${changesMax} rewrites in a row: nginx answers 500` };
  }

  #named(name: string): Step {
    const location = this.#server.root.named.get(name);
    if (location === undefined) return { to: "end", because: `there is no location ${name}` };
    this.#run.block = location.block;
    this.#run.internal = true;
    return this.#changeUri() ?? { to: "location", location };
  }

  #redirect(uri: string, args: string): Step {
    const run = this.#run;
    Object.assign(run, { uri, args, internal: true, block: this.#server.block });
    return this.#changeUri() ?? { to: "server" };
  }

  #fail(status: number, block: Block, why: string): Step {
    const because = `nginx answers ${status} itself: ${why}`;
    if (this.#errorPaged && oneInForce(block, "recursive_error_pages")?.args[0] !== "on") {
      return { to: "end", because };
    }
    const page = errorPagesOf(block).find(({ statuses }) => statuses.includes(status));
    if (page === undefined) return { to: "end", because };
    this.#errorPaged = true;
    return this.#errorPage(page.target);
  }

  #errorPage(target: string): Step {
    if (target.startsWith("@")) return this.#named(target);
    const value = evaluate(this.#run, parseTemplate(target));
    if (!isKnown(value)) return { to: "end", because: value.unknown };
    if (!value.startsWith("/")) return { to: "end", because: `a redirect to ${value}` };
    if (this.#run.method !== "HEAD") this.#run.method = "GET";
    const [uri = "", args = ""] = value.split(/\?(.*)/s);
    return this.#redirect(uri, args);
  }

  #pass(pass: Pass): Step {
    const run = this.#run;
    const target = evaluate(run, parseTemplate(pass.directive.args[0]!));
    const passing: Passing = {
      ...{ pass, target, server: this.#server, role: this.#role },
      ...(this.#after !== undefined && { after: this.#after }),
      ...(this.#password !== undefined && { password: this.#password }),
      doubts: [...run.doubts],
      read: (text) => evaluate(run, parseTemplate(text)),
    };
    this.passings.push(passing);
    if (this.#role !== "auth" && this.#role !== "mirror") this.#failOver(passing);
    return { to: "end", because: "" };
  }

  /** Where a failure of the upstream leads to. */
  #failOver(passing: Passing): void {
    const { pass } = passing;
    const isRecursive = oneInForce(pass.block, "recursive_error_pages")?.args[0] === "on";
    if (this.#errorPaged && !isRecursive) return;
    const intercepts = oneInForce(pass.block, `${pass.family}_intercept_errors`)?.args[0] === "on";
    for (const page of errorPagesOf(pass.block)) {
      const statuses = page.statuses.filter((each) => intercepts || each === 502 || each === 504);
      if (statuses.length === 0 || !/^[@/]/.test(page.target)) continue;
      const walk = this.#branch("fallback", false);
      if (walk === undefined) return;
      walk.#errorPaged = true;
      walk.#after = { passing, statuses };
      walk.#password = this.#password;
      this.passings.push(...walk.go(walk.#errorPage(page.target)).passings);
    }
  }

  #ask(directive: Directive, role: "auth" | "mirror"): void {
    const walk = this.#branch(role, true);
    const value = evaluate(this.#run, parseTemplate(directive.args[0] ?? ""));
    if (walk === undefined || !isKnown(value)) return;
    if (role === "auth") walk.#run.method = "GET";
    walk.#password = this.#password;
    const [uri = "", args = ""] = value.split(/\?(.*)/s);
    this.passings.push(...walk.go(walk.#redirect(uri, args)).passings);
  }

  /** A request of its own; subrequests share their variables with the one that they belong to. */
  #branch(role: Role, shares: boolean): Walk | undefined {
    if (this.#depth >= 3 || this.passings.length >= subrequestsMax) return undefined;
    const { set, named, cached } = this.#run;
    const own = shares
      ? {}
      : {
          set: new Map(set),
          named: new Map(named),
          cached: new Map(cached),
          doubts: [...this.#run.doubts],
        };
    return new Walk({ ...this.#run, ...own, trace: [] }, this.#server, role, this.#depth + 1);
  }
}

const limitBlocks = new WeakMap<Directive, Block>();

function limitBlock(directive: Directive, block: Block): Block {
  const limited = limitBlocks.get(directive) ?? blockOf(directive, block);
  limitBlocks.set(directive, limited);
  return limited;
}

/** A pass reaches into an `if` or `limit_except` of its location, but into no nested location. */
function passOf(block: Block): Pass | undefined {
  const found = passIn(block);
  if (found !== undefined) return found;
  const { name } = block.directive;
  if (block.parent === undefined || (name !== "if" && name !== "limit_except")) return undefined;
  const outer = passOf(block.parent);
  return outer === undefined ? undefined : { ...outer, block };
}
