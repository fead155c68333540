import { inForce } from "../model/block.ts";
import type { Location } from "../model/location.ts";
import type { Server } from "../model/site.ts";
import type { Explored } from "../search/explore.ts";

/** Why no request was found for a pass, in words for the user. */
export function notReached(
  explored: Explored,
  server: Server,
  location: Location,
  isWholePass: boolean,
  isKnown: boolean,
): string {
  if (explored.gaveUp) return "The configuration is too large to look for a request.";
  const server_reason = explored.reasons.get(server.block.directive);
  if (server_reason !== undefined && server_reason.startsWith("no request")) {
    return capital(server_reason);
  }
  if (!isWholePass) return "No request was found that leads to this one of its targets.";
  if (!isKnown) return "Which server it leads to depends on the request.";
  if (location.kind === "named") return `Nothing that was tried leads to ${location.text}.`;
  if (inForce(location.block, "internal").length > 0) {
    return "The location is internal, and no request was found that is led to it; an upstream may do so with X-Accel-Redirect.";
  }
  const reason = explored.reasons.get(location.block.directive);
  return reason === undefined
    ? "No request was found that takes this way."
    : `No request was found for ${reason}.`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
