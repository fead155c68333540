import type { Front } from "@gatecrash/core";
import { parseAddress, showAddress } from "./address.ts";
import { isFront, type Proxy } from "./proxies.ts";
import { begins, placeOf, word, type Line } from "./text/line.ts";

/** More ports than these of one range are not looked at. */
const portsMax = 16;

/** A front with the proxy it belongs to. */
export interface BoundFront {
  front: Front;
  proxy: Proxy;
  line: Line;
}

interface FrontContext {
  environment: ReadonlyMap<string, string>;
  note(message: string, line?: Line): void;
}

/** The addresses that a proxy takes connections on. */
export function readFronts(proxy: Proxy, context: FrontContext): BoundFront[] {
  if (!isFront(proxy)) return [];
  const fronts = proxy.lines
    .filter((line) => begins(line, "bind"))
    .flatMap((line) =>
      word(line, 1)
        .split(",")
        .filter((each) => each !== "")
        .flatMap((each) => ofAddress(each, line, proxy, context)),
    );
  if (fronts.length === 0)
    context.note(`"${proxy.name}" has no bind, so that nothing can come in`, proxy.header);
  return fronts;
}

function ofAddress(
  written: string,
  line: Line,
  proxy: Proxy,
  { environment, note }: FrontContext,
): BoundFront[] {
  const { address, port_last, udp } = parseAddress(written, environment);
  if (!address || udp) {
    note(`${written} is not looked at: neither TCP nor a socket file`, line);
    return [];
  }
  if (address.kind === "unix" || port_last === undefined)
    return [{ front: frontAt(address, line, proxy), proxy, line }];
  const last = Math.min(port_last, address.port + portsMax - 1);
  if (last < port_last) note(`of ${written} only the first ${portsMax} ports are looked at`, line);
  const ports = Array.from(
    { length: Math.max(1, last - address.port + 1) },
    (_, n) => address.port + n,
  );
  return ports.map((port) => ({ front: frontAt({ ...address, port }, line, proxy), proxy, line }));
}

function frontAt(address: Front["address"], line: Line, proxy: Proxy): Front {
  const has = (flag: string) => line.words.includes(flag, 2);
  const argument = (flag: string) => word(line, line.words.indexOf(flag, 2) + 1);
  const asked = has("verify") ? argument("verify") : "none";
  return {
    id: `${proxy.name}/${showAddress(address)}`,
    address,
    mode: proxy.mode === "http" ? "http" : "tcp",
    tls: has("ssl"),
    http2:
      (has("alpn") && argument("alpn").split(",").includes("h2")) ||
      (has("proto") && argument("proto") === "h2"),
    proxy_protocol: has("accept-proxy"),
    ...(asked === "none"
      ? {}
      : {
          client_certificate: asked === "optional" ? ("optional" as const) : ("required" as const),
        }),
    at: placeOf(line),
  };
}
