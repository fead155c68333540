import { Problem } from "@gatecrash/core";
import type {
  Address,
  AuditFront,
  AuditRoute,
  Configuration,
  Front,
  SocketAddress,
} from "@gatecrash/core";

/** How the front of a route is spoken to; a client that has to show a certificate shows this. */
export function frontOf(
  { fronts, routes }: Configuration,
  id: string,
  certificate: { key: string; chain: string },
): AuditFront {
  const route = routes.find((each) => each.id === id);
  const front = fronts.find((each) => each.id === route?.front);
  if (!front) throw new Problem("usage-invalid", `no front for ${id}`);
  return {
    address: reachableAt(front.address),
    ...(front.tls || route?.server_name !== undefined ? { tls: serverName(route) } : {}),
    ...(front.proxy_protocol ? { proxy_protocol: true } : {}),
    ...(speaksHttp2(front, route) ? { http2: true } : {}),
    ...(route?.client === undefined ? {} : { client: route.client }),
    ...(asksCertificate(front, route) ? { certificate } : {}),
  };
}

/** With TLS the protocol is agreed on; without, a front that speaks HTTP/2 may speak nothing else. */
function speaksHttp2(front: Front, route: AuditRoute | undefined): boolean {
  return front.http2 && (!front.tls || route?.protocol === "grpc" || route?.protocol === "h2");
}

function asksCertificate(front: Front, route: AuditRoute | undefined): boolean {
  return front.client_certificate === "required" || route?.client_certificate === true;
}

/** TLS has no names for addresses. */
function serverName(route: AuditRoute | undefined): string {
  const host = route?.server_name ?? route?.request?.host ?? "";
  return /[a-z]/i.test(host) && !host.includes(":") ? host.replace(/:\d+$/, "") : "gatecrash.test";
}

/** An address at which a front that listens there can be reached. */
export function reachableAt(address: SocketAddress): Address {
  if (address.kind === "unix") return { address: address.path, port: 0 };
  const all = ["", "*", "0.0.0.0"].includes(address.host);
  const host = address.host.replace(/^\[(.*)\]$/, "$1");
  const local = all
    ? "127.0.0.1"
    : host === "::"
      ? "::1"
      : host === "localhost"
        ? "127.0.0.1"
        : host;
  return { address: local, port: address.port };
}

/** A client waits for a proxy's last timer and a little more, but no longer than this. */
const deadline_ms_max = 130_000;

/** What a client waits for at most on a route, in ms. */
export function deadlineOf({ routes, groups }: Configuration, id: string): number {
  const route = routes.find((each) => each.id === id);
  const servers = groups.find((each) => each.id === route?.group)?.endpoints.length ?? 1;
  if (!route) return deadline_ms_max;
  const { connect_timeout_ms, send_timeout_ms, read_timeout_ms, tries_max } = route.settings;
  const tries = Math.max(1, Math.min(tries_max.value === 0 ? servers : tries_max.value, 8));
  const once = connect_timeout_ms.value + send_timeout_ms.value + read_timeout_ms.value;
  return Math.min(deadline_ms_max, tries * once + 5_000);
}
