import type { Processing, RenderContext, RenderedRoute } from "@gatecrash/core";
import { block, quoted } from "./text.ts";

/** Faults of an upstream in whose place an answer of the cache is given, though it is too old. */
const stale_for =
  "error timeout invalid_header http_500 http_502 http_503 http_504 http_403 http_404 http_429";

/** The directives of a location that does more than pass on. */
const around: Record<Processing, readonly string[]> = {
  none: [],
  cache: [
    "proxy_cache gatecrash;",
    "proxy_cache_valid 200 1s;",
    `proxy_cache_use_stale ${stale_for};`,
  ],
  auth: ["auth_request /auth;"],
  mirror: ["mirror /mirror;"],
  include: ["ssi on;"],
  slice: ["slice 1k;", "proxy_set_header Range $slice_range;"],
  gunzip: ["gunzip on;"],
  trailers: ["proxy_pass_trailers on;"],
  files: [],
};

/** What the http block needs for it. */
export function processingOfAll({ routes, scratch }: RenderContext): string[] {
  const caches = routes.some(({ topology }) => topology.processing === "cache");
  if (!caches) return [];
  return [`proxy_cache_path ${quoted(`${scratch}/cache`)} keys_zone=gatecrash:256k max_size=64m;`];
}

/** The directives of the location that takes a client's requests. */
export function processing({ topology }: RenderedRoute): readonly string[] {
  return around[topology.processing];
}

/** The locations that nginx alone asks; `passing`: the directives that lead to the upstreams. */
export function internals(
  { topology }: RenderedRoute,
  passing: readonly string[],
  { scratch }: RenderContext,
): string[] {
  switch (topology.processing) {
    case "auth": {
      const bodiless = ["proxy_pass_request_body off;", 'proxy_set_header Content-Length "";'];
      return block("location = /auth", ["internal;", ...bodiless, ...passing]);
    }
    case "mirror":
      return block("location = /mirror", ["internal;", ...passing]);
    case "files":
      return block("location /files/", ["internal;", `root ${quoted(scratch)};`]);
    default:
      return [];
  }
}
