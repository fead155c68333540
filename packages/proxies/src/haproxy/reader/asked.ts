import type { AskedRequest, AuditRoute } from "@gatecrash/core";
import { headersOf, hostOf, refused, titleOf } from "../../shared/asked.ts";
import type { BoundFront } from "./fronts.ts";
import { lastLine } from "./proxies.ts";
import { byBackend, leadsTo, readFront, wayTo } from "./routes.ts";
import type { ReadFront, RouteContext } from "./routes.ts";
import type { Step } from "./routing/step.ts";
import { walk } from "./routing/walk.ts";
import { whyNot } from "./routing/why-not.ts";
import { plainDraft, type Draft } from "./routing/world.ts";
import { placeOf } from "./text/line.ts";

/**
 * A route for each request that the user asks for, on each front that passes it on.
 * @throws Problem `usage-invalid` where one matches no front, or is passed on nowhere
 */
export function askedRoutes(
  fronts: readonly BoundFront[],
  found: readonly AuditRoute[],
  requests: readonly AskedRequest[],
  context: RouteContext,
): AuditRoute[] {
  return requests.flatMap((request) => {
    const { port } = hostOf(request);
    const meant = fronts.filter(
      ({ front: { address, mode } }) =>
        mode === "http" &&
        (port === undefined || (address.kind === "tcp" && address.port === port)),
    );
    if (meant.length === 0) throw refused(request, "no front takes HTTP on the port of its host");
    const reasons: string[] = [];
    const routes = meant.flatMap((each) => {
      const bound = readFront(each, context);
      const hosts = found
        .filter(({ front }) => front === each.front.id)
        .flatMap((route) => route.request?.host ?? []);
      return onFront(bound, request, [...new Set([plainDraft.host, ...hosts])], {
        context,
        reasons,
      });
    });
    if (routes.length === 0)
      throw refused(request, reasons.at(-1) ?? "no backend is chosen for it");
    return routes;
  });
}

interface Asking {
  context: RouteContext;
  /** Why it is passed on nowhere. */
  reasons: string[];
}

/** The first backend that it arrives at, with the first of the hosts, where it names none. */
function onFront(
  bound: ReadFront,
  request: AskedRequest,
  hosts: readonly string[],
  { context, reasons }: Asking,
): AuditRoute[] {
  const { host } = hostOf(request);
  for (const each of host === undefined ? hosts : [host]) {
    const { headers } = headersOf(request);
    const { method, path } = request;
    const draft: Draft = { ...plainDraft, method, path, headers, host: each };
    for (const [backend, targets] of byBackend(bound, context)) {
      for (const target of targets) {
        const left = walk(draft, wayTo(bound, target, context));
        if (!left) return routeOf(bound, backend, { request, host: each, by: target.by }, context);
        reasons.push(whyNot(left));
      }
    }
  }
  return [];
}

function routeOf(
  bound: ReadFront,
  backend: string,
  { request, host, by }: { request: AskedRequest; host: string; by: Step | undefined },
  context: RouteContext,
): AuditRoute[] {
  const back = context.backs.get(backend);
  if (!back) return [];
  const { method, path, body_bytes } = request;
  const sent = { method, host, path, ...headersOf(request) };
  const way = { request: { ...sent, ...(body_bytes === undefined ? {} : { body_bytes }) } };
  const line = by?.line ?? lastLine(bound.settings.lines, "default_backend") ?? bound.proxy.header;
  return [
    {
      id: `${bound.front.id} > ${backend}: ${titleOf(request)}`,
      asked: true,
      ...way,
      ...leadsTo(bound, back, way, context),
      at: placeOf(line),
    },
  ];
}
