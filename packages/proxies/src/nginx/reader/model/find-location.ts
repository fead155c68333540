import type { Captures } from "../regex/pattern.ts";
import type { Location } from "./location.ts";

/** Where a request goes, and what the expression of the location captured. */
export interface Found {
  location: Location;
  captures?: Captures;
  /** nginx answers with a redirect to the path with a slash. */
  redirects?: boolean;
  /** Expressions that could not be followed and stood before it. */
  doubts: string[];
}

type State = "exact" | "prefix" | "none";

/** `ngx_http_core_find_location`, for a path that is decoded. */
export function findLocation(server: Location, path: string, work: () => void): Found {
  const found: Found = { location: server, doubts: [] };
  search(server, path, found, work);
  return found;
}

function search(outer: Location, path: string, found: Found, work: () => void): State {
  let isFinal = false;
  let state = findStatic(outer, path, found, work);
  if (state === "prefix") {
    isFinal = found.location.isFinal;
    const inner = search(found.location, path, found, work);
    // The state of the inner search stands; its `^~` was for its own expressions only.
    state = inner === "none" ? "prefix" : inner;
  }
  if (state === "exact" || isFinal) return state;
  for (const location of outer.regexes) {
    work();
    const match = location.pattern?.match(path);
    if (match === "unknown") found.doubts.push(`the expression ${location.text}`);
    if (typeof match !== "object") continue;
    found.location = location;
    found.captures = match;
    search(location, path, found, work);
    return "exact";
  }
  return state;
}

function findStatic(outer: Location, path: string, found: Found, work: () => void): State {
  const exact = outer.exact.get(path);
  if (exact !== undefined) {
    found.location = exact;
    return "exact";
  }
  if (!outer.prefixes.has(path)) {
    const slashed = outer.exact.get(`${path}/`) ?? outer.prefixes.get(`${path}/`);
    if (slashed?.redirectsToSlash === true) {
      found.location = slashed;
      found.redirects = true;
      return "exact";
    }
  }
  for (const length of outer.prefixLengths) {
    work();
    const location = outer.prefixes.get(path.slice(0, length));
    if (location === undefined || length > path.length) continue;
    found.location = location;
    return "prefix";
  }
  return "none";
}
