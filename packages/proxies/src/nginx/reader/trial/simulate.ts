import type { Site } from "../model/site.ts";
import { inForce } from "../model/block.ts";
import { chooseServer } from "./choose-server.ts";
import { remember, type Run, type Work } from "./run.ts";
import type { Trial } from "./trial.ts";
import { Walk, type Passing } from "./walk.ts";

export interface Simulated {
  passings: Passing[];
  /** Requests that would turn off somewhere on the way. */
  others: Trial[];
  /** Why no upstream was reached. */
  because: string;
  /** The same for requests that take the same way. */
  way: string;
}

/** What nginx would do with a request. */
export function simulate(site: Site, trial: Trial, work: Work): Simulated {
  const front = site.fronts.find(({ id }) => id === trial.front)!;
  const chosen = chooseServer(front, trial.host, work.step)!;
  const { server, match } = chosen;
  const run: Run = {
    ...{ site, front, server, trial, work, rules: site.rules, block: server.block },
    ...{ uri: trial.path, args: trial.query, method: trial.method, internal: false },
    ...{ set: new Map(), cached: new Map(), captured: undefined, named: new Map() },
    ...{ trace: [], others: [], doubts: [] },
  };
  if (match !== undefined) remember(run, match.pattern, match.captures, [{ variable: "host" }]);
  const wantsCertificate = inForce(server.block, "ssl_verify_client")[0]?.args[0] === "on";
  if (front.tls && wantsCertificate && !trial.certificate) {
    const others = [{ ...trial, certificate: true }];
    const because = "nginx answers 400 itself: a certificate of the client is asked for";
    return { passings: [], others, because, way: `${front.id} certificate` };
  }
  const walk = new Walk(run, server, "main").go({ to: "server" });
  const { passings, because } = walk;
  const targets = passings.map(({ pass, target }) => {
    return `${pass.directive.file}:${pass.directive.line} ${JSON.stringify(target)}`;
  });
  const way = [front.id, server.number, ...run.trace, ...targets, because].join("\n");
  return { passings, others: run.others, because, way };
}
